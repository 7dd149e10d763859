"""Trains one network in two processes, which stand for two machines.

Every worker runs this same file. `TF_CONFIG` tells it where all of them are and
which one it is; this launcher sets it, as a cluster's scheduler does. Each
takes its part of every batch, and all save to one path: the first writes.

    python examples/distribution/two_workers.py

Prints each worker's loss, and exits with 1 if one is above 0.05 or they differ.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

REQUIRED = 0.05  # Mean squared error; it reaches 0.01.


def work(folder: str) -> None:
    """What each worker does; prints the loss it came to."""
    keras.distribution.initialize()  # says what is wrong with TF_CONFIG
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    with strategy.scope():
        model = keras.Sequential(
            [
                keras.layers.Dense(32, activation="tanh", input_shape=(8,)),
                keras.layers.Dense(1),
            ]
        )
        model.compile(keras.optimizers.Adam(0.01), "mse")
    x = np.random.default_rng(0).normal(size=(512, 8)).astype("float32")
    y = np.tanh(x[:, :1] + x[:, 1:2])
    backup = keras.callbacks.BackupAndRestore(os.path.join(folder, "backup"))
    model.fit(x, y, batch_size=64, epochs=20, verbose=0, callbacks=[backup])
    model.save(os.path.join(folder, "model.keras"))
    print(model.evaluate(x, y, verbose=0))


def launch(number: int) -> list[float]:
    """Starts workers on this machine; returns the loss of each."""
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("localhost", 0))
    addresses = [f"localhost:{s.getsockname()[1]}" for s in sockets]
    for each in sockets:
        each.close()
    with tempfile.TemporaryDirectory() as folder:
        workers = [
            subprocess.Popen(
                [sys.executable, __file__, folder],
                env={**os.environ, "TF_CONFIG": place(addresses, index)},
                stdout=subprocess.PIPE,
                text=True,
            )
            for index in range(number)
        ]
        printed = [worker.communicate()[0] for worker in workers]
    return [float(text.splitlines()[-1]) for text in printed]


def place(addresses: list[str], index: int) -> str:
    """Returns `TF_CONFIG` for one of the workers."""
    task = {"type": "worker", "index": index}
    return json.dumps({"cluster": {"worker": addresses}, "task": task})


def main() -> None:
    """Works if it's told its place, else starts the workers."""
    if "TF_CONFIG" in os.environ:
        work(sys.argv[1])
        return
    losses = launch(2)
    print("losses:", *losses, f"(at most {REQUIRED}, and equal)")
    sys.exit(max(losses) > REQUIRED or len(set(losses)) > 1)


if __name__ == "__main__":
    main()
