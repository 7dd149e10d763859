"""An exception in a layer's call: it says which layer, and what it was given.

The exception stays the object that was raised, of its type. The innermost
layer is described, once; those around it are named. What TensorFlow and this
package did below the user's own line is taken off the end of the trace.
"""

import os
import pathlib
import re
import types

import numpy as np
import tensorflow as tf

from keras.engine.layer import call_context, number_lists
from keras.tf_internals import error_message, variable_scope

_context = call_context.current
_MARK = "\n\nRaised in the call of "
# Characters: what an error may add to a message, and one argument of it.
_LONGEST, _LONGEST_VALUE = 600, 160
_ON_MESH = (
    " Its variables are on a mesh, and what it was given isn't: `fit` and "
    "`predict` place it; else call it on "
    "`keras.distribution.distribute_tensor(x, layout)`."
)
_NAMES_A_LAYER = re.compile(r"\w+ (layer|model) '")
# What TensorFlow says of an operation, eagerly and in a graph.
_TYPES = re.compile(r"not in (?:the )?list of allowed values: ([\w, ]+)")
# Of an operation whose kernel is for floats, or whose weights are floats.
_FOR_FLOATS = re.compile(
    r"Could not find device for node|was expected to be an? \w+ tensor"
)
_OF_NEST = re.compile(
    r"'(dict|list|tuple)' object has no attribute '(dtype|shape)'"
    r"|Failed to convert '\{|Attempt to convert a value \(\{"
)
_PACKAGE = str(pathlib.Path(__file__).parents[2]) + os.sep
_STRINGS = (tf.string, np.dtype(object))
_LIBRARIES = (_PACKAGE, error_message.TENSORFLOW)


def explained(error: Exception, layer, args: tuple, kwargs: dict) -> Exception:
    """Returns the error, which now tells where it was raised.

    Args:
        error: Raised by `layer.call` or `build`, or by something in it.
        layer: The layer that was called.
        args, kwargs: What `call` was given.
    """
    variable_scope.forget_caching_device()
    trace = error.__traceback__.tb_next
    is_listed = error_message.has_listing(error)
    if _is_of_wrong_inputs(error, args, trace):
        told = not_tensors(layer, args[0])
        told.__cause__ = error
        return told
    if _is_of_numbers(error, args, trace):
        told = number_lists.no_batch(layer, args[0])
        told.__cause__ = error
        return told
    if _is_of_strings(error, layer, args, trace):
        told = _no_numbers(layer, args[0])
        told.__cause__ = error
        return told
    if _is_of_type(error, args, trace):
        told = _no_such_type(layer, args[0], error)
        told.__cause__ = error
        return told
    if _is_of_nest(error, args, trace):
        told = _no_nest(layer, args[0])
        told.__cause__ = error
        return told
    if not _is_told(error):
        text = f"{_MARK}{_place(layer)}, given {_given(layer, args, kwargs)}."
        text = _shortened(text, _LONGEST) + _hint(args, kwargs)
        if "expecting a DTensor" in str(error):
            text += _ON_MESH
        if "None" in str(error):
            text += _context.forgotten_return()
        error = error_message.with_text(error, text)
    if tf.debugging.is_traceback_filtering_enabled():
        trace = _to_users_line(trace, is_listed)
    return error.with_traceback(trace)


def not_tensors(layer, inputs) -> TypeError:
    """Returns the error of a layer that was called on something else."""
    origin = _context.forgotten_return() if inputs is None else _missing(inputs)
    return TypeError(
        f"{layer._keras_who}: a layer computes on tensors. Expected a tensor "
        f"or an array of numbers, or a nest of them. Received: "
        f"inputs={_shortened(repr(inputs), _LONGEST_VALUE)} of type "
        f"{type(inputs).__name__}.{origin}"
    )


def _missing(inputs) -> str:
    """Returns what to do about None among values, as tables have them."""
    for part in tf.nest.flatten(inputs):
        values = part.flat if isinstance(part, np.ndarray) else [part]
        if any(value is None for value in values):
            return (
                " None is no value: fill what is missing, as with a table's "
                "`fillna('')`."
            )
    return ""


def _no_numbers(layer, inputs) -> TypeError:
    """Returns the error of a layer that computes with numbers."""
    return TypeError(
        f"{layer._keras_who}: it computes with numbers. Expected a tensor of "
        f"them. Received: inputs={_value(inputs)}. Turn strings into ids first:"
        " `keras.layers.StringLookup`."
    )


def _no_such_type(layer, inputs, error: Exception) -> TypeError:
    """Returns the error of an operation that hasn't a tensor's type."""
    found = _TYPES.search(str(error))
    allowed = f"one of {' '.join(found[1].split())}" if found else "floats"
    return TypeError(
        f"{layer._keras_who}: it doesn't compute with this type. Expected "
        f"{allowed}. Received: inputs={_value(inputs)}. "
        "Cast them: `tf.cast(inputs, 'float32')`."
    )


def _no_nest(layer, inputs) -> TypeError:
    """Returns the error of a layer that computes on one tensor."""
    return TypeError(
        f"{layer._keras_who}: it computes on one tensor. Expected that, not "
        f"in a {type(inputs).__name__}. Received: inputs={_value(inputs)}. "
        "Call the layer once for each."
    )


