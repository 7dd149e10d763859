"""Tests of training whose process is ended, and of the process after it."""

import os
import signal
import subprocess
import sys

PREEMPTED = """
import os, signal, sys
import numpy as np
import keras

class Terminated(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        if batch == 1:
            os.kill(os.getpid(), signal.SIGTERM)

model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
model.compile("sgd", "mse")
backup = keras.callbacks.BackupAndRestore(
    sys.argv[1], save_freq=False, save_before_preemption=True)
model.fit(np.ones((40, 3)), np.ones((40, 1)), batch_size=8, verbose=0,
          callbacks=[backup, Terminated()])
"""


def run_script(script, *arguments):
    """Runs a program; returns its exit code and the lines it printed."""
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.returncode, done.stdout.splitlines()


def test_the_signal_of_a_preemption_saves_and_ends_the_process(tmp_path):
    code, _ = run_script(PREEMPTED, tmp_path)
    assert code == -signal.SIGTERM
    assert os.listdir(tmp_path) == ["epoch-0-batch-2.backup"]


KILLED = """
import os, signal, sys
import numpy as np
import keras

class Killed(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        step = int(self.model.optimizer.iterations)
        if step == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

x = np.linspace(-1, 1, 60, dtype="float32").reshape(20, 3)
model = keras.Sequential([
    keras.layers.Dense(1, kernel_initializer="ones", input_shape=(3,))])
model.compile("adam", "mse")
backup = keras.callbacks.BackupAndRestore(sys.argv[1], save_freq=2)
history = model.fit(x, x[:, :1], batch_size=4, epochs=3, shuffle=False,
                    verbose=0, callbacks=[backup, Killed()])
print([float(each).hex() for each in model.get_weights()[0].ravel()])
print(float(history.history["loss"][-1]).hex())
"""


def test_a_killed_process_goes_on_to_what_it_would_have_come_to(tmp_path):
    code, expected = run_script(KILLED, tmp_path / "a", -1)
    assert code == 0 and len(expected) == 2
    assert run_script(KILLED, tmp_path / "b", 8)[0] == -signal.SIGKILL
    assert os.listdir(tmp_path / "b") == ["epoch-1-batch-3.backup"]
    assert run_script(KILLED, tmp_path / "b", -1) == (0, expected)
