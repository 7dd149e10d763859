"""A user's `compute_loss` on two replicas: one device's weights and logs."""

import contextlib

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(9, 4)).astype("float32")
Y = DRAW.normal(size=(9, 3)).astype("float32")


class OwnMean(keras.Model):
    def compute_loss(self, x, y, y_pred, sample_weight=None):
        return tf.reduce_mean((y - y_pred) ** 2) + tf.add_n(self.losses)


class LossObject(keras.Model):
    def compute_loss(self, x, y, y_pred, sample_weight=None):
        return keras.losses.MeanSquaredError()(y, y_pred, sample_weight)


class CompiledAndMore(keras.Model):
    def compute_loss(self, x, y, y_pred, sample_weight=None):
        loss = super().compute_loss(x, y, y_pred, sample_weight)
        return loss + tf.reduce_mean(y_pred**2)


class PartOfBatch(keras.Model):
    def compute_loss(self, x, y, y_pred, sample_weight=None):
        each = tf.reduce_mean((y - y_pred) ** 2, axis=-1)
        return tf.nn.compute_average_loss(each, global_batch_size=4)


class CompiledAndPart(keras.Model):
    def compute_loss(self, x, y, y_pred, sample_weight=None):
        loss = super().compute_loss(x, y, y_pred, sample_weight)
        size = tf.reduce_sum(self.trainable_weights[0] ** 2)
        return loss + tf.nn.scale_regularization_loss(size)


class CompiledOfSomeRows(keras.Model):
    def compute_loss(self, x, y, y_pred, sample_weight=None):
        return super().compute_loss(x, y[:1], y_pred[:1])


def trained(scope, kind, loss="mse"):
    with scope:
        x = keras.Input((4,))
        head = keras.layers.Dense(
            3, kernel_initializer="ones", kernel_regularizer="l2"
        )
        model = kind(x, head(x))
        model.compile(keras.optimizers.SGD(0.1), loss)
    # The last batch leaves the second replica without rows.
    fitted = model.fit(X, Y, 4, epochs=2, shuffle=False, verbose=0)
    return [*model.get_weights(), fitted.history["loss"]]


@pytest.mark.parametrize(
    ("kind", "loss"),
    [
        (PartOfBatch, "mse"),
        (CompiledAndPart, "mse"),
        (CompiledAndMore, "mse"),
        (CompiledAndMore, keras.losses.MeanSquaredError(reduction="sum")),
    ],
)
def test_an_own_loss_comes_to_what_one_device_does_row_12(kind, loss):
    # row 12
    one = trained(contextlib.nullcontext(), kind, loss)
    two = trained(two_replicas.strategy().scope(), kind, loss)
    for mine, expected in zip(two, one, strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", [OwnMean, LossObject])
def test_what_divides_by_nothing_is_a_mean_and_told_so_row_12(kind):
    # row 12
    one = trained(contextlib.nullcontext(), kind)
    with pytest.warns(
        match="on 2 replicas.*names compute_average_loss"
    ) as told:
        two = trained(two_replicas.strategy().scope(), kind)
    assert len(told) == 1
    for mine, expected in zip(two, one, strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-5, atol=1e-6)


def test_other_rows_than_the_outputs_are_shared_by_their_number():
    # A replica's first row each, (0, 2), (4, 6) and 8, is a batch of theirs.
    two = trained(two_replicas.strategy().scope(), CompiledOfSomeRows)
    x = keras.Input((4,))
    head = keras.layers.Dense(
        3, kernel_initializer="ones", kernel_regularizer="l2"
    )
    model = keras.Model(x, head(x))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(X[::2], Y[::2], 2, epochs=2, shuffle=False, verbose=0)
    for mine, expected in zip(two, model.get_weights()):
        np.testing.assert_allclose(mine, expected, rtol=1e-5, atol=1e-6)
