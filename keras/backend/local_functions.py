"""Functions and tuples that no module has by name, in what is pickled.

Pickle writes a function as its name in a module. A `lambda` has none, nor has
what is made within a function; so here the code goes in, with what it took from
around it: defaults, closure, and the global names that it reads. A pickle may
run whatever it likes, so this lets it do nothing more; files of `keras.saving`
are read by other rules (`trust`).

Likewise a named tuple, whose class is its fields and their defaults.

What a function reads and pickle has no way to write (a lock, a `tf.function`)
stands there by the name that it has in the function's module.
"""

import collections
import copy
import copyreg
import dis
import functools
import importlib
import importlib.util
import marshal
import pickle
import sys
import types
import weakref
from collections.abc import Callable, Iterator

import tensorflow as tf

from keras.tf_internals import attribute_notes

_PLAIN = frozenset({type(None), bool, int, float, str, bytes})
_CONTAINERS = frozenset(
    {
        *(dict, collections.OrderedDict, collections.defaultdict),
        *(list, tuple, set, frozenset, collections.deque),
    }
)
# What `namedtuple` makes; a class statement adds, in one version of Python or
# another; and copying.
_OF_NAMED_TUPLES = frozenset(
    {
        *vars(collections.namedtuple("Plain", ())),
        *("__annotations__", "__annotate__", "__annotate_func__"),
        *("__annotations_cache__", "__conditional_annotations__"),
        *("__orig_bases__", "__firstlineno__", "__static_attributes__"),
        "__slotnames__",
    }
)


def reduce_ex(obj, protocol: int):
    """Is `__reduce_ex__` of a class whose attributes may be such functions.

    Args:
        obj: An object, to be pickled or copied.
        protocol: Pickle's.
    """
    reduced = object.__reduce_ex__(obj, protocol)
    if isinstance(reduced, str) or len(reduced) < 3:
        return reduced
    made, args, state, *rest = reduced
    if type(state) is tuple:  # attributes, and those in slots
        return (made, args, tuple(map(_state, state)), *rest)
    return (made, args, _state(state), *rest)


def _state(state):
    is_plain = type(state) is not dict or not _needs_stand(state)
    return state if is_plain else _State(state)


class _State(dict):
    """Attributes as they are to who copies them, and as `written` in pickles.

    Pickle and `copy` ask with the same call.
    """

    def __deepcopy__(self, memo: dict) -> dict:
        return copy.deepcopy(dict(self), memo)

    def __reduce__(self) -> tuple:
        return _reduced_dict(self)


class _Stand:
    """Stands in a pickle for a value that pickle can't write.

    Args:
        value: What is read in its place.
    """

    __slots__ = ("__weakref__", "value")

    def __init__(self, value) -> None:
        self.value = value

    def __reduce__(self) -> tuple:
        return _reduced(self.value)


# By the id of their values, as one value is to be read as one. A pickle that is
# written keeps those that are in it.
_stands: weakref.WeakValueDictionary = weakref.WeakValueDictionary()


def _stand_for(value) -> _Stand:
    found = _stands.get(id(value))
    if found is None:
        found = _stands[id(value)] = _Stand(value)
    return found


def written(value):
    """Returns what is to be pickled in place of a value.

    Args:
        value: A part of what pickle is given: a function, or a plain container
            with some in it.
    """
    return _stand_for(value) if _needs_stand(value) else value


def _needs_stand(value) -> bool:
    """Tells whether a value is, or holds, what pickle doesn't find by name."""
    if type(value) in _PLAIN:
        return False
    # By id, and kept: what notes are made of lives no longer than they.
    seen: dict[int, object] = {}
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, types.FunctionType):
            if not _is_found(part):
                return True
        elif isinstance(part, types.ModuleType):
            return True
        elif attribute_notes.is_proxy(part):
            return True
        elif isinstance(part, type):
            if _is_named_tuple(part) and not _is_found(part):
                return True
        elif id(part) not in seen:
            seen[id(part)] = part
            waiting += _parts(part)
    return False


def _is_found(value: types.FunctionType | type) -> bool:
    found = sys.modules.get(value.__module__)
    for name in value.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is value


def _is_named_tuple(kind: type) -> bool:
    """Tells whether a class is a tuple with names and no more."""
    if kind.__bases__ != (tuple,) or not hasattr(kind, "_field_defaults"):
        return False
    return vars(kind).keys() <= {*kind._fields, *_OF_NAMED_TUPLES}


