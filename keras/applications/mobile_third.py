"""MobileNet v3: found by search; channels weighted, bends of straight lines.

Howard et al. 2019, arXiv:1905.02244, Tables 1 and 2.
"""

import warnings

from keras import layers
from keras.applications import parts, published, wanted

_NORM = {"epsilon": 1e-3, "momentum": 0.999}
_LAST = {"Small": 1024, "Large": 1280}
# Widening, filters, whether the window is 5 (it's 3 in the minimal ones),
# stride, whether channels are weighted, and whether the bend is a hard swish
# (the minimal ones have neither).
_STAGES = {
    "Small": (
        (1, 16, 0, 2, 1, 0),
        (72 / 16, 24, 0, 2, 0, 0),
        (88 / 24, 24, 0, 1, 0, 0),
        (4, 40, 1, 2, 1, 1),
        (6, 40, 1, 1, 1, 1),
        (6, 40, 1, 1, 1, 1),
        (3, 48, 1, 1, 1, 1),
        (3, 48, 1, 1, 1, 1),
        (6, 96, 1, 2, 1, 1),
        (6, 96, 1, 1, 1, 1),
        (6, 96, 1, 1, 1, 1),
    ),
    "Large": (
        (1, 16, 0, 1, 0, 0),
        (4, 24, 0, 2, 0, 0),
        (3, 24, 0, 1, 0, 0),
        (3, 40, 1, 2, 1, 0),
        (3, 40, 1, 1, 1, 0),
        (3, 40, 1, 1, 1, 0),
        (6, 80, 0, 2, 0, 1),
        (2.5, 80, 0, 1, 0, 1),
        (2.3, 80, 0, 1, 0, 1),
        (2.3, 80, 0, 1, 0, 1),
        (6, 112, 0, 1, 1, 1),
        (6, 112, 0, 1, 1, 1),
        (6, 160, 1, 2, 1, 1),
        (6, 160, 1, 1, 1, 1),
        (6, 160, 1, 1, 1, 1),
    ),
}
_HASHES = {
    "large_224_0.75_float": (
        "765b44a33ad4005b3ac83185abf1d0eb",
        "40af19a13ebea4e2ee0c676887f69a2e",
    ),
    "large_224_1.0_float": (
        "59e551e166be033d707958cf9e29a6a7",
        "07fb09a5933dd0c8eaafa16978110389",
    ),
    "large_minimalistic_224_1.0_float": (
        "675e7b876c45c57e9e63e6d90a36599c",
        "ec5221f64a2f6d1ef965a614bdae7973",
    ),
    "small_224_0.75_float": (
        "cb65d4e5be93758266aa0a7f2c6708b7",
        "ebdb5cc8e0b497cd13a7c275d475c819",
    ),
    "small_224_1.0_float": (
        "8768d4c2e7dee89b9d02b2d03d65d862",
        "d3e8ec802a04aa4fc771ee12a9a9b836",
    ),
    "small_minimalistic_224_1.0_float": (
        "99cd97fb2fcdad2bf028eb838de69e37",
        "cde8136e733e811080d9fcd8a252f7e4",
    ),
}


def _bend(x, is_hard: bool):
    if is_hard:
        return layers.Multiply()([x, _hard_sigmoid(x)])
    return layers.ReLU()(x)


def _hard_sigmoid(x):
    return layers.ReLU(6.0)(x + 3.0) * (1 / 6)


def _weighted(x, name: str):
    filters, around = parts.channels(x), x
    name = f"{name}squeeze_excite/"
    x = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}AvgPool")(x)
    inner = parts.whole_eights(filters * 0.25)
    x = parts.conv(x, f"{name}Conv", inner, use_bias=True)
    x = layers.ReLU(name=f"{name}Relu")(x)
    x = parts.conv(x, f"{name}Conv_1", filters, use_bias=True)
    return layers.Multiply(name=f"{name}Mul")([around, _hard_sigmoid(x)])


def _block(x, number: int, wider, filters, size, stride, weighs, is_hard):
    around, before = x, parts.channels(x)
    name = f"expanded_conv_{number}/" if number else "expanded_conv/"
    if number:
        x = parts.conv(x, f"{name}expand", parts.whole_eights(before * wider))
        x = parts.norm(x, f"{name}expand/BatchNorm", **_NORM)
        x = _bend(x, is_hard)
    if stride == 2:
        x = parts.pad_for(x, f"{name}depthwise/pad", size)
    padding = "same" if stride == 1 else "valid"
    x = parts.depthwise(x, f"{name}depthwise", size, stride, padding)
    x = parts.norm(x, f"{name}depthwise/BatchNorm", **_NORM)
    x = _bend(x, is_hard)
    if weighs:
        x = _weighted(x, name)
    x = parts.conv(x, f"{name}project", filters)
    x = parts.norm(x, f"{name}project/BatchNorm", **_NORM)
    if stride == 1 and before == filters:
        x = layers.Add(name=f"{name}Add")([around, x])
    return x


