"""Tests of pooling."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.testing import two_replicas

IMAGE = np.arange(16, dtype="float32").reshape(1, 4, 4, 1)


def test_max_pooling_keeps_the_largest_of_each_window():
    outputs = layers.MaxPooling2D()(IMAGE)
    np.testing.assert_array_equal(outputs[0, ..., 0], [[5, 7], [13, 15]])


def test_average_pooling_keeps_the_mean_of_each_window():
    outputs = layers.AveragePooling2D()(IMAGE)
    expected = [[2.5, 4.5], [10.5, 12.5]]
    np.testing.assert_array_equal(outputs[0, ..., 0], expected)


def test_padding_does_not_count_in_the_mean():
    outputs = layers.AveragePooling2D(3, padding="same")(np.ones((1, 4, 4, 1)))
    np.testing.assert_array_equal(outputs, np.ones((1, 2, 2, 1)))


def test_windows_touch_unless_strides_are_given():
    assert layers.MaxPooling1D(3).strides == (3,)
    assert layers.MaxPooling1D(3, 2).strides == (2,)


def test_global_pooling_takes_all_places():
    x = tf.random.normal((2, 3, 4, 5))
    np.testing.assert_allclose(
        layers.GlobalAveragePooling2D()(x), np.mean(x, (1, 2)), atol=1e-6
    )
    np.testing.assert_array_equal(
        layers.GlobalMaxPooling2D(keepdims=True)(x),
        np.max(x, (1, 2), keepdims=True),
    )


def test_masked_steps_do_not_count_in_the_global_mean():
    x = tf.constant([[[1.0], [2.0], [9.0]]])
    mask = tf.constant([[True, True, False]])
    layer = layers.GlobalAveragePooling1D()
    np.testing.assert_array_equal(layer(x, mask=mask), [[1.5]])


def test_the_global_mean_of_a_row_of_padding_is_zero():
    # row 103
    layer, x = layers.GlobalAveragePooling1D(), tf.ones((2, 3, 2))
    mask = tf.constant([[False] * 3, [True, False, True]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        means = layer(x, mask=mask)
    np.testing.assert_array_equal(means, [[0.0, 0.0], [1.0, 1.0]])
    gradient = tape.gradient(means, x)[..., 0]
    np.testing.assert_array_equal(gradient, tf.cast(mask, tf.float32) / 2)


def test_one_layer_may_pool_images_of_several_sizes():
    layer = layers.MaxPooling2D()
    assert layer(np.ones((1, 4, 4, 1))).shape == (1, 2, 2, 1)
    assert layer(np.ones((1, 6, 6, 3))).shape == (1, 3, 3, 3)


def test_aliases_are_the_same_classes():
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.AvgPool2D is layers.AveragePooling2D
    assert layers.GlobalAvgPool2D is layers.GlobalAveragePooling2D
    assert layers.GlobalMaxPool2D is layers.GlobalMaxPooling2D


@pytest.mark.parametrize("size,count", [(7, 3), (6, 4), (5, 5), (2, 5)])
def test_adaptive_bins_are_those_of_the_definition(size, count):
    x = np.random.default_rng(1).normal(size=(2, size, 3)).astype("float32")
    bins = [
        x[:, i * size // count : -(-(i + 1) * size // count)]
        for i in range(count)
    ]
    means = np.stack([part.mean(1) for part in bins], 1)
    largest = np.stack([part.max(1) for part in bins], 1)
    layer = layers.AdaptiveAveragePooling1D(count)
    np.testing.assert_allclose(layer(x), means, rtol=1e-5, atol=1e-6)
    layer = layers.AdaptiveMaxPooling1D(count)
    np.testing.assert_array_equal(layer(x), largest)
    spec = tf.TensorSpec((None, None, 3))
    graph = tf.function(layer, input_signature=[spec])
    np.testing.assert_array_equal(graph(x), largest)


_PEER = """
import sys, numpy, keras
x = numpy.load("x.npy")
for kind in ("Average", "Max"):
    layer = getattr(keras.layers, f"Adaptive{kind}Pooling2D")((3, 2))
    numpy.save(kind, layer(x))
