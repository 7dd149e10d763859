"""What belongs to a layer: found by looking at its attributes.

Nothing is recorded on assignment, so a layer counts whichever way it got into
an attribute: by name, in a list, in a dict of tuples, appended later.
"""

import functools
import itertools
import re
import types
from collections.abc import Sequence

import tensorflow as tf

from keras.backend import suggestion
from keras.tf_internals import composite_parts, composite_value, module_parts

_CONTAINERS = (list, tuple, dict, set, frozenset)
#: What is a part by itself.
PARTS = (tf.Module, tf.Variable)
_Composite = composite_value.CompositeValue
#: Most attributes are of these types, and the question whether a value is a
#: `tf.Variable` takes a metaclass of TensorFlow 0.3 us.
PLAIN = frozenset(
    {
        bool,
        float,
        int,
        str,
        tf.TensorShape,
        type(None),
        types.FunctionType,
    }
)
#: What modules and variables come in.
HOLDERS = (*_CONTAINERS, *PARTS, _Composite)


class _Changes:
    """Counts the changes of what any layer owns, over all threads.

    Attributes:
        number: Another one after each change.
    """

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.number = 0

    def note(self) -> None:
        """Notes a change."""
        self.number = next(self._numbers)


changes = _Changes()


def _noting(name: str):
    """Makes a method of lists that notes a change."""
    method = getattr(list, name)

    @functools.wraps(method)
    def changed(self, *args, **kwargs):
        result = method(self, *args, **kwargs)
        changes.note()
        return result

    return changed


class ChangingList(list):
    """A list that anybody may change, and of whose changes all hear."""

    __setitem__, __delitem__ = _noting("__setitem__"), _noting("__delitem__")
    __iadd__, __imul__ = _noting("__iadd__"), _noting("__imul__")
    append, extend = _noting("append"), _noting("extend")
    insert, remove = _noting("insert"), _noting("remove")
    pop, clear = _noting("pop"), _noting("clear")
    sort, reverse = _noting("sort"), _noting("reverse")


class Aside:
    """Declares an attribute of a layer that holds no part of it.

    Whatever is in it, layers and variables too, is neither a weight nor in
    checkpoints and files of weights; copies take it along. For state that
    lives from one call to the next, and for layers of somebody else's.

    Args:
        in_checkpoints: True has TensorFlow's checkpoints follow it all the
            same.
    Example:
        >>> from keras.engine.layer import tracking
        >>> class Last(keras.layers.Layer):
        ...     seen = tracking.Aside()
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.seen = [tf.Variable(0.0)]
        >>> Last().weights
        []
    """

    def __init__(self, in_checkpoints: bool = False) -> None:
        self.in_checkpoints = in_checkpoints

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, layer, layer_class: type):
        # Asked for what the instance hasn't: its own comes first.
        if layer is None:
            return self
        raise AttributeError(
            f"{layer_class.__name__}: the attribute {self._name!r} has no "
            "value yet. Expected one that `__init__` sets."
        )


class Owner(tf.Module):
    """A module that stands in Keras's tree of layers: the base of `Layer`."""

    # Whether own variables follow those of inner layers: models' order.
    _keras_layers_first = False
    # Whether there is a vocabulary among the weights' values.
    _keras_has_tokens = False
    # The names that the class and those above it declare `Aside`, and those
    # among them that TensorFlow doesn't follow.
    _keras_not_owned = _keras_unfollowed = frozenset()
    # Pairs of a name and a variable that `add_weight` made.
    _keras_named_weights: Sequence[tuple[str, tf.Variable]] = ()
    _trackable_children = composite_parts.children

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        # What an attribute is on the class: a subclass may take it back.
        meant: dict[str, object] = {}
        for base in reversed(cls.__mro__):
            meant.update(vars(base))
        declared = {n: v for n, v in meant.items() if isinstance(v, Aside)}
        cls._keras_not_owned = frozenset(declared)
        cls._keras_unfollowed = frozenset(
            name for name, value in declared.items() if not value.in_checkpoints
        )
        module_parts.ignore(cls, cls._keras_not_owned)


def owned(obj: tf.Module, flat: bool = True) -> list:
    """Returns the modules and variables in the attributes of `obj`, in order.

    Each stands there once; those inside a listed module don't. Attributes that
    the class declares `Aside`, and TensorFlow's own notes, are left out.

    Args:
        obj: A module.
        flat: False leaves containers as they are.
    """
    not_owned = obj._keras_not_owned if isinstance(obj, Owner) else ()
    found = {id(obj): obj}
    # A copy: another thread may be building the object.
    for name, value in list(vars(obj).items()):
        if type(value) in PLAIN:
            continue
        if isinstance(value, PARTS):
            if name not in not_owned:
                found.setdefault(id(value), value)
        elif isinstance(value, _CONTAINERS) and name not in not_owned:
            if name not in module_parts.NOTES:
                if flat:
                    _find_in(value, found)
                else:
                    found[id(value)] = value
    del found[id(obj)]
    return list(found.values())


def members(container) -> list:
    """Returns the modules, variables and containers that one container holds.

    The variables of a composite value (an extension type, a sharded variable)
    stand in its place.
    """
    found: dict[int, object] = {}
    _find_in(container, found, flat=False)
    return list(found.values())


def modules_in(module: tf.Module) -> list[tf.Module]:
    """Returns a module and all modules in it, parents first, each once."""
    found, waiting = {}, [module]
    while waiting:
        part = waiting.pop()
        if id(part) not in found and isinstance(part, tf.Module):
            found[id(part)] = part
            waiting += reversed(owned(part))
    return list(found.values())


