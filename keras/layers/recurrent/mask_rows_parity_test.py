"""A mask of one row serves all rows of a batch, as in Keras 2."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
MASK = np.array([[True, True, False, True, False]])
LAYERS = {
    "LSTM": lambda k: k.layers.LSTM(2, return_sequences=True),
    "GRU": lambda k: k.layers.GRU(2),
    "SimpleRNN": lambda k: k.layers.SimpleRNN(2, unroll=True),
    "RNN": lambda k: k.layers.RNN(k.layers.LSTMCell(2)),
    "pooling": lambda k: k.layers.GlobalAveragePooling1D(),
}


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("way", ["eager", "graph", "open"])
def test_a_mask_of_one_row_serves_all(name, way):
    ours, theirs = LAYERS[name](keras), LAYERS[name](tf_keras)
    for layer in (ours, theirs):
        layer.build(X.shape)
    ours.set_weights(theirs.get_weights())
    call = lambda x: ours(x, mask=tf.constant(MASK))  # noqa: E731
    if way != "eager":
        rows = None if way == "open" else 4
        steps = None if way == "open" and name != "SimpleRNN" else 5
        spec = tf.TensorSpec((rows, steps, 3))
        call = tf.function(call, input_signature=[spec])
    expected = theirs(X, mask=tf.constant(MASK))
    np.testing.assert_allclose(
        call(tf.constant(X)), expected, rtol=1e-5, atol=1e-6
    )
