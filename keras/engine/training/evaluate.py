"""`evaluate`: test steps over data."""

from keras.backend import run_limits
from keras.distribute import lost_worker
from keras.engine.training import (
    arguments,
    epoch,
    first_build,
    logs,
    metric_values,
    model_batches,
)


class Evaluation:
    """Test steps over some data, as often as it is run.

    Args:
        model: A compiled model.
        batches: The data.
        callbacks: The list of callbacks.
    """

    def __init__(self, model, batches, callbacks) -> None:
        self._model = model
        self._callbacks = callbacks
        self._epoch = epoch.Epoch(model, batches, callbacks, "test")

    def skip(self, count: int) -> None:
        """Passes over so many evaluations, which were made before."""
        self._epoch.skip(count)

    def run(self) -> dict:
        """Takes all batches, and returns the logs as tensors."""
        model, callbacks = self._model, self._callbacks
        callbacks.on_test_begin()  # Metrics have still what training saw.
        model._keras_state.compile_state.reset_metrics()
        found, _ = self._epoch.run(lambda: False)
        results = {} if found is None else logs.of_epoch(model, "test", found)
        callbacks.on_test_end(results)
        return results


def evaluate(
    model,
    data: tuple,
    reading: arguments.Reading,
    watching: arguments.Watching,
) -> dict:
    """Evaluates any kind of data, and returns the logs as floats.

    Args:
        model: A compiled model.
        data: `(x, y, sample_weight)`.
        reading: How to read it.
        watching: Who watches.
    """
    where = f"{model._keras_who}.evaluate"
    reading, watching = reading.checked(where), watching.checked(where)
    batches = model_batches.to_evaluate(model, data, reading)
    first_build.prepare(model, batches, "test")
    callbacks = watching.listed(model, run_limits.steps(batches.num_batches))
    with callbacks, metric_values.kept(model), lost_worker.told():
        return logs.as_floats(Evaluation(model, batches, callbacks).run())
