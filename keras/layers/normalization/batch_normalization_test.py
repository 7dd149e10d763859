"""Tests of batch normalization."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.testing import two_replicas

SHAPES = [(16, 3), (4, 5, 3), (4, 5, 2, 3), (4, 2, 3, 2, 3)]


def example(shape):
    return np.random.default_rng(0).normal(2, 3, shape).astype("float32")


@pytest.mark.parametrize("shape", SHAPES)
def test_training_gives_features_of_mean_0_and_variance_1(shape):
    layer = layers.BatchNormalization(epsilon=1e-6)
    outputs = layer(example(shape), training=True)
    axes = tuple(range(len(shape) - 1))
    np.testing.assert_allclose(np.mean(outputs, axes), np.zeros(3), atol=1e-5)
    np.testing.assert_allclose(np.var(outputs, axes), np.ones(3), atol=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
def test_averages_move_towards_the_batch(shape):
    layer = layers.BatchNormalization(momentum=0.75)
    x = example(shape)
    layer(x, training=True)
    axes = tuple(range(len(shape) - 1))
    rows = x.size // 3
    unbiased = rows / (rows - 1) if len(shape) > 3 else 1
    mean, variance = x.mean(axes), x.var(axes) * unbiased
    np.testing.assert_allclose(layer.moving_mean, 0.25 * mean, rtol=1e-5)
    np.testing.assert_allclose(
        layer.moving_variance, 0.75 + 0.25 * variance, rtol=1e-5
    )


def test_inference_takes_the_averages():
    layer = layers.BatchNormalization(epsilon=1e-6)
    layer.build((None, 2))
    layer.set_weights([[2.0, 1.0], [0.0, 5.0], [1.0, 0.0], [4.0, 1.0]])
    outputs = layer(np.array([[3.0, 7.0]]))
    np.testing.assert_allclose(outputs, [[2.0, 12.0]], rtol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_frozen_layer_runs_as_in_inference(shape):
    layer = layers.BatchNormalization()
    x = example(shape)
    expected = layer(x, training=False)
    layer.trainable = False
    np.testing.assert_array_equal(layer(x, training=True), expected)
    np.testing.assert_array_equal(layer.moving_mean, np.zeros(3))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_empty_batch_leaves_the_averages_alone(shape):
    layer = layers.BatchNormalization()
    graph = tf.function(lambda x: layer(x, training=True), autograph=False)
    spec = tf.TensorSpec((None, *shape[1:]))
    graph.get_concrete_function(spec)(tf.zeros((0, *shape[1:])))
    layer(tf.zeros((0, *shape[1:])), training=True)
    np.testing.assert_array_equal(layer.moving_mean, np.zeros(3))
    np.testing.assert_array_equal(layer.moving_variance, np.ones(3))


@pytest.mark.parametrize("shape", [(2, 3, 2), (2, 3, 4, 2)])
@pytest.mark.parametrize("synchronized", [False, True])
def test_masked_places_do_not_count(shape, synchronized):
    layer = layers.BatchNormalization(momentum=0.0, synchronized=synchronized)
    x = example(shape)
    mask = np.ones(shape[:2], bool)
    mask[1, 1:] = False
    layer(x, training=True, mask=tf.constant(mask))
    kept = x[mask].reshape(-1, 2)
    np.testing.assert_allclose(layer.moving_mean, kept.mean(0), rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance, kept.var(0), rtol=1e-4)


@pytest.mark.parametrize("synchronized", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_batch_that_is_masked_throughout_leaves_the_averages_alone(
    momentum, synchronized
):
    layer = layers.BatchNormalization(
        momentum=momentum, synchronized=synchronized
    )
    x, mask = tf.constant(example((2, 3, 2))), tf.zeros((2, 3), tf.bool)
    layer.build(x.shape)
    layer.set_weights(np.float32([[1, 2], [3, 4], [0.5, -1], [2, 3]]))
    for call in (layer, tf.function(layer)):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = call(x, training=True, mask=mask)
        np.testing.assert_allclose(outputs, layer(x), rtol=1e-6)
        gradients = tape.gradient(outputs, [x, *layer.trainable_weights])
        assert all(np.isfinite(gradient).all() for gradient in gradients)
    np.testing.assert_array_equal(layer.moving_mean, [0.5, -1.0])
    np.testing.assert_array_equal(layer.moving_variance, [2.0, 3.0])


def test_a_tensor_decides_when_it_runs():
    layer = layers.BatchNormalization(momentum=0.0)
    x = example((4, 3))
    graph = tf.function(lambda training: layer(x, training=training))
    graph(tf.constant(False))
    np.testing.assert_array_equal(layer.moving_mean, np.zeros(3))
    graph(tf.constant(True))
    np.testing.assert_allclose(layer.moving_mean, x.mean(0), rtol=1e-5)


def test_synchronized_replicas_share_mean_and_variance():
    strategy = two_replicas.strategy()
    x = example((6, 3))
    with strategy.scope():
        layer = layers.BatchNormalization(momentum=0.0, synchronized=True)
        layer.build((None, 3))
    data = strategy.experimental_distribute_values_from_function(
        lambda c: tf.constant([x[:4], x[4:]][c.replica_id_in_sync_group])
    )
    run = tf.function(lambda part: layer(part, training=True))
    parts = strategy.experimental_local_results(strategy.run(run, (data,)))
    expected = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-3)
    np.testing.assert_allclose(tf.concat(parts, 0), expected, atol=1e-5)
    np.testing.assert_allclose(layer.moving_mean, x.mean(0), rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance, x.var(0), rtol=1e-5)


def test_averages_of_replicas_are_averaged():
    strategy = two_replicas.strategy()
    x = example((8, 3))
    with strategy.scope():
        layer = layers.BatchNormalization(momentum=0.0)
        layer.build((None, 3))
    data = strategy.experimental_distribute_values_from_function(
        lambda c: tf.constant(x[4 * c.replica_id_in_sync_group :][:4])
    )
    strategy.run(tf.function(lambda p: layer(p, training=True)), (data,))
    np.testing.assert_allclose(layer.moving_mean, x.mean(0), rtol=1e-5)


def test_moving_averages_are_not_trained():
    layer = layers.BatchNormalization()
    layer.build((None, 3))
    assert len(layer.trainable_weights) == len(layer.non_trainable_weights) == 2


def test_half_precision_keeps_float32_variables():
    layer = layers.BatchNormalization(dtype="float16")
    outputs = layer(example((4, 3)), training=True)
    assert outputs.dtype == tf.float16
    assert {weight.dtype for weight in layer.weights} == {tf.float32}


def test_synchronized_is_in_the_config_only_when_set():
    assert "synchronized" not in layers.BatchNormalization().get_config()
    layer = layers.BatchNormalization(synchronized=True)
    assert type(layer).from_config(layer.get_config()).synchronized


class MostlySynchronized(layers.BatchNormalization):
    def __init__(self, **kwargs):
        kwargs.setdefault("synchronized", True)
        super().__init__(**kwargs)


class Plain(layers.BatchNormalization):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)


@pytest.mark.parametrize("given", [False, True, None])
@pytest.mark.parametrize("kind", [MostlySynchronized, Plain])
def test_what_a_subclass_was_given_outlasts_its_own_default(kind, given):
    told = {} if given is None else {"synchronized": given}
    layer = kind(**told)
    again = kind.from_config(layer.get_config())
    once_more = kind.from_config(again.get_config())
    assert again.synchronized == once_more.synchronized == layer.synchronized


@pytest.mark.parametrize("axis", [2, -2, 0, [1, 1]])
def test_an_axis_that_is_not_there_is_refused(axis):
    layer = layers.BatchNormalization(axis=axis)
    with pytest.raises(ValueError, match=r"different axes.*shape=\(2, 3\)"):
        layer(np.ones((2, 3)))


def test_an_axis_of_unknown_size_is_refused():
    with pytest.raises(ValueError, match=r"known size.*\(None, None\)"):
        layers.BatchNormalization()(layers.Input((None,)))


def test_an_axis_that_is_no_int_is_refused():
    with pytest.raises(TypeError, match="Expected an int.*axis='last'"):
        layers.BatchNormalization(axis="last")


def test_a_momentum_above_one_is_refused():
    with pytest.raises(ValueError, match="number 0 to 1. .*momentum=2"):
        layers.BatchNormalization(momentum=2)


def cubed_gradient(layer, x, **call_arguments):
    """A function of the gradient, and its own gradient in x."""
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = layer(x, training=True, **call_arguments)
            loss = tf.reduce_sum(y**3)
        gradient = inner.gradient(loss, x)
        value = tf.reduce_sum(gradient**3)  # of squares an error cancels
    return value, outer.gradient(value, x)


@pytest.mark.parametrize(
    "arguments,call_arguments",
    [
        ({}, {}),
        ({"axis": 1}, {}),
        ({"synchronized": True}, {}),
        ({}, {"mask": tf.sequence_mask([2, 3, 1, 0], 3)}),
    ],
    ids=["rows", "inner-axis", "synchronized", "masked"],
)
def test_a_gradient_of_a_gradient_is_its_difference_quotient(
    arguments, call_arguments
):
    layer = layers.BatchNormalization(dtype="float64", **arguments)
    x = tf.constant(example((4, 3, 2)), tf.float64)
    step = 1e-5 * tf.random.stateless_normal(x.shape, (1, 2), dtype=x.dtype)
    _, gradient = cubed_gradient(layer, x, **call_arguments)
    above, _ = cubed_gradient(layer, x + step, **call_arguments)
    below, _ = cubed_gradient(layer, x - step, **call_arguments)
    # The quotient's own error is of the third order in the step.
    np.testing.assert_allclose(
        tf.reduce_sum(2 * step * gradient), above - below, rtol=1e-6
    )


def test_an_empty_batch_in_fit_changes_no_weight():
    def batches(sizes):
        for size in sizes:
            yield np.ones((size, 2), "float32"), np.ones((size, 1), "float32")

    def trained(sizes):
        model = keras.Sequential(
            [
                keras.Input((2,)),
                keras.layers.Dense(3, kernel_initializer="ones"),
                keras.layers.BatchNormalization(),
                keras.layers.Dense(1, kernel_initializer="ones"),
            ]
        )
        model.compile("sgd", "mse")
        data = tf.data.Dataset.from_generator(
            lambda: batches(sizes),
            output_signature=(
                tf.TensorSpec((None, 2)),
                tf.TensorSpec((None, 1)),
            ),
        )
        return model.fit(data, verbose=0), model.get_weights()

    with_empty, weights = trained([4, 0, 4])
    without, expected = trained([4, 4])
    for found, same in zip(weights, expected):
        np.testing.assert_allclose(found, same, rtol=1e-6)
    losses = [one.history["loss"] for one in (with_empty, without)]
    np.testing.assert_allclose(*losses, rtol=1e-6)
