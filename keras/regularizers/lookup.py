"""Regularizers by name."""

from keras.regularizers import orthogonality, size_penalty
from keras.saving import namespace

_NAMES = namespace.Namespace(
    "regularizer",
    "keras.regularizers",
    {
        "L1": size_penalty.L1,
        "L1L2": size_penalty.L1L2,
        "L2": size_penalty.L2,
        "OrthogonalRegularizer": orthogonality.OrthogonalRegularizer,
        "l1": size_penalty.L1,
        "l2": size_penalty.L2,
        "orthogonal_regularizer": orthogonality.OrthogonalRegularizer,
    },
)


def get(identifier: object) -> object:
    """Returns the regularizer that a name, a config or an object stands for.

    Args:
        identifier: None, a name ('l1_l2' has both factors at 0.01), a config,
            a class or a callable.
    Raises:
        ValueError: If the name is unknown.
    Example: >>> keras.regularizers.get('l2').get_config()
    {'l2': 0.009999999776482582}
    """
    if identifier == "l1_l2":
        return size_penalty.l1_l2()
    return _NAMES.get(identifier)


serialize = _NAMES.serialize
deserialize = _NAMES.deserialize
