"""The same seed gives the same run, to the last bit (row 47)."""

import doctest
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.random.default_rng(0).normal(size=(50, 4)).astype("float32")
Y = X[:, :1]


class Batches(keras.utils.Sequence):
    def __len__(self):
        return 7

    def __getitem__(self, index):
        return X[index * 7 : index * 7 + 7], Y[index * 7 : index * 7 + 7]


def generated():
    for start in range(0, 48, 8):
        yield X[start : start + 8], Y[start : start + 8]


def shuffled():
    data = tf.data.Dataset.from_tensor_slices((X, Y))
    return data.shuffle(50).batch(8)


INPUTS = {
    "arrays": lambda: dict(x=X, y=Y, batch_size=8),
    "whole batches": lambda: dict(x=X, y=Y, batch_size=8, shuffle="batch"),
    "data set": lambda: dict(x=shuffled()),
    "sequence": lambda: dict(x=Batches(), shuffle=True),
    "three workers": lambda: dict(x=Batches(), shuffle=True, workers=3),
    "generator": lambda: dict(x=generated(), steps_per_epoch=3),
}


def model_of(steps=None):
    layers = [
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dropout(0.3),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(1),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", "mse", steps_per_execution=steps)
    return model


def trained(kind="arrays", steps=None, seed=3):
    """Returns all that a run of two epochs gives, as one array."""
    keras.utils.set_random_seed(seed)
    model = model_of(steps)
    history = model.fit(**INPUTS[kind](), epochs=2, verbose=0)
    parts = [*model.get_weights(), np.array(history.history["loss"])]
    return np.concatenate([np.ravel(part) for part in parts])


@pytest.mark.parametrize("kind", INPUTS)
def test_a_seed_gives_the_same_run_however_long_runs_of_steps_are(kind):
    expected = trained(kind, steps=1)
    for steps in (3, None):
        np.testing.assert_array_equal(trained(kind, steps), expected)


def test_another_seed_gives_another_run():
    assert not np.array_equal(trained(), trained(seed=4))


def test_a_seed_gives_the_same_run_on_two_replicas():
    with two_replicas.strategy().scope():
        one, other = trained(steps=1), trained()
    np.testing.assert_array_equal(one, other)


def test_layers_that_have_a_seed_need_no_global_one():
    def noise():
        return keras.layers.Dropout(0.5, seed=7)(X, training=True)

    np.testing.assert_array_equal(noise(), noise())


def test_training_goes_on_after_loading_as_without_it(tmp_path):
    data = dict(x=X, y=Y, shuffle=False, verbose=0)
    keras.utils.set_random_seed(3)
    model = model_of()
    model.fit(**data)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    for one in (model, loaded):
        one.fit(**data, epochs=2)
    for one, other in zip(model.get_weights(), loaded.get_weights()):
        np.testing.assert_array_equal(one, other)


_PROGRAM = """
import sys
import numpy as np, tensorflow as tf
import keras
{beginning}
x = np.random.normal(size=(64, 6, 6, 3)).astype("float32")
data = tf.data.Dataset.from_tensor_slices((x, x[:, 0, 0, :1]))
data = data.map(lambda a, b: (a + tf.random.normal((6, 6, 3)), b),
                num_parallel_calls=4).shuffle(64).batch(8)
layers = [keras.layers.Flatten(), keras.layers.Dense(32, activation="relu"),
          keras.layers.Dropout(0.5), keras.layers.Dense(1)]
model = keras.Sequential(layers)
model.compile("adam", "mse")
model.fit(data, epochs=2, verbose=0)
print("found", b"".join(w.tobytes() for w in model.get_weights()).hex())

class Unseeded(keras.layers.Layer):
    def call(self, inputs):
        shape = tf.shape(inputs)
        return inputs * tf.raw_ops.RandomUniform(shape=shape, dtype="float32")

model = keras.Sequential([Unseeded(), keras.layers.Dense(1)])
model.compile("sgd", "mse")
try:
    model.fit(x[:, 0, 0], x[:, 0, 0, :1], verbose=0)
except tf.errors.InvalidArgumentError as error:
    print("refused", "RandomUniform" in str(error))
"""


def documented():
    """The beginning of a program, as the docstring has it."""
    text = keras.utils.enable_determinism.__doc__
    (example,) = doctest.DocTestParser().get_examples(text)
    return f"{example.source}\nmain()"


def output_of(program):
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return done.stdout.splitlines()


def test_a_switch_makes_processes_give_the_same_bits_and_names_ops_that_cant():
    program = _PROGRAM.replace("{beginning}", documented())
    one, other = output_of(program), output_of(program)
    assert one[0].startswith("found")
    assert one[0] == other[0]
    assert one[1] == "refused True"


def test_the_switch_takes_seeds_only():
    with pytest.raises(ValueError, match="Received: seed=-1"):
        keras.utils.enable_determinism(-1)
    with pytest.raises(TypeError, match="seed='a'"):
        keras.utils.enable_determinism("a")
