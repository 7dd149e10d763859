"""Batches of other rows than a stateful layer takes: told before all else."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X, Y = np.ones((6, 5, 3), "float32"), np.ones((6, 1), "float32")
LAYERS = {
    "LSTM": lambda: keras.layers.LSTM(2, stateful=True),
    "GRU": lambda: keras.layers.GRU(2, stateful=True),
    "SimpleRNN": lambda: keras.layers.SimpleRNN(2, stateful=True, unroll=True),
    "cells": lambda: keras.layers.RNN(
        [keras.layers.LSTMCell(2), keras.layers.GRUCell(2)], stateful=True
    ),
    "Bidirectional": lambda: keras.layers.Bidirectional(
        keras.layers.LSTM(2, stateful=True)
    ),
}


def model_of(layer):
    x = keras.Input(batch_shape=(4, 5, 3))
    model = keras.Model(x, keras.layers.Dense(1)(layer(x)))
    model.compile("sgd", "mse")
    return model


def open_batches():
    """Batches of 4 and of 2 rows, of which a trace knows nothing."""
    return tf.data.Dataset.from_generator(
        lambda: iter([(X[:4], Y[:4]), (X[4:], Y[4:])]),
        output_signature=(
            tf.TensorSpec((None, 5, 3)),
            tf.TensorSpec((None, 1)),
        ),
    )


CALLS = {
    "fit": lambda model: model.fit(X, Y, batch_size=4, verbose=0),
    "fit on a data set": lambda model: model.fit(open_batches(), verbose=0),
    "evaluate": lambda model: model.evaluate(X, Y, batch_size=4, verbose=0),
    "predict": lambda model: model.predict(X, batch_size=4, verbose=0),
    "train_on_batch": lambda model: model.train_on_batch(X[:2], Y[:2]),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", LAYERS)
def test_a_smaller_batch_is_told_of(kind, call):
    told = r"(rows|another size).*Expected 4.*Received: shape=\(2, "
    with pytest.raises(ValueError, match=told):
        CALLS[call](model_of(LAYERS[kind]()))


def test_a_layer_tells_it_where_the_model_has_no_inputs():
    layer = keras.layers.LSTM(2, stateful=True, batch_input_shape=(4, 5, 3))
    inner = keras.Sequential([layer, keras.layers.Dense(1)])

    class Around(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = inner

        def call(self, inputs):
            return self.inner(inputs)

    model = Around()
    model.compile("sgd", "mse")
    told = rf"LSTM layer '{layer.name}': axis 0.*Expected 4.*shape=\(2, 5, 3\)"
    with pytest.raises(ValueError, match=told):
        model.predict(open_batches(), verbose=0)


def test_others_take_any_number_of_rows():
    """As in Keras 2: the inputs' size is that of what is known, no demand."""
    model = model_of(keras.layers.LSTM(2))
    assert model.predict(X, batch_size=4, verbose=0).shape == (6, 1)
    model.fit(open_batches(), verbose=0)


def test_a_users_step_takes_what_it_likes():
    class Own(keras.Model):
        def train_step(self, data):
            x, extra = data
            return {"sum": tf.reduce_sum(self(x)) + tf.reduce_sum(extra)}

    x = keras.Input(batch_shape=(4, 5, 3))
    model = Own(x, keras.layers.LSTM(2, stateful=True)(x))
    model.compile("sgd", "mse")
    data = tf.data.Dataset.from_generator(
        lambda: iter([(X[:4], Y[:2])]),
        output_signature=(
            tf.TensorSpec((None, 5, 3)),
            tf.TensorSpec((None, 1)),
        ),
    )
    assert np.isfinite(model.fit(data, verbose=0).history["sum"][0])
