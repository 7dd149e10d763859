"""A model that draws goes on from any file as it would have without one."""

import h5py
import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers, saving
from keras.saving.files import file_error
from keras.saving.values import seed_states

X = np.random.default_rng(0).normal(size=(16, 8)).astype("float32")
Y = X[:, :2]
STATES = "top_level_model_weights/seed_generators"


@saving.register_keras_serializable("drawn")
class Shaken(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.draws = {"low": [keras.random.SeedGenerator(3)]}

    def call(self, x):
        (seeds,) = self.draws["low"]
        return x + tf.random.stateless_normal(tf.shape(x), seeds.next())


@saving.register_keras_serializable("drawn")
class Own(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(2)
        self.seeds = keras.random.SeedGenerator(4)

    def build(self, shape):
        self.dense.build(shape)
        self.built = True

    def call(self, x):
        drawn = tf.random.stateless_normal((1, 2), self.seeds.next())
        return self.dense(x) + drawn


def stack(*inner):
    return keras.Sequential([keras.Input((8,)), *inner, layers.Dense(2)])


def nested():
    return stack(stack(layers.Dropout(0.5), layers.Dropout(0.5)))


def own():
    model = Own()
    model.build((None, 8))
    return model


USERS = "of a user's layer"
MODELS = {
    "seeded": lambda: stack(layers.Dropout(0.5, seed=1)),
    "nested": nested,
    USERS: lambda: stack(Shaken()),
    "of the model": own,
    "recurrent": lambda: stack(
        layers.Reshape((4, 2)), layers.GRU(3, recurrent_dropout=0.5)
    ),
}
WHOLE = {".keras": {}, "": {"save_format": "tf"}}
VALUES = {".weights.h5": {}, "": {}, ".weights.json": {"max_shard_size": 1}}


def drawn(name):
    model = MODELS[name]()
    model.compile("sgd", "mse")
    losses(model)
    return model


def losses(model):
    return [model.train_on_batch(X, Y) for _ in range(3)]


@pytest.mark.parametrize(
    "name, ending",
    [(name, ".h5") for name in MODELS] + [(USERS, one) for one in WHOLE],
)
def test_a_model_that_was_loaded_draws_on(name, ending, tmp_path):
    model = drawn(name)
    model.save(tmp_path / f"m{ending}", **WHOLE.get(ending, {}))
    loaded = saving.load_model(tmp_path / f"m{ending}")
    assert losses(loaded) == losses(model)


@pytest.mark.parametrize(
    "name, ending",
    [(name, ".h5") for name in MODELS] + [(USERS, one) for one in VALUES],
)
def test_values_have_what_draws_on(name, ending, tmp_path):
    model, other = drawn(name), drawn(name)
    model.save_weights(tmp_path / f"m{ending}", **VALUES.get(ending, {}))
    losses(other)
    other.load_weights(tmp_path / f"m{ending}")
    assert losses(other) == losses(model)


@pytest.mark.parametrize("name", ["seeded", "nested"])
def test_tf_keras_reads_a_file_with_states(name, tmp_path):
    model = drawn(name)
    model.save(tmp_path / "m.h5")
    theirs = tf_keras.models.load_model(tmp_path / "m.h5")
    near = {"rtol": 1e-5, "atol": 1e-6}
    np.testing.assert_allclose(theirs.predict(X), model.predict(X), **near)


def test_a_file_without_states_leaves_generators_alone(tmp_path):
    model = drawn("nested")
    model.save_weights(tmp_path / "m.h5")
    losses(model)
    with h5py.File(tmp_path / "m.h5", "a") as file:
        assert len(file[STATES].attrs["weight_names"]) == 2
        del file[STATES]
    seeds = [part for part in model.submodules if hasattr(part, "next")]
    before = [one.state.numpy() for one in seeds]
    model.load_weights(tmp_path / "m.h5")
    assert len(seeds) == 2
    np.testing.assert_equal([one.state.numpy() for one in seeds], before)


def test_a_state_that_is_none_is_told_and_nothing_is_set(tmp_path):
    model = drawn("seeded")
    model.save_weights(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        group = file[STATES]
        (name,) = group.attrs["weight_names"]
        del group[name], group.attrs["keras_crc32"]
        group[name] = np.zeros(2, "float32")
    losses(model)
    before = model.get_weights()
    with pytest.raises(file_error.ModelFileError, match=r"found \(2,\) float"):
        model.load_weights(tmp_path / "m.h5")
    np.testing.assert_equal(model.get_weights(), before)


def test_a_state_of_another_form_is_left_where_that_is_asked_for():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dropout(0.5)])
    arrays = seed_states.named_arrays(model)
    wrong = [(name, np.zeros(9)) for name, _ in arrays]
    with pytest.raises(ValueError, match="expected .*, found"):
        seed_states.fitting(model, wrong, "m.h5")
    with pytest.warns(UserWarning, match="m.h5: states of seed generators"):
        assert seed_states.fitting(model, wrong, "m.h5", True) == []
    assert len(seed_states.fitting(model, arrays, "m.h5")) == 1
