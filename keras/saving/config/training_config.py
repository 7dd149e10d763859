"""How a model was compiled, as files of Keras 2 in HDF5 say it.

Objects are a class's name and its config there, and functions bare names; the
optimizer stands apart. Keras 2's first optimizers say nothing of which kind
they are; those of tf_keras have a word for it.
"""

# Classes are looked up by name in the public namespaces.
# bazel: deps=//keras
import dataclasses
import importlib
import warnings

from keras.saving.config import portable_config, public_names, registry

_OPTIMIZER = "optimizer_config"
_LEGACY = "is_legacy_optimizer"
# How tf_keras marks the classes of its newer optimizers.
_MARK = "Custom>"
# What only newer optimizers have; Keras 3's say nothing else.
_ONLY_NEW = frozenset({_LEGACY, "use_ema"})
# Where the classes of arguments are; of all others, `keras.metrics`.
_HOMES = {"loss": "keras.losses"}


def of_compile_config(config: dict) -> dict:
    """Returns what a file gets.

    Args:
        config: What `get_compile_config` returned, as plain data.
    """
    config = dict(config)
    described = _as_keras_2(config.pop("optimizer", None))
    is_new = isinstance(described, dict) and _LEGACY in described["config"]
    if is_new and ">" not in described["class_name"]:
        described["class_name"] = _MARK + described["class_name"]
    return {**_as_keras_2(config), _OPTIMIZER: described}


def _as_keras_2(value):
    """Returns descriptions with a name and a config each, or bare names."""
    if isinstance(value, (list, tuple)):
        return [_as_keras_2(part) for part in value]
    if not isinstance(value, dict):
        return value
    if not {"class_name", "config"} <= value.keys():
        return {key: _as_keras_2(part) for key, part in value.items()}
    registered = value.get("registered_name") or value["class_name"]
    if registered == value["class_name"] and value.get("module", "") is None:
        _warn_of_class_of_ours(registered)
    if portable_config.scales_old(value):
        registered = "LossScaleOptimizer"
    if value["class_name"] == "function":
        return registered if ">" in registered else value["config"]
    return {"class_name": registered, "config": _as_keras_2(value["config"])}


def _warn_of_class_of_ours(name: str) -> None:
    """Warns where a reader would take a user's class for one of ours."""
    importing = importlib.import_module
    ours = public_names.find_class(name, None, None, importing)
    if ours is not None:
        warnings.warn(
            f"Saving: a class of yours is called {name!r}, and so is one of "
            "Keras's, which this file will be read with. Expected a name of "
            f"its own. Received: {name!r}, not registered. Rename it, or "
            "decorate it with "
            "`@keras.saving.register_keras_serializable()`.",
            stacklevel=4,
        )


def to_compile_config(training: dict, custom_objects: dict | None) -> dict:
    """Returns arguments of `compile`, as plain data.

    Args:
        training: What a file has.
        custom_objects: Names of the caller's own classes and functions.
    """
    functions = _Functions(custom_objects)
    config = {
        name: _as_ours(value, _HOMES.get(name, "keras.metrics"), functions)
        for name, value in training.items()
        if name not in (_OPTIMIZER, "sample_weight_mode")
    }
    described = training.get(_OPTIMIZER) or "rmsprop"
    is_old = isinstance(described, dict) and not _is_new(described)
    home = "keras.optimizers.legacy" if is_old else "keras.optimizers"
    return {"optimizer": _as_ours(described, home, functions), **config}


def _is_new(described: dict) -> bool:
    """Tells an optimizer of tf_keras from one of Keras 2's first ones."""
    name, config = described.get("class_name"), described.get("config")
    is_marked = "module" in described or ">" in str(name)
    if is_marked or not isinstance(config, dict):
        return True
    return not _ONLY_NEW.isdisjoint(config)


@dataclasses.dataclass(frozen=True)
class _Functions:
    """The caller's functions: a bare name may be one's."""

    custom_objects: dict | None

    def has(self, name: str) -> bool:
        found = registry.get_registered_object(name, self.custom_objects)
        return found is not None and not isinstance(found, type)


def _as_ours(value, home: str, functions: _Functions):
    """Returns descriptions that say where their class is."""
    if isinstance(value, list):
        return [_as_ours(part, home, functions) for part in value]
    if isinstance(value, str):
        is_own = functions.has(value)
        return _described(home, "function", value) if is_own else value
    if not isinstance(value, dict) or "module" in value:
        return value
    if {"class_name", "config"} <= value.keys():
        name = str(value["class_name"]).removeprefix(_MARK)
        return _described(home, name, _with_inner(value["config"]))
    return {k: _as_ours(part, home, functions) for k, part in value.items()}


def _with_inner(config):
    """Returns a config with where the optimizer's class is that it wraps."""
    if not isinstance(config, dict):
        return config
    return {
        key: {
            "module": "keras.optimizers",
            "class_name": part["class_name"].removeprefix(_MARK),
            "config": part.get("config"),
            "registered_name": None,
        }
        if isinstance(part, dict)
        and str(part.get("class_name")).startswith(_MARK)
        else part
        for key, part in config.items()
    }


def _described(home: str, name: str, config) -> dict:
    # Whether a bare name is a user's Keras 2 doesn't say.
    marked = {"registered_name": name} if ">" in name else {}
    return {"module": home, "class_name": name, "config": config, **marked}
