"""What metrics saw, kept while somebody judges in the middle of training."""

import contextlib
from collections.abc import Iterator

from keras.distribute import variable_update


@contextlib.contextmanager
def kept(model) -> Iterator[None]:
    """Puts back what training saw, where a callback judges in between.

    Args:
        model: The model; it's left alone where `fit` isn't running.
    """
    if not model._keras_state.is_fitting:
        yield
        return
    state = model._keras_state.compile_state
    known = {id(metric) for metric in state.kept_metrics}
    variables = [v for metric in state.kept_metrics for v in metric.variables]
    values = [variable.numpy() for variable in variables]
    try:
        yield
    finally:
        for variable, value in zip(variables, values):
            variable_update.assign_total(variable, value)
        for metric in model._keras_state.compile_state.kept_metrics:
            if id(metric) not in known:  # made since: training saw nothing
                metric.reset_state()


@contextlib.contextmanager
def training(model) -> Iterator[None]:
    """Marks the model as one that `fit` is running on."""
    outer, model._keras_state.is_fitting = model._keras_state.is_fitting, True
    try:
        yield
    finally:
        model._keras_state.is_fitting = outer
