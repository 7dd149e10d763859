"""Layers of Keras 1, argument by argument; classes by the names they had."""

from __future__ import annotations

import dataclasses

from keras.cli.migration import arguments, older_call

_SAY_NEW = "written as a layer of its own today"

INITIALIZERS = {
    "normal": "random_normal",
    "one": "ones",
    "uniform": "random_uniform",
    "zero": "zeros",
}
_FORMATS = {"th": "channels_first", "tf": "channels_last"}
FORMAT = {"data_format": {**_FORMATS, "default": None}}
_KERNEL = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
_VALUES = {
    "kernel_initializer": INITIALIZERS,
    "recurrent_initializer": INITIALIZERS,
    "bias_initializer": INITIALIZERS,
    "embeddings_initializer": INITIALIZERS,
    **FORMAT,
}
_REGULARIZED = (
    "W_regularizer b_regularizer activity_regularizer W_constraint b_constraint"
)
_CONV = {
    **_KERNEL,
    "nb_filter": "filters",
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "subsample": "strides",
    "subsample_length": "strides",
    "atrous_rate": "dilation_rate",
}


def _kernel_size(*sides: str):
    """Returns the change of `nb_row, nb_col` to one argument of a kernel."""

    def change(call: older_call.OlderCall) -> None:
        given = call.arguments
        first = given.get(sides[0])
        if first is None:
            return
        if sides[1] not in given:
            # The kernel's sides together: a call of Keras 2 already.
            given.rename(sides[0], "kernel_size")
            return
        values = [given.get(side) for side in sides]
        if None in values:
            raise arguments.Refusal("a side of the kernel is missing")
        text = ", ".join(arguments.code(value) for value in values)
        given.put(sides[0], f"({text})")
        given.rename(sides[0], "kernel_size")
        for side in sides[1:]:
            given.pop(side)

    return change


def _convolution(sides: str, rest: str = "") -> older_call.Rule:
    words = sides.split()
    flat = len(words) == 1
    tail = "subsample_length" if flat else "subsample"
    return older_call.Rule(
        was=f"nb_filter {sides} {rest}init activation weights border_mode "
        f"{tail} {'' if flat else 'dim_ordering '}{_REGULARIZED} bias",
        now="filters kernel_size strides padding",
        single=1 + len(words),
        renames={**_CONV, "filter_length": "kernel_size"},
        values=_VALUES,
        dropped="output_shape",
        before=None if flat else _kernel_size(*words),
    )


def _without_forget_bias(call: older_call.OlderCall) -> None:
    value = call.arguments.get("forget_bias_init")
    if value is None:
        return
    known = {"one": "True", "zero": "False", "ones": "True", "zeros": "False"}
    name = arguments.literal(value)
    if name not in known:
        raise arguments.Refusal(
            "forget_bias_init: write bias_initializer, and "
            "unit_forget_bias=False"
        )
    call.arguments.put("forget_bias_init", known[name])
    call.arguments.rename("forget_bias_init", "unit_forget_bias")


def _recurrent(forget: str = "", inner: str = "inner_activation "):
    return older_call.Rule(
        was=f"output_dim init inner_init {forget}activation {inner}"
        "W_regularizer U_regularizer b_regularizer dropout_W dropout_U",
        now="units",
        renames={
            **_KERNEL,
            "output_dim": "units",
            "inner_init": "recurrent_initializer",
            "inner_activation": "recurrent_activation",
            "U_regularizer": "recurrent_regularizer",
            "dropout_W": "dropout",
            "dropout_U": "recurrent_dropout",
        },
        values=_VALUES,
        dropped="consume_less",
        before=_without_forget_bias,
    )


def _mode(call: older_call.OlderCall) -> None:
    mode = call.arguments.get("mode")
    if mode is None:
        return
    if arguments.literal(mode) == 1:
        raise arguments.Refusal(
            "mode=1, a normalisation of each sample: write LayerNormalization"
        )
    if arguments.literal(mode) not in (0, 2):
        raise arguments.Refusal("mode: only 0 is there today")
    if arguments.literal(mode) == 2:
        call.notes.append(
            "mode=2 took the batch's statistics when it predicts, too: call "
            "the layer with training=True for it"
        )
    call.arguments.pop("mode")


def _four_sides(call: older_call.OlderCall) -> None:
    value = arguments.literal(call.arguments.get("padding"))
    if isinstance(value, tuple) and len(value) == 4:
        top, bottom, left, right = value
        text = f"(({top}, {bottom}), ({left}, {right}))"
        call.arguments.put("padding", text)


def _pooling(was: str, now: str = "pool_size strides padding"):
    return older_call.Rule(
        was=was,
        now=now,
        renames={
            "pool_length": "pool_size",
            "stride": "strides",
            "border_mode": "padding",
            "dim_ordering": "data_format",
        },
        values=FORMAT,
    )


_FLAT_POOL = _pooling("pool_length stride border_mode")
_POOL = _pooling("pool_size strides border_mode dim_ordering")
_GLOBAL_POOL = _pooling("dim_ordering", now="data_format")
_RATE = older_call.Rule(was="p dim_ordering", now="rate", renames={"p": "rate"})
_SPATIAL = older_call.Rule(
    was="p dim_ordering",
    now="rate data_format",
    renames={"p": "rate", "dim_ordering": "data_format"},
    values=FORMAT,
)
_FORMATTED = older_call.Rule(
    renames={"dim_ordering": "data_format"}, values=FORMAT
)


