"""Tests of recurrent layers: masks, states, and what is counted as a step."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers

X = np.random.default_rng(0).normal(size=(3, 5, 2)).astype("float32")
KINDS = pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])
MASKS = {
    "right": [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [1, 0, 0, 0, 0]],
    "left": [[0, 0, 1, 1, 1], [1, 1, 1, 1, 1], [0, 0, 0, 0, 1]],
    "nothing": [[0, 0, 0, 0, 0], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0]],
    "random": [[0, 1, 0, 1, 0], [1, 0, 1, 1, 0], [0, 1, 1, 0, 1]],
}
MASKS = {name: np.array(mask, bool) for name, mask in MASKS.items()}
EVERY_MASK = pytest.mark.parametrize("mask", MASKS)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def step_of_simple_rnn(x, states, kernel, recurrent, bias):
    h = np.tanh(x @ kernel + states[0] @ recurrent + bias)
    return [h]


def step_of_gru(x, states, kernel, recurrent, bias):
    (h,) = states
    xs = np.split(x @ kernel + bias[0], 3, -1)
    hs = np.split(h @ recurrent + bias[1], 3, -1)
    z, r = sigmoid(xs[0] + hs[0]), sigmoid(xs[1] + hs[1])
    return [z * h + (1 - z) * np.tanh(xs[2] + r * hs[2])]


def step_of_lstm(x, states, kernel, recurrent, bias):
    h, c = states
    i, f, n, o = np.split(x @ kernel + h @ recurrent + bias, 4, -1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(n)
    return [sigmoid(o) * np.tanh(c), c]


STEPS = {
    "SimpleRNN": step_of_simple_rnn,
    "GRU": step_of_gru,
    "LSTM": step_of_lstm,
}


def by_hand(layer, x, mask=None, states=None):
    """Outputs and states, step by step and row by row, in NumPy."""
    weights = [w.astype("float64") for w in layer.get_weights()]
    step = STEPS[type(layer).__name__]
    count = 2 if isinstance(layer, layers.LSTM) else 1
    if states is None:
        states = [np.zeros((len(x), layer.units))] * count
    outputs, last_states = [], []
    for row in range(len(x)):
        state = [s[row].astype("float64") for s in states]
        before, of_row = np.zeros(layer.units), []
        order = range(x.shape[1])
        for t in reversed(order) if layer.go_backwards else order:
            counts = mask is None or mask[row][t]
            if counts:
                state = step(x[row, t].astype("float64"), state, *weights)
                before = state[0]
            zero = layer.zero_output_for_mask and not counts
            of_row.append(np.zeros(layer.units) if zero else before)
        outputs.append(of_row)
        last_states.append(state)
    return np.array(outputs), [np.array(s) for s in zip(*last_states)]


def made(kind, **options):
    options = {"return_sequences": True, "return_state": True, **options}
    layer = getattr(layers, kind)(4, **options)
    layer.build(X.shape)
    random = np.random.default_rng(1)
    layer.set_weights(
        [random.normal(size=w.shape) for w in layer.get_weights()]
    )
    return layer


def assert_by_hand(found, layer, x=X, mask=None, states=None):
    outputs, last = by_hand(layer, x, mask, states)
    np.testing.assert_allclose(found[0], outputs, atol=2e-5)
    for one, other in zip(found[1:], last, strict=True):
        np.testing.assert_allclose(one, other, atol=2e-5)


@KINDS
@EVERY_MASK
@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("backwards", [False, True])
def test_every_mask_is_a_loop_over_what_counts(kind, mask, zeros, backwards):
    """Row 19: left padding and rows of padding only, too."""
    layer = made(kind, zero_output_for_mask=zeros, go_backwards=backwards)
    mask = MASKS[mask]
    graph = tf.function(layer)
    compiled = tf.function(layer, jit_compile=True)
    for call in (layer, graph, compiled):
        assert_by_hand(call(X, mask=tf.constant(mask)), layer, mask=mask)


@KINDS
@EVERY_MASK
def test_a_mask_and_states_that_are_given_start_a_loop(kind, mask):
    layer = made(kind)
    states = [np.full((3, 4), 0.5, "float32")] * (2 if kind == "LSTM" else 1)
    mask = MASKS[mask]
    found = layer(X, initial_state=states, mask=mask)
    assert_by_hand(found, layer, mask=mask, states=states)


@KINDS
@EVERY_MASK
def test_gradients_under_a_mask_are_those_of_keras_2(kind, mask):
    mask = tf.constant(MASKS[mask])
    ours = made(kind, return_state=False)
    theirs = getattr(tf_keras.layers, kind)(4, return_sequences=True)
    theirs.build(X.shape)
    theirs.set_weights(ours.get_weights())
    found, expected = (
        tf.function(gradients)(layer, tf.constant(X), mask)
        for layer in (ours, theirs)
    )
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def gradients(layer, x, mask):
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(tf.sin(layer(x, mask=mask)))
    return tape.gradient(loss, [x, *layer.trainable_weights])


@KINDS
def test_no_steps_leave_the_initial_state(kind):
    """Row 107."""
    x = tf.zeros((2, 0, 2))
    for sequences in (False, True):
        layer = made(kind, return_sequences=sequences)
        free = tf.TensorSpec((None, None, 2))
        graph = tf.function(layer, input_signature=[free])
        for call in (layer, graph):
            outputs, *states = call(x)
            shape = (2, 0, 4) if sequences else (2, 4)
            np.testing.assert_array_equal(outputs, np.zeros(shape))
            for state in states:
                np.testing.assert_array_equal(state, np.zeros((2, 4)))


@KINDS
@pytest.mark.parametrize("masked", [False, True])
def test_no_rows_give_no_rows_with_gradient(kind, masked):
    """Row 108."""
    layer = made(kind, return_state=False)

    @tf.function(input_signature=[tf.TensorSpec((None, 5, 2))])
    def gradient(x):
        mask = tf.ones(tf.shape(x)[:2], tf.bool) if masked else None
        with tf.GradientTape() as tape:
            outputs = layer(x, mask=mask)
            loss = tf.reduce_sum(outputs)
        return outputs, tape.gradient(loss, layer.trainable_weights)

    outputs, found = gradient(tf.zeros((0, 5, 2)))
    assert outputs.shape == (0, 5, 4)
    for each in found:
        np.testing.assert_array_equal(each, tf.zeros_like(each))


# States.


@KINDS
def test_a_stateful_layer_goes_on_where_the_last_batch_ended(kind):
    whole, parts = made(kind), made(kind, stateful=True)
    parts.set_weights(whole.get_weights())
    found = [parts(X[:, :2]), parts(X[:, 2:])]
    expected = whole(X)
    outputs = np.concatenate([found[0][0], found[1][0]], 1)
    np.testing.assert_allclose(outputs, expected[0], atol=1e-6)
    for one, other in zip(parts.states, expected[1:], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    parts.reset_states()
    np.testing.assert_allclose(parts(X[:, :2])[0], found[0][0], atol=1e-6)
    parts.reset_state()
    assert not np.any(parts.states[0])
    values = [np.full((3, 4), 2.0)] * len(parts.states)
    parts.reset_states(values)
    np.testing.assert_array_equal(parts.states[-1], values[-1])
    assert len(parts.weights) == 3


def test_states_given_to_a_stateful_layer_count_after_a_reset():
    layer = made("GRU", stateful=True)
    given = np.ones((3, 4), "float32")
    first = layer(X, initial_state=given)
    assert_by_hand(first, layer, states=[given])
    second = layer(X, initial_state=given)
    assert_by_hand(second, layer, states=[first[1].numpy()])


def test_a_stateful_model_trains_and_keeps_its_states():
    model = keras.Sequential(
        [
            layers.LSTM(3, stateful=True, batch_input_shape=(4, 5, 2)),
            layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    x = np.ones((8, 5, 2), "float32")
    model.fit(x, np.ones((8, 1)), batch_size=4, verbose=0, shuffle=False)
    assert np.any(model.layers[0].states[0])
    model.layers[0].reset_states()
    assert not np.any(model.layers[0].states[0])


def test_a_stateful_layer_asks_for_the_batch_size():
    with pytest.raises(ValueError, match=r"Expected a batch size.*None"):
        layers.LSTM(3, stateful=True)(keras.Input((5, 2)))


def test_only_a_stateful_layer_has_states_to_reset():
    with pytest.raises(AttributeError, match="Expected.*stateful=True"):
        layers.LSTM(3).reset_states()


def test_states_come_second_by_name_or_in_a_list():
    layer = made("LSTM", return_sequences=False, return_state=False)
    h, c = np.ones((3, 4), "float32"), np.full((3, 4), 0.5, "float32")
    expected = layer(X, initial_state=[h, c])
    for found in (layer(X, [h, c]), layer([X, h, c])):
        np.testing.assert_array_equal(found, expected)
    inputs = [keras.Input((5, 2)), keras.Input((4,)), keras.Input((4,))]
    for outputs in (
        layer(inputs),
        layer(inputs[0], inputs[1:]),
        layer(inputs[0], initial_state=inputs[1:]),
    ):
        model = keras.Model(inputs, outputs)
        np.testing.assert_allclose(model([X, h, c]), expected, atol=1e-6)
        copy = keras.Model.from_config(model.get_config())
        copy.set_weights(model.get_weights())
        np.testing.assert_allclose(copy([X, h, c]), expected, atol=1e-6)


def test_models_with_states_as_inputs_are_read_from_and_by_keras_2():
    def model_of(package):
        x, h = package.Input((5, 2)), package.Input((4,))
        outputs = package.layers.GRU(4)(x, initial_state=h)
        return package.Model([x, h], outputs)

    ours, theirs = model_of(keras), model_of(tf_keras)
    h = np.ones((3, 4), "float32")
    for reader, read in ((keras, theirs), (tf_keras, ours)):
        copy = reader.Model.from_config(read.get_config())
        copy.set_weights(read.get_weights())
        np.testing.assert_allclose(copy([X, h]), read([X, h]), atol=1e-5)


def test_states_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"Expected 2 of shapes.*Received: 1"):
        layers.LSTM(4)(X, initial_state=[np.ones((3, 4), "float32")])
    with pytest.raises(ValueError, match=r"Expected 1.*3, 4.*Received.*2, 4"):
        layers.GRU(4)(X, initial_state=np.ones((2, 4), "float32"))


@KINDS
@pytest.mark.parametrize("unroll", [False, True])
def test_states_of_one_row_and_of_whole_numbers_serve_all_rows(kind, unroll):
    layer = getattr(layers, kind)(4, unroll=unroll)
    count = 2 if kind == "LSTM" else 1
    found, expected = (
        layer(X, initial_state=[np.ones(shape, dtype)] * count)
        for shape, dtype in (((1, 4), "int64"), ((len(X), 4), "float32"))
    )
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@KINDS
def test_arguments_of_the_cell_are_told_of_the_layer(kind):
    make = getattr(layers, kind)
    with pytest.raises(ValueError, match=f"^{kind} layer: .*units=0"):
        make(0)
    with pytest.raises(ValueError, match=f"^{kind} layer 'a': .*dropout=1.5"):
        make(2, dropout=1.5, name="a")


# Other options.


@KINDS
def test_rows_of_ragged_sequences_are_those_of_a_mask(kind):
    """Row 31."""
    lengths = [5, 2, 3]
    ragged = tf.RaggedTensor.from_tensor(X, lengths)
    for backwards in (False, True):
        layer = made(kind, go_backwards=backwards)
        outputs, *states = layer(ragged)
        for row, length in enumerate(lengths):
            alone = layer(X[row : row + 1, :length])
            np.testing.assert_allclose(outputs[row], alone[0][0], atol=1e-5)
            np.testing.assert_allclose(states[-1][row], alone[-1][0], atol=1e-5)
    symbol = layer(keras.Input((None, 2), ragged=True))[0]
    assert symbol.ragged


@pytest.mark.parametrize(
    "options,given",
    [
        ({"unroll": True}, {}),
        ({"time_major": True}, {}),
        ({}, {"mask": tf.ones((3, 5), tf.bool)}),
    ],
)
def test_ragged_sequences_have_no_mask_and_no_fixed_length(options, given):
    ragged = tf.RaggedTensor.from_tensor(X, [5, 2, 3])
    with pytest.raises(ValueError, match=r"ragged.*to_tensor"):
        layers.LSTM(3, **options)(ragged, **given)


def test_unrolling_asks_for_the_number_of_steps():
    with pytest.raises(ValueError, match="Expected sequences of a known"):
        model = layers.LSTM(3, unroll=True)
        tf.function(model, input_signature=[tf.TensorSpec((3, None, 2))])(X)


@KINDS
def test_time_may_come_first(kind):
    layer, other = made(kind), made(kind, time_major=True)
    mask = MASKS["random"]
    expected = layer(X, mask=mask)
    found = other(X.swapaxes(0, 1), mask=mask.T)
    np.testing.assert_allclose(found[0], tf.transpose(expected[0], (1, 0, 2)))
    np.testing.assert_allclose(found[1], expected[1])
    assert other.compute_output_shape((5, 3, 2))[0] == (5, 3, 4)


@KINDS
def test_an_unrolled_layer_computes_the_same(kind):
    layer, other = made(kind), made(kind, unroll=True)
    mask = tf.constant(MASKS["random"])
    for one, two in zip(layer(X, mask=mask), tf.function(other)(X, mask=mask)):
        np.testing.assert_allclose(one, two, atol=1e-6)


def test_arguments_of_the_cell_are_those_of_the_layer():
    layer = layers.LSTM(3, activation="relu", dropout=0.5, name="mine")
    assert layer.cell.activation is layer.activation
    assert (layer.cell.name, layer.dropout) == ("lstm_cell", 0.5)
    config = layer.get_config()
    assert "cell" not in config
    assert layers.LSTM.from_config({**config, "implementation": 0}).units == 3


def test_a_cell_put_in_place_of_the_layers_own_computes():
    class Mine(layers.LSTMCell):
        def _compute_carry_and_output_fused(self, z, c_tm1):
            c, o = super()._compute_carry_and_output_fused(z, c_tm1)
            return 0 * c, o

    layer = made("LSTM")
    mine = Mine(4)
    mine.build((3, 2))
    mine.set_weights(layer.get_weights())
    layer.cell = mine
    assert not np.any(layer(X)[0])


# Dropout.


@pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])
@pytest.mark.parametrize("implementation", [1, 2])
def test_dropout_switches_off_the_same_inputs_at_all_steps(
    kind, implementation
):
    options = {} if kind == "SimpleRNN" else {"implementation": implementation}
    layer = made(kind, dropout=0.5, **options)
    x = np.repeat(X[:, :1], 5, 1)
    cell = layer.cell
    for run in (lambda f: f(), lambda f: tf.function(f)()):
        sums = run(lambda: cell.sum_inputs(tf.constant(x.swapaxes(0, 1)), True))
        np.testing.assert_allclose(sums, np.repeat(sums[:1], 5, 0), atol=1e-6)
        cell.reset_dropout_mask()
    # Two of few inputs may lose the same ones by chance; ten hardly do.
    first, *others = (layer(x, training=True)[0] for _ in range(10))
    assert np.any([other != first for other in others])
    assert np.all(layer(x, training=False)[0] == layer(x)[0])


def test_masks_of_dropout_are_kept_until_they_are_reset():
    cell = layers.LSTMCell(4, dropout=0.5, recurrent_dropout=0.5)
    x = tf.ones((3, 20))
    mask = cell.get_dropout_mask_for_cell(x, True, count=4)
    assert len(mask) == 4
    assert {0.0, 2.0} == set(np.ravel(mask))
    assert cell.get_dropout_mask_for_cell(x, True, count=4) is mask
    cell.reset_dropout_mask()
    other = cell.get_dropout_mask_for_cell(x, True, count=4)
    assert np.any(np.not_equal(mask, other))
    assert cell.get_recurrent_dropout_mask_for_cell(x, False).shape == (3, 20)
    assert layers.GRUCell(3).get_dropout_mask_for_cell(x, True) is None


def test_seeded_dropout_is_the_same_each_time():
    first, second = (
        made("LSTM", dropout=0.5, recurrent_dropout=0.5, seed=3)
        for _ in range(2)
    )
    for _ in range(2):
        one, two = (layer(X, training=True)[0] for layer in (first, second))
        np.testing.assert_array_equal(one, two)


CELLS = [layers.SimpleRNNCell, layers.GRUCell, layers.LSTMCell]


@pytest.mark.parametrize("cell", CELLS)
def test_states_of_other_rows_are_refused(cell):
    count = 2 if cell is layers.LSTMCell else 1
    with pytest.raises(ValueError, match=r"a row each.*\(2, 4\).*\(3, 5\)"):
        cell(4)(tf.ones((3, 5)), [tf.ones((2, 4))] * count)
    of_one = [tf.ones((1, 4))] * count
    assert cell(4)(tf.ones((3, 5)), of_one)[0].shape == (3, 4)


@pytest.mark.parametrize("shape", [(), (3,), (2, 5, 3)])
@pytest.mark.parametrize("cell", [*CELLS, "stacked"])
def test_a_step_has_rows_of_features(cell, shape):
    stacked = layers.StackedRNNCells([layers.GRUCell(4)])
    made = stacked if cell == "stacked" else cell(4)
    with pytest.raises(ValueError, match=r"\(batch, features\).*shape="):
        made(tf.ones(shape), [tf.ones((2, 4))])


def test_stacked_cells_are_given_all_their_states():
    stacked = layers.StackedRNNCells([layers.LSTMCell(2), layers.GRUCell(4)])
    with pytest.raises(ValueError, match=r"Expected 3.*Received: 1.*\(2, 2\)"):
        stacked(tf.ones((2, 3)), [tf.ones((2, 2))])
