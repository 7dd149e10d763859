"""NASNet-A: two cells that a search found, put behind each other.

Zoph et al. 2018, arXiv:1707.07012, Figure 4. A cell takes what came out of the
two before it.
"""

from keras import layers
from keras.applications import parts, published, wanted

_NORM = {"momentum": 0.9997, "epsilon": 1e-3}
# Filters at the end and of the stem, cells in a stage, whether a stage sees
# what was before its reduction, size of images, hashes.
_MEMBERS = {
    "NASNetMobile": (
        (1056, 32, 4, False, 224),
        (
            "020fb642bf7360b370c678b08e0adf61",
            "1ed92395b5b598bdda52abe5c0dbfd63",
        ),
    ),
    "NASNetLarge": (
        (4032, 96, 6, True, 331),
        (
            "11577c9a518f0070763c2b964a382f17",
            "d81d89dc07e6e56530c4e77faddd61b5",
        ),
    ),
}


def _normed(x, name: str, filters: int):
    x = parts.conv(x, name, filters, kernel_initializer="he_normal")
    return parts.norm(x, name.replace("conv", "bn", 1), **_NORM)


def _separated(x, name: str, filters: int, size: int, stride: int = 1):
    for number in (1, 2):
        x = parts.act(x, None)
        padding = "same"
        if stride == 2 and number == 1:
            x = parts.pad_for(x, f"separable_conv_1_pad_{name}", size)
            padding = "valid"
        x = layers.SeparableConv2D(
            filters,
            size,
            strides=stride if number == 1 else 1,
            padding=padding,
            use_bias=False,
            kernel_initializer="he_normal",
            name=f"separable_conv_{number}_{name}",
        )(x)
        x = parts.norm(x, f"separable_conv_{number}_bn_{name}", **_NORM)
    return x


def _fitted(before, x, name: str, filters: int):
    """Gives what was before the size and the channels of a cell's input."""
    if before is None:
        return x
    side = -1 if parts.channel_axis() == 1 else -2
    norm = f"adjust_bn_{name}"
    if before.shape[side] != x.shape[side]:
        before = parts.act(before, f"adjust_relu_1_{name}")
        shifted = layers.ZeroPadding2D(((0, 1), (0, 1)))
        cut = layers.Cropping2D(((1, 0), (1, 0)))
        halves = []
        for number in (1, 2):
            half = before if number == 1 else cut(shifted(before))
            half = layers.AveragePooling2D(
                1, 2, name=f"adjust_avg_pool_{number}_{name}"
            )(half)
            halves.append(
                parts.conv(
                    half,
                    f"adjust_conv_{number}_{name}",
                    filters // 2,
                    kernel_initializer="he_normal",
                )
            )
        joined = layers.Concatenate(axis=parts.channel_axis())(halves)
        return parts.norm(joined, norm, **_NORM)
    if parts.channels(before) != filters:
        before = parts.conv(
            parts.act(before, None),
            f"adjust_conv_projection_{name}",
            filters,
            kernel_initializer="he_normal",
        )
        return parts.norm(before, norm, **_NORM)
    return before


def _mean(x, name: str):
    return layers.AveragePooling2D(3, 1, padding="same", name=name)(x)


def _added(one, other, name: str | None):
    return layers.Add(name=name)([one, other])


def _joined(found: list, name: str):
    return layers.Concatenate(axis=parts.channel_axis(), name=name)(found)


def _normal(x, before, name: str, filters: int):
    """The cell that keeps the size of images."""
    before = _fitted(before, x, name, filters)
    inner = _normed(parts.act(x, None), f"normal_conv_1_{name}", filters)

    def add(one, other, number: int):
        return _added(one, other, f"normal_add_{number}_{name}")

    def separated(x, side: str, size: int = 3):
        return _separated(x, f"normal_{side}_{name}", filters, size)

    first = add(separated(inner, "left1", 5), separated(before, "right1"), 1)
    second = add(separated(before, "left2", 5), separated(before, "right2"), 2)
    third = add(_mean(inner, f"normal_left3_{name}"), before, 3)
    fourth = add(
        _mean(before, f"normal_left4_{name}"),
        _mean(before, f"normal_right4_{name}"),
        4,
    )
    fifth = add(separated(inner, "left5"), inner, 5)
    found = [before, first, second, third, fourth, fifth]
    return _joined(found, f"normal_concat_{name}"), x


def _reduction(x, before, name: str, filters: int):
    """The cell that halves the size of images."""
    before = _fitted(before, x, name, filters)
    inner = _normed(parts.act(x, None), f"reduction_conv_1_{name}", filters)
    padded = parts.pad_for(inner, f"reduction_pad_1_{name}", 3)

    def separated(x, side: str, size: int, stride: int = 2):
        return _separated(x, f"reduction_{side}_{name}", filters, size, stride)

    first = _added(
        separated(inner, "left1", 5),
        separated(before, "right1", 7),
        f"reduction_add_1_{name}",
    )
    largest = layers.MaxPooling2D(3, 2, name=f"reduction_left2_{name}")
    second = _added(
        largest(padded),
        separated(before, "right2", 7),
        f"reduction_add_2_{name}",
    )
    mean = layers.AveragePooling2D(3, 2, name=f"reduction_left3_{name}")
    third = _added(
        mean(padded), separated(before, "right3", 5), f"reduction_add3_{name}"
    )
    fourth = _added(second, _mean(first, f"reduction_left4_{name}"), None)
    largest = layers.MaxPooling2D(3, 2, name=f"reduction_right5_{name}")
    fifth = _added(
        separated(first, "left4", 3, 1),
        largest(padded),
        f"reduction_add4_{name}",
    )
    found = [second, third, fourth, fifth]
    return _joined(found, f"reduction_concat_{name}"), x


def _cells(x, filters: int, count: int, skips: bool):
    before = None
    x, before = _reduction(x, before, "stem_1", filters // 4)
    x, before = _reduction(x, before, "stem_2", filters // 2)
    for stage in range(3):
        width, done = filters * 2**stage, stage * count
        if stage:
            x, behind = _reduction(x, before, f"reduce_{done}", width)
            before = before if skips else behind
        for number in range(count):
            label = str(done + number + (1 if stage else 0))
            x, before = _normal(x, before, label, width)
    return parts.act(x, None)


def member(public: str):
    """Returns the function that builds one of them.

    Args:
        public: Its public name.
    """
    (last, stem, count, skips, size), hashes = _MEMBERS[public]

    def build(
        input_shape=None,
        include_top=True,
        weights="imagenet",
        input_tensor=None,
        pooling=None,
        classes=1000,
        classifier_activation="softmax",
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
        images = want.images(want.shape(size, 32))
        x = parts.conv(
            images,
            "stem_conv1",
            stem,
            3,
            2,
            "valid",
            kernel_initializer="he_normal",
        )
        x = parts.norm(x, "stem_bn1", **_NORM)
        x = _cells(x, last // 24, count, skips)
        if include_top:
            x = want.classified(layers.GlobalAveragePooling2D()(x))
        else:
            x = want.pooled(x)
        file = f"NASNet-{public.removeprefix('NASNet').lower()}"
        files = published.Files(
            f"{published.BASE}nasnet/",
            f"{file}.h5",
            f"{file}-no-top.h5",
            hashes,
        )
        return want.model(images, x, "NASNet", files)

    return wanted.named(
        build, public, f"Builds {public}, Zoph et al. 2018, arXiv:1707.07012."
    )
