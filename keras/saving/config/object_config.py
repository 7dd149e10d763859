"""Objects as plain data, and back: one description for every file format.

A described object is a dict: `module`, `class_name`, `config` (what
`get_config` returned) and `registered_name`; a built layer adds `build_config`,
one of a user's `inner_config` if layers in it are frozen, a compiled model
`compile_config`, and `trained_config` if it doesn't train all layers. Nothing
that a description names is imported, and no code in it runs.
"""

# What is looked up by name is in any of the public namespaces.
# bazel: deps=//keras
import functools
import importlib
import inspect
from typing import Any

import tensorflow as tf

from keras.api import lazy
from keras.backend import suggestion, user_code
from keras.saving.config import (
    marshalled_code,
    number_keys,
    other_versions,
    plain_leaf,
    public_names,
    pure_functions,
    registry,
    sharing,
    trust,
    type_specs,
)
from keras.tf_internals import op_name

_PLAIN = (type(None), bool, int, float, str)
# What is described beside the config: which methods tell it, and take it back.
_BESIDE = {
    "build_config": ("get_build_config", "build_from_config"),
    "inner_config": ("_keras_inner_config", "_keras_take_inner_config"),
    "compile_config": ("get_compile_config", "compile_from_config"),
    "trained_config": ("_keras_trained_config", "_keras_train_from_config"),
}
# What layers have that were given the shape of a model's input.
_ENTRY = "batch_input_shape"
# Longest part of a config that a message shows.
_SHOWN = 60


def serialize_keras_object(obj: Any) -> dict:
    """Returns an object as plain data that JSON can hold.

    Args:
        obj: A layer, model, optimizer or another object with `get_config`; a
            function; an array, a tensor, or a nest of these.
    Raises:
        TypeError: If an object has no `get_config`.
    Example:
        >>> l2 = keras.regularizers.L2(0.5)
        >>> keras.saving.serialize_keras_object(l2)['class_name']
        'L2'
    """
    if inspect.isroutine(obj) and obj.__name__ != "<lambda>":
        return _described_function(obj)
    return sharing.one_description(functools.partial(plain, obj), True)


def plain(value, names_suffice: bool = True):
    """Returns a value of a config as plain data; tuples stay tuples.

    Args:
        value: The value.
        names_suffice: True describes a function of ours by its bare name, as
            Keras 2 did where one is expected. False says that it is one.
    """
    if isinstance(value, _PLAIN) and type(value) in _PLAIN:
        return value
    if marshalled_code.stays(value):
        return value
    again = functools.partial(plain, names_suffice=names_suffice)
    if isinstance(value, (list, tuple)):
        parts = [again(part) for part in value]
        return type(value)(parts) if _is_bare(value) else parts
    if isinstance(value, dict):
        return {
            number_keys.plain(key): again(part) for key, part in value.items()
        }
    if inspect.isroutine(value):
        found = _function_name(value)
        bare = isinstance(found, str) and not names_suffice
        return _described_function(value) if bare else found
    if hasattr(value, "get_config") and not isinstance(value, type):
        return _described_object(value)
    return plain_leaf.described(value)


def _is_bare(value) -> bool:
    return type(value) in (list, tuple)


def _function_name(function):
    """A built-in function's name; any other's description."""
    name = function.__name__
    if registry.registered_name(function) is None:
        ours = public_names.find_function(name, None, importlib.import_module)
        # TensorFlow's own of the same name computes the same.
        same = not user_code.is_users(function) or user_code.is_of(
            function, "tensorflow"
        )
        if ours is not None and same:
            return name
    if name == "<lambda>":
        exact = functools.partial(plain, names_suffice=False)
        value = marshalled_code.dump(function, exact)
        return plain_leaf.tagged(
            "__lambda__",
            value=value,
            module=user_code.module_of(function) or None,
        )
    return _described_function(function)


def _described_function(function) -> dict:
    return {
        "module": "builtins",
        "class_name": "function",
        "config": _name_to_be_found(function),
        "registered_name": "function",
    }


def _name_to_be_found(function) -> str:
    """A function's name in files: TensorFlow's have their public ones."""
    registered = registry.registered_name(function)
    module = function.__module__ or ""
    if registered is not None:
        return registered
    if not module.startswith("tensorflow."):
        _note_function(function)
        return function.__name__
    public = op_name.public_name(function)
    if public is not None and pure_functions.is_function(public):
        return f"tf.{public}"
    raise TypeError(
        "Can't describe a function as plain data. Expected a public function "
        "of TensorFlow's that only computes, or one of your own. Received: "
        f"{public or function.__name__} of {module}. Call it in a function of "
        "your own, and decorate that with "
        "`@keras.saving.register_keras_serializable()`."
    )


def _note_function(function) -> None:
    name = function.__name__
    ours = public_names.find_function(name, None, importlib.import_module)
    is_mistaken = ours is not None and user_code.is_users(function)
    if is_mistaken and sharing.is_written():
        # What a reader takes it for.
        sharing.note_function(name, ours)
    sharing.note_function(name, function)


