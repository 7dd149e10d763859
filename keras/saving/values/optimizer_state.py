"""The state of a model's optimizer: in a file, and back.

It stands below `optimizer`, as in tf_keras and Keras 3. They take it for that
of the variables that training changes when the file is read; ours says which
variables it is of, since some may have been frozen after training, and which
ones weight decay leaves alone: they forget it.
"""

import copy
import itertools
import os
import warnings
from collections.abc import Callable, Mapping

import numpy as np

from keras.backend import shared_memory
from keras.saving.files import h5_store
from keras.saving.values import optimizer_record, variable_paths
from keras.tf_internals import sharded_variable

NAME = "optimizer"
# Of which of the model's variables the state is: their numbers, in order.
_VARIABLES = f"{NAME}/of_variables"
# Which of them weight decay leaves alone: where they are, and, of older files,
# their numbers.
_UNDECAYED = f"{NAME}/undecayed_places"
_UNDECAYED_NUMBERS = f"{NAME}/undecayed_variables"
# The state of an optimizer that another one scales losses for.
_INNER = f"{NAME}/inner_optimizer"
# Where the variables are, and of which classes the optimizer and its parts.
_PLACES, _CLASSES = f"{NAME}/of_places", f"{NAME}/of_classes"
# What tells paths of parts, each beside a number.
TELLS_PLACES = (_PLACES, _UNDECAYED)


def is_path(path: str) -> bool:
    """Tells whether a path in a file is the optimizer's, or below it."""
    return f"{path}/".startswith(f"{NAME}/")


def is_record(path: str) -> bool:
    """Tells whether a path in a file has what is told of an optimizer."""
    return path in (
        _VARIABLES,
        _UNDECAYED,
        _UNDECAYED_NUMBERS,
        _PLACES,
        _CLASSES,
    )


def is_optimizer(obj) -> bool:
    """Tells whether a part of a model is an optimizer."""
    return hasattr(obj, "apply_gradients")


def without(
    found: list[variable_paths.Part],
) -> list[variable_paths.Part]:
    """Returns parts of a model but for its optimizers, and what is in these.

    Args:
        found: The parts of a model.
    """
    optimizers = tuple(
        f"{part.path}/" for part in found if is_optimizer(part.obj)
    )
    return [p for p in found if not f"{p.path}/".startswith(optimizers)]


def parts(model) -> dict[str, object]:
    """Returns a model's optimizer and its parts, by their paths in a file."""
    return _parts_of(getattr(model, NAME, None))


def _parts_of(optimizer) -> dict[str, object]:
    if optimizer is None or not hasattr(optimizer, "save_own_variables"):
        return {}
    return {
        f"{NAME}/{part.path}".rstrip("/"): part.obj
        for part in variable_paths.parts(optimizer)
    }


def entries(model, keras_version: int = 2) -> list[h5_store.Entry]:
    """Returns what a file gets of each part.

    Args:
        model: A model.
        keras_version: The Keras, 2 or 3, that is to take the state.
    Raises:
        ValueError: If Keras 3 has no such optimizer.
    """
    if keras_version == 3:
        found = _entries_for_keras_3(model)
    else:
        found = [
            h5_store.Entry(path, path, variable_paths.own_values(obj))
            for path, obj in parts(model).items()
        ]
    if found:
        for path, array in _records(model).items():
            if array.size:
                found.append(h5_store.Entry(path, path, {"0": array}))
    return found


def _records(model) -> dict[str, np.ndarray]:
    built_for = list(_built_for(getattr(model, NAME), ()))
    # Before the first step there is no state to be another's.
    stateful = parts(model) if built_for else {}
    return {
        _VARIABLES: np.array(_numbers_of_variables(model), np.uint32),
        _UNDECAYED: optimizer_record.places(model, _undecayed(model)),
        _PLACES: optimizer_record.places(model, built_for),
        _CLASSES: optimizer_record.classes(stateful),
    }


