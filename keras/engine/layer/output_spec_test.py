"""Tests of what a layer tells of its outputs before there are values."""
# bazel: deps=//keras

import pytest
import tensorflow as tf

import keras
from keras.engine.layer import output_spec, symbolic_call


class Top(keras.layers.Layer):
    """The largest values of rows, and where they are."""

    def call(self, inputs, mask=None, training=None):
        raise AssertionError("traced")

    def compute_output_spec(self, inputs, mask=None):
        return {
            "values": keras.KerasTensor((inputs.shape[0], 2), inputs.dtype),
            "places": tf.TensorSpec((inputs.shape[0], 2), tf.int64),
            "rows": tf.RaggedTensorSpec((None, None), tf.int32, 1),
        }


def test_a_users_hook_is_asked_in_place_of_a_trace():
    outputs = Top()(keras.Input((5,)), training=True)
    assert outputs["values"].shape.as_list() == [None, 2]
    assert outputs["places"].dtype == tf.int64
    assert outputs["rows"].ragged
    assert all(keras.utils.is_keras_tensor(o) for o in outputs.values())


def test_a_users_hook_tells_output_shapes_too():
    shapes = Top().compute_output_shape((7, 5))
    assert shapes["places"] == (7, 2)


class Gated(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(4)

    def call(self, inputs):
        return self.dense(inputs)

    def compute_output_spec(self, inputs):
        return keras.KerasTensor((*inputs.shape[:-1], 4), self.compute_dtype)


def test_layers_inside_one_with_a_hook_are_built_by_a_symbolic_call():
    layer = Gated()
    assert layer(keras.Input((3,))).shape.as_list() == [None, 4]
    assert layer.dense.kernel.shape == (3, 4)


class Halved(keras.layers.Dense):
    def call(self, inputs):
        return tf.cast(super().call(inputs)[..., ::2], tf.int32)


class Told(keras.layers.Dense):
    def compute_output_shape(self, input_shape):
        return (None, 77)


def test_a_rule_of_ours_does_not_hold_for_a_call_of_the_users():
    outputs = Halved(4)(keras.Input((3,)))
    assert outputs.shape.as_list() == [None, 2]
    assert outputs.dtype == tf.int32


def test_a_users_rule_on_shapes_does_not_replace_the_trace():
    assert Told(4)(keras.Input((3,))).shape.as_list() == [None, 4]


def test_any_layer_tells_by_a_trace():
    class Counts(keras.layers.Layer):
        def call(self, inputs):
            return tf.shape(inputs), inputs

    size, same = Counts().compute_output_spec(tf.TensorSpec((None, 3)))
    assert size == tf.TensorSpec((2,), tf.int32)
    assert same == tf.TensorSpec((None, 3), tf.float32)


@pytest.fixture
def no_trace(monkeypatch):
    """Only compute_mask may be traced."""
    trace = symbolic_call.outputs_by_tracing

    def only_masks(layer, args, kwargs, call):
        assert getattr(call, "__name__", "") == "compute_mask"
        return trace(layer, args, kwargs, call)

    monkeypatch.setattr(symbolic_call, "outputs_by_tracing", only_masks)


def test_a_call_with_a_symbolic_mask_is_told_by_the_hook(no_trace):
    mask = keras.Input((4,), dtype=bool)
    outputs = keras.layers.BatchNormalization()(keras.Input((4, 3)), mask=mask)
    assert outputs.shape.as_list() == [None, 4, 3]
    assert outputs._keras_mask.dtype == tf.bool


def test_ragged_and_sparse_embeddings_are_told_by_the_hook(no_trace):
    ragged = keras.Input((None,), ragged=True, dtype="int64")
    outputs = keras.layers.Embedding(5, 2)(ragged)
    assert outputs.type_spec == tf.RaggedTensorSpec(
        (None, None, 2), "float32", 1
    )
    sparse = keras.layers.Embedding(5, 2, sparse=True)(keras.Input((3,)))
    assert sparse.type_spec == tf.SparseTensorSpec((None, 3, 2), "float32")


def test_a_ragged_input_of_a_layer_with_a_rule_on_shapes_is_traced():
    ragged = keras.Input((None, 3), ragged=True)
    assert keras.layers.Dense(2)(ragged).ragged
    assert keras.layers.ReLU()(ragged).ragged


def test_floats_that_are_not_cast_keep_their_type():
    layer = keras.layers.ReLU(autocast=False)
    symbol = layer(keras.Input((3,), dtype="float64"))
    assert symbol.dtype == layer(tf.ones((1, 3), tf.float64)).dtype


def test_a_signature_tells_that_ints_stay_ints():
    spec = tf.TensorSpec((None, 2, 3), tf.int32)
    found = keras.layers.Flatten().compute_output_signature(spec)
    assert found == tf.TensorSpec((None, 6), tf.int32)


def test_a_users_activation_alone_is_traced():
    def places(x):
        return tf.argmax(x, axis=-1)

    layer = keras.layers.Dense(4, places)
    outputs = layer(keras.Input((3,)))
    assert outputs.dtype == tf.int64
    assert outputs.shape.as_list() == [None]
    nested = keras.layers.Dense(4, keras.layers.Activation(places))
    assert nested(keras.Input((3,))).dtype == tf.int64


def test_a_layer_of_ours_without_a_rule_has_none():
    assert not output_spec.has_rule(keras.layers.Lambda)
    assert not output_spec.has_rule(keras.Model)
    assert output_spec.has_rule(keras.layers.Dense)


class Padding:
    def compute_mask(self, inputs, mask=None):
        return tf.not_equal(inputs, 0)


class Padded(Padding, keras.layers.Layer):
    pass


class PaddedSum(keras.layers.Add):
    def compute_mask(self, inputs, mask=None):
        return tf.not_equal(inputs[0], 0)


def test_a_users_compute_mask_makes_masks_wherever_it_comes_from():
    symbol = keras.Input((3,))
    assert Padded()(symbol)._keras_mask.dtype == tf.bool
    assert PaddedSum()([symbol, symbol])._keras_mask.dtype == tf.bool
    assert Padded()(tf.ones((1, 3)))._keras_mask.dtype == tf.bool


def test_a_mask_that_no_one_makes_is_not_traced(monkeypatch):
    def fail(*_):
        raise AssertionError("traced")

    monkeypatch.setattr(symbolic_call, "outputs_by_tracing", fail)
    x = keras.Input((4, 3))
    keras.layers.TimeDistributed(keras.layers.Dense(2))(x)
    keras.layers.Attention()([x, x])
    keras.layers.Concatenate()([x, x])
    keras.layers.Embedding(5, 2)(keras.Input((3,)))
