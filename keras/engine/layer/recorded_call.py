"""A layer's call on symbolic tensors: what comes out is told, and recorded."""

import functools

import tensorflow as tf

from keras.engine.layer import (
    building,
    call_context,
    concrete_call,
    construction,
    output_spec,
    policy_by_path,
    symbolic_call,
    tracking,
)
from keras.engine.symbols import masking

_context = call_context.current


def call_symbolically(layer, args: tuple, kwargs: dict):
    """Calls a layer on symbolic tensors, and records the call."""
    inputs, more, named = layer._keras_signature.name_arguments(
        layer, args, kwargs
    )
    if not args:
        # Recorded as files have it: the input comes first.
        args, kwargs = (inputs,), named
    if layer._keras_state.dtype_policy.by_path:
        policy_by_path.settle(layer)
    is_traced = not output_spec.is_told(layer)
    trace = functools.partial(_traced, layer, args, kwargs)
    if not is_traced:
        with tf.name_scope(layer._keras_scope_name):
            layer._keras_check_call(inputs, args, kwargs)
            if not layer.built:
                building.build_for(layer, inputs, named)
                construction.forget_large(layer)
        inner_layers = tracking.with_inner_layers(layer)
        if not (all(part.built for part in inner_layers) or layer.dynamic):
            trace()  # A call builds the layers inside.
            is_traced = True
        outputs = symbolic_call.outputs_told(layer, inputs, more, named)
        _give_symbolic_masks(layer, inputs, outputs, named)
    else:
        outputs = layer._keras_known_outputs(inputs, more, named)
        is_traced = outputs is None
        if is_traced:
            outputs = trace()
        else:
            layer._keras_check_call(inputs, args, kwargs)
    if layer.activity_regularizer is not None and not is_traced:
        layer._keras_state.loss_terms.note_penalties(layer, outputs)
    if outputs is not None:
        _context.without_output = None
    return symbolic_call.record(layer, args, kwargs, outputs)


def _traced(layer, args: tuple, kwargs: dict):
    """Traces a symbolic call: what it adds to the loss is symbolic too."""
    outer, _context.symbols = _context.symbols, []
    try:
        outputs = symbolic_call.outputs_by_tracing(
            layer,
            args,
            kwargs,
            lambda *a, **k: concrete_call.call_in_full(layer, a, k),
        )
        added = _context.symbols
    finally:
        _context.symbols = outer
    for terms, symbol in added:
        terms.note(symbol)
    return outputs


def _give_symbolic_masks(layer, inputs, outputs, named: dict) -> None:
    masks = named["mask"] if "mask" in named else masking.masks_of(inputs)
    if masks is None and (not layer._keras_makes_masks or layer.dynamic):
        return
    found = symbolic_call.outputs_by_tracing(
        layer, (inputs, masks), {}, layer.compute_mask
    )
    masking.attach(outputs, found)
    if not (layer.supports_masking or concrete_call.got_mask(layer, named)):
        concrete_call.tell_of_drop(layer, masks, outputs)
