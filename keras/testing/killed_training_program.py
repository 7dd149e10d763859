"""A training that is killed at random moments, and what it comes to.

`python killed_training_program.py FOLDER NUMBER REPLICAS [KIND]` prints how
many runs were killed, and which of NUMBER trainings, saved by the epoch and by
the batch, came to anything else than one that was never killed. KIND is one of
`killed_kinds.MODELS`.
"""

import contextlib
import json
import os
import sys

import numpy as np
import tensorflow as tf

from keras import callbacks, models, utils
from keras.testing import forked_runs, killed_kinds


def train(
    folder: str, save_freq: str | int, num_replicas: int, kind: str = "plain"
) -> None:
    """Trains with all that draws and that keeps what it saw."""
    os.makedirs(folder, exist_ok=True)
    utils.set_random_seed(3)
    x = np.linspace(-1, 1, 240, dtype="float32").reshape(60, 4)
    with _scope(num_replicas):
        model = killed_kinds.MODELS[kind]()
    data = killed_kinds.data(kind, x, x[:, :1] ** 2)
    history = model.fit(
        **data, epochs=8, verbose=0, callbacks=_callbacks(folder, save_freq)
    )
    best = models.load_model(f"{folder}/best.keras", compile=False)
    with open(f"{folder}/log.csv") as file:
        rows = file.read()
    came_to = {
        "weights": [w.tolist() for w in model.get_weights()],
        "best": [w.tolist() for w in best.get_weights()],
        "optimizers": [
            [v.numpy().tolist() for v in each.variables]
            for each in killed_kinds.optimizers_of(model)
        ],
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


def main(
    folder: str, number: int, num_replicas: int, kind: str = "plain"
) -> None:
    """Kills trainings, and prints how often, and which differ."""
    killed, others = 0, []
    for save_freq in ("epoch", 3):
        whole = f"{folder}/{save_freq}"
        given = save_freq, num_replicas, kind
        seconds = forked_runs.to_the_end(train, whole, *given)
        for trial in range(number):
            cut = f"{folder}/{save_freq}-{trial}"
            killed += forked_runs.killed_at_random(
                train, cut, *given, seconds=seconds, seed=trial
            )
            found, expected = came_to(cut), came_to(whole)
            others += [
                f"{cut}: {key}"
                for key in expected
                if found[key] != expected[key]
            ]
    print(json.dumps({"killed": killed, "others": others}))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:4]), *sys.argv[4:])
