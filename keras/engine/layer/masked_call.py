"""Masks go into a `call` that is a `tf.function`, and come out of it.

A mask is an attribute of its tensor. A `tf.function` hands on values only: what
its body sees are other tensors, and so are its results. So the masks are
handed on as values beside the arguments, and attached again on either side. An
`input_signature` leaves no room for them.
"""

import weakref
from collections.abc import Callable

import tensorflow as tf

from keras.engine.symbols import masking
from keras.tf_internals import traced_function

# A `tf.function` for each layer that needed one, as long as the layer lives.
_functions: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def with_masks(layer) -> Callable:
    """Returns what is called as `layer.call` is, but hands masks on."""

    def call(*args, **kwargs):
        parts = tf.nest.flatten((args, kwargs))
        masks = [masking.mask_of(part) for part in parts]
        if layer.call.input_signature is not None:
            masking.warn_of_drop(layer, masks)
            return layer.call(*args, **kwargs)
        if all(mask is None for mask in masks):
            return layer.call(*args, **kwargs)
        outputs, found = _function_of(layer)(args, kwargs, masks)
        masking.attach(outputs, found)
        return outputs

    return call


def _function_of(layer) -> Callable:
    function = _functions.get(layer)
    if function is None:
        function = traced_function.with_body(
            layer.call, _body(weakref.ref(layer))
        )
        _functions[layer] = function
    return function


def _body(reference: weakref.ref) -> Callable:
    def body(args: tuple, kwargs: dict, masks: list):
        masking.attach((args, kwargs), masks)
        outputs = traced_function.content(reference().call)(*args, **kwargs)
        return outputs, masking.masks_of(outputs)

    return body
