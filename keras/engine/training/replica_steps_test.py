"""Losses, metrics and label checks on two replicas: one device's numbers."""

import contextlib

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(11, 4)).astype("float32")
Y = DRAW.normal(size=(11, 3)).astype("float32")


def far(y_true, y_pred):
    return tf.abs(y_true - y_pred)


def made(scope, reduction="sum_over_batch_size"):
    with scope:
        x = keras.Input((4,))
        head = keras.layers.Dense(3, kernel_initializer="ones")
        model = keras.Model(x, head(x))
        model.compile(
            keras.optimizers.SGD(0.001),
            keras.losses.MeanSquaredError(reduction),
            [far],
            weighted_metrics=["mse"],
        )
    return model


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum"])
def test_weighted_losses_and_metrics_are_those_of_one_device(reduction):
    found = []
    for scope in (contextlib.nullcontext(), two_replicas.strategy().scope()):
        model = made(scope, reduction)
        history = model.fit(
            X,
            Y,
            4,
            epochs=2,
            shuffle=False,
            verbose=0,
            sample_weight=np.arange(11.0),
        ).history
        values = model.evaluate(X, Y, batch_size=3, verbose=0)
        found.append([*history.values(), *values])
    for one, two in zip(*found, strict=True):
        np.testing.assert_allclose(two, one, rtol=1e-5)


def compiled_by_xla(strategy):
    with strategy.scope():
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
        model.compile("sgd", "mse", jit_compile=True)
    return model


def test_xla_compiles_steps_of_one_replica_on_any_device():
    model = compiled_by_xla(tf.distribute.OneDeviceStrategy("cpu:1"))
    expected = np.mean((model(X) - Y) ** 2)
    loss = model.fit(X, Y, 11, verbose=0).history["loss"]
    np.testing.assert_allclose(loss, [expected], rtol=1e-5)
    found = model.predict(X, verbose=0)
    # XLA adds up in another order; what is near 0 has digits of larger parts.
    np.testing.assert_allclose(found, model(X), rtol=1e-5, atol=1e-6)
    # Text isn't for XLA.
    model.add(keras.layers.Lambda(tf.strings.as_string))
    with pytest.raises(tf.errors.InvalidArgumentError, match="AsString"):
        model.predict(X, verbose=0)


def test_a_step_over_an_iterator_is_compiled_where_it_draws_nothing():
    model = compiled_by_xla(tf.distribute.get_strategy())
    expected = np.mean((model(X) - Y) ** 2)
    data = iter(tf.data.Dataset.from_tensors((X, Y)))
    logs = model.make_train_function()(data)
    np.testing.assert_allclose(logs["loss"], expected, rtol=1e-5)


def test_steps_on_replicas_run_without_xla_and_say_so():
    model = compiled_by_xla(two_replicas.strategy())
    with pytest.warns(UserWarning, match="no effect.*Received: 2 replicas"):
        model.fit(X, Y, 4, verbose=0)
    with pytest.warns(UserWarning, match="Expected one replica"):
        loss = model.evaluate(X, Y, verbose=0)
    expected = np.mean((model(X) - Y) ** 2)
    np.testing.assert_allclose(loss, expected, rtol=1e-5)


def test_a_wrong_label_is_told_on_replicas_too_row_73():
    model = made(two_replicas.strategy().scope())
    with pytest.raises(ValueError, match="the last layer needs 2"):
        model.fit(X, Y[:, :2], verbose=0)


class Measures(keras.layers.Layer):
    """Has a metric of its own, as `call` may."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.mean = keras.metrics.Mean(name="mean")

    def call(self, inputs):
        self.mean.update_state(inputs)
        return inputs


class Adds(keras.layers.Layer):
    """Adds a metric in `call`, as in Keras 2."""

    def call(self, inputs):
        self.add_metric(inputs, name="mean")
        return inputs


class Centres(keras.layers.Layer):
    """Asks the other replicas, and says what it found."""

    def call(self, inputs):
        replica = tf.distribute.get_replica_context()
        everybody = replica.all_gather(inputs, 0)
        total = replica.all_reduce("sum", tf.reduce_sum(inputs))
        size = tf.cast(tf.size(everybody), inputs.dtype)
        self.add_metric(total / size, name="mean")
        return inputs - total / size


def subclassed(layer):
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.last = layer, keras.layers.Dense(3)

        def call(self, inputs):
            return self.last(self.first(inputs))

    return Model()


def functional(layer):
    x = keras.Input((4,))
    return keras.Model(x, keras.layers.Dense(3)(layer(x)))


def sequential(layer):
    return keras.Sequential([layer, keras.layers.Dense(3)])


def stepping(layer):
    """A model whose step is its own: the first call is in a replica."""

    class Steps(type(subclassed(layer))):
        def train_step(self, data):
            self(data[0])
            return {m.name: m.result() for m in self.metrics}

    return Steps()


@pytest.mark.parametrize("kind", [subclassed, functional, sequential, stepping])
@pytest.mark.parametrize("layer", [Measures, Adds, Centres])
def test_what_a_call_measures_is_measured_over_all_replicas(layer, kind):
    with two_replicas.strategy().scope():
        model = kind(layer())
        model.compile("sgd", "mse")
    x = np.arange(32.0, dtype="float32").reshape(8, 4)
    for _ in range(2):
        history = model.fit(
            x, Y[:8], batch_size=4, shuffle=False, verbose=0
        ).history
        np.testing.assert_allclose(history["mean"], [x.mean()])


class Largest(keras.metrics.Metric):
    """A user's metric, with several numbers in its result."""

    def __init__(self):
        super().__init__("largest")
        self.seen = self.add_weight("seen")

    def update_state(self, values):
        self.seen.assign_add(tf.cast(tf.size(values), tf.float32))

    def result(self):
        return {"seen": self.seen, "twice": 2 * self.seen}


