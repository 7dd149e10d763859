"""What a user's step logs, where training goes on at the end of an epoch."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)


class OwnStep(keras.Sequential):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((y - self(x, training=True)) ** 2)
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return {"loss": loss, "mine": 2 * loss}


class Cut(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            raise ConnectionError


def trained(folder, *callbacks):
    model = OwnStep(
        [keras.layers.Dense(1, kernel_initializer="ones", input_shape=(3,))]
    )
    model.compile(keras.optimizers.SGD(0.1))
    given = [
        keras.callbacks.EarlyStopping("mine", patience=5, mode="min"),
        keras.callbacks.BackupAndRestore(folder, save_freq=2),
    ]
    return model.fit(
        X,
        X[:, :1],
        2,
        epochs=3,
        shuffle=False,
        verbose=0,
        callbacks=[*callbacks, *given],
    ).history


def test_an_epoch_that_goes_on_at_its_end_has_its_logs(tmp_path):
    with pytest.raises(ConnectionError):
        trained(tmp_path, Cut())
    assert trained(tmp_path) == trained(tmp_path / "other")
