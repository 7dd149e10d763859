"""`predict`: the outputs of every batch, put together."""

import numpy as np
import tensorflow as tf

from keras.distribute import replicas
from keras.engine import step_functions
from keras.engine.data import array_inputs

_DEFAULT_BATCH = 32


class Predictor:
    """The compiled predict step of a model.

    It's traced for any number of rows, once for a type of input; a batch on its
    own and a batch that a graph draws from the data share that trace.

    Args:
        model: The model.
        options: How to compile it (`loop.StepOptions`).
    """

    def __init__(self, model, options) -> None:
        self._strategy = model.distribute_strategy
        self._options = options
        step = step_functions.one_replica(model, "predict_step")
        self._step = self._compiled(step)
        self._traced: dict = {}
        self._draws: dict = {}

    def _compiled(self, function):
        if self._options.run_eagerly:
            return function
        jit = self._options.jit_compile or None
        return tf.function(
            function, jit_compile=jit, reduce_retracing=True, autograph=False
        )

    def on_batch(self, batch):
        """Returns the outputs of one batch of tensors."""
        if self._options.run_eagerly:
            return self._step((batch,))
        key = tuple((t.dtype, t.shape[1:]) for t in tf.nest.flatten(batch))
        structure = str(tf.nest.map_structure(lambda _: None, batch))
        if (structure, key) not in self._traced:
            specs = tf.nest.map_structure(_any_number_of_rows, batch)
            traced = self._step.get_concrete_function((specs,))
            self._traced[structure, key] = traced
        return self._traced[structure, key]((batch,))

    def draw_of(self, batches):
        """Returns the function that draws a batch and predicts it."""
        key = type(batches), batches.never_short
        if key not in self._draws:
            fetch = batches.fetch

            def draw(cursor, index):
                batch = fetch(cursor, index)
                if not isinstance(batch, tuple):
                    batch = (batch,)
                return replicas.gathered(self._strategy, self._step, batch)

            self._draws[key] = self._compiled(draw)
        return self._draws[key]


def _any_number_of_rows(tensor) -> tf.TensorSpec:
    return tf.TensorSpec([None, *tensor.shape[1:]], tensor.dtype)


def single_batch(model, x, batch_size: int | None):
    """Returns `x` as tensors if it's one batch of arrays, else None.

    Raises:
        ValueError: If `batch_size` isn't above 0.
    """
    if model.distribute_strategy.num_replicas_in_sync > 1:
        return None
    parts = tf.nest.flatten(x)
    if not all(isinstance(part, (np.ndarray, tf.Tensor)) for part in parts):
        return None
    limit = _DEFAULT_BATCH if batch_size is None else batch_size
    if not parts or not all(part.ndim for part in parts):
        return None
    rows = {part.shape[0] for part in parts}
    if len(rows) > 1 or not 0 < min(rows) <= limit:
        return None
    return array_inputs.to_tensors(x, "x")


def of_one_batch(model, batch, callbacks=None):
    """Returns the outputs for one batch, as NumPy arrays.

    Args:
        model: The model.
        batch: Tensors.
        callbacks: The list of callbacks to tell, or None.
    """
    if callbacks is not None:
        callbacks.on_predict_begin()
    outputs = model._compile_state.predictor().on_batch(batch)
    if callbacks is not None:
        callbacks.on_steps(1, None, 1)
        callbacks.on_predict_end()
    return tf.nest.map_structure(_as_array, outputs)


def collect(model, batches, callbacks):
    """Predicts all batches.

    Args:
        model: The model.
        batches: The data.
        callbacks: The list of callbacks.
    Returns:
        The nest of outputs, each a NumPy array over all rows (a
        `tf.RaggedTensor` for a ragged output).
    """
    draw = model._compile_state.predictor().draw_of(batches)
    watched = callbacks.needs_batches("predict")
    total = batches.num_batches
    parts: list = []
    callbacks.on_predict_begin()
    with batches.original_errors():
        cursor = batches.epoch()
        while total is None or len(parts) < total:
            if watched:
                callbacks.on_predict_batch_begin(len(parts))
            try:
                parts.append(draw(cursor, tf.constant(len(parts))))
            except tf.errors.OutOfRangeError:
                break
            if watched:
                logs = {"outputs": parts[-1]}
                callbacks.on_predict_batch_end(len(parts) - 1, logs)
            callbacks.on_steps(len(parts), None, total)
    batches.check_epoch(len(parts))
    batches.on_epoch_end()
    callbacks.on_predict_end()
    return _joined(parts)


def _joined(parts: list):
    """Puts the batches' outputs one after the other."""
    flat = [tf.nest.flatten(part) for part in parts]
    columns = [_concatenated(column) for column in zip(*flat)]
    return tf.nest.pack_sequence_as(parts[0], columns)


def _as_array(output):
    return output.numpy() if isinstance(output, tf.Tensor) else output


def _concatenated(column):
    if not isinstance(column[0], tf.Tensor):
        return tf.concat(column, axis=0)
    arrays = [part.numpy() for part in column]
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
