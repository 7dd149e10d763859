"""The values of a model's layers, as Keras 1 and 2 wrote them: one list each.

A layer is known by its name, or by its place among those with variables; a
variable by its place among its layer's: the trainable ones come first.
"""

import collections
import itertools
import os
import warnings
from collections.abc import Callable, Iterable

import numpy as np

from keras.backend import naming, shared_memory
from keras.saving.files import file_error, h5_layers
from keras.saving.values import older_weights, values_report, weight_ranks
from keras.tf_internals import sharded_variable

# Names that a message shows at most.
_NAMES = 5
_OR_BY_NAME = ", or `by_name=True` for the layers alone whose names it has"


def named_arrays(variables: Iterable) -> list[tuple[str, np.ndarray]]:
    """Returns variables' names and values, which are to be read only.

    They are the variables' own memory: a file is written without a copy.

    Args:
        variables: Variables of TensorFlow.
    """
    return [(v.name, shared_memory.seen(v)) for v in variables]


def of_layers(model) -> list[tuple[str, list]]:
    """Returns name and variables of each layer of a model.

    Args:
        model: A model, or a layer.
    Raises:
        ValueError: If two layers have one name.
    """
    layers = [(layer.name, in_order(layer)) for layer in _layers(model)]
    names = [name for name, _ in layers]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"{model.name!r}: Keras 2's HDF5 knows a layer by its name. "
            f"Expected names that differ. Received twice: {twice}. Give them "
            "other names, or save to '.weights.h5' or '.keras'."
        )
    return layers


def in_order(layer) -> list:
    """Returns a layer's variables as its list in a file has them.

    Those that aren't trained come last, in a model of layers too.

    Args:
        layer: A layer, or a model in a model.
    """
    return sharded_variable.wholes(
        [*layer.trainable_weights, *layer.non_trainable_weights]
    )


def of_model(model) -> list:
    """Returns the variables of a model that are none of its layers'.

    Args:
        model: A model, or a layer.
    """
    in_layers = {id(v) for layer in _layers(model) for v in layer.weights}
    return sharded_variable.wholes(
        v for v in model.weights if id(v) not in in_layers
    )


def _layers(model) -> list:
    return list(getattr(model, "layers", ()))


def read(
    model,
    stored: list[h5_layers.StoredLayer],
    path: str | os.PathLike,
    by_name: bool = False,
    skip_mismatch: bool = False,
    backend: str = "tensorflow",
) -> None:
    """Sets a model's values to those of a file; all of them, or none.

    Args:
        model: A built model.
        stored: What the file has.
        path: The file, as a message calls it.
        by_name: True sets the layers whose names the file has, and leaves the
            others alone. Default False.
        skip_mismatch: True leaves alone what doesn't fit, and warns. Default
            False.
        backend: What computed the model in the file. Default 'tensorflow'.
    Raises:
        ModelFileError: If something doesn't fit. All of it is listed. If no
            layer has a name of the file's, with `by_name`.
    """
    pairs, missing, unexpected = _pairs(model, stored, by_name)
    if by_name:
        _tell_by_name(model, [layer for layer, _ in pairs], stored, path)
    else:
        _tell_moved(pairs, path)
    values, mismatched = [], []
    for layer, theirs in pairs:
        arrays = theirs.read()
        variables = of_model(model) if layer is model else in_order(layer)
        if backend == "theano":
            arrays = _by_layers(layer, arrays, older_weights.as_turned)
        found = _assignments(layer, variables, arrays)
        if isinstance(found, str):
            mismatched.append(found)
        else:
            values += found
    if missing or unexpected or mismatched:
        report = values_report.report(missing, unexpected, mismatched)
        others = "" if by_name else _OR_BY_NAME
        others += values_report.mend_by_call(model, unexpected)
        _refuse(report, path, skip_mismatch, others)
    values_report.require_in_range(
        path, [(v.name, array, v.dtype.as_numpy_dtype) for v, array in values]
    )
    _assign(values)


def _assign(values: list) -> None:
    """Gives variables their values, and what can be of it without a copy.

    Args:
        values: Pairs of a variable and its array; empty afterwards, so that
            what was copied is freed on the way.
    """
    places = collections.Counter(array.ctypes.data for _, array in values)
    values.reverse()
    while values:
        variable, array = values.pop()
        is_alone = places[array.ctypes.data] == 1
        value = array.astype(variable.dtype.as_numpy_dtype, copy=False)
        if is_alone and shared_memory.is_of_one_place(variable):
            value = shared_memory.handed_over(value, variable.dtype)
        variable.assign(value, read_value=False)
        del array, value


