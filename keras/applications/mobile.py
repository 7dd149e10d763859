"""MobileNet v1 and v2: depthwise convolutions, and narrow ones between them.

Howard et al. 2017, arXiv:1704.04861, Table 1; Sandler et al. 2018,
arXiv:1801.04381, Table 2.
"""

import warnings
from typing import Any

from keras import layers
from keras.applications import parts, published, wanted
from keras.engine import kinds

# Filters and strides of v1's blocks.
_FIRST = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
)
# Filters, stride and number of v2's blocks; the first one isn't widened.
_SECOND = (
    (16, 1, 1),
    (24, 2, 2),
    (32, 2, 3),
    (64, 2, 4),
    (96, 1, 3),
    (160, 2, 3),
    (320, 1, 1),
)
_WIDER = 6
_ALPHAS = {
    "MobileNet": {0.25: "2_5", 0.5: "5_0", 0.75: "7_5", 1.0: "1_0"},
    "MobileNetV2": {a: str(a) for a in (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)},
}
_NORM = {"epsilon": 1e-3, "momentum": 0.999}


def _sizes(want: wanted.Wanted, sizes: tuple) -> tuple[tuple, int | None]:
    """Returns the shape of images, and the size that the model is named by."""
    given = want.input_shape
    if given is None and want.input_tensor is not None:
        given = tuple(want.input_tensor.shape)[1:]
    is_first = parts.channel_axis() == 1
    rows, columns = (None, None)
    if given is not None and len(given) == 3:
        rows, columns = given[1:] if is_first else given[:2]
    usual = rows if rows == columns and rows in sizes else 224
    shape = want.shape(usual, 32)
    rows, columns = shape[1:] if is_first else shape[:2]
    if want.weights == wanted.IMAGENET and (
        rows != columns or rows not in sizes
    ):
        warnings.warn(
            f"{want.where}: trained values are there for squares of these "
            f"sizes: {sizes}. Received: input_shape={want.input_shape!r}, for "
            "which those of 224 are taken.",
            stacklevel=4,
        )
        rows = 224
    return shape, rows


def _check_alpha(want: wanted.Wanted, alpha: float) -> None:
    known = _ALPHAS[want.where]
    if want.weights == wanted.IMAGENET and alpha not in known:
        raise ValueError(
            f"{want.where}: trained values aren't there for this width. "
            f"Expected one of {sorted(known)}. Received: alpha={alpha!r}."
        )


def _separated(x, number: int, filters: int, stride: int, multiplier: int):
    """A block of v1."""
    if stride == 2:
        x = parts.pad(x, f"conv_pad_{number}", ((0, 1), (0, 1)))
    padding = "same" if stride == 1 else "valid"
    name = f"conv_dw_{number}"
    x = parts.depthwise(
        x, name, 3, stride, padding, depth_multiplier=multiplier
    )
    x = parts.relu6(parts.norm(x, f"{name}_bn"), f"{name}_relu")
    name = f"conv_pw_{number}"
    x = parts.norm(parts.conv(x, name, filters), f"{name}_bn")
    return parts.relu6(x, f"{name}_relu")


