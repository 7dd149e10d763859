"""The attributes by which checkpoints know the layers of a model."""

import contextlib
from collections.abc import Iterator

from keras.engine.layer import tracking

_WITH_WEIGHTS, _ANY = "layer_with_weights", "layer"


def _is_followed(attribute: str) -> bool:
    kind, _, number = attribute.rpartition("-")
    return kind in (_WITH_WEIGHTS, _ANY) and number.isdigit()


def _has_weights(layer) -> bool:
    # Most have some of their own: that is quicker to see.
    own = layer._keras_state.own.variables
    if layer.built and (own or layer.weights):
        return True
    # Keras 2 has a table that is learned among the weights.
    inner = tracking.with_inner_layers(layer)
    return any(part._keras_learns_table for part in inner)


def _named(layers: list) -> dict[str, object]:
    """Returns the layers by their names in checkpoints, in order.

    Losses and all else that a model collects stand in the order in which its
    attributes are; a layer with weights has two names.
    """
    named, weighted = {}, 0
    for index, layer in enumerate(layers):
        if _has_weights(layer):
            named[f"{_WITH_WEIGHTS}-{weighted}"] = layer
            weighted += 1
        named[f"{_ANY}-{index}"] = layer
    return named


def follow(model, layers: list) -> None:
    """Keeps layers in attributes of their names in checkpoints."""
    wanted = _named(layers)
    kept = {n: v for n, v in vars(model).items() if _is_followed(n)}
    known = set(map(id, kept.values()))
    # A layer's weights go by the first of its two names: one that has got
    # weights since is followed anew.
    if any(wanted.get(name) is not kept[name] for name in kept) or any(
        id(inner) in known and name not in kept
        for name, inner in wanted.items()
    ):
        for name in kept:
            delattr(model, name)
        kept = {}
    for name, inner in wanted.items():
        if name not in kept:
            setattr(model, name, inner)


@contextlib.contextmanager
def by_place(model) -> Iterator[None]:
    """Has a checkpoint know a model's layers by their places alone, in a block.

    Args:
        model: One whose layers with weights the checkpoint counts otherwise.
    """
    kept = {n: v for n, v in vars(model).items() if _is_followed(n)}
    for name in kept:
        if name.startswith(_WITH_WEIGHTS):
            delattr(model, name)
    try:
        yield
    finally:
        follow(model, [v for n, v in kept.items() if n.startswith(f"{_ANY}-")])
