"""Residual networks of both kinds.

He et al. 2016, arXiv:1512.03385, Table 1 (v1: activations behind), and
arXiv:1603.05027 (v2: normalized and activated before each convolution).
"""

from keras import layers
from keras.applications import parts, published, wanted

_EPSILON = 1.001e-5
_FILTERS = (64, 128, 256, 512)
# Blocks in each stage, and the files' hashes.
_MEMBERS = {
    "resnet50": (
        (3, 4, 6, 3),
        (
            "2cb95161c43110f7111970584f804107",
            "4d473c1dd8becc155b73f8504c6f6626",
        ),
    ),
    "resnet101": (
        (3, 4, 23, 3),
        (
            "f1aeb4b969a6efcfb50fad2f0c20cfc5",
            "88cf7a10940856eca736dc7b7e228a21",
        ),
    ),
    "resnet152": (
        (3, 8, 36, 3),
        (
            "100835be76be38e30d865e96f2aaae62",
            "ee4c566cf9a93f14d82f913c2dc6dd0c",
        ),
    ),
    "resnet50v2": (
        (3, 4, 6, 3),
        (
            "3ef43a0b657b3be2300d5770ece849e0",
            "fac2f116257151a9d068a22e544a4917",
        ),
    ),
    "resnet101v2": (
        (3, 4, 23, 3),
        (
            "6343647c601c52e1368623803854d971",
            "c0ed64b8031c3730f411d2eb4eea35b5",
        ),
    ),
    "resnet152v2": (
        (3, 8, 36, 3),
        (
            "a49b44d1979771252814e80f8ec446f9",
            "ed17cf2e0169df9d443503ef94b23b33",
        ),
    ),
}


def _normed(x, name: str, then: str | None = None):
    x = parts.norm(x, f"{name}_bn", epsilon=_EPSILON)
    return x if then is None else parts.act(x, then)


def _behind(x, filters: int, stride: int, is_first: bool, name: str):
    """A block of v1: three convolutions beside a way around them."""
    around = x
    if is_first:
        around = parts.conv(
            x, f"{name}_0_conv", 4 * filters, 1, stride, "valid", use_bias=True
        )
        around = _normed(around, f"{name}_0")
    x = parts.conv(
        x, f"{name}_1_conv", filters, 1, stride, "valid", use_bias=True
    )
    x = _normed(x, f"{name}_1", f"{name}_1_relu")
    x = parts.conv(x, f"{name}_2_conv", filters, 3, use_bias=True)
    x = _normed(x, f"{name}_2", f"{name}_2_relu")
    x = parts.conv(
        x, f"{name}_3_conv", 4 * filters, 1, 1, "valid", use_bias=True
    )
    x = _normed(x, f"{name}_3")
    x = layers.Add(name=f"{name}_add")([around, x])
    return parts.act(x, f"{name}_out")


def _before(x, filters: int, stride: int, is_first: bool, name: str):
    """A block of v2; the last one of a stage makes images smaller."""
    around, x = x, _normed(x, f"{name}_preact", f"{name}_preact_relu")
    if is_first:
        around = parts.conv(
            x, f"{name}_0_conv", 4 * filters, 1, stride, "valid", use_bias=True
        )
    elif stride > 1:
        around = layers.MaxPooling2D(1, strides=stride)(around)
    x = parts.conv(x, f"{name}_1_conv", filters, 1, 1, "valid")
    x = _normed(x, f"{name}_1", f"{name}_1_relu")
    x = parts.pad(x, f"{name}_2_pad", ((1, 1), (1, 1)))
    x = parts.conv(x, f"{name}_2_conv", filters, 3, stride, "valid")
    x = _normed(x, f"{name}_2", f"{name}_2_relu")
    x = parts.conv(
        x, f"{name}_3_conv", 4 * filters, 1, 1, "valid", use_bias=True
    )
    return layers.Add(name=f"{name}_out")([around, x])


def _stages(x, repeats: tuple, is_second: bool):
    for stage, (filters, count) in enumerate(zip(_FILTERS, repeats), 2):
        for number in range(1, count + 1):
            name, is_first = f"conv{stage}_block{number}", number == 1
            if is_second:
                ends = number == count and stage < 5
                x = _before(x, filters, 1 + ends, is_first, name)
            else:
                begins = is_first and stage > 2
                x = _behind(x, filters, 1 + begins, is_first, name)
    return x


def built(want: wanted.Wanted):
    """Returns the model.

    Args:
        want: What the caller of an architecture wants; its name tells which.
    """
    name = want.where.lower()
    is_second = name.endswith("v2")
    repeats, hashes = _MEMBERS[name]
    images = want.images(want.shape(224, 32))
    x = parts.pad(images, "conv1_pad", ((3, 3), (3, 3)))
    x = parts.conv(x, "conv1_conv", 64, 7, 2, "valid", use_bias=True)
    if not is_second:
        x = _normed(x, "conv1", "conv1_relu")
    x = parts.pad(x, "pool1_pad", ((1, 1), (1, 1)))
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)
    x = _stages(x, repeats, is_second)
    if is_second:
        x = _normed(x, "post", "post_relu")
    outputs = want.on_top(x, ("avg_pool", "max_pool"))
    files = published.of("resnet", name, hashes)
    return want.model(images, outputs, name, files)


def first(public: str):
    """Returns the function that builds one of the first kind.

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
        **kwargs,
    ):
        activation = kwargs.pop("classifier_activation", "softmax")
        wanted.refuse_unknown(public, kwargs)
        return built(
            wanted.Wanted(
                public,
                include_top,
                weights,
                input_tensor,
                input_shape,
                pooling,
                classes,
                activation,
            )
        )

    return wanted.named(
        build, public, f"Builds {public}, He et al. 2016, arXiv:1512.03385."
    )


def second(public: str):
    """Returns the function that builds one of the second kind.

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
    ):
        return built(
            wanted.Wanted(
                public,
                include_top,
                weights,
                input_tensor,
                input_shape,
                pooling,
                classes,
                classifier_activation,
            )
        )

    return wanted.named(
        build, public, f"Builds {public}, He et al. 2016, arXiv:1603.05027."
    )
