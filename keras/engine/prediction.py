"""`predict`: the outputs of every batch, put together."""

import numpy as np
import tensorflow as tf

from keras.engine.data import array_inputs

_DEFAULT_BATCH = 32


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


def collect(model, batches, callbacks, length):
    """Predicts all batches.

    Args:
        model: The model.
        batches: The data.
        callbacks: The list of callbacks.
        length: How many batches a run takes (`run_length.RunLength`).
    Returns:
        The nest of outputs, each a NumPy array over all rows (a
        `tf.RaggedTensor` for a ragged output).
    """
    run = model._compile_state.predictor().run_of(batches)
    watched = callbacks.needs_batches("predict")
    total = batches.num_batches
    parts, done = [], 0
    callbacks.on_predict_begin()
    with batches.original_errors():
        cursor = batches.epoch()
        while total is None or done < total:
            remaining = None if total is None else total - done
            count = length.next(remaining) if run.takes_many else 1
            if watched:
                callbacks.on_predict_batch_begin(done)
            try:
                parts.append(run(cursor, tf.constant(done), tf.constant(count)))
            except tf.errors.OutOfRangeError:
                break
            length.done(count)
            done += count
            if watched:
                logs = {"outputs": parts[-1]}
                callbacks.on_predict_batch_end(done - 1, logs)
            callbacks.on_steps(done, None, total)
    batches.check_epoch(done)
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
