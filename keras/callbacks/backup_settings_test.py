"""What a callback set, and a program that goes on didn't."""

import numpy as np
import pytest

import keras

X = np.linspace(-1, 1, 12, dtype="float32").reshape(4, 3)


class SetAndCut(keras.callbacks.Callback):
    def __init__(self, change):
        super().__init__()
        self.change = change

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            self.change(self.model)
        if epoch == 2:
            raise ConnectionError


def freeze(model):
    model.layers[0].trainable = False
    model.compile(model.optimizer, "mse")


def push(model):
    model.optimizer.momentum = 0.5


def fit(folder, *callbacks):
    model = keras.Sequential(
        [keras.layers.Dense(2, input_shape=(3,)), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.legacy.SGD(0.1, momentum=0.75), "mse")
    backup = keras.callbacks.BackupAndRestore(folder)
    model.fit(X, X[:, :1], epochs=3, verbose=0, callbacks=[*callbacks, backup])


@pytest.mark.parametrize(
    "change, told",
    [
        (freeze, "Expected 2 trained variables. Received: 4.*Set `trainable`"),
        (
            push,
            "Expected momentum=0.5. Received: momentum=0.75.*as it was then",
        ),
    ],
)
def test_what_is_set_otherwise_is_warned_of(tmp_path, change, told):
    with pytest.raises(ConnectionError):
        fit(tmp_path, SetAndCut(change))
    with pytest.warns(match=told):
        fit(tmp_path)