def _entries_for_keras_3(model) -> list[h5_store.Entry]:
    """Returns the entries of an optimizer, and of the one that it wraps."""
    optimizer = getattr(model, NAME, None)
    if optimizer is None:
        return []
    found = {NAME: optimizer}
    if hasattr(optimizer, "inner_optimizer"):
        found[_INNER] = optimizer.inner_optimizer
    if not all(hasattr(each, "_keras_3_arrays") for each in found.values()):
        raise ValueError(
            "save_model: Keras 3 has no such optimizer. Expected one of "
            "`keras.optimizers` for keras_version=3, or "
            "include_optimizer=False. Received: optimizer="
            f"{type(optimizer).__name__}."
        )
    return [
        h5_store.Entry(path, path, obj._keras_3_arrays())
        for path, obj in found.items()
    ]


def read(model, stored: list[h5_store.StoredPart]) -> dict[str, dict]:
    """Returns the arrays in a file by path, if the model has an optimizer."""
    if getattr(model, NAME, None) is None:
        return {}
    return {
        part.path: part.read()
        for part in stored
        if part.arrays and is_path(part.path)
    }


def take(
    model,
    arrays: dict[str, dict],
    path: str | os.PathLike,
    moved: Callable[[str], str | None] = str,
) -> None:
    """Sets the optimizer to a state, once the model has its values.

    Args:
        model: A model with an optimizer; that gets its variables, if the
            state has values for them.
        arrays: What `read` returned.
        path: The file, as a warning calls it.
        moved: Returns the path of a part of the model for one in the file.
    """
    if _INNER in arrays and hasattr(model, "_keras_scale_loss"):
        model._keras_scale_loss()
    optimizer = getattr(model, NAME)
    if _CLASSES in arrays:
        others = optimizer_record.other_class(
            arrays[_CLASSES]["0"], parts(model)
        )
        if others is not None:
            warn_of_other_class(path, *others)
            return
    if not _undecayed(model):
        _leave_undecayed(model, arrays, moved)
    variables = _variables(model, arrays, moved)
    if variables is None:
        warn_of_other_order(path)
        return
    if not getattr(optimizer, "built", True):
        _build(optimizer, variables, arrays)
    elif _VARIABLES in arrays and not _is_built_for(optimizer, variables):
        _warn(path, "the same variables", "others")
        return
    for part_path, obj in parts(model).items():
        if part_path in arrays:
            take_part(obj, arrays[part_path], path)


def takes(
    model,
    arrays: Mapping[str, dict],
    moved: Callable[[str], str | None] = str,
) -> bool:
    """Tells whether `take` would set the optimizer to a state; changes nothing.

    Args:
        model: A model with an optimizer.
        arrays: Those of a file, by the path of their part.
        moved: Returns the path of a part of the model for one in the file.
    """
    optimizer, own = getattr(model, NAME), parts(model)
    record = arrays.get(_CLASSES)
    if record and optimizer_record.other_class(record["0"], own):
        return False
    variables = _variables(model, arrays, moved)
    if variables is None:
        return False
    if not getattr(optimizer, "built", True):
        optimizer = copy.deepcopy(optimizer)
        _build(optimizer, variables, arrays)
        own = _parts_of(optimizer)
    elif _VARIABLES in arrays and not _is_built_for(optimizer, variables):
        return False
    return all(
        part_takes(obj, arrays[path])
        for path, obj in own.items()
        if path in arrays
    )


def _build(optimizer, variables: list, arrays: Mapping[str, dict]) -> None:
    """Builds an optimizer for a state, if that was saved after a step."""
    # Before the first there is only the step counter.
    if len(arrays.get(NAME, {})) > 1:
        optimizer.build(variables)


def named_arrays(model) -> list[tuple[str, np.ndarray]]:
    """Returns the names and values of an optimizer's variables, in order.

    Args:
        model: A model; without an optimizer, or one that took no step, there
            are none.
    """
    optimizer = getattr(model, NAME, None)
    own = sharded_variable.wholes(getattr(optimizer, "variables", ()))
    return [(v.name, shared_memory.seen(v)) for v in own]


