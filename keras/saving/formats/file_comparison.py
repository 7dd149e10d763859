"""Where the arrays of a file and a model differ, as loading would find."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from keras.saving.files import h5_store
from keras.saving.formats import stored_content
from keras.saving.values import (
    layer_weights,
    optimizer_state,
    variable_paths,
    weights_match,
)

Objects = Mapping[str, Mapping[str, np.ndarray]]


@dataclasses.dataclass
class Comparison:
    """What a file and a model have of each other.

    Attributes:
        differences: Lines on what only one of them has, or has otherwise.
        notes: Lines on what loading takes for another's.
        matches: How many arrays loading would take.
    """

    differences: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    matches: int = 0

    def add_objects(self, expected: Objects, stored: Objects) -> Iterator[str]:
        """Notes what only one of the two has, and yields what both have."""
        for path in _in_order(expected.keys() - stored.keys()):
            self.add_missing(path)
        for path in _in_order(stored.keys() - expected.keys()):
            self.add_unexpected(path)
        yield from _in_order(expected.keys() & stored.keys())

    def add_missing(self, path: str) -> None:
        """Notes an object that the file hasn't."""
        self.differences.append(f"{path}: the model has it, the file hasn't")

    def add_unexpected(self, path: str) -> None:
        """Notes an object that the model hasn't."""
        self.differences.append(f"{path}: the file has it, the model hasn't")

    def add_arrays(self, path: str, expected: Mapping, stored: Mapping) -> None:
        """Notes how an object's arrays differ, and counts those that don't."""
        for key in _in_order({*expected, *stored}):
            mine, theirs = expected.get(key), stored.get(key)
            if weights_match.fits(mine, theirs):
                self.matches += 1
                continue
            self.differences.append(
                f"{path}/{key}: the model has {_described(mine, theirs)}, "
                f"the file {_described(theirs, mine)}"
            )


def compare(model, content: stored_content.Content) -> Comparison:
    """Compares what a file holds with a model, and changes neither.

    Args:
        model: A built model.
        content: What the file holds.
    """
    found = Comparison()
    if content.keras2 is not None:
        _compare_layers(found, model, content.objects)
    else:
        _compare_parts(found, model, content)
    return found


def _compare_parts(
    found: Comparison, model, content: stored_content.Content
) -> None:
    """Compares the parts of a model, and then its optimizer's state."""
    parts = variable_paths.parts(model)
    plan = weights_match.plan(parts, content.stored_parts())
    for part, _ in plan.without:
        if not optimizer_state.is_path(part.path):
            found.add_missing(part.path)
    for stored in plan.unread:
        found.add_unexpected(stored.path)
    for match in plan.matches:
        if not optimizer_state.is_path(match.part.path):
            _compare_match(found, match)
    state = {
        path: arrays
        for path, arrays in content.objects.items()
        if arrays and optimizer_state.is_path(path)
    }
    moved = None if plan.is_other_order else plan.places
    _compare_states(found, model, state, moved)


def _compare_states(
    found: Comparison, model, state: Objects, moved: Mapping | None
) -> None:
    """Compares a model's optimizer with the state in a file.

    Args:
        found: What gets the differences.
        model: The model.
        state: The arrays of the file, by path.
        moved: Paths of the model's parts by those in the file; None where
            loading leaves the state, as layers are in another order.
    """
    own = {
        path: variable_paths.own_values(obj)
        for path, obj in optimizer_state.parts(model).items()
    }
    own = {path: arrays for path, arrays in own.items() if arrays}
    stored = {
        path: arrays
        for path, arrays in state.items()
        if not optimizer_state.is_record(path)
    }
    is_taken = own and stored and moved is not None
    if is_taken and optimizer_state.takes(model, state, moved.get):
        found.matches += sum(map(len, stored.values()))
        return
    before = len(found.differences)
    for path in found.add_objects(own, stored):
        found.add_arrays(path, own[path], stored[path])
    if own and stored and len(found.differences) == before:
        found.differences.append(
            f"{optimizer_state.NAME}: the file's state is of another class, or "
            "of variables in another order"
        )


def _compare_match(found: Comparison, match: weights_match.Match) -> None:
    part, stored = match.part, match.stored
    known = (part.path, part.keras_3_path, part.tf_keras_path)
    if not {*known} & {stored.path, *stored.other_paths}:
        found.notes.append(f"{stored.path}: loading takes it for {part.path}")
    is_optimizer = optimizer_state.is_optimizer(part.obj)
    if weights_match.reads_itself(part.obj) or (
        is_optimizer and optimizer_state.part_takes(part.obj, stored.arrays)
    ):
        found.matches += len(stored.arrays)
    else:
        found.add_arrays(stored.path, match.sizes, stored.arrays)


def _compare_layers(found: Comparison, model, stored: Objects) -> None:
    """Compares the layers of a model with those of Keras 2's HDF5, by name."""
    expected = dict(layer_weights.of_layers(model))
    layers = {layer.name: layer for layer in getattr(model, "layers", ())}
    own = layer_weights.of_model(model)
    if own:
        expected[""] = own
    # Loading passes over layers without arrays, and a function is no layer to
    # Keras 3. Where both have one of their own, it may have been renamed.
    lacking, more = _empty(expected, stored), _empty(stored, expected)
    if not (lacking and more):
        expected = {n: each for n, each in expected.items() if n not in lacking}
        stored = {n: each for n, each in stored.items() if n not in more}
    for name in found.add_objects(expected, stored):
        layer, arrays = layers.get(name, model), list(stored[name].items())
        if layer_weights.takes(layer, expected[name], arrays):
            found.matches += len(arrays)
            continue
        # By their places: names depend on what was built before.
        mine = layer_weights.named_arrays(expected[name])
        keys = [key for key, _ in arrays][: len(mine)]
        keys += [each for each, _ in mine[len(keys) :]]
        mine = {key: array for key, (_, array) in zip(keys, mine)}
        found.add_arrays(name, mine, stored[name])


def _empty(objects: Mapping, others: Mapping) -> set[str]:
    """Returns the names of layers without arrays that the others lack."""
    return {
        name for name in objects.keys() - others.keys() if not objects[name]
    }


def _described(array, other) -> str:
    if array is None:
        return "nothing"
    shape = f"shape={tuple(array.shape)}"
    is_of_other_type = other is not None and array.shape == other.shape
    return f"{shape}, dtype={array.dtype}" if is_of_other_type else shape


def _in_order(paths: Iterable[str]) -> list[str]:
    return sorted(paths, key=h5_store.natural_key)
