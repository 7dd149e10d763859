"""One `y` for several outputs: it's every output's, as in Keras 2."""

import functools
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import alike

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import tf_keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

assert_same = functools.partial(alike.assert_close, packages=(keras, tf_keras))

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(8, 3)).astype("float32")
Y = DRAW.normal(size=(8, 2)).astype("float32")
WEIGHT = DRAW.uniform(size=8).astype("float32")


def pair(package, x, units=2):
    parts = package.layers.Dense(2, name="a"), package.layers.Dense(units)
    return parts[0](x), parts[1](x)


def with_list(package):
    x = package.Input((3,))
    return package.Model(x, list(pair(package, x)))


def with_dict(package):
    x = package.Input((3,))
    return package.Model(x, dict(zip("ab", pair(package, x))))


def of_a_class(package):
    class Two(package.Model):
        def __init__(self):
            super().__init__()
            self.head = package.layers.Dense(2)
            self.other = package.layers.Dense(2)

        def call(self, x):
            return self.head(x), self.other(x)

    model = Two()
    model(X)
    return model


def made(package, make, **arguments):
    model = alike.with_drawn_weights(make(package))
    settings = {"loss": "mse", "metrics": ["mse"], **arguments}
    model.compile(package.optimizers.SGD(0.05), **settings)
    return model


RUNS = {
    "fit": lambda m: m.fit(X, Y, verbose=0, shuffle=False).history,
    "weighted": lambda m: m.fit(X, Y, sample_weight=WEIGHT, verbose=0).history,
    "validation": lambda m: (
        m.fit(X, Y, verbose=0, validation_data=(X, Y, WEIGHT)).history
    ),
    "dataset": lambda m: (
        m.fit(
            tf.data.Dataset.from_tensor_slices((X, Y)).batch(4), verbose=0
        ).history
    ),
    "evaluate": lambda m: m.evaluate(X, Y, verbose=0),
    "train_on_batch": lambda m: m.train_on_batch(X, Y, sample_weight=WEIGHT),
    "test_on_batch": lambda m: m.test_on_batch(X, Y),
}


def result(package, make, run, **arguments):
    """Returns what a run gives, and what our package warns of."""
    model = made(package, make, **arguments)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = RUNS[run](model), RUNS[run](model)
    told = [str(w.message) for w in caught if w.category is UserWarning]
    return found, told if package is keras else []


@pytest.mark.parametrize("make", [with_list, with_dict, of_a_class])
@pytest.mark.parametrize("run", RUNS)
def test_one_y_is_every_outputs(run, make):
    assert_same(lambda package: result(package, make, run)[0])


@pytest.mark.parametrize("make", [with_list, with_dict, of_a_class])
@pytest.mark.parametrize("run", RUNS)
def test_one_y_is_warned_of_once(run, make):
    (message,) = result(keras, make, run)[1]
    assert "y: the model has 2 outputs" in message
    assert "Received: 1" in message and "`y=[y, y]`" in message


def test_one_y_trains_as_one_for_each_does():
    shared, each = made(keras, with_list), made(keras, with_list)
    each.fit(X, [Y, Y], verbose=0, shuffle=False)
    with pytest.warns(UserWarning, match="2 outputs"):
        shared.fit(X, Y, verbose=0, shuffle=False)
    for found, expected in zip(shared.get_weights(), each.get_weights()):
        np.testing.assert_array_equal(found, expected)


def test_a_model_with_one_loss_is_not_warned_of():
    def case(package):
        arguments = {"loss": {"a": "mse"}, "metrics": None}
        found, told = result(package, with_dict, "evaluate", **arguments)
        assert told == []
        return found

    assert_same(case)


def test_one_y_that_fits_one_output_only_is_an_error():
    x = keras.Input((3,))
    model = keras.Model(x, list(pair(keras, x, units=4)))
    model.compile("sgd", "mse")
    with (
        pytest.warns(UserWarning, match="same labels"),
        pytest.raises(ValueError, match="y: the model has 2 out.*Received: 1"),
    ):
        model.fit(X, Y, verbose=0)
    with pytest.raises(ValueError, match="Expected one for each.*Received: 1"):
        model.fit(X, [Y], verbose=0)
