"""Keras 3's operations on symbols, as functions of TensorFlow."""

import dataclasses
from collections.abc import Mapping

from keras.saving.config import call_numbers

# By the names of its classes. Those that take no more than tensors.
_OF_TENSORS = {
    "Absolute": "math.abs",
    "Add": "__operators__.add",
    "Ceil": "math.ceil",
    "Cos": "math.cos",
    "Divide": "math.truediv",
    "Equal": "math.equal",
    "Exp": "math.exp",
    "Expm1": "math.expm1",
    "Floor": "math.floor",
    "GetItem": "__operators__.getitem",
    "Greater": "math.greater",
    "GreaterEqual": "math.greater_equal",
    "Less": "math.less",
    "LessEqual": "math.less_equal",
    "Log": "math.log",
    "Log1p": "math.log1p",
    "LogicalAnd": "math.logical_and",
    "LogicalNot": "math.logical_not",
    "LogicalOr": "math.logical_or",
    "Matmul": "linalg.matmul",
    "Maximum": "math.maximum",
    "Minimum": "math.minimum",
    "Multiply": "math.multiply",
    "Negative": "math.negative",
    "NotEqual": "math.not_equal",
    "Power": "math.pow",
    "Reciprocal": "math.reciprocal",
    "Relu": "nn.relu",
    "Relu6": "nn.relu6",
    "Round": "math.round",
    "Rsqrt": "math.rsqrt",
    "Selu": "nn.selu",
    "Sigmoid": "math.sigmoid",
    "Sign": "math.sign",
    "Silu": "nn.silu",
    "Sin": "math.sin",
    "Softplus": "math.softplus",
    "Softsign": "nn.softsign",
    "Sqrt": "math.sqrt",
    "Square": "math.square",
    "Subtract": "math.subtract",
    "Tan": "math.tan",
    "Tanh": "math.tanh",
    "TrueDivide": "math.truediv",
    "Where": "where",
}


@dataclasses.dataclass(frozen=True)
class _Operation:
    """A function, and which of its arguments is what of a config.

    Args:
        function: Its name in TensorFlow.
        arguments: The function's argument by the config's.
        fixed: What an argument has to be that the function hasn't.
        of_floats: Whether TensorFlow rounds where Keras 3 makes numbers of
            a float type.
    """

    function: str
    arguments: Mapping[str, str] = dataclasses.field(default_factory=dict)
    fixed: Mapping[str, object] = dataclasses.field(default_factory=dict)
    of_floats: bool = False

    def keys(self) -> set[str]:
        return {*self.arguments, *self.fixed}


_AXIS = {"axis": "axis"}
_AXES = {**_AXIS, "keepdims": "keepdims"}
_FROM_NONE = {"initial": None}
_OPERATIONS = {
    **{name: _Operation(fn) for name, fn in _OF_TENSORS.items()},
    "Cast": _Operation("cast", {"dtype": "dtype"}),
    "Clip": _Operation(
        "clip_by_value",
        {"x_min": "clip_value_min", "x_max": "clip_value_max"},
    ),
    "Concatenate": _Operation("concat", _AXIS),
    "Elu": _Operation("nn.elu", fixed={"alpha": 1.0}),
    "ExpandDims": _Operation("expand_dims", _AXIS),
    "Gelu": _Operation("nn.gelu", {"approximate": "approximate"}),
    "LeakyRelu": _Operation("nn.leaky_relu", {"negative_slope": "alpha"}),
    "LogSoftmax": _Operation("nn.log_softmax", _AXIS),
    "Max": _Operation("math.reduce_max", _AXES, _FROM_NONE),
    "Mean": _Operation("math.reduce_mean", _AXES, of_floats=True),
    "Min": _Operation("math.reduce_min", _AXES, _FROM_NONE),
    "Reshape": _Operation("reshape", {"newshape": "shape"}),
    "Softmax": _Operation("nn.softmax", _AXIS),
    "Squeeze": _Operation("squeeze", _AXIS),
    "Stack": _Operation("stack", _AXIS),
    "Std": _Operation("math.reduce_std", _AXES, of_floats=True),
    "Sum": _Operation("math.reduce_sum", _AXES, of_floats=True),
    "Transpose": _Operation("transpose", {"axes": "perm"}),
    "Var": _Operation("math.reduce_variance", _AXES, of_floats=True),
}


def in_our_words(described: dict) -> dict:
    """Returns the description of a layer; an operation's is a function's.

    Args:
        described: What a graph has of one of its layers.
    Raises:
        ValueError: If it's an operation that isn't read. A layer of ours may
            have the same name, and computes something else.
    """
    name, module = described.get("class_name"), described.get("module")
    operation = _OPERATIONS.get(name) if isinstance(name, str) else None
    is_bare = operation is not None and _is_bare(described, operation)
    if not (str(module).startswith("keras.src.ops.") or is_bare):
        return described
    if operation is None:
        raise ValueError(
            "A model of Keras 3 has an operation that isn't read. Expected one "
            f"of {', '.join(sorted(_OPERATIONS))}. Received: {str(name)[:60]} "
            f"of {str(module)[:60]}. Make the call in a layer of your own "
            "there, and save again."
        )
    config = described["config"]
    _check(name, operation, described)
    # Before 3.12 the config of one with arguments has no name.
    own_name = config.get("name", described.get("name"))
    more = {theirs: config[k] for k, theirs in operation.arguments.items()}
    return {
        **described,
        "module": "keras.layers",
        "class_name": "SlicingOpLambda" if name == "GetItem" else "TFOpLambda",
        "config": {"name": own_name, "function": operation.function},
        "inbound_nodes": [
            {**node, "kwargs": {**node.get("kwargs", {}), **more}}
            for node in described.get("inbound_nodes", ())
        ],
    }


def _is_bare(described: dict, operation: _Operation) -> bool:
    """Tells whether it's an operation in Keras 3's HDF5, which has no modules.

    The config of an operation is a name and its arguments; a layer has more.
    """
    nodes = described.get("inbound_nodes") or [None]
    is_keras_3 = isinstance(nodes[0], dict) and "args" in nodes[0]
    keys = {*(described.get("config") or ()), "name"}
    is_operations = keys == {"name", *operation.keys()}
    return is_keras_3 and "module" not in described and is_operations


def _check(name: str, operation: _Operation, described: dict) -> None:
    """Raises `ValueError` where TensorFlow's function computes otherwise."""
    config = described["config"]
    lacking = sorted(operation.keys() - config.keys())
    other = [k for k, v in operation.fixed.items() if config.get(k, v) != v]
    types = _types(described) if operation.of_floats else set()
    whole = sorted(one for one in types if "float" not in one)
    if lacking or other or whole:
        received = {key: config.get(key) for key in operation.keys()}
        raise ValueError(
            f"A model of Keras 3 has an operation {name} that isn't read as it "
            f"is. Expected values for {sorted(operation.keys())}, "
            f"{dict(operation.fixed)} where they have one meaning here, and "
            "floats where numbers are summed up. Received: "
            f"{str(received)[:100]}, {whole}. Make the call in a layer of your "
            "own there, and save again."
        )


def _types(described: dict) -> set[str]:
    """Returns the types of the tensors that an operation is called on."""
    found, waiting = set(), [described.get("inbound_nodes", [])]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            if value.get("class_name") == call_numbers.TENSOR:
                found.add(str(value["config"].get("dtype", "float32")))
            else:
                waiting += value.values()
    return found
