"""What Discretization learns, and what it makes of numbers."""

import copy
import pickle

import h5py
import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.layers.preprocessing import quantiles

VALUES = np.arange(1.0, 9.0)


def adapted(data=VALUES, num_bins=4, **arguments):
    layer = keras.layers.Discretization(num_bins=num_bins, **arguments)
    layer.adapt(data)
    return layer


SOURCES = {
    "list": VALUES.tolist,
    "array": lambda: VALUES,
    "whole numbers": lambda: VALUES.astype(int),
    "rows": lambda: VALUES.reshape(4, 2),
    "tensor": lambda: tf.constant(VALUES),
    "ragged": lambda: tf.RaggedTensor.from_row_lengths(VALUES, [3, 0, 5]),
    "data set": lambda: tf.data.Dataset.from_tensor_slices(VALUES).batch(3),
    "data set of numbers": lambda: tf.data.Dataset.from_tensor_slices(VALUES),
    "generator": lambda: (VALUES[i : i + 1] for i in range(8)),
}


@pytest.mark.parametrize("source", SOURCES)
def test_bins_of_any_source_hold_as_much(source):
    """Row 117: 1 to 8 in 4 bins."""
    layer = adapted(SOURCES[source]())
    assert layer.bin_boundaries == [2.75, 4.5, 6.25]
    assert np.bincount(layer(VALUES)).tolist() == [2, 2, 2, 2]


@pytest.mark.parametrize("num_bins", [1, 2, 5, 10, 100])
@pytest.mark.parametrize("batch", [1000, 10000])
def test_boundaries_are_quantiles(num_bins, batch):
    """Row 117."""
    x = np.random.default_rng(0).normal(size=10000)
    data = tf.data.Dataset.from_tensor_slices(x).batch(batch)
    layer = adapted(data, num_bins)
    shares = np.arange(1, num_bins) / num_bins
    expected = np.quantile(x, shares)
    np.testing.assert_allclose(layer.bin_boundaries, expected, rtol=1e-6)
    counts = np.bincount(layer(x), minlength=num_bins)
    assert abs(counts - 10000 / num_bins).max() <= 1


@pytest.mark.parametrize("epsilon", [0.01, 0.5])
def test_more_numbers_than_are_kept_are_within_epsilon(epsilon, monkeypatch):
    """Row 117: neighbours become one, of the same number."""
    monkeypatch.setattr(quantiles, "_BUFFER", 2**10)
    monkeypatch.setattr(quantiles, "_POINTS", 8)
    x = np.random.default_rng(0).permutation(2**16) / 2**16
    seen = quantiles.Quantiles(epsilon)
    for part in np.split(x, 64):
        seen.add(part)
    shares = np.linspace(0.1, 0.9, 9)
    assert np.abs(seen.at(shares) - shares).max() < epsilon
    assert len(seen._values) <= 3 * 2**10


def test_equal_numbers_are_counted():
    layer = adapted(np.array([1.0] * 90 + [2.0] * 10), 2)
    assert layer.bin_boundaries == [1.0]
    assert layer(np.array([0.5, 1.0, 2.0])).numpy().tolist() == [0, 1, 1]


def test_missing_numbers_are_passed_over():
    layer = adapted(np.array([np.nan, *VALUES, np.nan]))
    assert layer.bin_boundaries == [2.75, 4.5, 6.25]


CASES = {
    "int": {},
    "one-hot": {"output_mode": "one_hot"},
    "multi-hot": {"output_mode": "multi_hot"},
    "counts": {"output_mode": "count"},
    "sparse": {"output_mode": "count", "sparse": True},
    "small": {"dtype": "int32"},
    "floats": {"dtype": "float32"},
}
EDGES = [-np.inf, -1.5, 0.0, 0.5, 1.0, 2.0, np.inf, np.nan]
INPUTS = {
    "floats": lambda: tf.constant([[e] for e in EDGES], tf.float32),
    "row": lambda: tf.constant(EDGES, tf.float64),
    "whole": lambda: tf.constant([[-1, 0], [1, 3]]),
    "ragged": lambda: tf.ragged.constant([[0.5], [], [2.5, 1.0]]),
    "sparse": lambda: tf.sparse.from_dense([[0.5, 0.0], [0.0, 3.0]]),
}


