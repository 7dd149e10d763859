"""Tests of a loop over all steps that has one gradient."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.layers.recurrent import cell_rnn, step_rules, whole_loop

X = tf.constant(np.random.default_rng(0).normal(size=(18, 4, 3)), tf.float32)
MASK = tf.constant(np.random.default_rng(1).random((18, 4)) < 0.6)
KINDS = pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])


def made(kind, **options):
    layer = getattr(layers, kind)(4, **options)
    layer.build(X.shape)
    random = np.random.default_rng(2)
    layer.set_weights(
        [random.normal(size=w.shape) for w in layer.get_weights()]
    )
    return layer


def numbers(layer, **call):
    """Outputs and gradients."""
    variables = [X, *layer.trainable_weights]
    with tf.GradientTape() as tape:
        tape.watch(X)
        outputs = tf.nest.flatten(layer(X, training=True, **call))
        loss = sum(tf.reduce_sum(tf.sin(y)) for y in outputs)
    return [*outputs, *tape.gradient(loss, variables)]


def second_numbers(layer, **call):
    """Outputs, gradients, and the gradients of these."""
    variables = [X, *layer.trainable_weights]
    with tf.GradientTape() as tape:
        tape.watch(X)
        found = numbers(layer, **call)
        gradients = found[-len(variables) :]
        of_gradients = sum(tf.reduce_sum(tf.cos(g) * g) for g in gradients)
    return [*found, *tape.gradient(of_gradients, variables)]


def step_by_step(monkeypatch):
    """Has layers take TensorFlow's own gradient of a plain loop."""
    monkeypatch.setattr(cell_rnn.CellRNN, "_is_special", lambda layer: True)


def assert_same(found, expected, tolerance=1e-5):
    for one, other in zip(found, expected, strict=True):
        scale = np.abs(other).max(initial=1)
        np.testing.assert_allclose(one, other, rtol=0, atol=tolerance * scale)


OPTIONS = {
    "last": ({}, MASK),
    "all": ({"return_sequences": True, "return_state": True}, MASK),
    "backwards": ({"return_sequences": True, "go_backwards": True}, None),
    "no bias": ({"use_bias": False}, None),
    "relu": ({"activation": "relu", "return_sequences": True}, MASK),
    "linear": ({"activation": "linear"}, None),
}


@KINDS
@pytest.mark.parametrize("options", OPTIONS)
def test_gradients_are_those_of_tensorflows_own_loop(
    kind, options, monkeypatch
):
    given, mask = OPTIONS[options]
    layer = made(kind, **given)
    assert not layer._is_special()
    found = tf.function(numbers)(layer, mask=mask)
    step_by_step(monkeypatch)
    assert_same(found, numbers(layer, mask=mask))


@KINDS
def test_gradients_of_gradients_are_right(kind, monkeypatch):
    layer = made(kind)
    found = tf.function(second_numbers)(layer, mask=MASK)
    eager = second_numbers(layer, mask=MASK)
    step_by_step(monkeypatch)
    expected = second_numbers(layer, mask=MASK)
    # Products of four factors of about 10 in float32.
    assert_same(found, expected, 1e-4)
    assert_same(eager, expected, 1e-4)


@KINDS
def test_dropped_states_have_their_gradient(kind, monkeypatch):
    """The same masks of dropout, as the seed is the same."""
    options = {"recurrent_dropout": 0.5, "dropout": 0.5, "seed": 1}
    found = numbers(made(kind, **options))
    step_by_step(monkeypatch)
    expected = numbers(made(kind, **options))
    assert_same(found, expected)


@KINDS
def test_each_state_of_a_start_gets_its_gradient(kind, monkeypatch):
    layer = made(kind, return_sequences=True)
    count = 2 if kind == "LSTM" else 1
    start = [tf.fill((18, 4), 0.5 + n) for n in range(count)]

    def gradients():
        with tf.GradientTape() as tape:
            tape.watch(start)
            outputs = layer(X, initial_state=start, mask=MASK, training=True)
            loss = tf.reduce_sum(outputs)
        return tape.gradient(loss, start)

    found = tf.function(gradients)()
    step_by_step(monkeypatch)
    assert_same(found, gradients())


@KINDS
def test_rows_and_steps_may_be_any_number(kind):
    layer = made(kind, return_sequences=True)
    free = tf.TensorSpec((None, None, 3))

    def differentiated(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, training=True)
        return outputs, tape.gradient(outputs, x)

    of = tf.function(differentiated, input_signature=[free])

    for rows in (0, 1, 2, 17):
        for steps in (0, 1, 4):
            outputs, gradient = of(X[:rows, :steps])
            assert outputs.shape == (rows, steps, 4)
            assert gradient.shape == (rows, steps, 3)
            expected = differentiated(X[:rows, :steps])
            assert_same((outputs, gradient), expected)


@pytest.mark.parametrize("options", OPTIONS)
@KINDS
def test_inference_gives_the_numbers_of_training(kind, options):
    given, mask = OPTIONS[options]
    layer = made(kind, **given)
    trained, found = (
        tf.function(layer)(X, mask=mask, training=training)
        for training in (True, False)
    )
    for one, other in zip(*map(tf.nest.flatten, (found, trained))):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)


