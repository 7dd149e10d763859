"""Where in a file the variables of each part of a model are.

Nothing is asked of a model but what it offers: parts with `save_own_variables`
in its attributes, in any nest of lists, tuples, dicts and sets, under any name;
and `layers`, where it has it.

A part's path is the way to it: names of attributes, and for members of a
container their class in snake case, numbered; `attribute_names` tells what of
these can't be in a path as it is. Where several ways lead to a
part, tf_keras 2.21 and Keras 3.15 take different ones: they go through the
attributes from the last name in the alphabet to the first (tf_keras, `metrics`
too, and known members of a container aren't counted), or from the first to the
last (Keras 3; the private ones after the others, and a graph's layers before
all). Files of ours offer tf_keras's path and the first of the alphabet, to the
same data; Keras 3 looks for a part wherever it can be. Where one path
means two parts to the two packages, the file hasn't it: they refuse the file,
which is better than values in the wrong place.
"""

import collections
import dataclasses
import re
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from keras.backend import naming, shared_memory, user_code
from keras.saving.values import attribute_names
from keras.tf_internals import module_parts, sharded_variable

# Most attributes are one of these.
_NO_PARTS = frozenset(
    {bool, dict, float, int, list, set, str, tuple, type(None)}
)
# What a checkpoint calls a model's layers: attributes beside `layers`.
_OF_CHECKPOINT = re.compile(r"layer(_with_weights)?-\d+")
# The end of a class's name that could be another one's number.
_NUMBER = re.compile(r"_\d+$")


@dataclasses.dataclass
class Part:
    """A part of a model that has variables of its own, or could have.

    Attributes:
        path: Its path in our files; "" is the model.
        other_path: A second path to it in our files, or the same.
        keras_3_path: Its path in files of Keras 3.
        tf_keras_path: Its path in files of tf_keras.
        obj: The part.
    """

    path: str
    other_path: str
    keras_3_path: str
    tf_keras_path: str
    obj: object


def parts(model) -> list[Part]:
    """Returns a model and all its parts, each once."""
    alphabetical = _Walk(_alphabetical).paths(model)
    keras_3 = _Walk(_private_last).paths(model)
    # Asking each layer for its metrics costs more than the walk.
    has_metrics = any(map(_is_of_metrics, alphabetical.values()))
    order = _reversed if has_metrics else _back
    tf_keras = _Walk(order, counts_known=False).paths(model)
    whose = {path: key for key, (path, _) in tf_keras.items()}
    ambiguous = {
        path
        for walk in (alphabetical, keras_3)
        for key, (path, _) in walk.items()
        if whose.get(path, key) != key
    }
    # A third way, which means one part to us, where the two differ.
    ours = _Walk(_layers_last).paths(model) if ambiguous else alphabetical
    found = []
    for key, (first, obj) in alphabetical.items():
        second = tf_keras.get(key, (first,))[0]
        path = ours[key][0] if first in ambiguous else first
        other = path if second in ambiguous else second
        found.append(Part(path, other, keras_3[key][0], second, obj))
    return found + _added_metrics(found)


def _added_metrics(found: list[Part]) -> list[Part]:
    """Returns the metrics of `add_metric`, which no attribute names.

    tf_keras looks for them among the `metrics` of the model.
    """
    metrics = [metric for part in found for metric in _noted_by(part.obj)]
    kinds = [naming.snake_case(type(metric).__name__) for metric in metrics]
    paths = [
        f"metrics/{kind}" + (f"_{number}" if number else "")
        for index, kind in enumerate(kinds)
        for number in [kinds[:index].count(kind)]
    ]
    return [Part(*[path] * 4, one) for path, one in zip(paths, metrics)]


def _noted_by(obj) -> tuple:
    state = getattr(obj, "_keras_state", None)
    return getattr(state, "added_metrics", ())


def is_part(value) -> bool:
    """Tells whether a value has variables to be saved."""
    cls = type(value)
    if cls in _NO_PARTS:
        return False
    offers = hasattr(cls, "save_own_variables")
    return offers or isinstance(value, tf.Module)


def parts_below(obj) -> list:
    """Returns all parts in a part, each once, whoever else has them too."""
    found: dict[int, object] = {id(obj): obj}
    waiting = [getattr(obj, name, None) for name in _layers_last(obj)]
    while waiting:
        value = waiting.pop()
        if id(value) in found:
            continue
        if is_part(value):
            waiting += [
                getattr(value, name, None) for name in _layers_last(value)
            ]
        elif _members(value) is not None:
            waiting += _members(value)
        else:
            continue
        found[id(value)] = value
    del found[id(obj)]
    return [value for value in found.values() if is_part(value)]


def name_of(obj) -> str | None:
    """Returns what the user calls a part; None of one without a name."""
    name = getattr(obj, "name", None)
    return name if isinstance(name, str) else None


def own_values(obj) -> dict:
    """Returns the arrays that a part gives to a file, by key.

    They are to be read only: many are the variables' own memory.
    """
    return _given(obj, shared_memory.Arrays())


def own_sizes(obj) -> dict:
    """Returns shapes and types of what a part gives to a file, by key.

    Only a class that has its own way of giving it makes the arrays.
    """
    return _given(obj, shared_memory.Sizes())


def _given(obj, store: shared_memory.Arrays) -> dict:
    """Returns what a part puts into a store, or a user's into a plain dict."""
    if not hasattr(obj, "save_own_variables"):
        own = enumerate(_module_variables(obj))
        return {str(index): store.of(variable) for index, variable in own}
    given = _fit_for(obj, "save_own_variables", store)
    obj.save_own_variables(given)
    return {
        key: value
        if isinstance(value, shared_memory.Size)
        else np.asarray(value)
        for key, value in given.items()
    }


