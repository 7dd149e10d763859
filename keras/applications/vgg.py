"""VGG: convolutions of 3 x 3, and pools between five blocks.

Simonyan and Zisserman 2015, arXiv:1409.1556, Table 1.
"""

from keras import layers
from keras.applications import parts, published, wanted

_FILTERS = (64, 128, 256, 512, 512)
# Convolutions in each block, and the files' hashes.
_MEMBERS = {
    "vgg16": (
        (2, 2, 3, 3, 3),
        (
            "64373286793e3c8b2b4e3219cbf3544b",
            "6d6bbae143d832006294945121d1f1fc",
        ),
    ),
    "vgg19": (
        (2, 2, 4, 4, 4),
        (
            "cbe5617147190e668d6c5d5026f83318",
            "253f8cb515780f3b799900260a226db6",
        ),
    ),
}


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
        images = x = want.images(want.shape(224, 32))
        for block, (filters, count) in enumerate(zip(_FILTERS, repeats), 1):
            for number in range(1, count + 1):
                x = parts.conv(
                    x,
                    f"block{block}_conv{number}",
                    filters,
                    3,
                    use_bias=True,
                    activation="relu",
                )
            pool = layers.MaxPooling2D(2, 2, name=f"block{block}_pool")
            x = pool(x)
        if include_top:
            x = layers.Flatten(name="flatten")(x)
            for part in ("fc1", "fc2"):
                x = layers.Dense(4096, activation="relu", name=part)(x)
            x = want.classified(x)
        else:
            x = want.pooled(x)
        files = published.of(name, name, hashes)
        return want.model(images, x, name, files)

    depth = public.removeprefix("VGG")
    return wanted.named(
        build,
        public,
        f"Builds VGG with {depth} layers, Simonyan and Zisserman 2015.",
    )
