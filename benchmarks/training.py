"""Training of a package: milliseconds a step, and of the first one."""

import time

import tensorflow as tf

from benchmarks import workload

VARIANTS = {
    "fit arrays": ("arrays", []),
    "fit arrays, accuracy": ("arrays", ["accuracy"]),
    "fit arrays, batch callback": ("watched", []),
    "fit generator": ("generator", []),
    "fit tf.data": ("dataset", []),
    "fit tf.data, accuracy": ("dataset", ["accuracy"]),
}
# Steps of `train_on_batch` a sample.
_BATCHES = 500


def cases(keras, quick: bool) -> dict:
    """Returns a function a variant."""
    fits = {
        name: Fit(keras, kind, metrics, quick).sample
        for name, (kind, metrics) in VARIANTS.items()
    }
    return {
        **fits,
        "train_on_batch": OnBatch(keras).sample,
        "first fit step": lambda: _first_step(keras),
    }


class Fit:
    """One variant: the model is made, and warm, when the first is asked for.

    Args:
        keras: The package.
        kind: 'arrays', 'watched' (by a callback that looks at each batch),
            'generator' or 'dataset'.
        metrics: Metrics to compile with.
        quick: Whether to take a tenth of the rows.
    """

    def __init__(self, keras, kind: str, metrics: list, quick: bool) -> None:
        self._make = lambda: workload.compiled_mlp(keras, metrics)
        self._kind = kind
        self._callbacks = [_watcher(keras)] if kind == "watched" else []
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
        if self._kind == "generator":
            x, y = _batches(x, y), None
        start = time.perf_counter()
        self._model.fit(x, y, callbacks=self._callbacks)
        return time.perf_counter() - start


class OnBatch:
    """`train_on_batch`, again and again on one batch."""

    def __init__(self, keras) -> None:
        self._make = lambda: workload.compiled_mlp(keras, [])
        self._model = None

    def sample(self) -> dict[str, float]:
        """Returns the milliseconds of a step."""
        x, y = (part[: workload.BATCH] for part in workload.rows(quick=True))
        if self._model is None:
            self._model = self._make()
            self._model.train_on_batch(x, y)
        start = time.perf_counter()
        for _ in range(_BATCHES):
            self._model.train_on_batch(x, y)
        return {"ms": 1e3 * (time.perf_counter() - start) / _BATCHES}


def _first_step(keras) -> dict[str, float]:
    """Returns the milliseconds of a new model's first step, traced and run."""
    x, y = (part[: workload.BATCH] for part in workload.rows(quick=True))
    model = workload.compiled_mlp(keras, [])
    start = time.perf_counter()
    model.fit(x, y, verbose=0)
    return {"ms": 1e3 * (time.perf_counter() - start)}


def _batches(x, y):
    for start in range(0, len(x), workload.BATCH):
        stop = start + workload.BATCH
        yield x[start:stop], y[start:stop]


def _watcher(keras):
    """Returns a callback with a batch hook, which doesn't look at logs."""

    class Watcher(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.last = batch

    return Watcher()
