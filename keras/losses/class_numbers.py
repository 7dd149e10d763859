"""Labels that are numbers of classes: within the number of classes."""

import tensorflow as tf

from keras.tf_internals import eager_tensor


def check(where: str, labels, classes: int | None, least: int = 0) -> None:
    """Raises for a label that is no class, where values are at hand.

    Graphs don't look: a loss says there what comes of such a label.

    Args:
        where: Name of the loss or metric.
        labels: Whole numbers.
        classes: How many classes there are, if that is known.
        least: The smallest number of a class. Default 0.
    Raises:
        ValueError: If a label is none of them.
    """
    if classes is None or not isinstance(labels, eager_tensor.EagerTensor):
        return
    values = labels.numpy()
    if not values.size or (values.min() >= least and values.max() < classes):
        return
    wrong = values[(values < least) | (values >= classes)]
    raise ValueError(
        f"{where}: a label is none of {classes} classes. Expected whole "
        f"numbers in [{least}, {classes}). Received: label={wrong[0]}. Correct "
        "the labels, or give the last layer a unit for each class."
    )


def known(labels: tf.Tensor, classes) -> tf.Tensor:
    """Returns which labels are classes, as bools.

    Args:
        labels: Whole numbers.
        classes: How many classes there are.
    """
    labels = tf.cast(labels, tf.int64)
    return (labels >= 0) & (labels < tf.cast(classes, tf.int64))
