"""ResNet-RS: residual networks with what was learned since.

Bello et al. 2021, arXiv:2103.07579: a deeper stem, weighted channels, and
blocks that are dropped.
"""

from keras import layers
from keras.applications import efficient, parts, published, wanted

_NORM = {"momentum": 0.0, "epsilon": 1e-5}
_FILTERS = (64, 128, 256, 512)
# Blocks in each stage; dropped before the classifier, and of the last stage;
# the files' hashes, by the size of the images.
_MEMBERS = {
    50: (
        (3, 4, 6, 3),
        (0.25, 0.0),
        {
            160: (
                "69d9d925319f00a8bdd4af23c04e4102",
                "90daa68cd26c95aa6c5d25451e095529",
            ),
        },
    ),
    101: (
        (3, 4, 23, 3),
        (0.25, 0.0),
        {
            160: (
                "544b3434d00efc199d66e9058c7f3379",
                "82d5b90c5ce9d710da639d6216d0f979",
            ),
            192: (
                "eb285be29ab42cf4835ff20a5e3b5d23",
                "f9a0f6b85faa9c3db2b6e233c4eebb5b",
            ),
        },
    ),
    152: (
        (3, 8, 36, 3),
        (0.25, 0.0),
        {
            192: (
                "8d72a301ed8a6f11a47c4ced4396e338",
                "5fbf7ac2155cb4d5a6180ee9e3aa8704",
            ),
            224: (
                "31a46a92ab21b84193d0d71dd8c3d03b",
                "dc8b2cba2005552eafa3167f00dc2133",
            ),
            256: (
                "ba6271b99bdeb4e7a9b15c05964ef4ad",
                "fa79794252dbe47c89130f65349d654a",
            ),
        },
    ),
    200: (
        (3, 24, 36, 3),
        (0.25, 0.1),
        {
            256: (
                "a76930b741884e09ce90fa7450747d5f",
                "bbdb3994718dfc0d1cd45d7eff3f3d9c",
            ),
        },
    ),
    270: (
        (4, 29, 53, 4),
        (0.25, 0.1),
        {
            256: (
                "20d575825ba26176b03cb51012a367a8",
                "2c42ecb22e35f3e23d2f70babce0a2aa",
            ),
        },
    ),
    350: (
        (4, 36, 72, 4),
        (0.4, 0.1),
        {
            256: (
                "f4a039dc3c421321b7fc240494574a68",
                "6e44b55025bbdff8f51692a023143d66",
            ),
            320: (
                "7ccb858cc738305e8ceb3c0140bee393",
                "ab0c1f9079d2f85a9facbd2c88aa6079",
            ),
        },
    ),
    420: (
        (4, 44, 87, 4),
        (0.4, 0.1),
        {
            320: (
                "ae0eb9bed39e64fc8d7e0db4018dc7e8",
                "fe6217c32be8305b1889657172b98884",
            ),
        },
    ),
}


def _conv(x, name, filters, size=1, stride=1):
    """Convolves; before a stride, zeros come in equal parts around."""
    padding = "same"
    if stride > 1:
        padding, before = "valid", (size - 1) // 2
        sides = (before, size - 1 - before)
        x = parts.pad(x, None, (sides, sides))
    return efficient.conv(x, name, filters, size, stride, padding)


def _active(x, norm: str, activation: str):
    return parts.act(parts.norm(x, norm, **_NORM), activation)


def _block(x, name: str, filters: int, stride: int, is_first: bool, drop):
    around = x
    if is_first:
        if stride == 2:
            around = layers.AveragePooling2D(
                2, 2, padding="same", name=f"{name}_projection_pooling"
            )(around)
        around = _conv(around, f"{name}_projection_conv", 4 * filters)
        around = parts.norm(around, f"{name}_projection_batch_norm", **_NORM)
    x = _conv(x, f"{name}_conv_1", filters)
    x = _active(x, f"{name}batch_norm_1", f"{name}_act_1")
    x = _conv(x, f"{name}_conv_2", filters, 3, stride)
    x = _active(x, f"{name}_batch_norm_2", f"{name}_act_2")
    x = _conv(x, f"{name}_conv_3", 4 * filters)
    x = parts.norm(x, f"{name}_batch_norm_3", **_NORM)
    squeezed = max(1, int(4 * filters * efficient.SQUEEZED))
    x = efficient.excited(x, f"{name}_se_", squeezed, "relu")
    if drop:
        x = layers.Dropout(drop, (None, 1, 1, 1), name=f"{name}_drop")(x)
    return parts.act(layers.Add()([x, around]), f"{name}_output_act")


def _pixels(x):
    if parts.channels(x) == 3:
        return parts.standard_pixels(x)
    return layers.Rescaling(1 / 255)(x)


def _stem(x):
    for number, (filters, stride) in enumerate(
        ((32, 2), (32, 1), (64, 1), (64, 2)), 1
    ):
        x = _conv(x, f"stem_1_stem_conv_{number}", filters, 3, stride)
        x = _active(
            x, f"stem_1_stem_batch_norm_{number}", f"stem_1_stem_act_{number}"
        )
    return x


def _built(want: wanted.Wanted, depth: int, size: int, scales_pixels: bool):
    repeats, (dropout, drop_last), hashes = _MEMBERS[depth]
    # Members were trained on images of several sizes.
    images = x = want.images(want.shape(224, 32, one_trained=False))
    x = _stem(_pixels(x) if scales_pixels else x)
    for stage, (filters, count) in enumerate(zip(_FILTERS, repeats), 2):
        drop = drop_last * stage / (len(repeats) + 1)
        for number in range(count):
            stride = 2 if stage > 2 and not number else 1
            name = f"BlockGroup{stage}__block_{number}_"
            x = _block(x, name, filters, stride, not number, drop)
    if want.include_top:
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        x = layers.Dropout(dropout, name="top_dropout")(x)
        x = want.classified(x)
    else:
        x = want.pooled(x, ("avg_pool", "max_pool"))
    name = f"resnet-rs-{depth}"
    file = f"{name}-i{size}"
    files = published.Files(
        f"{published.BASE}resnet_rs/",
        f"{file}.h5",
        f"{file}_notop.h5",
        hashes[size],
    )
    return want.model(images, x, name, files)


def member(public: str):
    """Returns the function that builds one of them.

    Args:
        public: Its public name.
    """
    depth = int(public.removeprefix("ResNetRS"))
    sizes = sorted(_MEMBERS[depth][2])

    def build(
        include_top=True,
        weights="imagenet",
        classes=1000,
        input_shape=None,
        input_tensor=None,
        pooling=None,
        classifier_activation="softmax",
        include_preprocessing=True,
    ):
        # 'imagenet-i160' are those trained on images of that size.
        by_size = {f"imagenet-i{size}": size for size in sizes}
        size = by_size.get(weights, sizes[-1])
        want = wanted.Wanted(
            public,
            include_top,
            "imagenet" if weights in by_size else weights,
            input_tensor,
            input_shape,
            pooling,
            classes,
            classifier_activation,
        )
        return _built(want, depth, size, include_preprocessing)

    return wanted.named(
        build, public, f"Builds {public}, Bello et al. 2021, arXiv:2103.07579."
    )
