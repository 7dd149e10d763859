"""Metrics by name."""

from typing import Any

from keras.losses import binary
from keras.metrics import matching, mean_error
from keras.saving.config import namespace

_ALIASES = {
    **dict.fromkeys(("BCE", "bce"), binary.binary_crossentropy),
    **dict.fromkeys(("accuracy", "acc"), matching.accuracy),
    # Keras 2's is the cosine; the loss of this name is minus that.
    **dict.fromkeys(
        ("cosine", "cosine_similarity", "cosine_proximity"),
        mean_error.cosine_similarity,
    ),
}

_NAMES = namespace.Namespace(
    "metric",
    "keras.metrics",
    namespace.PublicNames("keras.metrics", _ALIASES, ("Metric",)),
)

get = _NAMES.get
check_name = _NAMES.check_name


def serialize(metric: Any, use_legacy_format: bool = False) -> str | dict:
    """Returns the plain description of a metric, a name for a function of ours.

    Args:
        metric: The metric.
        use_legacy_format: True leaves out the module: the form of Keras 1.
            Default False.
    Example:
        >>> keras.metrics.serialize(keras.losses.mean_squared_error)
        'mean_squared_error'
    """
    return _NAMES.serialize(metric, use_legacy_format)


def deserialize(
    config: dict,
    custom_objects: dict | None = None,
    use_legacy_format: bool = False,
) -> Any:
    """Makes a metric from its description.

    Args:
        config: What `serialize` returned, or a bare name.
        custom_objects: Names of the caller's own classes and functions.
            Default None.
        use_legacy_format: Says what form it is; each is read anyway. Default
            False.
    Raises:
        ValueError: If the name isn't known.
    Example:
        >>> keras.metrics.deserialize("mean_squared_error").__name__
        'mean_squared_error'
    """
    del use_legacy_format
    return _NAMES.deserialize(config, custom_objects)
