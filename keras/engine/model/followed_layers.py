"""The attributes by which checkpoints know the layers of a model."""

_CHECKPOINT_KINDS = ("layer_with_weights", "layer")


def _is_followed(attribute: str) -> bool:
    kind, _, number = attribute.rpartition("-")
    return kind in _CHECKPOINT_KINDS and number.isdigit()


def follow(model, layers: list) -> None:
    """Keeps layers in attributes of their names in checkpoints."""
    # Most have some of their own: that is quicker to see.
    weighted = [
        inner
        for inner in layers
        if inner.built and (inner._keras_state.own.variables or inner.weights)
    ]
    wanted = {
        f"{kind}-{index}": inner
        for kind, listed in zip(_CHECKPOINT_KINDS, (weighted, layers))
        for index, inner in enumerate(listed)
    }
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
