"""Models of many layers: what it takes to make one, and to ask it."""

import time

from benchmarks import workload

LAYERS, ADDED = 300, 200
_NAMES = ("trainable_variables", "losses", "metrics")


def cases(keras, quick: bool) -> dict:
    """Returns a function a case."""
    seconds = 0.05 if quick else 0.3
    return {
        "300 Dense layers": Asked(keras, seconds).sample,
        "Sequential of 200": lambda: _made(keras),
    }


class Asked:
    """A warm model of many layers, asked for its parts.

    Args:
        keras: The package.
        seconds: How long to ask for each, a sample.
    """

    def __init__(self, keras, seconds: float) -> None:
        self._keras = keras
        self._seconds = seconds
        self._model = None

    def sample(self) -> dict[str, float]:
        """Returns the milliseconds that each kind of part takes."""
        if self._model is None:
            self._model = self._keras.Sequential(_layers(self._keras, LAYERS))
            self._model.compile("sgd", "mse")
        return {f"{name} ms": self._milliseconds(name) for name in _NAMES}

    def _milliseconds(self, name: str) -> float:
        return 1e3 * workload.seconds_a_call(
            lambda: getattr(self._model, name), self._seconds
        )


def _layers(keras, count: int) -> list:
    layers = [keras.layers.Dense(8) for _ in range(count)]
    return [keras.Input((8,)), *layers]


def _made(keras) -> dict[str, float]:
    """Returns the milliseconds of making a model of a list, and by `add`."""
    start = time.perf_counter()
    keras.Sequential(_layers(keras, ADDED))
    listed = time.perf_counter()
    model = keras.Sequential()
    for layer in _layers(keras, ADDED):
        model.add(layer)
    added = time.perf_counter()
    return {"list ms": 1e3 * (listed - start), "add ms": 1e3 * (added - listed)}
