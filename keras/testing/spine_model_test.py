"""Custom steps, predict, and the graph of several inputs and outputs."""

import numpy as np
import pytest
import tensorflow as tf

import keras

ROWS, FEATURES, CLASSES = 10, 4, 3


def data():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(ROWS, FEATURES)).astype("float32")
    return x, draw.normal(size=(ROWS, CLASSES)).astype("float32")


def fitted(cls):
    """History and weights of three epochs of a model class's own steps."""
    x = keras.Input((FEATURES,))
    model = cls(x, keras.layers.Dense(CLASSES)(x))
    model.set_weights([np.ones((FEATURES, CLASSES)), np.zeros(CLASSES)])
    model.compile(keras.optimizers.SGD(0.1), loss="mse", metrics=["mse"])
    history = model.fit(
        *data(), batch_size=4, epochs=3, shuffle=False, verbose=0
    )
    return history.history, model.get_weights()


class Keras2Step(keras.Model):
    """A training step as Keras 2's guide writes it."""

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compiled_loss(
                y, y_pred, regularization_losses=self.losses
            )
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(
            zip(gradients, self.trainable_variables, strict=True)
        )
        self.compiled_metrics.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


class Keras3Step(keras.Model):
    """A training step as Keras 3's guide for TensorFlow writes it."""

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        variables = self.trainable_variables
        gradients = tape.gradient(loss, variables)
        self.optimizer.apply(gradients, variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss, sample_weight=tf.shape(x)[0])
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


class MinimizeStep(keras.Model):
    """A training step that leaves the gradients to the optimizer."""

    def train_step(self, data):
        x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, weight)
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return self.compute_metrics(x, y, y_pred, weight)


@pytest.mark.parametrize("cls", [Keras2Step, Keras3Step, MinimizeStep])
def test_a_step_of_the_users_own_does_what_the_built_in_one_does(cls):
    expected_history, expected_weights = fitted(keras.Model)
    history, weights = fitted(cls)
    assert list(history) == list(expected_history)
    for name, values in expected_history.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-5)
    for weight, expected in zip(weights, expected_weights, strict=True):
        np.testing.assert_allclose(weight, expected, atol=1e-6)


def test_a_step_may_keep_metrics_of_its_own():
    class Own(keras.Model):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.loss_tracker = keras.metrics.Mean(name="my_loss")

        @property
        def metrics(self):
            return [self.loss_tracker]

        def train_step(self, data):
            self.loss_tracker.update_state(tf.reduce_sum(data[1]))
            return {"my_loss": self.loss_tracker.result()}

    x = keras.Input((1,))
    model = Own(x, keras.layers.Dense(1)(x))
    model.compile()
    history = model.fit(np.ones((2, 1)), np.ones((2, 1)), epochs=3, verbose=0)
    assert history.history == {"my_loss": [2.0, 2.0, 2.0]}


def test_predict_step_and_test_step_may_be_overridden():
    class Own(keras.Model):
        def predict_step(self, data):
            return self(data) * 0.0 + 5.0

        def test_step(self, data):
            return {"rows": tf.shape(data[0])[0]}

    x = keras.Input((1,))
    model = Own(x, keras.layers.Dense(1)(x))
    model.compile()
    np.testing.assert_array_equal(
        model.predict(np.ones((3, 1)), verbose=0), np.full((3, 1), 5.0)
    )
    result = model.evaluate(
        np.ones((3, 1)), np.ones((3, 1)), verbose=0, return_dict=True
    )
    assert result == {"rows": 3}


def test_run_eagerly_gives_the_numbers_of_the_graph():
    results = []
    for run_eagerly in (False, True):
        x = keras.Input((FEATURES,))
        model = keras.Model(x, keras.layers.Dense(CLASSES)(x))
        model.set_weights([np.ones((FEATURES, CLASSES)), np.zeros(CLASSES)])
        model.compile("sgd", "mse", run_eagerly=run_eagerly)
        history = model.fit(
            *data(), batch_size=4, epochs=2, shuffle=False, verbose=0
        )
        results.append(history.history["loss"])
    np.testing.assert_allclose(results[0], results[1], rtol=1e-5)


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_steps_per_execution_changes_no_number(steps):
    losses = []
    for number in (1, steps):
        x = keras.Input((FEATURES,))
        model = keras.Model(x, keras.layers.Dense(CLASSES)(x))
        model.set_weights([np.ones((FEATURES, CLASSES)), np.zeros(CLASSES)])
        model.compile("sgd", "mse", steps_per_execution=number)
        history = model.fit(
            *data(), batch_size=3, epochs=2, shuffle=False, verbose=0
        )
        losses.append(history.history["loss"])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-6)