def named_arrays_of_parts(model) -> dict[str, list[tuple[str, np.ndarray]]]:
    """Returns names and values of what isn't among an optimizer's variables.

    Such as a loss scale. They are by the part's path below the optimizer.

    Args:
        model: A model; without an optimizer there are none.
    """
    optimizer = getattr(model, NAME, None)
    known = {id(v) for v in getattr(optimizer, "variables", ())}
    found = {}
    for path, obj in parts(model).items():
        own = [v for v in getattr(obj, "variables", ()) if id(v) not in known]
        if own and path != NAME:
            name = path.removeprefix(f"{NAME}/")
            found[name] = [(v.name, v.numpy()) for v in own]
    return found


def take_lists(
    model,
    arrays: list[np.ndarray],
    of_parts: dict[str, list[np.ndarray]],
    path: str | os.PathLike,
) -> None:
    """Sets the optimizer to lists of all that it has, where it has it so.

    Args:
        model: A model with an optimizer.
        arrays: Of all its variables, in their order.
        of_parts: Of its parts' variables, by path.
        path: The file, as a warning calls it.
    """
    lists = {NAME: arrays}
    lists.update({f"{NAME}/{name}": own for name, own in of_parts.items()})
    by_key = {
        one: {str(index): array for index, array in enumerate(own)}
        for one, own in lists.items()
    }
    take(model, by_key, path)


def take_attribute(model, obj, arrays: dict, path: str | os.PathLike) -> None:
    """Sets an optimizer that is an attribute of a model; else warns.

    One that took no step yet is built for the variables whose shapes the arrays
    have: the model's, or those of one of its layers, as in a GAN.

    Args:
        model: The model.
        obj: The optimizer.
        arrays: Those of a file, by key.
        path: The file, as a warning calls it.
    """
    if not getattr(obj, "built", True) and len(arrays) > 1:
        owners = [model, *getattr(model, "layers", ())]
        trained = [list(owner.trainable_variables) for owner in owners]
        fitting = {
            tuple(map(id, variables)): variables
            for variables in trained
            if _is_state_of(variables, arrays)
        }
        if len(fitting) == 1:
            obj.build(*fitting.values())
    take_part(obj, arrays, path)


def take_part(obj, arrays: dict, path: str | os.PathLike) -> None:
    """Sets an optimizer, or a part of one, to arrays that fit it; else warns.

    Args:
        obj: The optimizer.
        arrays: Those of a file, by key.
        path: The file, as a warning calls it.
    """
    mine = variable_paths.own_values(obj)
    arrays = _completed(arrays, mine)
    if _fits(obj, arrays, mine):
        variable_paths.set_own_values(obj, arrays)
        return
    shapes = {key: np.shape(value) for key, value in mine.items()}
    expected, received = f"{len(shapes)} arrays", f"{len(arrays)}"
    common = [key for key in shapes if key in arrays]
    other = [key for key in common if np.shape(arrays[key]) != shapes[key]]
    if other:
        expected += f", {other[0]!r} of shape {shapes[other[0]]}"
        received += f", it of shape {np.shape(arrays[other[0]])}"
    _warn(path, expected, received)


def part_takes(obj, arrays: dict) -> bool:
    """Tells whether arrays fit an optimizer, or a part of one.

    Args:
        obj: The optimizer.
        arrays: Those of a file, by key.
    """
    mine = variable_paths.own_values(obj)
    return _fits(obj, _completed(arrays, mine), mine)


def _completed(arrays: dict, mine: dict) -> dict:
    # Saved before the first step there is only the step counter.
    return {**mine, **arrays} if set(arrays) == {"0"} else arrays


def _fits(obj, arrays: dict, mine: dict) -> bool:
    shapes, given = (
        {key: np.shape(value) for key, value in each.items()}
        for each in (mine, arrays)
    )
    # What an optimizer reads beside that, as other packages write it.
    reads = getattr(obj, "_keras_reads", lambda arrays: False)
    return given == shapes or reads(arrays)


def warn_of_other_class(
    path: str | os.PathLike, mine: str, theirs: str
) -> None:
    """Says that a state is of another class of optimizers.

    Args:
        path: The file.
        mine, theirs: Names of the model's class and of the file's.
    """
    _warn(path, mine, theirs)


def warn_of_other_order(path: str | os.PathLike) -> None:
    """Says that a state goes by the order of variables, which is another now.

    Args:
        path: The file.
    """
    _warn(path, "layers in the model's order", "another order")


