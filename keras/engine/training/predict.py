"""`predict`: the outputs of every batch, put together."""

import numpy as np
import tensorflow as tf

from keras.backend import outside_graphs, run_limits, user_code
from keras.distribute import lost_worker, workers
from keras.engine import data as data_module
from keras.engine.data import array_inputs
from keras.engine.training import (
    arguments,
    first_build,
    model_batches,
    output_rows,
    run_errors,
    run_length,
)

_DEFAULT_BATCH = 32
# A run's outputs are in memory up to three times: of each batch, joined in the
# graph, and in their final place. 4 MB are copied in some 2 ms.
_RUN_BYTES = 4 * 2**20


def predict(model, x, reading: arguments.Reading, watching: arguments.Watching):
    """Returns the outputs for any kind of data, as NumPy arrays.

    Args:
        model: The model.
        x: The data.
        reading: How to read it.
        watching: Who watches.
    """
    where = f"{model._keras_who}.predict"
    outside_graphs.require(where)
    reading, watching = reading.checked(where), watching.checked(where)
    if watching.callbacks is None and reading.steps is None:
        batch = _single_batch(model, x, reading.batch_size)
        if batch is not None:
            shown = watching.listed(model, 1) if watching.verbose else None
            data = data_module.pack_x_y_sample_weight(batch)
            return of_one_batch(model, data, shown)
    predictor, batches = _prepared(model, x, reading)
    total = run_limits.steps(batches.num_batches)
    with watching.listed(model, total) as callbacks:
        return _collect(model, predictor, batches, callbacks, total)


def predict_iter(model, x, reading: arguments.Reading):
    """Returns the outputs for any kind of data, batch after batch.

    Args:
        model: The model.
        x: The data.
        reading: How to read it.
    """
    where = f"{model._keras_who}.predict_iter"
    outside_graphs.require(where)
    reading = reading.checked(where)
    return _stream(*_prepared(model, x, reading))


def _prepared(model, x, reading: arguments.Reading) -> tuple:
    """Returns the predict step, and batches as it reads them.

    Our own step looks at inputs alone, so labels of any kind may be with them.
    """
    predictor = model._keras_state.compile_state.steps.predictor()
    batches = model_batches.of_data(
        model,
        (x, None, None),
        reading,
        inputs_only=not user_code.is_users(model.predict_step),
    )
    batches = predictor.readable(batches)
    first_build.prepare(model, batches, "predict")
    model._keras_state.compile_state.steps.level_averages()
    return predictor, batches


def _single_batch(model, x, batch_size: int | None):
    """Returns `x` as tensors if it's one batch of arrays, else None."""
    strategy = model.distribute_strategy
    # Several processes go one way, whichever of them has callbacks.
    if strategy.num_replicas_in_sync > 1 or workers.are_several(strategy):
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


def of_one_batch(model, data, callbacks=None):
    """Returns the outputs for one batch, as NumPy arrays.

    Args:
        model: The model.
        data: Tensors, as the step gets them.
        callbacks: The list of callbacks to tell, or None.
    """
    if callbacks is not None:
        callbacks.on_predict_begin()
    steps = model._keras_state.compile_state.steps
    steps.level_averages()
    predictor = steps.predictor()
    with run_errors.told(), lost_worker.told():
        outputs = predictor.on_batch(data)
    if callbacks is not None:
        callbacks.on_steps(1, None, 1)
        callbacks.on_predict_end()
    return tf.nest.map_structure(_as_array, outputs)


def _collect(model, predictor, batches, callbacks, total: int | None):
    """Predicts all batches, whose number is `total` where it's known.

    Returns:
        The nest of outputs, each a NumPy array over all rows (a
        `tf.RaggedTensor` for a ragged output, and where rows differ in shape).
    """
    watched = workers.any_of(
        model.distribute_strategy, callbacks.needs_batches("predict")
    )
    length = run_length.of_model(model, predictor, watched)
    rows = output_rows.OutputRows(total)

    def start_run(first: int, most: int) -> int:
        if watched:
            callbacks.on_predict_batch_begin(first)
        else:
            most = min(most, rows.batches_in(_RUN_BYTES))
        return length.next(most)

    callbacks.on_predict_begin()
    for done, count, outputs in _runs(predictor, batches, total, start_run):
        length.done(count)
        rows.add(outputs, count)
        if watched:
            logs = {"outputs": outputs}
            callbacks.on_predict_batch_end(done - 1, logs)
        callbacks.on_steps(done, None, total)
    callbacks.on_predict_end()
    return rows.result()


def _stream(predictor, batches):
    """Yields the outputs of a batch, as somebody asks for them."""
    total = run_limits.steps(batches.num_batches)
    one = _runs(predictor, batches, total, lambda first, most: 1)
    for _, _, outputs in one:
        yield tf.nest.map_structure(_as_array, outputs)


def _runs(predictor, batches, total: int | None, start_run):
    """Predicts run after run.

    Args:
        predictor: The compiled predict step.
        batches: The data.
        total: How many batches to take; None for all, where nobody knows.
        start_run: Called with the number of a run's first batch, and how many
            it may take at most; returns how many it takes.
    Yields:
        `(done, count, outputs)`: batches done, those of this run, a nest.
    """
    run = predictor.run_of(batches)
    done = 0
    with batches.original_errors():
        cursor = batches.epoch()
    while total is None or done < total:
        count = start_run(done, total - done if run.takes_many else 1)
        try:
            with (
                batches.original_errors(),
                run_errors.told(),
                lost_worker.told(),
            ):
                outputs = run.function(
                    cursor, tf.constant(done), tf.constant(count)
                )
        except tf.errors.OutOfRangeError as error:
            run_errors.require_end_of_data(error)
            break
        done += count
        yield done, count, outputs
    if not run_limits.is_last(done):
        batches.check_epoch(done)
    batches.on_epoch_end()


def _as_array(output):
    return output.numpy() if isinstance(output, tf.Tensor) else output
