"""Bins that Keras 2 has learned, in its files, and ours there."""

import copy
import pickle

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

# tf_keras on a newer NumPy.
pytestmark = pytest.mark.filterwarnings("ignore:.*__array__:DeprecationWarning")

SECONDS = 1_700_000_000 + np.arange(1000)


def adapted(k, data, **options):
    layer = k.layers.Discretization(**{"num_bins": 5, "name": "d", **options})
    layer.adapt(data)
    return layer


def model_of(k, layer):
    return k.Sequential([k.Input((1,)), layer])


def skewed(count=4000):
    return np.random.default_rng(0).exponential(size=count).astype("float32")


@pytest.mark.parametrize("num_bins", [1, 2, 5, 10, 100, 200])
@pytest.mark.parametrize("count", [3, 10, 4000])
def test_a_summary_of_keras_2_has_its_boundaries(num_bins, count):
    theirs = adapted(tf_keras, skewed(count), num_bins=num_bins)
    mine = keras.layers.Discretization(num_bins=num_bins)
    mine.build((None,))
    mine.set_weights(theirs.get_weights())
    np.testing.assert_allclose(
        mine.bin_boundaries, theirs.bin_boundaries, rtol=1e-5
    )


def by_weights(theirs, new, folder):
    theirs.save_weights(folder / "w.weights.h5")
    new.load_weights(folder / "w.weights.h5")
    return new


def by_checkpoint(theirs, new, folder):
    path = tf.train.Checkpoint(model=theirs).write(str(folder / "c"))
    tf.train.Checkpoint(model=new).read(path).assert_existing_objects_matched()
    return new


def by_archive(theirs, new, folder):
    theirs.save(folder / "m.keras")
    return keras.models.load_model(folder / "m.keras")


WEIGHTS = {"checkpoint": by_checkpoint, "weights": by_weights}
FILES = {**WEIGHTS, "model": by_archive}


@pytest.mark.parametrize("way", FILES)
def test_a_file_of_keras_2_is_read(way, tmp_path):
    theirs = model_of(tf_keras, adapted(tf_keras, skewed()))
    new = model_of(keras, keras.layers.Discretization(num_bins=5, name="d"))
    x = skewed(50)[:, np.newaxis]
    found = FILES[way](theirs, new, tmp_path)
    np.testing.assert_array_equal(found(x), theirs(x))


@pytest.mark.parametrize("way", WEIGHTS)
@pytest.mark.parametrize("data", ["small", "times"])
def test_a_file_of_ours_is_read_by_keras_2(way, data, tmp_path):
    data = SECONDS if data == "times" else skewed()
    mine = model_of(keras, adapted(keras, data))
    layer = tf_keras.layers.Discretization(num_bins=5, name="d")
    theirs = WEIGHTS[way](mine, model_of(tf_keras, layer), tmp_path)
    layer.finalize_state()
    expected = mine.layers[0].bin_boundaries
    np.testing.assert_allclose(layer.bin_boundaries, expected, rtol=1e-6)
    assert theirs is not mine


COPIES = {
    "itself": lambda layer: layer,
    "deepcopy": copy.deepcopy,
    "pickle": lambda layer: pickle.loads(pickle.dumps(layer)),
    "config": lambda layer: type(layer).from_config(layer.get_config()),
}


@pytest.mark.parametrize("way", COPIES)
def test_whole_numbers_beyond_float32_are_told_apart(way):
    layer = COPIES[way](adapted(keras, SECONDS))
    x = tf.constant(SECONDS, tf.int64)
    for call in (
        layer,
        tf.function(layer),
        tf.function(layer, jit_compile=True),
    ):
        assert np.bincount(call(x)).tolist() == [200] * 5
    layer.adapt(np.arange(10.0))  # A summary of another length.
    assert np.bincount(layer(np.arange(10.0))).tolist() == [2] * 5


@pytest.mark.parametrize("big", [2**24, 10**12, 2**53 - 8])
def test_boundaries_keep_all_bits_of_doubles(big, tmp_path):
    mine = model_of(keras, adapted(keras, big + np.arange(5.0)))
    expected = np.quantile(big + np.arange(5.0), [0.2, 0.4, 0.6, 0.8])
    for read in WEIGHTS.values():
        new = keras.layers.Discretization(num_bins=5, name="d")
        read(mine, model_of(keras, new), tmp_path)
        assert new.bin_boundaries == expected.tolist()


@pytest.mark.parametrize("at", ["at once", "after a look", "after a file"])
def test_data_that_comes_later_is_learned_too(at):
    """As in Keras 2, `reset_state` forgets, and nothing else."""
    layer = keras.layers.Discretization(num_bins=4)
    layer.update_state(np.arange(0.0, 8.0))
    if at != "at once":
        layer.finalize_state()
    if at == "after a file":
        weights = layer.get_weights()
        layer = keras.layers.Discretization(num_bins=4)
        layer.build(None)
        layer.set_weights(weights)
    layer.update_state(np.arange(8.0, 16.0))
    layer.finalize_state()
    # Of the first half, a file has no more than the ends of bins.
    within = 1.1 if at == "after a file" else 1e-6
    np.testing.assert_allclose(
        layer.bin_boundaries, [3.75, 7.5, 11.25], atol=within
    )
    layer.reset_state()
    layer.update_state(np.arange(100.0, 105.0))
    layer.finalize_state()
    assert layer.bin_boundaries == [101.0, 102.0, 103.0]
