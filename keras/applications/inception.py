"""Inception v3: branches of convolutions beside each other.

Szegedy et al. 2016, arXiv:1512.00567, Table 1. A branch is a list of
`(filters, height, width)`; one more entry is a stride, without padding.
"""

from keras import layers
from keras.applications import parts, published, wanted

_HASHES = (
    "9a0d58056eeedaa3f26cb7ebd46da564",
    "bcbd6486424b2319ff4ef7d526e38f63",
)


def _convolved(x, branch: list):
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


def _joined(branches: list, name: str | None):
    return layers.Concatenate(axis=parts.channel_axis(), name=name)(branches)


def _mixed(x, name: str, branches: list, pooled: int):
    """Branches, and a mean of neighbours."""
    found = [_convolved(x, branch) for branch in branches]
    pool = layers.AveragePooling2D(3, strides=1, padding="same")(x)
    return _joined([*found, _convolved(pool, [(pooled, 1, 1)])], name)


def _smaller(x, name: str, branches: list):
    """Branches, and the largest of neighbours, at every other place."""
    found = [_convolved(x, branch) for branch in branches]
    return _joined([*found, layers.MaxPooling2D(3, strides=2)(x)], name)


def _squares(x, name: str, pooled: int):
    branches = [
        [(64, 1, 1)],
        [(48, 1, 1), (64, 5, 5)],
        [(64, 1, 1), (96, 3, 3), (96, 3, 3)],
    ]
    return _mixed(x, name, branches, pooled)


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
    return _mixed(x, name, branches, 192)


def _forked(x, number: int):
    """Branches of which two end in two."""
    alone = _convolved(x, [(320, 1, 1)])
    forks = []
    for before, name in (
        ([(384, 1, 1)], f"mixed9_{number}"),
        ([(448, 1, 1), (384, 3, 3)], None),
    ):
        stem = _convolved(x, before)
        ends = [_convolved(stem, [(384, *size)]) for size in ((1, 3), (3, 1))]
        forks.append(_joined(ends, name))
    pool = layers.AveragePooling2D(3, strides=1, padding="same")(x)
    pool = _convolved(pool, [(192, 1, 1)])
    return _joined([alone, *forks, pool], f"mixed{9 + number}")


def build(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
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
    x = _convolved(images, [(32, 3, 3, 2), (32, 3, 3, 1), (64, 3, 3)])
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = _convolved(x, [(80, 1, 1, 1), (192, 3, 3, 1)])
    x = layers.MaxPooling2D(3, strides=2)(x)
    for number, pooled in enumerate((32, 64, 64)):
        x = _squares(x, f"mixed{number}", pooled)
    tower = [(64, 1, 1), (96, 3, 3), (96, 3, 3, 2)]
    x = _smaller(x, "mixed3", [[(384, 3, 3, 2)], tower])
    for number, inner in enumerate((128, 160, 160, 192), 4):
        x = _stripes(x, f"mixed{number}", inner)
    tower = [(192, 1, 1), (192, 1, 7), (192, 7, 1), (192, 3, 3, 2)]
    x = _smaller(x, "mixed8", [[(192, 1, 1), (320, 3, 3, 2)], tower])
    for number in (0, 1):
        x = _forked(x, number)
    files = published.of("inception_v3", "inception_v3", _HASHES)
    return want.model(images, want.on_top(x), "inception_v3", files)
