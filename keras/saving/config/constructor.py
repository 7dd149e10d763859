"""Configuration read from a constructor: what an object was made with."""

import functools
import inspect
import types
from collections.abc import Callable, Collection, Mapping
from typing import Any

from keras.backend import class_facts, local_functions, user_code, values
from keras.saving.config import object_config, other_versions, received

# What a `build_config` has of a layer that says nothing more there.
_SHAPES = {"input_shape", "shapes_dict"}


class Configurable:
    """An object whose configuration is its constructor's arguments.

    The signature says which arguments there are. The value of an argument that
    one of our own classes declares is the attribute of that name, so that the
    configuration follows the object; of an argument that a user's class
    declares it is what the constructor received.
    """

    # Arguments that are in attributes of other names; None for another name of
    # an argument, which a configuration hasn't.
    _keras_kept_as: Mapping[str, str | None] = {}
    # What the base takes by `**kwargs`, where it refuses all else.
    _keras_options: frozenset[str] | None = None
    # Arguments that Keras 2's configs don't have: at their defaults ours don't
    # either. A subclass lists its own.
    _keras_since_3: tuple[str, ...] = ()

    __reduce_ex__ = local_functions.reduce_ex

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        is_hidden = cls.__name__.startswith("_") or "__init__" in vars(cls)
        if not is_hidden and not user_code.is_users(cls):
            _say_own_name(cls)
        # The arguments of a user's class can't be read off attributes.
        if user_code.is_users(cls) and not hasattr(cls.__new__, "_records"):
            # An assignment would tell type checkers of a constructor.
            type.__setattr__(cls, "__new__", _recording(cls.__new__))

    def get_config(self) -> dict:
        """Returns the constructor's arguments as plain, JSON-able values."""
        return constructor_config(self)

    @classmethod
    def from_config(cls, config: dict) -> Any:
        """Makes an object from what `get_config` returned."""
        values = {
            name: object_config.revive(value) for name, value in config.items()
        }
        return cls(**values)


def _say_own_name(cls: type) -> None:
    """Gives a class the constructor of a private one under its own name.

    Python's errors about arguments tell the constructor's name.
    """
    inner = cls.__init__
    if not inner.__qualname__.startswith("_"):
        return
    own = types.FunctionType(
        inner.__code__,
        inner.__globals__,
        inner.__name__,
        inner.__defaults__,
        inner.__closure__,
    )
    functools.update_wrapper(own, inner)
    del own.__wrapped__
    own.__kwdefaults__ = inner.__kwdefaults__
    own.__qualname__ = f"{cls.__qualname__}.__init__"
    # An assignment would tell type checkers of a constructor.
    type.__setattr__(cls, "__init__", own)


def _recording(new: Callable) -> Callable:
    """Wraps a class's `__new__`: the instance keeps what it was called with."""

    def new_and_record(cls, *args, **kwargs):
        if new is object.__new__:
            instance = new(cls)
        else:
            instance = new(cls, *args, **kwargs)
        given = received.Received(args, kwargs)
        object.__setattr__(instance, "_keras_received", given)
        return instance

    new_and_record._records = True
    return new_and_record


def constructor_config(obj: Configurable, but_not: tuple = ()) -> dict:
    """Returns argument names and plain values of `obj`'s constructor.

    Where a class has a `get_config` of its own that calls this one, only the
    arguments of the classes above it are returned: its own are its task.

    Args:
        obj: The object.
        but_not: Names of arguments to leave out.
    Raises:
        NotImplementedError: If a user's class received what can't be
            described.
    """
    given = None
    config = _described_rest(obj)
    for name in but_not:
        config.pop(name, None)
    for name, is_ours in _arguments(type(obj)).items():
        if name in but_not:
            continue
        if is_ours:
            kept_as = obj._keras_kept_as.get(name, name)
            if kept_as is not None:
                value = values.as_number(getattr(obj, kept_as))
                config[name] = _unbuilt(object_config.plain(value))
            continue
        given = received_by(obj) if given is None else given
        if name in given:
            config[name] = _described(type(obj).__name__, name, given[name])
    for name in _newer_at_default(obj, config):
        del config[name]
    return config


