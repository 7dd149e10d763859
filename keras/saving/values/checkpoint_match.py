"""Which variables of a model a checkpoint has values for, told beforehand.

TensorFlow's own reading sets what it finds, and is silent about the rest.
"""

import collections
from collections.abc import Iterator

import tensorflow as tf

from keras.backend import naming
from keras.saving.values import values_report
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
_COUNTED = "layer_with_weights-"
# Keras 2's count of what a table was adapted to; ours is told by its config.
_DISPENSABLE = "num_documents"


def report(model, prefix: str) -> str:
    """Returns what doesn't fit, in lines; empty where all does.

    Args:
        model: The model.
        prefix: The checkpoint's.
    Raises:
        ValueError: If its graph of objects is damaged.
        tf.errors.OpError: If it can't be read.
    """
    reader = saved_model_proto.reader(prefix)
    data = reader.get_tensor(saved_model_proto.OBJECT_GRAPH)
    nodes = saved_model_proto.object_graph(data).nodes
    stored = _specs(reader)
    metrics = set(map(id, model.metrics))
    found, spare = {}, set()
    for part, number in _pairs(model, nodes):
        if _is_variable(part):
            found[sharded_variable.first_id(part)] = _key(nodes[number])
        elif id(part) in metrics:
            spare.update(map(_key, _parts(nodes, number)))
    missing, differing = [], []
    for variable in sharded_variable.wholes(_needed(model)):
        expected = _spec(variable)
        spec = stored.get(found.get(sharded_variable.first_id(variable)))
        if spec is None:
            missing.append(f"{variable.name}: {_described(expected)}")
        elif not spec.is_compatible_with(expected):
            differing.append(_mismatch(variable, spec))
    taken = {*found.values(), *spare}
    unexpected = [
        f"{path}: {_described(stored[key])}"
        for path, key in _weights(nodes)
        if key not in taken and key in stored
        if path.rpartition("/")[2] != _DISPENSABLE
    ]
    return values_report.report(missing, unexpected, differing)


def mismatched(model, prefix: str) -> list[str]:
    """Returns lines on variables that a checkpoint has in another form.

    Args:
        model: What it is to be read into.
        prefix: The checkpoint's.
    Raises:
        ValueError: If its graph of objects is damaged.
        tf.errors.OpError: If it can't be read.
    """
    reader = saved_model_proto.reader(prefix)
    stored = _specs(reader)
    if saved_model_proto.OBJECT_GRAPH not in stored:
        return []  # TensorFlow 1's, which goes by names.
    data = reader.get_tensor(saved_model_proto.OBJECT_GRAPH)
    nodes = saved_model_proto.object_graph(data).nodes
    found: dict[int, tuple[tf.Variable, list[tf.TensorSpec]]] = {}
    for part, number in _pairs(model, nodes, counted=True):
        spec = stored.get(_key(nodes[number]))
        if _is_variable(part) and spec is not None:
            found.setdefault(id(part), (part, []))[1].append(spec)
    return [
        _mismatch(variable, specs[0])
        for variable, specs in found.values()
        if not any(spec.is_compatible_with(_spec(variable)) for spec in specs)
    ]


def missing(model, prefix: str) -> list[str]:
    """Returns lines on weights that a checkpoint has nothing for.

    Args:
        model: What it is to be read into; one that isn't built has none.
        prefix: The checkpoint's.
    """
    reader = saved_model_proto.reader(prefix)
    if not reader.has_tensor(saved_model_proto.OBJECT_GRAPH):
        return []
    data = reader.get_tensor(saved_model_proto.OBJECT_GRAPH)
    nodes = saved_model_proto.object_graph(data).nodes
    found = {
        sharded_variable.first_id(part)
        for part, number in _pairs(model, nodes, counted=True)
        if _is_variable(part) and _key(nodes[number]) is not None
    }
    return [
        f"{variable.name}: {_described(_spec(variable))}"
        for variable in sharded_variable.wholes(_needed(model))
        if sharded_variable.first_id(variable) not in found
    ]


def moved(model, prefix: str) -> list[tuple[str, str]]:
    """Returns names in the file and in the model of layers at other places.

    A checkpoint knows layers by their places. Those are told whose name is
    that of another layer in the file.

    Args:
        model: What it is to be read into.
        prefix: The checkpoint's.
    """
    reader = saved_model_proto.reader(prefix)
    if not reader.has_tensor(saved_model_proto.OBJECT_GRAPH):
        return []
    data = reader.get_tensor(saved_model_proto.OBJECT_GRAPH)
    nodes = saved_model_proto.object_graph(data).nodes
    names = {
        _layer(part.name): _layer(value.full_name)
        for part, number in _pairs(model, nodes)
        if isinstance(part, tf.Variable)
        for value in nodes[number].attributes
        if value.name == saved_model_proto.VALUE and value.full_name
    }
    there = set(names.values())
    return sorted(
        (theirs, ours)
        for ours, theirs in names.items()
        if ours in there and naming.stem(ours) != naming.stem(theirs)
    )


