"""Losses in own loops under a strategy: steps as long as on one device."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.ones((4, 1), "float32")
Y = np.zeros((4, 1), "float32")


def squared(reduction, **options):
    return keras.losses.MeanSquaredError(reduction=reduction, **options)


class Halved(keras.losses.Loss):
    """A user's loss that asks another one."""

    def call(self, y_true, y_pred):
        return squared("none")(y_true, y_pred)

    def __call__(self, y_true, y_pred, sample_weight=None):
        return super().__call__(y_true, y_pred, sample_weight)


class Sum(keras.losses.Loss):
    """A user's loss made of two."""

    def call(self, y_true, y_pred):
        parts = squared("auto"), keras.losses.MeanAbsoluteError()
        return 0.5 * parts[0](y_true, y_pred) + 0.5 * parts[1](y_true, y_pred)


def weight_after_a_step(loss, on):
    """The one weight, 1 before, of a step of an own loop."""
    with on.scope():
        weight = tf.Variable([[1.0]])
        optimizer = keras.optimizers.SGD(0.1)
        optimizer.build([weight])

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            value = loss(y, tf.matmul(x, weight))
        optimizer.apply_gradients([(tape.gradient(value, weight), weight)])

    count = on.num_replicas_in_sync
    parts = np.split(X, count), np.split(Y, count)

    def of(part):
        return on.experimental_distribute_values_from_function(
            lambda c: tf.constant(part[c.replica_id_in_sync_group])
        )

    on.run(step, (of(parts[0]), of(parts[1])))
    return weight.numpy().item()


@pytest.mark.parametrize(
    "loss",
    [
        squared("auto"),
        squared("sum_over_batch_size"),
        squared("mean_with_sample_weight"),
        Halved(),
        Sum(),
    ],
    ids=lambda one: f"{type(one).__name__}-{one.reduction}",
)
def test_a_step_on_two_replicas_is_that_of_one_device(loss):
    one = weight_after_a_step(loss, tf.distribute.get_strategy())
    two = weight_after_a_step(loss, two_replicas.strategy())
    assert one < 1.0
    np.testing.assert_allclose(two, one, 1e-6)


def test_a_sum_over_replicas_is_the_sum_over_all_rows():
    loss = squared("sum")
    one = weight_after_a_step(loss, tf.distribute.get_strategy())
    two = weight_after_a_step(loss, two_replicas.strategy())
    np.testing.assert_allclose((two, one), 0.2, 1e-5)


class OwnStep(keras.Model):
    """A model whose step has a loss of its own."""

    def __init__(self):
        super().__init__()
        self.last = keras.layers.Dense(
            1, use_bias=False, kernel_initializer="ones"
        )
        self.own_loss = keras.losses.MeanSquaredError()

    def call(self, inputs):
        return self.last(inputs)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.own_loss(y, self(x))
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return {"loss": loss}


class Added(OwnStep):
    """A model whose call adds the loss of a `Loss` object."""

    def call(self, inputs):
        outputs = self.last(inputs)
        self.add_loss(self.own_loss(tf.zeros_like(outputs), outputs))
        return outputs

    train_step = keras.Model.train_step


class Compiled(OwnStep):
    """A model with the loss in `compile`."""

    train_step = keras.Model.train_step


@pytest.mark.parametrize("kind", [OwnStep, Added, Compiled])
def test_fit_on_two_replicas_trains_as_on_one_device(kind):
    found = []
    for on in (tf.distribute.get_strategy(), two_replicas.strategy()):
        with on.scope():
            model = kind()
            loss = "mse" if kind is Compiled else None
            metrics = [keras.losses.MeanSquaredError()] * (kind is Compiled)
            model.compile(keras.optimizers.SGD(0.1), loss, metrics=metrics)
        logs = model.fit(X, Y, batch_size=4, verbose=0).history
        found.append(model.get_weights()[0].item())
        if kind is Compiled:
            assert {k: v[0] for k, v in logs.items()} == {
                "loss": 1.0,
                "mean_squared_error": 1.0,
            }
    np.testing.assert_allclose(found, 0.8, 1e-6)


def test_own_steps_on_replicas_take_data_of_unknown_length():
    def batches():
        return iter([(X[:2], Y[:2]), (X[2:], Y[2:])])

    specs = (tf.TensorSpec((None, 1)), tf.TensorSpec((None, 1)))
    with two_replicas.strategy().scope():
        model = OwnStep()
        model.compile(keras.optimizers.SGD(0.1))
    data = tf.data.Dataset.from_generator(batches, output_signature=specs)
    logs = model.fit(data, verbose=0).history
    # Two steps, each of which takes a fifth of the weight.
    np.testing.assert_allclose(model.get_weights()[0].item(), 0.64, 1e-6)
    assert len(logs["loss"]) == 1


def test_a_metric_of_a_loss_object_is_the_mean_over_all_rows():
    strategy = two_replicas.strategy()
    with strategy.scope():
        metric = keras.metrics.MeanMetricWrapper(squared("auto"), name="error")

    @tf.function
    def step():
        strategy.run(lambda: metric.update_state(Y, 2.0 * X))

    step()
    assert float(metric.result()) == 4.0
