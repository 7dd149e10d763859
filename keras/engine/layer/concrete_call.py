"""A layer's call when more has to be done than to compute.

Casts, masks, `training`, building, checks: each in its order, for concrete
tensors and those of graphs.
"""

import contextlib
import threading

import numpy as np
import tensorflow as tf

from keras.backend import user_code
from keras.engine.layer import (
    building,
    call_context,
    call_errors,
    construction,
    losses,
    masked_call,
    number_lists,
    policy_by_path,
    tracking,
)
from keras.engine.symbols import before_cast, masking, run_time_check
from keras.tf_internals import (
    autocast_variable,
    autograph,
    eager_tensor,
    traced_function,
)

_context = call_context.current
_reading = autocast_variable.reading
_EagerTensor = eager_tensor.EagerTensor
_TracedFunction = traced_function.Function
_builder = threading.RLock()
#: The keywords of a call that may be a short one.
ONLY_TRAINING = frozenset({"training"})


def call_in_full(layer, args: tuple, kwargs: dict):
    """Calls a layer on concrete tensors, or on tensors of a graph."""
    if not (layer.built or _context.may_build):
        with _only_builder():
            return call_in_full(layer, args, kwargs)
    signature = layer._keras_signature
    if len(args) == 1 and not kwargs:
        inputs, more, named = args[0], (), {}
    else:
        inputs, more, named = signature.name_arguments(layer, args, kwargs)
    given = inputs
    if type(inputs) is not _EagerTensor:
        inputs = _as_tensors(layer, inputs)
    inputs = _cast(layer, inputs)
    masks = _hand_over_masks(layer, signature, given, named)
    met = _context.masked_calls = _context.masked_calls + (masks is not None)
    training = _hand_over_training(signature, named)
    outer, outer_reading = _context.training, _reading.dtype
    if not _context.layers:
        _context.call = object()
        if _context.terms or _context.recorded:
            losses.drop_older(layer)
    _context.layers.append(layer)
    _context.training, _reading.dtype = training, None
    try:
        with _name_scope(layer):
            layer._keras_check_call(inputs, args, kwargs)
            if type(inputs) is not _EagerTensor:
                inputs = run_time_check.checked(layer, inputs)
            try:
                if not layer.built:
                    building.build_for(layer, inputs, named)
                _reading.dtype = _mixed_type(layer._keras_state.dtype_policy)
                outputs = _call_of(layer)(inputs, *more, **named)
            except Exception as error:
                raise call_errors.explained(  # noqa: B904 (it's the same)
                    error, layer, (inputs, *more), named
                )
            _reading.dtype = None
        masked = _give_masks(layer, inputs, outputs, masks, named, met)
        if layer.activity_regularizer is not None:
            _penalise_activity(layer, outputs)
        outputs = _seen(layer, inputs, outputs)
    finally:
        _context.layers.pop()
        _context.training = outer
        _reading.dtype = outer_reading
    is_plain = given is inputs and len(args) == 1 and outputs is not None
    if is_plain and not masked and kwargs.keys() <= ONLY_TRAINING:
        layer._keras_state.short_way.learn(layer, inputs, training)
    return outputs


def _name_scope(layer) -> tf.name_scope:
    """Returns the scope of a layer's name, in a graph too.

    There TensorFlow numbers scopes of one name, and Keras 2's variables have
    no such numbers; a whole path isn't numbered.
    """
    if tf.executing_eagerly():
        return tf.name_scope(layer._keras_scope_name)
    around = tf.get_current_name_scope()
    path = (
        f"{around}/{layer._keras_scope_name}"
        if around
        else layer._keras_scope_name
    )
    return tf.name_scope(f"{path}/" if path else path)


def _as_tensors(layer, inputs):
    if type(inputs) in (list, tuple):
        inputs = number_lists.joined(layer, inputs)
    try:
        return tf.nest.map_structure(_as_tensor, inputs)
    except ValueError as error:  # an array of objects
        raise call_errors.not_tensors(layer, inputs) from error


def _as_tensor(value):
    if isinstance(value, (np.ndarray, np.generic, float, int)):
        return tf.convert_to_tensor(value)
    return value


def _cast(layer, inputs):
    if layer._keras_state.dtype_policy.by_path:
        policy_by_path.settle(layer)
    dtype = layer._keras_state.dtype_policy.compute_dtype
    if dtype is None or not layer.autocast:
        return inputs
    wanted = tf.as_dtype(dtype)
    if type(inputs) is _EagerTensor and inputs.dtype is wanted:
        return inputs

    def cast(tensor):
        found = getattr(tensor, "dtype", None)
        if (
            isinstance(found, tf.DType)
            and found.is_floating
            and found.base_dtype != wanted
        ):
            return before_cast.cast(tensor, wanted)
        return tensor

    return tf.nest.map_structure(cast, inputs)


def _hand_over_masks(layer, signature, inputs, named: dict):
    """Puts the inputs' masks into `named` where `call` takes them."""
    if signature.masks_by_name:
        _hand_over_named_masks(layer, signature, inputs, named)
    if "mask" in named:
        # Given, None too: then the tensors' own don't count.
        masks = named["mask"] = masking.as_tensors(named["mask"])
        if not signature.takes_mask:
            del named["mask"]
        return masks
    if type(inputs) is _EagerTensor:
        masks = inputs.__dict__.get("_keras_mask")
    else:
        masks = masking.masks_of(inputs)
    if signature.takes_mask:
        if masks is not None:
            named["mask"] = masks
        elif layer._keras_takes_mask and not layer._keras_state.masks_in_call:
            masking.warn_of_loss(layer, inputs)
    return masks


