"""Models of TensorFlow functions, and what must hold of each of them."""

import os
import tempfile
import types
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras import models
from keras.engine.graph import input_layer

# What a package has, as far as models of functions need it.
_OURS = types.SimpleNamespace(Input=input_layer.Input, Model=models.Model)


def symbol_of(value, package=_OURS):
    """Returns a symbolic tensor for a value, with a free batch axis.

    Args:
        value: A dense, ragged or sparse tensor, or an array.
        package: Whose `Input` makes it. Default: Keras.
    """
    if isinstance(value, tf.RaggedTensor):
        spec = tf.RaggedTensorSpec(
            [None, *value.shape[1:]], value.dtype, value.ragged_rank
        )
        return package.Input(type_spec=spec)
    if not isinstance(value, tf.SparseTensor):
        value = tf.constant(value)
    sparse = isinstance(value, tf.SparseTensor)
    return package.Input(value.shape[1:], dtype=value.dtype, sparse=sparse)


def model_of(function: Callable, *values, package=_OURS):
    """Returns a model that calls a function on symbols for the values."""
    symbols = [symbol_of(value, package) for value in values]
    return package.Model(symbols, function(*symbols))


def tensors_of(values) -> list:
    """Returns what a model of these values is called on."""
    kinds = (tf.RaggedTensor, tf.SparseTensor)
    made = [v if isinstance(v, kinds) else tf.constant(v) for v in values]
    return made if len(made) > 1 else made[0]


def check_value(function: Callable, *values):
    """Checks that a function computes on symbols what it does on values.

    Returns:
        The model.
    """
    model = model_of(function, *values)
    given = tensors_of(values)
    wanted = function(*given) if len(values) > 1 else function(given)
    found = model(given)
    check_same(found, wanted)
    for symbol, tensor in zip(
        tf.nest.flatten(model.output), tf.nest.flatten(found)
    ):
        assert symbol.dtype == tensor.dtype
        assert symbol.shape.is_compatible_with(tensor.shape)
    return model


def check_copies(model, *values) -> None:
    """Checks that a model comes back: from a file, its config, a clone."""
    given = tensors_of(values)
    wanted = model(given)
    for again in (
        reloaded(model),
        models.Model.from_config(model.get_config()),
        models.clone_model(model),
    ):
        again.set_weights(model.get_weights())
        check_same(again(given), wanted)
        assert "Lambda" not in {type(la).__name__ for la in again.layers}


def reloaded(model, load: Callable = models.load_model):
    """Returns a model that was saved to a `.keras` file and loaded."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        return load(path)


def check_same(found, wanted) -> None:
    """Checks that two nests of tensors have the same values and types."""
    found = tf.nest.flatten(found, expand_composites=True)
    wanted = tf.nest.flatten(wanted, expand_composites=True)
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted):
        assert one.dtype == other.dtype
        if one.dtype in (tf.string, tf.bool):
            np.testing.assert_array_equal(one, other)
        else:
            # Eager and traced kernels may round differently.
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
