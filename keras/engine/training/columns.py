"""Labels and weights as the losses and metrics of users get them in Keras 2.

Beside predictions of rows and columns, a row of labels or weights is a column:
`(batch, 1)`, so that they can be subtracted and multiplied. Ours see to that
themselves.
"""

import tensorflow as tf

from keras.backend import user_code


def are_due(judge) -> bool:
    """Tells whether a loss or metric, or the function in it, is a user's.

    Args:
        judge: A `Loss`, a `Metric`, or None.
    """
    if judge is None:
        return False
    function = getattr(judge, "fn", judge)
    return user_code.is_users(type(judge)) or user_code.is_users(function)


def beside(label, prediction, weight) -> tuple:
    """Returns labels, predictions and weights as Keras 2 hands them on.

    Args:
        label: Labels.
        prediction: An output.
        weight: Weights of rows, or None.
    """
    if getattr(prediction.shape, "rank", None) == 2:
        label, weight = _column(label), _column(weight)
    return label, prediction, weight


def _column(value):
    if isinstance(value, tf.Tensor) and value.shape.rank == 1:
        return tf.expand_dims(value, -1)
    return value