def _shape(want: wanted.Wanted) -> tuple:
    """Returns the shape of images: any, with the classifier too."""
    if want.input_shape is None and want.input_tensor is not None:
        return tuple(want.input_tensor.shape)[1:]
    return wanted.free_shape(want, 32)


def _check(want: wanted.Wanted, alpha, minimalistic: bool, shape) -> None:
    if want.weights != wanted.IMAGENET:
        return
    known = (1.0,) if minimalistic else (0.75, 1.0)
    if alpha not in known:
        raise ValueError(
            f"{want.where}: trained values aren't there for this width. "
            f"Expected one of {known}. Received: alpha={alpha!r}, "
            f"minimalistic={minimalistic!r}."
        )
    sizes = shape[1:] if parts.channel_axis() == 1 else shape[:2]
    if tuple(sizes) != (224, 224):
        warnings.warn(
            f"{want.where}: the trained values are those for images of 224 x "
            f"224. Received: input_shape={want.input_shape!r}.",
            stacklevel=4,
        )


def _classified(x, want: wanted.Wanted, kind, alpha, dropout, is_hard):
    last = _LAST[kind]
    last = parts.whole_eights(last * alpha) if alpha > 1.0 else last
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = _bend(parts.conv(x, "Conv_2", last, use_bias=True), is_hard)
    if dropout > 0:
        x = layers.Dropout(dropout)(x)
    x = parts.conv(x, "Logits", want.classes, use_bias=True)
    x = layers.Flatten()(x)
    return parts.act(x, "Predictions", want.classifier_activation)


def _built(want: wanted.Wanted, alpha, minimalistic, dropout, scales_pixels):
    kind = want.where.removeprefix("MobileNetV3")
    shape, full = _shape(want), not minimalistic
    _check(want, alpha, minimalistic, shape)
    images = x = want.images(shape)
    if scales_pixels:
        x = layers.Rescaling(1 / 127.5, -1.0)(x)
    x = parts.norm(parts.conv(x, "Conv", 16, 3, 2), "Conv/BatchNorm", **_NORM)
    x = _bend(x, full)
    for number, stage in enumerate(_STAGES[kind]):
        wider, filters, large, stride, weighs, is_hard = stage
        x = _block(
            x,
            number,
            wider,
            parts.whole_eights(filters * alpha),
            5 if large and full else 3,
            stride,
            weighs and full,
            is_hard and full,
        )
    x = parts.conv(x, "Conv_1", parts.whole_eights(parts.channels(x) * 6))
    x = _bend(parts.norm(x, "Conv_1/BatchNorm", **_NORM), full)
    if want.include_top:
        x = _classified(x, want, kind, alpha, dropout, full)
    else:
        x = want.pooled(x, ("avg_pool", "max_pool"))
    file = f"{kind.lower()}{'_minimalistic' * minimalistic}_224_{alpha}"
    file += "_float"
    files = published.Files(
        f"{published.BASE}mobilenet_v3/",
        f"weights_mobilenet_v3_{file}.h5",
        f"weights_mobilenet_v3_{file}_no_top_v2.h5",
        _HASHES.get(file, (None, None)),
    )
    return want.model(images, x, f"MobilenetV3{kind.lower()}", files)


def member(public: str):
    """Returns the function that builds one of them.

    Args:
        public: Its public name.
    """

    def build(
        input_shape=None,
        alpha=1.0,
        minimalistic=False,
        include_top=True,
        weights="imagenet",
        input_tensor=None,
        classes=1000,
        pooling=None,
        dropout_rate=0.2,
        classifier_activation="softmax",
        include_preprocessing=True,
    ):
        want = wanted.Wanted(
            public,
            include_top,
            weights,
            input_tensor,
            input_shape,
            pooling,
            classes,
            classifier_activation,
        )
        return _built(
            want, alpha, minimalistic, dropout_rate, include_preprocessing
        )

    return wanted.named(
        build, public, f"Builds {public}, Howard et al. 2019, arXiv:1905.02244."
    )
