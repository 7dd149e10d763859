"""`predict` and an eager call of one row: milliseconds, traces, memory."""

import pathlib

import tensorflow as tf

from benchmarks import workload

FEW, MANY = 200, 10_000


def cases(keras, quick: bool) -> dict:
    """Returns a function a case."""
    seconds = 0.3 if quick else 1.0
    return {
        "predict one row": Once(lambda: _predict(keras), seconds).sample,
        "eager call, one row": Once(lambda: _call(keras), seconds).sample,
        "repeated predict": lambda: _growth(keras, FEW),
        "10,000 predicts": lambda: _growth(keras, MANY),
    }


class Once:
    """A case whose call is made, and warm, when the first is asked for.

    Args:
        make: Returns the function to time.
        seconds: How long to call it for a sample.
    """

    def __init__(self, make, seconds: float) -> None:
        self._make = make
        self._seconds = seconds
        self._function = None

    def sample(self) -> dict[str, float]:
        """Returns the milliseconds of a call."""
        if self._function is None:
            self._function = self._make()
            workload.seconds_a_call(self._function, self._seconds / 3)
        seconds = workload.seconds_a_call(self._function, self._seconds)
        return {"ms": 1e3 * seconds}


def _predict(keras):
    model, row = workload.mlp(keras), workload.one_row()
    return lambda: model.predict(row)


def _call(keras):
    model, row = workload.mlp(keras), tf.constant(workload.one_row())
    return lambda: model(row)


def _growth(keras, count: int) -> dict[str, float]:
    """Predicts in a loop; counts the traces, and the memory that is kept."""
    traces = []

    class Counted(keras.layers.Layer):
        def call(self, inputs):
            traces.append(1)  # Python runs it only to trace a graph.
            return inputs

    model = keras.Sequential([workload.mlp(keras), Counted()])
    row = workload.one_row()
    two_rows = row.repeat(2, axis=0)
    for _ in range(20):
        model.predict(row)
        model.predict(two_rows)
    warm_traces, before = len(traces), _resident_bytes()
    for _ in range(count):
        model.predict(row)
    return {
        "traces": len(traces) - warm_traces,
        "kB": (_resident_bytes() - before) / 1e3,
    }


def _resident_bytes() -> int:
    pages = pathlib.Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096
