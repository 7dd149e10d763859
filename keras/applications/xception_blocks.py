"""Xception: separable convolutions, with ways around.

Chollet 2017, arXiv:1610.02357, Figure 5.
"""

from keras import layers
from keras.applications import parts, published, wanted
from keras.engine import kinds

_HASHES = (
    "0a58e3b7378bc2990ea3b43d5981f1f6",
    "b0042744bf5b25fce3cb969f33bebb97",
)


def _separated(x, name: str, filters: int):
    x = layers.SeparableConv2D(
        filters, 3, padding="same", use_bias=False, name=name
    )(x)
    return parts.norm(x, f"{name}_bn")


def _smaller(x, block: int, filters: tuple):
    """Two convolutions and a pool; the way around is a convolution."""
    around = parts.norm(parts.conv(x, None, filters[1], 1, 2), None)
    name = f"block{block}"
    for number, count in enumerate(filters, 1):
        if number > 1 or block > 2:
            x = parts.act(x, f"{name}_sepconv{number}_act")
        x = _separated(x, f"{name}_sepconv{number}", count)
    pool = layers.MaxPooling2D(3, 2, padding="same", name=f"{name}_pool")
    return layers.Add()([pool(x), around])


def _as_large(x, block: int):
    around = x
    for number in (1, 2, 3):
        name = f"block{block}_sepconv{number}"
        x = _separated(parts.act(x, f"{name}_act"), name, 728)
    return layers.Add()([x, around])


def build(
    include_top: bool = True,
    weights: kinds.Path | None = "imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes: int = 1000,
    classifier_activation: kinds.Named = "softmax",
):
    """Builds the architecture; `wanted.named` says its arguments."""
    want = wanted.Wanted(
        "Xception",
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
    )
    images = x = want.images(want.shape(299, 71))
    for number, filters in ((1, 32), (2, 64)):
        name = f"block1_conv{number}"
        x = parts.conv(x, name, filters, 3, 3 - number, "valid")
        x = parts.act(parts.norm(x, f"{name}_bn"), f"{name}_act")
    for block, filters in ((2, 128), (3, 256), (4, 728)):
        x = _smaller(x, block, (filters, filters))
    for block in range(5, 13):
        x = _as_large(x, block)
    x = _smaller(x, 13, (728, 1024))
    for number, filters in ((1, 1536), (2, 2048)):
        name = f"block14_sepconv{number}"
        x = parts.act(_separated(x, name, filters), f"{name}_act")
    files = published.of("xception", "xception", _HASHES)
    return want.model(images, want.on_top(x), "xception", files)
