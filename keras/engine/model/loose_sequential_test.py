"""Stacks of layers that no graph can be made of: Python calls them."""

import copy

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

# AutoGraph converts a user's code, and not the package's.
__name__ = "users_code"

X = np.ones((4, 3), "float32")


def own_layers(package):
    class Eager(package.layers.Layer):
        def call(self, inputs):
            return tf.constant(inputs.numpy() * 2)

    class Added(package.layers.Layer):
        def call(self, inputs):
            one, other = tf.nest.flatten(inputs)
            return one + other

    return Eager, Added


Eager, Added = own_layers(keras)


def compiled(model, **options):
    model.compile("sgd", "mse", **options)
    return model


def test_a_layer_that_needs_values_works_in_steps_in_python():
    model = keras.Sequential([Eager(), keras.layers.Dense(2)])
    compiled(model, run_eagerly=True)
    history = model.fit(X, X[:, :2], epochs=2, verbose=0).history["loss"]
    assert history[1] < history[0]
    assert model.predict(X, verbose=0).shape == (4, 2)
    assert model.built and model.layers[1].built
    assert len(model.trainable_weights) == 2


def test_a_layer_that_needs_values_works_in_a_plain_call():
    model = keras.Sequential([Eager(), keras.layers.Dense(2)])
    assert model(X).shape == (4, 2)
    model.summary(print_fn=(lines := []).append)
    assert any("dense" in line and "(4, 2)" in line for line in lines)


def test_a_layer_that_needs_values_is_no_part_of_a_graph():
    model = compiled(keras.Sequential([Eager(), keras.layers.Dense(2)]))
    with pytest.raises(AttributeError, match="numpy"):
        model.fit(X, X[:, :2], verbose=0)


def test_a_stack_is_built_for_no_layer_that_needs_values():
    model = keras.Sequential([Eager(), keras.layers.Dense(2)])
    with pytest.raises(AttributeError, match="numpy"):
        model.build((None, 3))


def test_the_stack_grows_a_graph_when_the_layer_is_gone():
    model = keras.Sequential([keras.layers.Dense(2), Eager()])
    model(X)
    model.pop()
    model(X)
    assert model.output_shape == (None, 2)


several = pytest.mark.parametrize("inputs", [[X, X], {"a": X, "b": X}])


@several
def test_a_first_layer_may_take_several_tensors(inputs):
    def fitted(package):
        _, added = own_layers(package)
        top = package.layers.Dense(2, kernel_initializer="ones")
        model = compiled(package.Sequential([added(), top]))
        kwargs = {"shuffle": False, "verbose": 0}
        return model.fit(inputs, X[:, :2], **kwargs), model

    ours, model = fitted(keras)
    theirs, _ = fitted(tf_keras)
    np.testing.assert_allclose(
        ours.history["loss"], theirs.history["loss"], rtol=1e-6
    )
    assert model.built and len(model.weights) == 2


@several
def test_a_stack_of_several_inputs_is_built_for_their_shapes(inputs):
    model = keras.Sequential([Added(), keras.layers.Dense(2)])
    model.build(tf.nest.map_structure(lambda _: (None, 3), inputs))
    assert [tuple(v.shape) for v in model.weights] == [(3, 2), (2,)]
    assert model(inputs).shape == (4, 2)


@several
def test_a_stack_of_several_inputs_comes_back_from_its_file(inputs, tmp_path):
    model = keras.Sequential([Added(), keras.layers.Dense(2)])
    model(inputs)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", {"Added": Added})
    np.testing.assert_array_equal(again(inputs), model(inputs))
    np.testing.assert_array_equal(copy.deepcopy(model)(inputs), model(inputs))


def test_a_model_of_two_inputs_may_be_the_first_layer():
    a, b = keras.Input((3,)), keras.Input((3,))
    model = keras.Sequential([keras.Model([a, b], a + b)])
    np.testing.assert_array_equal(model([X, X]), X + X)


def test_a_layer_of_two_outputs_is_refused_there_too():
    class Twice(keras.layers.Layer):
        def call(self, inputs):
            return inputs.numpy(), inputs.numpy()

    model = keras.Sequential([Twice()])
    with pytest.raises(ValueError, match="Expected 1. Received: 2 of Twice"):
        model(X)
