"""What Keras 3 writes otherwise."""

from keras.saving.config import class_facts

# Its names for classes of ours.
NAMES = {
    "DTypePolicy": "Policy",
    "FloatDTypePolicy": "Policy",
    "TFDIdentity": "Identity",
}
# Its public names of classes that call themselves otherwise, as ours do.
PUBLIC_NAMES = {"GroupedQueryAttention": "GroupQueryAttention"}

# By the name of our class.
CLASSES = {
    # How whole numbers are hashed: strings always are in one way.
    "StringLookup": class_facts.ClassFacts(dropped=frozenset({"oov_method"})),
}

# Functions of ours that compute what Keras 3 does under a name that means
# something else in Keras 2, and here.
_FUNCTIONS = {"hard_sigmoid": "relu6_sigmoid"}

# Its operations on symbols, by the names of TensorFlow's functions. Those that
# have more than their arguments in a call aren't among them.
_OPERATIONS = {
    "Absolute": "math.abs",
    "Add": "__operators__.add",
    "Cos": "math.cos",
    "Divide": "math.truediv",
    "Equal": "math.equal",
    "Exp": "math.exp",
    "GetItem": "__operators__.getitem",
    "Greater": "math.greater",
    "GreaterEqual": "math.greater_equal",
    "Less": "math.less",
    "LessEqual": "math.less_equal",
    "Log": "math.log",
    "LogicalAnd": "math.logical_and",
    "LogicalNot": "math.logical_not",
    "LogicalOr": "math.logical_or",
    "Maximum": "math.maximum",
    "Minimum": "math.minimum",
    "Multiply": "math.multiply",
    "Negative": "math.negative",
    "NotEqual": "math.not_equal",
    "Power": "math.pow",
    "Sin": "math.sin",
    "Sqrt": "math.sqrt",
    "Square": "math.square",
    "Subtract": "math.subtract",
    "Tanh": "math.tanh",
    "TrueDivide": "math.truediv",
}


def activations_in_our_words(config: dict) -> dict:
    """Returns a layer's config with names of functions that mean ours.

    Args:
        config: Of any version. One of Keras 3 has a policy with its name of the
            class, also where it's float32.
    """
    policy = config.get("dtype")
    if not isinstance(policy, dict) or policy.get("class_name") not in NAMES:
        return config
    return {
        key: _FUNCTIONS.get(value, value)
        if key.endswith("activation") and isinstance(value, str)
        else value
        for key, value in config.items()
    }


def operation_in_our_words(described: dict) -> dict:
    """Returns the description of a layer; an operation's is a function's.

    Args:
        described: What a graph has of one of its layers.
    Raises:
        ValueError: If it's an operation that isn't read. A layer of ours may
            have the same name, and computes something else.
    """
    name, module = described.get("class_name"), described.get("module")
    is_bare = name in _OPERATIONS and _is_bare(described)
    if not (str(module).startswith("keras.src.ops.") or is_bare):
        return described
    if name not in _OPERATIONS:
        raise ValueError(
            "A model of Keras 3 has an operation that isn't read. Expected one "
            f"of {', '.join(_OPERATIONS)}. Received: {str(name)[:60]} of "
            f"{str(module)[:60]}. Make the call in a layer of your own there, "
            "and save again."
        )
    is_slice = name == "GetItem"
    config = {
        "name": described["config"]["name"],
        "function": _OPERATIONS[name],
    }
    return {
        **described,
        "module": "keras.layers",
        "class_name": "SlicingOpLambda" if is_slice else "TFOpLambda",
        "config": config,
    }


def _is_bare(described: dict) -> bool:
    """Tells whether it's an operation in Keras 3's HDF5, which has no modules.

    The config of an operation is no more than a name; a layer has its type.
    """
    nodes = described.get("inbound_nodes") or [None]
    is_keras_3 = isinstance(nodes[0], dict) and "args" in nodes[0]
    config = described.get("config")
    return is_keras_3 and "module" not in described and {*config} == {"name"}
