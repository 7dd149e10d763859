"""Tests of the search for the first number that isn't finite (row 49)."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.testing import two_replicas


class Root(layers.Layer):
    def call(self, inputs):
        return tf.sqrt(inputs)


class Subclassed(keras.Model):
    def __init__(self, parts):
        super().__init__(name="outer")
        self.parts = parts

    def call(self, inputs):
        for part in self.parts:
            inputs = part(inputs)
        return inputs


def functional(parts):
    inputs = outputs = keras.Input((2,))
    for part in parts:
        outputs = part(outputs)
    return keras.Model(inputs, outputs, name="outer")


def sequential(parts):
    return keras.Sequential(parts, name="outer")


def compiled(make, parts, **more):
    model = make(parts)
    model.compile(**{"optimizer": "sgd", "loss": "mse", **more})
    return model


KINDS = pytest.mark.parametrize("make", [functional, sequential, Subclassed])
X = np.ones((6, 2), "float32")


@KINDS
def test_the_layer_and_the_step_are_those_of_the_first_number(make):
    parts = [layers.Flatten(), Root(name="root"), layers.Dense(1)]
    x = X.copy()
    x[4, 1] = -1
    model = compiled(make, parts)
    found = keras.utils.find_nonfinite(model, x, X[:, :1], batch_size=2)
    assert found == keras.utils.NonFinite(2, "output", "outer/root")


@KINDS
def test_a_gradient_is_told_where_values_are_finite(make):
    # The derivative of a root at 0 is infinite: that of what goes into it.
    parts = [layers.Dense(2, name="in"), layers.ReLU(name="zeros"), Root()]
    model = compiled(make, parts)
    model.build((None, 2))
    model.set_weights([-np.ones((2, 2)), np.zeros(2)])
    found = keras.utils.find_nonfinite(model, X, X)
    assert found == keras.utils.NonFinite(0, "gradient", "outer/zeros")


def test_a_layer_inside_is_named_with_those_around():
    inner = keras.Sequential([Root(name="root")], name="inner")
    model = compiled(sequential, [inner, layers.Dense(1)])
    found = keras.utils.find_nonfinite(model, -X, X[:, :1])
    assert str(found) == "step 0: output of outer/inner/root"


def test_a_loss_is_told():
    def broken(y_true, y_pred):
        return tf.reduce_sum(y_pred, -1) / 0.0

    model = compiled(sequential, [layers.Dense(1)], loss=broken)
    found = keras.utils.find_nonfinite(model, X, X[:, :1])
    assert found == keras.utils.NonFinite(0, "loss", "")


def test_a_loss_of_the_models_own_is_told():
    class Model(keras.Sequential):
        def compute_loss(self, x, y, y_pred, sample_weight, training=True):
            return tf.reduce_sum(y_pred) / tf.reduce_min(x)

    model = Model([layers.Dense(1)])
    model.compile("sgd")
    x = X.copy()
    x[3] = 0
    found = keras.utils.find_nonfinite(model, x, batch_size=2)
    assert found == keras.utils.NonFinite(1, "loss", "")


def test_a_variables_gradient_is_told():
    @tf.custom_gradient
    def identity(kernel):
        return tf.identity(kernel), lambda g: g * np.nan

    class Broken(layers.Dense):
        def call(self, inputs):
            return inputs @ identity(self.kernel)

    model = compiled(sequential, [Broken(1, name="broken")])
    found = keras.utils.find_nonfinite(model, X, X[:, :1])
    assert found.what == "gradient"
    assert found.name.endswith("broken/kernel")


def test_weights_that_grow_are_told_with_their_step():
    model = compiled(
        sequential,
        [layers.Dense(1, name="last", kernel_initializer="ones")],
        optimizer=keras.optimizers.SGD(1e18),
    )
    found = keras.utils.find_nonfinite(model, X, 0 * X[:, :1], None, 2)
    assert 0 < found.step < 3
    again = keras.utils.find_nonfinite(model, X, 0 * X[:, :1], None, 2)
    assert found == again, "the model is as before"


def test_all_finite_is_none_and_changes_nothing():
    model = compiled(sequential, [layers.Dense(2), layers.BatchNormalization()])
    model.build((None, 2))
    before = [np.array(w) for w in model.get_weights()]
    data = tf.data.Dataset.from_tensor_slices((X, X)).batch(3)
    assert keras.utils.find_nonfinite(model, data, epochs=2) is None
    for old, new in zip(before, model.get_weights()):
        np.testing.assert_array_equal(old, new)
    assert int(model.optimizer.iterations) == 0
    model.fit(X, X, verbose=0)


def test_masks_reach_the_layers_behind():
    ids = np.array([[1, 2, 0], [3, 0, 0]])
    parts = [
        layers.Embedding(4, 2, mask_zero=True),
        layers.GlobalAveragePooling1D(),
        layers.Lambda(lambda t: t, name="seen"),
    ]
    model = compiled(sequential, parts)
    model.build((None, 3))
    table = np.ones((4, 2), "float32")
    table[0] = 3e38  # Sums of padding overflow.
    model.set_weights([table])
    y = np.ones((2, 2), "float32")
    assert keras.utils.find_nonfinite(model, ids, y) is None


def test_a_scale_that_is_too_large_is_no_fault():
    part = layers.Dense(1, dtype="mixed_float16")
    optimizer = keras.mixed_precision.LossScaleOptimizer(
        keras.optimizers.SGD(0.01), initial_scale=2.0**40
    )
    model = compiled(sequential, [part], optimizer=optimizer)
    assert keras.utils.find_nonfinite(model, X, X[:, :1]) is None


def test_a_number_beyond_float16_is_told():
    parts = [layers.Rescaling(1e5, dtype="float16", name="large")]
    model = compiled(sequential, [*parts, layers.Dense(1)])
    found = keras.utils.find_nonfinite(model, X, X[:, :1])
    assert found == keras.utils.NonFinite(0, "output", "outer/large")


def test_other_errors_stay_what_they_are():
    class Failing(layers.Layer):
        def call(self, inputs):
            tf.debugging.assert_less(inputs, 0.5, "its own")
            return inputs

    model = compiled(sequential, [Failing(), layers.Dense(1)])
    with pytest.raises(tf.errors.InvalidArgumentError, match="its own"):
        keras.utils.find_nonfinite(model, X, X[:, :1])


@pytest.mark.parametrize("epochs", [0, -1, 1.5, None])
def test_epochs_are_checked(epochs):
    model = compiled(sequential, [layers.Dense(1)])
    with pytest.raises(ValueError, match=r"Expected a whole.*epochs="):
        keras.utils.find_nonfinite(model, X, X, epochs=epochs)


def test_a_model_that_is_not_compiled_is_told():
    with pytest.raises(RuntimeError, match="compile"):
        keras.utils.find_nonfinite(sequential([layers.Dense(1)]), X, X)


def test_a_model_that_runs_eagerly_is_built_by_the_search():
    model = compiled(sequential, [layers.Dense(1)], run_eagerly=True)
    assert keras.utils.find_nonfinite(model, X, X[:, :1]) is None


def test_replicas_are_told():
    with two_replicas.strategy().scope():
        model = compiled(functional, [layers.Dense(1)])
    with pytest.raises(ValueError, match="several replicas.*Received: 2"):
        keras.utils.find_nonfinite(model, X, X[:, :1])
