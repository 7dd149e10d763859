"""What `model.losses` holds when training has been there."""

import numpy as np
import pytest
import tensorflow as tf

import keras

__name__ = "users_code"  # AutoGraph leaves our own package's code alone.

X, Y = np.ones((8, 3), "float32"), np.ones((8, 1), "float32")


class Adding(keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(5.0 * tf.reduce_mean(inputs))
        return inputs


def head():
    return keras.layers.Dense(
        1,
        kernel_initializer="ones",
        kernel_regularizer=keras.regularizers.L2(1),
    )


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.adding, self.head = Adding(), head()

    def call(self, inputs):
        return self.head(self.adding(inputs))


def stack():
    return keras.Sequential([keras.Input((3,)), Adding(), head()])


def functional():
    x = keras.Input((3,))
    return keras.Model(x, head()(Adding()(x)))


USES = {
    "fit": lambda model: model.fit(X, Y, verbose=0),
    "evaluate": lambda model: model.evaluate(X, Y, verbose=0),
    "predict": lambda model: model.predict(X, verbose=0),
    "train_on_batch": lambda model: model.train_on_batch(X, Y),
    "function": lambda model: tf.function(model.__call__)(tf.constant(X)),
    "call": lambda model: model(X),
}


@pytest.mark.parametrize("run_eagerly", [False, True])
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("make", [stack, functional, Own])
def test_losses_have_values_after_each_use(make, use, run_eagerly):
    """A tensor of a graph that has ended would be of no use to anybody."""
    model = make()
    model.compile(keras.optimizers.SGD(0.0), "mse", run_eagerly=run_eagerly)
    USES[use](model)
    values = [float(loss) for loss in model.losses]
    is_seen = use == "call" or (run_eagerly and use != "function")
    assert sorted(values) == [3.0, 5.0][: 1 + is_seen]


@pytest.mark.parametrize("make", [stack, functional, Own])
def test_a_penalty_is_of_the_weights_as_they_are(make):
    model = make()
    model.compile(keras.optimizers.SGD(0.0), "mse")
    model.fit(X, Y, verbose=0)
    model.set_weights([np.full((3, 1), 2.0), np.zeros(1)])
    assert [float(loss) for loss in model.losses] == [12.0]
