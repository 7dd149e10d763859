"""Calling a layer on symbolic tensors: what comes out, and the record of it."""

import tensorflow as tf

from keras.backend import user_code
from keras.engine.layer import tracking
from keras.engine.symbols import keras_tensor, masking, node
from keras.tf_internals import scratch_graph


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


def outputs_by_arithmetic(layer, inputs):
    """Makes output tensors from a layer's rule on shapes, without a trace."""
    shapes = tf.nest.map_structure(lambda t: t.shape, inputs)
    found = layer.compute_output_shape(shapes)
    dtype = _output_dtype(layer, tf.nest.flatten(inputs)[0].dtype)
    return _map_shapes(
        lambda shape: keras_tensor.KerasTensor(shape, dtype, name=layer.name),
        found,
    )


def can_use_arithmetic(layer, inputs) -> bool:
    """Tells whether a layer's rule on shapes holds for these inputs.

    It does for our own layers that say so, as long as nobody overrode what
    they compute, and for dense inputs. A dynamic layer can't be traced.
    """
    if layer._dynamic:
        return True
    if layer._symbolic_dtype is None:
        return False
    if user_code.is_users(type(layer).call):
        return False
    return all(
        isinstance(t, keras_tensor.KerasTensor)
        and isinstance(t.type_spec, tf.TensorSpec)
        for t in tf.nest.flatten(inputs)
    )


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
    with graph.as_default():
        args, kwargs = tf.nest.map_structure(_placeholder, (args, kwargs))
        outputs = call(*args, **kwargs)
        _refuse_outside_tensors(layer, outputs)
        return tf.nest.map_structure(lambda t: _symbol(t, layer.name), outputs)


def record(layer, args: tuple, kwargs: dict, outputs):
    """Notes a call in the graph of calls, and returns its outputs."""
    node.Node(layer, args, kwargs, outputs)
    return outputs


def _placeholder(value):
    if not isinstance(value, keras_tensor.KerasTensor):
        return value
    tensor = scratch_graph.placeholders(value.type_spec)
    if value._keras_mask is not None:
        tensor._keras_mask = _placeholder(value._keras_mask)
    return tensor


def _refuse_outside_tensors(layer, outputs) -> None:
    for output in tf.nest.flatten(outputs):
        if isinstance(output, keras_tensor.KerasTensor):
            raise TypeError(
                f"{layer._described}: `call` uses a symbolic tensor from "
                "outside. Expected one that computes from its arguments. "
                f"Received: {output!r}. Hand the tensor over too: "
                "`layer([x, y])`."
            )


def _symbol(output, name: str):
    if not scratch_graph.has_spec(output):
        return output
    spec = tf.type_spec_from_value(output)
    symbol = keras_tensor.KerasTensor.from_spec(spec, name)
    mask = masking.mask_of(output)
    if mask is not None:
        symbol._keras_mask = _symbol(mask, f"{name}_mask")
    return symbol


def _output_dtype(layer, input_dtype: tf.DType) -> tf.DType:
    compute_dtype = tf.as_dtype(layer.compute_dtype or "float32")
    if layer._symbolic_dtype == "compute" or input_dtype.is_floating:
        return compute_dtype
    return input_dtype


def _map_shapes(function, shapes):
    if isinstance(shapes, tf.TensorShape):
        return function(shapes)
    if isinstance(shapes, dict):
        return {k: _map_shapes(function, v) for k, v in shapes.items()}
    if any(isinstance(part, (tf.TensorShape, list, tuple)) for part in shapes):
        parts = [_map_shapes(function, part) for part in shapes]
        return tracking.of_type(shapes, parts)
    return function(tf.TensorShape(shapes))
