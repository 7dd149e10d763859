"""What comes out of a layer that ends in its activation."""

from typing import Any

import tensorflow as tf

from keras.backend import user_code
from keras.engine import kinds
from keras.engine.layer import layer as layer_module
from keras.engine.layer import output_spec, symbolic_call
from keras.engine.symbols import keras_tensor
from keras.layers import features


def compute_output_spec(layer: Any, inputs: kinds.Tensors) -> kinds.Specs:
    """Tells the outputs of a layer whose last step is `layer.activation`.

    A class takes it as its own hook.

    Args:
        layer: The layer; `compute_output_shape` tells what the activation gets.
        inputs: Its input.
    """
    features.check_numbers(layer._keras_who, inputs)
    if not output_spec.are_dense((inputs,), {}):
        return output_spec.traced(layer, inputs)
    return after(layer, output_spec.by_shape(layer, (inputs,), {}))


def after(layer, spec: tf.TensorSpec) -> tf.TypeSpec:
    """Returns what a layer's activation makes of a tensor.

    Each of Keras's functions but `glu` keeps shape and type. A user's may do
    anything (halve the channels, as gated units do): it is traced.

    Args:
        layer: Has the `activation`.
        spec: What that is given.
    """
    activation = layer.activation
    symbol = keras_tensor.KerasTensor.from_spec(spec)
    if isinstance(activation, layer_module.Layer):
        return activation.compute_output_spec(symbol)
    if keeps_shape(activation):
        return spec
    made = symbolic_call.outputs_by_tracing(layer, (symbol,), {}, activation)
    return tf.nest.map_structure(symbolic_call.spec_of, made)


def keeps_shape(activation) -> bool:
    """Tells whether what comes out of an activation is like what goes in.

    Args:
        activation: A function.
    """
    changes = getattr(activation, "_keras_changes_shape", False)
    return not (changes or user_code.is_users(activation))
