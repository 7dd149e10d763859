"""A scale around optimizers of `keras.optimizers.legacy`, against tf_keras."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.testing import two_replicas

X = np.random.default_rng(0).normal(size=(32, 2)).astype("float32")
PACKAGES = {"ours": keras, "tf_keras": tf_keras}


@pytest.fixture
def mixed_float16():
    for package in (keras, tf_keras):
        package.mixed_precision.set_global_policy("mixed_float16")
    yield
    keras.mixed_precision.set_global_policy(None)
    tf_keras.mixed_precision.set_global_policy("float32")


def scaled(package, **options):
    inner = package.optimizers.legacy.SGD(0.1, momentum=0.9)
    return package.mixed_precision.LossScaleOptimizer(inner, **options)


def other_than(writer):
    return PACKAGES["tf_keras" if writer == "ours" else "ours"]


def test_settings_are_those_of_tf_keras():
    ours, theirs = map(scaled, (keras, tf_keras))
    assert ours.get_config() == theirs.get_config()


def test_steps_and_scales_are_those_of_tf_keras():
    found = []
    for package in (keras, tf_keras):
        optimizer = scaled(package, initial_scale=8.0, dynamic_growth_steps=2)
        w = tf.Variable([1.0, 2.0])
        for gradient in (1.0, np.inf, 1.0, 2.0, 3.0, np.nan):
            given = optimizer.get_unscaled_gradients(
                [tf.fill([2], tf.constant(gradient, tf.float32))]
            )
            optimizer.apply_gradients([(given[0], w)])
            scale = float(optimizer.loss_scale)
            found.append([scale, int(optimizer.iterations), *w.numpy()])
    np.testing.assert_allclose(found[:6], found[6:], rtol=1e-6)


def test_a_gradient_too_small_for_a_half_changes_the_weight():
    inner = keras.optimizers.legacy.SGD(1.0)
    optimizer = keras.mixed_precision.LossScaleOptimizer(inner)
    w, x = tf.Variable(0.0), tf.constant(1.0, tf.float16)

    def loss():  # Its gradient, 2^-30, passes through float16.
        return tf.cast(tf.cast(w, tf.float16) * x, tf.float32) * 2.0**-30

    optimizer.minimize(loss, [w])
    assert w.numpy() == -(2.0**-30)


@pytest.mark.parametrize("scales_loss", [False, True], ids=["k2", "k3"])
def test_the_inner_optimizer_clips_what_was_scaled_back(scales_loss):
    for optimizers in (keras.optimizers, keras.optimizers.legacy):
        inner = optimizers.SGD(1.0, clipnorm=5.0)
        outer = keras.mixed_precision.LossScaleOptimizer(inner)
        w = tf.Variable([0.0, 0.0])
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(w * [6.0, 8.0])
            scale = outer.scale_loss if scales_loss else outer.get_scaled_loss
            loss = scale(loss)
        found = tape.gradient(loss, [w])
        if not scales_loss:
            found = outer.get_unscaled_gradients(found)
        outer.apply_gradients([(found[0], w)])
        np.testing.assert_allclose(w, [-3.0, -4.0], rtol=1e-6)


@pytest.mark.parametrize("writer", PACKAGES)
def test_checkpoints_go_both_ways(writer, tmp_path):
    old, new = scaled(PACKAGES[writer]), scaled(other_than(writer))
    w, v = tf.Variable([1.0, 2.0]), tf.Variable([1.0, 2.0])
    for gradient in (np.inf, 1.0):
        old.apply_gradients([(tf.constant([gradient, 1.0], tf.float32), w)])
    path = tf.train.Checkpoint(o=old, w=w).write(str(tmp_path / "c"))
    tf.train.Checkpoint(o=new, w=v).read(path)
    for one, variable in ((old, w), (new, v)):
        one.apply_gradients([(tf.constant([3.0, 1.0]), variable)])
    np.testing.assert_allclose(w, v, rtol=1e-6)
    assert float(old.loss_scale) == float(new.loss_scale) == 2.0**14


def made(package):
    model = package.Sequential(
        [package.Input((2,)), package.layers.Dense(1, dtype="float32")]
    )
    model.compile(package.optimizers.legacy.Adam(0.01), "mse")
    model.fit(X, X[:, :1], verbose=0)
    return model


# tf_keras has no state of older optimizers in its archives.
@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
@pytest.mark.parametrize("writer", PACKAGES)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5")
def test_files_go_both_ways(mixed_float16, tmp_path, writer, name):
    model = made(PACKAGES[writer])
    model.save(tmp_path / name)
    for package in (keras, other_than(writer)):
        again = package.models.load_model(tmp_path / name)
        scaled_type = type(again.optimizer).__name__
        assert scaled_type == "LossScaleOptimizer"
        inner = again.optimizer.inner_optimizer
        assert type(inner).__name__ == "Adam"
        if package is keras and (writer == "ours" or name == "model.h5"):
            before = model.optimizer.get_weights()
            for one, other in zip(before, inner.get_weights(), strict=True):
                np.testing.assert_array_equal(one, other)


def test_fit_skips_a_step_that_is_not_finite(mixed_float16):
    model = made(keras)
    before = model.get_weights()
    model.fit(X[:8] * np.inf, X[:8, :1], verbose=0)
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert float(model.optimizer.loss_scale) == 2.0**14


def test_replicas_step_as_one_does(mixed_float16):
    found = []
    for strategy in (tf.distribute.get_strategy(), two_replicas.strategy()):
        keras.utils.set_random_seed(0)
        with strategy.scope():
            model = made(keras)
        found.append(model.get_weights()[0])
    np.testing.assert_allclose(*found, atol=1e-5)
