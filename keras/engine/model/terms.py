"""Losses and metrics that a functional model's own symbols add.

Methods of `Model`, which binds them under these names.
"""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.graph import term_layers
from keras.engine.layer import layer
from keras.engine.layer import metrics as layer_metrics
from keras.engine.model import followed_layers
from keras.engine.symbols import keras_tensor


def add_loss(model: Any, losses: Any, **kwargs) -> None:
    """Adds terms to what training makes small.

    Args:
        losses: A scalar that follows from a functional model's inputs, a
            tensor made in `call`, a function of no argument, or a list.
        **kwargs: Keras 2's `inputs`, which has no effect.
    """
    for loss in tf.nest.flatten(losses):
        if model._keras_state.topology.graph and keras_tensor.is_keras_tensor(
            loss
        ):
            extend_graph(model, [term_layers.AddLoss()(loss)])
        else:
            layer.Layer.add_loss(model, loss, **kwargs)


def add_metric(
    model: Any, value: kinds.Tensors, name: str | None = None, **kwargs
) -> None:
    """Adds the mean of a value over batches to the logs.

    Args:
        value: What follows from a functional model's inputs, or a tensor
            made in `call`.
        name: Name in logs.
        **kwargs: Keras 2's `aggregation`, 'mean' or None, has no effect.
    """
    if not (
        model._keras_state.topology.graph
        and keras_tensor.is_keras_tensor(value)
    ):
        layer.Layer.add_metric(model, value, name, **kwargs)
        return
    layer_metrics.check_options(model, value, name, kwargs)
    layer_of = term_layers.AddMetric(kwargs.get("aggregation"), name)
    extend_graph(model, [layer_of(value)])


def extend_graph(model, symbols: list) -> None:
    """Lets each call compute more symbols, for losses and metrics."""
    if not symbols:
        return
    graph = model._keras_state.topology.graph
    known = len(graph.layers)
    graph.extend(symbols)
    model._keras_state.short_way.forget()
    attributes = vars(model).items()
    kept = [part for name, part in attributes if name.startswith("layer-")]
    followed_layers.follow(model, [*kept, *graph.layers[known:]])
