"""No number in the logs that nothing computed."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

X = np.arange(16, dtype="float32").reshape(8, 2) / 8
Y = np.ones((8, 1), "float32")
SQUARED = float(np.mean((X.sum(1) - 1) ** 2))  # with a kernel of ones
FAR = 100 * float(np.mean(np.abs(X.sum(1) - 1)))
MODES = [{}, {"run_eagerly": True}, {"steps_per_execution": 2}]


def made(cls, rate=0.0, **compiled):
    x = keras.Input((2,))
    head = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")
    model = cls(x, head(x))
    model.compile(keras.optimizers.SGD(rate), **{"loss": "mse", **compiled})
    return model


def fit(model, *data, **arguments):
    settings = {"batch_size": 4, "shuffle": False, "verbose": 0}
    return model.fit(*data, **{**settings, **arguments}).history


class OwnLoss(keras.Model):
    """Its loss is no compiled one."""

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        return 100.0 * tf.reduce_mean(tf.abs(y - y_pred))


class OwnStep(keras.Model):
    """Its training step, as guides for Keras 2 have it, has its own loss."""

    updates = True

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = tf.reduce_mean((y_pred - y) ** 2)
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        if self.updates:
            self.compiled_metrics.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


class Idle(OwnStep):
    """It leaves the metrics of `compile` alone."""

    updates = False


class Tracked(keras.Model):
    """Its step updates a tracker, which the built-in test step can't know."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tracker = keras.metrics.Mean(name="loss")

    def train_step(self, data):
        x, y = data
        self.tracker.update_state(self.compiled_loss(y, self(x)))
        return {"loss": self.tracker.result()}


class Listed(Tracked):
    """It resets its tracker alone."""

    @property
    def metrics(self):
        return [self.tracker]


class Told(Tracked):
    """Its test step returns what it found, and updates nothing."""

    def test_step(self, data):
        x, y = data
        return {"loss": tf.reduce_mean((self(x) - y) ** 2)}


class ToldAndListed(Told):
    """Likewise, and it resets its tracker alone."""

    @property
    def metrics(self):
        return [self.tracker]


@pytest.mark.parametrize("loss", [None, "mse"])
@pytest.mark.parametrize("mode", MODES)
def test_what_a_users_compute_loss_returns_is_logged(mode, loss):
    hold_own_losses(made(OwnLoss, loss=loss, **mode))


@pytest.mark.filterwarnings("ignore:.*on 2 replicas, what it returns")
@pytest.mark.parametrize("mode", MODES[:2])
def test_what_compute_loss_returns_is_logged_on_replicas(mode):
    with two_replicas.strategy().scope():
        model = made(OwnLoss, **mode)
    hold_own_losses(model)


def hold_own_losses(model):
    """Fails unless all logs tell what its `compute_loss` returns."""
    history = fit(model, X, Y, epochs=2, validation_data=(X, Y))
    assert history["loss"] == pytest.approx([FAR, FAR], rel=1e-5)
    assert history["val_loss"] == pytest.approx([FAR, FAR], rel=1e-5)
    assert model.evaluate(X, Y, 3, verbose=0) == pytest.approx(FAR, rel=1e-5)
    for _ in range(2):
        for found in (model.train_on_batch(X, Y), model.test_on_batch(X, Y)):
            assert found == pytest.approx(FAR, rel=1e-5)
    assert model.metrics_names == ["loss"]


def test_the_weights_of_the_best_epoch_by_compute_loss_are_restored():
    model = made(OwnLoss, rate=1e-3)
    stop = keras.callbacks.EarlyStopping(
        "loss", patience=1, restore_best_weights=True
    )
    history = fit(model, X, Y, epochs=8, batch_size=8, callbacks=[stop])
    assert len(history["loss"]) == 8
    assert np.all(np.diff(history["loss"]) < 0)


