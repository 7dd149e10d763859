"""EfficientNet: one block, wider and more often as the image grows.

Tan and Le 2019, arXiv:1905.11946, Table 1.
"""

import math
from typing import Any

import tensorflow as tf

from keras import layers
from keras.applications import parts, published, wanted
from keras.engine import kinds
from keras.layers.preprocessing import published_factors

# Window, number, filters, widening and stride of B0's stages.
_STAGES = (
    (3, 1, 16, 1, 1),
    (3, 2, 24, 6, 2),
    (5, 2, 40, 6, 2),
    (3, 3, 80, 6, 2),
    (5, 3, 112, 6, 1),
    (5, 4, 192, 6, 2),
    (3, 1, 320, 6, 1),
)
SQUEEZED, _DROPPED = 0.25, 0.2
# Width, depth, size of images, and dropout.
_MEMBERS = {
    "efficientnetb0": (1.0, 1.0, 224, 0.2),
    "efficientnetb1": (1.0, 1.1, 240, 0.2),
    "efficientnetb2": (1.1, 1.2, 260, 0.3),
    "efficientnetb3": (1.2, 1.4, 300, 0.3),
    "efficientnetb4": (1.4, 1.8, 380, 0.4),
    "efficientnetb5": (1.6, 2.2, 456, 0.4),
    "efficientnetb6": (1.8, 2.6, 528, 0.5),
    "efficientnetb7": (2.0, 3.1, 600, 0.5),
}
KERNELS = {
    "class_name": "VarianceScaling",
    "config": {
        "scale": 2.0,
        "mode": "fan_out",
        "distribution": "truncated_normal",
    },
}
CLASSIFIER = {
    "class_name": "VarianceScaling",
    "config": {"scale": 1 / 3, "mode": "fan_out", "distribution": "uniform"},
}


def conv(
    x,
    name,
    filters,
    size: kinds.Sizes = 1,
    stride: Any = 1,
    padding: str = "same",
    **kwargs,
):
    """Convolves images, with kernels that begin as the paper has them."""
    return parts.conv(
        x,
        name,
        filters,
        size,
        stride,
        padding,
        kernel_initializer=KERNELS,
        **kwargs,
    )


def often(count: int, depth: float) -> int:
    """Returns how many blocks a stage has in a deeper network."""
    return math.ceil(depth * count)


def excited(x, name: str, squeezed: int, kind: str = "swish"):
    """Weights the channels by what is in all of the image.

    Args:
        x: Images.
        name: What the layers' names begin with.
        squeezed: Number of channels between the two convolutions.
        kind: The activation between them.
    """
    filters = parts.channels(x)
    se = layers.GlobalAveragePooling2D(name=f"{name}se_squeeze")(x)
    is_first = parts.channel_axis() == 1
    shape = (filters, 1, 1) if is_first else (1, 1, filters)
    se = layers.Reshape(shape, name=f"{name}se_reshape")(se)
    for part, count, bent in (
        ("reduce", squeezed, kind),
        ("expand", filters, "sigmoid"),
    ):
        se = conv(se, f"{name}se_{part}", count, use_bias=True, activation=bent)
    return layers.Multiply(name=f"{name}se_excite")([x, se])


def _block(x, name: str, size: int, filters: int, wider: int, stride, drop):
    around, before = x, parts.channels(x)
    inner = before * wider
    if wider != 1:
        x = parts.norm(conv(x, f"{name}expand_conv", inner), f"{name}expand_bn")
        x = parts.act(x, f"{name}expand_activation", "swish")
    if stride == 2:
        x = parts.pad_for(x, f"{name}dwconv_pad", size)
    x = parts.depthwise(
        x,
        f"{name}dwconv",
        size,
        stride,
        "same" if stride == 1 else "valid",
        depthwise_initializer=KERNELS,
    )
    x = parts.act(parts.norm(x, f"{name}bn"), f"{name}activation", "swish")
    x = excited(x, name, max(1, int(before * SQUEEZED)))
    x = conv(x, f"{name}project_conv", filters)
    x = parts.norm(x, f"{name}project_bn")
    if stride != 1 or before != filters:
        return x
    if drop > 0:
        x = layers.Dropout(drop, (None, 1, 1, 1), name=f"{name}drop")(x)
    return layers.Add(name=f"{name}add")([x, around])


def _pixels(images, has_published_values: bool):
    x = layers.Rescaling(1 / 255)(images)
    x = layers.Normalization(axis=parts.channel_axis())(x)
    if not has_published_values:
        return x
    shape = [1, 3, 1, 1] if parts.channel_axis() == 1 else [1, 1, 1, 3]
    factors = tf.constant(
        [1 / math.sqrt(one) for one in published_factors.DEVIATIONS]
    )
    return tf.math.multiply(x, tf.reshape(factors, shape))


def built(want: wanted.Wanted, dropout: float, drop_connect: float):
    """Returns the model.

    Args:
        want: What the caller wants; the name tells which.
        dropout: Fraction dropped before the classifier.
        drop_connect: Fraction of rows whose last blocks are dropped.
    """
    name = want.where.lower()
    width, depth, size, _ = _MEMBERS[name]

    def wide(filters: int) -> int:
        return int(parts.whole_eights(filters * width))

    images = want.images(want.shape(size, 32))
    x = _pixels(images, want.weights == wanted.IMAGENET)
    x = parts.pad_for(x, "stem_conv_pad", 3)
    x = conv(x, "stem_conv", wide(32), 3, 2, "valid")
    x = parts.act(parts.norm(x, "stem_bn"), "stem_activation", "swish")
    counts = [often(stage[1], depth) for stage in _STAGES]
    done = 0
    for number, (stage, count) in enumerate(zip(_STAGES, counts), 1):
        window, _, filters, wider, stride = stage
        for block in range(count):
            drop = drop_connect * done / sum(counts)
            label = f"block{number}{chr(ord('a') + block)}_"
            step = 1 if block else stride
            x = _block(x, label, window, wide(filters), wider, step, drop)
            done += 1
    x = parts.norm(conv(x, "top_conv", wide(1280)), "top_bn")
    x = parts.act(x, "top_activation", "swish")
    if want.include_top:
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        if dropout > 0:
            x = layers.Dropout(dropout, name="top_dropout")(x)
        x = want.classified(x, kernel_initializer=CLASSIFIER)
    else:
        x = want.pooled(x, ("avg_pool", "max_pool"))
    folder = "https://storage.googleapis.com/keras-applications/"
    hashes = published_factors.HASHES[name]
    files = published.Files(folder, f"{name}.h5", f"{name}_notop.h5", hashes)
    return want.model(images, x, name, files)


def member(public: str):
    """Returns the function that builds one of them.

    Args:
        public: Its public name.
    """

    def build(
        include_top=True,
        weights="imagenet",
        input_tensor=None,
        input_shape=None,
        pooling=None,
        classes=1000,
        classifier_activation="softmax",
        **kwargs,
    ):
        dropout = kwargs.pop("dropout_rate", _MEMBERS[public.lower()][3])
        drop_connect = kwargs.pop("drop_connect_rate", _DROPPED)
        wanted.refuse_unknown(
            public, kwargs, "'dropout_rate' and 'drop_connect_rate'"
        )
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
        return built(want, dropout, drop_connect)

    return wanted.named(
        build, public, f"Builds {public}, Tan and Le 2019, arXiv:1905.11946."
    )
