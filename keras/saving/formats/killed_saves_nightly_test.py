"""A process that is killed while it saves leaves the older or the newer.

Of formats of several files; each value of a file is the number of its save.
"""
# bazel: shard_count=2 tags=nightly size=large

import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import keras

KILLS = 50
SAVING = """
import itertools, sys
import numpy as np
import keras

path, options = sys.argv[1], eval(sys.argv[2])
layers = [keras.layers.Dense(300) for _ in range(4)]
model = keras.Sequential([keras.Input((300,)), *layers])
for number in itertools.count(1):
    for weight in model.weights:
        weight.assign(np.full(weight.shape, number))
    model.save_weights(path, **options)
    print(number, flush=True)
"""


def value_of(path):
    layers = [keras.layers.Dense(300) for _ in range(4)]
    model = keras.Sequential([keras.Input((300,)), *layers])
    model.load_weights(path)
    (value,) = {float(v) for w in model.weights for v in np.unique(w)}
    return value


def killed_while_saving(path, options, wait):
    """Returns the number of the last save that was told."""
    command = [sys.executable, "-c", SAVING, path, repr(options)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True
    ) as process:
        first = process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().split()
    return int([first, *told][-1])


@pytest.mark.parametrize(
    ("name", "options"),
    [("a", {}), ("a.weights.json", {"max_shard_size": 500_000 / 2**30})],
)
def test_what_is_there_is_one_save(name, options, tmp_path):
    rng = random.Random(1)
    for _ in range(KILLS):
        path = str(tmp_path / name)
        told = killed_while_saving(path, options, rng.uniform(0, 0.1))
        # The one after it may be whole, too.
        assert value_of(path) in (told, told + 1)
