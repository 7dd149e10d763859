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
    mean, variance = x.mean(axes), x.var(axes)
    np.testing.assert_allclose(layer.moving_mean, 0.25 * mean, rtol=1e-5)
    np.testing.assert_allclose(
        layer.moving_variance, 0.75 + 0.25 * variance, rtol=1e-5
    )


@pytest.mark.parametrize("fused", [None, False])
@pytest.mark.parametrize("axis", [1, -1])
@pytest.mark.parametrize("rank", [2, 3, 4, 5])
def test_the_variance_is_the_mean_square_for_any_number_of_axes(
    rank, axis, fused
):
    # Row 110: the fused kernel's is n / (n - 1) times as large.
    x = np.reshape([1.0, 2.0, 3.0, 6.0], (4, *[1] * (rank - 1)))
    layer = layers.BatchNormalization(axis, momentum=0.0, fused=fused)
    graph = tf.function(lambda x: layer(x, training=True))
    graph = graph.get_concrete_function(tf.TensorSpec((None, *x.shape[1:])))
    for call in (lambda x: layer(x, training=True), graph):
        call(tf.constant(x, tf.float32))
        np.testing.assert_allclose(layer.moving_variance, [3.5], rtol=1e-6)
    one = tf.constant(x[:1], tf.float32)
    layer(one, training=True)
    np.testing.assert_array_equal(layer.moving_variance, [0.0])


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
@pytest.mark.parametrize(
    "arguments", [{}, {"synchronized": True}, {"renorm": True}], ids=str
)
def test_an_empty_batch_leaves_the_averages_alone(shape, arguments):
    # Row 113.
    layer = layers.BatchNormalization(**arguments)
    graph = tf.function(lambda x: layer(x, training=True), autograph=False)
    spec = tf.TensorSpec((None, *shape[1:]))
    graph.get_concrete_function(spec)(tf.zeros((0, *shape[1:])))
    layer(tf.zeros((0, *shape[1:])), training=True)
    np.testing.assert_array_equal(layer.moving_mean, np.zeros(3))
    np.testing.assert_array_equal(layer.moving_variance, np.ones(3))
    for average in layer.non_trainable_weights:
        assert set(average.numpy()) in ({0.0}, {1.0})


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


def trained_on_two_replicas(layer_class, x, cut, **arguments):
    """Outputs and the layer, after a step on x[:cut] and x[cut:]."""
    strategy = two_replicas.strategy()
    with strategy.scope():
        layer = layer_class(momentum=0.0, **arguments)
        layer.build((None, *x.shape[1:]))
    data = strategy.experimental_distribute_values_from_function(
        lambda c: tf.constant([x[:cut], x[cut:]][c.replica_id_in_sync_group])
    )
    run = tf.function(lambda part: layer(part, training=True))
    parts = strategy.experimental_local_results(strategy.run(run, (data,)))
    return tf.concat(parts, 0), layer


@pytest.mark.parametrize("cut", [4, 6], ids=["uneven", "one has none"])
@pytest.mark.parametrize("shape", [(6, 3), (6, 2, 2, 3)], ids=str)
@pytest.mark.parametrize("older_name", [False, True])
def test_synchronized_replicas_share_mean_and_variance(shape, cut, older_name):
    x = example(shape)
    kind, arguments = layers.BatchNormalization, {"synchronized": True}
    if older_name:
        kind, arguments = layers.experimental.SyncBatchNormalization, {}
    outputs, layer = trained_on_two_replicas(kind, x, cut, **arguments)
    axes = tuple(range(len(shape) - 1))
    mean, variance = x.mean(axes), x.var(axes)
    expected = (x - mean) / np.sqrt(variance + 1e-3)
    np.testing.assert_allclose(outputs, expected, atol=1e-5)
    np.testing.assert_allclose(layer.moving_mean, mean, rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance, variance, rtol=1e-5)


