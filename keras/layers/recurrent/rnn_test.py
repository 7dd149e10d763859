"""Tests of cells of users, carried through sequences."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

X = np.random.default_rng(0).normal(size=(3, 5, 2)).astype("float32")


class Nested(layers.Layer):
    """A cell with a nest of states and two outputs."""

    state_size = [2, [tf.TensorShape((2, 1)), 2]]
    output_size = [2, tf.TensorShape((2, 1))]

    def build(self, input_shape):
        self.factor = self.add_weight("factor", (), initializer="ones")

    def call(self, inputs, states):
        a, (b, c) = states
        a = a + self.factor * inputs
        b = b + a[..., None]
        return (a, b), [a, [b, c]]


def test_a_cell_may_have_a_nest_of_states_and_outputs():
    layer = layers.RNN(Nested(), return_sequences=True, return_state=True)
    sums = np.cumsum(X, 1)
    for call in (layer, tf.function(layer)):
        (a, b), last_a, (last_b, last_c) = call(X)
        np.testing.assert_allclose(a, sums, atol=1e-5)
        np.testing.assert_allclose(b[..., 0], np.cumsum(sums, 1), atol=1e-5)
        np.testing.assert_allclose(last_a, sums[:, -1], atol=1e-5)
        np.testing.assert_array_equal(last_b, b[:, -1])
        assert not np.any(last_c)
    symbols = layers.RNN(Nested())(keras.Input((5, 2)))
    assert [s.shape.as_list() for s in symbols] == [[None, 2], [None, 2, 1]]


class Named(layers.Layer):
    """A cell whose inputs, outputs and states have names."""

    def __init__(self, a, b):
        super().__init__()
        self.state_size = {"p": a, "q": b}
        self.output_size = {"x": a, "y": b}

    def call(self, inputs, states):
        p, q = (
            states[state] + tf.reduce_sum(inputs[part], -1, keepdims=True)
            for state, part in (("p", "x"), ("q", "y"))
        )
        return {"x": p, "y": q}, {"p": p, "q": q}


def test_states_may_have_names():
    # keras#14905
    inputs = {"x": X, "y": 2 * X}
    sums = np.cumsum(X.sum(-1), 1)
    for cells, width in ((Named(2, 3), 1), ([Named(1, 1), Named(3, 2)], 2)):
        layer = layers.RNN(cells, return_sequences=True, return_state=True)
        found, *states = layer(inputs)
        expected = sums if width == 1 else np.cumsum(sums, 1)
        np.testing.assert_allclose(found["x"][..., 0], expected, atol=1e-5)
        np.testing.assert_array_equal(states[-1]["q"], found["y"][:, -1])


def test_cells_with_nests_of_states_are_stacked():
    layer = layers.RNN([Nested(), First()], return_state=True)
    found, *states = layer(X)
    np.testing.assert_allclose(found, X.sum(1), atol=1e-5)
    assert [s.shape for s in tf.nest.flatten(states)] == [
        (3, 2), (3, 2, 1), (3, 2), (3, 2),
    ]  # fmt: skip


class First(layers.Layer):
    """Passes on what the cell before it put first."""

    state_size = 2

    def call(self, inputs, states):
        return inputs[0], [inputs[0]]


class Plain:
    """A cell that is no layer, and begins with ones."""

    state_size = 2

    def __init__(self, of_keras_2):
        if of_keras_2:
            self.get_initial_state = self.of_keras_2
        else:
            self.get_initial_state = self.of_keras_3

    def of_keras_2(self, inputs=None, batch_size=None, dtype=None):
        return tf.ones((batch_size, 2), dtype)

    def of_keras_3(self, batch_size=None):
        return tf.ones((batch_size, 2))

    def call(self, inputs, states):
        return inputs + states[0], inputs + states[0]


@pytest.mark.parametrize("of_keras_2", [False, True])
def test_a_cell_may_be_any_object_and_say_what_it_begins_with(of_keras_2):
    layer = layers.RNN(Plain(of_keras_2))
    for call in (layer, tf.function(layer)):
        np.testing.assert_allclose(call(X), 1 + X.sum(1), atol=1e-5)


class Scaled(layers.Layer):
    state_size = 2

    def call(self, inputs, states, constants):
        y = states[0] + constants[0] * inputs
        return y, [y]


def test_constants_go_to_every_step():
    factor = np.full((3, 1), 2.0, "float32")
    layer = layers.RNN(Scaled())
    expected = 2 * X.sum(1)
    np.testing.assert_allclose(layer(X, constants=factor), expected, atol=1e-5)
    inputs = keras.Input((5, 2)), keras.Input((1,))
    model = keras.Model(inputs, layer(inputs[0], constants=inputs[1]))
    np.testing.assert_allclose(model([X, factor]), expected, atol=1e-5)
    assert layer.get_config()["num_constants"] == 1
    both = layers.Bidirectional(layers.RNN(Scaled()), merge_mode="sum")
    model = keras.Model(inputs, both(inputs[0], constants=[inputs[1]]))
    np.testing.assert_allclose(model([X, factor]), 2 * expected, atol=1e-5)
    with pytest.raises(ValueError, match="cell takes no constants"):
        layers.RNN(layers.GRUCell(2))(X, constants=[factor])


class Pairs(layers.Layer):
    state_size = 2

    def call(self, inputs, states):
        y = states[0] + inputs["a"] * inputs["b"]
        return y, y


def test_a_cell_may_take_a_nest_of_sequences():
    layer = layers.RNN(Pairs(), return_sequences=True)
    expected = np.cumsum(X * X, 1)
    for call in (layer, tf.function(layer)):
        found = call({"a": X, "b": X})
        np.testing.assert_allclose(found, expected, atol=1e-5)


class Growing(layers.Layer):
    state_size = 2

    def call(self, inputs, states):
        y = tf.concat([states[0], inputs], -1)
        return y, [y]


def test_a_cell_whose_states_change_shape_is_refused():
    with pytest.raises(ValueError, match=r"Expected.*3, 2.*Received.*3, 4"):
        layers.RNN(Growing())(X)


@pytest.mark.parametrize("cell", [layers.Dense(3), object(), lambda x: x])
def test_what_is_no_cell_is_refused(cell):
    with pytest.raises(ValueError, match="Expected an object.*state_size"):
        layers.RNN(cell)


@keras.saving.register_keras_serializable("rnn_test")
class Difference(layers.Layer):
    """A cell that adds up the differences of two sequences."""

    state_size = output_size = 2

    def call(self, inputs, states):
        state = states[0] + inputs[0] - inputs[1]
        return state, [state]


@pytest.mark.parametrize(
    "outer", [lambda x: x, layers.Bidirectional], ids=["alone", "both ways"]
)
def test_a_model_whose_cell_takes_a_pair_comes_back_from_a_file(
    outer, tmp_path
):
    pair = keras.Input((5, 2)), keras.Input((5, 2))
    model = keras.Model(pair, outer(layers.RNN(Difference()))(pair))
    model.save(tmp_path / "pair.keras")
    expected = model([X, 2 * X])
    for found in (
        keras.models.load_model(tmp_path / "pair.keras"),
        keras.models.model_from_json(model.to_json()),
    ):
        np.testing.assert_array_equal(found([X, 2 * X]), expected)


@pytest.mark.parametrize("options", [{"unroll": True}, {}])
def test_a_cell_is_called_once_a_step(options):
    calls = []

    class Counting(layers.SimpleRNNCell):
        def call(self, inputs, states, training=None):
            calls.append(inputs)
            return super().call(inputs, states, training)

    layers.RNN(Counting(3), **options)(tf.ones((2, 5, 4)))
    assert len(calls) == 5


@pytest.mark.parametrize("unroll", [False, True])
def test_a_step_may_have_one_number_a_row_under_a_mask(unroll):
    """The third row's mask is False throughout, the others' now and then."""
    x = tf.reshape(tf.range(12.0), (3, 4, 1))
    mask = tf.constant([[1, 1, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0]]) > 0

    def step(x, states):
        total = x[:, 0] + states[0]
        return total, [total]

    def run():
        return keras.backend.rnn(
            step, x, [tf.zeros(3)], mask=mask, unroll=unroll
        )

    for last, outputs, states in (run(), tf.function(run)()):
        assert outputs.numpy().tolist() == [
            [0, 1, 1, 4],
            [0, 5, 11, 11],
            [0, 0, 0, 0],
        ]
        assert last.numpy().tolist() == states[0].numpy().tolist() == [4, 11, 0]


def test_a_cell_that_returns_its_output_alone_is_told():
    class Alone(layers.Layer):
        state_size = 2

        def call(self, inputs, states):
            return inputs

    layer = layers.RNN(Alone())
    told = r"^RNN layer .*Expected a pair.*Received: a tensor of shape=\(2, 2\)"
    with pytest.raises(ValueError, match=told):
        layer(X[:2])


def test_a_list_of_nothing_is_told():
    with pytest.raises(
        ValueError, match=r"no sequence. Expected it first.*inputs=\[\]"
    ):
        keras.layers.LSTM(2)([])
