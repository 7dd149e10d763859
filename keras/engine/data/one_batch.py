"""A batch that somebody made and wants a step for, as it is."""

import typing

import tensorflow as tf

from keras.engine.data import (
    array_dataset,
    array_inputs,
    batch_structure,
    batches,
    dataset_batches,
)


class OneBatch(batches.Batches):
    """One batch of tensors, which the step gets whole.

    Args:
        x: Array-likes, or a nest of them.
        y: Labels, or None.
        sample_weight: Weights of rows, or None.
        class_weight: Weighs the labels, or None; see `ClassWeight`.
    Raises:
        TypeError: If a leaf is nothing that can be an array.
        ValueError: If the arrays differ in rows or are empty.

    Example:
        >>> OneBatch(np.zeros((5, 3)), np.zeros(5)).batch_size
        5
    """

    never_short = True
    num_batches = 1
    wanted_batches = None

    def __init__(
        self,
        x: typing.Any,
        y: typing.Any = None,
        sample_weight: typing.Any = None,
        class_weight: typing.Callable | None = None,
    ) -> None:
        super().__init__()
        x = array_inputs.to_arrays(x, "x")
        y = array_inputs.to_arrays(y, "y")
        sample_weight = array_inputs.to_arrays(sample_weight, "sample_weight")
        packed = batch_structure.pack_x_y_sample_weight(x, y, sample_weight)
        if not isinstance(packed, tuple):
            packed = (packed,)  # Keras's contract: a step on a batch of its own
        self.batch_size = array_inputs.check_rows(packed)
        self._batch = array_inputs.on_device(packed)
        if class_weight is not None:
            self._batch = class_weight.of_batch(self._batch)
        self.element_spec = self.build_spec = tf.nest.map_structure(
            array_dataset.batch_spec, self._batch
        )
        self.cursor_spec = self.element_spec

    def epoch(self) -> typing.Any:
        """Returns the batch, which is its own cursor."""
        return self._batch

    @staticmethod
    def fetch(cursor: typing.Any, step: typing.Any) -> typing.Any:
        """Returns the batch; `step` isn't looked at."""
        del step
        return cursor

    @staticmethod
    def fetch_optional(
        cursor: typing.Any, step: typing.Any
    ) -> tf.experimental.Optional:
        """Returns the batch as an optional."""
        del step
        return tf.experimental.Optional.from_value(cursor)

    def distributed(
        self, strategy: tf.distribute.Strategy
    ) -> dataset_batches.DatasetBatches:
        """Returns the batch, split over the replicas."""
        dataset = tf.data.Dataset.from_tensors(self._batch)
        return dataset_batches.DatasetBatches(
            dataset.with_options(array_dataset.sharded_by_rows()),
            self.batch_size,
        ).distributed(strategy)