def first(
    input_shape=None,
    alpha: Any = 1.0,
    depth_multiplier: Any = 1,
    dropout: Any = 1e-3,
    include_top: bool = True,
    weights: kinds.Path | None = "imagenet",
    input_tensor=None,
    pooling=None,
    classes: int = 1000,
    classifier_activation: kinds.Named = "softmax",
    **kwargs,
):
    """Builds v1; `wanted.named` says its arguments."""
    wanted.refuse_unknown("MobileNet", kwargs)
    want = wanted.Wanted(
        "MobileNet",
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
    )
    _check_alpha(want, alpha)
    if weights == wanted.IMAGENET and depth_multiplier != 1:
        raise ValueError(
            "MobileNet: trained values are there for one filter a channel. "
            "Expected depth_multiplier=1. Received: "
            f"depth_multiplier={depth_multiplier!r}."
        )
    shape, rows = _sizes(want, (128, 160, 192, 224))
    images = want.images(shape)
    x = parts.conv(images, "conv1", int(32 * alpha), 3, 2)
    x = parts.relu6(parts.norm(x, "conv1_bn"), "conv1_relu")
    for number, (filters, stride) in enumerate(_FIRST, 1):
        width = int(filters * alpha)
        x = _separated(x, number, width, stride, depth_multiplier)
    if include_top:
        x = layers.GlobalAveragePooling2D(keepdims=True)(x)
        x = layers.Dropout(dropout, name="dropout")(x)
        x = parts.conv(x, "conv_preds", classes, use_bias=True)
        x = layers.Reshape((classes,), name="reshape_2")(x)
        x = parts.act(x, "predictions", classifier_activation)
    else:
        x = want.pooled(x)
    text = _ALPHAS["MobileNet"].get(alpha, "")
    file = f"mobilenet_{text}_{rows}_tf"
    files = published.Files(
        f"{published.BASE}mobilenet/", f"{file}.h5", f"{file}_no_top.h5"
    )
    return want.model(images, x, f"mobilenet_{alpha:0.2f}_{rows}", files)


def _inverted(x, number: int, filters: int, stride: int):
    """A block of v2: wide inside, with a way around where shapes are equal."""
    around, before = x, parts.channels(x)
    name = f"block_{number}_" if number else "expanded_conv_"
    if number:
        x = parts.conv(x, f"{name}expand", _WIDER * before)
        x = parts.norm(x, f"{name}expand_BN", **_NORM)
        x = parts.relu6(x, f"{name}expand_relu")
    if stride == 2:
        x = parts.pad_for(x, f"{name}pad", 3)
    padding = "same" if stride == 1 else "valid"
    x = parts.depthwise(x, f"{name}depthwise", 3, stride, padding)
    x = parts.norm(x, f"{name}depthwise_BN", **_NORM)
    x = parts.relu6(x, f"{name}depthwise_relu")
    x = parts.conv(x, f"{name}project", filters)
    x = parts.norm(x, f"{name}project_BN", **_NORM)
    if before == filters and stride == 1:
        return layers.Add(name=f"{name}add")([around, x])
    return x


def second(
    input_shape=None,
    alpha: Any = 1.0,
    include_top: bool = True,
    weights: kinds.Path | None = "imagenet",
    input_tensor=None,
    pooling=None,
    classes: int = 1000,
    classifier_activation: kinds.Named = "softmax",
    **kwargs,
):
    """Builds v2; `wanted.named` says its arguments."""
    wanted.refuse_unknown("MobileNetV2", kwargs)
    want = wanted.Wanted(
        "MobileNetV2",
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
    )
    _check_alpha(want, alpha)
    shape, rows = _sizes(want, (96, 128, 160, 192, 224))
    images = want.images(shape)
    x = parts.conv(images, "Conv1", parts.whole_eights(32 * alpha), 3, 2)
    x = parts.relu6(parts.norm(x, "bn_Conv1", **_NORM), "Conv1_relu")
    number = 0
    for filters, stride, count in _SECOND:
        width = parts.whole_eights(int(filters * alpha))
        for block in range(count):
            x = _inverted(x, number, width, 1 if block else stride)
            number += 1
    last = parts.whole_eights(1280 * alpha) if alpha > 1.0 else 1280
    x = parts.conv(x, "Conv_1", last, padding="valid")
    x = parts.relu6(parts.norm(x, "Conv_1_bn", **_NORM), "out_relu")
    if include_top:
        x = want.classified(layers.GlobalAveragePooling2D()(x))
    else:
        x = want.pooled(x)
    file = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels"
    file += f"_{float(alpha)}_{rows}"
    files = published.Files(
        f"{published.BASE}mobilenet_v2/", f"{file}.h5", f"{file}_no_top.h5"
    )
    return want.model(images, x, f"mobilenetv2_{alpha:0.2f}_{rows}", files)
