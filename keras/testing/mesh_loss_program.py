"""One of two processes of a mesh, which don't come to the end of a run.

`python mesh_loss_program.py WHAT`, WHAT 'fit': their last batches are of four
and of three rows; 'evaluate' or 'predict': the second one is killed in it.
"""

import os
import signal
import sys

import numpy as np

from keras import callbacks, layers, models
from keras.testing import agreeing_program


class Killed(callbacks.Callback):
    """Kills this process at the second batch."""

    def on_test_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Kills it from within: no moment is missed so."""
        if batch == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    on_predict_batch_begin = on_test_batch_begin


def main(what: str) -> None:
    """Runs it."""
    is_second = os.environ["KERAS_DISTRIBUTION_PROCESS_ID"] == "1"
    count = 7 if is_second and what == "fit" else 8
    x = np.ones((count, 4), "float32")
    watching = [Killed()] if is_second and what != "fit" else []
    options = {"batch_size": 4, "verbose": 0, "callbacks": watching}
    with agreeing_program.scope("mesh"):
        model = models.Sequential([layers.Dense(4, input_shape=(4,))])
        model.compile("sgd", "mse")
    if what == "predict":
        model.predict(x, **options)
    elif what == "evaluate":
        model.evaluate(x, x, **options)
    else:
        model.fit(x, x, **options)


if __name__ == "__main__":
    main(*sys.argv[1:])
