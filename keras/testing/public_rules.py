"""House rules on the objects that users import."""

import importlib
import inspect
import re
import types
from collections import abc

from keras.engine.layer import layer
from keras.testing import house


def public_objects() -> dict[str, object]:
    """Returns dotted public name to function or class, each object once."""
    found: dict[int, tuple[str, object]] = {}
    for module_name in house.PUBLIC_MODULES:
        module = importlib.import_module(module_name)
        for name in dir(module):
            value = getattr(module, name, None)
            if not name.startswith("_") and _is_ours(value):
                found.setdefault(id(value), (f"{module_name}.{name}", value))
    return dict(found.values())


def check_method_docstrings(objects: abc.Mapping[str, object]) -> list[str]:
    """Returns the public methods that no docstring explains, inherited or own.

    Args:
        objects: Public name to object.
    """
    return [
        f"{name}.{method}: no docstring; expected one line at least"
        for name, cls in objects.items()
        if inspect.isclass(cls)
        for method, value in inspect.getmembers(cls)
        if not method.startswith("_")
        and _is_method_of_ours(value)
        and not inspect.getdoc(getattr(cls, method))
    ]


def check_examples(objects: abc.Mapping[str, object]) -> list[str]:
    """Returns the public classes and functions without an example that runs.

    Args:
        objects: Public name to object.
    """
    return [
        f"{name}: no example; expected a line that begins with `>>>`"
        for name, value in objects.items()
        if not re.search(r"^ *>>> ", value.__doc__ or "", re.MULTILINE)
    ]


def check_type_hints(objects: abc.Mapping[str, object]) -> list[str]:
    """Returns the public functions and methods that miss a type.

    Args:
        objects: Public name to object.
    """
    of = {f: name for name, o in objects.items() for f in _functions(o)}
    return [
        f"{name}: {function.__qualname__} has no type for "
        f"{', '.join(missing)}; expected one"
        for function, name in of.items()
        if function.__qualname__ not in house.WITHOUT_TYPES
        and (missing := _untyped(function))
    ]


def _functions(value) -> abc.Iterator[types.FunctionType]:
    """Itself, or what a class and its bases define by `def` in public."""
    classes = value.__mro__ if inspect.isclass(value) else ()
    members = {"": value} if not classes else {}
    for cls in filter(_is_ours, classes):
        members |= {
            (cls, name): getattr(member, "__func__", member)
            for name, member in vars(cls).items()
            if not name.startswith("_") or name in ("__init__", "__call__")
        }
    for member in members.values():
        member = getattr(member, "fget", None) or member
        if isinstance(member, types.FunctionType):
            function = inspect.unwrap(member)
            if _is_ours(function) and ">" not in function.__qualname__:
                yield function


def _untyped(function: types.FunctionType) -> list[str]:
    """Arguments without a type, and "the result"."""
    known = function.__annotations__
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    found = [n for n in names if n not in known and n not in ("self", "cls")]
    return found + ["the result"] * ("return" not in known)


def check_hierarchy(objects: abc.Mapping[str, object]) -> list[str]:
    """Returns the layers with too many classes of ours above them.

    Args:
        objects: Public name to object.
    """
    found = []
    for name, cls in objects.items():
        if not (inspect.isclass(cls) and issubclass(cls, layer.Layer)):
            continue
        above = [base.__name__ for base in layers_above(cls)]
        mixins = [base.__name__ for base in mixins_of(cls)]
        limit = house.OWN_CLASSES_ABOVE.get(
            name, house.OWN_CLASSES_ABOVE_A_LAYER
        )
        if len(above) > limit:
            found.append(
                f"{name}: stands under {', '.join(above)}; expected at most "
                f"{limit} classes"
            )
        if len(mixins) > house.MIXINS_OF_A_LAYER:
            found.append(
                f"{name}: mixes in {', '.join(mixins)}; expected at most "
                f"{house.MIXINS_OF_A_LAYER}"
            )
    return found


def check_own_classes(objects: abc.Mapping[str, object]) -> list[str]:
    """Returns the classes of the table that stand on too many of ours.

    Args:
        objects: Public name to object.
    """
    found = []
    for name, limit in house.OWN_CLASSES.items():
        own = [
            base.__name__
            for base in objects[name].__mro__
            if base.__module__.startswith("keras.")
        ]
        if len(own) > limit:
            found.append(
                f"{name}: is made of {', '.join(own)}; expected at most "
                f"{limit} classes"
            )
    return found


def layers_above(cls: type) -> list[type]:
    """Returns the layer classes of ours that a class inherits from.

    Args:
        cls: A layer class.
    """
    return [
        base
        for base in cls.__mro__[1:]
        if _is_ours(base) and issubclass(base, layer.Layer)
    ]


def mixins_of(cls: type) -> list[type]:
    """Returns the classes of ours above a layer class that are no layers.

    Args:
        cls: A layer class.
    """
    return [
        base
        for base in cls.__mro__
        if _is_ours(base)
        and not issubclass(base, layer.Layer)
        and base not in layer.Layer.__mro__
    ]


def _is_ours(value: object) -> bool:
    if not isinstance(value, (type, types.FunctionType)):
        return False
    return value.__module__.partition(".")[0] == "keras"


def _is_method_of_ours(value: object) -> bool:
    if isinstance(value, property):
        value = value.fget
    function = inspect.unwrap(getattr(value, "__func__", value))
    return _is_ours(function)
