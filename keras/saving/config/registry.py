"""The user's own classes and functions that files may name."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping


class _Scopes(threading.local):
    """The names that this thread's `with` blocks give, the innermost last."""

    def __init__(self) -> None:
        self.stack: list[dict[str, object]] = []


registered: dict[str, object] = {}
scopes = _Scopes()


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable:
    """Lets files name the decorated class or function.

    It is found by `package>name` on loading, with no `custom_objects`.

    Args:
        package: A prefix that keeps apart equal names of two projects.
        name: The name in files. Default: the object's own.
    Raises:
        ValueError: If a class has no `get_config`.
    Example:
        >>> @keras.saving.register_keras_serializable('my_project')
        ... class Twice(keras.layers.Layer):
        ...     def call(self, inputs):
        ...         return 2 * inputs
    """

    def register(obj):
        if isinstance(obj, type) and not hasattr(obj, "get_config"):
            raise ValueError(
                "register_keras_serializable: a file stores what `get_config` "
                f"returns. Expected a class that has it. Received: {obj!r}."
            )
        registered[f"{package}>{name or obj.__name__}"] = obj
        return obj

    return register


def get_registered_name(obj: object) -> str | None:
    """Returns `package>name` of a registered object, else its own name.

    Example:
        >>> keras.saving.get_registered_name(dict)
        'dict'
    """
    return registered_name(obj) or getattr(obj, "__name__", None)


def registered_name(obj: object) -> str | None:
    """Returns `package>name` of a registered object, None for any other."""
    for name, known in registered.items():
        if known is obj:
            return name
    return None


def get_registered_object(
    name: str,
    custom_objects: dict[str, object] | None = None,
    module_objects: dict[str, object] | None = None,
) -> object | None:
    """Finds the class or function that the user gave for a name.

    Args:
        name: `package>name`, or a key of one of the dicts.
        custom_objects: Looked at after the active scopes.
        module_objects: Looked at last.
    Returns:
        The object, or None.
    Example:
        >>> keras.saving.get_registered_object('nobody>Nothing')
    """
    for names in (*reversed(scopes.stack), custom_objects, registered):
        if names and name in names:
            return names[name]
    return (module_objects or {}).get(name)


def get_custom_objects() -> dict[str, object]:
    """Returns the live dict of registered objects; entries may be added.

    Example:
        >>> keras.saving.get_custom_objects().get('nobody>Nothing')
    """
    return registered


def scoped_objects() -> dict[str, object]:
    """Returns what the active scopes name, the innermost last."""
    return {name: o for names in scopes.stack for name, o in names.items()}


def check_custom_objects(names: object) -> None:
    """Raises `TypeError` unless these are objects by their names."""
    if not isinstance(names, Mapping):
        raise TypeError(
            "custom_objects: these aren't names. Expected a dict from names to "
            f"classes or functions. Received: {str(names)[:200]}."
        )


class CustomObjectScope(contextlib.AbstractContextManager):
    """Makes names known to loading for the length of a `with` block.

    Args:
        *args: Dicts from names to classes or functions.
    Raises:
        TypeError: If one is none.
    Example:
        >>> with keras.saving.custom_object_scope({'Twice': object}):
        ...     found = keras.saving.get_registered_object('Twice')
        >>> found
        <class 'object'>
    """

    def __init__(self, *args: dict[str, object]) -> None:
        for names in args:
            check_custom_objects(names)
        self.custom_objects = {k: v for names in args for k, v in names.items()}

    def __enter__(self) -> "CustomObjectScope":
        scopes.stack.append(self.custom_objects)
        return self

    def __exit__(self, *exception) -> None:
        scopes.stack.pop()


custom_object_scope = CustomObjectScope


def known_names() -> Iterator[str]:
    """Yields every name the user gave, in scopes and by registration."""
    yield from scoped_objects()
    yield from registered
