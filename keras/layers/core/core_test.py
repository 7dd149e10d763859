"""Tests of the layers that most models have."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers
from keras.saving.config import object_config, registry
from keras.testing import told_specs


def test_dense_computes_its_formula():
    layer = layers.Dense(2, "relu", bias_initializer="ones")
    x = np.array([[1.0, -2.0, 3.0]], "float32")
    outputs = layer(x)
    kernel = layer.kernel.numpy()
    np.testing.assert_allclose(
        outputs, np.maximum(x @ kernel + 1, 0), rtol=1e-6
    )


def test_dense_maps_each_place_of_inner_axes_alike():
    layer = layers.Dense(2)
    x = tf.random.normal((2, 3, 4, 5))
    outputs = layer(x)
    assert outputs.shape == (2, 3, 4, 2)
    np.testing.assert_allclose(outputs[1, 2], layer(x[1, 2]), atol=1e-6)


def test_dense_has_no_bias_when_use_bias_is_false():
    layer = layers.Dense(2, use_bias=False)
    layer(tf.ones((1, 3)))
    assert layer.bias is None
    assert len(layer.weights) == 1


def test_dense_maps_the_values_of_a_ragged_tensor():
    layer = layers.Dense(2)
    rows = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    ragged = tf.RaggedTensor.from_row_splits(rows, [0, 2, 3])
    outputs = layer(ragged)
    assert outputs.shape == (2, None, 2)
    np.testing.assert_allclose(outputs.flat_values, layer(rows), atol=1e-6)


def test_dense_takes_a_ragged_tensor_of_uniform_inner_length():
    layer = layers.Dense(2)
    rows = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    inner = tf.RaggedTensor.from_uniform_row_length(tf.reshape(rows, (-1,)), 2)
    outputs = layer(tf.RaggedTensor.from_row_splits(inner, [0, 2, 3]))
    np.testing.assert_allclose(outputs.flat_values, layer(rows), atol=1e-6)


@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 3)])
def test_dense_gives_for_a_sparse_tensor_what_it_gives_for_the_dense(shape):
    layer = layers.Dense(2)
    dense = tf.cast(tf.random.uniform(shape) > 0.5, tf.float32)
    outputs = layer(tf.sparse.from_dense(dense))
    assert outputs.shape == (*shape[:-1], 2)
    np.testing.assert_allclose(outputs, layer(dense), atol=1e-6)


def test_dense_takes_an_activation_of_another_shape():
    def halves(x):
        a, b = tf.split(x, 2, axis=-1)
        return a * tf.sigmoid(b)

    assert layers.Dense(6, halves)(layers.Input((4,))).shape == (None, 3)


@pytest.mark.parametrize("units", [0, -1, 2.5])
def test_dense_refuses_units_that_are_no_size(units):
    with pytest.raises(ValueError, match=f"at least 1. .*units={units}"):
        layers.Dense(units)


def test_dense_refuses_units_that_are_no_number():
    with pytest.raises(TypeError, match="whole number.*units='3'"):
        layers.Dense("3")


def test_dense_refuses_features_of_unknown_number():
    with pytest.raises(ValueError, match=r"no static size.*\(None, None\)"):
        layers.Dense(2)(layers.Input((None,)))


def test_dense_refuses_another_number_of_features_than_it_was_built_for():
    layer = layers.Dense(2, name="logits")
    layer(tf.ones((1, 3)))
    with pytest.raises(ValueError, match="'logits'.*Expected 3.*4"):
        layer(tf.ones((1, 4)))


def test_dense_refuses_a_row_without_a_batch_axis():
    with pytest.raises(ValueError, match=r"1 axis.*at least 2.*\(3,\)"):
        layers.Dense(2)(tf.ones((3,)))


def test_dense_refuses_unknown_arguments():
    with pytest.raises(TypeError, match="unit_count"):
        layers.Dense(2, unit_count=3)


def test_activation_takes_a_function_that_changes_the_shape():
    layer = layers.Activation(lambda x: tf.reduce_sum(x, axis=-1))
    assert layer(layers.Input((4, 5))).shape == (None, 4)


def test_activation_keeps_ints():
    assert layers.Activation("relu")(tf.constant([-1, 2])).dtype == tf.int32


def test_embedding_looks_rows_up():
    layer = layers.Embedding(4, 2)
    outputs = layer(tf.constant([[3, 0]]))
    np.testing.assert_array_equal(outputs[0], layer.embeddings.numpy()[[3, 0]])


def test_embedding_takes_large_indices_as_floats_under_mixed_precision():
    layer = layers.Embedding(1000, 2, dtype="mixed_bfloat16")
    outputs = layer(tf.constant([[999.0]]))
    expected = tf.cast(layer.embeddings[999], tf.bfloat16)
    np.testing.assert_array_equal(outputs[0, 0], expected)


def test_embedding_masks_index_zero():
    outputs = layers.Embedding(4, 2, mask_zero=True)(tf.constant([[3, 0]]))
    np.testing.assert_array_equal(outputs._keras_mask, [[True, False]])


def test_embedding_takes_ragged_indices():
    outputs = layers.Embedding(4, 2)(tf.ragged.constant([[1, 2], [3]]))
    assert outputs.shape == (2, None, 2)


def test_embedding_takes_sparse_indices():
    indices = tf.constant([[1, 0, 2]])
    layer = layers.Embedding(4, 2)
    np.testing.assert_array_equal(
        layer(tf.sparse.from_dense(indices)), layer(indices)
    )


def test_embedding_returns_a_sparse_tensor_on_request():
    layer = layers.Embedding(4, 2, sparse=True)
    outputs = layer(tf.constant([[1, 2]]))
    assert isinstance(outputs, tf.SparseTensor)
    assert layer.get_config()["sparse"]


def test_embedding_states_its_length_to_the_layer_after_it():
    embedded = layers.Embedding(4, 2, input_length=5)(layers.Input((None,)))
    assert layers.Flatten()(embedded).shape == (None, 10)


def test_embedding_gradient_touches_only_the_rows_looked_up():
    layer = layers.Embedding(4, 2)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(tf.constant([[1, 2]])))
    gradient = tape.gradient(loss, layer.embeddings)
    np.testing.assert_array_equal(gradient.indices, [1, 2])


@pytest.mark.parametrize("name", ["input_dim", "output_dim"])
def test_embedding_refuses_an_empty_table(name):
    sizes = {"input_dim": 3, "output_dim": 3, name: 0}
    with pytest.raises(ValueError, match=f"at least 1. Received: {name}=0"):
        layers.Embedding(**sizes)


def test_identity_passes_a_nest_on():
    inputs = {"a": tf.ones((1, 2)), "b": [tf.zeros((3,))]}
    outputs = layers.Identity()(inputs)
    tf.nest.map_structure(np.testing.assert_array_equal, outputs, inputs)


def test_identity_tells_a_nest_of_several_types():
    symbols = {
        "a": layers.Input((2,), dtype="float64"),
        "b": [layers.Input((3, None), dtype="int64")],
    }
    layer = layers.Identity()
    told_specs.check_told_as_traced(layer, symbols)
    outputs = layer(symbols)
    assert (outputs["a"].dtype, outputs["b"][0].dtype) == (
        tf.float32,
        tf.int64,
    )


def test_lambda_hands_arguments_mask_and_training_to_its_function():
    def function(x, scale, mask=None, training=None):
        return x * scale * (2.0 if training else 1.0), mask

    layer = layers.Lambda(function, arguments={"scale": 3.0})
    x = tf.ones((1, 2))
    outputs, mask = layer(x, mask=tf.constant([True]), training=True)
    np.testing.assert_array_equal(outputs, [[6.0, 6.0]])
    np.testing.assert_array_equal(mask, [True])


def test_lambda_states_the_output_shape_it_was_given():
    layer = layers.Lambda(lambda x: x, output_shape=(7,))
    assert layer.compute_output_shape((None, 3)) == (None, 7)
    layer = layers.Lambda(lambda x: x, output_shape=lambda s: (*s, 2))
    assert layer.compute_output_shape((None, 3)) == (None, 3, 2)


def test_lambda_finds_the_output_shape_by_a_trace():
    layer = layers.Lambda(lambda x: tf.reduce_sum(x, 1))
    assert layer(layers.Input((3, 4))).shape == (None, 4)


def test_lambda_of_several_inputs_states_the_shape_it_was_given():
    layer = layers.Lambda(lambda pair: pair[0], output_shape=(7,))
    shapes = [tf.TensorShape((2, 3)), tf.TensorShape((2, 4))]
    assert layer.compute_output_shape(shapes) == (2, 7)


def test_lambda_computes_its_own_mask():
    keep = tf.constant([[True, False]])
    layer = layers.Lambda(lambda x: x, mask=lambda inputs, mask: keep)
    outputs = layer(tf.ones((1, 2)))
    np.testing.assert_array_equal(outputs._keras_mask, keep)


def test_lambda_refuses_variables():
    inner = layers.Dense(2, name="inner")
    layer = layers.Lambda(inner.call)
    inner(tf.ones((1, 3)))
    assert layer(tf.ones((1, 3))).shape == (1, 2)
    layer = layers.Lambda(lambda x: tf.Variable(1.0, name="lost") * x)
    with pytest.raises(ValueError, match="creates a variable.*'lost'"):
        layer(tf.ones((1, 3)))


def test_lambda_refuses_what_is_no_function():
    with pytest.raises(TypeError, match="Expected a function.*function=3"):
        layers.Lambda(3)


@registry.register_keras_serializable("core_test")
def doubled(x, times=2):
    return x * times


def test_lambda_of_a_registered_function_makes_an_equal_layer():
    layer = layers.Lambda(doubled, arguments={"times": 3}, output_shape=(2,))
    copy = layers.Lambda.from_config(layer.get_config())
    assert copy.function is doubled
    np.testing.assert_array_equal(copy(tf.ones((1, 2))), [[3.0, 3.0]])
    assert copy.get_config() == layer.get_config()


def test_lambda_of_keras_2_is_read_with_its_function_given_by_name():
    config = {
        "name": "lambda",
        "trainable": True,
        "dtype": "float32",
        "function": "triple",
        "function_type": "function",
        "module": "somewhere",
        "output_shape": None,
        "output_shape_type": "raw",
        "output_shape_module": None,
        "arguments": {},
    }
    with pytest.raises(ValueError, match="'triple'.*custom_objects"):
        layers.Lambda.from_config(config)
    custom_objects = {"triple": lambda x: 3 * x}
    layer = layers.Lambda.from_config(config, custom_objects)
    np.testing.assert_array_equal(layer(tf.ones((1,))), [3.0])


def test_lambda_of_keras_2_with_code_is_refused():
    config = {"function": ("4wEAAAA=", None, None), "function_type": "lambda"}
    with pytest.raises(ValueError, match="safe_mode=False"):
        layers.Lambda.from_config(config)


def test_lambda_expression_is_revived_only_for_who_trusts_the_file():
    """Row 55."""
    function = eval("lambda x: 3 * x", {"__name__": "users_code"})
    layer = layers.Lambda(function)
    config = object_config.serialize_keras_object(layer)
    with pytest.raises(ValueError, match="safe_mode=False"):
        object_config.deserialize_keras_object(config)
    copy = object_config.deserialize_keras_object(config, safe_mode=False)
    np.testing.assert_array_equal(copy(tf.ones((1,))), [3.0])


def test_layers_are_made_from_their_configs():
    config = layers.serialize(layers.Dense(3, name="logits"))
    assert config["class_name"] == "Dense"
    assert layers.deserialize(config).name == "logits"


def test_layers_are_made_from_configs_without_a_module():
    layer = layers.Dense(3, name="logits")
    config = layers.serialize(layer, use_legacy_format=True)
    assert set(config) == {"class_name", "config"}
    assert layers.deserialize(config).get_config() == layer.get_config()


@pytest.mark.parametrize("as_list", [True, False])
def test_embedding_starts_with_the_table_that_it_is_given(as_list):
    table = np.arange(8, dtype="float32").reshape(4, 2)
    layer = layers.Embedding(4, 2, weights=[table] if as_list else table)
    np.testing.assert_array_equal(
        layer(tf.constant([[3, 0]]))[0], table[[3, 0]]
    )
    assert "weights" not in layer.get_config()


def test_input_layer_has_the_names_of_keras_3():
    layer = layers.InputLayer(shape=(3,), batch_size=2)
    assert layer.batch_shape == layers.InputLayer((3,), 2).batch_shape == (2, 3)


def test_lambda_runs_the_code_of_a_config_for_who_says_so():
    config = layers.Lambda(lambda x: x + 1).get_config()
    with pytest.raises(ValueError, match="code"):
        layers.Lambda.from_config(config)
    read = layers.Lambda.from_config(config, safe_mode=False)
    np.testing.assert_array_equal(read(tf.ones((1, 1))), [[2.0]])


@pytest.mark.parametrize(
    "layer",
    [
        layers.Dense(2),
        layers.EinsumDense("ab,bc->ac", 2),
        layers.Activation("relu"),
        layers.Embedding(3, 2),
    ],
    ids=lambda layer: layer.name,
)
def test_a_symbol_of_strings_is_refused_where_numbers_are_computed(layer):
    with pytest.raises(TypeError, match="Expected.*Received: dtype=string"):
        layer(layers.Input((2,), dtype="string"))


def test_activation_leaves_strings_to_a_function_that_takes_them():
    layer = layers.Activation(tf.strings.lower)
    assert layer(layers.Input((2,), dtype="string")).dtype == tf.string


@pytest.mark.parametrize(
    "declared", [[(1,), (3,)], lambda shape: [(shape[0], 1), (shape[0], 3)]]
)
def test_lambda_may_declare_the_shapes_of_several_outputs(declared):
    layer = layers.Lambda(lambda x: [x[:, :1], x[:, 1:]], declared)
    found = layer.compute_output_shape((None, 4))
    assert [tuple(shape) for shape in found] == [(None, 1), (None, 3)]
    of_two = layers.Lambda(lambda xs: xs[0], (3,))
    assert of_two.compute_output_shape(((5, 4), (5, 2))) == (5, 3)


def test_dense_refuses_an_input_without_features():
    """TensorFlow ends the process over a graph of it, with a bias."""
    with pytest.raises(ValueError, match=r"above 0.*shape=\(4, 0\)"):
        tf.function(layers.Dense(3))(tf.zeros((4, 0)))
