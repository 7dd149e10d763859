"""Layers of Keras 1, argument by argument; classes by the names they had.

What an argument was called, and where it stood, is told by the tables that
files and running code are read by.
"""

from __future__ import annotations

import dataclasses

import libcst as cst

from keras.cli.migration import arguments, older_call
from keras.saving.config import keras1, keras1_places

INITIALIZERS = {
    "normal": "random_normal",
    "one": "ones",
    "uniform": "random_uniform",
    "zero": "zeros",
}
_KERNEL = "filters kernel_size strides padding"
_POOL = "pool_size strides padding"
# Sizes of an input, which layers take today, too.
_SIZES = frozenset({"input_dim", "input_length"})
# Today's names of the first arguments, by the name of our class.
_NOW = {
    "AveragePooling1D": _POOL,
    "AveragePooling2D": _POOL,
    "AveragePooling3D": _POOL,
    "BatchNormalization": "axis momentum epsilon",
    "Conv1D": _KERNEL,
    "Conv2D": _KERNEL,
    "Conv2DTranspose": _KERNEL,
    "Conv3D": _KERNEL,
    "ConvLSTM2D": _KERNEL,
    "Cropping2D": "cropping data_format",
    "Cropping3D": "cropping data_format",
    "Dense": "units activation use_bias",
    "Dropout": "rate",
    "Embedding": "input_dim output_dim",
    "Flatten": "data_format",
    "GRU": "units",
    "GaussianDropout": "rate",
    "GaussianNoise": "stddev",
    "GlobalAveragePooling2D": "data_format",
    "GlobalAveragePooling3D": "data_format",
    "GlobalMaxPooling2D": "data_format",
    "GlobalMaxPooling3D": "data_format",
    "LSTM": "units",
    "LocallyConnected1D": _KERNEL,
    "LocallyConnected2D": _KERNEL,
    "MaxPooling1D": _POOL,
    "MaxPooling2D": _POOL,
    "MaxPooling3D": _POOL,
    "PReLU": "alpha_initializer",
    "SeparableConv2D": _KERNEL,
    "SimpleRNN": "units",
    "SpatialDropout1D": "rate data_format",
    "SpatialDropout2D": "rate data_format",
    "SpatialDropout3D": "rate data_format",
    "UpSampling1D": "size",
    "UpSampling2D": "size data_format",
    "UpSampling3D": "size data_format",
    "ZeroPadding1D": "padding",
    "ZeroPadding2D": "padding data_format",
    "ZeroPadding3D": "padding data_format",
}


def _kernel_size(*sides: str):
    """Returns the change of `nb_row, nb_col` to one argument of a kernel."""

    def change(call: older_call.OlderCall) -> None:
        given = call.arguments
        if given.get(sides[0]) is None:
            return
        if sides[-1] in given:
            values = [given.get(side) for side in sides]
            if None in values:
                raise arguments.Refusal("a side of the kernel is missing")
            if len(sides) > 1:
                text = ", ".join(arguments.code(value) for value in values)
                given.put(sides[0], f"({text})")
        # Else the kernel's sides together: a call of Keras 2 already.
        given.rename(sides[0], "kernel_size")
        for side in sides[1:]:
            given.pop(side)

    return change


def _known_forget_bias(call: older_call.OlderCall) -> None:
    value = call.arguments.get("forget_bias_init")
    known = keras1.CLASSES["LSTM"].values["unit_forget_bias"]
    if value is not None and arguments.literal(value) not in known:
        raise arguments.Refusal(
            "forget_bias_init: write bias_initializer, and "
            "unit_forget_bias=False"
        )


def _both(first, second):
    def change(call: older_call.OlderCall) -> None:
        first(call)
        second(call)

    return change


def _mode(call: older_call.OlderCall) -> None:
    given = call.arguments.get("mode")
    mode = arguments.literal(given, default=0 if given is None else None)
    if mode == 1:
        raise arguments.Refusal(
            "mode=1, a normalisation of each sample: write LayerNormalization"
        )
    if mode not in (0, 2):
        raise arguments.Refusal("mode: only 0 is there today")
    if mode == 2:
        call.notes.append(
            "mode=2 took the batch's statistics when it predicts, too: call "
            "the layer with training=True for it"
        )
    call.arguments.pop("mode")


def _pairs(mended):
    """Returns the change of a padding's sides to pairs."""

    def change(call: older_call.OlderCall) -> None:
        value = arguments.literal(call.arguments.get("padding"))
        new = mended({"padding": value})["padding"]
        if new is not value:
            call.arguments.put("padding", repr(new))

    return change


