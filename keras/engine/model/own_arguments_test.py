"""What a user's model class puts into its configuration, or keeps out."""

import numpy as np
import pytest

import keras

X = np.ones((4, 2), "float32")


class Tempered(keras.Model):
    def __init__(self, inputs, outputs, temperature=1.0, **kwargs):
        super().__init__(inputs, outputs, **kwargs)
        self.temperature = temperature

    def call(self, inputs, training=None, mask=None):
        return super().call(inputs) / self.temperature

    def get_config(self):
        return {**super().get_config(), "temperature": self.temperature}


class TemperedStack(keras.Sequential):
    def __init__(self, layers=None, temperature=1.0, **kwargs):
        super().__init__(layers, **kwargs)
        self.temperature = temperature

    def call(self, inputs, training=None, mask=None):
        return super().call(inputs) / self.temperature

    def get_config(self):
        return {**super().get_config(), "temperature": self.temperature}


class Made(keras.Model):
    """Makes its own symbols, and hands on what it doesn't know."""

    def __init__(self, units, **kwargs):
        inputs = keras.Input((2,))
        outputs = keras.layers.Dense(units)(inputs)
        super().__init__(inputs=inputs, outputs=outputs, **kwargs)


def tempered():
    inputs = keras.Input((2,))
    outputs = keras.layers.Dense(1, kernel_initializer="ones")(inputs)
    return Tempered(inputs, outputs, temperature=10.0)


def stacked():
    layers = [keras.Input((2,)), keras.layers.Dense(1)]
    return TemperedStack(layers, temperature=10.0)


@pytest.mark.parametrize("make", [tempered, stacked, lambda: Made(3)])
def test_a_file_gives_back_what_a_class_was_made_with(make, tmp_path):
    model = make()
    model.save(tmp_path / "model.keras")
    known = {type(model).__name__: type(model)}
    found = keras.models.load_model(tmp_path / "model.keras", known)
    np.testing.assert_array_equal(found(X), model(X))
    with keras.utils.custom_object_scope(known):
        again = type(model).from_config(model.get_config())
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again(X), model(X))


def test_a_layer_put_in_anothers_place_is_the_one_that_predicts_and_trains():
    class Head(keras.Model):
        def __init__(self):
            super().__init__()
            self.head = keras.layers.Dense(1, kernel_initializer="ones")

        def call(self, inputs):
            return self.head(inputs)

    model = Head()
    model.compile("sgd", "mse")
    assert model.predict(X, verbose=0)[0, 0] == 2.0
    model.head = keras.layers.Dense(1, kernel_initializer="zeros")
    assert model(X)[0, 0] == 0.0
    assert model.predict(X, verbose=0)[0, 0] == 0.0
    assert model.predict_on_batch(X)[0, 0] == 0.0
    assert model.evaluate(X, X[:, :1], verbose=0) == 1.0
