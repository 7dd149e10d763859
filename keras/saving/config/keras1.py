"""What Keras 1 wrote otherwise; its arguments were renamed for Keras 2."""

import dataclasses

from keras.backend import config as settings
from keras.saving.config import class_facts

# Keras 1's word for each order of channels, and ours.
FORMAT = {
    "data_format": {
        "tf": "channels_last",
        "th": "channels_first",
        "default": None,
    }
}
_WEIGHTS = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
_PLACED = {"border_mode": "padding", "dim_ordering": "data_format"}
# The input's size stands in `batch_input_shape` too.
_INPUT = frozenset({"input_dim", "input_length"})


def _convolution(sides: tuple[str, ...]):
    """Facts of a convolution whose kernel was told side by side."""
    return class_facts.ClassFacts(
        renames={
            "nb_filter": "filters",
            "subsample": "strides",
            "subsample_length": "strides",
            "atrous_rate": "dilation_rate",
            "depthwise_init": "depthwise_initializer",
            "pointwise_init": "pointwise_initializer",
            **_PLACED,
            **_WEIGHTS,
        },
        joins={"kernel_size": sides},
        values=FORMAT,
        dropped=_INPUT,
    )


def _of_format(**renames: str):
    """Facts of a layer that looks at places of an image."""
    renames = {"stride": "strides", **_PLACED, **renames}
    return class_facts.ClassFacts(renames=renames, values=FORMAT)


# Values that are told otherwise today, or not at all. Each function takes a
# config in today's words, and returns it with today's values.

_ROWS, _COLUMNS = ("top_pad", "bottom_pad"), ("left_pad", "right_pad")
_MODES = {
    1: "Each row was normalised by itself: write LayerNormalization().",
    2: "Predictions took the batch's own mean and variance, too: write "
    "BatchNormalization(), and call it with training=True.",
}


def _with_pair(config: dict) -> dict:
    """Steps before and after, that were told by the names of their sides."""
    padding = config.get("padding")
    if not isinstance(padding, dict):
        return config
    return {**config, "padding": _named_sides(padding, _COLUMNS)[0]}


def _with_two_pairs(config: dict) -> dict:
    """Rows and columns around an image: sides by name, or one by one."""
    padding = config.get("padding")
    if isinstance(padding, dict):
        pairs = _named_sides(padding, _ROWS, _COLUMNS)
    elif isinstance(padding, (list, tuple)) and len(padding) == 4:
        pairs = tuple(padding[:2]), tuple(padding[2:])
    else:
        return config
    return {**config, "padding": pairs}


def _named_sides(padding: dict, *axes: tuple[str, str]) -> tuple:
    known = [side for sides in axes for side in sides]
    if not padding.keys() <= {*known}:
        raise ValueError(
            f"ZeroPadding: an unknown side. Expected some of {known}. "
            f"Received: padding={padding}."
        )
    return tuple(
        tuple(padding.get(side, 0) for side in sides) for sides in axes
    )


def _with_output_padding(config: dict) -> dict:
    """What makes a transposed convolution's output as large as was asked.

    Keras 1 was told the shape that comes out, in the place of
    `output_padding`. With kernel k and stride s a size is
    `(inputs - 1) * s + k - cut + output_padding`, where `cut` is k made even
    for padding='same', and 0 for 'valid'.
    """
    shape = config.get("output_padding")
    if not isinstance(shape, (list, tuple)) or len(shape) != 4:
        return config
    config = {k: v for k, v in config.items() if k != "output_padding"}
    order = config.get("data_format") or settings.image_data_format()
    sizes = shape[1:3] if order == "channels_last" else shape[2:]
    kernel = _pair(config["kernel_size"])
    strides = _pair(config.get("strides", 1))
    is_same = config.get("padding") == "same"
    if None in sizes:
        return config
    added, usual = [], []
    for size, k, s in zip(sizes, kernel, strides):
        cut = k - k % 2 if is_same else 0
        added.append((size - k + cut) % s or (s if cut == k else 0))
        usual.append(s - k % 2 if is_same else max(s - k, 0))
    return config if added == usual else {**config, "output_padding": added}


def _pair(value) -> tuple:
    return (value, value) if isinstance(value, int) else tuple(value)


def _without_mode(config: dict) -> dict:
    """The batch's mean and variance are all that is left of three modes."""
    mode = config.get("mode", 0)
    if mode:
        raise ValueError(
            "BatchNormalization: a mode of Keras 1 that isn't there any more. "
            f"Expected mode=0. Received: mode={mode!r}. {_MODES.get(mode, '')}"
        )
    return config


