"""What Normalization learns, and what it makes of numbers."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
import tf_keras

import keras

ROWS = np.array([[0.0, 7.0, 4.0], [2.0, 9.0, 6.0], [1.0, 5.0, 8.0]], "float32")


def adapted(data=ROWS, **arguments):
    layer = keras.layers.Normalization(**arguments)
    layer.adapt(data)
    return layer


def data_set(batch=None):
    data = tf.data.Dataset.from_tensor_slices(ROWS)
    return data if batch is None else data.batch(batch)


SOURCES = {
    "list": lambda: ROWS.tolist(),
    "array": lambda: ROWS,
    "tensor": lambda: tf.constant(ROWS),
    "data set": lambda: data_set(2),
    "data set of rows": data_set,
    "generator": lambda: (ROWS[i : i + 1] for i in range(3)),
    "iterator": lambda: iter(data_set(1)),
}


@pytest.mark.parametrize("source", SOURCES)
def test_any_source_of_numbers_is_learned_from(source):
    layer = adapted(SOURCES[source]())
    np.testing.assert_allclose(layer.mean, [ROWS.mean(0)], rtol=1e-6)
    np.testing.assert_allclose(layer.variance, [ROWS.var(0)], rtol=1e-6)
    assert layer.is_adapted


@pytest.mark.parametrize("axis", [None, -1, 1, (1, 2), [-2]])
@pytest.mark.parametrize("invert", [False, True])
def test_what_is_learned_and_computed_is_that_of_keras_2(axis, invert):
    x = np.random.default_rng(1).normal(3, 2, (4, 3, 2)).astype("float32")
    layers = []
    for k in (keras, tf_keras):
        layer = k.layers.Normalization(axis=axis, invert=invert)
        layer.adapt(x)
        layers.append(layer)
    mine, theirs = layers
    np.testing.assert_allclose(mine(x), theirs(x), rtol=1e-4, atol=1e-5)
    for one, other in zip(mine.weights, theirs.weights, strict=True):
        assert (one.shape, one.dtype) == (other.shape, other.dtype)
        np.testing.assert_allclose(one, other, rtol=1e-5)
    np.testing.assert_allclose(mine.mean, theirs.mean, rtol=1e-5)
    assert mine.mean.shape == theirs.mean.shape


def test_a_constant_feature_is_scaled_by_one():
    """Row 114: as scikit-learn's StandardScaler."""
    layer = adapted(np.array([[5.0, 1.0], [5.0, 3.0]]))
    y = layer(np.array([[6.0, 4.0]]))
    np.testing.assert_array_equal(y, [[1.0, 2.0]])
    back = adapted(np.array([[5.0, 1.0], [5.0, 3.0]]), invert=True)
    np.testing.assert_array_equal(back(y), [[6.0, 4.0]])


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_a_constant_that_binary_rounds_is_one_too(batch):
    """Row 114: 0.1 summed up isn't n times 0.1."""
    data = tf.data.Dataset.from_tensors([[0.1]]).repeat(3000).unbatch()
    layer = adapted(data.batch(batch))
    assert layer.variance.numpy().tolist() == [[0.0]]
    assert abs(layer(np.array([[0.1]])).numpy()) < 1e-6


CONSTANTS = {
    "rows": ((10**6, 3), {}),
    "many features": ((10**5, 7), {}),
    "images": ((32, 50, 50, 3), {}),
    "axis 1": ((10**4, 3, 50), {"axis": 1}),
    "all": ((10**5, 3), {"axis": None}),
}


@pytest.mark.parametrize("case", CONSTANTS)
@pytest.mark.parametrize("value", [0.1, 1.7e9 + 0.3])
def test_constants_have_no_variance_in_any_shape(case, value):
    """Row 114: sums along an axis are made in other orders than of a row."""
    shape, options = CONSTANTS[case]
    layer = adapted(np.full(shape, value), **options)
    assert not layer.variance.numpy().any()


