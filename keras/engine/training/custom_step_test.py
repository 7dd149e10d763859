"""Steps, losses and metrics that a user overrides."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"


X = np.linspace(-1, 1, 20).reshape(10, 2).astype("float32")
Y = X.sum(1, keepdims=True)
MODES = [{}, {"run_eagerly": True}, {"steps_per_execution": 3}]


def mae(y_true, y_pred):
    return tf.abs(y_true - y_pred)


def made(cls, **arguments):
    x = keras.Input((2,))
    model = cls(x, keras.layers.Dense(1, kernel_initializer="ones")(x))
    model.compile(
        **{"optimizer": keras.optimizers.SGD(0.1), "loss": "mse", **arguments}
    )
    return model


def fit(model, **arguments):
    return model.fit(
        X, Y, **{"batch_size": 4, "verbose": 0, "shuffle": False, **arguments}
    ).history


@pytest.mark.parametrize("mode", MODES)
def test_the_logs_of_a_train_step_are_those_of_the_last_batch(mode):
    class Model(keras.Model):
        def train_step(self, data):
            return {"rows": tf.shape(data[0])[0], "nest": {"one": 1.0}["one"]}

    history = fit(made(Model, **mode), epochs=2)
    assert history == {"rows": [2, 2], "nest": [1, 1]}


@pytest.mark.parametrize("mode", MODES)
def test_a_train_step_may_branch_on_a_tensor(mode):
    class Model(keras.Model):
        def train_step(self, data):
            x, _ = data
            if tf.shape(x)[0] < 4:
                kind = tf.constant(1.0)
            else:
                kind = tf.constant(0.0)
            return {"short": kind}

    assert fit(made(Model, **mode)) == {"short": [1]}


@pytest.mark.parametrize("mode", MODES)
def test_a_train_step_may_keep_state_in_variables(mode):
    class Model(keras.Model):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.steps = tf.Variable(0, trainable=False)

        def train_step(self, data):
            self.steps.assign_add(1)
            return {"steps": self.steps}

    assert fit(made(Model, **mode), epochs=3)["steps"] == [3, 6, 9]


@pytest.mark.parametrize("mode", MODES)
def test_a_train_step_gets_weights_where_there_are_some(mode):
    class Model(keras.Model):
        def train_step(self, data):
            x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
            return {"weight": tf.reduce_sum(weight)}

    history = fit(made(Model, **mode), sample_weight=np.arange(10.0))
    assert history == {"weight": [17]}


def test_a_train_step_may_call_the_built_in_one():
    class Model(keras.Model):
        def train_step(self, data):
            return {**super().train_step(data), "more": 1.0}

    history = fit(made(Model, metrics=[mae]), epochs=2)
    assert list(history) == ["loss", "mae", "more"]
    plain = fit(made(keras.Model, metrics=[mae]), epochs=2)
    np.testing.assert_allclose(history["loss"], plain["loss"], rtol=1e-6)


@pytest.mark.parametrize("mode", MODES)
def test_test_step_and_predict_step_may_be_overridden(mode):
    class Model(keras.Model):
        def test_step(self, data):
            return {"sum": tf.reduce_sum(data[1])}

        def predict_step(self, data):
            return self(data) + 100.0

    model = made(Model, **mode)
    found = model.evaluate(X, Y, verbose=0, return_dict=True, batch_size=10)
    np.testing.assert_allclose(found["sum"], Y.sum(), atol=1e-5)
    for rows in (2, 10):
        predicted = model.predict(X[:rows], verbose=0, batch_size=4)
        np.testing.assert_allclose(predicted, Y[:rows] + 100, rtol=1e-6)
    history = fit(model, validation_data=(X, Y))
    assert list(history) == ["loss", "val_sum"]


SOURCES = {
    "array": lambda: (X, 4),
    "one batch": lambda: (X, 10),
    "dataset": lambda: (tf.data.Dataset.from_tensor_slices(X).batch(4), None),
    "generator": lambda: (iter([X[:4], X[4:]]), None),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("mode", MODES)
def test_a_predict_step_may_compute_with_its_data(mode, source):
    class Model(keras.Model):
        def predict_step(self, data):
            return self(tf.cast(data, tf.float64) / 2.0)

    x, batch_size = SOURCES[source]()
    found = made(Model, **mode).predict(x, batch_size=batch_size, verbose=0)
    np.testing.assert_allclose(found, Y / 2, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("rows", [4, 10])
def test_a_predict_step_computes_with_its_data_on_two_replicas(rows):
    class Model(keras.Model):
        def predict_step(self, data):
            return self(data / 2.0)

    with two_replicas.strategy().scope():
        model = made(Model)
    found = model.predict(X[:rows], batch_size=4, verbose=0)
    np.testing.assert_allclose(found, Y[:rows] / 2, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("mode", MODES)
def test_compute_loss_may_be_overridden(mode):
    class Model(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return 10 * super().compute_loss(x, y, y_pred, sample_weight)

    times_ten = made(Model, optimizer=keras.optimizers.SGD(0.01), **mode)
    plain = made(keras.Model)
    fit(times_ten), fit(plain)
    for a, b in zip(times_ten.get_weights(), plain.get_weights()):
        np.testing.assert_allclose(a, b, atol=1e-6)


@pytest.mark.parametrize("mode", MODES)
def test_compute_loss_without_super_is_what_training_makes_small(mode):
    class Model(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return tf.add_n(map(tf.reduce_sum, self.trainable_weights))

    model = made(Model, loss=None, **mode)
    fit(model)
    # The gradient is 1 for each weight: three steps of 0.1 from 1 and 0.
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(kernel, [[0.7], [0.7]], rtol=1e-5)
    np.testing.assert_allclose(bias, [-0.3], rtol=1e-5)


@pytest.mark.parametrize("mode", MODES)
def test_compute_metrics_may_add_to_the_logs(mode):
    class Model(keras.Model):
        def compute_metrics(self, x, y, y_pred, sample_weight):
            logs = super().compute_metrics(x, y, y_pred, sample_weight)
            return {**logs, "largest": tf.reduce_max(y_pred)}

    history = fit(made(Model, **mode))
    assert list(history) == ["loss", "largest"]


@pytest.mark.parametrize("mode", MODES)
def test_the_metrics_property_says_what_is_reset_each_epoch(mode):
    class Model(keras.Model):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.tracker = keras.metrics.Mean(name="rows")

        @property
        def metrics(self):
            return [self.tracker]

        def train_step(self, data):
            self.tracker.update_state(tf.shape(data[0])[0])
            return {"rows": self.tracker.result()}

    history = fit(made(Model, **mode), epochs=2)
    np.testing.assert_allclose(history["rows"], [10 / 3, 10 / 3], rtol=1e-6)


class Gan(keras.Model):
    """Two models, two optimizers, and no `call`."""

    def __init__(self):
        super().__init__()
        self.generator = keras.Sequential([keras.layers.Dense(2)])
        self.critic = keras.Sequential([keras.layers.Dense(1)])
        self.critic_loss = keras.metrics.Mean(name="critic")

    def compile(self, critic_optimizer, generator_optimizer):
        super().compile()
        self.critic_optimizer = critic_optimizer
        self.generator_optimizer = generator_optimizer

    def step(self, optimizer, part, loss_of):
        with tf.GradientTape() as tape:
            loss = loss_of()
        variables = part.trainable_variables
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables))
        return loss

    def train_step(self, real):
        noise = tf.random.normal((tf.shape(real)[0], 3))

        def critic_loss():
            fake = self.critic(self.generator(noise))
            return tf.reduce_mean(fake) - tf.reduce_mean(self.critic(real))

        def generator_loss():
            return -tf.reduce_mean(self.critic(self.generator(noise)))

        loss = self.step(self.critic_optimizer, self.critic, critic_loss)
        self.step(self.generator_optimizer, self.generator, generator_loss)
        self.critic_loss.update_state(loss)
        return {"critic": self.critic_loss.result()}


@pytest.mark.parametrize("source", ["array", "dataset"])
def test_a_gan_trains_without_a_call_of_its_own(source):
    gan = Gan()
    gan.compile(keras.optimizers.SGD(0.1), keras.optimizers.Adam(0.1))
    x = X if source == "array" else tf.data.Dataset.from_tensor_slices(X)
    arguments = {} if source == "array" else {"x": x.batch(4)}
    history = gan.fit(**(arguments or {"x": X}), epochs=2, verbose=0).history
    assert len(history["critic"]) == 2
    assert len(gan.trainable_variables) == 4


def test_a_step_that_returns_nothing_logs_nothing():
    class Model(keras.Model):
        def train_step(self, data):
            return {}

    assert fit(made(Model)) == {}


def test_a_step_may_log_a_vector():
    class Model(keras.Model):
        def train_step(self, data):
            return {"vector": tf.reduce_sum(data[0], axis=0)}

    found = fit(made(Model, steps_per_execution=2))["vector"][0]
    np.testing.assert_allclose(found, X[8:].sum(0), rtol=1e-6)


def test_an_error_in_a_step_comes_out_with_its_message():
    class Model(keras.Model):
        def train_step(self, data):
            raise KeyError("no such part")

    with pytest.raises(KeyError, match="no such part"):
        fit(made(Model))


def test_train_on_batch_uses_the_users_step():
    class Model(keras.Model):
        def train_step(self, data):
            return {"a": 1.0, "b": tf.shape(data[0])[0]}

    assert made(Model).train_on_batch(X, Y) == [1, 10]
    assert made(Model).train_on_batch(X, Y, return_dict=True) == {
        "a": 1,
        "b": 10,
    }


def test_fit_calls_what_make_train_function_returns():
    class Model(keras.Model):
        def make_train_function(self, force=False):
            one_step = super().make_train_function(force)

            def train(iterator):
                self.calls += 1
                return one_step(iterator)

            return train

    model = made(Model)
    model.calls = 0
    history = fit(model, epochs=2)
    assert model.calls == 6
    np.testing.assert_allclose(
        history["loss"], fit(made(keras.Model), epochs=2)["loss"], 1e-6
    )


def test_evaluate_calls_what_make_test_function_returns():
    class Model(keras.Model):
        def make_test_function(self, force=False):
            return lambda iterator: {"rows": len(next(iterator)[0])}

    assert made(Model).evaluate(X, Y, batch_size=4, verbose=0) == 2


def test_predict_calls_what_make_predict_function_returns():
    class Model(keras.Model):
        def make_predict_function(self, force=False):
            def predict(iterator):
                return tf.reduce_sum(next(iterator), 1)

            return predict

    found = made(Model).predict(X, batch_size=4, verbose=0)
    np.testing.assert_allclose(found, X.sum(1), 1e-6)


def test_a_made_function_takes_a_step_over_an_iterator():
    model = made(keras.Model)
    train = model.make_train_function()
    batches = iter(tf.data.Dataset.from_tensor_slices((X, 2 * Y)).batch(5))
    before = model.get_weights()[0]
    assert "loss" in train(batches)
    assert not np.array_equal(model.get_weights()[0], before)
    assert model.make_train_function() is train
    assert model.make_train_function(force=True) is not train
