"""A worker that trains with a backup, slowly, and prints what it came to."""

import json
import sys
import time

import numpy as np
import tensorflow as tf

from keras import callbacks, layers, models


class Slowly(callbacks.Callback):
    """Gives a test time to kill a worker between two epochs."""

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Waits."""
        time.sleep(0.2)


def main(folder: str) -> None:
    """Trains, and prints the epochs and the weights."""
    with tf.distribute.MultiWorkerMirroredStrategy().scope():
        model = models.Sequential([layers.Dense(1, input_shape=(4,))])
        model.compile("adam", "mse")
    model.set_weights([np.ones((4, 1)), np.zeros(1)])
    x = np.random.default_rng(0).normal(size=(24, 4)).astype("float32")
    backup = callbacks.BackupAndRestore(f"{folder}/backup")
    history = model.fit(
        x, x[:, :1], 8, 8, verbose=0, callbacks=[backup, Slowly()]
    )
    weights = [w.tolist() for w in model.get_weights()]
    print(json.dumps({"epochs": history.epoch, "weights": weights}))


if __name__ == "__main__":
    main(sys.argv[1])
