"""TensorFlow Lite makes one operation of an LSTM."""

import collections

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

X = np.random.default_rng(0).normal(size=(1, 5, 3)).astype("float32")
FUSED = "UNIDIRECTIONAL_SEQUENCE_LSTM"
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter"),
    pytest.mark.filterwarnings("ignore:Statistics for quantized inputs"),
]


def model_of(*parts):
    return keras.Sequential([keras.Input((5, 3), batch_size=1), *parts])


def converter_of(model, **options):
    traced = tf.function(lambda x: model(x))
    function = traced.get_concrete_function(tf.TensorSpec((1, 5, 3)))
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [function], model
    )
    for name, value in options.items():
        setattr(converter, name, value)
    return converter


def ran(content: bytes) -> tuple:
    """Returns what comes out for `X`, and how many operations of each kind."""
    interpreter = tf.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    (taken,) = interpreter.get_input_details()
    interpreter.set_tensor(taken["index"], X)
    interpreter.invoke()
    (given,) = interpreter.get_output_details()
    kinds = [each["op_name"] for each in interpreter._get_ops_details()]
    return interpreter.get_tensor(given["index"]), collections.Counter(kinds)


MODELS = {
    "two": (2, lambda: [layers.LSTM(4, return_sequences=True), layers.LSTM(2)]),
    "both ways": (2, lambda: [layers.Bidirectional(layers.LSTM(4))]),
    "of no bias": (1, lambda: [layers.LSTM(4, use_bias=False)]),
    "backwards": (1, lambda: [layers.LSTM(4, go_backwards=True)]),
}


@pytest.mark.parametrize(("count", "parts"), MODELS.values(), ids=MODELS)
def test_an_lstm_is_one_operation_row_52(count, parts):
    model = model_of(*parts())
    found, kinds = ran(converter_of(model).convert())
    np.testing.assert_allclose(found, model(X), 1e-5, 1e-6)
    assert kinds[FUSED] == count
    assert "WHILE" not in kinds


def in_eight_bits(model):
    """Returns a converter that has seen all that comes in, and its negative.

    The weights are such that TensorFlow Lite's ranges serve: for others its
    operation is wrong by up to half of the range, whoever wrote the model.
    """
    draw = np.random.default_rng(0).uniform
    model.set_weights([draw(-1, 1, w.shape) for w in model.weights])
    return converter_of(
        model,
        optimizations=[tf.lite.Optimize.DEFAULT],
        representative_dataset=lambda: [[X], [-X]],
    )


def test_an_lstm_in_eight_bits_row_52():
    model = model_of(layers.LSTM(4))
    found, kinds = ran(in_eight_bits(model).convert())
    np.testing.assert_allclose(found, model(X), atol=2 / 255)
    assert kinds[FUSED] == 1


def test_states_that_are_given_or_taken_keep_the_loop():
    # The operation begins with zeros, and keeps its states for itself.
    inputs = keras.Input((5, 3), batch_size=1)
    _, h, c = layers.LSTM(4, return_state=True)(inputs)
    outputs = layers.LSTM(4)(inputs, initial_state=[h, c])
    model = keras.Model(inputs, outputs)
    found, kinds = ran(converter_of(model).convert())
    np.testing.assert_allclose(found, model(X), 1e-5, 1e-6)
    assert kinds["WHILE"] == 2
    assert FUSED not in kinds


def test_gradients_of_inference_in_a_graph_are_those_of_eager_steps():
    model = model_of(layers.LSTM(4, bias_initializer="normal"))

    def gradients(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(model(x, training=False) ** 2)
        return tape.gradient(loss, [x, *model.trainable_variables])

    x = tf.constant(X)
    for one, other in zip(tf.function(gradients)(x), gradients(x)):
        np.testing.assert_allclose(one, other, 1e-4, 1e-6)


def test_an_unrolled_gru_is_converted_to_eight_bits():
    model = model_of(layers.GRU(4, unroll=True))
    found, kinds = ran(in_eight_bits(model).convert())
    np.testing.assert_allclose(found, model(X), atol=8 / 255)
    assert "WHILE" not in kinds


@pytest.mark.parametrize("both_ways", [False, True])
def test_a_stateful_lstm_carries_its_states_through_graphs(both_ways):
    layer = layers.LSTM(4, stateful=True)
    model = model_of(layers.Bidirectional(layer) if both_ways else layer)
    eager = [model(X), model(X)]
    model.reset_states()
    model.compile("sgd", "mse")
    found = [model.predict(X, verbose=0), model.predict_on_batch(X)]
    np.testing.assert_allclose(found, eager, 1e-5, 1e-6)
    assert np.abs(eager[1] - eager[0]).max() > 1e-3
    model.evaluate(X, eager[0], verbose=0)