def test_a_compute_loss_of_several_outputs_logs_the_total_alone():
    class Model(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return tf.constant(7.0)

    x = keras.Input((2,))
    heads = {name: keras.layers.Dense(1, name=name)(x) for name in "ab"}
    model = Model(x, heads)
    model.compile(loss="mse")
    logs = model.evaluate(X, {"a": Y, "b": Y}, verbose=0, return_dict=True)
    assert logs == {"loss": 7.0}


@pytest.mark.parametrize("mode", MODES)
def test_a_step_that_asks_no_compiled_loss_logs_none(mode):
    model = made(OwnStep, metrics=["mse"], **mode)
    for _ in range(2):
        assert list(fit(model, X, Y, epochs=2)) == ["mse"]
    assert model.metrics_names == ["mse"]
    logs = model.train_on_batch(X, Y, return_dict=True)
    assert logs == pytest.approx({"mse": SQUARED}, rel=1e-5)


def test_a_model_that_is_judged_by_the_compiled_loss_lists_it():
    model = made(OwnStep, metrics=["mse"])
    fit(model, X, Y)
    found = model.evaluate(X, Y, verbose=0)
    assert found == pytest.approx([SQUARED, SQUARED], rel=1e-5)


def test_a_step_may_update_each_metric_by_itself_as_in_keras_3():
    class Model(keras.Model):
        def train_step(self, data):
            x, y = data
            loss = self.compute_loss(y=y, y_pred=self(x))
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, self(x))
            return {m.name: m.result() for m in self.metrics}

    history = fit(made(Model, metrics=["mse"]), X, Y)
    expected = {"loss": [SQUARED], "mse": [SQUARED]}
    assert list(history) == ["loss", "mse"]
    for name, values in expected.items():
        assert history[name] == pytest.approx(values, rel=1e-5)


@pytest.mark.parametrize("step", [OwnStep, OwnLoss])
def test_one_batch_after_the_other_is_one_trace(step):
    traces = []

    class Model(step):
        def call(self, inputs, training=None, mask=None):
            traces.append(1)
            return super().call(inputs, training=training, mask=mask)

    model = made(Model, metrics=["mse"])
    model.train_on_batch(X, Y)
    before = len(traces)
    for _ in range(3):
        model.train_on_batch(X, Y)
    assert len(traces) == before


@pytest.mark.parametrize("mode", MODES)
def test_metrics_that_a_step_leaves_alone_are_named_once(mode):
    model = made(Idle, metrics=["mse", "acc"], **mode)
    with pytest.warns(UserWarning, match="train_step.*Expected.*'mse', 'acc'"):
        fit(model, X, Y)
    fit(model, X, Y)  # Warnings are errors in tests.


@pytest.mark.parametrize("name", ["mse", "accuracy"])
def test_metrics_without_labels_are_named(name):
    x = keras.Input((2,))
    model = keras.Model(x, keras.layers.Dense(1)(x))
    model.add_loss(tf.reduce_sum(model.output))
    model.compile("sgd", metrics=[name])
    with pytest.warns(UserWarning, match=f"train_step.*none for {name!r}"):
        history = fit(model, X)
    assert list(history) == ["loss", name]
    with pytest.warns(UserWarning, match=f"test_step.*none for {name!r}"):
        model.test_on_batch(X)


def test_the_loss_of_an_output_without_labels_is_named():
    x = keras.Input((2,))
    heads = {name: keras.layers.Dense(1, name=name)(x) for name in "ab"}
    model = keras.Model(x, heads)
    model.compile("sgd", {"a": "mse", "b": "mse"})
    with pytest.warns(UserWarning, match="none for 'b_loss'"):
        model.evaluate(X, {"a": Y}, verbose=0)


def test_a_mean_that_is_zero_by_its_values_is_a_result():
    model = made(keras.Model, metrics=["mse", "accuracy"])
    values = X.sum(1, keepdims=True)
    history = fit(model, X, values)  # Warnings are errors in tests.
    assert history["loss"] == [0.0] and history["mse"] == [0.0]


