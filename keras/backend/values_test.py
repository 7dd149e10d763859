"""Reading and setting variables as Keras 2 code does."""

import numpy as np
import pytest
import tensorflow as tf

import keras

K = keras.backend


def test_a_callback_sets_the_learning_rate_as_keras_2_code_does():
    class Halve(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            rate = K.get_value(self.model.optimizer.lr)
            K.set_value(self.model.optimizer.lr, rate / 2)

    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.8), "mse")
    ones = np.ones((2, 1))
    model.fit(ones, ones, epochs=3, verbose=0, callbacks=[Halve()])
    assert K.get_value(model.optimizer.learning_rate) == np.float32(0.1)


def test_a_value_is_cast_to_the_variables_type():
    variable = tf.Variable([1, 2])
    K.set_value(variable, np.array([3.0, 4.0]))
    np.testing.assert_array_equal(K.get_value(variable), [3, 4])


def test_a_value_of_another_shape_is_refused():
    variable = tf.Variable([1.0, 2.0], name="rate")
    with pytest.raises(ValueError, match=r"shape=\(2,\).*shape=\(3,\)"):
        K.set_value(variable, np.ones(3))
    np.testing.assert_array_equal(variable, [1, 2])


def test_only_variables_are_set():
    with pytest.raises(TypeError, match="Expected a tf.Variable.*float"):
        K.set_value(0.1, 0.2)


def test_a_symbol_has_no_value():
    with pytest.raises(TypeError, match="Received: KerasTensor"):
        K.get_value(keras.Input((1,)))


def test_several_are_set_and_read_at_once():
    variables = [tf.Variable(0.0), tf.Variable(0.0)]
    K.batch_set_value(zip(variables, [1, 2]))
    assert K.batch_get_value(variables) == [1, 2]