def _unbuilt(described):
    """Leaves out the shapes that inner layers were built for.

    One of our own layers builds what it is made with, in its own name.
    """
    if isinstance(described, list):
        return [_unbuilt(part) for part in described]
    if not isinstance(described, dict):
        return described
    if (described.get("build_config") or {}).keys() - _SHAPES:
        return described  # A user's, who wrote more there.
    return {k: v for k, v in described.items() if k != "build_config"}


def _described_rest(obj: Configurable) -> dict:
    """Returns what a user's constructor takes out of `**kwargs` by itself.

    Raises:
        NotImplementedError: If it keeps `*args`: a configuration has no place
            for values without a name.
    """
    name, (nameless, others) = type(obj).__name__, _kept_by_user(obj)
    if nameless:
        raise NotImplementedError(
            f"{name}: values of `*args` have no name in a configuration. "
            "Expected arguments with names, or a `get_config` and a "
            f"`from_config` of the class. Received: {nameless!r}."
        )
    return {key: _described(name, key, value) for key, value in others.items()}


def _kept_by_user(obj: Configurable) -> tuple[tuple, dict]:
    """Returns what no constructor declares, and that of a user's class keeps.

    Of `**kwargs` it's what no class above has a word for: the base would have
    refused it.
    """
    call, cls = vars(obj).get("_keras_received"), type(obj)
    owners = _constructors(cls)
    tells_it = not owners or owners[0].__init__ is not cls.__init__
    if call is None or tells_it or not user_code.is_users(owners[0]):
        return (), {}
    nameless, others = _rest_of(obj, call)
    if _are_handed_on(obj, nameless, owners[1:]):
        nameless = ()
    ours = [owner for owner in owners if not user_code.is_users(owner)]
    if obj._keras_options is None and any(map(_takes_others, ours)):
        return nameless, {}
    known = _arguments(cls).keys() | (obj._keras_options or ())
    kept = {
        name: value
        for name, value in others.items()
        if name not in known
        and not any(other_versions.has_word(c.__name__, name) for c in ours)
    }
    return nameless, kept


@class_facts.once("__init__")
def _parameters(cls: type) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(cls.__init__).parameters


def _takes_others(owner: type) -> bool:
    parameters = inspect.signature(owner.__init__).parameters.values()
    return any(p.kind is p.VAR_KEYWORD for p in parameters)


def _rest_of(obj: Configurable, call: received.Received) -> tuple[tuple, dict]:
    """Returns what went into `*args` and `**kwargs`."""
    signature = inspect.signature(type(obj).__init__)
    bound = signature.bind(obj, *call.args, **call.kwargs).arguments
    by_kind = {p.kind: bound.get(p.name) for p in signature.parameters.values()}
    nameless = by_kind.get(inspect.Parameter.VAR_POSITIONAL) or ()
    return nameless, by_kind.get(inspect.Parameter.VAR_KEYWORD) or {}


def _are_handed_on(obj: Configurable, given: tuple, above: list[type]) -> bool:
    """Tells whether the next constructor seems to have got `*args`.

    One of ours with arguments of its own has them in attributes; of a base's
    the values say it.
    """
    if not given or not above or user_code.is_users(above[0]):
        return False
    if len(above) > 1:
        return True
    named = list(inspect.signature(above[0].__init__).parameters)[1:]
    if len(given) > len(named):
        return False
    kept = [getattr(obj, name, None) for name in named[: len(given)]]
    return all(
        type(one) is type(other) and one == other
        for one, other in zip(kept, given)
    )


def _newer_at_default(obj: Configurable, config: dict) -> list[str]:
    """Returns which arguments in a config say nothing to who reads Keras 2's.

    Args:
        obj: The object; its class and those above list their newer arguments
            in `_keras_since_3`.
        config: Arguments and their values.
    """
    defaults = _newer_arguments(type(obj))
    if not defaults:
        return []
    # Without what was passed on by a user's constructor, that constructor may
    # pass on something else.
    passed_on = received_by(obj).keys() - _parameters(type(obj)).keys()
    return [
        name
        for name, default in defaults.items()
        if name in config and config[name] == default and name not in passed_on
    ]


