"""A model's values to and from an HDF5 file: all of them, or none."""

import contextlib
import functools
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import h5py
import numpy as np

from keras.backend import user_code
from keras.distribute import variable_update
from keras.saving.files import file_error, h5_store
from keras.saving.values import (
    assets,
    optimizer_state,
    values_report,
    variable_paths,
    weights_match,
)
from keras.tf_internals import sharded_variable

# Variables that a message shows at most.
_MAX_LINES = 50


def write(
    file: BinaryIO, written: list[h5_store.Entry], beside: bytes = b""
) -> None:
    """Writes a model's values to a file that is opened for writing.

    Args:
        file: A binary file.
        written: What `entries` returned.
        beside: The files of parts, where they have no other place.
    """
    with h5py.File(file, "w") as opened:
        h5_store.write(opened, written)
        h5_store.write_bytes(opened, beside)


def entries(
    model,
    found: list[variable_paths.Part],
    include_optimizer: bool = True,
    keras_version: int = 2,
) -> list[h5_store.Entry]:
    """Returns what a file gets of each part.

    It's called before there is a file: some variables are read by all workers
    of a strategy together, of which one may find no space.

    Args:
        model: A model or layer.
        found: Its parts.
        include_optimizer: True returns the optimizer's state too.
        keras_version: The Keras that is to go on with the optimizer.
    Raises:
        ValueError: If a variable of the model would be left out, or two parts
            would be at one place.
    """
    if not include_optimizer:
        found = optimizer_state.without(found)
    written = [
        h5_store.Entry(
            part.path,
            part.other_path,
            variable_paths.own_values(part.obj),
            variable_paths.name_of(part.obj),
        )
        for part in found
    ]
    _check_complete(model, found, written)
    _check_apart(found, written)
    if include_optimizer:
        written += optimizer_state.entries(model, keras_version)
    return written


def read(
    files: Sequence[tuple[BinaryIO | str, int]],
    path: str | os.PathLike,
    model,
    skip_mismatch: bool = False,
    include_optimizer: bool = True,
    extract_assets: Callable[[str], None] | None = None,
    is_new: bool = False,
) -> None:
    """Sets a model's values to those of a file, or of several.

    Args:
        files: Binary files, or paths of such, each with its size.
        path: The file, as a message calls it.
        model: A model or layer with variables.
        skip_mismatch: True leaves alone what doesn't fit, and warns.
        include_optimizer: True reads the optimizer's state, if it's there.
        extract_assets: Writes the files of the model's parts to a folder. None
            for those in the file, if there are any.
        is_new: True of a model that nobody has if this fails.
    Raises:
        ModelFileError: If the file is damaged, or doesn't fit the model. One
            that isn't new is as it was then.
    """
    with contextlib.ExitStack() as stack:
        opened = [
            (stack.enter_context(_opened(file, path)), num_bytes)
            for file, num_bytes in files
        ]
        try:
            stored = h5_store.merged(
                part for each in opened for part in h5_store.stored_parts(*each)
            )
            found = variable_paths.parts(model)
            plan = weights_match.plan(found, stored)
            others = plan.take_out(optimizer_state.is_optimizer)
            matches = _accepted(model, plan, path, skip_mismatch)
            values = [(match, match.stored.read()) for match in matches]
            others = [(match, match.stored.read()) for match in others]
            state = optimizer_state.read(model, stored)
            if state and include_optimizer:
                if warn := _warning_of(model, plan, matches):
                    warn(path)
                    state = {}
            values_report.require_in_range(path, _with_types(values))
            beside = b"".join(h5_store.read_bytes(file) for file, _ in opened)
        except file_error.ModelFileError:
            raise
        except (OSError, RuntimeError, KeyError, ValueError) as error:
            reason = str(error) or repr(error)
            raise file_error.ModelFileError(path, reason) from error
    if extract_assets is None and beside:
        extract_assets = functools.partial(assets.unpack, beside, path)
    whole = contextlib.nullcontext()
    if not is_new:
        changed = [match.part.obj for match, _ in values + others]
        whole = _all_or_nothing(model, found, changed)
    with (
        whole,
        assets.loading(
            found, plan.places_of, extract_assets, path, skip_mismatch
        ),
    ):
        for match, arrays in values:
            variable_paths.set_own_values(match.part.obj, arrays)
        if include_optimizer:
            for match, arrays in others:
                optimizer_state.take_attribute(
                    model, match.part.obj, arrays, path
                )
            if state:
                optimizer_state.take(model, state, path, plan.places.get)


def _warning_of(model, plan, matches: list) -> Callable | None:
    """Returns what says why an optimizer's state doesn't fit; None if it does.

    Args:
        model: The model.
        plan: What a file has for it.
        matches: What of that is taken.
    """
    if plan.is_other_order:
        return optimizer_state.warn_of_other_order
    is_left = _leaves_trained(model, plan, matches)
    return optimizer_state.warn_of_other_values if is_left else None


