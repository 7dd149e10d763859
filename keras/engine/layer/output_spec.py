"""What comes out of a layer, told before there are values."""

import tensorflow as tf

from keras.engine.layer import building, symbolic_call
from keras.engine.symbols import keras_tensor


def traced_output_shape(layer, input_shape):
    """Finds the output's shape by calling the layer on symbols.

    Raises:
        NotImplementedError: If the layer can't be traced.
    """
    dtype = layer.compute_dtype or "float32"
    symbols = tf.nest.map_structure(
        lambda s: keras_tensor.KerasTensor(s, dtype),
        building.with_tensor_shapes(input_shape),
    )
    outputs = _traced_outputs(layer, symbols)
    return tf.nest.map_structure(lambda t: t.shape, outputs)


def output_signature(layer, input_signature):
    """Returns the `tf.TensorSpec`s of the output for those of the input."""
    if layer.compute_output_shape.__module__ == "keras.engine.layer.layer":
        symbols = tf.nest.map_structure(
            keras_tensor.KerasTensor.from_spec, input_signature
        )
        outputs = _traced_outputs(layer, symbols)
        return tf.nest.map_structure(
            lambda t: tf.TensorSpec(t.shape, t.dtype), outputs
        )
    shapes = tf.nest.map_structure(lambda s: s.shape, input_signature)
    dtype = tf.nest.flatten(input_signature)[0].dtype
    return tf.nest.map_structure(
        lambda shape: tf.TensorSpec(shape, layer.compute_dtype or dtype),
        layer.compute_output_shape(shapes),
    )


def _traced_outputs(layer, symbols):
    if layer._dynamic:
        raise NotImplementedError(
            f"{layer._described}: a dynamic layer is never traced, so nothing "
            "tells the shape of its output. Expected a method "
            "`compute_output_shape(input_shape)`. Received: dynamic=True. "
            "Write that method."
        )
    return symbolic_call.outputs_by_tracing(layer, (symbols,), {}, layer)
