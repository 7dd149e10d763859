"""How much of a package's Python runs in a call: calls and files."""

import collections
import pathlib
import sys

import tensorflow as tf

from benchmarks import workload


def cases(keras) -> dict:
    """Returns a function a case."""
    return {
        "warm Dense call": lambda: warm_dense(keras),
        "Dense, built and called": lambda: built_dense(keras),
        "warm eager train_step": lambda: eager_train_step(keras),
    }


def warm_dense(keras) -> dict[str, float]:
    """Counts a call of a `Dense` that has been called before."""
    layer = keras.layers.Dense(8)
    row = tf.constant(workload.one_row())
    layer(row)
    layer(row)
    return counted(keras, lambda: layer(row))


def built_dense(keras) -> dict[str, float]:
    """Counts the making, building and calling of a `Dense`."""
    row = tf.constant(workload.one_row())
    keras.layers.Dense(8)(row)  # Imports what is imported late.
    return counted(keras, lambda: keras.layers.Dense(8)(row))


def eager_train_step(keras) -> dict[str, float]:
    """Counts an eager `train_step` of two layers that has run before."""
    model = keras.Sequential(
        [
            keras.Input((workload.FEATURES,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse", run_eagerly=True)
    x, y = tf.ones((4, workload.FEATURES)), tf.ones((4, 1))
    model.train_on_batch(x, y)
    model.train_step((x, y))
    return counted(keras, lambda: model.train_step((x, y)))


def counted(keras, call) -> dict[str, float]:
    """Counts a call's Python frames in the package, and their files."""
    package = str(pathlib.Path(keras.__file__).resolve().parent)
    frames = collections.Counter()

    def profile(frame, event, _) -> None:
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(package):
            frames[file] += 1

    sys.setprofile(profile)
    try:
        call()
    finally:
        sys.setprofile(None)
    return {"calls": sum(frames.values()), "files": len(frames)}
