"""Clones of models whose class is a user's: the class stays."""

import numpy as np
import pytest

import keras


class Own:
    """Counts the steps that it trains."""

    steps = 0

    def train_step(self, data):
        """Counts, and trains."""
        self.steps += 1
        return super().train_step(data)


class OfSymbols(Own, keras.Model):
    """Made of symbols, and of a number."""

    def __init__(self, inputs, outputs, factor=1, **kwargs):
        super().__init__(inputs, outputs, **kwargs)
        self.factor = factor


class Plain(Own, keras.Model):
    """Has the base's constructor."""


class OfSize(Own, keras.Model):
    """Makes its symbols itself."""

    def __init__(self, size, **kwargs):
        x = keras.Input((3,))
        super().__init__(x, keras.layers.Dense(size)(x), **kwargs)
        self.factor = size


class Stack(Own, keras.Sequential):
    """Has the base's constructor."""


class StackOfSize(Own, keras.Sequential):
    """Makes its layers itself."""

    def __init__(self, size):
        super().__init__([keras.Input((3,)), keras.layers.Dense(size)])
        self.factor = size


def made(cls):
    if cls in (OfSize, StackOfSize):
        return cls(2)
    if cls is Stack:
        return cls([keras.Input((3,)), keras.layers.Dense(2)])
    x = keras.Input((3,))
    more = {"factor": 2} if cls is OfSymbols else {}
    return cls(x, keras.layers.Dense(2)(x), **more)


CLASSES = [OfSymbols, Plain, OfSize, Stack, StackOfSize]


@pytest.mark.parametrize("cls", CLASSES)
def test_a_clone_has_its_original_s_class_and_train_step(cls):
    model = made(cls)
    clone = keras.models.clone_model(model)
    assert type(clone) is cls
    assert clone.name == model.name
    assert getattr(clone, "factor", 2) == 2
    assert not any(w is v for w in clone.weights for v in model.weights)
    clone.set_weights(model.get_weights())
    rows = np.ones((4, 3), "float32")
    np.testing.assert_array_equal(clone(rows), model(rows))
    clone.compile("sgd", "mse", run_eagerly=True)
    clone.fit(rows, np.ones((4, 2)), batch_size=2, verbose=0)
    assert (clone.steps, model.steps) == (2, 0)


@pytest.mark.parametrize("cls", CLASSES)
def test_an_inner_model_keeps_its_class(cls):
    x = keras.Input((3,))
    inner = made(cls)
    model = keras.Model(x, inner(x))
    clone = keras.models.clone_model(model)
    assert type(clone.layers[1]) is cls
    clone.set_weights(model.get_weights())
    rows = np.ones((4, 3), "float32")
    np.testing.assert_array_equal(clone(rows), model(rows))


@pytest.mark.parametrize("cls", [OfSymbols, Plain, Stack])
def test_a_class_stays_where_layers_are_replaced(cls):
    clone = keras.models.clone_model(
        made(cls), clone_function=lambda layer: keras.layers.Dense(5)
    )
    assert type(clone) is cls
    assert clone.output_shape == (None, 5)
