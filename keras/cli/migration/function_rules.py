"""Functions of older Keras: merging layers, the backend's, and others."""

from __future__ import annotations

import libcst as cst

from keras.cli.migration import arguments, older_call
from keras.saving.config import keras1

# Keras 1's mode -> the layer, and the function of its name.
_MODES = {
    "ave": ("Average", "average"),
    "concat": ("Concatenate", "concatenate"),
    "cos": ("Dot", "dot"),
    "dot": ("Dot", "dot"),
    "max": ("Maximum", "maximum"),
    "mul": ("Multiply", "multiply"),
    "sum": ("Add", "add"),
}
_OF_OTHER_MODES = (
    "output_shape output_mask arguments node_indices tensor_indices"
)


def _merge_function(call: older_call.OlderCall) -> None:
    given = call.arguments
    mode = given.pop("mode")
    name = arguments.literal(mode, default="sum" if mode is None else None)
    if name in _MODES:
        call.target = f"layers.{_MODES[name][1]}"
        _set_axes(call, name)
        return
    if mode is None or isinstance(name, str) or given.has_stars():
        raise arguments.Refusal(
            f"mode={arguments.code(mode)}: no layer does it"
        )
    inputs = given.pop("inputs")
    _drop_axes(given)
    given.pop("output_mask")
    given.items.insert(0, arguments.Item(None, cst.Arg(mode), True))
    call.target, call.called_with = "layers.Lambda", inputs


def _merge_layer(call: older_call.OlderCall) -> None:
    given = call.arguments
    if "layers" in given:
        raise arguments.Refusal(
            "Merge joins models in a Sequential one. Write it by functions: "
            "keras.Model([a.input, b.input], keras.layers.concatenate("
            "[a.output, b.output]))"
        )
    mode = given.pop("mode")
    name = arguments.literal(mode, default="sum" if mode is None else None)
    if name not in _MODES:
        raise arguments.Refusal("Merge by a function: write a Lambda layer")
    call.target = f"layers.{_MODES[name][0]}"
    _set_axes(call, name)


def _set_axes(call: older_call.OlderCall, mode: str) -> None:
    given = call.arguments
    for name in _OF_OTHER_MODES.split():
        given.pop(name)
    if mode == "concat":
        given.rename("concat_axis", "axis")
    elif mode in ("dot", "cos"):
        given.rename("dot_axes", "axes")
        if "axes" not in given:
            given.put("axes", "-1")
        if mode == "cos":
            given.put("normalize", "True")
    _drop_axes(given)


def _drop_axes(given: arguments.Arguments) -> None:
    given.pop("concat_axis")
    given.pop("dot_axes")


def _only_numbers(call: older_call.OlderCall) -> None:
    """Keras takes the mean of booleans too: TensorFlow doesn't."""
    value = call.arguments.get("x")
    if isinstance(value, cst.BinaryOperation):
        if isinstance(value.operator, _OF_BITS):
            raise KeptAsItIs
        return
    name = isinstance(value, cst.Call) and arguments.code(value.func)
    if not name or name.rpartition(".")[2] not in _NUMERIC:
        raise KeptAsItIs


# Between booleans too.
_OF_BITS = (cst.BitAnd, cst.BitOr, cst.BitXor)


class KeptAsItIs(Exception):
    """A call that may mean something else under its plain name."""


_NUMERIC = frozenset(
    "abs binary_crossentropy categorical_crossentropy clip clip_by_value exp "
    "log max maximum mean min minimum pow reduce_max reduce_mean reduce_min "
    "reduce_sum sigmoid softmax sparse_categorical_crossentropy sqrt square "
    "std sum tanh".split()
)


def _to(name: str, now: str, before=None, **more) -> older_call.Rule:
    return older_call.Rule(
        now=now, target=f"tensorflow.{name}", before=before, **more
    )


def _reduced(name: str, before=None) -> older_call.Rule:
    return _to(
        name,
        "x axis keepdims",
        before,
        renames={"x": "input_tensor"},
    )