@class_facts.once("__init__")
def _newer_arguments(cls: type) -> dict:
    """Returns the newer arguments of a class, and their defaults."""
    owners = [c for c in cls.__mro__ if "__init__" in vars(c)]
    newer = [
        name
        for owner in cls.__mro__
        for name in vars(owner).get("_keras_since_3", ())
    ]
    defaults: dict = {}
    for owner in reversed(owners if newer else []):
        for parameter in inspect.signature(owner.__init__).parameters.values():
            defaults[parameter.name] = parameter.default
    return {name: defaults[name] for name in newer}


def _described(class_name: str, argument: str, value):
    """Describes what a user's class was given: `revive` gives it back."""
    try:
        return object_config.plain(value, names_suffice=False)
    except TypeError as error:
        raise NotImplementedError(
            f"{class_name}: the argument {argument!r} can't be described. "
            "Expected plain values, or a `get_config` of the class that says "
            f"them so. Received: {argument}={value!r}. {error}"
        ) from error


def refused_by(obj: Configurable, names) -> list[str]:
    """Returns the names that the constructor of a user's class doesn't take.

    None is refused where the class has a `get_config` of its own: what it
    returns is its task.

    Args:
        obj: The object.
        names: Names of arguments of the base.
    """
    owner = next(c for c in type(obj).__mro__ if "get_config" in vars(c))
    if user_code.is_users(owner):
        return []
    parameters = _parameters(type(obj))
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return []
    return [name for name in names if name not in parameters]


@class_facts.once("__init__", "get_config")
def _arguments(cls: type) -> dict[str, bool]:
    """Maps each argument's name to whether one of our classes declares it."""
    arguments = {}
    for owner in _constructors(cls):
        parameters = list(inspect.signature(owner.__init__).parameters.values())
        named = [
            p.name
            for p in parameters[1:]
            if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        ]
        ours = not user_code.is_users(owner)
        arguments = {**dict.fromkeys(named, ours), **arguments}
        if not _takes_others(owner):
            break
    return arguments


def _constructors(cls: type) -> list[type]:
    """Classes with an `__init__`, from the one whose arguments count upward."""
    owner = next(c for c in cls.__mro__ if "get_config" in vars(c))
    start = cls.__mro__.index(owner) + 1 if user_code.is_users(owner) else 0
    return [
        c
        for c in cls.__mro__[start:]
        if "__init__" in vars(c) and issubclass(c, Configurable)
    ]


def forget_large(obj: Configurable) -> None:
    """Lets go large arrays that a user's object was given, if unasked for.

    Args:
        obj: The object, which has made its variables.
    """
    given = vars(obj).get("_keras_received")
    describes_itself = all(_arguments(type(obj)).values())
    if given is not None and describes_itself and not any(_kept_by_user(obj)):
        given.forget_large()


def received_by(obj: Configurable) -> dict:
    """Returns the arguments, by name, that a user's class was called with.

    Defaults and what went through `**kwargs` are among them. Empty for an
    object of one of our own classes: its attributes say it.
    """
    call = vars(obj).get("_keras_received")
    if call is None:
        return {}
    signature = inspect.signature(type(obj).__init__)
    bound = signature.bind(obj, *call.args, **call.kwargs)
    bound.apply_defaults()
    values = {}
    for name, value in list(bound.arguments.items())[1:]:
        kind = signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            values.update(value)
        elif kind is not inspect.Parameter.VAR_POSITIONAL:
            values[name] = value
    return values


def arguments_of_user(cls: type, config: dict, but_not: Collection) -> dict:
    """Returns what a configuration says of a user's constructor's arguments.

    Args:
        cls: A class.
        config: Plain values by name.
        but_not: Names that are given in another way.
    """
    if not user_code.is_users(cls.__init__):
        return {}
    parameters = _parameters(cls)
    return {
        name: object_config.revive(value)
        for name, value in config.items()
        if name in parameters and name not in but_not
    }
