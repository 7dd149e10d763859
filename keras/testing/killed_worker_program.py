"""A worker that trains with a backup, and prints what it came to.

`python killed_worker_program.py FOLDER [SIGNAL]`: with a signal, the second of
two workers sends it itself in the midst of the fourth epoch.
"""

import json
import os
import sys

import numpy as np
import tensorflow as tf

from keras import callbacks, layers, models


class Lost(callbacks.Callback):
    """Sends the second worker a signal, where three epochs and a step are done.

    Args:
        number: The signal: SIGKILL ends it, SIGSTOP lets it hang.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._index = json.loads(os.environ["TF_CONFIG"])["task"]["index"]

    def on_train_batch_begin(
        self, batch: int, logs: dict | None = None
    ) -> None:
        """Sends it from within: no moment is missed so."""
        if (self._index, len(self.model.history.epoch), batch) == (1, 3, 1):
            os.kill(os.getpid(), self._number)


def main(folder: str, number: str = "") -> None:
    """Trains, and prints the epochs and the weights."""
    with tf.distribute.MultiWorkerMirroredStrategy().scope():
        model = models.Sequential([layers.Dense(1, input_shape=(4,))])
        model.compile("adam", "mse")
    model.set_weights([np.ones((4, 1)), np.zeros(1)])
    x = np.random.default_rng(0).normal(size=(24, 4)).astype("float32")
    watching = [callbacks.BackupAndRestore(f"{folder}/backup")]
    if number:
        watching.append(Lost(int(number)))
    history = model.fit(x, x[:, :1], 8, 8, verbose=0, callbacks=watching)
    weights = [w.tolist() for w in model.get_weights()]
    print(json.dumps({"epochs": history.epoch, "weights": weights}))


if __name__ == "__main__":
    main(*sys.argv[1:])