def _refuse(
    report: str, path: str | os.PathLike, skip_mismatch: bool, others: str
) -> None:
    if not skip_mismatch:
        raise file_error.ValuesDontFitError(
            path, report, f", or pass `skip_mismatch=True`{others}"
        )
    warnings.warn(
        f"{os.fspath(path)}: values that don't fit the model were left as "
        f"they are.\n{report}",
        stacklevel=5,
    )


def _pairs(model, stored: list, by_name: bool) -> tuple[list, list, list]:
    """Returns layers with what is for them, and lines on what is left over."""
    ours = {layer.name: layer for layer in _layers(model) if layer.weights}
    theirs = {one.name: one for one in stored if one.arrays and one.name}
    own = [one for one in stored if one.arrays and not one.name]
    pairs = [(model, one) for one in own if of_model(model) or not by_name]
    if by_name:
        # Keras 2 takes each of the model's layers of that name.
        return pairs + _by_name(model, theirs), [], []
    missing, unexpected = [], []
    if of_model(model) and not own:
        missing.append(_line(model.name, len(of_model(model))))
    if ours.keys() == theirs.keys() and len(ours) == _count(model):
        pairs += [(layer, theirs[name]) for name, layer in ours.items()]
    else:
        layers = [layer for layer in _layers(model) if layer.weights]
        given = [one for one in stored if one.arrays and one.name]
        pairs += list(zip(layers, given))
        missing += [
            _line(layer.name, len(in_order(layer)))
            for layer in layers[len(given) :]
        ]
        unexpected += [
            _line(one.name, len(one.arrays)) for one in given[len(layers) :]
        ]
    return pairs, missing, unexpected


def _by_name(model, theirs: dict) -> list:
    layers = [layer for layer in _layers(model) if layer.name in theirs]
    return [(layer, theirs[layer.name]) for layer in layers]


def _tell_by_name(model, found: list, stored: list, path) -> None:
    """Says which of a model's layers keep their values, if some do."""
    ours = [layer.name for layer in _layers(model) if layer.weights]
    theirs = [one.name for one in stored if one.arrays and one.name]
    left = sorted({*ours} - {layer.name for layer in found})
    if not left:
        return
    told = (
        f"Expected layers among {theirs[:_NAMES]}, {len(theirs)} in all. "
        f"Received: {left[:_NAMES]}, {len(left)} of {len(ours)}."
    )
    if not found:
        raise file_error.ModelFileError(
            path, f"no layer of the model has a name that is in it. {told}"
        )
    warnings.warn(
        f"{os.fspath(path)}: by_name=True left layers as they are. {told}",
        stacklevel=6,
    )


def _tell_moved(pairs: list, path) -> None:
    """Warns where layers are told by place, but some names say otherwise."""
    names = {one.name for _, one in pairs}
    moved = [
        (one.name, layer.name)
        for layer, one in pairs
        if layer.name in names
        and naming.stem(layer.name) != naming.stem(one.name)
    ]
    mend = " Pass `by_name=True` to match by names."
    values_report.warn_of_moved(moved, path, mend)


def _count(model) -> int:
    return sum(bool(layer.weights) for layer in _layers(model))


def _line(name: str, count: int) -> str:
    return f"{name}: {count} variable{'s' if count > 1 else ''}"


def takes(layer, variables: list, arrays: list) -> bool:
    """Tells whether arrays of a file can be those of a layer's variables.

    Args:
        layer: A layer, or a model in a model.
        variables: Its variables, as `in_order` returns them.
        arrays: Names and arrays, as the file has them.
    """
    return not isinstance(_assignments(layer, variables, arrays), str)


