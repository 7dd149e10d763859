"""Tests of the value in the logs that callbacks follow."""
# bazel: deps=//keras

import numpy as np

import keras


def test_an_accuracy_is_found_by_its_older_name(tmp_path):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse", metrics=["accuracy"])
    x, y = np.ones((4, 3)), np.ones((4, 1))
    stopping = keras.callbacks.EarlyStopping(monitor="val_acc")
    saving = keras.callbacks.ModelCheckpoint(
        tmp_path / "{val_acc:.1f}.keras", monitor="val_acc", save_best_only=True
    )
    lowering = keras.callbacks.ReduceLROnPlateau(monitor="acc")
    callbacks = [stopping, saving, lowering]
    model.fit(x, y, verbose=0, validation_data=(x, y), callbacks=callbacks)
    found = model.evaluate(x, y, verbose=0, return_dict=True)["accuracy"]
    assert stopping.best == saving.best == found
    assert [path.name for path in tmp_path.iterdir()] == [f"{found:.1f}.keras"]