def _is_of_wrong_inputs(error: Exception, args: tuple, trace) -> bool:
    """Tells whether our code failed on something that isn't a tensor."""
    if _is_told(error) or all(map(_is_value, tf.nest.flatten(args[:1]))):
        return False
    return _is_ours_alone(trace)


def _is_of_numbers(error: Exception, args: tuple, trace) -> bool:
    """Tells whether our code failed on numbers in a list."""
    is_told = _is_told(error) or not args
    return not is_told and (
        number_lists.has_scalars(args[0]) and _is_ours_alone(trace)
    )


def _is_of_strings(error: Exception, layer, args: tuple, trace) -> bool:
    """Tells whether our code failed on strings that it has no use for."""
    if _is_told(error) or layer._keras_input_dtype == "string":
        return False
    given = filter(_is_value, tf.nest.flatten(args[:1]))
    has_strings = any(value.dtype in _STRINGS for value in given)
    return has_strings and _is_ours_alone(trace)


def _is_of_type(error: Exception, args: tuple, trace) -> bool:
    """Tells whether an operation of our code hasn't the type of its input."""
    kinds = (TypeError, ValueError, tf.errors.OpError)
    if not isinstance(error, kinds) or _is_told(error) or not args:
        return False
    is_told = _TYPES.search(str(error))
    if not is_told and _FOR_FLOATS.search(str(error)):
        given = filter(_is_value, tf.nest.flatten(args[:1]))
        is_told = any(not tf.as_dtype(x.dtype).is_floating for x in given)
    return bool(is_told) and _is_ours_alone(trace)


def _is_of_nest(error: Exception, args: tuple, trace) -> bool:
    """Tells whether our code failed on a nest in the place of a tensor."""
    if _is_told(error) or not args or _is_value(args[0]):
        return False
    is_nested = isinstance(args[0], (dict, list, tuple))
    of_nest = is_nested and _OF_NEST.match(str(error))
    return bool(of_nest) and _is_ours_alone(trace)


def _is_ours_alone(trace: types.TracebackType | None) -> bool:
    while trace is not None:
        if not _is_library(trace.tb_frame.f_code.co_filename):
            return False  # A user's code takes what it takes.
        trace = trace.tb_next
    return True


def _is_value(value) -> bool:
    arrays = np.ndarray, np.generic, tf.Variable
    return tf.is_tensor(value) or isinstance(value, arrays)


def _is_told(error: Exception) -> bool:
    """Tells whether it was met further in, or is ours and names its layer."""
    said = (str(error), *getattr(error, "__notes__", ()))
    if any(_MARK.strip() in text for text in said):
        return True
    return _NAMES_A_LAYER.match(said[0]) is not None


def _place(layer) -> str:
    """Names the layer and those around it, the innermost first."""
    around = [part for part in _context.layers if part is not layer]
    names = [part._keras_who for part in reversed(around)]
    return ", inside ".join([layer._keras_who, *names])


def _given(layer, args: tuple, kwargs: dict) -> str:
    names = [*layer._keras_signature.names, *[""] * len(args)]
    named = [*zip(names, args), *kwargs.items()]
    return ", ".join(
        f"{name}={_value(value)}" if name else _value(value)
        for name, value in named
    )


def _hint(args: tuple, kwargs: dict) -> str:
    given = tf.nest.flatten((args, kwargs))
    if any(isinstance(value, tf.RaggedTensor) for value in given):
        return " If it takes no ragged tensors, `x.to_tensor()` pads them."
    return ""


def _value(value) -> str:
    """Writes a tensor as its type and shape, other values as they are."""
    if isinstance(value, (np.ndarray, np.generic)):
        return f"{value.dtype} {value.shape}"
    if tf.is_tensor(value) or isinstance(value, tf.Variable):
        sizes = value.shape.as_list() if value.shape.rank is not None else "?"
        shape = f"({', '.join(map(str, sizes))})"
        kind = type(value).__name__ if tf.nest.is_nested(value) else ""
        return f"{kind}{value.dtype.name} {shape}"
    if isinstance(value, dict):
        parts = [f"{key!r}: {_value(part)}" for key, part in value.items()]
        return _shortened("{" + ", ".join(parts) + "}", _LONGEST_VALUE)
    if isinstance(value, (list, tuple)):
        parts = [_value(part) for part in value]
        return _shortened("[" + ", ".join(parts) + "]", _LONGEST_VALUE)
    return _shortened(repr(value), _LONGEST_VALUE)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _to_users_line(trace: types.TracebackType | None, is_listed: bool):
    """Cuts off what follows the last line of a user's code.

    A trace that ends in somebody else's library stays: that may be at fault.
    So does one without a user's line, unless the message lists those.
    """
    frames = []
    while trace is not None:
        frames.append(trace)
        trace = trace.tb_next
    end = len(frames)
    while end and _is_library(frames[end - 1].tb_frame.f_code.co_filename):
        end -= 1
    if end == 0 and not is_listed:
        end = len(frames)
    cut = None
    for frame in reversed(frames[:end]):
        cut = types.TracebackType(
            cut, frame.tb_frame, frame.tb_lasti, frame.tb_lineno
        )
    return cut


def _is_library(path: str) -> bool:
    name = os.path.basename(path)
    if name.startswith("__autograph_generated_file"):
        return True
    return path.startswith(_LIBRARIES) and not name.endswith("_test.py")
