"""Steps, losses and metrics of a user's own, with the numbers of tf_keras."""

import functools
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import alike

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import tf_keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

assert_same = functools.partial(alike.assert_close, packages=(keras, tf_keras))

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(11, 4)).astype("float32")
Y = DRAW.normal(size=(11, 3)).astype("float32")
WEIGHT = DRAW.uniform(size=11).astype("float32")


def far(y_true, y_pred):
    return tf.abs(y_true - y_pred)


def made(package, cls=None, **arguments):
    x = package.Input((4,))
    head = package.layers.Dense(
        3, kernel_regularizer=package.regularizers.L2(0.1)
    )
    model = alike.with_drawn_weights((cls or package.Model)(x, head(x)))
    settings = {"loss": "mse", "metrics": [far]}
    settings["run_eagerly"] = package is tf_keras  # their traces take long
    model.compile(package.optimizers.SGD(0.05), **{**settings, **arguments})
    return model


def trained(model, y=Y, **fit):
    settings = {"batch_size": 4, "epochs": 2, "shuffle": False, "verbose": 0}
    history = model.fit(X, y, **{**settings, **fit}).history
    logs = model.evaluate(X, y, batch_size=4, verbose=0, return_dict=True)
    values = model.evaluate(X, y, batch_size=4, verbose=0)
    return history, logs, values, model.metrics_names, model.get_weights()


def keras_2_step(package, weighted):
    """The train step that guides for Keras 2 teach."""

    class Model(package.Model):
        def train_step(self, data):
            x, y, *rest = data
            weight = rest[0] if weighted else None
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(
                    y,
                    y_pred,
                    sample_weight=weight,
                    regularization_losses=self.losses,
                )
            variables = self.trainable_variables
            gradients = tape.gradient(loss, variables)
            self.optimizer.apply_gradients(zip(gradients, variables))
            self.compiled_metrics.update_state(y, y_pred, sample_weight=weight)
            return {m.name: m.result() for m in self.metrics}

    return Model


@pytest.mark.parametrize("weighted", [False, True])
def test_compiled_loss_and_metrics_serve_a_step_of_keras_2(weighted):
    def case(package):
        model = made(
            package, keras_2_step(package, weighted), weighted_metrics=["mse"]
        )
        return trained(model, sample_weight=WEIGHT if weighted else None)

    assert_same(case)


LOGS = {
    "the loss": lambda loss: {"loss": loss},
    "the metrics' names": lambda loss: {"far": loss * 10, "loss": loss},
    "more": lambda loss: {"loss": loss, "far": loss * 10, "k": loss},
}