def _described_object(obj) -> dict:
    """Describes an object; a layer met twice in one call is one on loading."""
    anew = functools.partial(_described_anew, obj)
    if not (hasattr(obj, "save_own_variables") and hasattr(obj, "call")):
        return anew()
    shared = functools.partial(sharing.described, obj, anew)
    return sharing.one_description(shared)


def _described_anew(obj) -> dict:
    cls, config = type(obj), obj.get_config()
    find = importlib.import_module
    stands_for_ours = public_names.stands_for_ours(cls, find)
    ours = stands_for_ours or not user_code.is_users(cls)
    if ours and not registry.registered_name(cls):
        module, name = public_names.home_of(cls, find)
        registered = None
        if stands_for_ours:
            config = other_versions.in_our_words(name, config)
    else:
        # No module: no reader is to import it.
        module, name = None, cls.__name__
        registered = registry.get_registered_name(cls)
    if sharing.is_written() and _says_entry(obj, config):
        # The input layer that goes with it says it; Keras 3 refuses it here.
        config = {k: v for k, v in config.items() if k != _ENTRY}
    described = {
        "module": module,
        "class_name": name,
        "config": plain(config),
        "registered_name": registered,
    }
    described.update(number_keys.told(name, described["config"]))
    for what, (tell, _) in _BESIDE.items():
        found = getattr(obj, tell, dict)()
        if found:
            described[what] = plain(found)
    return described


def _says_entry(obj, config) -> bool:
    """Tells whether a config has the shape with which a stack begins.

    A user's class may have an argument of that name, with a meaning of its own.
    """
    cls = type(obj)
    # Few have it: no other's signature is looked at.
    if not isinstance(config, dict) or _ENTRY not in config:
        return False
    if cls.__name__ == "InputLayer" or (
        user_code.is_users(cls)
        and _ENTRY in inspect.signature(cls.__init__).parameters
    ):
        return False
    said, kept = config[_ENTRY], getattr(obj, _ENTRY, None)
    if isinstance(said, (list, tuple)) and kept is not None:
        return tuple(said) == tuple(kept)
    return said is kept


def deserialize_keras_object(
    config: Any,
    custom_objects: dict | None = None,
    safe_mode: bool = True,
    *,
    namespace: str | None = None,
) -> Any:
    """Makes an object from its description, of any version of Keras.

    Args:
        config: What `serialize_keras_object` returned; the forms of tf_keras,
            Keras 3, and of Keras 1 and 2 (class name and config only) too.
        custom_objects: Names of the caller's own classes and functions.
        safe_mode: False allows Python code in the config to run, and variables
            of more than 2 GiB. Default True.
        namespace: Public module where a name without one belongs, such as
            'keras.layers'. Default None: all are looked through.
    Raises:
        ValueError: If a name isn't known, or the config isn't whole.
    Example:
        >>> config = keras.saving.serialize_keras_object(keras.layers.Dense(3))
        >>> keras.saving.deserialize_keras_object(config).units
        3
    """
    with (
        registry.CustomObjectScope(custom_objects or {}),
        trust.reading(safe_mode),
    ):
        return _outermost(config, namespace)


def complete(
    obj: Any, config: dict, custom_objects: dict | None, safe_mode: bool
) -> None:
    """Has an object take what its description says beside its config.

    Args:
        obj: The object.
        config: The description, or a part of it.
        custom_objects, safe_mode: As in `deserialize_keras_object`.
    Raises:
        ValueError: If a name isn't known.
    """
    with (
        registry.CustomObjectScope(custom_objects or {}),
        trust.reading(safe_mode),
    ):
        _take_beside(obj, config)


def revive(value):
    """Makes the objects in a value of a config; anything else stays.

    A class without a module, as Keras 2 wrote it, is left to the argument that
    takes it: only that knows what it may be.
    """
    if isinstance(value, (list, tuple)) and _is_bare(value):
        return type(value)(map(revive, value))
    if not isinstance(value, dict):
        return value
    if "class_name" not in value:
        return {key: revive(part) for key, part in value.items()}
    whole = "module" in value or str(value["class_name"]).startswith("__")
    return _outermost(value, None) if whole else value


def with_function(config: dict, key: str, namespace: str) -> dict:
    """Returns a config in which a function's name is the function.

    Args:
        config: The config.
        key: Where the name may be.
        namespace: Public module where the name belongs, such as 'keras.losses'.
    """
    if not isinstance(config.get(key), str):
        return config
    return {**config, key: _of_bare_name(config[key], namespace)}


def _outermost(config, namespace):
    with sharing.one_reading(config):
        return _object_of(config, namespace)


def _object_of(config, namespace):
    if isinstance(config, (list, tuple)):
        return type(config)(_object_of(part, namespace) for part in config)
    if isinstance(config, str):
        return _of_bare_name(config, namespace)
    if not isinstance(config, dict):
        return config
    if "class_name" not in config:
        return {k: _object_of(v, namespace) for k, v in config.items()}
    name = config["class_name"]
    if not isinstance(name, str):
        raise ValueError(
            "A config names no class. Expected text. Received: "
            f"class_name={str(name)[:_SHOWN]!r}."
        )
    if name.startswith("__") or name == "TensorShape":
        return _untagged(name, config)
    if name == "function":
        return _function_of(config)
    return sharing.made(
        config, lambda: _instance_of(_class_of(config, namespace), config)
    )


