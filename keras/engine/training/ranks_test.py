"""The same rows give the same numbers, whatever ranks came before."""

import numpy as np
import pytest
import tensorflow as tf

import keras

layers = keras.layers
X = np.arange(4.0, dtype="float32")
RANKS = (X[:, None], X, X[:, None])


def total(x):
    return tf.reduce_sum(x, axis=-1, keepdims=True)


LAYERS = {
    "Lambda": layers.Lambda(total),
    "softmax": layers.Activation("softmax"),
    "UnitNormalization": layers.UnitNormalization(),
    "Concatenate": lambda x: layers.Concatenate()([x, x]),
    "Normalization": layers.Normalization(mean=[1.0], variance=[4.0]),
    "Rescaling": layers.Rescaling(2.0),
    "Add": lambda x: layers.Add()([x, x]),
    "Embedding": layers.Embedding(5, 3),
    "Dense": layers.Dense(2),
    "CategoryEncoding": layers.CategoryEncoding(4, "multi_hot"),
    "Discretization": layers.Discretization([1.0, 2.0]),
}


def model_of(call):
    x = keras.Input((1,))
    return keras.Model(x, call(x))


def batches(rows):
    return tf.data.Dataset.from_tensor_slices(rows).batch(3)


def of_no_known_rank(rows):
    parts = [rows[:3], rows[3:]]
    return tf.data.Dataset.from_generator(lambda: parts, tf.float32)


USES = {
    "arrays": lambda m, x: m.predict(x, batch_size=3, verbose=0),
    "data": lambda m, x: m.predict(batches(x), verbose=0),
    "of no rank": lambda m, x: m.predict(of_no_known_rank(x), verbose=0),
    "on batch": lambda m, x: m.predict_on_batch(x),
}


@pytest.mark.parametrize("name", LAYERS)
def test_predictions_of_another_rank_are_the_same(name):
    expected = model_of(LAYERS[name])(X[:, None])
    for ranks in (RANKS, RANKS[1::-1]):
        model = model_of(LAYERS[name])
        for rows in ranks:
            found = USES["on batch"](model, rows)
            np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("first", [0, 1])
def test_every_way_to_predict_keeps_the_rows(use, first):
    model = model_of(total)
    for rows in (RANKS[first], RANKS[1 - first]):
        np.testing.assert_array_equal(USES[use](model, rows), X[:, None])


def test_a_trace_of_no_rank_adds_or_drops_the_last_axis():
    x = keras.Input((2,))
    model = keras.Model(x, total(x))
    run = tf.function(model, input_signature=[tf.TensorSpec(None)])
    np.testing.assert_array_equal(run(tf.ones((3, 2))), np.full((3, 1), 2.0))
    np.testing.assert_array_equal(run(tf.ones((1, 2, 1))), [[2.0]])


def test_another_number_of_axes_is_told_in_the_run():
    data = of_no_known_rank(np.ones((4, 1, 2), "float32"))
    told = "'.*' has another number of axes. Expected 2.* shape="
    with pytest.raises(
        (ValueError, tf.errors.InvalidArgumentError), match=told
    ):
        model_of(total).predict(data, verbose=0)


class OwnLogs(keras.Model):
    def test_step(self, data):
        return {"largest": tf.reduce_max(self(data[0]))}


def test_a_users_step_gets_each_rank_as_it_is():
    x = keras.Input((1,))
    model = OwnLogs(x, total(x))
    model.compile()
    for rows in RANKS[:2]:
        assert model.evaluate(rows, X, return_dict=True)["largest"] == 3.0