def _opened(file, path) -> h5py.File:
    try:
        return h5py.File(file, "r")
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise file_error.ModelFileError(
            path,
            "its values can't be read. Expected a whole HDF5 file, such as "
            f"`save_weights` writes. Received: {error}.",
        ) from error


def _with_types(values: list) -> Iterator[tuple[str, np.ndarray, np.dtype]]:
    """Yields paths and arrays with the types that they get."""
    for match, arrays in values:
        for key in arrays.keys() & match.sizes.keys():
            path = f"{match.part.path}/{key}".lstrip("/")
            yield path, arrays[key], match.sizes[key].dtype


def _check_complete(model, found, entries) -> None:
    """Raises if the model has a variable that no part gave to the file."""
    lost = []
    for part, (path, _, values, _) in zip(found, entries):
        variables = {id(v): v for v in _variables(part.obj)}
        if _all_are_in(values, variables) or not _writes_as_we_do(part.obj):
            continue
        for inner in variable_paths.parts_below(part.obj):
            for variable in _variables(inner):
                variables.pop(id(variable), None)
        if not _all_are_in(values, variables):
            lost += [f"{path or 'model'}: {v.name}" for v in variables.values()]
    if lost:
        raise ValueError(
            "Saving would lose variables. Expected each in an attribute of a "
            "layer, or made by its `add_weight`. Received, with no name in "
            f"the file, among: {'; '.join(lost[:_MAX_LINES])}."
        )


def _check_apart(found, entries) -> None:
    """Raises if two parts that have something have one path."""
    at: dict[str, list[str]] = {}
    for part, (path, _, values, _) in zip(found, entries):
        if values or assets.is_offered(part.obj):
            at.setdefault(path, []).append(type(part.obj).__name__)
    crossed = {path: kinds for path, kinds in at.items() if len(kinds) > 1}
    if crossed:
        raise ValueError(
            "Parts of the model would be at one place in the file. Expected "
            "names of attributes that make different paths: 'a/b' is that of "
            f"'b' in 'a', too. Received, by path: {crossed}. Give an attribute "
            "another name."
        )


def _all_are_in(values: dict, variables: dict) -> bool:
    return len(values) >= len(sharded_variable.wholes(variables.values()))


def _variables(obj) -> list:
    return list(getattr(obj, "variables", ()))


def _writes_as_we_do(obj) -> bool:
    if getattr(obj, "_keras_writes_fewer", False):
        return False
    writer = getattr(type(obj), "save_own_variables", None)
    return writer is None or not user_code.is_users(writer)


def _accepted(model, plan, path, skip_mismatch: bool) -> list:
    """Returns the matches to be loaded, or raises."""
    values_report.warn_of_moved(plan.moved, path)
    differing = {id(m): m.differences() for m in plan.matches}
    mismatched = [line for lines in differing.values() for line in lines]
    if not (plan.missing or plan.unexpected or mismatched):
        return plan.matches
    report = values_report.report(plan.missing, plan.unexpected, mismatched)
    if not skip_mismatch:
        mend = values_report.mend_by_call(model, plan.unexpected)
        raise file_error.ValuesDontFitError(
            path, report, f", or pass `skip_mismatch=True`{mend}"
        )
    warnings.warn(
        f"{os.fspath(path)}: values that don't fit the model were left as "
        f"they are.\n{report}",
        stacklevel=5,
    )
    return [match for match in plan.matches if not differing[id(match)]]


def _leaves_trained(model, plan, matches: list) -> bool:
    """Tells whether the model trains what isn't loaded: `matches` are."""
    loaded = {id(match) for match in matches}
    left = [part.obj for part, _ in plan.without]
    left += [m.part.obj for m in plan.matches if id(m) not in loaded]
    trained = {id(v) for v in model.trainable_variables}
    return any(id(v) in trained for obj in left for v in _variables(obj))


@contextlib.contextmanager
def _all_or_nothing(model, found: list, parts: list):
    """Puts all parts back as they were if the block raises.

    A user's `load_own_variables` may refuse, half done.
    """
    # What a part gives to a file says it all, but for one with its own reader,
    # of arrays or of files.
    arrays = [(part, variable_paths.own_values(part)) for part in parts]
    changed = [
        part.obj
        for part in found
        if weights_match.reads_itself(part.obj) or assets.is_offered(part.obj)
    ]
    changed.append(getattr(model, optimizer_state.NAME, None))
    before = {id(v): (v, v.value()) for o in changed for v in _variables(o)}
    try:
        yield
    except BaseException:
        for part, values in arrays:
            # What isn't in variables only its own reader can put back; the
            # one that has refused may refuse again.
            with contextlib.suppress(Exception):
                variable_paths.set_own_values(part, values)
        for variable, value in before.values():
            variable_update.assign_total(variable, value)
        raise
