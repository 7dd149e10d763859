"""What each of several workers does, or one process alone.

`TF_CONFIG` tells a worker its place; the last line tells what it came to.
"""

import contextlib
import io
import json
import os
import sys

import numpy as np
import tensorflow as tf

from keras import callbacks, layers, models, optimizers
from keras.distribute import workers
from keras.testing import small_disk

_DRAW = np.random.default_rng(0)
X = _DRAW.normal(size=(11, 4)).astype("float32")
Y = _DRAW.normal(size=(11, 3)).astype("float32")


def made() -> models.Model:
    """Returns a model that is the same in every process."""
    start = np.random.default_rng(1)
    model = models.Sequential(
        [
            layers.Dense(6, activation="tanh", input_shape=(4,)),
            layers.Dense(3),
        ]
    )
    model.compile(optimizers.Adam(0.01), "mse", ["mae"])
    model.set_weights([start.normal(size=w.shape) for w in model.weights])
    return model


def came_to(model, folder: str) -> dict:
    """Trains, judges, predicts and saves; returns numbers."""
    fitted = model.fit(X, Y, 4, epochs=2, shuffle=False, verbose=0).history
    few = model.fit(
        X, Y, 4, epochs=2, steps_per_epoch=2, shuffle=False, verbose=0
    ).history
    rows = tf.data.Dataset.from_tensor_slices((X, Y)).batch(4)
    watched = model.fit(
        rows,
        epochs=2,
        verbose=0,
        validation_data=(X, Y),
        callbacks=_all(folder),
    ).history
    found = {
        "loss": [*fitted["loss"], *few["loss"], *watched["val_loss"]],
        "evaluate": model.evaluate(X, Y, batch_size=4, verbose=0),
        "predict": model.predict(X, batch_size=4, verbose=0).tolist(),
        "weights": [w.tolist() for w in model.get_weights()],
    }
    for _ in range(6):
        model.save(f"{folder}/model.keras")
        model.save_weights(f"{folder}/model.weights.h5")
        models.save_model(model, f"{folder}/by_function.keras")
        model.save_weights(f"{folder}/checkpoints/model")
    # Nobody has set a seed: the workers draw one order.
    model.fit(X, Y, 4, epochs=20, verbose=0)
    return {**found, "shuffled": [w.tolist() for w in model.get_weights()]}


def _all(folder: str) -> list:
    return [
        callbacks.ModelCheckpoint(f"{folder}/epoch{{epoch}}.keras"),
        callbacks.BackupAndRestore(f"{folder}/backup"),
        callbacks.CSVLogger(f"{folder}/log.csv"),
    ]


def without_space(model, folder: str) -> list[str]:
    """Saves where the chief finds no space; returns the kinds of errors.

    What the model knows of batches is read by all workers together.
    """
    is_chief = workers.is_chief(model.distribute_strategy)
    found = []
    for name in ("none.keras", "none.h5", "none"):
        with small_disk.limited(1000 if is_chief else 10**9):
            try:
                model.save(
                    f"{folder}/{name}",
                    save_format=None if "." in name else "tf",
                )
            except (OSError, RuntimeError) as error:
                found.append(type(error).__name__)
    return found


def exported(model, folder: str) -> dict:
    """Exports to a folder, and to where a file is; returns what was told."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        model.export(f"{folder}/exported")
    found = {"printed": printed.getvalue(), "exported": None}
    try:
        model.export(f"{folder}/exported/saved_model.pb")
    except (OSError, RuntimeError) as error:
        found["exported"] = type(error).__name__
    return found


def main(folder: str) -> None:
    """Prints what this process came to."""
    scope = contextlib.nullcontext()
    if "TF_CONFIG" in os.environ:
        scope = tf.distribute.MultiWorkerMirroredStrategy().scope()
    with scope:
        model = made()
        small = models.Sequential(
            [layers.BatchNormalization(input_shape=(40,))]
        )
    found = {
        **exported(small, folder),
        "without_space": without_space(small, folder),
    }
    print(json.dumps({**came_to(model, folder), **found}))


if __name__ == "__main__":
    main(sys.argv[1])