@pytest.mark.parametrize("metrics", [None, [far]])
@pytest.mark.parametrize("logs", LOGS)
def test_what_a_step_returns_becomes_the_logs(logs, metrics):
    def case(package):
        class Model(package.Model):
            def train_step(self, data):
                x, y = data
                with tf.GradientTape() as tape:
                    y_pred = self(x, training=True)
                    loss = self.compiled_loss(y, y_pred)
                self.optimizer.minimize(
                    loss, self.trainable_variables, tape=tape
                )
                self.compiled_metrics.update_state(y, y_pred)
                return LOGS[logs](loss)

        seen = []

        class Look(package.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                seen.append(dict(logs))

        model = made(package, Model, metrics=metrics)
        found = trained(model), trained(model, callbacks=[Look()])
        return found, seen, model.train_on_batch(X, Y)

    assert_same(case)


TESTED = {
    "more": lambda logs: {"z": tf.constant(1.0), "b": tf.constant(2.0), **logs},
    "other": lambda logs: {"z": tf.constant(1.0)},
    "backwards": lambda logs: dict(list(logs.items())[::-1]),
    "some": lambda logs: {"far": logs["far"], "q": logs["loss"]},
}


@pytest.mark.parametrize("logs", TESTED)
def test_what_a_test_step_returns_is_listed_by_the_metrics_row_21(logs):
    def case(package):
        class Model(package.Model):
            def test_step(self, data):
                return TESTED[logs](super().test_step(data))

        model = made(package, Model)
        history = model.fit(X, Y, validation_data=(X, Y), verbose=0).history
        values = model.evaluate(X, Y, verbose=0)
        logs_of = model.evaluate(X, Y, verbose=0, return_dict=True)
        return history, values, logs_of, model.test_on_batch(X, Y)

    assert_same(case)


def test_a_model_may_have_trackers_of_its_own():
    def case(package):
        class Model(package.Model):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.tracker = package.metrics.Mean(name="loss")
                self.error = package.metrics.MeanSquaredError(name="error")

            @property
            def metrics(self):
                return [self.tracker, self.error]

            def train_step(self, data):
                with tf.GradientTape() as tape:
                    logs, loss = self.judged(data)
                self.optimizer.minimize(
                    loss, self.trainable_variables, tape=tape
                )
                return logs

            def test_step(self, data):
                return self.judged(data)[0]

            def judged(self, data):
                y_pred = self(data[0])
                loss = tf.reduce_mean((data[1] - y_pred) ** 2)
                self.tracker.update_state(loss)
                self.error.update_state(data[1], y_pred)
                return {m.name: m.result() for m in self.metrics}, loss

        return trained(made(package, Model, loss=None, metrics=None))

    assert_same(case)


def test_compute_loss_compute_metrics_and_their_result_may_be_overridden():
    def case(package):
        class Model(package.Model):
            def compute_loss(
                self, x=None, y=None, y_pred=None, sample_weight=None
            ):
                return 2.0 * super().compute_loss(x, y, y_pred, sample_weight)

            def compute_metrics(self, x, y, y_pred, sample_weight):
                logs = super().compute_metrics(x, y, y_pred, sample_weight)
                return {**logs, "three": tf.constant(3.0)}

            def get_metrics_result(self):
                return {**super().get_metrics_result(), "n": tf.constant(1.0)}

        return trained(made(package, Model))

    assert_same(case)


def test_a_loss_of_compute_loss_alone_needs_no_compiled_one():
    def case(package):
        class Model(package.Model):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.tracker = package.metrics.Mean(name="loss")

            @property
            def metrics(self):
                return [self.tracker]

            def reset_metrics(self):
                self.tracker.reset_state()

            def compute_loss(self, x, y, y_pred, sample_weight):
                loss = tf.reduce_mean((y_pred - y) ** 2)
                loss += tf.add_n(self.losses)
                self.tracker.update_state(loss)
                return loss

        return trained(made(package, Model, loss=None, metrics=None))

    assert_same(case)


def test_batches_one_by_one_with_and_without_a_reset():
    def case(package):
        model = made(package, weighted_metrics=["mse"])
        found = [
            model.train_on_batch(X[:4], Y[:4], reset_metrics=reset)
            for reset in (True, False, False, True)
        ]
        found.append(model.test_on_batch(X, Y, reset_metrics=False))
        found.append(model.test_on_batch(X, Y, WEIGHT, return_dict=True))
        found.append(model.train_on_batch(X, Y, WEIGHT, return_dict=True))
        model.reset_metrics()
        found.append([float(metric.result()) for metric in model.metrics])
        return found, model.predict_on_batch(X[:2]), model.get_weights()

    assert_same(case)


def test_functions_of_steps_may_be_made_set_and_called():
    def case(package):
        class Model(package.Model):
            def make_train_function(self, force=False):
                if self.train_function is None or force:
                    self.train_function = lambda iterator: {
                        "loss": tf.reduce_sum(next(iterator)[0]) * 0.0 + 5.0
                    }
                return self.train_function

        overridden = made(package, Model)
        history = overridden.fit(X, Y, batch_size=4, verbose=0).history
        once = overridden.train_on_batch(X, Y)
        model = made(package)
        batches = iter(tf.data.Dataset.from_tensor_slices((X, Y)).batch(4))
        train = model.make_train_function()
        test = model.make_test_function(force=True)
        logs = dict(train(batches)), dict(model.train_function(batches))
        return history, once, logs, dict(test(batches))

    assert_same(case)


def test_a_rate_may_change_at_any_time():
    def case(package):
        class EachEpoch(package.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                self.model.optimizer.learning_rate = 0.01 / (epoch + 1)

        class EachBatch(package.callbacks.Callback):
            def on_train_batch_begin(self, batch, logs=None):
                self.model.optimizer.learning_rate.assign(0.01 * batch)

        model = made(package)
        found = [trained(model, epochs=3, callbacks=[EachEpoch()])]
        model.optimizer.learning_rate = 0.2
        found += [trained(model), trained(model, callbacks=[EachBatch()])]
        return found

    assert_same(case)


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize(
    "hook", ["on_epoch_begin", "on_train_batch_begin", "on_train_batch_end"]
)
def test_stopping_takes_the_batches_that_keras_2_takes(hook, steps):
    def case(package):
        class Stop(package.callbacks.Callback):
            pass

        def stop(self, number, logs=None):
            self.model.stop_training = number >= 1

        setattr(Stop, hook, stop)
        model = made(package, steps_per_execution=steps)
        return trained(model, batch_size=2, epochs=4, callbacks=[Stop()])

    assert_same(case)