def with_inner_layers(layer) -> list:
    """Returns a layer and all layers in it, parents first, each once."""
    modules = modules_in(layer)
    return [m for m in modules if isinstance(m, Owner)]


def is_trainable(layer) -> bool:
    """Tells whether a layer's own variables are trained; a variable may say."""
    value = layer._keras_state.trainable
    if isinstance(value, tf.Variable):
        with tf.init_scope():
            return bool(value)
    return value


def set_trainable(layer, value) -> None:
    """Sets the flag of a layer alone.

    Args:
        layer: The layer.
        value: A bool, or a variable that tells it.
    """
    layer._keras_state.trainable = value
    layer._keras_state.was_set_trainable = True
    changes.note()


def is_dynamic(layer) -> bool:
    """Tells whether `call` of a layer, or of one in it, is Python only."""
    layers = with_inner_layers(layer)
    return any(part._keras_state.dynamic for part in layers)


def containers_of(module: tf.Module) -> list:
    """Returns the lists, dicts, … in attributes, inner ones too.

    Those that may change: tuples can't, but what is in them may.
    """
    found: dict[int, object] = {}
    waiting = owned(module, flat=False)
    while waiting:
        part = waiting.pop()
        if isinstance(part, _CONTAINERS) and id(part) not in found:
            found[id(part)] = part
            waiting += members(part)
    fixed = (tuple, frozenset)
    return [c for c in found.values() if not isinstance(c, fixed)]


def _find_in(container, found: dict[int, object], flat: bool = True) -> None:
    """Adds the modules and variables of a container to `found`.

    Those of a container in it too, or, where not all is to be flat, that
    container.
    """
    for value in _in_order(container):
        if isinstance(value, PARTS):
            found.setdefault(id(value), value)
        elif isinstance(value, _CONTAINERS):
            if not flat:
                found[id(value)] = value
            elif value is not container:
                _find_in(value, found)
        elif isinstance(value, _Composite):
            inside = tf.nest.flatten(value, expand_composites=True)
            _find_in([v for v in inside if isinstance(v, tf.Variable)], found)


def _in_order(container) -> list:
    """Returns what is in a container, in the same order in every process."""
    if isinstance(container, dict):
        return _values(container)
    if isinstance(container, (set, frozenset)):
        return _by_name(container)
    return list(container)


def _by_name(members_of_set: set | frozenset) -> list:
    """Returns the members that hold modules, by the names of these.

    A set has an order that is another one in each process.

    Raises:
        ValueError: If names don't tell an order, and weights need one.
    """
    named: dict[tuple, list] = {}
    for value in list(members_of_set):
        found: dict[int, object] = {}
        _find_in([value] if isinstance(value, HOLDERS) else [], found)
        if not found:
            continue
        names = tuple(_natural(part.name) for part in found.values())
        alike = named.setdefault(names, [])
        alike.append(value)
        if len(alike) > 1 and any(map(_may_have_weights, found.values())):
            raise ValueError(
                "A set of layers or modules has no order but by name, and "
                "weights need one. Expected another name for each. Received "
                f"twice: {next(iter(found.values())).name!r}. Name them "
                "otherwise, or keep them in a list."
            )
    return [value for names in sorted(named) for value in named[names]]


def _may_have_weights(part) -> bool:
    is_fixed = isinstance(part, tf.Module) and not isinstance(part, Owner)
    return not is_fixed or bool(part.variables or part.submodules)


def _natural(name: str) -> tuple:
    """Returns a key that puts `dense_9` before `dense_10`."""
    parts = re.split(r"(\d+)", name)
    return tuple((int(p), "") if p.isdigit() else (-1, p) for p in parts)


def _values(container: dict) -> list:
    """Returns the values in the order of the keys, as `tf.nest` has it."""
    try:
        return [container[key] for key in sorted(container)]
    except TypeError:  # keys of several types
        return list(container.values())


def flat_parts(value) -> list:
    """Returns a module or variable, or those in a container of any nest."""
    found: dict[int, object] = {}
    _find_in([value], found)
    return list(found.values())


def variables_in(value) -> list[tf.Variable]:
    """Returns a variable, or those in a container but not in its modules."""
    return [part for part in flat_parts(value) if isinstance(part, tf.Variable)]


def of_type(container: list | tuple, parts: list):
    """Returns a container of the same type, named tuples too."""
    return getattr(container, "_make", type(container))(parts)


def unique(items) -> list:
    """Returns the items in order, each object once."""
    return list({id(item): item for item in items}.values())


def numbered(names: list[str]) -> list[str]:
    """Makes names unique: the second `a` becomes `a_1`."""
    taken, result = set(), []
    for name in names:
        candidate, number = name, 0
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate)
        result.append(candidate)
    return result


def one_of(where: str, layers: list, name: str | None, index: int | None):
    """Returns the layer of a name, or at an index.

    Raises:
        ValueError: If there is none, or neither or both are given.
    """
    if (name is None) == (index is None):
        raise ValueError(
            f"{where}.get_layer: expected a name or an index. Received: "
            f"name={name!r}, index={index!r}."
        )
    if index is not None:
        if not -len(layers) <= index < len(layers):
            raise ValueError(
                f"{where} has {len(layers)} layers. Expected an index below "
                f"that. Received: index={index}."
            )
        return layers[index]
    for layer in layers:
        if layer.name == name:
            return layer
    names = [layer.name for layer in layers]
    near = suggestion.nearest_names(str(name), names) or f"some of {names[:9]}"
    raise ValueError(
        f"{where}.get_layer: no layer has this name. Expected one of "
        f"{len(names)} names, nearest: {near}. Received: name={name!r}."
    )
