"""A description that tf_keras 2.21 and Keras 3.15 read as well as we do.

`get_config` returns what Keras 2 returned. Some of it one of the two refuses,
and none of it is needed: it says what the rest says, or that nothing is asked
for.
"""

from keras.saving.config import call_numbers, public_names

# Entries that one of the two doesn't know, and that say nothing when they are
# None or False.
_UNUSED = frozenset(
    {"is_legacy_optimizer", "jit_compile", "lora_rank", "quantization_config"}
)
# What a class of a user's has from ours that it stands on, with the value that
# says nothing; an argument of its own may have the same name.
_UNUSED_OF_USERS = {"lora_rank": None, "quantization_config": None}
_UNUSED_OF_USERS_OPTIMIZERS = {
    "is_legacy_optimizer": False,
    "jit_compile": False,
}
# Arguments of layers of Keras 2 that Keras 3 refuses, and the value at which a
# layer does without; any value of what it never looks at.
ANY = object()
_GROUPS = {"groups": 1}
_KERNEL = dict.fromkeys(
    ("kernel_constraint", "kernel_initializer", "kernel_regularizer"), ANY
)
_WITHOUT_NOISE = {"noise_shape": None, "trainable": True}
_UNUSED_OF_LAYERS = {
    **{f"Conv{n}DTranspose": _GROUPS for n in (1, 2, 3)},
    **{f"DepthwiseConv{n}D": _GROUPS for n in (1, 2)},
    **{f"SeparableConv{n}D": _GROUPS | _KERNEL for n in (1, 2)},
    **{f"SpatialDropout{n}D": _WITHOUT_NOISE for n in (1, 2, 3)},
    **dict.fromkeys(
        ("RNN", "SimpleRNN", "GRU", "LSTM")
        + tuple(f"ConvLSTM{n}D" for n in (1, 2, 3)),
        {"time_major": False},
    ),
}
_OLD_OPTIMIZERS = "keras.optimizers.legacy"


def portable(described):
    """Returns a description without what only one version reads.

    Args:
        described: What `serialize_keras_object` returned.
    """
    if isinstance(described, (list, tuple)):
        return [portable(part) for part in described]
    if not isinstance(described, dict):
        return described
    parts = {key: portable(part) for key, part in described.items()}
    if "class_name" not in parts or not isinstance(parts.get("config"), dict):
        return parts
    parts["config"] = _portable_arguments(parts)
    if parts["class_name"] == "Functional" and "module" in parts:
        # In archives neither finds the private home that the other writes, and
        # both have the name here.
        parts["module"] = "keras.src.models"
    if scales_old(parts):
        # tf_keras has a class of its own for it.
        parts["class_name"] = "LossScaleOptimizer"
    if parts.get("compile_config"):
        # Keras 3 takes None for no default of an argument of `compile`.
        asked = parts["compile_config"].items()
        parts["compile_config"] = {k: v for k, v in asked if v is not None}
    return parts


def with_registered_names(described):
    """Returns a description in the one name of what users registered.

    Readers of Keras 2's formats know no other; a function is its name alone.

    Args:
        described: What `portable` returned.
    """
    if isinstance(described, list):
        return [with_registered_names(part) for part in described]
    if not isinstance(described, dict):
        return described
    if described.get("class_name") == "function":
        return described["config"]
    parts = {k: with_registered_names(v) for k, v in described.items()}
    if "class_name" in parts and parts.get("registered_name"):
        parts["class_name"] = parts["registered_name"]
    return parts


def _portable_arguments(described: dict) -> dict:
    is_ours = public_names.namespace_of(described.get("module")) is not None
    config = _without_unused(described["config"], is_ours)
    if described.get("module") == "keras.layers":
        unused = _UNUSED_OF_LAYERS.get(described["class_name"], {})
        config = without(config, unused)
    if config.get("name", "") is None:
        # The default; Keras 3's schedules take no None.
        del config["name"]
    if is_ours and described["class_name"] == "Discretization":
        # Keras 3's constructor knows no such argument.
        config.pop("trainable", None)
        if config.get("dtype") == "int64" and config["output_mode"] == "int":
            # What comes out anyway; Keras 3 casts what goes in to it.
            del config["dtype"]
    if is_ours and "inner_optimizer" in config and not scales_old(described):
        # tf_keras takes an optimizer in another for an older one, if it isn't
        # told.
        config["inner_optimizer"]["config"]["is_legacy_optimizer"] = False
    if _is_policy(config.get("dtype")):
        config["dtype"] = config["dtype"]["config"]["name"]
    if not call_numbers.is_graph(config):
        return config
    config = call_numbers.doubled(config)
    outputs = config["output_layers"]
    if isinstance(outputs, list) and len(outputs) == 1:
        # Keras 3 takes a list of one for a list, and so do the layers behind.
        config["output_layers"] = outputs[0]
    return config


def _without_unused(config: dict, is_ours: bool) -> dict:
    if is_ours:
        return {n: v for n, v in config.items() if v or n not in _UNUSED}
    unused = dict(_UNUSED_OF_USERS)
    if "learning_rate" in config:
        unused |= _UNUSED_OF_USERS_OPTIMIZERS
    return {
        name: value
        for name, value in config.items()
        if name not in unused or value is not unused[name]
    }


def without(config: dict, unused: dict) -> dict:
    """Returns a config without what says nothing.

    Args:
        config: A layer's.
        unused: Names, with the value that each says nothing at, or `ANY`.
    """
    return {
        name: value
        for name, value in config.items()
        if name not in unused or unused[name] not in (ANY, value)
    }


def scales_old(described: dict) -> bool:
    """Tells whether a description is of a loss scaled for an older optimizer.

    Args:
        described: A class's name and its config.
    """
    config = described["config"]
    # A function's is its name.
    inner = isinstance(config, dict) and config.get("inner_optimizer")
    return isinstance(inner, dict) and inner.get("module") == _OLD_OPTIMIZERS


def _is_policy(value) -> bool:
    return isinstance(value, dict) and value.get("class_name") == "Policy"
