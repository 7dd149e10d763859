"""Which variables of a model a checkpoint has values for, told beforehand.

TensorFlow's own reading sets what it finds, and is silent about the rest.
"""

import collections
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from keras.backend import naming
from keras.saving.values import (
    checkpoint_optimizers,
    optimizer_record,
    values_report,
)
from keras.tf_internals import saved_model_proto, sharded_variable

# What a model in a SavedModel calls the list of its weights, and what it has
# beside its parts.
_WEIGHTS = "variables"
_NO_PARTS = {
    _WEIGHTS,
    "trainable_variables",
    "non_trainable_variables",
    "keras_api",
    "optimizer",
}
# What Keras 2's optimizers call the list of their slots.
_SLOTS = "_variables"
_COUNTED = "layer_with_weights-"
# What a lookup calls its table; the second is of TensorFlow 2.3 to 2.5.
_TABLES = frozenset({"lookup_table", "_table"})
# Keras 2's count of what a table was adapted to; ours is told by its config.
_DISPENSABLE = "num_documents"


class CheckpointGraph:
    """What a checkpoint has: values by key, and the objects that they are of.

    Checkpoints of TensorFlow 1 go by names, and have no objects.

    Args:
        prefix: The checkpoint's.
    Raises:
        ValueError: If its graph of objects is damaged.
        tf.errors.OpError: If it can't be read.
    """

    def __init__(self, prefix: str) -> None:
        self._reader = saved_model_proto.reader(prefix)
        types = self._reader.get_variable_to_dtype_map()
        shapes = self._reader.get_variable_to_shape_map()
        self._specs = {
            key: tf.TensorSpec(shapes[key], types[key]) for key in shapes
        }
        self._nodes = None
        if saved_model_proto.OBJECT_GRAPH in self._specs:
            data = self._reader.get_tensor(saved_model_proto.OBJECT_GRAPH)
            self._nodes = saved_model_proto.object_graph(data).nodes

    def report(self, model) -> str:
        """Returns what doesn't fit, in lines; empty where all does.

        Args:
            model: The model.
        Raises:
            ValueError: If there are no objects.
        """
        if self._nodes is None:
            raise ValueError("the values have no graph of objects")
        metrics = set(map(id, model.metrics))
        found, spare = {}, set()
        for part, number in self._pairs(model):
            if _is_variable(part):
                found[sharded_variable.first_id(part)] = self._key(number)
            elif id(part) in metrics:
                spare.update(map(self._key, self._children(number).values()))
        missing, differing = [], []
        for variable in sharded_variable.wholes(_needed(model)):
            expected = _spec(variable)
            key = found.get(sharded_variable.first_id(variable))
            spec = self._specs.get(key)
            if spec is None:
                missing.append(f"{variable.name}: {_described(expected)}")
            elif not spec.is_compatible_with(expected):
                differing.append(_mismatch(variable, spec))
        taken = {*found.values(), *spare}
        unexpected = [
            f"{path}: {_described(self._specs[key])}"
            for path, key in self._weights()
            if key not in taken and key in self._specs
            if path.rpartition("/")[2] != _DISPENSABLE
        ]
        return values_report.report(missing, unexpected, differing)

    def mismatched(self, model) -> list[str]:
        """Returns lines on variables that are there in another form.

        Args:
            model: What the checkpoint is to be read into.
        """
        found: dict[int, tuple[tf.Variable, list[tf.TensorSpec]]] = {}
        for part, number in self._pairs(model, counted=True):
            spec = self._specs.get(self._key(number))
            if _is_variable(part) and spec is not None:
                found.setdefault(id(part), (part, []))[1].append(spec)
        return [
            _mismatch(variable, specs[0])
            for variable, specs in found.values()
            if not any(s.is_compatible_with(_spec(variable)) for s in specs)
        ]

    def missing(self, model) -> list[str]:
        """Returns lines on weights that the checkpoint has nothing for.

        Args:
            model: What it is to be read into; one that isn't built has none.
        """
        if self._nodes is None:
            return []
        found = {
            sharded_variable.first_id(part)
            for part, number in self._pairs(model, counted=True)
            if _is_variable(part) and self._key(number) is not None
        }
        return [
            f"{variable.name}: {_described(_spec(variable))}"
            for variable in sharded_variable.wholes(_needed(model))
            if sharded_variable.first_id(variable) not in found
        ]

    def moved(self, model) -> list[tuple[str, str]]:
        """Returns names in the file and in the model of layers elsewhere.

        A checkpoint knows layers by their places. Those are told whose name is
        that of another layer in the file.

        Args:
            model: What the checkpoint is to be read into.
        """
        names = {
            _layer(part.name): _layer(self._name(number))
            for part, number in self._pairs(model)
            if isinstance(part, tf.Variable) and self._name(number)
        }
        there = set(names.values())
        return sorted(
            (theirs, ours)
            for ours, theirs in names.items()
            if ours in there and naming.stem(ours) != naming.stem(theirs)
        )

    def of_other_classes(self, model) -> list[tuple[object, str, str]]:
        """Returns what has the state of another optimizer's class.

        A checkpoint knows slots by their places alone: SGD's averages would
        become Adagrad's sums.

        Args:
            model: What the checkpoint is to be read into.
        Returns:
            Of each optimizer it, and the names of its class and the file's.
        """
        ours = set(map(id, checkpoint_optimizers.found(model)))
        pairs = self._pairs(model) if ours else ()
        found = [
            (
                part,
                optimizer_record.other_by_name(
                    part, self._children(number), self._names_of_slots(number)
                ),
            )
            for part, number in pairs
            if id(part) in ours
        ]
        return [(part, *others) for part, others in found if others]

    def _names_of_slots(self, number: int) -> Iterator[str]:
        """Yields the names of an optimizer's slots; the older way is first."""
        for slot in self._nodes[number].slot_variables:
            yield self._name(slot.slot_variable_node_id)
        listed = self._children(number).get(_SLOTS)
        if listed is not None:
            yield from map(self._name, self._children(listed).values())

    def miscounted(self, model) -> list:
        """Returns the models whose layers with weights have other numbers here.

        Keras 2 counts a layer whose table was learned, and none that was given
        it. TensorFlow's own reading goes by the first of a layer's names, its
        number, which is that of another layer then, one with no table.

        Args:
            model: What the checkpoint is to be read into.
        """
        view = tf.train.TrackableView(model)
        pairs = list(self._pairs(model))
        known = {(id(part), number) for part, number in pairs}
        found = {}
        for part, number in pairs:
            theirs = self._children(number)
            for name, child in view.children(part).items():
                is_counted = name.startswith(_COUNTED) and name in theirs
                if not is_counted or (id(child), theirs[name]) in known:
                    continue
                has_table = _reaches_table(child, view.children)
                if has_table != _reaches_table(theirs[name], self._children):
                    found[id(part)] = part
        return list(found.values())

    def _pairs(
        self, model, counted: bool = False
    ) -> Iterator[tuple[object, int]]:
        """Yields what names lead to, in the model and in the file.

        Args:
            model: The model.
            counted: True goes by the numbers of layers with weights, too.
        """
        view = tf.train.TrackableView(model)
        seen, left = set(), [] if self._nodes is None else [(model, 0)]
        while left:
            part, number = left.pop()
            if (id(part), number) in seen:
                continue
            seen.add((id(part), number))
            yield part, number
            if _is_variable(part):
                continue
            theirs = self._children(number)
            for name, child in view.children(part).items():
                # Keras 2 counts a learned table among the layers with weights;
                # each layer has another name, too.
                is_counted = name.startswith(_COUNTED)
                if name in theirs and (counted or not is_counted):
                    left.append((child, theirs[name]))

    def _weights(self) -> Iterator[tuple[str, str]]:
        """Yields path and key of what a SavedModel lists as its weights."""
        paths = {0: ""}
        left = collections.deque(paths)
        while left:
            number = left.popleft()
            for name, child in self._children(number).items():
                if name not in _NO_PARTS and child not in paths:
                    paths[child] = f"{paths[number]}/{name}".lstrip("/")
                    left.append(child)
        listed = self._children(0).get(_WEIGHTS)
        listed = {} if listed is None else self._children(listed)
        for number in listed.values():
            key = self._key(number)
            # What a variable is parted into has no path: the whole has.
            if number in paths or not self._is_part(number):
                yield paths.get(number, key), key

    def _children(self, number: int) -> dict[str, int]:
        """Returns the numbers of what an object has, by name."""
        return {
            one.local_name: one.node_id
            for one in self._nodes[number].children
            if 0 <= one.node_id < len(self._nodes)
        }

    def _key(self, number: int) -> str | None:
        """Returns the key of a variable's value; None of what is none."""
        for one in self._nodes[number].attributes:
            if one.name == saved_model_proto.VALUE:
                return one.checkpoint_key
        return None

    def _name(self, number: int) -> str:
        """Returns the name that a variable had; nothing of what is none."""
        for one in self._nodes[number].attributes:
            if one.name == saved_model_proto.VALUE:
                return one.full_name
        return ""

    def _is_part(self, number: int) -> bool:
        return any(
            sharded_variable.names_part(one.full_name)
            for one in self._nodes[number].attributes
        )


