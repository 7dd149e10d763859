"""Functions that `keras.backend` had in older Keras, public or not."""

from typing import Any

import tensorflow as tf

from keras.backend import config, naming

_ORDERINGS = {"channels_last": "tf", "channels_first": "th"}
_FORMATS = {ordering: name for name, ordering in _ORDERINGS.items()}


def image_dim_ordering() -> str:
    """Returns where channels stand, as Keras 1 said it: last 'tf', first 'th'.

    Example:
        >>> from keras.legacy import backend_names
        >>> backend_names.image_dim_ordering()
        'tf'
    """
    return _ORDERINGS[config.image_data_format()]


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Says where channels stand, as Keras 1 said it.

    Args:
        dim_ordering: 'tf' for channels last, 'th' for channels first.
    Raises:
        ValueError: If it's another value.
    """
    if dim_ordering not in _FORMATS:
        raise ValueError(
            "set_image_dim_ordering: expected 'tf' or 'th'. Received: "
            f"dim_ordering={dim_ordering!r}."
        )
    config.set_image_data_format(_FORMATS[dim_ordering])


def logsumexp(x, axis=None, keepdims: bool = False) -> tf.Tensor:
    """Returns log(sum(exp(x))), without overflow.

    Args:
        x: A float tensor.
        axis: Axis or axes of the sum. Default: all.
        keepdims: True keeps them, of size 1.
    """
    return tf.reduce_logsumexp(x, axis=axis, keepdims=keepdims)


def identity(x, name: str | None = None) -> tf.Tensor:
    """Returns the same values, and the gradient as it comes.

    Args:
        x: A tensor.
        name: Name of the operation.
    """
    return tf.identity(x, name)


def asymmetric_temporal_padding(
    x, left_pad: int = 1, right_pad: int = 1
) -> tf.Tensor:
    """Returns steps with zeros before and after them, as Keras 1 said it.

    Args:
        x: A tensor `(batch, steps, features)`.
        left_pad: How many before.
        right_pad: How many after.
    """
    return tf.pad(x, [[0, 0], [left_pad, right_pad], [0, 0]])


def unique_object_name(
    name: str,
    name_uid_map: dict | None = None,
    avoid_names=None,
    namespace: str = "",
    zero_based: bool = False,
    avoid_observed_names: bool = False,
) -> str:
    """Returns a name with a number after it, one more each time.

    Args:
        name: The name.
        name_uid_map: Numbers given so far, by `(namespace, name)`; changed.
            Default: those of `keras.backend.get_uid`.
        avoid_names: Names that are taken.
        namespace: Counts apart from other namespaces.
        zero_based: True gives the first name no number.
        avoid_observed_names: Has no effect: such names are always avoided.
    """
    taken = set(avoid_names or ())
    while True:
        if name_uid_map is None:
            number = naming.get_uid(
                f"{namespace}/{name}" if namespace else name
            )
        else:
            number = name_uid_map.get((namespace, name), 0) + 1
            name_uid_map[namespace, name] = number
        number -= int(zero_based)
        found = f"{name}_{number}" if number else name
        if found not in taken:
            return found


def track_variable(v) -> None:
    """Does nothing: variables start with values, and need no session.

    Args:
        v: A variable.
    """


def get_keras_mask(x) -> Any:
    """Returns the mask that travels with a tensor, or None.

    Args:
        x: A tensor.
    """
    return getattr(x, "_keras_mask", None)


def set_keras_mask(x, mask) -> None:
    """Puts a mask on a tensor, which the next layer gets.

    Args:
        x: A tensor.
        mask: Booleans, or None.
    """
    x._keras_mask = mask
