"""RegNet: stages whose widths follow one line.

Radosavovic et al. 2020, arXiv:2003.13678, Table 10; the kind Y weights channels
too. As in Keras 2, the classifier gives logits, whatever is asked for.
"""

import warnings

import tensorflow as tf

from keras import layers
from keras.applications import parts, published, regular_members, wanted

_NORM = {"momentum": 0.9, "epsilon": 1e-5}
_SQUEEZED = 0.25


def _conv(x, name, filters, size=1, stride=1, padding="valid", **kwargs):
    kwargs = {"kernel_initializer": "he_normal", **kwargs}
    return parts.conv(x, name, filters, size, stride, padding, **kwargs)


def _normed(x, name: str):
    # By the last axis, in each data format, as in Keras 2.
    return layers.BatchNormalization(name=name, **_NORM)(x)


def _weighted(x, name: str, squeezed: int):
    filters, around = parts.channels(x), x
    name = f"{name}_squeeze_and_excite"
    x = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_gap")(x)
    for part, count, kind in (
        ("squeeze", squeezed, "relu"),
        ("excite", filters, "sigmoid"),
    ):
        x = _conv(x, f"{name}_{part}", count, use_bias=True, activation=kind)
    return tf.math.multiply(x, around)


def _block(x, name: str, filters: int, group: int, stride: int, weighs: bool):
    around, before = x, parts.channels(x)
    if stride != 1:
        around = _conv(x, f"{name}_skip_1x1", filters, 1, stride)
        around = _normed(around, f"{name}_skip_bn")
    for part, size, step, groups in (
        ("1x1_1", 1, 1, 1),
        # X080 begins narrower than its one group.
        ("3x3", 3, stride, max(1, filters // group)),
    ):
        label = f"{name}_conv_{part}"
        x = _conv(x, label, filters, size, step, "same", groups=groups)
        x = layers.ReLU(name=f"{label}_relu")(_normed(x, f"{label}_bn"))
    if weighs:
        x = _weighted(x, name, int(before * _SQUEEZED))
    x = _conv(x, f"{name}_conv_1x1_2", filters)
    x = _normed(x, f"{name}_conv_1x1_2_bn")
    return layers.ReLU(name=f"{name}_exit_relu")(x + around)


def _built(want: wanted.Wanted, name: str, scales_pixels: bool):
    kind = want.where.removeprefix("RegNet").lower()
    depths, widths, group, hashes = regular_members.MEMBERS[kind]
    images = x = want.images(want.shape(224, 32))
    if scales_pixels:
        x = layers.Rescaling(1 / 255, name=f"{name}_prestem_rescaling")(x)
    x = _conv(x, f"{name}_stem_conv", 32, 3, 2, "same")
    x = layers.ReLU(name=f"{name}_stem_relu")(_normed(x, f"{name}_stem_bn"))
    for stage, (count, filters) in enumerate(zip(depths, widths)):
        for number in range(count):
            label = f"{name}_Stage_{stage}_{kind[0].upper()}Block_{number}"
            stride, weighs = 1 if number else 2, kind[0] == "y"
            x = _block(x, label, filters, group, stride, weighs)
    if want.include_top:
        # Keras 2 counts heads; here names don't hang on what was built before.
        x = layers.GlobalAveragePooling2D(name="1_head_gap")(x)
        x = layers.Dense(want.classes, name="1head_dense")(x)
    else:
        x = want.pooled(x)
    folder, file = f"{published.BASE}regnet/", f"regnet{kind}"
    files = published.Files(folder, f"{file}.h5", f"{file}_notop.h5", hashes)
    return want.model(images, x, name, files)


def member(public: str):
    """Returns the function that builds one of them.

    Args:
        public: Its public name.
    """

    usual = public.lower()

    def build(
        model_name=usual,
        include_top=True,
        include_preprocessing=True,
        weights="imagenet",
        input_tensor=None,
        input_shape=None,
        pooling=None,
        classes=1000,
        classifier_activation="softmax",
    ):
        if classifier_activation not in ("softmax", None):
            warnings.warn(
                f"{public} gives logits, as in Keras 2. "
                f"Received: classifier_activation={classifier_activation!r}, "
                "which is left out. Put `keras.layers.Activation` behind it.",
                stacklevel=4,
            )
        want = wanted.Wanted(
            public,
            include_top,
            weights,
            input_tensor,
            input_shape,
            pooling,
            classes,
        )
        return _built(want, model_name, include_preprocessing)

    return wanted.named(
        build,
        public,
        f"Builds {public}, Radosavovic et al. 2020, arXiv:2003.13678.\n\n"
        "    The classifier gives logits, whatever `classifier_activation` is, "
        "as in\n    Keras 2.",
    )
