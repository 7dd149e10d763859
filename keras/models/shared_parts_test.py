"""Clones of models in which layers have a part in common."""

import numpy as np
import pytest

import keras

X = np.linspace(-1, 1, 12, dtype="float32").reshape(3, 4)


class Wrap(keras.layers.Layer):
    """Has a layer of somebody else's."""

    def __init__(self, inner, function=None, **kwargs):
        super().__init__(**kwargs)
        self.inner, self.function = inner, function

    def call(self, x):
        y = self.inner(x) + 1.0
        return y if self.function is None else self.function(y)


class Twice(keras.layers.Layer):
    """Makes an equal layer of the one it's given, as Bidirectional does."""

    def __init__(self, inner, **kwargs):
        super().__init__(**kwargs)
        self.inner = inner
        described = keras.saving.serialize_keras_object([inner, inner])
        self.other, _ = keras.saving.deserialize_keras_object(
            described, {"Wrap": Wrap}
        )

    def call(self, x):
        return self.inner(x) + self.other(x)


def halved(x):
    return x * 0.5


def functional(*layers):
    x = y = keras.Input((4,))
    for layer in layers:
        y = layer(y)
    return keras.Model(x, y)


def dense():
    return keras.layers.Dense(4)


def beside():
    inner = dense()
    return functional(inner, Wrap(inner))


def before():
    inner = dense()
    return functional(Wrap(inner, halved), inner)


def of_two():
    inner = dense()
    return functional(Wrap(inner), Wrap(Wrap(inner)))


def stack():
    inner = dense()
    return keras.Sequential([keras.Input((4,)), inner, Wrap(inner)])


def of_a_model():
    inner = functional(dense(), dense())
    return functional(Wrap(inner), inner, functional(Wrap(inner.layers[1])))


def of_makers():
    inner = Wrap(dense())
    return functional(Twice(inner), Twice(inner), inner)


@pytest.mark.parametrize(
    "make", [beside, before, of_two, stack, of_a_model, of_makers]
)
def test_what_a_model_holds_twice_its_clone_holds_twice(make):
    model = make()
    clone = keras.models.clone_model(model)
    assert [w.shape for w in clone.weights] == [w.shape for w in model.weights]
    assert not {*map(id, clone.weights)} & {*map(id, model.weights)}
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(clone(X), model(X))
    for one in (model, clone):
        one.compile("sgd", "mse", run_eagerly=True)
        one.fit(X, X, shuffle=False, verbose=0)
    for one, other in zip(clone.weights, model.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_a_constructor_makes_of_a_layer_is_no_other_layer(tmp_path):
    model = functional(Twice(Wrap(dense())), Twice(Wrap(dense())))
    path = tmp_path / "model.keras"
    model.save(path)
    mine = {"Twice": Twice, "Wrap": Wrap}
    found = keras.models.load_model(path, mine)
    assert len(found.weights) == len(model.weights) == 8
    np.testing.assert_array_equal(found(X), model(X))


def test_two_clones_have_nothing_in_common():
    model = beside()
    one, other = (keras.models.clone_model(model) for _ in range(2))
    assert not {*map(id, one.weights)} & {*map(id, other.weights)}