def flat(tensor):
    return [t.numpy() for t in tf.nest.flatten(tensor, expand_composites=True)]


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("case", CASES)
def test_bins_are_those_of_keras_2(case, kind):
    if case == "one-hot" and kind in ("whole", "ragged", "sparse"):
        return  # Keras 2 has no vectors of three axes.
    x = INPUTS[kind]()
    found, expected = (
        k.layers.Discretization([0.0, 1.0, 2.0], **CASES[case])(x)
        for k in (keras, tf_keras)
    )
    if kind == "sparse" and case in ("multi-hot", "counts"):
        # There zeros that nobody wrote are counted, in Keras 2's dense counts.
        expected = tf.constant([[0, 1, 0, 0], [0, 0, 0, 1]], tf.float32)
    for one, other in zip(flat(found), flat(expected), strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype


def test_boundaries_are_compared_as_exactly_as_the_numbers_are():
    layer = keras.layers.Discretization([0.1, 0.7])
    for dtype in ("float32", "float64"):
        x = tf.constant([0.1, 0.7], dtype)
        assert layer(x).numpy().tolist() == [1, 2]
    layer = keras.layers.Discretization([2**53 - 1])
    assert layer(tf.constant([2**53 - 2, 2**53 - 1])).numpy().tolist() == [0, 1]


def test_bins_may_be_their_boundaries_or_their_number():
    layer = keras.layers.Discretization(bins=[1.0, 2.0])
    assert layer.bin_boundaries == [1.0, 2.0]
    assert keras.layers.Discretization(bins=3).num_bins == 3


def test_given_boundaries_are_not_learned():
    with pytest.raises(ValueError, match="nothing to learn"):
        keras.layers.Discretization([1.0]).adapt(VALUES)


def test_before_it_has_learned_a_model_may_be_made():
    layer = keras.layers.Discretization(num_bins=4, output_mode="one_hot")
    model = keras.Sequential([keras.Input((1,)), layer])
    assert model.output_shape == (None, 4)
    with pytest.raises(RuntimeError, match="no bins yet"):
        model.predict(VALUES, verbose=0)
    layer.adapt(VALUES)
    assert model.predict(VALUES, verbose=0).sum(0).tolist() == [2, 2, 2, 2]


def test_new_bins_are_seen_by_a_model_that_predicted():
    layer = adapted()
    model = keras.Sequential([keras.Input((1,)), layer])
    model.predict(VALUES, verbose=0)
    layer.adapt(VALUES + 10)
    found = model.predict(VALUES + 10, verbose=0)
    assert found.ravel().tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_data_that_fails_loses_nothing():
    def broken():
        yield VALUES[:2]
        raise ZeroDivisionError("second batch")

    layer = adapted()
    with pytest.raises(ZeroDivisionError):
        layer.adapt(broken())
    assert layer.bin_boundaries == [2.75, 4.5, 6.25]


def test_a_data_set_is_mapped():
    data = tf.data.Dataset.from_tensor_slices(VALUES).map(adapted())
    assert list(data.as_numpy_iterator()) == [0, 0, 1, 1, 2, 2, 3, 3]


def model_of(layer):
    return keras.Sequential([keras.Input((1,)), layer])


def reloaded(layer, tmp_path):
    model_of(layer).save(tmp_path / "model.keras")
    return keras.models.load_model(tmp_path / "model.keras")


def from_weights(layer, tmp_path):
    model_of(layer).save_weights(tmp_path / "model.weights.h5")
    model = model_of(keras.layers.Discretization(num_bins=layer.num_bins))
    model.load_weights(tmp_path / "model.weights.h5")
    return model


def exported(layer, tmp_path):
    model_of(layer).export(str(tmp_path / "exported"), verbose=False)
    served = tf.saved_model.load(str(tmp_path / "exported"))
    return lambda x: served.serve(x)


COPIES = {
    "deepcopy": lambda layer, tmp_path: copy.deepcopy(layer),
    "pickle": lambda layer, tmp_path: pickle.loads(pickle.dumps(layer)),
    "clone": lambda layer, tmp_path: keras.models.clone_model(model_of(layer)),
    "config": lambda layer, tmp_path: type(layer).from_config(
        layer.get_config()
    ),
    "file": reloaded,
    "weights": from_weights,
    "SavedModel": exported,
}


@pytest.mark.parametrize("num_bins", [1, 4])
@pytest.mark.parametrize("way", COPIES)
def test_what_was_learned_goes_along(way, num_bins, tmp_path):
    layer = adapted(num_bins=num_bins)
    x = tf.constant(VALUES[:, np.newaxis], tf.float32)
    found = COPIES[way](layer, tmp_path)
    np.testing.assert_array_equal(found(x), layer(x))


def test_a_summary_of_keras_2_becomes_boundaries():
    layer = keras.layers.Discretization(num_bins=4)
    layer.build((None,))
    layer.load_own_variables({"0": [list(range(1, 9)), [1.0] * 8]})
    assert layer.bin_boundaries == [2.0, 4.0, 6.0]


def test_what_was_adapted_stays_where_a_file_of_keras_3_has_nothing(tmp_path):
    path = tmp_path / "model.weights.h5"
    layer = adapted()
    model = model_of(layer)
    model.save_weights(path)
    with h5py.File(path, "a") as file:
        del file["layers/discretization/vars"]["0"]
        del file["layers/discretization/vars"].attrs["keras_crc32"]
    expected = layer.bin_boundaries
    model.load_weights(path)
    assert layer.bin_boundaries == expected
    with pytest.raises(keras.saving.ModelFileError, match="discretization/0"):
        model_of(keras.layers.Discretization(num_bins=4)).load_weights(path)