def _parts(value) -> list:
    kind = type(value)
    if kind is functools.partial:
        return [value.func, *value.args, *value.keywords.values()]
    if attribute_notes.is_one(value):
        _, args, *state = value.__reduce_ex__(2)
        return [*args, *state]
    if _is_named_tuple(kind):
        return [kind, *value]
    if kind not in _CONTAINERS:
        return []
    parts = list(value.values()) if issubclass(kind, dict) else list(value)
    if _PLAIN.issuperset(map(type, parts)):  # There may be a million.
        parts = []
    if kind is collections.defaultdict:
        parts.append(value.default_factory)
    return parts


def _reduced(value) -> tuple:
    if attribute_notes.is_proxy(value):
        return _reduced_proxy(value.__wrapped__)
    if attribute_notes.is_one(value):
        made, args, *state = value.__reduce_ex__(2)
        # By a function in between: pickle demands that what makes an object
        # is of the class of what is written, which is the stand's.
        return _called, (made, written(args)), *map(written, state)
    if _is_named_tuple(type(value)):
        return _called, (_made_of, (written(type(value)), *map(written, value)))
    if isinstance(value, type):
        return _named_tuple_class, _facts(value)
    # TensorFlow's modules are of a class of its own.
    is_module = isinstance(value, types.ModuleType)
    return _REDUCED[types.ModuleType if is_module else type(value)](value)


def _reduced_proxy(plain: tuple | dict) -> tuple:
    """Has a container tracked again: checkpoints have it by its note."""
    if isinstance(plain, tuple):
        return _called, (attribute_notes.around, (written(plain),))
    made, args, *rest = _REDUCED[type(plain)](plain)
    return _called, (_proxy_of, (made, *args)), *rest


def _proxy_of(made: Callable, *args):
    return attribute_notes.around(made(*args))


def _called(made: Callable, args: tuple):
    return made(*args)


def _made_of(kind: type, *parts):
    return kind(*parts)


def _facts(kind: type) -> tuple:
    """Returns what makes a class of named tuples what it is."""
    defaults = tuple(kind._field_defaults.values())
    _local_classes[kind.__module__, kind.__qualname__, kind._fields] = kind
    place = kind.__module__, kind.__qualname__
    return (*place, kind._fields, written(defaults))


def _named_tuple_class(
    module: str, qualname: str, fields: tuple, defaults: tuple
) -> type:
    """Returns the class that was written, or else one like it."""
    key = module, qualname, fields
    kind = _local_classes.get(key)
    if kind is None:
        name = qualname.rpartition(".")[2]
        # With `rename` a class may have fields such as `_0`.
        kind = collections.namedtuple(
            name, fields, rename=True, defaults=defaults, module=module
        )
        kind.__qualname__ = qualname
        _local_classes[key] = kind
    return kind


# What was written or read in this process is of one class.
_local_classes: weakref.WeakValueDictionary = weakref.WeakValueDictionary()


def _reduced_dict(value: dict) -> tuple:
    is_ordered = type(value) is collections.OrderedDict
    kind = collections.OrderedDict if is_ordered else dict
    return kind, (), None, None, _written_items(value)


def _reduced_defaultdict(value: collections.defaultdict) -> tuple:
    args = (written(value.default_factory),)
    return collections.defaultdict, args, None, None, _written_items(value)


def _written_items(value: dict) -> Iterator[tuple]:
    return ((key, written(part)) for key, part in value.items())


def _reduced_deque(value: collections.deque) -> tuple:
    args = ((), value.maxlen)
    return collections.deque, args, None, map(written, value)


def _reduced_list(value: list) -> tuple:
    return list, (), None, map(written, value)


def _reduced_fixed(value: tuple | set | frozenset) -> tuple:
    return type(value), ([written(part) for part in value],)


def _reduced_partial(value: functools.partial) -> tuple:
    function, *args = map(written, (value.func, *value.args))
    return _made_partial, (function, args, written(value.keywords))


def _made_partial(function, args: list, keywords: dict) -> functools.partial:
    return functools.partial(function, *args, **keywords)


def _reduced_module(value: types.ModuleType) -> tuple:
    return importlib.import_module, (value.__name__,)


def _reduced_cell(value: types.CellType) -> tuple:
    # What is in it comes with the functions that have it: it may be one.
    return _empty_cell, ()