def _of_bare_name(name: str, namespace):
    """A name where an object may be; any other text is a value."""
    custom = registry.get_registered_object(name)
    if custom is not None:
        return custom
    if namespace is None:
        return name
    find = importlib.import_module
    found = public_names.find_function(name, namespace, find)
    found = found or public_names.find_class(name, namespace, namespace, find)
    if found is None:
        raise _unknown(name, namespace)
    return found


def _untagged(name: str, config: dict):
    inner = config.get("config", {})
    if name == "__lambda__":
        value, module = inner.get("value", inner), inner.get("module")
        return marshalled_code.load(value, revive, module)
    if name == "TensorShape":
        items = config.get("items", inner)
        return tf.TensorShape(items)
    if name == "__typespec__":
        return type_specs.made(config)
    if name == "__tuple__":
        return tuple(_object_of(v, None) for v in inner)
    if name in plain_leaf.MAKERS:
        return plain_leaf.MAKERS[name](inner)
    raise _unknown(name, None)


def _function_of(config: dict):
    name = config.get("config")
    if not isinstance(name, str):
        raise ValueError(
            "A config names no function. Expected text. Received: "
            f"config={str(name)[:_SHOWN]!r}."
        )
    found = registry.get_registered_object(name)
    if found is None and name.startswith("tf."):
        found = pure_functions.by_name(name)
    if found is None:
        module = config.get("module")
        module = None if module == "builtins" else module
        found = public_names.find_function(
            name, module, importlib.import_module
        )
    if found is None:
        raise _custom_unknown("function", name, config.get("module"))
    return found


def _class_of(config: dict, namespace) -> type:
    name, module = config["class_name"], config.get("module")
    registered = config.get("registered_name")
    named = (registered, name)
    own = [*map(registry.get_registered_object, named), *map(_given, named)]
    own = next((found for found in own if isinstance(found, type)), None)
    # Another class of the model may be a user's, and of the same name.
    is_ours = registered is None and "registered_name" in config
    if own is not None and not (is_ours and public_names.namespace_of(module)):
        return own
    if public_names.is_graph(name, config.get("config")):
        name, module = "Functional", "keras"
    found = public_names.find_class(
        name, module, namespace, importlib.import_module
    )
    found = found or own
    # A user's class has no module of Keras's, or none, and a registered name.
    if found is None or (registered and not module and "module" in config):
        if public_names.namespace_of(module) or "module" not in config:
            raise _unknown(name, namespace)
        raise _custom_unknown("class", registered or name, module)
    return found


def _given(name):
    """Returns what the caller gave for `my>Foo` under the name of `Foo`.

    A file of Keras 2's formats doesn't tell the name without the package.
    """
    own = str(name).rpartition(">")[2]
    return registry.scoped_objects().get(own)


def _instance_of(cls: type, config: dict):
    inner = config.get("config")
    inner = number_keys.given_back({} if inner is None else inner, config)
    if not isinstance(inner, (dict, list)):
        raise ValueError(
            f"Config of {cls.__name__}. Expected a dict. Received: "
            f"config={str(inner)[:_SHOWN]!r}."
        )
    if isinstance(inner, dict):
        inner = other_versions.adapted(cls, inner)
    obj = cls.from_config(inner)
    _take_beside(obj, config)
    return obj


def _take_beside(obj, config: dict) -> None:
    for what, (_, take) in _BESIDE.items():
        if config.get(what) and hasattr(obj, take):
            getattr(obj, take)(config[what])


def _unknown(name: str, namespace) -> ValueError:
    choices = {
        *public_names.all_class_names(importlib.import_module),
        *registry.known_names(),
    }
    kind = "class" if namespace is None else f"name in {namespace}"
    mend = way_to_name(name)
    note = lazy.note_of_missing(name, namespace)
    return suggestion.unknown_name(kind, name[:_SHOWN], choices, mend, note)


def _custom_unknown(kind: str, name: str, module) -> ValueError:
    # What each function of a user's has in a file says nothing.
    told = module not in (None, "", "builtins")
    home = f" of module {_shown(str(module))!r}" if told else ""
    return ValueError(
        f"Loading met a {kind} that isn't Keras's. Expected one that you "
        f"registered or passed. Received: {_shown(name)!r}{home}. "
        f"{way_to_name(name)}"
    )


def way_to_name(name: str) -> str:
    """Returns how a user makes a class or a function of his known."""
    return (
        "Decorate it with `@keras.saving.register_keras_serializable()` before "
        f"loading, or pass `custom_objects={{{_shown(name.split('>')[-1])!r}: "
        "...}`."
    )


def _shown(name: str) -> str:
    """Returns a name, or its ends: an error has room for three such."""
    return name if len(name) <= 50 else f"{name[:24]}…{name[-25:]}"
