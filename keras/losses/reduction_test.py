"""From losses to one number: masks of nothing, ragged weights."""

import numpy as np
import pytest
import tensorflow as tf

import keras


@pytest.mark.parametrize("reduction", ["auto", "mean_with_sample_weight"])
@pytest.mark.parametrize("weights", [None, np.ones(0)], ids=["", "weights"])
def test_a_masked_batch_of_no_rows_has_the_loss_0(reduction, weights):
    p = tf.zeros((0, 2, 3))
    p._keras_mask = tf.zeros((0, 2), tf.bool)
    loss = keras.losses.MeanSquaredError(reduction)
    for one in (loss, tf.function(loss)):
        assert float(one(tf.zeros((0, 2, 3)), p, weights)) == 0.0


def ragged(lengths, size=None):
    count = sum(lengths)
    values = tf.ones(count if size is None else (count, size))
    return tf.RaggedTensor.from_row_lengths(values, lengths)


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
@pytest.mark.parametrize(
    "weights", [[2, 1], [1, 1, 1]], ids=["lengths", "number"]
)
def test_ragged_weights_of_other_rows_are_told(in_graph, weights):
    y, p, weights = ragged([1, 2], 4), ragged([1, 2], 4), ragged(weights)
    loss = keras.losses.MeanSquaredError()
    metric = keras.metrics.MeanSquaredError()
    for call in (loss, metric.update_state):
        call = tf.function(call) if in_graph else call
        told = "sample_weight.*lengths of their rows"
        with pytest.raises(tf.errors.InvalidArgumentError, match=told):
            call(y, p, weights)


def test_weights_ragged_in_other_axes_are_told():
    weights = tf.ragged.constant([[[1.0], [2.0]], [[1.0]]])
    told = "other axes.*Expected.*1 ragged.*Received.*of 2"
    with pytest.raises(ValueError, match=told):
        keras.losses.MeanSquaredError()(
            ragged([2, 1], 4), ragged([2, 1], 4), weights
        )