@pytest.mark.parametrize("size", [1, 3, 100])
def test_constants_have_no_variance_in_many_batches(size):
    """Row 114."""
    layer = keras.layers.Normalization()
    for _ in range(3000):
        layer.update_state(np.full((size, 2), 0.1))
    layer.finalize_state()
    assert not layer.variance.numpy().any()


def test_a_constant_is_one_when_it_learns_on_from_weights_too():
    """Row 114: weights know of 0.1 what float32 does."""
    layer = adapted(np.full((9, 2), 0.1))
    again = keras.layers.Normalization()
    again.build((None, 2))
    again.set_weights(layer.get_weights())
    again.update_state(np.full((5, 2), 0.1))
    again.finalize_state()
    assert again.count == 14
    assert not again.variance.numpy().any()


def test_last_bits_are_no_variance():
    """Row 114: 0.1 + 0.2 isn't 0.3."""
    layer = adapted(np.array([[0.1 + 0.2], [0.3]]))
    assert layer.variance.numpy().tolist() == [[0.0]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch", [None, 64])
def test_large_means_cost_no_precision(dtype, batch):
    """Row 115."""
    x = np.random.default_rng(0).normal(1e6, 1, (4000, 1)).astype(dtype)
    data = x
    if batch:
        data = tf.data.Dataset.from_tensor_slices(x).batch(batch)
    layer = adapted(data)
    wide = x.astype("float64")
    assert abs(layer.variance.numpy() - wide.var()) < 0.05
    expected = (wide - wide.mean()) / wide.std()
    assert np.abs(layer(x).numpy() - expected).max() < 0.05


def test_many_pixels_cost_no_precision():
    """Row 115: sums of float32 end at 2**24."""
    pixels = np.tile(np.uint8([0, 255, 255, 255]), 2**24)
    layer = adapted(pixels[:, np.newaxis])
    assert layer.count.numpy() == 2**26
    np.testing.assert_allclose(layer.mean, [[191.25]], rtol=1e-6)
    np.testing.assert_allclose(layer.variance, [[12192.1875]], rtol=1e-6)


@pytest.fixture
def half_precision():
    keras.mixed_precision.set_global_policy("mixed_float16")
    yield
    keras.mixed_precision.set_global_policy(None)


@pytest.mark.usefixtures("half_precision")
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_features_above_float16_are_normalized(dtype):
    """Row 116."""
    x = np.array([[100000], [300000]], dtype)
    layer = adapted(x)
    inputs = keras.Input((1,), dtype=dtype)
    model = keras.Model(inputs, layer(inputs))
    for call in (layer, model, tf.function(layer)):
        y = call(tf.constant(x))
        assert y.dtype == tf.float16
        np.testing.assert_array_equal(y, [[-1], [1]])


def test_whole_numbers_above_float32_are_told_apart():
    x = np.array([[2**30], [2**30 + 2]])
    y = keras.layers.Normalization(mean=2.0**30, variance=1.0)(x)
    np.testing.assert_array_equal(y, [[0], [2]])


def test_batches_may_be_looked_at_by_hand_and_more_come_later():
    layer = keras.layers.Normalization()
    for row in ROWS[:2]:
        layer.update_state(row[np.newaxis])
    layer.finalize_state()
    np.testing.assert_allclose(layer.mean, [ROWS[:2].mean(0)])
    again = keras.layers.Normalization()
    again.build((None, 3))
    again.set_weights(layer.get_weights())
    for one in (layer, again):
        one.update_state(ROWS[2:])
        one.finalize_state()
        np.testing.assert_allclose(one.mean, [ROWS.mean(0)], rtol=1e-6)
        np.testing.assert_allclose(one.variance, [ROWS.var(0)], rtol=1e-6)
    layer.reset_state()
    layer.update_state(ROWS[:1])
    layer.finalize_state()
    np.testing.assert_allclose(layer.mean, ROWS[:1])


def test_a_batch_without_rows_changes_nothing():
    layer = adapted()
    before = layer.get_weights()
    layer.update_state(ROWS[:0])
    layer.finalize_state()
    np.testing.assert_equal(layer.get_weights(), before)


def test_data_of_another_size_is_refused():
    layer = adapted()
    with pytest.raises(ValueError, match=r"Expected shape \(None, 3\)"):
        layer.adapt(np.ones((2, 4)))
    np.testing.assert_allclose(layer.mean, [ROWS.mean(0)], rtol=1e-6)


def test_given_moments_are_not_learned():
    layer = keras.layers.Normalization(mean=1.0, variance=2.0)
    with pytest.raises(ValueError, match="nothing to learn.*mean=1.0"):
        layer.adapt(ROWS)


@pytest.mark.parametrize("kind", [tf.constant, np.array, tuple, list])
def test_moments_are_given_as_any_kind_of_row(kind):
    layer = keras.layers.Normalization(
        mean=kind([1.0, 2.0, 3.0]), variance=kind([1.0, 4.0, 9.0])
    )
    expected = (ROWS - [1, 2, 3]) / [1, 2, 3]
    np.testing.assert_allclose(layer(ROWS), expected, rtol=1e-6)
    config = layer.get_config()
    assert list(config["mean"]) == [1.0, 2.0, 3.0]
    again = keras.layers.Normalization.from_config(config)
    np.testing.assert_array_equal(again(ROWS), layer(ROWS))


def test_a_variable_is_no_mean():
    with pytest.raises(ValueError, match="Expected an array. Received: mean="):
        keras.layers.Normalization(mean=tf.Variable(1.0), variance=1.0)


def test_an_axis_without_a_size_is_refused():
    layer = keras.layers.Normalization()
    with pytest.raises(ValueError, match="Expected a known size"):
        layer(keras.Input((None,)))


def test_what_is_learned_later_is_seen_by_a_model_that_predicted():
    layer = adapted()
    model = keras.Sequential([keras.Input((3,)), layer])
    model.predict(ROWS, verbose=0)
    layer.adapt(ROWS * 2 + 1)
    y = model.predict(ROWS * 2 + 1, verbose=0)
    np.testing.assert_allclose(y, adapted()(ROWS), rtol=1e-5, atol=1e-6)


def test_a_data_set_is_mapped():
    layer = adapted()
    rows = list(data_set(2).map(layer).unbatch().as_numpy_iterator())
    np.testing.assert_allclose(rows, layer(ROWS), rtol=1e-6)


def reloaded(layer, tmp_path):
    model = keras.Sequential([keras.Input((3,)), layer])
    model.save(tmp_path / "model.keras")
    return keras.models.load_model(tmp_path / "model.keras").layers[-1]


def exported(layer, tmp_path):
    model = keras.Sequential([keras.Input((3,)), layer])
    model.export(str(tmp_path / "exported"), verbose=False)
    served = tf.saved_model.load(str(tmp_path / "exported"))
    return lambda x: served.serve(x)


def cloned(layer, tmp_path):
    model = keras.Sequential([keras.Input((3,)), layer])
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    return clone


COPIES = {
    "deepcopy": lambda layer, tmp_path: copy.deepcopy(layer),
    "pickle": lambda layer, tmp_path: pickle.loads(pickle.dumps(layer)),
    "clone": cloned,
    "file": reloaded,
    "SavedModel": exported,
}


@pytest.mark.parametrize("way", COPIES)
def test_what_was_learned_goes_along(way, tmp_path):
    layer = adapted()
    found = COPIES[way](layer, tmp_path)
    np.testing.assert_array_equal(found(tf.constant(ROWS)), layer(ROWS))


@pytest.mark.parametrize("axis", [None, -1, (1, 2)])
def test_means_of_another_layer_turn_its_work_back(axis):
    x = np.random.default_rng(0).normal(2, 3, (5, 4, 3)).astype("float32")
    forth = keras.layers.Normalization(axis=axis)
    forth.adapt(x)
    back = keras.layers.Normalization(
        axis, mean=forth.mean, variance=forth.variance, invert=True
    )
    np.testing.assert_allclose(back(forth(x)), x, rtol=1e-5, atol=1e-5)
    again = keras.layers.Normalization.from_config(back.get_config())
    np.testing.assert_array_equal(again(forth(x)), back(forth(x)))


SECONDS = 1.7e9 + np.random.default_rng(1).normal(0, 30, (4000, 1))


class Quarters(keras.utils.Sequence):
    def __init__(self, x):
        super().__init__()
        self.parts = np.split(x, 4)

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return self.parts[index]


ROUTES = {
    "array": lambda x: x,
    "list": lambda x: x.tolist(),
    "generator": lambda x: iter([x[:1000], x[1000:]]),
    "generator of lists": lambda x: iter([x[:9].tolist(), x[9:].tolist()]),
    "sequence": lambda x: Quarters(x),
    "column": lambda x: pd.DataFrame(x),
    "tensor": tf.constant,
    "data set": lambda x: tf.data.Dataset.from_tensor_slices(x).batch(500),
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_doubles_are_learned_from_as_they_are_by_every_route(route, dtype):
    layer = keras.layers.Normalization(dtype=dtype)
    layer.adapt(ROUTES[route](SECONDS))
    np.testing.assert_allclose(layer.variance, [[SECONDS.var()]], rtol=1e-5)


def test_a_variance_of_many_large_numbers_is_no_rounding():
    random = np.random.default_rng(0)
    milliseconds = 1.7e12 + random.integers(0, 1000, (1_000_000, 1))
    layer = keras.layers.Normalization(dtype="float64")
    layer.adapt(milliseconds.astype("float64"))
    expected = milliseconds.var()
    np.testing.assert_allclose(layer.variance, [[expected]], rtol=1e-4)


def test_weights_that_were_set_are_what_it_goes_on_from():
    layer = keras.layers.Normalization()
    layer.adapt([[0.0], [2.0]])
    layer.set_weights([[10.0], [4.0], 100])
    layer.update_state([[10.0], [10.0]])
    layer.finalize_state()
    mean, variance, count = layer.get_weights()
    assert (mean, count) == (10, 102)
    np.testing.assert_allclose(variance, 400 / 102, rtol=1e-6)


@pytest.mark.parametrize("shape", [(), (3,), (1, 3), (1, 1, 3), (1, 1, 1)])
def test_means_are_given_in_any_form_that_broadcasts(shape):
    x = np.arange(24.0).reshape(2, 4, 3)
    mean = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    layer = keras.layers.Normalization(mean=mean, variance=np.ones(shape))
    np.testing.assert_allclose(layer(x), x - mean)


def test_other_features_than_were_learned_are_told_at_the_call():
    layer = keras.layers.Normalization()
    layer.adapt(np.arange(6.0))
    with pytest.raises(
        ValueError, match="shape \\(6,\\). Received: shape \\(3,"
    ):
        layer(np.arange(3.0))


@pytest.mark.parametrize("axis", [-1, 1, None])
def test_a_row_alone_is_a_batch_of_one(axis):
    layer = keras.layers.Normalization(axis=axis)
    layer.adapt(ROWS)
    mapped = tf.data.Dataset.from_tensor_slices(ROWS).map(layer)
    assert mapped.element_spec.shape == (1, 3)
    for found, expected in zip(mapped, layer(ROWS).numpy()):
        np.testing.assert_allclose(found, [expected], rtol=1e-6)
    assert layer(keras.Input(batch_shape=(3,))).shape == (1, 3)


def test_parts_are_learned_by_a_layer_each():
    with pytest.raises(ValueError, match="several parts.*Received: {'a'"):
        keras.layers.Normalization().adapt({"a": ROWS})
