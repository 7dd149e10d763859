"""A model that `fit` builds goes on from its backup as another does."""

import numpy as np
import pytest

import keras

X = np.random.default_rng(0).normal(size=(12, 4)).astype("float32")
Y = X @ np.float32([[1], [-1], [2], [0]])


class Interrupted(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 4:
            raise KeyboardInterrupt


def unbuilt():
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.1), "mse")
    return model


def trained(model, *callbacks):
    return model.fit(X, Y, 4, 10, verbose=0, callbacks=list(callbacks))


@pytest.mark.parametrize("is_new", [True, False])
def test_an_unbuilt_model_takes_the_epochs_that_are_left_row_214(
    tmp_path, is_new
):
    # row 214
    whole = unbuilt()
    trained(whole)
    model = unbuilt()
    with pytest.raises(KeyboardInterrupt):
        trained(
            model, keras.callbacks.BackupAndRestore(tmp_path), Interrupted()
        )
    if is_new:
        model = unbuilt()
        assert not model.built
    seen = []
    note = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: seen.append(epoch)
    )
    trained(model, keras.callbacks.BackupAndRestore(tmp_path), note)
    assert seen == [4, 5, 6, 7, 8, 9]
    for expected, found in zip(whole.get_weights(), model.get_weights()):
        np.testing.assert_array_equal(found, expected)
