"""Tests of layers that go over their sequence from both ends."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers

X = np.random.default_rng(0).normal(size=(3, 5, 2)).astype("float32")
MASK = np.array([[0, 0, 1, 1, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]], dtype=bool)
MODES = pytest.mark.parametrize(
    "merge_mode", ["concat", "sum", "ave", "mul", None]
)


def both(kind="LSTM", merge_mode="concat", **options):
    """Ours and Keras 2's, built, with the same weights."""
    ours, theirs = (
        package.layers.Bidirectional(
            getattr(package.layers, kind)(4, name="inner", **options),
            merge_mode=merge_mode,
            name="both",
        )
        for package in (keras, tf_keras)
    )
    ours(X), theirs(X)
    theirs.set_weights(ours.get_weights())
    return ours, theirs


def assert_close(found, expected):
    for one, other in zip(
        *map(tf.nest.flatten, (found, expected)), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@MODES
@pytest.mark.parametrize("sequences", [False, True])
@pytest.mark.parametrize("state", [False, True])
def test_outputs_and_masks_are_those_of_keras_2(merge_mode, sequences, state):
    """Row 31: left padding and a row of padding only, too."""
    options = {"return_sequences": sequences, "return_state": state}
    ours, theirs = both("GRU", merge_mode, **options)
    for mask in (None, tf.constant(MASK)):
        found, expected = ours(X, mask=mask), theirs(X, mask=mask)
        assert_close(found, expected)
        assert_close(tf.function(ours)(X, mask=mask), expected)
        masks = [
            [getattr(t, "_keras_mask", None) is None for t in flat]
            for flat in map(tf.nest.flatten, (found, expected))
        ]
        assert masks[0] == masks[1]
    shape = ours.compute_output_shape((3, 5, 2))
    assert [tuple(s) for s in tf.nest.flatten(shape)] == [
        tuple(t.shape) for t in tf.nest.flatten(found)
    ]


def test_states_of_both_directions_are_given_in_one_list():
    ours, theirs = both()
    states = [tf.fill((3, 4), float(n)) for n in range(4)]
    expected = theirs(X, initial_state=states)
    assert_close(ours(X, initial_state=states), expected)
    assert_close(ours([X, *states]), expected)
    inputs = [keras.Input((5, 2)), *(keras.Input((4,)) for _ in range(4))]
    model = keras.Model(inputs, ours(inputs[0], initial_state=inputs[1:]))
    assert_close(model([X, *states]), expected)
    with pytest.raises(ValueError, match="Expected a list of the forward"):
        ours(X, initial_state=states[:3])


def test_the_backward_layer_may_be_another_one():
    def made(package):
        return package.layers.Bidirectional(
            package.layers.LSTM(4),
            backward_layer=package.layers.GRU(3, go_backwards=True, name="g"),
        )

    ours, theirs = made(keras), made(tf_keras)
    ours(X), theirs(X)
    theirs.set_weights(ours.get_weights())
    assert_close(ours(X), theirs(X))
    assert ours.backward_layer.name == theirs.backward_layer.name
    for package in (keras, tf_keras):
        copy = package.layers.Bidirectional.from_config(ours.get_config())
        copy(X)
        assert copy.backward_layer.name == "backward_g"
        copy.set_weights(ours.get_weights())
        assert_close(copy(X), theirs(X))


def test_the_layer_given_is_not_what_runs():
    inner = layers.LSTM(4)
    layer = layers.Bidirectional(inner)
    layer(X)
    assert not inner.built
    assert len(layer.weights) == 6
    assert layer.layer is inner


def test_weights_given_are_its_first_values():
    ours, _ = both()
    copy = layers.Bidirectional(layers.LSTM(4), weights=ours.get_weights())
    assert_close(copy(X), ours(X))


def test_a_stateful_layer_keeps_the_states_of_both():
    layer = layers.Bidirectional(layers.GRU(4, stateful=True))
    first = layer(X)
    assert layer.stateful
    assert np.any(np.not_equal(layer(X), first))
    layer.reset_states()
    assert_close(layer(X), first)
    layer.reset_states([np.ones((3, 4)), np.zeros((3, 4))])
    assert np.all(layer.forward_layer.states[0] == 1)
    assert not np.any(layer.backward_layer.states[0])


def test_time_may_come_first():
    layer = layers.Bidirectional(layers.GRU(4, return_sequences=True))
    other = layers.Bidirectional(
        layers.GRU(4, return_sequences=True, time_major=True)
    )
    expected = layer(X)
    other.build((5, 3, 2))
    other.set_weights(layer.get_weights())
    found = other(X.swapaxes(0, 1))
    assert_close(tf.transpose(found, (1, 0, 2)), expected)


def test_no_rows_give_no_rows_with_gradient():
    """Row 108."""
    layer = layers.Bidirectional(layers.LSTM(4))

    @tf.function(input_signature=[tf.TensorSpec((None, 5, 2))])
    def gradient(x):
        with tf.GradientTape() as tape:
            outputs = layer(x)
            loss = tf.reduce_sum(outputs)
        return outputs, tape.gradient(loss, layer.trainable_weights)

    outputs, found = gradient(tf.zeros((0, 5, 2)))
    assert outputs.shape == (0, 8)
    assert not any(np.any(each) for each in found)


class Doubled(layers.AbstractRNNCell):
    state_size = output_size = 2

    def call(self, inputs, states):
        y = 2 * inputs + states[0]
        return y, [y]


def test_a_cell_of_a_users_goes_both_ways():
    layer = layers.Bidirectional(layers.RNN(Doubled(), return_sequences=True))
    outputs = layer(X)
    np.testing.assert_allclose(outputs[..., :2], 2 * np.cumsum(X, 1), atol=1e-5)
    backwards = 2 * np.cumsum(X[:, ::-1], 1)[:, ::-1]
    np.testing.assert_allclose(outputs[..., 2:], backwards, atol=1e-5)


@pytest.mark.parametrize("package", [keras, tf_keras])
def test_files_are_read_from_keras_2(package, tmp_path):
    inner = package.layers.LSTM(4)
    model = package.Sequential(
        [package.Input((5, 2)), package.layers.Bidirectional(inner)]
    )
    model.save(str(tmp_path / "m.keras"))
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert_close(loaded(X), model(X))


# TimeDistributed, of which recurrent layers make models of several levels.

IDS = np.array(
    [
        [[1, 2, 0, 0], [3, 0, 0, 0], [0, 0, 0, 0]],
        [[0, 1, 2, 3], [0, 0, 2, 0], [1, 0, 3, 0]],
    ]
)


def test_the_mask_of_words_reaches_the_layer_over_each_sentence():
    """Row 106: not lost, for unknown numbers of sentences too."""
    inputs = keras.Input((None, 4), dtype="int32")
    embedding = layers.Embedding(4, 3, mask_zero=True)
    lstm = layers.LSTM(2)
    words = layers.TimeDistributed(embedding)(inputs)
    sentences = layers.TimeDistributed(lstm)(words)
    model = keras.Model(inputs, sentences)
    for call in (model, tf.function(model)):
        found = call(tf.constant(IDS))
        for row, ids in enumerate(IDS):
            expected = lstm(embedding(ids), mask=tf.constant(ids != 0))
            np.testing.assert_allclose(found[row], expected, atol=1e-5)
    np.testing.assert_array_equal(
        model(tf.constant(IDS))._keras_mask, (IDS != 0).any(-1)
    )


def test_nothing_is_told_of_masks_that_reach_their_layer(recwarn):
    """Row 25: no warning in a model that is right."""
    model = keras.Sequential(
        [
            layers.Embedding(4, 3, mask_zero=True),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.GRU(2),
            layers.Dense(1),
        ]
    )
    model(tf.constant(IDS[0]))
    assert not [w for w in recwarn if "mask" in str(w.message)]


WRONG = {
    "merge_mode='max'": {"merge_mode": "max"},
    "go_backwards=False": {"backward_layer": layers.GRU(4)},
    "return_sequences=False": {
        "backward_layer": layers.GRU(
            4, go_backwards=True, return_sequences=True
        )
    },
    "return_state": {"layer": layers.Dense(3)},
}


@pytest.mark.parametrize("said", WRONG)
def test_what_does_not_fit_is_refused(said):
    options = {"layer": layers.LSTM(4), **WRONG[said]}
    with pytest.raises(ValueError, match=f"Expected.*Received.*{said}"):
        layers.Bidirectional(**options)


def test_states_of_one_direction_are_refused():
    layer, state = layers.Bidirectional(layers.LSTM(3)), np.ones((2, 3), "f")
    with pytest.raises(ValueError, match="^Bidirectional.* layer's 2.* of 2"):
        layer(np.ones((2, 5, 4), "float32"), initial_state=[state] * 2)
