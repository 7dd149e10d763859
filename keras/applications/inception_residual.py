"""Inception-ResNet v2: branches beside a way around, made smaller.

Szegedy et al. 2017, arXiv:1602.07261, Figures 15 to 19. Branches as in
`inception`: `(filters, height, width)`, and a stride without padding.
"""

from keras.applications import (
    inception,
    parts,
    published,
    scaling_layers,
    wanted,
)
from keras.engine import kinds

_HASHES = (
    "e693bd0210a403b3192acc6073ad2e96",
    "d19885ff4a710c122648d3b5c3b684e4",
)
# Number of blocks of each kind, what their branches are multiplied by, and the
# branches.
_BLOCKS = {
    "block35": (
        10,
        0.17,
        [
            [(32, 1, 1)],
            [(32, 1, 1), (32, 3, 3)],
            [(32, 1, 1), (48, 3, 3), (64, 3, 3)],
        ],
    ),
    "block17": (
        20,
        0.1,
        [[(192, 1, 1)], [(128, 1, 1), (160, 1, 7), (192, 7, 1)]],
    ),
    "block8": (
        10,
        0.2,
        [[(192, 1, 1)], [(192, 1, 1), (224, 1, 3), (256, 3, 1)]],
    ),
}
_BEFORE_17 = [[(384, 3, 3, 2)], [(256, 1, 1), (256, 3, 3), (384, 3, 3, 2)]]
_BEFORE_8 = [
    [(256, 1, 1), (384, 3, 3, 2)],
    [(256, 1, 1), (288, 3, 3, 2)],
    [(256, 1, 1), (288, 3, 3), (320, 3, 3, 2)],
]


def _blocks(x, kind: str):
    count, scale, branches = _BLOCKS[kind]
    for number in range(1, count + 1):
        name = f"{kind}_{number}"
        found = [inception.convolved(x, branch) for branch in branches]
        found = inception.joined(found, f"{name}_mixed")
        found = parts.conv(
            found, f"{name}_conv", parts.channels(x), use_bias=True
        )
        # The last one of all adds its branches whole, and has no bend.
        is_last = kind == "block8" and number == count
        add = scaling_layers.CustomScaleLayer(1.0 if is_last else scale)
        x = add([x, found])
        x = x if is_last else parts.act(x, f"{name}_ac")
    return x


def build(
    include_top: bool = True,
    weights: kinds.Path | None = "imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes: int = 1000,
    classifier_activation: kinds.Named = "softmax",
    **kwargs,
):
    """Builds the architecture; `wanted.named` says its arguments."""
    wanted.refuse_unknown("InceptionResNetV2", kwargs)
    want = wanted.Wanted(
        "InceptionResNetV2",
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
    )
    images = want.images(want.shape(299, 75))
    x = inception.stem(images)
    x = inception.mixed(
        x,
        "mixed_5b",
        [
            [(96, 1, 1)],
            [(48, 1, 1), (64, 5, 5)],
            [(64, 1, 1), (96, 3, 3), (96, 3, 3)],
        ],
        64,
    )
    x = _blocks(x, "block35")
    x = inception.smaller(x, "mixed_6a", _BEFORE_17)
    x = _blocks(x, "block17")
    x = inception.smaller(x, "mixed_7a", _BEFORE_8)
    x = _blocks(x, "block8")
    x = parts.norm(parts.conv(x, "conv_7b", 1536), "conv_7b_bn", scale=False)
    x = parts.act(x, "conv_7b_ac")
    name = "inception_resnet_v2"
    files = published.of(name, name, _HASHES)
    return want.model(images, want.on_top(x), name, files)
