"""Loss scaling against tf_keras: settings, steps, files."""

import copy

import numpy as np
import pytest
import tensorflow as tf
import tf_keras
from tf_keras.src.mixed_precision import loss_scale_optimizer as theirs

import keras

X = np.random.default_rng(0).normal(size=(32, 2)).astype("float32")


@pytest.fixture
def mixed_float16():
    for package in (keras, tf_keras):
        package.mixed_precision.set_global_policy("mixed_float16")
    yield
    keras.mixed_precision.set_global_policy(None)
    tf_keras.mixed_precision.set_global_policy("float32")


def pair(**options):
    """Returns both packages' descent with a scale."""
    return [
        kind(package.optimizers.SGD(0.1, 0.9), **options)
        for kind, package in (
            (keras.mixed_precision.LossScaleOptimizer, keras),
            (theirs.LossScaleOptimizerV3, tf_keras),
        )
    ]


@pytest.mark.parametrize(
    "options",
    [{}, {"initial_scale": 8.0}, {"dynamic": False, "initial_scale": 4.0}],
    ids=["defaults", "scale", "fixed"],
)
def test_settings_are_those_of_tf_keras(options):
    ours, other = pair(**options)
    assert ours.get_config() == other.get_config()


def test_steps_and_scales_are_those_of_tf_keras():
    found = []
    for optimizer in pair(initial_scale=8.0, dynamic_growth_steps=2):
        w = tf.Variable([1.0, 2.0])
        for gradient in (1.0, np.inf, 1.0, 2.0, 3.0, np.nan):
            g = tf.fill([2], tf.constant(gradient, tf.float32))
            optimizer.apply_gradients([(g, w)])
            scale = float(optimizer.loss_scale)
            found.append([scale, int(optimizer.iterations), *w.numpy()])
    np.testing.assert_allclose(found[:6], found[6:], rtol=1e-6)


def made(package):
    """Returns a trained model under the global policy."""
    model = package.Sequential(
        [package.Input((2,)), package.layers.Dense(1, dtype="float32")]
    )
    model.compile("adam", "mse")
    model.fit(X, X[:, :1], verbose=0)
    return model


@pytest.mark.parametrize("writer", ["ours", "tf_keras"])
def test_files_go_both_ways(mixed_float16, tmp_path, writer):
    packages = (keras, tf_keras) if writer == "ours" else (tf_keras, keras)
    path = tmp_path / "model.keras"
    model = made(packages[0])
    model.save(path)
    again = packages[1].models.load_model(path)
    assert "LossScaleOptimizer" in type(again.optimizer).__name__
    again.optimizer.build(again.trainable_variables)
    for one, other in zip(
        model.optimizer.variables, again.optimizer.variables, strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_a_checkpoint_of_tf_keras_restores(tmp_path):
    ours, other = pair()
    w = tf.Variable([1.0, 2.0])
    other.apply_gradients([(w * 1, w)])
    path = tf.train.Checkpoint(optimizer=other).write(str(tmp_path / "c"))
    ours.build([w])
    tf.train.Checkpoint(optimizer=ours).read(path).expect_partial()
    for a, b in zip(ours.variables, other.variables, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("to_ours", [True, False], ids=["ours", "theirs"])
def test_a_checkpoint_has_the_scale(to_ours, tmp_path):
    both = pair(initial_scale=8.0, dynamic_growth_steps=3)
    new, old = both if to_ours else both[::-1]
    w, v = tf.Variable([1.0, 2.0]), tf.Variable([1.0, 2.0])
    for gradient in (np.inf, 1.0, 2.0):
        old.apply_gradients([(tf.constant([gradient, 1.0], tf.float32), w)])
    path = tf.train.Checkpoint(o=old, w=w).write(str(tmp_path / "c"))
    # Before the first step, too, and as a part that waits for it.
    tf.train.Checkpoint(o=new, w=v).read(path)
    assert float(new.loss_scale) == 4.0
    assert int(new.dynamic_counter) == 2
    for one, variable in ((old, w), (new, v)):
        one.apply_gradients([(tf.constant([3.0, 1.0]), variable)])
    np.testing.assert_allclose(w, v, rtol=1e-6)
    assert float(new.loss_scale) == float(old.loss_scale) == 8.0


def test_a_copy_has_the_scale_of_a_checkpoint(tmp_path):
    ours, _ = pair(initial_scale=8.0)
    ours.apply_gradients([(tf.constant(np.inf), w := tf.Variable(1.0))])
    path = tf.train.Checkpoint(o=ours).write(str(tmp_path / "c"))
    copied = copy.deepcopy(pair(initial_scale=8.0)[0])
    tf.train.Checkpoint(o=copied).read(path)
    assert float(copied.loss_scale) == 4.0
    assert w.numpy() == 1.0
