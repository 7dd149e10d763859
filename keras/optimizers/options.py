"""Checks of what an optimizer is made with."""


def keras1_rate(owner: str, kwargs: dict) -> float | None:
    """Returns Keras 1's `lr`, and raises for what isn't an argument."""
    kwargs.pop("is_legacy_optimizer", None)
    rate = kwargs.pop("lr", None)
    if kwargs.get("decay"):
        raise ValueError(
            f"{owner}: `decay` is gone since Keras 2.11. Expected a schedule. "
            f"Received: decay={kwargs['decay']}. Pass learning_rate="
            "keras.optimizers.schedules.InverseTimeDecay(rate, 1, decay)."
        )
    kwargs.pop("decay", None)
    if kwargs:
        raise TypeError(
            f"{owner}: unknown arguments. Expected those of its signature. "
            f"Received: {sorted(kwargs)}."
        )
    return rate


def check(clipnorm, global_clipnorm, use_ema, ema_momentum) -> None:
    """Raises for arguments that exclude each other, or out of range."""
    if clipnorm is not None and global_clipnorm is not None:
        raise ValueError(
            "Gradients are clipped in one way. Expected `clipnorm` or "
            f"`global_clipnorm`. Received: clipnorm={clipnorm} and "
            f"global_clipnorm={global_clipnorm}."
        )
    if use_ema and not 0 <= ema_momentum <= 1:
        raise ValueError(
            "The moving average needs a weight. Expected a number in [0, 1]. "
            f"Received: ema_momentum={ema_momentum}."
        )