"""


def test_adaptive_pools_are_those_of_keras_3(tmp_path, run_beside_ours):
    x = np.random.default_rng(2).normal(size=(2, 7, 5, 3)).astype("float32")
    np.save(tmp_path / "x.npy", x)
    run_beside_ours(tmp_path, "-c", _PEER)
    for kind in ("Average", "Max"):
        found = getattr(layers, f"Adaptive{kind}Pooling2D")((3, 2))(x)
        expected = np.load(tmp_path / f"{kind}.npy")
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("ndim", [1, 2, 3])
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_the_global_mean_of_a_large_map_of_halves_is_its_mean(ndim, policy):
    # row 104
    sizes = {1: (65536,), 2: (256, 256), 3: (16, 64, 64)}[ndim]
    layer = getattr(layers, f"GlobalAveragePooling{ndim}D")(dtype=policy)
    found = layer(tf.fill((1, *sizes, 1), 100.0))
    np.testing.assert_allclose(tf.cast(found, "float32"), 100, rtol=2e-3)


def test_the_global_mean_of_many_unmasked_halves_is_their_mean():
    # row 104, masked
    layer = layers.GlobalAveragePooling1D(dtype="mixed_float16")
    mask = tf.sequence_mask([65536], 70000)
    found = layer(tf.fill((1, 70000, 1), 100.0), mask=mask)
    np.testing.assert_allclose(tf.cast(found, "float32"), 100, rtol=2e-3)


def test_what_is_masked_may_be_infinite():
    x = tf.constant([[[1.0], [np.inf], [3.0]]])
    mask = tf.constant([[True, False, True]])
    layer = layers.GlobalAveragePooling1D(keepdims=True)
    np.testing.assert_array_equal(layer(x, mask=mask), [[[2.0]]])


POOLS = [
    getattr(layers, f"{kind}Pooling{ndim}D")
    for kind in ("Max", "Average", "AdaptiveMax")
    for ndim in (1, 2, 3)
]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16", "float64"])
@pytest.mark.parametrize("pool", POOLS, ids=lambda pool: pool.__name__)
def test_no_rows_have_an_empty_gradient(pool, dtype):
    # row 105
    layer = pool(2, dtype=dtype)
    shape = (6,) * layer.spatial_ndim + (3,)

    def graph(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
        return y, tape.gradient(y, x)

    spec = tf.TensorSpec((None, *shape), dtype)
    traced = tf.function(graph, input_signature=[spec])
    for rows in (0, 2):
        x = tf.cast(tf.random.normal((rows, *shape)), dtype)
        for function in (graph, traced):
            with two_replicas.strategy().scope():
                y, gradient = function(x)
            assert y.shape == layer.compute_output_shape(x.shape)
            assert gradient.shape == x.shape
            np.testing.assert_array_equal(y, layer(x))


def small_model():
    model = keras.Sequential(
        [
            layers.Input((6, 6, 1)),
            layers.Conv2D(2, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def test_a_replica_without_a_sample_trains_on():
    # row 105
    generator = np.random.default_rng(1)
    x = generator.normal(size=(5, 6, 6, 1)).astype("float32")
    y = generator.normal(size=(5, 1)).astype("float32")
    one = small_model()
    with two_replicas.strategy().scope():
        two = small_model()
    two.set_weights(one.get_weights())
    for model in (one, two):
        model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0)
    for single, shared in zip(one.get_weights(), two.get_weights()):
        np.testing.assert_allclose(single, shared, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float16", "float64"])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("kind", ["Max", "Average"])
def test_volumes_are_pooled_in_types_without_a_kernel(kind, padding, dtype):
    pool = getattr(layers, f"{kind}Pooling3D")
    arguments = {"pool_size": (2, 3, 2), "strides": (1, 2, 3)}
    x = np.random.default_rng(1).normal(size=(2, 5, 6, 7, 3))
    expected = pool(**arguments, padding=padding)(x.astype("float32"))
    found = pool(**arguments, padding=padding, dtype=dtype)(x.astype(dtype))
    assert found.dtype == dtype
    np.testing.assert_allclose(found, expected, atol=1e-2)


def test_a_name_may_be_the_last_of_a_pools_arguments():
    for pool in (layers.MaxPooling2D, layers.AveragePooling1D):
        assert pool(2, 1, "same", None, "mine").name == "mine"


@pytest.mark.parametrize("kind", ["Average", "Max"])
def test_nothing_has_neither_a_mean_nor_a_largest(kind):
    layer = getattr(layers, f"Global{kind}Pooling2D")()
    layer(tf.ones((2, 3, 3, 1)))
    for x in (tf.ones((2, 0, 3, 1)), keras.Input((3, 0, 1))):
        with pytest.raises(ValueError, match=r"axis is empty.*\(1, 2\).*shape"):
            layer(x)


def test_the_global_mean_of_a_ragged_row_of_nothing_is_zero():
    # row 103, ragged
    rows = tf.RaggedTensor.from_row_lengths(tf.ones((3, 2)), [3, 0])
    means = layers.GlobalAveragePooling1D()(rows)
    np.testing.assert_array_equal(means, [[1.0, 1.0], [0.0, 0.0]])


def test_a_window_over_nothing_is_told_by_its_padding():
    for padding, told in (
        ("same", "1 elements.*larger input.$"),
        ("valid", r"\(2,\)"),
    ):
        with pytest.raises(ValueError, match=f"of at least {told}"):
            layers.MaxPooling1D(2, padding=padding)(tf.ones((2, 0, 3)))


def test_what_pools_may_be_another_function():
    layer = layers.MaxPooling2D()
    assert layer.pool_function(IMAGE, 2, 2, "VALID", "NHWC")[0, 0, 0, 0] == 5
    layer.pool_function = tf.nn.avg_pool2d
    np.testing.assert_array_equal(layer(IMAGE), layers.AvgPool2D()(IMAGE))
