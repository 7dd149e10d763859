"""DenseNet: each block's outputs stay beside its inputs.

Huang et al. 2017, arXiv:1608.06993, Table 1; growth 32, and half of the
channels behind each stage.
"""

from keras import layers
from keras.applications import parts, published, wanted

_EPSILON, _GROWTH = 1.001e-5, 32
# Blocks in each stage, and the files' hashes.
_MEMBERS = {
    "densenet121": (
        (6, 12, 24, 16),
        (
            "9d60b8095a5708f2dcce2bca79d332c7",
            "30ee3e1110167f948a6b9946edeeb738",
        ),
    ),
    "densenet169": (
        (6, 12, 32, 32),
        (
            "d699b8f76981ab1b30698df4c175e90b",
            "b8c4d4c20dd625c148057b9ff1c1176b",
        ),
    ),
    "densenet201": (
        (6, 12, 48, 32),
        (
            "1ceb130c1ea1b78c3bf6114dbdfd8807",
            "c13680b51ded0fb44dff2d8f86ac8bb1",
        ),
    ),
}


def _active(x, before: str, between: str = "_"):
    x = parts.norm(x, f"{before}{between}bn", epsilon=_EPSILON)
    return parts.act(x, f"{before}{between}relu")


def _block(x, name: str):
    found = _active(x, f"{name}_0")
    found = parts.conv(found, f"{name}_1_conv", 4 * _GROWTH, 1, 1, "valid")
    found = _active(found, f"{name}_1")
    found = parts.conv(found, f"{name}_2_conv", _GROWTH, 3)
    join = layers.Concatenate(axis=parts.channel_axis(), name=f"{name}_concat")
    return join([x, found])


def _narrowed(x, name: str):
    x = _active(x, name)
    half = int(parts.channels(x) * 0.5)
    x = parts.conv(x, f"{name}_conv", half, 1, 1, "valid")
    return layers.AveragePooling2D(2, strides=2, name=f"{name}_pool")(x)


def member(public: str):
    """Returns the function that builds one of them.

    Args:
        public: Its public name.
    """
    name = public.lower()
    repeats, hashes = _MEMBERS[name]

    def build(
        include_top=True,
        weights="imagenet",
        input_tensor=None,
        input_shape=None,
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
        images = want.images(want.shape(224, 32))
        x = parts.pad(images, None, ((3, 3), (3, 3)))
        x = _active(
            parts.conv(x, "conv1/conv", 64, 7, 2, "valid"), "conv1", "/"
        )
        x = parts.pad(x, None, ((1, 1), (1, 1)))
        x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
        for stage, count in enumerate(repeats, 2):
            for number in range(1, count + 1):
                x = _block(x, f"conv{stage}_block{number}")
            if stage < 5:
                x = _narrowed(x, f"pool{stage}")
        x = parts.act(parts.norm(x, "bn", epsilon=_EPSILON), "relu")
        outputs = want.on_top(x, ("avg_pool", "max_pool"))
        files = published.of("densenet", name, hashes)
        return want.model(images, outputs, name, files)

    return wanted.named(
        build, public, f"Builds {public}, Huang et al. 2017, arXiv:1608.06993."
    )