def _output_padding(call: older_call.OlderCall) -> None:
    """Turns the shape that comes out into what is added for it."""
    given = call.arguments
    shape = given.get("output_padding")
    elements = getattr(shape, "elements", ())
    if len(elements) != 4:
        return
    config = {
        name: arguments.literal(given.get(name), default=usual)
        for name, usual in _TRANSPOSED.items()
    }
    sizes = [arguments.literal(element.value) for element in elements]
    given.pop("output_padding")
    if config["kernel_size"] is None or None in sizes[1:]:
        call.notes.append(
            f"output_shape={arguments.code(shape)}: the output is as large as "
            "kernel and strides make it. Write output_padding if it differs"
        )
        return
    mended = keras1.CLASSES["Conv2DTranspose"].mended
    config = mended({**config, "output_padding": sizes})
    if "output_padding" in config:
        given.put("output_padding", repr(tuple(config["output_padding"])))


_TRANSPOSED = {
    "data_format": "channels_last",
    "kernel_size": None,
    "padding": "valid",
    "strides": (1, 1),
}


def _input_shape(call: older_call.OlderCall) -> None:
    """Puts the steps and the size of an input into one argument."""
    given = call.arguments
    length = given.get("input_length")
    if length is None:
        return
    size = given.pop("input_dim")
    text = "None" if size is None else arguments.code(size)
    given.put("input_length", f"({arguments.code(length)}, {text})")
    given.rename("input_length", "input_shape")


def _each_step(call: older_call.OlderCall) -> None:
    call.wrapper = "layers.TimeDistributed"
    _input_shape(call)
    size = call.arguments.pop("input_dim")
    shape = ("input_shape", "batch_input_shape", "name")
    for item in list(call.arguments.items):
        if item.name in shape:
            call.arguments.items.remove(item)
            arg = item.arg
            if arg.keyword is not None:
                arg = arg.with_changes(keyword=cst.Name(item.name))
            call.wrapper_arguments.append(arg)
    if size is not None:
        text = f"(None, {arguments.code(size)})"
        call.wrapper_arguments.append(arguments.keyword("input_shape", text))


def _rule(name: str) -> older_call.Rule:
    """Returns the rule of a class of ours, from the package's tables."""
    facts = keras1.CLASSES[name]
    sides = facts.joins.get("kernel_size", ())
    names = {*facts.renames.values()}
    initializers = {n for n in names if n.endswith("_initializer")}
    return older_call.Rule(
        was=" ".join(keras1_places.LAYERS.get(name, ())),
        now=_NOW[name],
        single=1 + len(sides) if sides else 0,
        renames=facts.renames,
        values={**dict.fromkeys(initializers, INITIALIZERS), **facts.values},
        dropped=" ".join(sorted(facts.dropped - _SIZES)),
        before=_kernel_size(*sides) if sides else None,
        after=_input_shape if _SIZES <= facts.dropped else None,
    )


_RULES = {name: _rule(name) for name in _NOW}


def _more(name: str, **more) -> older_call.Rule:
    return dataclasses.replace(_RULES[name], **more)


def _zero_padding(name: str) -> older_call.Rule:
    return _more(name, after=_pairs(keras1.CLASSES[name].mended))


_CONV_LSTM = _RULES["ConvLSTM2D"]
_TURNED = _more("Conv2DTranspose", after=_output_padding)
RULES = {
    **_RULES,
    "ActivityRegularization": older_call.Rule(now="l1 l2"),
    "BatchNormalization": _more("BatchNormalization", before=_mode),
    "Conv2DTranspose": _TURNED,
    "ConvLSTM2D": _more(
        "ConvLSTM2D", before=_both(_CONV_LSTM.before, _known_forget_bias)
    ),
    "Deconv2D": _TURNED,
    "Embedding": _more(
        "Embedding",
        refused={
            "dropout": "SpatialDropout1D, written as a layer of its own today"
        },
    ),
    "LSTM": _more("LSTM", before=_known_forget_bias),
    "ZeroPadding1D": _zero_padding("ZeroPadding1D"),
    "ZeroPadding2D": _zero_padding("ZeroPadding2D"),
}
RULES |= {
    older: RULES[name]
    for older, name in {
        **keras1.NAMES,
        "AtrousConv1D": "Conv1D",
        "AtrousConv2D": "Conv2D",
    }.items()
}
RULES["TimeDistributedDense"] = dataclasses.replace(
    RULES["Dense"], target="layers.Dense", before=_each_step, after=None
)