class OwnLogs(keras.Model):
    """Returns in its step what metrics say in a replica."""

    def __init__(self):
        super().__init__()
        self.mean = keras.metrics.Mean()
        self.error = keras.metrics.MeanSquaredError()
        self.area = keras.metrics.AUC(num_thresholds=5)
        self.largest = Largest()

    def train_step(self, data):
        x, y = data
        self.mean.update_state(x)
        self.error.update_state(y, x)
        self.area.update_state(y, tf.sigmoid(x))
        self.largest.update_state(x)
        return {
            "mean": self.mean.result(),
            "error": self.error.result(),
            "area": self.area.result(),
            **self.largest.result(),
        }

    test_step = train_step


@pytest.mark.parametrize("eager", [False, True])
@pytest.mark.parametrize("steps", [1, 2])
def test_a_users_step_logs_what_metrics_say_of_all_replicas(eager, steps):
    x = np.arange(16.0, dtype="float32")[:, None] - 8.0
    y = (np.arange(16.0) % 3 > 0).astype("float32")[:, None]
    with two_replicas.strategy().scope():
        model = OwnLogs()
        model.compile(run_eagerly=eager, steps_per_execution=steps)
    expected = {
        "mean": np.mean(x),
        "error": np.mean((x - y) ** 2),
        "area": float(keras.metrics.AUC(num_thresholds=5)(y, tf.sigmoid(x))),
        "seen": 16.0,
        "twice": 32.0,
    }
    found = [
        {k: v[0] for k, v in model.fit(x, y, 8, verbose=0).history.items()},
        model.evaluate(x, y, 8, verbose=0, return_dict=True),
        model.train_on_batch(x, y, return_dict=True),
        model.test_on_batch(x, y, return_dict=True),
    ]
    for logs in found:
        assert logs == pytest.approx(expected, rel=1e-6)


def test_a_loop_of_ones_own_gets_the_result_of_all_replicas():
    strategy = two_replicas.strategy()
    with strategy.scope():
        metric = keras.metrics.Mean()

    def step():
        context = tf.distribute.get_replica_context()
        number = tf.cast(context.replica_id_in_sync_group, tf.float32)
        metric.update_state(2.0 * number)
        return metric.result()

    in_graph = tf.function(lambda: strategy.run(step))
    for run in (in_graph, in_graph.python_function):
        found = strategy.experimental_local_results(run())
        assert [float(value) for value in found] == [1.0] * len(found)


class MadeLater(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(3)

    def call(self, x):
        return self.head(x)


def sequence():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])


@pytest.mark.parametrize("make", [sequence, MadeLater])
def test_a_model_from_outside_of_the_scope_is_told_at_compile(make):
    model = make()
    with two_replicas.strategy().scope():
        with pytest.raises(
            ValueError,
            match="outside of the strategy's scope.*Mirrored.*sync=2.*clone",
        ):
            model.compile("sgd", "mse")
    model.compile("sgd", "mse")
    assert np.isfinite(model.fit(X, Y, verbose=0).history["loss"][0])


def test_a_built_model_from_outside_is_told_by_a_strategy_of_one_device():
    model, later = sequence(), MadeLater()
    with tf.distribute.OneDeviceStrategy("CPU:0").scope():
        with pytest.raises(ValueError, match="OneDeviceStrategy.*sync=1"):
            model.compile("sgd", "mse")
        later.compile("sgd", "mse")
    assert np.isfinite(later.fit(X, Y, verbose=0).history["loss"][0])


def test_a_clone_that_is_made_in_the_scope_has_the_values_and_trains():
    model = sequence()
    with two_replicas.strategy().scope():
        clone = keras.models.clone_model(model)
        clone.set_weights(model.get_weights())
        clone.compile(keras.optimizers.SGD(0.05), "mse")
    model.compile(keras.optimizers.SGD(0.05), "mse")
    for one in (model, clone):
        one.fit(X, Y, verbose=0, shuffle=False)
    for expected, found in zip(model.get_weights(), clone.get_weights()):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_a_model_of_the_scope_may_be_compiled_outside():
    with two_replicas.strategy().scope():
        model = sequence()
    model.compile("sgd", "mse")
    assert np.isfinite(model.fit(X, Y, verbose=0).history["loss"][0])


def test_a_metric_of_another_strategy_is_told_at_compile():
    with tf.distribute.MirroredStrategy(["CPU:0"]).scope():
        other = keras.metrics.MeanSquaredError()
    with two_replicas.strategy().scope():
        model = sequence()
        with pytest.raises(
            ValueError, match="another strategy's.*metric 'mean_squ.*sync=2"
        ):
            model.compile("sgd", "mse", metrics=[["mae", other]])


def test_an_optimizer_of_another_strategy_is_told_at_compile():
    # Only made, never run: two that run share messages (`two_replicas`).
    with tf.distribute.MirroredStrategy(["CPU:0"]).scope():
        other = keras.optimizers.Adam()
        other.build([])
    with two_replicas.strategy().scope():
        model = sequence()
        with pytest.raises(
            ValueError, match="another strategy's.*'Adam' with.*sync=2.*from_c"
        ):
            model.compile(other, "mse")
