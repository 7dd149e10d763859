"""ConvNeXt: convolutions, in the shape of transformers.

Liu et al. 2022, arXiv:2201.03545, Section 2.
"""

from keras import layers
from keras.applications import parts, published, scaling_layers, wanted
from keras.engine.model import sequential

_EPSILON, _FIRST_SCALE = 1e-6, 1e-6
# Blocks and filters of each stage, and the files' hashes.
_MEMBERS = {
    "tiny": (
        (3, 3, 9, 3),
        96,
        (
            "8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff",
            "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1",
        ),
    ),
    "small": (
        (3, 3, 27, 3),
        96,
        (
            "ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c",
            "6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab",
        ),
    ),
    "base": (
        (3, 3, 27, 3),
        128,
        (
            "52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6",
            "40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45",
        ),
    ),
    "large": (
        (3, 3, 27, 3),
        192,
        (
            "070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6",
            "96f02b6f0753d4f543261bc9d09bed650f24dd6bc02ddde3066135b63d23a1cd",
        ),
    ),
    "xlarge": (
        (3, 3, 27, 3),
        256,
        (
            "c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee",
            "de3f8a54174130e0cecdc71583354753d557fcf1f4487331558e2a16ba0cfe05",
        ),
    ),
}


def _norm(name: str | None = None):
    return layers.LayerNormalization(epsilon=_EPSILON, name=name)


def _block(x, name: str, filters: int):
    around = x
    x = parts.conv(
        x,
        f"{name}_depthwise_conv",
        filters,
        7,
        groups=filters,
        use_bias=True,
    )
    x = _norm(f"{name}_layernorm")(x)
    x = layers.Dense(4 * filters, name=f"{name}_pointwise_conv_1")(x)
    x = parts.act(x, f"{name}_gelu", "gelu")
    x = layers.Dense(filters, name=f"{name}_pointwise_conv_2")(x)
    scale = scaling_layers.LayerScale(
        _FIRST_SCALE, filters, name=f"{name}_layer_scale"
    )
    return around + parts.act(scale(x), f"{name}_identity", "linear")


def _smaller(x, name: str, stage: int, filters: int):
    """Makes images smaller before a stage, by a model in the model."""
    stack = _smaller_stack(name, stage, filters)
    stack.build(x.shape)  # A stack that knows its symbols isn't traced.
    return stack(x)


def _smaller_stack(name: str, stage: int, filters: int):
    if stage == 0:
        conv = layers.Conv2D(filters, 4, 4, name=f"{name}_stem_conv")
        inner = [conv, _norm(f"{name}_stem_layernorm")]
        return sequential.Sequential(inner, name=f"{name}_stem")
    number = stage - 1
    conv = layers.Conv2D(
        filters, 2, 2, name=f"{name}_downsampling_conv_{number}"
    )
    norm = _norm(f"{name}_downsampling_layernorm_{number}")
    return sequential.Sequential(
        [norm, conv], name=f"{name}_downsampling_block_{number}"
    )


def _pixels(x, name: str):
    return layers.Normalization(
        mean=[0.485 * 255, 0.456 * 255, 0.406 * 255],
        variance=[(0.229 * 255) ** 2, (0.224 * 255) ** 2, (0.225 * 255) ** 2],
        name=f"{name}_prestem_normalization",
    )(x)


def _built(want: wanted.Wanted, name: str, scales_pixels: bool):
    depths, first, hashes = _MEMBERS[
        want.where.removeprefix("ConvNeXt").lower()
    ]
    images = x = want.images(want.shape(224, 32))
    if scales_pixels and parts.channels(x) == 3:
        x = _pixels(x, name)
    for stage, count in enumerate(depths):
        filters = first * 2**stage
        x = _smaller(x, name, stage, filters)
        for number in range(count):
            x = _block(x, f"{name}_stage_{stage}_block_{number}", filters)
    if want.include_top:
        x = layers.GlobalAveragePooling2D(name=f"{name}_head_gap")(x)
        x = _norm(f"{name}_head_layernorm")(x)
        x = want.classified(x, f"{name}_head_dense")
    else:
        x = _norm()(want.pooled(x))
    folder = f"{published.BASE}convnext/"
    file = f"convnext_{want.where.removeprefix('ConvNeXt').lower()}"
    files = published.Files(folder, f"{file}.h5", f"{file}_notop.h5", hashes)
    return want.model(images, x, name, files)


def member(public: str):
    """Returns the function that builds one of them.

    Args:
        public: Its public name.
    """
    usual = f"convnext_{public.removeprefix('ConvNeXt').lower()}"

    def build(
        model_name=usual,
        include_top=True,
        include_preprocessing=True,
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
        return _built(want, model_name, include_preprocessing)

    return wanted.named(
        build, public, f"Builds {public}, Liu et al. 2022, arXiv:2201.03545."
    )
