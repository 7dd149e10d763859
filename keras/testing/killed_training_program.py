"""A training that is killed at random moments, and what it comes to.

`python killed_training_program.py FOLDER NUMBER REPLICAS` prints how many runs
were killed, and which of NUMBER trainings of each kind came to anything else
than one that was never killed.
"""

import contextlib
import json
import os
import sys

import numpy as np
import tensorflow as tf

from keras import callbacks, layers, models, optimizers, utils
from keras.testing import forked_runs


def train(folder: str, save_freq: str | int, num_replicas: int) -> None:
    """Trains with all that draws and that keeps what it saw."""
    os.makedirs(folder, exist_ok=True)
    utils.set_random_seed(3)
    x = np.linspace(-1, 1, 240, dtype="float32").reshape(60, 4)
    with _scope(num_replicas):
        model = _made()
    history = model.fit(
        x,
        x[:, :1] ** 2,
        batch_size=7,
        epochs=8,
        verbose=0,
        validation_split=0.2,
        callbacks=_callbacks(folder, save_freq),
    )
    best = models.load_model(f"{folder}/best.keras")
    with open(f"{folder}/log.csv") as file:
        rows = file.read()
    came_to = {
        "weights": [w.tolist() for w in model.get_weights()],
        "best": [w.tolist() for w in best.get_weights()],
        "optimizer": [v.numpy().tolist() for v in model.optimizer.variables],
        "history": [history.epoch, history.history],
        "rows": rows,
    }
    with open(f"{folder}/came_to.json", "w") as file:
        json.dump(came_to, file, default=float)


def _scope(num_replicas: int) -> contextlib.AbstractContextManager:
    if num_replicas == 1:
        return contextlib.nullcontext()
    cpu = tf.config.list_physical_devices("CPU")[0]
    one = tf.config.LogicalDeviceConfiguration()
    tf.config.set_logical_device_configuration(cpu, [one] * num_replicas)
    devices = [f"CPU:{number}" for number in range(num_replicas)]
    return tf.distribute.MirroredStrategy(devices).scope()


def _made() -> models.Model:
    model = models.Sequential(
        [
            layers.Dense(5, activation="tanh", input_shape=(4,)),
            layers.Dropout(0.3),
            layers.BatchNormalization(),
            layers.Dense(1),
        ]
    )
    model.compile(optimizers.Adam(0.05), "mse", ["mae"])
    return model


def _callbacks(folder: str, save_freq: str | int) -> list:
    return [
        callbacks.BackupAndRestore(f"{folder}/backup", save_freq),
        callbacks.EarlyStopping(patience=3, restore_best_weights=True),
        callbacks.ReduceLROnPlateau(patience=1, factor=0.5),
        callbacks.ModelCheckpoint(f"{folder}/best.keras", save_best_only=True),
        callbacks.CSVLogger(f"{folder}/log.csv"),
    ]


def came_to(folder: str) -> dict:
    """Returns what a training in a folder came to."""
    with open(f"{folder}/came_to.json") as file:
        return json.load(file)


def main(folder: str, number: int, num_replicas: int) -> None:
    """Kills trainings, and prints how often, and which differ."""
    killed, others = 0, []
    for save_freq in ("epoch", 3):
        whole = f"{folder}/{save_freq}"
        seconds = forked_runs.to_the_end(train, whole, save_freq, num_replicas)
        for trial in range(number):
            cut = f"{folder}/{save_freq}-{trial}"
            killed += forked_runs.killed_at_random(
                train,
                cut,
                save_freq,
                num_replicas,
                seconds=seconds,
                seed=trial,
            )
            found, expected = came_to(cut), came_to(whole)
            others += [
                f"{cut}: {key}"
                for key in expected
                if found[key] != expected[key]
            ]
    print(json.dumps({"killed": killed, "others": others}))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
