"""A model's values to and from an HDF5 file: all of them, or none."""

import os
import warnings
from typing import BinaryIO

import h5py
import numpy as np

from keras.backend import origin
from keras.saving.files import file_error, h5_store
from keras.saving.values import variable_paths, weights_match

_OPTIMIZER = "optimizer"
# Lines on what doesn't fit that a message shows at most.
_MAX_LINES = 50


def write(file: BinaryIO, model, include_optimizer: bool = True) -> None:
    """Writes a model's values to a file that is opened for writing.

    Args:
        file: A binary file.
        model: A model or layer.
        include_optimizer: True writes the optimizer's state too.
    Raises:
        ValueError: If a variable of the model would be left out.
    """
    found = variable_paths.parts(model)
    entries = [
        (part.path, part.other_path, variable_paths.own_values(part.obj))
        for part in found
    ]
    _check_complete(model, found, entries)
    if include_optimizer:
        for path, obj in _optimizer_parts(model):
            entries.append((path, path, variable_paths.own_values(obj)))
    with h5py.File(file, "w") as opened:
        h5_store.write(opened, entries)


def read(
    file: BinaryIO | str,
    num_bytes: int,
    path: str | os.PathLike,
    model,
    skip_mismatch: bool = False,
    include_optimizer: bool = True,
) -> None:
    """Sets a model's values to those of a file.

    Args:
        file: A binary file, or the path of one.
        num_bytes: Its size.
        path: The file, as a message calls it.
        model: A model or layer with variables.
        skip_mismatch: True leaves alone what doesn't fit, and warns.
        include_optimizer: True reads the optimizer's state, if it's there.
    Raises:
        ModelFileError: If the file is damaged, or doesn't fit the model. The
            model is as it was then.
    """
    with _opened(file, path) as opened:
        try:
            stored = h5_store.stored_parts(opened, num_bytes)
            plan = weights_match.plan(model, stored)
            others = [m for m in plan.matches if _is_optimizer(m.part.obj)]
            plan.matches = [
                m for m in plan.matches if not _is_optimizer(m.part.obj)
            ]
            matches = _accepted(plan, path, skip_mismatch)
            values = [match.stored.read() for match in matches]
            state = []
            if include_optimizer:
                state = _read_optimizer(model, stored)
                state += [(m.part.obj, m.stored.read()) for m in others]
        except file_error.ModelFileError:
            raise
        except (OSError, RuntimeError, KeyError, ValueError) as error:
            reason = str(error) or repr(error)
            raise file_error.ModelFileError(path, reason) from error
    _set_all(matches, values)
    _set_optimizers(state, path)


def _opened(file, path) -> h5py.File:
    try:
        return h5py.File(file, "r")
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise file_error.ModelFileError(
            path,
            "its values can't be read. Expected a whole HDF5 file, such as "
            f"`save_weights` writes. Received: {error}.",
        ) from error


def _check_complete(model, found, entries) -> None:
    """Raises if the model has a variable that no part gave to the file."""
    lost = []
    for part, (path, _, values) in zip(found, entries):
        variables = {id(v): v for v in _variables(part.obj)}
        if len(values) >= len(variables) or not _writes_as_we_do(part.obj):
            continue
        for inner in variable_paths.parts_below(part.obj):
            for variable in _variables(inner):
                variables.pop(id(variable), None)
        if len(values) < len(variables):
            lost += [f"{path or 'model'}: {v.name}" for v in variables.values()]
    if lost:
        raise ValueError(
            "Saving would lose variables. Expected each in an attribute of a "
            "layer, or made by its `add_weight`. Received, with no name in "
            f"the file, among: {'; '.join(lost[:_MAX_LINES])}."
        )


def _variables(obj) -> list:
    return list(getattr(obj, "variables", ()))


def _writes_as_we_do(obj) -> bool:
    writer = getattr(type(obj), "save_own_variables", None)
    return writer is None or origin.is_ours(writer)