def _hand_over_named_masks(layer, signature, inputs, named: dict) -> None:
    """Puts masks of arguments into `named`, where `call` has names for them.

    Keras 3's contract for calls with several tensors; with one, its mask has
    the name `mask` only.
    """
    arguments = {signature.names[0]: inputs, **named}
    own = {*signature.masks_by_name.values(), "mask"}
    tensors = [
        n for n in arguments if n not in own and _any_tensor(arguments[n])
    ]
    if len(tensors) < 2:
        return
    for name, mask_name in signature.masks_by_name.items():
        if mask_name in named or name not in tensors:
            continue
        masks = masking.masks_of(arguments[name])
        if masks is not None:
            named[mask_name] = masks
        else:
            masking.warn_of_loss(layer, arguments[name])


def _any_tensor(value) -> bool:
    return any(map(tf.is_tensor, tf.nest.flatten(value)))


def _hand_over_training(signature, named: dict):
    """Puts `training` into `named` where `call` takes it.

    The caller's word comes first, then that of the layer around, then the
    default in `call`'s signature.
    """
    training = named.pop("training", None)
    if training is None:
        training = _context.training
    if training is None:
        training = signature.default_training
    if training is not None and signature.takes_training:
        named["training"] = training
    elif signature.must_hear_training:
        named["training"] = None
    return training


def _mixed_type(policy) -> tf.DType | None:
    """Returns what variables read as during `call`, None for as stored."""
    if policy.compute_dtype == policy.variable_dtype:
        return None
    return tf.as_dtype(policy.compute_dtype)


def _call_of(layer):
    if type(layer.call) is _TracedFunction:
        return masked_call.with_masks(layer)
    if tf.executing_eagerly() or layer.dynamic:
        return layer.call
    if not user_code.is_users(type(layer)):
        return layer.call
    return autograph.converted(layer.call)


def _give_masks(layer, inputs, outputs, masks, named: dict, met: int) -> bool:
    """Attaches the outputs' masks; returns whether there were any.

    Args:
        layer, inputs, outputs, masks, named: Of the call.
        met: How many calls had a mask, this one the last.
    """
    if layer._keras_state.masks_in_call:
        return masks is not None
    if masks is None and not layer._keras_makes_masks:
        eager = type(inputs) is _EagerTensor
        noted = not eager or "_keras_mask_lost_by" in inputs.__dict__
        if noted and not got_mask(layer, named):
            masking.hand_on_loss(inputs, outputs)
        return False
    found = layer.compute_mask(inputs, masks)
    masking.attach(outputs, found)
    if not (layer.supports_masking or got_mask(layer, named)):
        went_inside = (
            _context.masked_calls > met
            # Its layers run when it is traced.
            or type(layer.call) is _TracedFunction
        )
        tell_of_drop(layer, masks, outputs, went_inside)
    return found is not None or masks is not None


def tell_of_drop(layer, masks, outputs, went_inside: bool = False) -> None:
    """Says that a mask ends at a layer, or notes that it may.

    Args:
        layer, masks, outputs: Of the call.
        went_inside: True if a layer inside got a mask: it tells if it drops it.
    """
    if went_inside or len(tracking.with_inner_layers(layer)) > 1:
        masking.note_loss(layer, masks, outputs)
    else:
        masking.warn_of_drop(layer, masks)


def got_mask(layer, named: dict) -> bool:
    """Tells whether `call` takes, or was handed, the first argument's mask.

    None too: a caller may say that there is none.
    """
    signature = layer._keras_signature
    first = signature.names[0] if signature.names else None
    own = signature.masks_by_name.get(first)
    return layer._keras_takes_mask or own in named


def _penalise_activity(layer, outputs) -> None:
    for output in tf.nest.flatten(outputs):
        penalty = tf.convert_to_tensor(layer.activity_regularizer(output))
        batch = tf.cast(tf.shape(output)[0], penalty.dtype)
        layer.add_loss(tf.math.divide_no_nan(penalty, batch))


class OutputsSeen:
    """The shapes that a layer returned in the last model call noted.

    Attributes:
        call: The outermost call, as the thread's context tells it.
        shapes: Different nests of `tf.TensorShape`s, one each.
    """

    def __init__(self) -> None:
        self.call = None
        self.shapes: list = []

    def __getstate__(self) -> dict:
        # That call is over.
        return {"call": None, "shapes": self.shapes}


def _seen(layer, inputs, outputs):
    """Notes a call, and returns its outputs, or what a watch puts there."""
    _note_call(layer, inputs, outputs)
    if _context.watch is None:
        return outputs
    return _context.watch(_context.layers, outputs)


def _note_call(layer, inputs, outputs) -> None:
    """Keeps the outputs' shapes, for `summary`, of first calls and traces.

    A layer that has been called has its weights: what they keep isn't kept
    twice.
    """
    if outputs is not None:
        _context.without_output = None
    elif inputs is not None:  # else it passed None on
        _context.without_output = layer._keras_who
    seen = layer._keras_state.outputs_seen
    in_first = seen is None or seen.call is _context.call
    if not in_first and tf.executing_eagerly():
        return
    if seen is None:
        construction.forget_large(layer)
        seen = layer._keras_state.outputs_seen = OutputsSeen()
    if seen.call is not _context.call:
        seen.call, seen.shapes = _context.call, []
    shapes = building.shape_of(outputs)
    if shapes not in seen.shapes:
        seen.shapes.append(shapes)


@contextlib.contextmanager
def _only_builder():
    """Has other threads wait before they build a layer: 32 may predict."""
    # A replica's thread may have to wait for the next one's: no lock there.
    replicas = tf.distribute.has_strategy()
    with contextlib.nullcontext() if replicas else _builder:
        _context.may_build = True
        try:
            yield
        finally:
            _context.may_build = False