def warn_of_other_values(path: str | os.PathLike) -> None:
    """Warns that a state isn't of the values that the model has.

    Args:
        path: The file.
    """
    _warn(path, "the values that are trained", "some that weren't loaded")


def _warn(path, expected: str, received) -> None:
    warnings.warn(
        f"{os.fspath(path)}: the optimizer starts anew. Expected its state to "
        f"be of {expected}. Received: {received}. Compile with the optimizer "
        "that the model was trained with to go on where it was; build one that "
        "is an attribute (`optimizer.build(variables)`) before loading.",
        stacklevel=7,
    )


def _numbers_of_variables(model) -> list[int]:
    """Returns the numbers, among a model's variables, of the optimizer's."""
    built_for = _built_for(getattr(model, NAME), ())
    numbers = {
        id(part): number
        for number, parts in enumerate(_parts_of_variables(model))
        for part in parts
    }
    found = [numbers.get(id(variable)) for variable in built_for]
    return [] if None in found else list(dict.fromkeys(found))


def _undecayed(model) -> list:
    """Returns the variables that weight decay leaves alone."""
    decays = getattr(getattr(model, NAME), "_use_weight_decay", None)
    if decays is None:
        return []
    known = _parts_of_variables(model)
    return [part for parts in known if not decays(parts[0]) for part in parts]


def _leave_undecayed(model, arrays: Mapping[str, dict], moved) -> None:
    """Has weight decay leave alone what a file says that it left alone."""
    found: list = []
    if _UNDECAYED in arrays:
        record = arrays[_UNDECAYED]["0"]
        there = optimizer_record.at_places(model, record, moved)
        # What isn't there decays no more.
        found = list(itertools.chain(*filter(None, there)))
    elif _UNDECAYED_NUMBERS in arrays:
        found = _numbered(model, arrays[_UNDECAYED_NUMBERS])
    if found:
        getattr(model, NAME).exclude_from_weight_decay(found)


def _parts_of_variables(model) -> list[list]:
    """Returns what each of a model's variables is: itself, or its parts."""
    known = sharded_variable.wholes(model.variables)
    return list(map(sharded_variable.parts_of, known))


def _numbered(model, record: dict) -> list:
    """Returns the variables of a model whose numbers a record has."""
    known = _parts_of_variables(model)
    numbers = [int(number) for number in record["0"].ravel()]
    return [part for n in numbers if n < len(known) for part in known[n]]


def _variables(
    model, arrays: Mapping[str, dict], moved: Callable[[str], str | None]
) -> list | None:
    """Returns the variables that a state is of; None if one isn't there.

    A file of another package doesn't say; it is of the variables that training
    changes now, or of those that it changed before any was frozen.
    """
    if _PLACES in arrays:
        record = arrays[_PLACES]["0"]
        there = optimizer_record.at_places(model, record, moved)
        return None if None in there else list(itertools.chain(*there))
    if _VARIABLES in arrays:
        return _numbered(model, arrays[_VARIABLES])
    own = arrays.get(NAME, {})
    known = list(model.variables)
    now = list(model.trainable_variables)
    ever = [variable for variable in known if variable.trainable]
    is_of_ever = _is_state_of(ever, own) and not _is_state_of(now, own)
    return ever if is_of_ever else now


def _is_state_of(variables: list, arrays: dict) -> bool:
    """Tells whether arrays are as many of each shape as a state's are."""
    wholes = sharded_variable.wholes(variables)
    shapes = sorted(tuple(v.shape) for v in wholes)
    slots = sorted(np.shape(a) for a in arrays.values())
    # The counter is a scalar, and so is the rate that Keras 3 writes.
    slots = [shape for shape in slots if shape != () or () in shapes]
    each, rest = divmod(len(slots), max(len(shapes), 1))
    return not rest and slots == sorted(shapes * each)


def _is_built_for(optimizer, variables: list) -> bool:
    built_for = _built_for(optimizer, variables)
    return [id(v) for v in built_for] == [id(v) for v in variables]


def _built_for(optimizer, if_unknown):
    """Returns the variables that an optimizer has its slots for."""
    tell = getattr(optimizer, "_keras_of_variables", None)
    return if_unknown if tell is None else tell()
