"""`fit` of a package: milliseconds a step."""

import time

import tensorflow as tf

from benchmarks import workload

VARIANTS = {
    "fit arrays": ("arrays", []),
    "fit arrays, accuracy": ("arrays", ["accuracy"]),
    "fit tf.data": ("dataset", []),
    "fit tf.data, accuracy": ("dataset", ["accuracy"]),
}


def cases(keras, quick: bool) -> dict:
    """Returns a function a variant."""
    return {
        name: Fit(keras, kind, metrics, quick).sample
        for name, (kind, metrics) in VARIANTS.items()
    }


class Fit:
    """One variant: the model is made, and warm, when the first is asked for.

    Args:
        keras: The package.
        kind: 'arrays' or 'dataset'.
        metrics: Metrics to compile with.
        quick: Whether to take a tenth of the rows.
    """

    def __init__(self, keras, kind: str, metrics: list, quick: bool) -> None:
        self._make = lambda: workload.compiled_mlp(keras, metrics)
        self._kind = kind
        self._quick = quick
        self._model = None

    def sample(self) -> dict[str, float]:
        """Returns the milliseconds a step of one epoch."""
        if self._model is None:
            self._model = self._make()
            self._epoch(workload.rows(quick=True))
        x, y = workload.rows(self._quick)
        return {"ms": 1e3 * self._epoch((x, y)) / (len(x) / workload.BATCH)}

    def _epoch(self, data: tuple) -> float:
        x, y = data
        if self._kind == "dataset":
            x = tf.data.Dataset.from_tensor_slices(data).batch(workload.BATCH)
            y = None
        start = time.perf_counter()
        self._model.fit(x, y)
        return time.perf_counter() - start
