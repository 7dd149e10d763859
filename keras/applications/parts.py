"""Layers of which the architectures are made, put behind a symbol by name."""

from typing import Any

from keras import layers
from keras.backend import config
from keras.engine import kinds


def channel_axis() -> int:
    """Returns the axis of the channels: 1 or 3."""
    return 1 if config.image_data_format() == "channels_first" else 3


def channels(x) -> int:
    """Returns how many channels images have."""
    return x.shape[channel_axis()]


def conv(
    x,
    name,
    filters,
    size: kinds.Sizes = 1,
    stride: Any = 1,
    padding: str = "same",
    **kwargs,
):
    """Convolves images; without a bias, unless it's asked for."""
    kwargs.setdefault("use_bias", False)
    return layers.Conv2D(
        filters, size, strides=stride, padding=padding, name=name, **kwargs
    )(x)


def depthwise(x, name, size, stride: Any = 1, padding: str = "same", **kwargs):
    """Convolves each channel by itself, without a bias."""
    return layers.DepthwiseConv2D(
        size,
        strides=stride,
        padding=padding,
        use_bias=False,
        name=name,
        **kwargs,
    )(x)


def norm(x, name, **kwargs):
    """Normalizes each channel over the batch."""
    return layers.BatchNormalization(axis=channel_axis(), name=name, **kwargs)(
        x
    )


def act(x, name, kind: Any = "relu"):
    """Applies a function to each value."""
    return layers.Activation(kind, name=name)(x)


def relu6(x, name):
    """Keeps values in [0, 6]."""
    return layers.ReLU(6.0, name=name)(x)


def standard_pixels(x):
    """Gives values in [0, 255] ImageNet's mean 0 and deviation 1 a channel."""
    x = layers.Rescaling(1 / 255)(x)
    return layers.Normalization(
        mean=[0.485, 0.456, 0.406],
        variance=[0.229**2, 0.224**2, 0.225**2],
        axis=channel_axis(),
    )(x)


def pad(x, name, sides):
    """Puts zeros around images: `((top, bottom), (left, right))`."""
    return layers.ZeroPadding2D(padding=sides, name=name)(x)


def pad_for(x, name, size: int):
    """Pads images before windows of stride 2, as 'same' does for even sizes."""
    rows, columns = x.shape[2:] if channel_axis() == 1 else x.shape[1:3]
    half = size // 2

    def before(n) -> int:
        return half - (1 if n is None else 1 - n % 2)

    return pad(x, name, ((before(rows), half), (before(columns), half)))


def whole_eights(value: float, divisor: int = 8, least: int | None = None):
    """Rounds a number of channels to a multiple, never down by a tenth.

    Args:
        value: The number.
        divisor: Of what the result is a multiple.
        least: The least result. Default: the divisor.
    """
    near = int(value + divisor / 2) // divisor * divisor
    found = max(divisor if least is None else least, near)
    return found + divisor if found < 0.9 * value else found