@KINDS
def test_a_saved_model_serves_what_the_layer_computes(kind, tmp_path):
    inputs = keras.Input((None, 3))
    outputs = layers.Bidirectional(getattr(layers, kind)(4))(inputs)
    model = keras.Model(inputs, outputs)
    model.export(tmp_path / "served")
    loaded = tf.saved_model.load(tmp_path / "served")
    np.testing.assert_allclose(loaded.serve(X), model(X), rtol=1e-5, atol=1e-6)
    tf.saved_model.save(model, tmp_path / "whole")


def test_only_what_its_value_tells_has_a_gradient():
    assert step_rules.has_gradient(layers.LSTM(2).activation)
    assert step_rules.has_gradient(tf.tanh)
    assert not step_rules.has_gradient(tf.sin)
    assert layers.LSTM(2, activation=tf.sin)._is_special()
    assert layers.GRU(2, reset_after=False)._is_special()
    assert layers.LSTM(2, unroll=True)._is_special()


@pytest.mark.parametrize("size", [1, 30])
def test_one_tanh_gives_the_numbers_of_four_functions(size):
    usual = step_rules.LSTMRule(keras.activations.tanh, tf.sigmoid)
    quickest = usual.quickest(tf.float32)
    assert quickest is not usual
    assert usual.quickest(tf.float16) is usual
    sums = tf.constant(
        size * np.random.default_rng(3).normal(size=(9, 8)), tf.float32
    )
    states = [sums[:, :2] / size, sums[:, 2:4] / size]
    factors = quickest.factors(tf.zeros((2, 8)))
    found = []
    for rule, given in ((usual, sums), (quickest, sums * factors)):
        new, kept = rule.advance(given / 2, given / 2, states)
        d, _, (_, dc) = rule.back(
            [sums[:, 4:6], sums[:, 6:]], kept, states, new
        )
        found.append([*new, d if rule is usual else d * factors, dc])
    assert_same(found[1], found[0], 1e-6)


def test_a_saved_function_of_training_has_its_gradient(tmp_path):
    """It can't hold the arrays of a step, so it fills them again."""
    layer = made("LSTM", return_sequences=True)
    module = tf.Module()
    module.layer = layer
    module.run = tf.function(
        lambda x: layer(x, training=True),
        input_signature=[tf.TensorSpec((None, None, 3))],
    )
    tf.saved_model.save(module, tmp_path / "saved")
    found = []
    for each in (module, tf.saved_model.load(tmp_path / "saved")):
        with tf.GradientTape() as tape:
            tape.watch(X)
            loss = tf.reduce_sum(tf.sin(each.run(X)))
        found.append([tape.gradient(loss, X)])
    assert_same(*found)


def test_the_tape_may_be_outside_of_the_function(monkeypatch):
    """The steps' arrays go from the function's graph to its gradient's."""
    layer = made("LSTM")
    run = tf.function(lambda x: layer(x, training=True))
    runs, once = [], whole_loop._Loop._forward
    monkeypatch.setattr(
        whole_loop._Loop,
        "_forward",
        lambda *given: runs.append(0) or once(*given),
    )
    found = []
    for each in (run, lambda x: layer(x, training=True)):
        with tf.GradientTape() as tape:
            loss = each(X[:8])
        found.append(tape.gradient(loss, layer.trainable_weights))
    assert_same(*found)
    assert len(runs) == 2  # None of them for a gradient.


def test_a_gradient_in_a_function_may_be_of_a_step_outside():
    layer = made("LSTM")
    with tf.GradientTape(persistent=True) as tape:
        loss = layer(X, training=True)
    weights = layer.trainable_weights
    found = tf.function(lambda: tape.gradient(loss, weights))()
    assert_same(found, tape.gradient(loss, weights))


def test_a_graph_knows_the_number_of_steps():
    # row 51: tf2onnx refuses a loop over one that it doesn't know.
    layer = layers.LSTM(2, return_sequences=True)
    steps = tf.TensorSpec((None, 5, 3))
    traced = tf.function(layer).get_concrete_function(steps)
    assert traced.output_shapes.as_list() == [None, 5, 2]


@pytest.mark.parametrize("returns_all", [True, False])
def test_a_loop_has_no_operation_that_converters_do_not_know(returns_all):
    # row 51
    # row 52
    layer = layers.LSTM(2, activation="elu", return_sequences=returns_all)
    steps = tf.TensorSpec((None, None, 3))
    traced = tf.function(layer).get_concrete_function(steps)
    found = {node.op for node in traced.graph.as_graph_def().node}
    assert "EnsureShape" not in found
    assert "TensorListSetItem" not in found  # outside of the loop
    none = traced(tf.ones((2, 0, 3)))
    assert none.shape == ((2, 0, 2) if returns_all else (2, 2))


@pytest.mark.parametrize(("kind", "training"), [("LSTM", True), ("GRU", False)])
def test_a_graph_has_forward_mode(kind, training):
    layer = made(kind)
    kernel = layer.trainable_weights[1]

    def tangents(x):
        found = []
        for of in (x, kernel):
            with tf.autodiff.ForwardAccumulator(
                of, tf.ones_like(of)
            ) as forward:
                outputs = layer(x, training=training)
            found.append(forward.jvp(outputs))
        return found

    assert_same(tf.function(tangents)(X), tangents(X))


@KINDS
def test_halves_have_a_gradient_outside_of_a_graph(kind):
    layer = made(kind, dtype="mixed_bfloat16")
    found = numbers(layer)
    expected = numbers(made(kind))
    # Eight bits of each number.
    assert_same([tf.cast(y, "float32") for y in found], expected, 0.1)
