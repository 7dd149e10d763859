"""Sharpness-aware minimization: tf_keras's numbers, and the paper's idea."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.testing import two_replicas

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Y = X[:, :2] ** 2


def wrapped(package, metrics=("mse",), **options):
    package.backend.clear_session()
    layers = package.layers
    made = package.Sequential(
        [
            layers.Dense(4, activation="tanh", input_shape=(3,)),
            layers.Dense(2),
        ]
    )
    made.set_weights(
        [
            np.linspace(-1, 1, 12).reshape(3, 4),
            np.zeros(4),
            np.linspace(1, -1, 8).reshape(4, 2),
            np.zeros(2),
        ]
    )
    sam = package.models.experimental.SharpnessAwareMinimization(
        made, **options
    )
    rule = package.optimizers.SGD(0.1, momentum=0.9)
    sam.compile(rule, "mse", metrics=list(metrics))
    return sam


def trained(sam, **options):
    return sam.fit(
        X, Y, batch_size=4, epochs=3, shuffle=False, verbose=0, **options
    ).history


@pytest.mark.parametrize(
    "options",
    [{}, {"rho": 0.5}, {"num_batch_splits": 2}, {"rho": 0.0}],
    ids=str,
)
def test_losses_metrics_and_weights_are_tf_keras_s(options):
    ours, theirs = wrapped(keras, **options), wrapped(tf_keras, **options)
    found, expected = trained(ours), trained(theirs)
    assert list(found) == list(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-5)
    for own, other in zip(ours.weights, theirs.weights, strict=True):
        np.testing.assert_allclose(own, other, rtol=1e-4, atol=1e-6)


def test_no_distance_is_plain_training():
    sam = wrapped(keras, rho=0.0)
    plain = keras.models.clone_model(sam.model)
    plain.set_weights(sam.get_weights())
    plain.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    trained(sam)
    trained(plain)
    for one, other in zip(sam.weights, plain.weights):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-7)


def test_a_step_takes_the_gradient_at_the_worst_point_near():
    # loss = w^2 at w = 1: the worst point is 1 + rho, the gradient 2 * 1.5.
    class Square(keras.Model):
        def __init__(self):
            super().__init__()
            self.w = self.add_weight("w", (), initializer="ones")

        def call(self, inputs):
            self.add_loss(self.w**2)
            return inputs

    sam = keras.models.experimental.SharpnessAwareMinimization(Square(), 0.5)
    sam.compile(keras.optimizers.SGD(0.1))
    sam.train_on_batch(X, Y)
    np.testing.assert_allclose(sam.weights[0], 1 - 0.1 * 3.0, rtol=1e-6)


def test_weights_of_rows_count():
    sam = wrapped(keras, num_batch_splits=2)
    sam.train_on_batch(X, Y, sample_weight=np.zeros(8))
    for one, other in zip(sam.weights, wrapped(keras).weights):
        np.testing.assert_array_equal(one, other)


def test_parts_of_unequal_size_are_refused():
    sam = wrapped(keras, num_batch_splits=3)
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="parts of a batch"
    ):
        sam.train_on_batch(X, Y)


@pytest.mark.parametrize("wrong", [{"rho": -1}, {"num_batch_splits": 0}])
def test_a_distance_below_zero_or_no_part_is_refused(wrong):
    with pytest.raises(ValueError, match="rho >= 0 and num_batch_splits >= 1"):
        wrapped(keras, **wrong)


@pytest.mark.parametrize("reader", [keras, tf_keras])
@pytest.mark.parametrize("writer", [keras, tf_keras])
def test_files_go_both_ways(writer, reader, tmp_path):
    sam = wrapped(writer, rho=0.25)
    trained(sam)
    sam.save(tmp_path / "sam.keras")
    again = reader.models.load_model(tmp_path / "sam.keras")
    assert again.rho == 0.25
    np.testing.assert_allclose(again(X), sam(X), rtol=1e-5, atol=1e-6)


def test_replicas_take_one_step_together():
    alone = wrapped(keras)
    with two_replicas.strategy().scope():
        together = wrapped(keras)
    for sam in (alone, together):
        trained(sam)
    # The sum over replicas is in another order.
    for one, other in zip(alone.weights, together.weights):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)
