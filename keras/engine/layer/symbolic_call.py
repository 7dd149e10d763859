"""Calling a layer on symbolic tensors: what comes out, and the record of it."""

import tensorflow as tf

from keras.backend import class_facts, symbolic
from keras.distribute import replicas
from keras.engine.layer import call_context, call_signature
from keras.engine.symbols import keras_tensor, masking, node
from keras.tf_internals import scratch_graph, variable_scope

# Arguments that any layer may be called with, whatever its `call` takes.
_OF_EVERY_CALL = ("training", "mask")


def any_symbolic(args: tuple, kwargs: dict) -> bool:
    """Tells whether a symbolic tensor is among a call's arguments."""
    for value in (*args, *kwargs.values()):
        if isinstance(value, keras_tensor.KerasTensor):
            return True
        if isinstance(value, (list, tuple, dict)):
            for part in tf.nest.flatten(value):
                if isinstance(part, keras_tensor.KerasTensor):
                    return True
    return False


def outputs_by_tracing(layer, args: tuple, kwargs: dict, call):
    """Makes output tensors by running `call` once in a graph thrown away.

    Args:
        layer: Names the outputs.
        args, kwargs: Arguments, with symbolic tensors among them.
        call: Called with the same arguments, placeholders for the symbols.
    Raises:
        TypeError: If it computes from a symbolic tensor that isn't one of them.
    """
    graph = scratch_graph.new_graph()
    with graph.as_default(), replicas.trial(), call_context.current.trial():
        args, kwargs = tf.nest.map_structure(_placeholder, (args, kwargs))
        try:
            outputs = call(*args, **kwargs)
        except Exception:
            variable_scope.forget_caching_device()
            raise
        _refuse_outside_tensors(layer, outputs)
        return tf.nest.map_structure(lambda t: _symbol(t, layer.name), outputs)


def outputs_told(layer, inputs, more: tuple, named: dict):
    """Makes output tensors of what `compute_output_spec` says of a call.

    Args:
        layer: The layer; its outputs bear its name.
        inputs: The call's first argument.
        more: Positional ones without a name.
        named: The others, by name.
    """
    hook = _hook_of(type(layer))
    told = {
        name: value
        for name, value in named.items()
        if name not in _OF_EVERY_CALL or hook.takes(name)
    }
    specs = layer.compute_output_spec(inputs, *more, **told)
    return tf.nest.map_structure(lambda s: _symbol_of(s, layer.name), specs)


@class_facts.once("compute_output_spec")
def _hook_of(layer_class: type) -> call_signature.CallSignature:
    return call_signature.CallSignature(layer_class.compute_output_spec)


def spec_of(value):
    """Returns the type of a symbolic tensor; other values as they are."""
    if isinstance(value, keras_tensor.KerasTensor):
        return value.type_spec
    return value


def renewed(symbol, name: str):
    """Returns a symbol of the same type, and with a mask of the same."""
    return _with_mask_of(symbol, symbol.type_spec, name, renewed)


def record(layer, args: tuple, kwargs: dict, outputs):
    """Notes a call in the graph of calls, and returns its outputs."""
    node.Node(layer, args, kwargs, outputs)
    return outputs


def _placeholder(value):
    if not isinstance(value, keras_tensor.KerasTensor):
        return value
    tensor = scratch_graph.placeholders(value.type_spec)
    mask = masking.mask_of(value)
    if mask is not None:
        tensor._keras_mask = _placeholder(mask)
    return tensor


def _refuse_outside_tensors(layer, outputs) -> None:
    for output in tf.nest.flatten(outputs):
        if isinstance(output, keras_tensor.KerasTensor):
            raise TypeError(
                f"{layer._keras_who}: `call` uses a symbolic tensor from "
                "outside. Expected one that computes from its arguments. "
                f"Received: {output!r}. Hand the tensor over too: "
                "`layer([x, y])`."
            )


def _symbol_of(told, name: str):
    spec = spec_of(told)
    if not isinstance(spec, tf.TypeSpec):
        return told
    return keras_tensor.KerasTensor.from_spec(spec, name)


def _symbol(output, name: str):
    if symbolic.stands_for_tensor(output):
        spec = tf.TensorSpec(output.shape, output.dtype)
        return keras_tensor.KerasTensor.from_spec(spec, name)
    if not scratch_graph.has_spec(output):
        return output
    return _with_mask_of(output, tf.type_spec_from_value(output), name, _symbol)


def _with_mask_of(output, spec: tf.TypeSpec, name: str, made):
    symbol = keras_tensor.KerasTensor.from_spec(spec, name)
    mask = masking.mask_of(output)
    if mask is not None:
        symbol._keras_mask = made(mask, f"{name}_mask")
    return symbol