def hold_test_losses(model):
    """Fails unless each way to judge a model tells the loss."""
    judged = {"validation_data": (X, Y), "validation_batch_size": 8}
    for _ in range(2):
        history = fit(model, X, Y, epochs=2, **judged)
        assert history["val_loss"] == pytest.approx([SQUARED] * 2, rel=1e-5)
        found = model.evaluate(X, Y, 8, verbose=0, return_dict=True)
        assert found["loss"] == pytest.approx(SQUARED, rel=1e-5)
        logs = model.test_on_batch(X, Y, return_dict=True)
        assert logs["loss"] == pytest.approx(SQUARED, rel=1e-5)


@pytest.mark.parametrize("cls", [Tracked, Listed, Told, ToldAndListed])
@pytest.mark.parametrize("mode", MODES)
def test_a_tracker_of_training_hides_no_loss_of_a_test(mode, cls):
    hold_test_losses(made(cls, **mode))


@pytest.mark.parametrize("cls", [Tracked, Listed])
def test_a_tracker_hides_no_loss_on_replicas(cls):
    with two_replicas.strategy().scope():
        model = made(cls)
    hold_test_losses(model)


def test_a_tracker_that_a_test_updates_stands():
    class Model(Listed):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            self.tracker.update_state(5.0)
            return super().compute_loss(x, y, y_pred, sample_weight)

    model = made(Model)
    assert model.evaluate(X, Y, verbose=0) == 5.0
    assert model.test_on_batch(X, Y) == 5.0


X4 = np.arange(8, dtype="float32").reshape(4, 2) / 8
Y4 = np.array([[1.0], [2.0], [3.0], [4.0]], "float32")


def ones_model(num_outputs=1):
    inputs = keras.Input((2,))
    dense = [
        keras.layers.Dense(1, kernel_initializer="ones", name=f"d{i}")
        for i in range(num_outputs)
    ]
    outputs = [one(inputs) for one in dense]
    return keras.Model(inputs, outputs if num_outputs > 1 else outputs[0])


@pytest.mark.parametrize("batch_size", [1, 3, 4])
def test_a_loss_that_is_not_reduced_is_told_as_the_mean_over_rows(batch_size):
    model = ones_model()
    model.compile("sgd", keras.losses.MeanSquaredError(reduction="none"))
    found = model.evaluate(X4, Y4, batch_size=batch_size, verbose=0)
    expected = np.mean((X4.sum(1) - Y4[:, 0]) ** 2)
    assert found == pytest.approx(expected, rel=1e-6)


def test_a_loss_that_is_not_reduced_stands_beside_one_that_is():
    model = ones_model(2)
    plain = keras.losses.MeanSquaredError(reduction="none")
    model.compile(keras.optimizers.SGD(0.1), [plain, "mse"])
    found = model.evaluate(X4, [Y4, Y4], batch_size=3, verbose=0)
    one = np.mean((X4.sum(1) - Y4[:, 0]) ** 2)
    np.testing.assert_allclose(found, [2 * one, one, one], rtol=1e-6)
    model.fit(X4, [Y4, Y4], batch_size=4, verbose=0)
    # The gradient of a loss of each row is that of their sum, as in Keras 2.
    moved = [np.ravel(model.get_layer(f"d{i}").kernel) - 1 for i in (0, 1)]
    np.testing.assert_allclose(moved[0], 4 * moved[1], rtol=1e-5)


def test_a_loss_object_among_metrics_keeps_its_name():
    model = ones_model()
    metrics = [keras.losses.Huber(name="hu"), keras.losses.MeanSquaredError()]
    model.compile("sgd", "mse", metrics=metrics)
    model.evaluate(X4, Y4, verbose=0)
    assert model.metrics_names == ["loss", "hu", "mean_squared_error"]
