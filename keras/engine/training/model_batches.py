"""A model's data as batches, of whatever kind it is."""

from keras.distribute import coordinators
from keras.engine import data as data_module
from keras.engine.graph import input_values as model_inputs
from keras.engine.training import arguments


def of_data(model, data: tuple, reading: arguments.Reading, **options):
    """Makes batches for the model's strategy.

    Args:
        model: The model.
        data: `(x, y, sample_weight)`.
        reading: How to read it.
        **options: More of `make_batches`.
    """
    x, y, sample_weight = data
    x = with_columns(model, x)
    batch_size = reading.batch_size
    if data_module.is_source(x):
        batch_size = None  # It has its own; `fit` may be told one for arrays.
    return data_module.make_batches(
        x,
        y,
        sample_weight,
        batch_size=batch_size,
        steps=reading.steps,
        workers=reading.workers,
        use_multiprocessing=reading.use_multiprocessing,
        max_queue_size=reading.max_queue_size,
        strategy=model.distribute_strategy,
        **options,
    )


def to_evaluate(model, data: tuple, reading: arguments.Reading):
    """Makes batches that a model is judged on.

    Args:
        model: The model.
        data: `(x, y, sample_weight)`.
        reading: How to read it.
    """
    x, *others = data
    once = model._keras_state.compile_state.evaluates_once
    if once and coordinators.hands_out(model.distribute_strategy):
        x = x() if isinstance(x, data_module.DatasetCreator) else x
    return of_data(model, (x, *others), reading)


def with_columns(model, x):
    """Returns inputs by the model's names, where they are columns."""
    return data_module.by_input_names(x, model_inputs.column_names(model))
