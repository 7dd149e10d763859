"""The type in which a loss compares, where it's told one."""

import tensorflow as tf

from keras.losses import label_shape


def name(loss: object, dtype: object) -> str | None:
    """Returns the name of a loss's type, None where nobody says one.

    Args:
        loss: The loss.
        dtype: A float type, or a policy that computes in one.
    Raises:
        ValueError: If it's no float type.
        TypeError: If it's no type.
    """
    if dtype is None:
        return None
    given = getattr(dtype, "compute_dtype", dtype)
    is_type = isinstance(given, (str, type, tf.DType))
    try:
        found = tf.as_dtype(given) if is_type else None
    except TypeError:
        found = None
    if found is None or not found.is_floating:
        raise (ValueError if is_type else TypeError)(
            f"{type(loss).__name__}: in what type are predictions compared? "
            "Expected a float type such as 'float32', or a policy. Received: "
            f"dtype={dtype!r}."
        )
    return found.name


def widened(y_pred, dtype: str):
    """Returns predictions in a loss's type; halves are float32.

    Args:
        y_pred: Predictions. What is known of them goes with them.
        dtype: The type's name.
    """
    y_pred = label_shape.tensor(y_pred)
    full = label_shape.full_type(tf.as_dtype(dtype))
    same = y_pred.dtype == full
    return y_pred if same else label_shape.of_type(y_pred, full)