def _resized(name: str, **more) -> older_call.Rule:
    return older_call.Rule(
        was=f"{name} dim_ordering",
        now=f"{name} data_format",
        renames={"dim_ordering": "data_format"},
        values=FORMAT,
        **more,
    )


_CONV_1D = _convolution("filter_length")
_CONV_2D = _convolution("nb_row nb_col")
_CONV_3D = _convolution("kernel_dim1 kernel_dim2 kernel_dim3")
_TRANSPOSED = _convolution("nb_row nb_col", rest="output_shape ")


def _each_step(call: older_call.OlderCall) -> None:
    call.wrapper = "layers.TimeDistributed"
    shape = ("input_shape", "batch_input_shape", "name")
    for item in list(call.arguments.items):
        if item.name in shape:
            call.arguments.items.remove(item)
            call.wrapper_arguments.append(item.arg)
    length = call.arguments.pop("input_length")
    size = call.arguments.pop("input_dim")
    if size is not None:
        steps = arguments.code(length) if length is not None else "None"
        text = f"({steps}, {arguments.code(size)})"
        call.wrapper_arguments.append(arguments.keyword("input_shape", text))


_DENSE = older_call.Rule(
    was=f"output_dim init activation weights {_REGULARIZED} bias",
    now="units activation use_bias",
    renames={**_KERNEL, "output_dim": "units"},
    values=_VALUES,
)
RULES = {
    "ActivityRegularization": older_call.Rule(now="l1 l2"),
    "AtrousConv1D": _CONV_1D,
    "AtrousConv2D": _CONV_2D,
    "AtrousConvolution1D": _CONV_1D,
    "AtrousConvolution2D": _CONV_2D,
    "AveragePooling1D": _FLAT_POOL,
    "AveragePooling2D": _POOL,
    "AveragePooling3D": _POOL,
    "BatchNormalization": older_call.Rule(
        was="epsilon mode axis momentum weights beta_init gamma_init "
        "gamma_regularizer beta_regularizer",
        now="axis momentum epsilon",
        renames={
            "beta_init": "beta_initializer",
            "gamma_init": "gamma_initializer",
        },
        values={
            "beta_initializer": INITIALIZERS,
            "gamma_initializer": INITIALIZERS,
        },
        before=_mode,
    ),
    "Conv1D": _CONV_1D,
    "Conv2D": _CONV_2D,
    "Conv2DTranspose": _TRANSPOSED,
    "Conv3D": _CONV_3D,
    "Convolution1D": _CONV_1D,
    "Convolution2D": _CONV_2D,
    "Convolution3D": _CONV_3D,
    "Cropping2D": _resized("cropping"),
    "Cropping3D": _resized("cropping"),
    "Deconv2D": _TRANSPOSED,
    "Deconvolution2D": _TRANSPOSED,
    "Dense": _DENSE,
    "Dropout": _RATE,
    "Embedding": older_call.Rule(
        was="input_dim output_dim init input_length W_regularizer "
        "activity_regularizer W_constraint mask_zero weights dropout",
        now="input_dim output_dim",
        renames={
            "init": "embeddings_initializer",
            "W_regularizer": "embeddings_regularizer",
            "W_constraint": "embeddings_constraint",
        },
        values=_VALUES,
        refused={"dropout": f"SpatialDropout1D, {_SAY_NEW}"},
    ),
    "Flatten": _FORMATTED,
    "GRU": _recurrent(),
    "GaussianDropout": _RATE,
    "GaussianNoise": older_call.Rule(
        was="sigma", now="stddev", renames={"sigma": "stddev"}
    ),
    "GlobalAveragePooling2D": _GLOBAL_POOL,
    "GlobalAveragePooling3D": _GLOBAL_POOL,
    "GlobalMaxPooling2D": _GLOBAL_POOL,
    "GlobalMaxPooling3D": _GLOBAL_POOL,
    "LSTM": _recurrent(forget="forget_bias_init "),
    "LocallyConnected1D": _CONV_1D,
    "LocallyConnected2D": _CONV_2D,
    "MaxPooling1D": _FLAT_POOL,
    "MaxPooling2D": _POOL,
    "MaxPooling3D": _POOL,
    "PReLU": older_call.Rule(
        was="init weights shared_axes",
        now="alpha_initializer",
        renames={"init": "alpha_initializer"},
        values={"alpha_initializer": INITIALIZERS},
    ),
    "SeparableConv2D": _CONV_2D,
    "SeparableConvolution2D": _CONV_2D,
    "SimpleRNN": _recurrent(inner=""),
    "SpatialDropout1D": _SPATIAL,
    "SpatialDropout2D": _SPATIAL,
    "SpatialDropout3D": _SPATIAL,
    "TimeDistributedDense": dataclasses.replace(
        _DENSE, target="layers.Dense", before=_each_step
    ),
    "UpSampling1D": older_call.Rule(
        was="length", now="size", renames={"length": "size"}
    ),
    "UpSampling2D": _resized("size"),
    "UpSampling3D": _resized("size"),
    "ZeroPadding2D": _resized("padding", after=_four_sides),
    "ZeroPadding3D": _resized("padding"),
}
