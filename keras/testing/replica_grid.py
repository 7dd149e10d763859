"""One device against several, over numbers of rows, batches and replicas."""

# Both peers crash or come to other weights.

import contextlib
import itertools
import sys

import numpy as np
import tensorflow as tf

from keras import layers, models, optimizers, utils

_DRAW = np.random.default_rng(0)
X = _DRAW.normal(size=(17, 5, 4)).astype("float32")
Y = _DRAW.normal(size=(17, 5, 3)).astype("float32")
X[::3, 3:] = 0  # masked steps
X[4] = 0  # a row that is masked altogether
WEIGHTS = _DRAW.uniform(size=17).astype("float32")
WEIGHTS[::4] = 0
_RATE = 0.1


def made() -> models.Model:
    """Returns a model with masks, penalties, momentum and metrics."""
    utils.set_random_seed(1)
    x = layers.Input((5, 4))
    h = layers.Masking()(x)
    h = layers.Dense(
        6,
        activation="tanh",
        kernel_regularizer="l2",
        activity_regularizer="l2",
    )(h)
    model = models.Model(x, layers.Dense(3)(h))
    model.compile(
        optimizers.SGD(0.1, momentum=0.9),
        "mse",
        ["mae"],
        weighted_metrics=["mse"],
    )
    return model


class Grid:
    """A model on one device, and the same on some replicas.

    Args:
        strategy: The strategy of the replicas.
    """

    def __init__(self, strategy: tf.distribute.Strategy) -> None:
        self._models = []
        for scope in (contextlib.nullcontext(), strategy.scope()):
            with scope:
                self._models.append(made())
        self._start = self._models[0].get_weights()

    def compare(self, num_rows: int, batch: int, weights=None) -> None:
        """Raises `AssertionError` where the two come to different numbers."""
        one, many = (
            self._came_to(model, num_rows, batch, weights)
            for model in self._models
        )
        for name, expected in one.items():
            case = f"{name}, rows={num_rows}, batch={batch}, weights={weights}"
            np.testing.assert_allclose(
                many[name], expected, rtol=1e-5, atol=1e-6, err_msg=case
            )

    def _came_to(self, model, num_rows: int, batch: int, weights) -> dict:
        model.set_weights(self._start)
        for variable in model.optimizer.variables[2:]:  # the momenta
            variable.assign(tf.zeros_like(variable))
        x, y = X[:num_rows], Y[:num_rows]
        if weights is not None:
            weights = weights[:num_rows]
        history = model.fit(
            x,
            y,
            batch,
            epochs=2,
            shuffle=False,
            verbose=0,
            sample_weight=weights,
        ).history
        trained = enumerate(model.get_weights())
        return {
            **history,
            "evaluate": model.evaluate(x, y, batch, verbose=0),
            "predict": model.predict(x, batch, verbose=0),
            **{f"weight {number}": weight for number, weight in trained},
        }


class Formula:
    """A plain model on some replicas, held against NumPy.

    Args:
        strategy: The strategy of the replicas.
    """

    def __init__(self, strategy: tf.distribute.Strategy) -> None:
        with strategy.scope():
            self._model = models.Sequential(
                [layers.Input((4,)), layers.Dense(3)]
            )
            self._model.compile(optimizers.SGD(_RATE), "mse")

    def compare(self, num_rows: int, batch: int) -> None:
        """Raises `AssertionError` where it comes to other numbers."""
        x, y = X[:num_rows, 0], Y[:num_rows, 0]
        kernel, bias = np.ones((4, 3)), np.zeros(3)
        self._model.set_weights([kernel, bias])
        self._model.fit(x, y, batch, shuffle=False, verbose=0)
        for start in range(0, num_rows, batch):
            rows = x[start : start + batch]
            error = rows @ kernel + bias - y[start : start + batch]
            step = _RATE * 2 / error.size
            kernel = kernel - step * rows.T @ error
            bias = bias - step * error.sum(axis=0)
        outputs = x @ kernel + bias
        expected = [kernel, bias, outputs, np.mean((outputs - y) ** 2)]
        found = [
            *self._model.get_weights(),
            self._model.predict(x, batch, verbose=0),
            self._model.evaluate(x, y, batch, verbose=0),
        ]
        for own, number in zip(found, expected, strict=True):
            case = f"rows={num_rows}, batch={batch}"
            np.testing.assert_allclose(
                own, number, rtol=1e-4, atol=1e-5, err_msg=case
            )


def main(num_replicas: int) -> None:
    """Compares every number of rows in 1..17 and size of batch in 1..8."""
    cpu = tf.config.list_physical_devices("CPU")[0]
    one = tf.config.LogicalDeviceConfiguration()
    tf.config.set_logical_device_configuration(cpu, [one] * num_replicas)
    devices = [f"CPU:{number}" for number in range(num_replicas)]
    strategy = tf.distribute.MirroredStrategy(devices)
    grid, formula = Grid(strategy), Formula(strategy)
    sizes = [*itertools.product(range(1, 18), range(1, 9))]
    for num_rows, batch in sizes:
        grid.compare(num_rows, batch)
        grid.compare(num_rows, batch, WEIGHTS)
        formula.compare(num_rows, batch)
    print(3 * len(sizes))


if __name__ == "__main__":
    main(int(sys.argv[1]))
