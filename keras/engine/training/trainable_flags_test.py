"""What was trainable at `compile` is what a model trains."""

import warnings

import numpy as np
import pytest

import keras

X, Y = np.ones((8, 2), "float32"), np.full((8, 1), 3.0, "float32")


def discriminator():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.BatchNormalization(name="norm"),
            keras.layers.Dense(1, name="out"),
        ]
    )
    model.compile("sgd", "mse")
    return model


class Gan(keras.Model):
    def __init__(self, inner):
        super().__init__()
        self.generator, self.inner = keras.layers.Dense(2), inner

    def call(self, x):
        return self.inner(self.generator(x))


def functional_gan(inner):
    z = keras.Input((2,))
    return keras.Model(z, inner(keras.layers.Dense(2)(z)))


def moved(model, train):
    """Returns which weights training changes."""
    before = [np.array(weight) for weight in model.get_weights()]
    train()
    after = model.get_weights()
    return [not np.array_equal(*pair) for pair in zip(before, after)]


@pytest.mark.parametrize("around", [functional_gan, Gan])
@pytest.mark.parametrize("eager", [False, True])
def test_a_model_that_is_frozen_for_another_one_trains_on(around, eager):
    inner = discriminator()
    inner.run_eagerly = eager
    inner.trainable = False
    gan = around(inner)
    gan.compile("sgd", "mse", run_eagerly=eager)
    with pytest.warns(UserWarning, match="trainable.*Received: 4.*norm, out"):
        inner.train_on_batch(X, Y)
    for _ in range(2):  # Warnings are errors from here on.
        assert any(moved(inner, lambda: inner.train_on_batch(2 * X, Y)))
        assert not any(moved(inner, lambda: gan.train_on_batch(X, Y)))
    assert not inner.trainable


def test_batch_statistics_move_as_when_it_was_compiled():
    inner = discriminator()
    inner.trainable = False
    with pytest.warns(UserWarning, match="after `compile`"):
        inner.fit(X, Y, verbose=0)
    mean = inner.get_layer("norm").moving_mean
    np.testing.assert_allclose(mean, [0.01, 0.01], rtol=1e-5)


def test_flags_that_are_put_back_before_each_training_warn_of_nothing():
    inner = discriminator()
    inner.trainable = False
    gan = functional_gan(inner)
    gan.compile("sgd", "mse")
    for _ in range(2):
        inner.trainable = True
        assert any(moved(inner, lambda: inner.train_on_batch(X, Y)))
        inner.trainable = False
        assert not any(moved(inner, lambda: gan.train_on_batch(X, Y)))


def test_a_layer_that_is_thawed_trains_once_compile_is_called_again():
    model = discriminator()
    model.get_layer("out").trainable = False
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    model.get_layer("out").trainable = True
    with pytest.warns(UserWarning, match="Expected 4 variables.*Received: 2"):
        assert not any(moved(model, lambda: model.fit(X, Y, verbose=0))[4:])
    model.compile("sgd", "mse")
    assert all(moved(model, lambda: model.fit(X, Y, verbose=0))[4:])


def test_layers_without_weights_may_change_unseen():
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Activation("relu"), discriminator()]
    )
    model.compile("sgd", "mse")
    model.layers[0].trainable = False
    with warnings.catch_warnings(record=True) as caught:
        model.fit(X, Y, verbose=0)
    assert not caught


def test_a_users_train_step_sees_the_layers_as_they_were():
    class Model(keras.Sequential):
        def train_step(self, data):
            return {"count": len(self.trainable_variables)}

    model = Model([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.trainable = False
    with pytest.warns(UserWarning, match="Expected 0 variables"):
        assert model.fit(X, Y, verbose=0).history == {"count": [2.0]}