def _reaches_table(top, children: Callable[[Any], dict]) -> bool:
    """Tells whether one of the attributes that lead on from here is a table.

    Args:
        top: A part of a model, or its number in a file.
        children: Returns what a part has, by name.
    """
    seen, left = {}, [top]
    while left:
        part = left.pop()
        key = part if isinstance(part, int) else id(part)
        if key in seen:
            continue
        seen[key] = part
        inner = children(part)
        if _TABLES & inner.keys():
            return True
        left += inner.values()
    return False


def _layer(name: str) -> str:
    return name.rpartition("/")[0]


def _spec(variable: tf.Variable) -> tf.TensorSpec:
    return tf.TensorSpec(variable.shape, variable.dtype)


def _mismatch(variable: tf.Variable, stored: tf.TensorSpec) -> str:
    return (
        f"{variable.name}: expected {_described(_spec(variable))}, found "
        f"{_described(stored)}"
    )


def _needed(model) -> list[tf.Variable]:
    """Returns a model's weights without the state of its metrics."""
    states = {
        id(variable) for metric in model.metrics for variable in metric.weights
    }
    weights = model.weights if model.built else []
    return [one for one in weights if id(one) not in states]


def _described(spec: tf.TensorSpec) -> str:
    return f"{tuple(spec.shape)} {spec.dtype.name}"


def _is_variable(part) -> bool:
    return isinstance(sharded_variable.parts_of(part)[0], tf.Variable)