_LAST = {"axis": "-1"}
# K's functions that TensorFlow has, under another name or the same one.
_BACKEND = {
    **{
        name: _to(name, "x")
        for name in "abs cos exp round sigmoid sign sin square tanh".split()
    },
    **{
        name: _to(name, "x y")
        for name in "equal greater greater_equal less less_equal maximum "
        "minimum not_equal".split()
    },
    "argmax": _to("argmax", "x axis", renames={"x": "input"}, defaults=_LAST),
    "argmin": _to("argmin", "x axis", renames={"x": "input"}, defaults=_LAST),
    "cast": _to("cast", "x dtype"),
    "concatenate": _to(
        "concat",
        "tensors axis",
        renames={"tensors": "values"},
        defaults=_LAST,
    ),
    "expand_dims": _to(
        "expand_dims", "x axis", renames={"x": "input"}, defaults=_LAST
    ),
    "gather": _to(
        "gather", "reference indices", renames={"reference": "params"}
    ),
    "l2_normalize": _to("math.l2_normalize", "x axis"),
    "log": _to("math.log", "x"),
    "max": _reduced("reduce_max"),
    "mean": _reduced("reduce_mean", _only_numbers),
    "min": _reduced("reduce_min"),
    "ones_like": _to("ones_like", "x dtype", renames={"x": "input"}),
    "permute_dimensions": _to(
        "transpose", "x pattern", renames={"x": "a", "pattern": "perm"}
    ),
    "pow": _to("pow", "x a", renames={"a": "y"}),
    "prod": _reduced("reduce_prod"),
    "reshape": _to("reshape", "x shape", renames={"x": "tensor"}),
    "shape": _to("shape", "x", renames={"x": "input"}),
    "softmax": _to("nn.softmax", "x axis", renames={"x": "logits"}),
    "softplus": _to("math.softplus", "x", renames={"x": "features"}),
    "squeeze": _to("squeeze", "x axis", renames={"x": "input"}),
    "stack": _to("stack", "x axis", renames={"x": "values"}),
    "std": _reduced("math.reduce_std", _only_numbers),
    "sum": _reduced("reduce_sum"),
    "transpose": _to("transpose", "x", renames={"x": "a"}),
    "var": _reduced("math.reduce_variance", _only_numbers),
    "zeros_like": _to("zeros_like", "x dtype", renames={"x": "input"}),
}


def _words(old: str = "nb_words") -> older_call.Rule:
    return older_call.Rule(renames={old: "num_words"})


RULES = {
    "constraints.maxnorm": older_call.Rule(
        target="constraints.max_norm", renames={"m": "max_value"}
    ),
    **{f"backend.{name}": rule for name, rule in _BACKEND.items()},
    "backend.random_normal": older_call.Rule(renames={"std": "stddev"}),
    "backend.set_image_dim_ordering": older_call.Rule(
        was="dim_ordering",
        now="data_format",
        target="backend.set_image_data_format",
        renames={"dim_ordering": "data_format"},
        values=keras1.FORMAT,
    ),
    "datasets.imdb.load_data": _words(),
    "datasets.reuters.load_data": _words(),
    "layers.Merge": older_call.Rule(
        was="layers mode concat_axis dot_axes",
        now="layers mode concat_axis dot_axes",
        before=_merge_layer,
    ),
    "layers.merge": older_call.Rule(
        was="inputs mode concat_axis dot_axes output_shape",
        now="inputs mode concat_axis dot_axes output_shape",
        before=_merge_function,
    ),
    "models.Model": older_call.Rule(
        was="input output name",
        now="inputs outputs name",
        renames={"input": "inputs", "output": "outputs"},
    ),
    "preprocessing.image.ImageDataGenerator": older_call.Rule(
        renames={"dim_ordering": "data_format"}, values=keras1.FORMAT
    ),
    "preprocessing.image.array_to_img": older_call.Rule(
        now="x data_format",
        was="x dim_ordering",
        renames={"dim_ordering": "data_format"},
        values=keras1.FORMAT,
    ),
    "preprocessing.image.img_to_array": older_call.Rule(
        now="img data_format",
        was="img dim_ordering",
        renames={"dim_ordering": "data_format"},
        values=keras1.FORMAT,
    ),
    "preprocessing.text.Tokenizer": older_call.Rule(
        was="nb_words", now="num_words", renames={"nb_words": "num_words"}
    ),
    **{
        f"regularizers.{name}{penalty}": older_call.Rule(
            now="l", renames={"l": penalty}, target=f"regularizers.{penalty}"
        )
        for name in ("", "activity_")
        for penalty in ("l1", "l2")
    },
    "utils.to_categorical": older_call.Rule(
        was="y nb_classes",
        now="y num_classes",
        renames={"nb_classes": "num_classes"},
    ),
}
