"""Masks travel on the tensors that they belong to, as `_keras_mask`.

A mask is dropped where a layer gets one and neither takes it (a `mask` argument
of `call`) nor passes it on (`supports_masking`, `compute_mask`). With no layer
inside that may use it, that is told at once, with one warning a layer, unless
the caller says `mask=None`.

TensorFlow's functions lose each mask, as in Keras 2: often a mask is computed
with. So may a layer's `call` that calls others. That is told when it matters:
when the output still has the steps that the mask speaks of, and comes, as it is
or after layers that let it through, to a layer whose `call` takes a mask and
that is given none.
"""

import contextlib
import warnings

import numpy as np
import tensorflow as tf

from keras.tf_internals import eager_tensor

# What a class says of masks.
_ON_MASKS = frozenset({"_keras_makes_masks", "compute_mask"})


def note_class(layer_class: type) -> None:
    """Notes what a new class of layers does with masks, unless it says so."""
    own = vars(layer_class)
    if "compute_mask" in own and "supports_masking" not in own:
        layer_class.supports_masking = True
    owner = next(c for c in layer_class.__mro__ if vars(c).keys() & _ON_MASKS)
    if "_keras_makes_masks" not in vars(owner):
        layer_class._keras_makes_masks = True


def mask_of(tensor):
    """Returns a tensor's mask, or None."""
    # An eager tensor's missing attribute costs 1.2 us to ask for, a look into
    # its dict 0.07 us.
    if type(tensor) is eager_tensor.EagerTensor:
        return tensor.__dict__.get("_keras_mask")
    return getattr(tensor, "_keras_mask", None)


def as_tensors(masks):
    """Returns masks that a user gave, with tensors for NumPy's arrays."""
    return tf.nest.map_structure(
        lambda m: tf.constant(m) if type(m) is np.ndarray else m, masks
    )


def masks_of(tensors):
    """Returns the nest of masks of a nest of tensors; None where none has."""
    masks = [mask_of(tensor) for tensor in tf.nest.flatten(tensors)]
    if all(mask is None for mask in masks):
        return None
    return tf.nest.pack_sequence_as(tensors, masks)


def masked(tensors, masks):
    """Returns copies of tensors that carry masks.

    Tensors that carry these already, or are to have none, are as they were.
    """
    flat, given = tf.nest.flatten(tensors), tf.nest.flatten(masks)
    if all(m is None or m is mask_of(t) for t, m in zip(flat, given)):
        return tensors
    copies = tf.nest.map_structure(tf.identity, tensors)
    attach(copies, masks)
    return copies


def like(tensor, source):
    """Returns a tensor that carries what its source carries, of masks."""
    for name in ("_keras_mask", "_keras_mask_lost_by"):
        value = getattr(source, name, None)
        if value is not None and tf.is_tensor(tensor):
            put(tensor, name, value)
    return tensor


def attach(outputs, masks) -> None:
    """Puts masks on tensors that carry none yet."""
    if masks is None:
        return
    flat_outputs = tf.nest.flatten(outputs)
    flat_masks = tf.nest.flatten(masks)
    for output, mask in zip(flat_outputs, flat_masks):
        if mask is not None and mask_of(output) is None:
            put(output, "_keras_mask", mask)


def bare(tensor):
    """Returns a tensor as it is but for its mask."""
    return tensor if mask_of(tensor) is None else tf.identity(tensor)


def warn_of_drop(layer, masks) -> None:
    """Warns, once, that the mask of a layer's input ends there.

    Args:
        layer: Neither takes masks nor passes them on.
        masks: A mask, or a nest of masks or None.
    """
    shapes = [m.shape for m in tf.nest.flatten(masks) if m is not None]
    if not shapes or layer._keras_state.told_of_mask:
        return
    layer._keras_state.told_of_mask = True
    warnings.warn(
        f"{layer._keras_who}: the mask of its input ends here, so padding "
        f"counts as data. Expected {layer._keras_mask_advice}. Received: a "
        f"mask of shape={shapes[0]}. If it's meant so, call the layer with "
        "`mask=None`.",
        stacklevel=2,
    )


def note_loss(layer, masks, outputs) -> None:
    """Notes on outputs without a mask that the one of the inputs was lost.

    Args:
        layer: Has no use for masks, or stands for a function.
        masks: A mask, or a nest of masks or None.
        outputs: A tensor or a nest of tensors.
    """
    shapes = [m.shape for m in tf.nest.flatten(masks) if m is not None]
    for output in tf.nest.flatten(outputs):
        if tf.is_tensor(output) and mask_of(output) is None:
            if any(_has_axes(output.shape, shape) for shape in shapes):
                _note(output, layer)


def note_dropped(layer, inputs, outputs) -> None:
    """Notes on outputs that a function knew nothing of its inputs' masks.

    Args:
        layer: Stands for the function.
        inputs: Its arguments, in any nest.
        outputs: A tensor or a nest of tensors.
    """
    masks = [mask_of(value) for value in tf.nest.flatten(inputs)]
    if any(mask is not None for mask in masks):
        note_loss(layer, masks, outputs)
    else:
        hand_on_loss(inputs, outputs)


def hand_on_loss(inputs, outputs) -> None:
    """Notes on outputs what is noted on inputs: who lost their mask."""
    loser = _loser_of(inputs)
    if loser is not None:
        for output in tf.nest.flatten(outputs):
            if tf.is_tensor(output) and mask_of(output) is None:
                _note(output, loser)


def warn_of_loss(layer, inputs) -> None:
    """Warns, once, if a layer lost the mask that this one would have taken."""
    loser = _loser_of(inputs)
    if loser is None or loser._keras_state.told_of_mask:
        return
    loser._keras_state.told_of_mask = True
    warnings.warn(
        f"{layer._keras_who} takes a mask and gets none: {loser._keras_who} "
        "had one and didn't pass it on, so padding counts as data. Expected "
        f"{loser._keras_mask_advice}. If it's meant so, pass `mask=None`.",
        stacklevel=2,
    )


def _note(output, layer) -> None:
    put(output, "_keras_mask_lost_by", layer)


def put(tensor, name: str, value) -> None:
    """Puts something on a tensor, where that can be.

    Args:
        tensor: Dense, ragged or sparse.
        name: The attribute.
        value: Its value.
    """
    with contextlib.suppress(AttributeError):  # a RaggedTensor needs no mask
        setattr(tensor, name, value)


def _loser_of(tensors):
    """Returns the layer that lost the mask of one of these tensors, or None."""
    if type(tensors) is eager_tensor.EagerTensor:
        return tensors.__dict__.get("_keras_mask_lost_by")
    for tensor in tf.nest.flatten(tensors):
        loser = getattr(tensor, "_keras_mask_lost_by", None)
        if loser is not None:
            return loser
    return None


def _has_axes(shape: tf.TensorShape, of_mask: tf.TensorShape) -> bool:
    if shape.rank is None or of_mask.rank is None or shape.rank < of_mask.rank:
        return False
    return shape[: of_mask.rank].is_compatible_with(of_mask)
