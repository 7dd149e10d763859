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


TOLD_OF_ROWS = "sample_weight: not as many weights as ragged rows"


@pytest.mark.parametrize("count", [1, 3])
def test_another_number_of_weights_than_ragged_rows_is_told(count):
    # Three are as many as there are losses, in two rows.
    y, p, weights = ragged([1, 2], 4), ragged([1, 2], 4) * 2, tf.ones(count)
    for make in (keras.losses, keras.metrics):
        call = make.MeanSquaredError()
        if count == 1:
            assert float(call(y, p, weights * 2)) == 2 - (make is keras.metrics)
            continue
        with pytest.raises(ValueError, match=TOLD_OF_ROWS + ".*shape=.3,"):
            call(y, p, weights)


def test_another_number_is_told_where_a_graph_sees_it():
    spec = tf.RaggedTensorSpec((None, None, 4), ragged_rank=1)
    weights = tf.TensorSpec((None,))
    loss = tf.function(
        keras.losses.MeanSquaredError(), input_signature=(spec, spec, weights)
    )
    rows = ragged([1, 2], 4)
    assert float(loss(rows, rows * 2, tf.ones(2))) == 1.0
    with pytest.raises(tf.errors.InvalidArgumentError, match=TOLD_OF_ROWS):
        loss(rows, rows * 2, tf.ones(3))


@pytest.mark.parametrize(
    ("made", "given"),
    [
        # Rows of numbers have one loss each.
        (keras.losses.MeanSquaredError, [ragged([1, 2])] * 2),
        (keras.losses.MeanSquaredError, [tf.ones((2, 2, 3))] * 2),
        (keras.metrics.MeanSquaredError, [tf.ones((2, 2, 3))] * 2),
        (keras.metrics.Precision, [tf.ones((2, 2))] * 2),
        (keras.metrics.Mean, [tf.ones((2, 2))]),
    ],
)
def test_ragged_weights_of_what_is_not_ragged_are_told(made, given):
    told = r"sample_weight: weights are ragged.*Expected.*shape=\(2, None\)"
    with pytest.raises(ValueError, match=told):
        made()(*given, ragged([1, 2]))


def test_a_batch_of_padding_leaves_the_weights_alone_row_123():
    model = keras.Sequential([keras.layers.Masking(), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.build((None, 3, 2))
    before = model.get_weights()
    x, y = np.zeros((2, 3, 2)), np.ones((2, 3, 1))
    logs = model.fit(x, y, sample_weight=np.ones(2), verbose=0).history
    assert logs == {"loss": [0.0]}
    for one, other in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_sum_of_weights_may_divide_row_124():
    given = [[1.0], [2.0]], [[2.0], [3.0]], [0.0, 1.0]
    for reduction, expected in (("auto", 0.5), ("mean_with_sample_weight", 1)):
        loss = keras.losses.MeanAbsoluteError(reduction)
        assert float(loss(*given)) == expected
        model = keras.Sequential([keras.layers.Rescaling(1.0)])
        model.compile(loss=loss)
        y, p, weights = map(np.array, given)
        found = model.evaluate(p, y, verbose=0, sample_weight=weights)
        assert found == expected


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("name", ["categorical", "categorical_focal"])
def test_smoothing_counts_classes_along_the_axis_row_126(name, from_logits):
    draw = np.random.default_rng(0)
    scores = draw.normal(size=(2, 3, 4))
    one_hot = np.eye(3)[draw.integers(0, 3, (2, 4))].transpose(0, 2, 1)
    p = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    smooth = one_hot * 0.9 + 0.1 / 3
    losses = -smooth * np.log(p)
    if name == "categorical_focal":
        losses *= 0.25 * (1 - p) ** 2
    found = getattr(keras.losses, f"{name}_crossentropy")(
        one_hot,
        scores if from_logits else p,
        from_logits=from_logits,
        label_smoothing=0.1,
        axis=1,
    )
    np.testing.assert_allclose(found, losses.sum(1), 1e-6)
