"""A process that trains with a backup, and prints what it came to.

`python killed_worker_program.py KIND FOLDER [SIGNAL INDEX]`, KIND as in
`agreeing_program.py`: with a signal, process INDEX of two sends it itself in
the midst of the fourth epoch.
"""

import json
import os
import sys

import numpy as np

from keras import callbacks, layers, models
from keras.testing import agreeing_program


class Lost(callbacks.Callback):
    """Sends this process a signal, where three epochs and a step are done.

    Args:
        number: The signal: SIGKILL ends it, SIGSTOP lets it hang.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def on_train_batch_begin(
        self, batch: int, logs: dict | None = None
    ) -> None:
        """Sends it from within: no moment is missed so."""
        if (len(self.model.history.epoch), batch) == (3, 1):
            os.kill(os.getpid(), self._number)


def made() -> models.Model:
    """Returns a compiled model with weights that are always the same."""
    model = models.Sequential([layers.Dense(2, input_shape=(4,))])
    model.compile("adam", "mse")
    model.set_weights([np.ones((4, 2)), np.zeros(2)])
    return model


def came_to(model, watching: list) -> dict:
    """Trains; returns the epochs and the weights."""
    x = np.random.default_rng(0).normal(size=(24, 4)).astype("float32")
    history = model.fit(
        x, x[:, :2], 8, 8, verbose=0, shuffle=False, callbacks=watching
    )
    weights = [w.tolist() for w in model.get_weights()]
    return {"epochs": history.epoch, "weights": weights}


def main(kind: str, folder: str, number: str = "", index: str = "") -> None:
    """Trains, and prints the epochs and the weights."""
    watching = [callbacks.BackupAndRestore(f"{folder}/backup")]
    if index == os.environ["KERAS_DISTRIBUTION_PROCESS_ID"]:
        watching.append(Lost(int(number)))
    with agreeing_program.scope(kind):
        model = made()
    print(json.dumps(came_to(model, watching)))


if __name__ == "__main__":
    main(*sys.argv[1:])
