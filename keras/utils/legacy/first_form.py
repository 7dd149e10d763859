"""`{"class_name", "config"}`, and bare names of functions."""

from collections.abc import Mapping
from typing import Any

from keras.saving.config import object_config, registry


def serialize_keras_object(instance: Any) -> dict | str | None:
    """Returns an object as plain data: its class and config, or its name.

    Args:
        instance: An object with `get_config`, a function, or None.
    Raises:
        TypeError: If it can't be told so.
    Example:
        >>> l2 = keras.regularizers.L2(0.5)
        >>> keras.utils.legacy.serialize_keras_object(l2)
        {'class_name': 'L2', 'config': {'l2': 0.5}}
    """
    if instance is None:
        return None
    described = object_config.plain(instance)
    if not isinstance(described, dict) or "class_name" not in described:
        return described
    if described["class_name"] == "function":
        return described["config"]
    name = described.get("registered_name") or described["class_name"]
    return {"class_name": name, "config": described["config"]}


def deserialize_keras_object(
    identifier: Any,
    module_objects: Mapping | None = None,
    custom_objects: Mapping | None = None,
    printable_module_name: str = "object",
) -> Any:
    """Makes an object of what `serialize_keras_object` returned.

    Args:
        identifier: A name, or a dict with a class and its config; an object is
            returned as it is.
        module_objects: Classes and functions by name, where names are looked
            for.
        custom_objects: The caller's own ones, which come first.
        printable_module_name: What a message calls one of them.
    Raises:
        ValueError: If a name isn't known, or the dict isn't such.
    Example:
        >>> deserialize = keras.utils.legacy.deserialize_keras_object
        >>> described = {'class_name': 'L2', 'config': {'l2': 0.5}}
        >>> known = {'L2': keras.regularizers.L2}
        >>> deserialize(described, known).get_config()
        {'l2': 0.5}
    """
    if identifier is None or not isinstance(identifier, (str, dict)):
        return identifier
    is_name = isinstance(identifier, str)
    if not is_name and not {"class_name", "config"} <= identifier.keys():
        raise ValueError(
            f"Can't make this {printable_module_name}. Expected a dict with "
            f"'class_name' and 'config'. Received: {identifier!r}."
        )
    name = identifier if is_name else identifier["class_name"]
    found = registry.get_registered_object(name, custom_objects, module_objects)
    if found is None:
        raise ValueError(
            f"Unknown {printable_module_name}: {name!r}. Expected a name in "
            "`module_objects` or `custom_objects`, or one that was registered."
        )
    if is_name:
        return found() if isinstance(found, type) else found
    with registry.CustomObjectScope(dict(custom_objects or {})):
        return found.from_config(dict(identifier["config"]))