# Predict.


class Counting(keras.layers.Layer):
    """Counts how often its Python code runs."""

    def __init__(self):
        super().__init__()
        self.runs = []

    def call(self, inputs):
        self.runs.append(1)
        return inputs * 2.0


def test_predict_traces_no_more_after_the_second_batch_size_row_5():
    layer = Counting()
    model = keras.Sequential([keras.Input((2,)), layer])
    for rows in (1, 3):
        model.predict(np.ones((rows, 2)), verbose=0)
    before = len(layer.runs)
    for rows in (1, 2, 3, 5, 9, 40, 1):
        result = model.predict(np.ones((rows, 2)), verbose=0)
        np.testing.assert_array_equal(result, np.full((rows, 2), 2.0))
    assert len(layer.runs) == before


def test_fit_traces_once_for_an_uneven_last_batch():
    layer = Counting()
    model = keras.Sequential([keras.Input((2,)), layer, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    before = len(layer.runs)
    for _ in range(3):
        model.fit(np.ones((7, 2)), np.ones((7, 1)), batch_size=3, verbose=0)
    assert len(layer.runs) - before <= 2


def test_predict_keeps_the_structure_of_the_outputs():
    x = keras.Input((2,))
    doubled = Counting()(x)
    rows = np.arange(10, dtype="float32").reshape(5, 2)
    listed = keras.Model(x, [x, doubled]).predict(rows, 2, verbose=0)
    assert isinstance(listed, list)
    np.testing.assert_array_equal(listed[1], rows * 2)
    named = keras.Model(x, {"one": x, "two": doubled})
    result = named.predict(rows, batch_size=2, verbose=0)
    assert set(result) == {"one", "two"}
    np.testing.assert_array_equal(result["two"], rows * 2)


def test_predict_takes_named_inputs_and_a_number_of_steps():
    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    model = keras.Model([a, b], a - b)
    ones = np.ones((4, 2), "float32")
    for inputs in ([ones, 3 * ones], {"b": 3 * ones, "a": ones}):
        np.testing.assert_array_equal(
            model.predict(inputs, verbose=0), -2 * ones
        )
    dataset = tf.data.Dataset.from_tensors(((ones, ones),)).repeat()
    assert model.predict(dataset, steps=3, verbose=0).shape == (12, 2)


# Several outputs.


def two_heads(**arguments):
    x = keras.Input((FEATURES,), name="x")
    heads = {
        "a": keras.layers.Dense(1, name="a")(x),
        "b": keras.layers.Dense(2, name="b")(x),
    }
    model = keras.Model(x, list(heads.values()))
    model.compile(keras.optimizers.SGD(0.0), **arguments)
    return model


def test_losses_and_metrics_of_several_outputs_carry_their_names():
    x, y = data()
    model = two_heads(
        loss={"a": "mse", "b": keras.losses.MeanSquaredError()},
        loss_weights={"a": 1.0, "b": 0.5},
        metrics={"b": ["mse"]},
    )
    a, b = model.predict(x, verbose=0)
    history = model.fit(x, [y[:, :1], y[:, 1:]], verbose=0).history
    a_loss = ((a - y[:, :1]) ** 2).mean()
    b_loss = ((b - y[:, 1:]) ** 2).mean()
    expected = {
        "loss": a_loss + 0.5 * b_loss,
        "a_loss": a_loss,
        "b_loss": b_loss,
        "b_mse": b_loss,
    }
    assert list(history) == list(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(history[name], [value], rtol=1e-5)


def test_added_and_regularization_losses_join_the_loss():
    class Activity(keras.layers.Layer):
        def call(self, inputs):
            self.add_loss(tf.reduce_mean(inputs))
            return inputs

    x = keras.Input((2,))
    y = keras.layers.Dense(
        1, kernel_initializer="ones", kernel_regularizer="l2"
    )(Activity()(x))
    model = keras.Model(x, y)
    model.compile(keras.optimizers.SGD(0.0), "mse")
    loss = model.evaluate(np.ones((4, 2)), np.full((4, 1), 2.0), verbose=0)
    # The mean of the ones, and 0.01 times the two squared ones.
    np.testing.assert_allclose(loss, 1.0 + 0.02, rtol=1e-6)
    model(np.ones((4, 2), "float32"))
    assert len(model.losses) == 2
