"""How much of our Python runs on the two hot paths, counted by a profiler."""
# Alone: it counts calls, which others may have made warm.
# bazel: alone=true

import collections
import contextlib
import pathlib
import sys

import numpy as np
import pytest

import keras
from keras.saving.config import registry
from keras.testing import house

PACKAGE = str(pathlib.Path(keras.__file__).parent)


@contextlib.contextmanager
def counted_calls():
    """Yields a counter of (file, function) that fills while the body runs."""
    calls = collections.Counter()

    def count(frame, event, _):
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(PACKAGE):
            if not name.endswith("_test.py"):
                calls[name[len(PACKAGE) + 1 :], frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def hold(calls, files, number):
    """Fails where the calls touch more files, or are more, than allowed."""
    __tracebackhide__ = True
    touched = {name for name, _ in calls}
    if len(touched) > files or calls.total() > number:
        rows = [f"{n:4} {file}: {name}" for (file, name), n in calls.items()]
        pytest.fail(
            f"{calls.total()} calls in {len(touched)} files; expected at most "
            f"{number} in {files}\n" + "\n".join(rows),
            pytrace=False,
        )


def test_a_warm_dense_call_is_short():
    layer = keras.layers.Dense(8, activation="relu")
    x = keras.initializers.get("ones")((2, 4))
    for _ in range(3):
        layer(x)
    with counted_calls() as calls:
        layer(x)
    hold(calls, house.DENSE_CALL_FILES, house.DENSE_CALL_CALLS)


def test_building_and_calling_a_dense_reads_few_files(monkeypatch):
    # What other tests of the process registered would be looked through.
    monkeypatch.setattr(registry, "registered", {})
    # tf_keras 2.21 and Keras 3.15, counted the same way: 24 and 44.
    x = keras.initializers.get("ones")((2, 4))
    keras.layers.Dense(8)(x)
    with counted_calls() as calls:
        keras.layers.Dense(8)(x)
    hold(calls, house.DENSE_BUILD_FILES, house.DENSE_BUILD_CALLS)


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_an_eager_training_step_of_two_layers_is_short(optimizer):
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(3),
        ]
    )
    model.compile(optimizer, "mse", run_eagerly=True)
    ones = keras.initializers.get("ones")
    data = (ones((2, 4)), ones((2, 3)))
    model.fit(np.ones((4, 4)), np.ones((4, 3)), verbose=0)
    for _ in range(3):
        model.train_step(data)
    with counted_calls() as calls:
        model.train_step(data)
    hold(calls, house.TRAIN_STEP_FILES, house.TRAIN_STEP_CALLS)
