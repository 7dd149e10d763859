"""`keras.engine.data_adapter`: the batches of training, for loops of one's own.

It was how `fit` of Keras 2 read its data.
"""

import contextlib
from collections.abc import Iterator

import tensorflow as tf

from keras.engine.data import adapter


class DataHandler:
    """Epochs of batches, as `tf.data` iterators.

    Attributes:
        inferred_steps: Batches an epoch; None while the data don't tell.
        step_increment: 0: a step takes one batch.
        should_sync: False: a step's logs are there when it returns.
    """

    step_increment = 0
    should_sync = False

    def __init__(self, batches, initial_epoch: int, epochs: int) -> None:
        self._batches = batches
        self._epochs = range(initial_epoch, epochs)
        self._has_ended = False
        self._step = 0
        self.inferred_steps = batches.num_batches

    def enumerate_epochs(self) -> Iterator[tuple[int, Iterator]]:
        """Yields the number of each epoch, and an iterator over its batches."""
        for epoch in self._epochs:
            self._has_ended = False
            yield epoch, self._batches.epoch()
            self._batches.on_epoch_end()

    def steps(self) -> Iterator[int]:
        """Yields the number of each step of an epoch."""
        self._step = 0
        while not self._has_ended and self._step != self.inferred_steps:
            yield self._step
            self._step += 1

    @contextlib.contextmanager
    def catch_stop_iteration(self) -> Iterator[None]:
        """Ends an epoch's steps where its batches end."""
        try:
            yield
        except (StopIteration, tf.errors.OutOfRangeError):
            self._has_ended = True
            self.inferred_steps = self._step

    @contextlib.contextmanager
    def sync(self) -> Iterator[None]:
        """Does nothing: a step has happened when it returns."""
        yield


def get_data_handler(
    x,
    y=None,
    sample_weight=None,
    batch_size: int | None = None,
    steps_per_epoch: int | None = None,
    initial_epoch: int = 0,
    epochs: int = 1,
    shuffle: bool = False,
    class_weight: dict | None = None,
    max_queue_size: int = 10,
    workers: int = 1,
    use_multiprocessing: bool = False,
    model=None,
    steps_per_execution=None,
    distribute: bool = True,
) -> DataHandler:
    """Returns the batches of some data, in whatever form `fit` takes it.

    Args:
        x, y, sample_weight, batch_size, steps_per_epoch, initial_epoch,
            epochs, shuffle, class_weight, max_queue_size, workers,
            use_multiprocessing: As in `fit`.
        model: The model that is trained. Default: none.
        steps_per_execution: Has no effect: a step takes one batch.
        distribute: False leaves batches whole where there are replicas.
    Example:
        >>> from keras.legacy import data_handler
        >>> data = data_handler.get_data_handler(np.ones((5, 3)), batch_size=2)
        >>> for epoch, batches in data.enumerate_epochs():
        ...     [len(next(batches)) for _ in data.steps()]
        [2, 2, 1]
    """
    batches = adapter.make_batches(
        x,
        y,
        sample_weight,
        batch_size=batch_size,
        steps=steps_per_epoch,
        shuffle=shuffle,
        keeps_position=True,
        class_weight=class_weight,
        label_layout=model
        and model.compiled
        and model.compiled_loss.label_layout,
        output_names=model and model.output_names,
        workers=workers,
        use_multiprocessing=use_multiprocessing,
        max_queue_size=max_queue_size,
    )
    strategy = tf.distribute.get_strategy()
    if model is not None and distribute:
        strategy = model.distribute_strategy
    return DataHandler(batches.distributed(strategy), initial_epoch, epochs)


def single_batch_iterator(
    strategy: tf.distribute.Strategy,
    x,
    y=None,
    sample_weight=None,
    class_weight: dict | None = None,
) -> Iterator:
    """Returns an iterator over all rows as one batch.

    Args:
        strategy: What splits it over replicas.
        x, y, sample_weight: Arrays or tensors.
        class_weight: Weights of classes.
    """
    rows = tf.nest.flatten(x)[0].shape[0]
    batches = adapter.make_batches(
        x, y, sample_weight, batch_size=rows, class_weight=class_weight
    )
    return batches.distributed(strategy).epoch()


def expand_1d(data):
    """Returns a nest whose tensors of one axis have a second one, of size 1.

    Args:
        data: Tensors and anything else, in any nest.
    Example:
        >>> from keras.legacy import data_handler
        >>> data_handler.expand_1d((tf.ones(3), None))[0].shape
        TensorShape([3, 1])
    """

    def expanded(value):
        is_row = tf.is_tensor(value) and value.shape.rank == 1
        return tf.expand_dims(value, axis=-1) if is_row else value

    return tf.nest.map_structure(expanded, data)
