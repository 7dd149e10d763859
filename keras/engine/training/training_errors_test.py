"""What `compile` and `fit` say when something goes wrong."""

import numpy as np
import pytest
import tensorflow as tf

import keras


def data():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(10, 3)).astype("float32")
    return x, draw.normal(size=(10, 2)).astype("float32")


def linear(**arguments):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse", **arguments)
    return model


def test_training_before_compile_is_refused():
    x = keras.Input((3,))
    model = keras.Model(x, x + 1)
    with pytest.raises(RuntimeError, match="`fit` before `compile`"):
        model.fit(*data())


def test_an_unknown_argument_of_compile_is_refused():
    with pytest.raises(TypeError, match=r"Received: \['metric'\]"):
        linear(metric=["mae"])


def test_an_error_of_the_data_comes_out_as_it_was():
    def broken():
        yield tuple(part[:4] for part in data())
        raise ZeroDivisionError("row 5")

    with pytest.raises(ZeroDivisionError, match="row 5"):
        linear().fit(broken(), verbose=0)


def test_an_error_in_a_users_call_names_the_line():
    class Broken(keras.layers.Layer):
        def call(self, inputs):
            return undefined_name  # noqa: F821

    model = keras.Sequential([Broken()])
    model.compile("sgd", "mse")
    with pytest.raises(NameError, match="undefined_name"):
        model.fit(*data(), verbose=0)


def test_a_loss_that_is_not_a_number_is_logged_as_such():
    model = linear()
    x, y = data()
    x[0, 0] = np.nan
    assert np.isnan(model.fit(x, y, verbose=0).history["loss"][0])


def functional():
    x = keras.Input((5, 5, 1))
    flat = keras.layers.Flatten()(keras.layers.Conv2D(2, 3)(x))
    return keras.Model(x, keras.layers.Dense(2)(flat))


def convolution():
    layers = [keras.layers.Conv2D(2, 3), keras.layers.Flatten()]
    return keras.Sequential([*layers, keras.layers.Dense(2)])


UNBATCHED = {
    "known input": (functional, (5, 5, 1)),
    "unknown input": (convolution, (5, 5, 1)),
    "vectors": (lambda: keras.Sequential([keras.layers.Dense(2)]), (3,)),
    "vectors, known": (linear, (3,)),
}


@pytest.mark.filterwarnings("ignore:Labels and predictions")
@pytest.mark.parametrize("run", ["fit", "evaluate", "predict"])
@pytest.mark.parametrize("case", UNBATCHED)
def test_rows_of_a_dataset_without_batches_are_told_how_to_be(case, run):
    make, shape = UNBATCHED[case]
    model = make()
    model.compile("sgd", "mse")
    rows = np.zeros((8, *shape), "float32"), np.zeros((8, 2), "float32")
    rows = tf.data.Dataset.from_tensor_slices(rows)
    with pytest.raises(ValueError, match=r"batch axis.*`dataset.batch\(32\)`"):
        getattr(model, run)(rows, verbose=0)
    getattr(model, run)(rows.batch(4), verbose=0)
