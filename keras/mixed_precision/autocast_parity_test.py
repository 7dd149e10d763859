"""A user's layer under a mixed policy, trained by both packages."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
WEIGHTS = [
    np.random.default_rng(1).normal(size=(4, 3)).astype("float32"),
    np.full((3,), 0.1, "float32"),
    np.ones((3, 1), "float32"),
    np.zeros((1,), "float32"),
]


def model_of(package, policy):
    class Project(package.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            shape = (input_shape[-1], self.units)
            self.kernel = self.add_weight(name="kernel", shape=shape)
            self.bias = self.add_weight(name="bias", shape=(self.units,))

        def call(self, inputs):
            return tf.nn.bias_add(inputs @ self.kernel, self.bias)

    inputs = package.Input((4,))
    hidden = Project(3, dtype=policy)(inputs)
    outputs = Project(1, dtype="float32")(hidden)
    model = package.Model(inputs, outputs)
    model.set_weights(WEIGHTS)
    return model


def trained(package, policy):
    model = model_of(package, policy)
    optimizer = package.optimizers.SGD(0.01)
    for _ in range(10):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(X) - Y) ** 2)
        variables = model.trainable_variables
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables))
    return model


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_training_a_users_layer_gives_the_weights_of_tf_keras(policy):
    ours, theirs = trained(keras, policy), trained(tf_keras, policy)
    # The same ops on the same types; float32 sums may differ in their order.
    for our, their in zip(ours.get_weights(), theirs.get_weights()):
        np.testing.assert_allclose(our, their, rtol=1e-5, atol=1e-6)


def test_the_type_of_the_model_s_tensors_is_that_of_tf_keras():
    ours, theirs = (model_of(p, "mixed_float16") for p in (keras, tf_keras))
    for our, their in zip(ours.layers, theirs.layers):
        assert our.output.dtype == their.output.dtype
        assert our.compute_dtype == their.compute_dtype


def test_a_variable_in_a_call_has_the_type_that_tf_keras_gives_it():
    def types_in(package):
        seen = []

        class Look(package.layers.Layer):
            def build(self, input_shape):
                self.w = self.add_weight(name="w", shape=(2,))
                self.n = self.add_weight(
                    name="n", shape=(2,), experimental_autocast=False
                )

            def call(self, inputs):
                seen.extend([self.w.dtype, self.n.dtype, self.w[0].dtype])
                return inputs

        Look(dtype="mixed_float16")(tf.ones((1, 2)))
        return seen

    assert types_in(keras) == types_in(tf_keras)