def _assignments(layer, variables: list, arrays: list) -> list | str:
    """Returns variables with their values, or a line on what doesn't fit."""
    if any(
        np.iscomplexobj(array) and not variable.dtype.is_complex
        for variable, (_, array) in zip(variables, arrays)
    ):
        return f"{layer.name}: expected real numbers, found complex ones"
    for ordered in _orders(layer, variables, arrays):
        if _all_fit(variables, ordered):
            for variable, (name, array) in zip(variables, ordered):
                if _is_cut(array, variable.dtype):
                    return (
                        f"{layer.name}: expected {variable.dtype.name}, found "
                        f"{array.dtype.name} that it can't hold, in {name}"
                    )
            return [(v, array) for v, (_, array) in zip(variables, ordered)]
    expected = [tuple(variable.shape) for variable in variables]
    found = [np.shape(array) for _, array in arrays]
    return f"{layer.name}: expected {expected}, found {found}"


def _orders(layer, variables: list, arrays: list):
    """Yields arrays in the order of their names, in that they have, as ours.

    Which of a model's variables are trainable, and so come first, may have
    changed since.
    """
    names = [variable.name for variable in variables]
    for shortened in (str, _end):
        by_name = {shortened(name): (name, array) for name, array in arrays}
        wanted = [shortened(name) for name in names]
        if len(by_name) == len(arrays) and by_name.keys() == set(wanted):
            yield [by_name[name] for name in wanted]
    ranked = weight_ranks.in_order(names, arrays)
    if ranked != arrays and _all_fit(variables, ranked):
        is_told = _is_of_other_layers_trained(layer, variables, ranked, arrays)
        if _all_fit(variables, arrays):
            _warn_of_made_names(layer, ranked if is_told else arrays)
        if is_told:
            yield ranked
    yield arrays
    yield _by_layers(layer, arrays, older_weights.in_our_form)


def _all_fit(variables: list, arrays: list) -> bool:
    return len(arrays) == len(variables) and all(
        variable.shape.is_compatible_with(np.shape(array))
        for variable, (_, array) in zip(variables, arrays)
    )


def _is_cut(array: np.ndarray, dtype) -> bool:
    """Tells whether numbers aren't whole, or no truths, for such a type.

    Older Keras have whole numbers as floats.
    """
    if dtype.is_bool:
        return bool(np.any(array != array.astype(bool)))
    if not dtype.is_integer or array.dtype.kind != "f":
        return False
    array = array.astype(np.float64)
    # The largest itself is none of a float's numbers, where it has 64 bits.
    is_held = (float(dtype.min) <= array) & (array < float(dtype.max) + 1)
    return not np.all(is_held & (array == np.trunc(array)))


def _is_of_other_layers_trained(
    layer, variables: list, ranked: list, arrays: list
) -> bool:
    """Tells whether a file's order is that of a model frozen otherwise.

    It has the layers in order twice then: the trained ones, and the others.

    Args:
        layer: The model in a model.
        variables: Its variables, as its list would have them now.
        ranked: The arrays for these, by the numbers in names.
        arrays: Those of the file, in its order.
    """
    listed = map(
        sharded_variable.first_id, sharded_variable.wholes(layer.weights)
    )
    places = {variable: place for place, variable in enumerate(listed)}
    of_array = {
        name: places[sharded_variable.first_id(variable)]
        for variable, (name, _) in zip(variables, ranked)
    }
    order = [of_array[name] for name, _ in arrays]
    back = sum(after < before for before, after in itertools.pairwise(order))
    return back <= 1


def _warn_of_made_names(layer, chosen: list) -> None:
    warnings.warn(
        f"{layer.name!r}: its layers have made names that are others in the "
        "file, and the file's order is another than that of their numbers. "
        "Expected names that say which is which. Received, as they were taken: "
        f"{[name for name, _ in chosen[:_NAMES]]}. Give the layers names, or "
        "save to '.weights.h5'.",
        stacklevel=8,
    )


def _by_layers(layer, arrays: list, change: Callable) -> list:
    """Changes arrays where those of one layer have to be side by side."""
    wholes = sharded_variable.wholes(layer.weights)
    listed, ordered = (
        map(sharded_variable.first_id, wholes),
        map(sharded_variable.first_id, in_order(layer)),
    )
    places = {variable: place for place, variable in enumerate(listed)}
    order = [places[variable] for variable in ordered]
    if len(arrays) == len(order):
        back = sorted(range(len(order)), key=order.__getitem__)
        arrays = [arrays[place] for place in back]
    changed = change(layer, arrays)
    if len(changed) != len(order):
        return changed
    return [changed[place] for place in order]


def _end(name: str) -> str:
    """The layer's part of a variable's name and its own: all Keras have it."""
    return "/".join(name.removesuffix(":0").split("/")[-2:])
