"""`train_on_batch`, `test_on_batch`, `predict_on_batch`: one step each."""

import contextlib

from keras.distribute import lost_worker
from keras.engine import data as data_module
from keras.engine.training import (
    first_build,
    logs,
    metric_values,
    model_batches,
    unseen,
)


def train(model, data: tuple, class_weight, reset: bool) -> dict:
    """Trains on one batch, and returns the logs as floats.

    Args:
        model: A compiled model.
        data: `(x, y, sample_weight)`.
        class_weight: Weights of classes, or None.
        reset: Whether metrics see this batch alone.
    """
    return _take_one(
        model, "train", _one_batch(model, data, class_weight), reset
    )


def test(model, data: tuple, reset: bool) -> dict:
    """Judges one batch, and returns the logs as floats; see `train`."""
    return _take_one(model, "test", _one_batch(model, data, None), reset)


def inputs_of(model, x):
    """Returns the inputs for one call, as tensors."""
    return data_module.to_tensors(model_batches.with_columns(model, x), "x")


def _one_batch(model, data: tuple, class_weight):
    x, y, sample_weight = data
    weigh = None
    if class_weight is not None:
        weigh = data_module.ClassWeight(
            class_weight,
            model.compiled_loss.label_layout,
            model._keras_state.topology.output_names(),
        )
    x = model_batches.with_columns(model, x)
    batch = data_module.OneBatch(x, y, sample_weight, weigh)
    if model.distribute_strategy.num_replicas_in_sync > 1:
        return batch.distributed(model.distribute_strategy)
    return batch


def _take_one(model, mode: str, batches, reset: bool) -> dict:
    first_build.prepare(model, batches, mode)
    # A batch that is asked for by itself leaves alone what `fit` counts.
    with metric_values.kept(model) if reset else contextlib.nullcontext():
        steps = model._keras_state.compile_state.steps
        if mode == "test":
            steps.level_averages()
        resets = steps.resettable(mode) if reset else ()
        if reset and not resets:
            model._keras_state.compile_state.reset_metrics()
        runner = steps.runner(mode, is_single=True, resets=resets)
        batches = runner.readable(batches)
        with lost_worker.told():
            _, found = runner.run(batches, batches.epoch(), 0, 1)
        unseen.warn_once(model, mode, found)
        return logs.as_floats(found)