def _empty_cell() -> types.CellType:
    return types.CellType()


def _reduced_function(function: types.FunctionType) -> tuple:
    code = marshal.dumps(function.__code__)
    cells = [_stand_for(cell) for cell in function.__closure__ or ()]
    args = (importlib.util.MAGIC_NUMBER, code, function.__module__, cells)
    state = {
        "contents": _contents(function),
        "names": _names_read(function),
        "attributes": written(vars(function)),
        "__defaults__": written(function.__defaults__),
        "__kwdefaults__": written(function.__kwdefaults__),
        "__name__": function.__name__,
        "__qualname__": function.__qualname__,
    }
    return _bare_function, args, state, None, None, _complete


def _contents(function: types.FunctionType) -> list[list]:
    cells = function.__closure__ or ()
    named = zip(function.__code__.co_freevars, cells)
    return [_content(function, name, cell) for name, cell in named]


def _content(function: types.FunctionType, name: str, cell: types.CellType):
    try:
        value = cell.cell_contents
    except ValueError:  # A name that isn't set yet.
        return []
    return [_read(function, name, value)]


class _Name:
    """Stands in a pickle for what a module has by name."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __reduce__(self) -> tuple:
        return getattr, (written(sys.modules[self.module]), self.name)


def _read(function: types.FunctionType, name: str, value):
    """Returns what is to be pickled of a value that a function reads."""
    if _has_a_form(value):
        return written(value)
    module = function.__module__
    if getattr(sys.modules.get(module), name, None) is value:
        return _Name(module, name)
    raise pickle.PicklingError(
        f"The function {function.__qualname__!r} of {module} can't be pickled "
        "with all that it reads. Expected what pickle can write, or what the "
        f"module has by that name. Received: {name}={value!r} of type "
        f"{type(value).__name__}. Define {name!r} in a module, outside of "
        "functions."
    )


def _has_a_form(value) -> bool:
    """Tells whether pickle has a way to begin with a value."""
    if isinstance(value, tf.types.experimental.PolymorphicFunction):
        return False
    cls = type(value)
    has_own = (
        isinstance(value, (type, types.FunctionType, types.ModuleType))
        or cls in copyreg.dispatch_table
        or cls.__reduce_ex__ is not object.__reduce_ex__
        or cls.__reduce__ is not object.__reduce__
    )
    if has_own or cls in _PLAIN:
        return True
    try:
        object.__reduce_ex__(value, 2)
    except TypeError:
        return False
    return True


def _names_read(function: types.FunctionType) -> dict:
    """Returns the global values that a function's code asks for."""
    known = function.__globals__
    names = dict.fromkeys(_global_names(function.__code__))
    return {
        name: _read(function, name, known[name])
        for name in names
        if name in known
    }


def _global_names(code: types.CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname == "LOAD_GLOBAL":
            yield instruction.argval
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _global_names(inner)


def _bare_function(magic: bytes, code: bytes, module: str | None, cells: list):
    """Makes a function that has its code, and nothing in its names yet."""
    if magic != importlib.util.MAGIC_NUMBER:
        raise pickle.UnpicklingError(
            f"A pickled function of {module}: its code is of another version "
            "of Python. Expected that of this one, "
            f"{importlib.util.MAGIC_NUMBER!r}. Received: {magic!r}. Read it "
            "with the Python that wrote it, or pickle a function that its "
            "module has by name."
        )
    names = {"__builtins__": __builtins__, "__name__": module}
    made = marshal.loads(code)
    return types.FunctionType(made, names, closure=tuple(cells))


def _complete(function: types.FunctionType, state: dict) -> None:
    for cell, content in zip(function.__closure__ or (), state.pop("contents")):
        if content:
            [cell.cell_contents] = content
    function.__globals__.update(state.pop("names"))
    vars(function).update(state.pop("attributes"))
    for name, value in state.items():
        setattr(function, name, value)


_REDUCED = {
    dict: _reduced_dict,
    list: _reduced_list,
    tuple: _reduced_fixed,
    set: _reduced_fixed,
    frozenset: _reduced_fixed,
    collections.OrderedDict: _reduced_dict,
    collections.defaultdict: _reduced_defaultdict,
    collections.deque: _reduced_deque,
    functools.partial: _reduced_partial,
    types.ModuleType: _reduced_module,
    types.CellType: _reduced_cell,
    types.FunctionType: _reduced_function,
}