def set_own_values(obj, values: dict) -> None:
    """Gives a part the arrays of a file, whose memory becomes the part's."""
    if hasattr(obj, "load_own_variables"):
        given = _fit_for(obj, "load_own_variables", shared_memory.Arrays())
        given.update(values)
        obj.load_own_variables(given)
        return
    for index, variable in enumerate(_module_variables(obj)):
        variable.assign(values[str(index)])


def _fit_for(obj, method: str, store: shared_memory.Arrays) -> dict:
    """Returns the store, or a dict that a user's method may do with anything.

    Args:
        obj: The part.
        method: Its method's name.
        store: Whose arrays share their memory, or are sizes alone.
    """
    is_users = user_code.is_users(getattr(type(obj), method, None))
    return {} if is_users else store


def _module_variables(module) -> list:
    """The variables in the attributes of a plain `tf.Module`."""
    attributes = sorted(vars(module).items())
    return sharded_variable.wholes(
        part
        for _, value in attributes
        for part in sharded_variable.parts_of(value)
        if isinstance(part, tf.Variable)
    )


class _Walk:
    """A walk through a model, with attributes in a certain order."""

    def __init__(self, order: Callable, counts_known: bool = True) -> None:
        self._order = order
        self._counts_known = counts_known
        self._found: dict[int, tuple[str, object]] = {}
        # With the containers, as Python gives the id of a dead one to another.
        self._containers: dict[int, object] = {}

    def paths(self, root) -> dict[int, tuple[str, object]]:
        self._visit(root, "")
        return self._found

    def _visit(self, obj, path: str) -> None:
        if id(obj) in self._found:
            return
        self._found[id(obj)] = (path, obj)
        for name in self._order(obj):
            value = getattr(obj, name, None)
            name = attribute_names.in_path(name)
            self._follow(value, f"{path}/{name}" if path else name)

    def _follow(self, value, path: str) -> None:
        if is_part(value):
            self._visit(value, path)
            return
        members = _members(value)
        if members is None or id(value) in self._containers:
            return
        self._containers[id(value)] = value
        shared = self._shared_names(members)
        numbers: dict[str, int] = {}
        for member, name in self._named(members):
            if name in shared:
                number = numbers[name] = numbers.get(name, -1) + 1
                name = attribute_names.apart(name, number)
            self._follow(member, f"{path}/{name}")

    def _named(self, members: list) -> Iterator[tuple[object, str]]:
        """Yields parts and containers in a container, with their names."""
        taken: dict[str, int] = {}
        for member in members:
            inner = _members(member)
            if not is_part(member) and inner is None:
                continue
            if id(member) in self._found and not self._counts_known:
                continue
            name = "container"
            if is_part(member):
                name = naming.snake_case(type(member).__name__)
            number = taken[name] = taken.get(name, -1) + 1
            yield member, f"{name}_{number}" if number else name

    def _shared_names(self, members: list) -> set[str]:
        """Returns names that two members would have.

        The second `X` is `x_1`, and so is an `X_1`.
        """
        if not any(_NUMBER.search(type(one).__name__) for one in members):
            return set()
        names: dict[int, str] = {}
        for member, name in self._named(members):
            if id(member) not in self._found:
                names.setdefault(id(member), name)
        counts = collections.Counter(names.values())
        return {name for name, count in counts.items() if count > 1}


def _alphabetical(obj) -> list[str]:
    # Names that a class of Keras 3 has for parts in private attributes.
    public = getattr(type(obj), "_keras_public_parts", ())
    return [*public, *sorted([*_attributes(obj), *_properties(obj, "layers")])]


def _private_last(obj) -> list[str]:
    names = sorted(
        _alphabetical(obj),
        key=lambda name: f"~{name}" if name.startswith("_") else name,
    )
    # In a stack, which may have no graph yet, too.
    has_graph = getattr(obj, "_is_graph_network", False)
    if has_graph or hasattr(type(obj), "pop"):
        return [*_properties(obj, "layers"), *names]
    return names


def _reversed(obj) -> list[str]:
    properties = _properties(obj, "layers", "metrics")
    return sorted([*_attributes(obj), *properties], reverse=True)


def _back(obj) -> list[str]:
    return _alphabetical(obj)[::-1]


def _is_of_metrics(found: tuple[str, object]) -> bool:
    path, obj = found
    # Layers that adapt have an `update_state` too, and no result.
    offered = ("update_state", "result")
    is_metric = all(hasattr(type(obj), name) for name in offered)
    return is_metric or "metrics" in path.split("/")


def _layers_last(obj) -> list[str]:
    return [*sorted(_attributes(obj)), *_properties(obj, "layers")]


def _attributes(obj) -> list[str]:
    # What the class declares to be beside its parts.
    hidden = getattr(type(obj), "_keras_not_owned", ())
    numbers_layers = bool(_properties(obj, "layers"))
    return [
        name
        for name in vars(obj)
        if not name.startswith("__")
        and not (numbers_layers and _OF_CHECKPOINT.fullmatch(name))
        and name not in module_parts.NOTES
        and name not in hidden
    ]


def _properties(obj, *names: str) -> list[str]:
    cls = type(obj)
    return [n for n in names if isinstance(getattr(cls, n, None), property)]


def _members(value) -> list | None:
    """The members of a container, None for anything else."""
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=lambda part: str(getattr(part, "name", part)))
    return None