def test_synchronized_variance_of_a_large_mean_keeps_its_digits():
    # Row 111: mean square less squared mean has none left.
    x = np.random.default_rng(0).normal(1000, 0.1, (64, 2)).astype("float32")
    outputs, layer = trained_on_two_replicas(
        layers.experimental.SyncBatchNormalization, x, 40
    )
    exact = x.astype("float64")
    variance = exact.var(0)
    np.testing.assert_allclose(layer.moving_variance, variance, rtol=0.05)
    expected = (exact - exact.mean(0)) / np.sqrt(variance + 1e-3)
    np.testing.assert_allclose(outputs, expected, atol=0.05)


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


def test_axes_are_a_list_once_there_are_variables():
    layer = layers.BatchNormalization()
    assert layer.axis == -1
    layer.build((None, 4, 4, 3))
    assert (list(layer.axis), layer.fused) == ([3], True)
    # Keras 3 reads no list.
    assert layer.get_config()["axis"] == 3
    assert "fused" not in layer.get_config()


def test_a_subclass_finds_the_moments_itself():
    class Shifted(layers.BatchNormalization):
        def _moments(self, inputs, reduction_axes, keep_dims):
            mean, variance = super()._moments(
                inputs, reduction_axes, keep_dims=keep_dims
            )
            return mean + 1, variance

    x = example((4, 2, 2, 3))
    layer = Shifted(momentum=0.0, fused=False)
    plain = layers.BatchNormalization(momentum=0.0)
    outputs, expected = layer(x, training=True), plain(x, training=True)
    step = 1 / np.sqrt(plain.moving_variance + 1e-3)
    np.testing.assert_allclose(outputs, expected - step, atol=1e-5)
    np.testing.assert_allclose(layer.moving_mean, plain.moving_mean + 1)


def test_a_subclass_finds_them_by_the_hook_inside_too():
    class Fixed(layers.BatchNormalization):
        def _calculate_mean_and_var(
            self, inputs, reduction_axes, keep_dims, mask=None
        ):
            return tf.zeros(3), tf.fill((3,), 4.0)

    x = example((4, 3))
    layer = Fixed(epsilon=0.0, momentum=0.5)
    np.testing.assert_allclose(layer(x, training=True), x / 2, rtol=1e-6)
    np.testing.assert_allclose(layer.moving_variance, [2.5] * 3)


def test_a_subclass_says_when_it_trains():
    class Frozen(layers.BatchNormalization):
        def _get_training_value(self, training=None):
            return False

    x = example((4, 3))
    np.testing.assert_allclose(Frozen()(x, training=True), x, rtol=1e-3)


def renormalised(x, mean, sigma, rmax, dmax):
    """One step of Ioffe's algorithm 1, with epsilon 1e-3."""
    of_batch = np.sqrt(x.var(0) + 1e-3)
    r = np.clip(of_batch / sigma, 1 / rmax, rmax)
    d = np.clip((x.mean(0) - mean) / sigma, -dmax, dmax)
    return (x - x.mean(0)) / of_batch * r + d, x.mean(0), of_batch


def test_renormalization_follows_its_algorithm_for_three_steps():
    layer = layers.BatchNormalization(
        momentum=0.9,
        renorm=True,
        renorm_clipping={"rmin": 1 / 3, "rmax": 3.0, "dmax": 2.0},
        renorm_momentum=0.5,
    )
    mean = moving_mean = np.zeros(3)
    sigma = moving_sigma = np.ones(3)
    for x in np.split(example((12, 3)), 3):
        outputs = layer(x, training=True)
        expected, of_batch, spread = renormalised(x, mean, sigma, 3, 2)
        np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)
        mean, sigma = (mean + of_batch) / 2, (sigma + spread) / 2
        moving_mean = 0.9 * moving_mean + 0.1 * of_batch
        moving_sigma = 0.9 * moving_sigma + 0.1 * spread
    found = dict(zip("gamma beta mean variance sigma".split(), layer.weights))
    np.testing.assert_allclose(found["mean"], moving_mean, rtol=1e-5)
    np.testing.assert_allclose(found["sigma"], moving_sigma, rtol=1e-5)
    np.testing.assert_allclose(
        found["variance"], moving_sigma**2 - 1e-3, rtol=1e-5
    )
    np.testing.assert_allclose(layer.renorm_mean, mean, rtol=1e-5)
    np.testing.assert_allclose(layer.renorm_stddev, sigma, rtol=1e-5)


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
