"""`keras.legacy.optimizers`: optimizers of Keras before 2.11."""

from keras.optimizers import legacy

Adadelta = legacy.Adadelta
Adagrad = legacy.Adagrad
Adam = legacy.Adam
Adamax = legacy.Adamax
Ftrl = legacy.Ftrl
Nadam = legacy.Nadam
Optimizer = legacy.Optimizer
RMSprop = legacy.RMSprop
SGD = legacy.SGD


def convert_to_legacy_optimizer(optimizer) -> Optimizer:
    """Returns the optimizer of the same rule that is a legacy one.

    Args:
        optimizer: One of `keras.optimizers`; a legacy one comes back itself.
    Raises:
        ValueError: If there is no legacy one of its class.
    Example:
        >>> from keras.legacy import optimizers
        >>> made = optimizers.convert_to_legacy_optimizer(
        ...     keras.optimizers.SGD(0.5, momentum=0.9))
        >>> made.get_config()["learning_rate"]
        0.5
    """
    if isinstance(optimizer, Optimizer):
        return optimizer
    name = type(optimizer).__name__
    found = getattr(legacy, name, None)
    if found is None:
        raise ValueError(
            "convert_to_legacy_optimizer: there is no legacy optimizer of "
            f"this kind. Expected one of {legacy.__all__}. Received: {name}."
        )
    config = optimizer.get_config()
    known = found().get_config()
    taken = {key: config[key] for key in config if key in known}
    for clip in ("clipnorm", "clipvalue", "global_clipnorm"):
        if config.get(clip) is not None:
            taken[clip] = config[clip]
    return found.from_config(taken)
