"""A user's class or function that a file names is told, with two ways out."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving

X = np.ones((4, 3), "float32")
FILES = {".keras": {}, ".h5": {}, "folder": {"zipped": False}}


class Doubling(keras.layers.Layer):
    def call(self, x):
        return 2 * x


def raised(x):
    return tf.nn.relu(x) + 1.0


class Squared(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return (y_true - y_pred) ** 2


def far(y_true, y_pred):
    return tf.abs(y_true - y_pred)


CASES = {
    "Doubling": ([Doubling()], "mse", None),
    "raised": ([keras.layers.Dense(3, raised)], "mse", None),
    "Squared": ([keras.layers.Dense(3)], Squared(), None),
    "far": ([keras.layers.Dense(3)], "mse", [far]),
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", CASES)
def test_what_is_not_known_is_named_with_two_ways_out(name, file, tmp_path):
    layers, loss, metrics = CASES[name]
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile("sgd", loss, metrics=metrics)
    model.fit(X, X, verbose=0)
    path = tmp_path / f"m{file}"
    model.save(path, **FILES[file])
    with pytest.raises(saving.ModelFileError) as error:
        keras.models.load_model(path)
    told = error.value.reason
    assert f"Received: '{name}'" in told and len(told) < 400
    assert "register_keras_serializable" in told and "builtins" not in told
    assert f"custom_objects={{'{name}': ...}}" in told
    own = {name: globals()[name]}
    found = keras.models.load_model(path, custom_objects=own)
    np.testing.assert_array_equal(found.predict(X), model.predict(X))