_CONV_1D = _convolution(("filter_length",))
_CONV_2D = _convolution(("nb_row", "nb_col"))
_POOL = _of_format(pool_length="pool_size")
_RATE = class_facts.ClassFacts(
    renames={"p": "rate", "dim_ordering": "data_format"}, values=FORMAT
)
_RECURRENT_RENAMES = {
    **_WEIGHTS,
    "output_dim": "units",
    "inner_init": "recurrent_initializer",
    "forget_bias_init": "unit_forget_bias",
    "inner_activation": "recurrent_activation",
    "U_regularizer": "recurrent_regularizer",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
}
_FORGET = {
    "unit_forget_bias": {
        "one": True,
        "ones": True,
        "zero": False,
        "zeros": False,
    }
}
_RECURRENT = class_facts.ClassFacts(
    renames=_RECURRENT_RENAMES,
    values=_FORGET,
    dropped=_INPUT | {"consume_less", "enable_caching_device"},
)
# Ways to compute, where there is one today.
_OF_CELL = class_facts.ClassFacts(dropped=frozenset({"enable_caching_device"}))
_ONE_WAY = class_facts.ClassFacts(dropped=_OF_CELL.dropped | {"implementation"})

# Keras 1's names for classes of ours.
NAMES = {
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "Deconvolution2D": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
    "TimeDistributedDense": "Dense",
}

# By the name of our class.
CLASSES = {
    "AveragePooling1D": _POOL,
    "AveragePooling2D": _POOL,
    "AveragePooling3D": _POOL,
    "BatchNormalization": class_facts.ClassFacts(
        renames={
            "beta_init": "beta_initializer",
            "gamma_init": "gamma_initializer",
        },
        # 0, over the batch, is all that's left; others were refused in Keras 2.
        idle={"mode": "mode"},
        mended=_without_mode,
    ),
    "Conv1D": _CONV_1D,
    "Conv2D": _CONV_2D,
    "Conv2DTranspose": dataclasses.replace(
        _CONV_2D,
        renames={**_CONV_2D.renames, "output_shape": "output_padding"},
        mended=_with_output_padding,
    ),
    "Conv3D": _convolution(("kernel_dim1", "kernel_dim2", "kernel_dim3")),
    "ConvLSTM2D": class_facts.ClassFacts(
        renames={**_CONV_2D.renames, **_RECURRENT_RENAMES},
        joins=_CONV_2D.joins,
        values={**FORMAT, **_FORGET},
        dropped=_INPUT | {"consume_less"} | _ONE_WAY.dropped,
    ),
    "Cropping2D": _of_format(),
    "Cropping3D": _of_format(),
    "Dense": class_facts.ClassFacts(
        renames={"output_dim": "units", **_WEIGHTS},
        # `input_length` is of a Dense on each step.
        dropped=_INPUT,
    ),
    "Dropout": _RATE,
    "Embedding": class_facts.ClassFacts(
        renames={
            "init": "embeddings_initializer",
            "W_regularizer": "embeddings_regularizer",
            "W_constraint": "embeddings_constraint",
        },
        # Dropout of whole words had a layer of its own from Keras 2 on.
        idle={"dropout": "dropout"},
    ),
    "Flatten": _of_format(),
    "GRU": _RECURRENT,
    "GRUCell": _OF_CELL,
    "GaussianDropout": _RATE,
    "GaussianNoise": class_facts.ClassFacts(renames={"sigma": "stddev"}),
    "GlobalAveragePooling2D": _of_format(),
    "GlobalAveragePooling3D": _of_format(),
    "GlobalMaxPooling2D": _of_format(),
    "GlobalMaxPooling3D": _of_format(),
    "InputLayer": class_facts.ClassFacts(renames={"input_dtype": "dtype"}),
    "LSTM": _RECURRENT,
    "LSTMCell": _OF_CELL,
    "LocallyConnected1D": _CONV_1D,
    "LocallyConnected2D": _CONV_2D,
    "MaxPooling1D": _POOL,
    "MaxPooling2D": _POOL,
    "MaxPooling3D": _POOL,
    "PReLU": class_facts.ClassFacts(renames={"init": "alpha_initializer"}),
    "SeparableConv2D": _CONV_2D,
    "SimpleRNN": dataclasses.replace(
        _RECURRENT, dropped=_RECURRENT.dropped | _ONE_WAY.dropped
    ),
    "SimpleRNNCell": _ONE_WAY,
    "SpatialDropout1D": _RATE,
    "SpatialDropout2D": _RATE,
    "SpatialDropout3D": _RATE,
    "UpSampling1D": _of_format(length="size"),
    "UpSampling2D": _of_format(),
    "UpSampling3D": _of_format(),
    "ZeroPadding1D": class_facts.ClassFacts(mended=_with_pair),
    "ZeroPadding2D": dataclasses.replace(_of_format(), mended=_with_two_pairs),
    "ZeroPadding3D": _of_format(),
}

# Classes of which an argument by today's name may have an older value.
SAME_WORDS = {"ZeroPadding1D": "padding", "ZeroPadding2D": "padding"}
