"""`train_on_batch`, `test_on_batch`, `predict_on_batch`: methods of `Model`.

`Trainer` binds them under these names.
"""

from typing import Any

from keras.backend import outside_graphs
from keras.engine import kinds
from keras.engine.training import logs, on_batch, predict


def train_on_batch(
    model: Any,
    x: kinds.Tensors,
    y: kinds.Tensors = None,
    sample_weight: kinds.Tensors = None,
    class_weight: Any = None,
    reset_metrics: bool = True,
    return_dict: bool = False,
) -> Any:
    """Trains on one batch.

    Args:
        x, y, sample_weight, class_weight: As in `fit`.
        reset_metrics: False adds the batch to what the metrics saw.
        return_dict: True returns a dict by name.
    Returns:
        The loss, or a list of it and the metrics.
    """
    model._keras_state.compile_state.require_optimizer("train_on_batch")
    data = x, y, sample_weight
    found = on_batch.train(model, data, class_weight, reset_metrics)
    return logs.as_results(model, found, return_dict)


def test_on_batch(
    model: Any,
    x: kinds.Tensors,
    y: kinds.Tensors = None,
    sample_weight: kinds.Tensors = None,
    reset_metrics: bool = True,
    return_dict: bool = False,
) -> Any:
    """Judges one batch.

    Args:
        x, y, sample_weight: As in `fit`.
        reset_metrics: False adds the batch to what the metrics saw.
        return_dict: True returns a dict by name.
    Returns:
        The loss, or a list of it and the metrics.
    """
    model._keras_state.compile_state.require("test_on_batch")
    found = on_batch.test(model, (x, y, sample_weight), reset_metrics)
    return logs.as_results(model, found, return_dict)


def predict_on_batch(model: Any, x: kinds.Tensors) -> Any:
    """Returns the outputs for one batch, as NumPy arrays."""
    outside_graphs.require(f"{model._keras_who}.predict_on_batch")
    x = on_batch.inputs_of(model, x)
    return predict.of_one_batch(model, (x,))
