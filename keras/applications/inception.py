"""Inception v3: branches of convolutions beside each other.

Szegedy et al. 2016, arXiv:1512.00567, Table 1. A branch is a list of
`(filters, height, width)`; one more entry is a stride, without padding.
"""

from keras import layers
from keras.applications import parts, published, wanted
from keras.engine import kinds

_HASHES = (
    "9a0d58056eeedaa3f26cb7ebd46da564",
    "bcbd6486424b2319ff4ef7d526e38f63",
)


def convolved(x, branch: list):
    """Convolves, normalizes and bends, as often as a branch says."""
    for filters, height, width, *stride in branch:
        x = parts.conv(
            x,
            None,
            filters,
            (height, width),
            stride[0] if stride else 1,
            "valid" if stride else "same",
        )
        x = parts.act(parts.norm(x, None, scale=False), None)
    return x


def joined(branches: list, name: str | None):
    """Puts the channels of branches beside each other."""
    return layers.Concatenate(axis=parts.channel_axis(), name=name)(branches)


def mixed(x, name: str, branches: list, pooled: int):
    """Branches, and a mean of neighbours."""
    found = [convolved(x, branch) for branch in branches]
    pool = layers.AveragePooling2D(3, strides=1, padding="same")(x)
    return joined([*found, convolved(pool, [(pooled, 1, 1)])], name)


def smaller(x, name: str, branches: list):
    """Branches, and the largest of neighbours, at every other place."""
    found = [convolved(x, branch) for branch in branches]
    return joined([*found, layers.MaxPooling2D(3, strides=2)(x)], name)


def stem(images):
    """Makes images smaller before the first branches."""
    x = convolved(images, [(32, 3, 3, 2), (32, 3, 3, 1), (64, 3, 3)])
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = convolved(x, [(80, 1, 1, 1), (192, 3, 3, 1)])
    return layers.MaxPooling2D(3, strides=2)(x)


def _squares(x, name: str, pooled: int):
    branches = [
        [(64, 1, 1)],
        [(48, 1, 1), (64, 5, 5)],
        [(64, 1, 1), (96, 3, 3), (96, 3, 3)],
    ]
    return mixed(x, name, branches, pooled)


def _stripes(x, name: str, inner: int):
    branches = [
        [(192, 1, 1)],
        [(inner, 1, 1), (inner, 1, 7), (192, 7, 1)],
        [
            (inner, 1, 1),
            (inner, 7, 1),
            (inner, 1, 7),
            (inner, 7, 1),
            (192, 1, 7),
        ],
    ]
    return mixed(x, name, branches, 192)


def _forked(x, number: int):
    """Branches of which two end in two."""
    alone = convolved(x, [(320, 1, 1)])
    forks = []
    for before, name in (
        ([(384, 1, 1)], f"mixed9_{number}"),
        ([(448, 1, 1), (384, 3, 3)], None),
    ):
        stem = convolved(x, before)
        ends = [convolved(stem, [(384, *size)]) for size in ((1, 3), (3, 1))]
        forks.append(joined(ends, name))
    pool = layers.AveragePooling2D(3, strides=1, padding="same")(x)
    pool = convolved(pool, [(192, 1, 1)])
    return joined([alone, *forks, pool], f"mixed{9 + number}")


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
        "InceptionV3",
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
    )
    images = want.images(want.shape(299, 75))
    x = stem(images)
    for number, pooled in enumerate((32, 64, 64)):
        x = _squares(x, f"mixed{number}", pooled)
    tower = [(64, 1, 1), (96, 3, 3), (96, 3, 3, 2)]
    x = smaller(x, "mixed3", [[(384, 3, 3, 2)], tower])
    for number, inner in enumerate((128, 160, 160, 192), 4):
        x = _stripes(x, f"mixed{number}", inner)
    tower = [(192, 1, 1), (192, 1, 7), (192, 7, 1), (192, 3, 3, 2)]
    x = smaller(x, "mixed8", [[(192, 1, 1), (320, 3, 3, 2)], tower])
    for number in (0, 1):
        x = _forked(x, number)
    files = published.of("inception_v3", "inception_v3", _HASHES)
    return want.model(images, want.on_top(x), "inception_v3", files)
