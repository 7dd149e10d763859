"""EfficientNet v2: the early blocks convolve in one step.

Tan and Le 2021, arXiv:2104.00298, Table 4.
"""

from keras import layers
from keras.applications import efficient, parts, published, wanted

# Number, filters, widening, stride, and whether the blocks are whole: with
# depthwise convolutions and weighted channels.
_BASE = (
    (1, 16, 1, 1, False),
    (2, 32, 4, 2, False),
    (2, 48, 4, 2, False),
    (3, 96, 4, 2, True),
    (5, 112, 6, 1, True),
    (8, 192, 6, 2, True),
)
_SMALL = (
    (2, 24, 1, 1, False),
    (4, 48, 4, 2, False),
    (4, 64, 4, 2, False),
    (6, 128, 4, 2, True),
    (9, 160, 6, 1, True),
    (15, 256, 6, 2, True),
)
_MEDIUM = (
    (3, 24, 1, 1, False),
    (5, 48, 4, 2, False),
    (5, 80, 4, 2, False),
    (7, 160, 4, 2, True),
    (14, 176, 6, 1, True),
    (18, 304, 6, 2, True),
    (5, 512, 6, 1, True),
)
_LARGE = (
    (4, 32, 1, 1, False),
    (7, 64, 4, 2, False),
    (7, 96, 4, 2, False),
    (10, 192, 4, 2, True),
    (19, 224, 6, 1, True),
    (25, 384, 6, 2, True),
    (7, 640, 6, 1, True),
)
# Stages, filters before them, width, depth, size of images, files' hashes.
_MEMBERS = {
    "b0": (
        (_BASE, 32, 1.0, 1.0, 224),
        (
            "21ecbf6da12460d5c40bb2f29ceb2188",
            "893217f2bb855e2983157299931e43ff",
        ),
    ),
    "b1": (
        (_BASE, 32, 1.0, 1.1, 240),
        (
            "069f0534ff22adf035c89e2d9547a9dc",
            "0e80663031ca32d657f9caa404b6ec37",
        ),
    ),
    "b2": (
        (_BASE, 32, 1.1, 1.2, 260),
        (
            "424e49f28180edbde1e94797771950a7",
            "1dfe2e7a5d45b6632553a8961ea609eb",
        ),
    ),
    "b3": (
        (_BASE, 32, 1.2, 1.4, 300),
        (
            "1f1fc43bd98a6e4fd8fdfd551e02c7a0",
            "f6abf7b5849ac99a89b50dd3fd532856",
        ),
    ),
    "s": (
        (_SMALL, 24, 1.0, 1.0, 384),
        (
            "e1d88a8495beba45748fedd0cecbe016",
            "af0682fb74e8c54910f2d4393339c070",
        ),
    ),
    "m": (
        (_MEDIUM, 24, 1.0, 1.0, 480),
        (
            "a3bf6aa3276309f4fc6a34aa114c95cd",
            "1b8dc055df72dde80d614482840fe342",
        ),
    ),
    "l": (
        (_LARGE, 32, 1.0, 1.0, 480),
        (
            "27e6d408b53c7ebc868fefa357689935",
            "b0b66b5c863aef5b46e8608fe1711615",
        ),
    ),
}
_MOMENTUM, _DROPPED, _BEFORE_CLASSES = 0.9, 0.2, 0.2


def _active(x, name: str, activation: str):
    x = parts.norm(x, name, momentum=_MOMENTUM)
    return parts.act(x, activation, "swish")


def _block(x, name: str, filters: int, wider, stride, is_whole, drop):
    around, before = x, parts.channels(x)
    inner = before * wider
    size, step = (1, 1) if is_whole else (3, stride)
    if wider != 1:
        x = efficient.conv(x, f"{name}expand_conv", inner, size, step)
        x = _active(x, f"{name}expand_bn", f"{name}expand_activation")
    if is_whole:
        x = parts.depthwise(
            x,
            f"{name}dwconv2",
            3,
            stride,
            depthwise_initializer=efficient.KERNELS,
        )
        x = _active(x, f"{name}bn", f"{name}activation")
        squeezed = max(1, int(before * efficient.SQUEEZED))
        x = efficient.excited(x, name, squeezed)
    size, step = (1, 1) if is_whole or wider != 1 else (3, stride)
    x = efficient.conv(x, f"{name}project_conv", filters, size, step)
    x = parts.norm(x, f"{name}project_bn", momentum=_MOMENTUM)
    if not is_whole and wider == 1:
        x = parts.act(x, f"{name}project_activation", "swish")
    if stride == 1 and before == filters:
        if drop:
            x = layers.Dropout(drop, (None, 1, 1, 1), name=f"{name}drop")(x)
        x = layers.Add(name=f"{name}add")([x, around])
    return x


def _pixels(x, is_base: bool):
    if is_base and parts.channels(x) == 3:
        return parts.standard_pixels(x)
    return layers.Rescaling(1 / 128, -1)(x)


def _built(want: wanted.Wanted, scales_pixels: bool):
    kind = want.where.removeprefix("EfficientNetV2").lower()
    (stages, stem, width, depth, size), hashes = _MEMBERS[kind]

    def wide(filters: int) -> int:
        # To the nearest, even where a tenth and more is lost.
        return max(8, int(filters * width + 4) // 8 * 8)

    images = x = want.images(want.shape(size, 32))
    if scales_pixels:
        x = _pixels(x, kind.startswith("b"))
    x = efficient.conv(x, "stem_conv", wide(stem), 3, 2)
    x = _active(x, "stem_bn", "stem_activation")
    done, every = 0, sum(stage[0] for stage in stages)
    for number, stage in enumerate(stages, 1):
        count, filters, wider, stride, is_whole = stage
        for block in range(efficient.often(count, depth)):
            drop = _DROPPED * done / every
            name = f"block{number}{chr(ord('a') + block)}_"
            step = 1 if block else stride
            x = _block(x, name, wide(filters), wider, step, is_whole, drop)
            done += 1
    x = efficient.conv(x, "top_conv", wide(1280))
    x = _active(x, "top_bn", "top_activation")
    if want.include_top:
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        x = layers.Dropout(_BEFORE_CLASSES, name="top_dropout")(x)
        x = want.classified(x, kernel_initializer=efficient.CLASSIFIER)
    else:
        x = want.pooled(x, ("avg_pool", "max_pool"))
    name = f"efficientnetv2-{kind}"
    folder = f"{published.BASE}efficientnet_v2/"
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
        return _built(want, include_preprocessing)

    return wanted.named(
        build, public, f"Builds {public}, Tan and Le 2021, arXiv:2104.00298."
    )