def _accepted(plan, path, skip_mismatch: bool) -> list:
    """Returns the matches to be loaded, or raises."""
    differing = {id(m): m.differences() for m in plan.matches}
    mismatched = [line for lines in differing.values() for line in lines]
    if not (plan.missing or plan.unexpected or mismatched):
        return plan.matches
    report = _report(plan.missing, plan.unexpected, mismatched)
    if not skip_mismatch:
        raise file_error.ModelFileError(
            path,
            f"its values don't fit the model, and none was set.\n{report}\n"
            "Make the model as it was, or pass `skip_mismatch=True`.",
        )
    warnings.warn(
        f"{os.fspath(path)}: values that don't fit the model were left as "
        f"they are.\n{report}",
        stacklevel=5,
    )
    return [match for match in plan.matches if not differing[id(match)]]


def _report(missing: list, unexpected: list, mismatched: list) -> str:
    groups = {
        "Missing in the file": missing,
        "Unexpected in the file": unexpected,
        "Of another shape or type": mismatched,
    }
    lines = []
    for title, entries in groups.items():
        if entries:
            lines.append(f"{title} ({len(entries)}):")
            lines += [f"  {entry}" for entry in entries[:_MAX_LINES]]
            more = len(entries) - _MAX_LINES
            lines += [f"  and {more} more"] if more > 0 else []
    return "\n".join(lines)


def _set_all(matches: list, values: list[dict]) -> None:
    done = []
    try:
        for match, arrays in zip(matches, values):
            done.append(match)
            variable_paths.set_own_values(match.part.obj, arrays)
    except BaseException:
        # A user's `load_own_variables` may refuse: put back what was.
        for match in done[:-1]:
            variable_paths.set_own_values(match.part.obj, match.values)
        raise


# The state of optimizers: the compiled one, and those in attributes.


def _is_optimizer(obj) -> bool:
    return hasattr(obj, "apply_gradients")


def _optimizer_parts(model) -> list[tuple[str, object]]:
    optimizer = getattr(model, _OPTIMIZER, None)
    if optimizer is None or not hasattr(optimizer, "save_own_variables"):
        return []
    return [
        (f"{_OPTIMIZER}/{part.path}".rstrip("/"), part.obj)
        for part in variable_paths.parts(optimizer)
    ]


def _read_optimizer(model, stored: list) -> list[tuple[object, dict]]:
    """Returns `(part, arrays)` for the optimizer; it gets its variables."""
    by_path = {part.path: part for part in stored if part.arrays}
    by_path = {p: s for p, s in by_path.items() if p.startswith(_OPTIMIZER)}
    optimizer = getattr(model, _OPTIMIZER, None)
    if not by_path or optimizer is None:
        return []
    if not getattr(optimizer, "built", True):
        optimizer.build(model.trainable_variables)
    return [
        (obj, by_path[path].read())
        for path, obj in _optimizer_parts(model)
        if path in by_path
    ]


def _set_optimizers(state: list, path) -> None:
    for obj, arrays in state:
        mine = variable_paths.own_values(obj)
        arrays = _without_learning_rate(obj, arrays, mine)
        if set(arrays) == {"0"}:
            # Saved before the first step: there is only the step counter.
            arrays = {**mine, **arrays}
        shapes = {key: np.shape(value) for key, value in mine.items()}
        if {key: np.shape(a) for key, a in arrays.items()} == shapes:
            variable_paths.set_own_values(obj, arrays)
            continue
        warnings.warn(
            f"{os.fspath(path)}: the optimizer starts anew. Expected its "
            f"state to have {len(shapes)} arrays, of the variables' shapes. "
            f"Received: {len(arrays)}. Compile with the optimizer that the "
            "model was trained with to go on where it was; build one that is "
            "an attribute (`optimizer.build(variables)`) before loading.",
            stacklevel=6,
        )


def _without_learning_rate(obj, arrays: dict, mine: dict) -> dict:
    """Keras 3 has the learning rate after the step counter; we don't."""
    if len(arrays) != len(mine) + 1 or np.shape(arrays.get("1")) != ():
        return arrays
    if arrays["1"].dtype.kind != "f":
        return arrays
    if isinstance(getattr(type(obj), "learning_rate", None), property):
        obj.learning_rate = float(arrays["1"])
    del arrays["1"]
    in_order = sorted(arrays, key=int)
    return {str(index): arrays[key] for index, key in enumerate(in_order)}