def _layer(name: str) -> str:
    return name.rpartition("/")[0]


def _spec(variable: tf.Variable) -> tf.TensorSpec:
    return tf.TensorSpec(variable.shape, variable.dtype)


def _mismatch(variable: tf.Variable, stored: tf.TensorSpec) -> str:
    return (
        f"{variable.name}: expected {_described(_spec(variable))}, found "
        f"{_described(stored)}"
    )


def set_weights(model, prefix: str) -> None:
    """Sets a model's weights to those that `report` found for them.

    TensorFlow's own reading goes by the first of a layer's names, which is
    another's where Keras 2 counts tables as weights.

    Args:
        model: The model, for which nothing is missing.
        prefix: The checkpoint's.
    """
    reader = saved_model_proto.reader(prefix)
    data = reader.get_tensor(saved_model_proto.OBJECT_GRAPH)
    nodes = saved_model_proto.object_graph(data).nodes
    for part, number in _pairs(model, nodes):
        key = _key(nodes[number])
        if _is_variable(part) and key is not None:
            part.assign(reader.get_tensor(key))


def _needed(model) -> list[tf.Variable]:
    """Returns a model's weights without the state of its metrics."""
    states = {
        id(variable) for metric in model.metrics for variable in metric.weights
    }
    weights = model.weights if model.built else []
    return [one for one in weights if id(one) not in states]


def _specs(reader) -> dict[str, tf.TensorSpec]:
    types = reader.get_variable_to_dtype_map()
    shapes = reader.get_variable_to_shape_map()
    return {key: tf.TensorSpec(shapes[key], types[key]) for key in shapes}


def _described(spec: tf.TensorSpec) -> str:
    return f"{tuple(spec.shape)} {spec.dtype.name}"


def _weights(nodes) -> Iterator[tuple[str, str]]:
    """Yields path and key of what a SavedModel lists as its model's weights."""
    paths = {0: ""}
    left = collections.deque(paths)
    while left:
        number = left.popleft()
        for name, child in _children(nodes, number).items():
            if name not in _NO_PARTS and child not in paths:
                paths[child] = f"{paths[number]}/{name}".lstrip("/")
                left.append(child)
    listed = _children(nodes, 0).get(_WEIGHTS)
    for number in () if listed is None else _children(nodes, listed).values():
        key = _key(nodes[number])
        # What a variable is parted into has no path: the whole has.
        if number in paths or not _is_part(nodes[number]):
            yield paths.get(number, key), key


def _is_variable(part) -> bool:
    return isinstance(sharded_variable.parts_of(part)[0], tf.Variable)


def _is_part(node) -> bool:
    return any(
        sharded_variable.names_part(one.full_name) for one in node.attributes
    )


def _children(nodes, number: int) -> dict[str, int]:
    """Returns the numbers of what an object has, by name; none of no object."""
    return {
        one.local_name: one.node_id
        for one in nodes[number].children
        if 0 <= one.node_id < len(nodes)
    }


def _parts(nodes, number: int) -> list:
    return [nodes[child] for child in _children(nodes, number).values()]


def _key(node) -> str | None:
    """Returns the key of a variable's value; None of what is none."""
    for one in node.attributes:
        if one.name == saved_model_proto.VALUE:
            return one.checkpoint_key
    return None


def _pairs(model, nodes, counted: bool = False) -> Iterator[tuple[object, int]]:
    """Yields what names lead to, in the model and in the file.

    Args:
        model: The model.
        nodes: The file's objects.
        counted: True goes by the numbers of layers with weights, too.
    """
    view = tf.train.TrackableView(model)
    seen, left = set(), [(model, 0)]
    while left:
        part, number = left.pop()
        if (id(part), number) in seen:
            continue
        seen.add((id(part), number))
        yield part, number
        if _is_variable(part):
            continue
        theirs = _children(nodes, number)
        for name, child in view.children(part).items():
            # Keras 2 counts a learned table among the layers with weights; each
            # layer has another name, too.
            if name in theirs and (counted or not name.startswith(_COUNTED)):
                left.append((child, theirs[name]))
