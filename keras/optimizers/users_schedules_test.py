"""Schedules of a user's, with `if` and division on the step, in `fit`."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

X, Y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")


class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """0.5 for two steps, then one over the number of steps."""

    def __call__(self, step):
        if step < 2:
            rate = 0.5
        else:
            rate = 1.0 / (step + 1)
        return rate


class Listed(keras.optimizers.schedules.LearningRateSchedule):
    """Looks its rates up, which takes whole numbers."""

    def __call__(self, step):
        return tf.gather([0.5, 0.5, 1 / 3, 0.25], step)


class Nonsense(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        raise TypeError(f"A rate of {step.dtype.name}.")


def scaled(schedule):
    inner = keras.optimizers.SGD(schedule)
    return keras.mixed_precision.LossScaleOptimizer(inner)


OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "scaled": scaled,
    "legacy": keras.optimizers.legacy.SGD,
}


def trained(optimizer, strategy=None):
    strategy = strategy or tf.distribute.get_strategy()
    with strategy.scope():
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.set_weights([np.zeros((2, 1)), np.zeros(1)])
        model.compile(optimizer, "mae")
    model.fit(X, Y, batch_size=2, shuffle=False, verbose=0)
    return model.get_weights()[0]


def stepped(rates):
    """Returns weights by the formula: the error's sign is constant, or 0."""
    w, b = np.zeros((2, 1)), 0.0
    for rate in rates:
        sign = np.sign(w.sum() + b - 1.0)
        w, b = w - rate * sign, b - rate * sign
    return w


RATES = [0.5, 0.5, 1 / 3, 0.25]


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_schedule_may_branch_on_the_step_and_divide_by_it(kind):
    found = trained(OPTIMIZERS[kind](WarmUp()))
    np.testing.assert_allclose(found, stepped(RATES), rtol=1e-5)


def test_a_schedule_gets_the_step_as_a_whole_number_where_it_takes_it():
    found = trained(keras.optimizers.SGD(Listed()))
    np.testing.assert_allclose(found, stepped(RATES), rtol=1e-5)


def test_replicas_branch_as_one_does():
    found = trained(keras.optimizers.SGD(WarmUp()), two_replicas.strategy())
    np.testing.assert_allclose(found, trained(keras.optimizers.SGD(WarmUp())))


def test_what_a_float_does_not_mend_is_told_as_it_was():
    optimizer = keras.optimizers.SGD(Nonsense())
    with pytest.raises(TypeError, match="A rate of int64"):
        optimizer.apply_gradients([(1.0, tf.Variable(1.0))])


class Doubled(keras.Model):
    """Counts a loss above 1 twice."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1, kernel_initializer="zeros")

    def call(self, x):
        return self.dense(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        loss = tf.reduce_mean(tf.abs(y - y_pred))
        if loss > 1.0:
            loss = 2.0 * loss
        return loss


@pytest.mark.parametrize(("label", "expected"), [(1.0, 1.0), (3.0, 6.0)])
def test_a_users_compute_loss_may_branch_on_a_tensor(label, expected):
    model = Doubled()
    model.compile(keras.optimizers.SGD(0.0))
    history = model.fit(X, label * Y, verbose=0)
    assert history.history["loss"] == [expected]
    assert model.evaluate(X, label * Y, verbose=0) == expected
