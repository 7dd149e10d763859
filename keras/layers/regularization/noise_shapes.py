"""The argument `noise_shape`: what is drawn once for several elements."""

import tensorflow as tf

from keras.layers import arguments


def taken(where: str, noise_shape) -> tuple[int | None, ...] | None:
    """Returns a noise shape as a constructor keeps it.

    Args:
        where: The layer as a message calls it.
        noise_shape: Sizes, None for the input's; or None.
    Raises:
        TypeError: If it is no sequence of whole numbers.
        ValueError: If a size is below 1.
    """
    if noise_shape is None:
        return None
    if isinstance(noise_shape, str) or not hasattr(noise_shape, "__iter__"):
        raise TypeError(
            f"{where}: the shape of the noise is no sequence. Expected sizes, "
            "None for the input's, such as (None, 1, None). Received: "
            f"noise_shape={noise_shape!r}."
        )
    return tuple(
        None
        if size is None
        else arguments.whole_number(where, "a size in noise_shape", size)
        for size in noise_shape
    )


def for_input(where: str, noise_shape, inputs) -> tuple | None:
    """Returns the shape of the noise for an input, which it broadcasts to.

    Fewer sizes are those of the last axes, unless one is None: the input's.

    Args:
        where: The layer as a message calls it.
        noise_shape: What `taken` returned.
        inputs: Dense or ragged tensor.
    Raises:
        ValueError: If it doesn't.
    """
    if noise_shape is None:
        return None
    if isinstance(inputs, tf.RaggedTensor):
        raise ValueError(
            f"{where}: rows of unequal length share no noise. Expected a dense "
            f"tensor. Received: noise_shape={noise_shape}, a ragged tensor. "
            "Make it dense: `x.to_tensor()`."
        )
    shape = inputs.shape
    if shape.rank is None:
        return noise_shape
    if None not in noise_shape:
        noise_shape = (1,) * (shape.rank - len(noise_shape)) + noise_shape
    fits = len(noise_shape) == shape.rank and all(
        size in (None, 1) or known in (None, size)
        for size, known in zip(noise_shape, shape)
    )
    if not fits:
        raise ValueError(
            f"{where}: the noise doesn't broadcast to the input. Expected "
            f"{shape.rank} sizes, each the input's, 1 or None. Received: "
            f"noise_shape={noise_shape}, input of shape {tuple(shape)}."
        )
    return noise_shape


def refuse(where: str, noise_shape) -> None:
    """Raises if a layer that has its own noise shape was given one.

    Args:
        where: The layer as a message calls it.
        noise_shape: None, as files of Keras 2 have it.
    Raises:
        ValueError: If it is something else.
    """
    if noise_shape is not None:
        raise ValueError(
            f"{where}: the layer itself says what shares its noise. Expected "
            f"no noise shape. Received: noise_shape={noise_shape}. Give it to "
            "a `Dropout`."
        )
