"""`train_on_batch`, `test_on_batch`, `predict_on_batch`: one step each."""

from keras.engine import data as data_module
from keras.engine.training import first_build
from keras.engine.training import fit as training


def train(model, x, y, sample_weight, class_weight, reset) -> dict:
    """Trains on one batch, and returns the logs as floats."""
    batches = _one_batch(model, x, y, sample_weight, class_weight)
    first_build.for_training(model, batches)
    return _take_one(model, "train", batches, reset)


def test(model, x, y, sample_weight, reset: bool) -> dict:
    """Judges one batch, and returns the logs as floats."""
    batches = _one_batch(model, x, y, sample_weight, None)
    first_build.for_prediction(model, batches)
    return _take_one(model, "test", batches, reset)


def _one_batch(model, x, y, sample_weight, class_weight):
    x = training.with_columns(model, x)
    return training.batches_for(
        model,
        x,
        y,
        sample_weight,
        batch_size=data_module.count_rows(x, y, sample_weight),
        class_weight=class_weight,
        label_layout=model.compiled_loss.label_layout,
        output_names=model.output_names,
    )


def inputs_of(model, x):
    """Returns the inputs for one call, as tensors."""
    return data_module.to_tensors(training.with_columns(model, x), "x")


def _take_one(model, mode: str, batches, reset: bool) -> dict:
    if reset:
        model.reset_metrics()
    runner = model._compile_state.runner(mode)
    if runner.takes_iterators:
        batches = batches.distributed(model.distribute_strategy)
    _, logs = runner.run(batches, batches.epoch(), 0, 1)
    return training.as_floats(logs)
