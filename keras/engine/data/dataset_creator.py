"""A data set that is made where it's read."""

from collections import abc
from typing import Any

import tensorflow as tf


class DatasetCreator:
    """Makes a data set from a function, on each worker of a strategy.

    For `fit`, `evaluate` and `predict`, which need the number of steps with it.
    A parameter server's workers can only read data sets that are made there.

    Args:
        dataset_fn: Function of a `tf.distribute.InputContext` that returns a
            `tf.data.Dataset` of batches of one replica's size
            (`context.get_per_replica_batch_size(global_batch_size)`).
        input_options: A `tf.distribute.InputOptions`, or None for the
            strategy's own ways. Default None.

    Raises:
        TypeError: If an argument is none of these.

    Example:
        >>> def rows(context):
        ...     size = context.get_per_replica_batch_size(4)
        ...     data = np.ones((8, 2)), np.ones((8, 1))
        ...     return tf.data.Dataset.from_tensor_slices(data).batch(size)
        >>> creator = keras.utils.experimental.DatasetCreator(rows)
        >>> model = keras.Sequential([keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> len(model.fit(creator, steps_per_epoch=2, verbose=0).epoch)
        1
    """

    def __init__(
        self,
        dataset_fn: abc.Callable[[tf.distribute.InputContext], tf.data.Dataset],
        input_options: tf.distribute.InputOptions | None = None,
    ) -> None:
        if not callable(dataset_fn):
            raise TypeError(
                "DatasetCreator: dataset_fn can't be called. Expected a "
                "function of a tf.distribute.InputContext. Received: "
                f"dataset_fn={dataset_fn!r}. Put `lambda context:` before it."
            )
        if not isinstance(input_options, tf.distribute.InputOptions | None):
            raise TypeError(
                "DatasetCreator: input_options are of another kind. Expected "
                "a tf.distribute.InputOptions or None. Received: "
                f"input_options={input_options!r}."
            )
        self.dataset_fn = dataset_fn
        self.input_options = input_options

    def __call__(
        self, context: tf.distribute.InputContext | None = None
    ) -> tf.data.Dataset:
        """Makes the data set.

        Args:
            context: What the worker and its replicas are. Default: one alone.

        Raises:
            TypeError: If the function returns anything else.
        """
        dataset = self.dataset_fn(context or tf.distribute.InputContext())
        if not isinstance(dataset, tf.data.Dataset):
            raise TypeError(
                "DatasetCreator: dataset_fn returned no data set. Expected a "
                f"tf.data.Dataset. Received: {dataset!r}."
            )
        return dataset

    def distributed(self, strategy: tf.distribute.Strategy | None) -> Any:
        """Makes the data set on every worker of a strategy.

        Args:
            strategy: The strategy, or None for one worker with one replica.
        """
        if strategy is None:
            return self()
        return strategy.distribute_datasets_from_function(
            self, self.input_options
        )
