"""First values of a model that is made of a file come if they're needed."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers, saving

SIDE = 300
X = np.ones((1, SIDE), "float32")


@saving.register_keras_serializable("first")
class Scaled(layers.Layer):
    """A user's layer that looks at first values, its own and an inner one's."""

    def build(self, shape):
        seeded = keras.initializers.RandomNormal(seed=1)
        self.fixed = self.add_weight(
            name="fixed", shape=(shape[-1], SIDE), initializer=seeded
        )
        self.inner = layers.Dense(SIDE, kernel_initializer=seeded)
        self.inner.build(shape)
        self.scale = 1 / tf.norm(self.fixed) + 1 / tf.norm(self.inner.kernel)
        super().build(shape)

    def call(self, x):
        return self.scale * (x @ self.fixed + self.inner(x))


@saving.register_keras_serializable("first")
class Noted(keras.initializers.Initializer):
    asked = []

    def __call__(self, shape, dtype=None):
        self.asked.append(tuple(shape))
        return tf.ones(shape, dtype)


def stack(*inner):
    return keras.Sequential([keras.Input((SIDE,)), *inner])


@pytest.fixture
def drawn(monkeypatch):
    """The shapes that `GlorotUniform` draws."""
    shapes, draw = [], keras.initializers.GlorotUniform.__call__

    def noted(self, shape, dtype=None, **kwargs):
        shapes.append(tuple(shape))
        return draw(self, shape, dtype, **kwargs)

    monkeypatch.setattr(keras.initializers.GlorotUniform, "__call__", noted)
    return shapes


@pytest.fixture
def forgetful(monkeypatch):
    """Makes layers whose file gives them their bias alone."""
    read = layers.Dense.load_own_variables

    def load_own_variables(self, store):
        if self.name == "forgetful":
            self.bias.assign(store["1"])
        else:
            read(self, store)

    monkeypatch.setattr(layers.Dense, "load_own_variables", load_own_variables)
    return lambda **options: layers.Dense(SIDE, name="forgetful", **options)


@pytest.mark.parametrize(
    "name, options", [("m.keras", {}), ("m.h5", {}), ("m", {"zipped": False})]
)
def test_what_the_file_has_is_not_drawn(name, options, drawn, tmp_path):
    tf.random.set_seed(None)
    model = stack(layers.Dense(SIDE), layers.Dense(SIDE))
    model.save(tmp_path / name, **options)
    drawn.clear()
    loaded = saving.load_model(tmp_path / name)
    np.testing.assert_equal(loaded.get_weights(), model.get_weights())
    assert not drawn


def test_what_the_file_has_not_is_drawn(drawn, forgetful, tmp_path):
    tf.random.set_seed(None)
    model = stack(layers.Dense(SIDE), forgetful(bias_initializer="ones"))
    model.save(tmp_path / "m.keras")
    drawn.clear()
    loaded = saving.load_model(tmp_path / "m.keras")
    assert drawn == [(SIDE, SIDE)]
    kernel, bias = loaded.layers[1].get_weights()
    assert kernel.std() == pytest.approx(SIDE**-0.5, rel=0.05)
    np.testing.assert_array_equal(bias, np.ones(SIDE))
    np.testing.assert_allclose(
        loaded.layers[1](X), X @ kernel + bias, rtol=1e-4, atol=1e-5
    )


def test_on_another_device_it_is_drawn_too(forgetful, tmp_path):
    tf.random.set_seed(None)
    stack(forgetful()).save(tmp_path / "m.keras")
    with tf.device("CPU:1"):
        loaded = saving.load_model(tmp_path / "m.keras")
    kernel, _ = loaded.get_weights()
    assert kernel.std() == pytest.approx(SIDE**-0.5, rel=0.05)


def test_after_a_seed_all_is_drawn_as_ever(drawn, forgetful, tmp_path):
    stack(forgetful(), layers.Dense(SIDE)).save(tmp_path / "m.keras")
    found = []
    for load in (
        lambda: saving.load_model(tmp_path / "m.keras").get_weights()[0],
        lambda: stack(forgetful(), layers.Dense(SIDE)).get_weights()[0],
    ):
        tf.random.set_seed(3)
        found.append((load(), tf.random.uniform(())))
    np.testing.assert_equal(found[0], found[1])


@pytest.mark.parametrize("name", ["m.keras", "m.h5"])
def test_a_users_layer_sees_first_values_when_it_is_built(name, tmp_path):
    tf.random.set_seed(None)
    model = stack(layers.Dense(SIDE), Scaled(), layers.Dense(1))
    model.save(tmp_path / name)
    loaded = saving.load_model(tmp_path / name)
    np.testing.assert_array_equal(loaded(X), model(X))


def test_a_users_own_initializer_is_asked_as_ever(tmp_path):
    tf.random.set_seed(None)
    model = stack(layers.Dense(SIDE, kernel_initializer=Noted()))
    model.save(tmp_path / "m.keras")
    Noted.asked.clear()
    saving.load_model(tmp_path / "m.keras")
    assert Noted.asked == [(SIDE, SIDE)]
