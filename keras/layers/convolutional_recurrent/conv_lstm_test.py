"""Tests of long short-term memory over images."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers

SMALL = {"filters": 2, "kernel_size": 2}
X = np.random.default_rng(0).normal(size=(2, 4, 5, 4, 3)).astype("float32")
MASK = np.array([[False, True, False, True], [True, True, False, False]])


def both(**arguments):
    """Ours and Keras 2's, with the same weights."""
    ours, theirs = (
        package.layers.ConvLSTM2D(**SMALL, **arguments)
        for package in (keras, tf_keras)
    )
    ours(X), theirs(X)
    theirs.set_weights([w + 0.1 for w in ours.get_weights()])
    ours.set_weights(theirs.get_weights())
    if ours.stateful:
        ours.reset_states(), theirs.reset_states()
    return ours, theirs


def assert_equal(found, expected):
    for one, other in zip(*map(tf.nest.flatten, (found, expected))):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("run", [lambda f: f, tf.function])
def test_masked_steps_leave_the_states_alone_as_in_keras_2(backwards, run):
    ours, theirs = both(
        return_sequences=True, return_state=True, go_backwards=backwards
    )
    call = run(lambda x: ours(x, mask=tf.constant(MASK)))
    assert_equal(call(tf.constant(X)), theirs(X, mask=MASK))


def test_states_are_kept_until_they_are_reset_as_in_keras_2():
    ours, theirs = both(stateful=True, return_state=True)
    for layer in (ours, theirs):
        layer(X)
    assert_equal(ours(X), theirs(X))
    assert_equal(ours.states, theirs.states)
    ours.reset_states()
    assert_equal(ours.states, [np.zeros((2, 4, 3, 2))] * 2)


def test_states_can_be_given_as_in_keras_2():
    ours, theirs = both()
    states = [tf.ones((2, 4, 3, 2)), -tf.ones((2, 4, 3, 2))]
    expected = theirs(X, initial_state=states)
    assert_equal(ours(X, initial_state=states), expected)
    inputs = [keras.Input(t.shape[1:]) for t in (X, *states)]
    model = keras.Model(inputs, ours(inputs[0], initial_state=inputs[1:]))
    assert_equal(model([X, *states]), expected)


@pytest.mark.parametrize(
    "shape", [(None, None, None, 3), (None, 5, None, 3), (4, 5, 4, 3)]
)
def test_images_of_any_size_are_taken(shape):
    ours, theirs = both(strides=2, padding="same", return_sequences=True)
    inputs = keras.Input(shape)
    model = keras.Model(inputs, ours(inputs))
    assert_equal(model(X), theirs(X))
    assert model.output_shape[1:] == tuple(
        theirs.compute_output_shape((None, *shape))[1:]
    )


@pytest.mark.parametrize("name", ["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"])
@pytest.mark.parametrize("sizes", [(0, 3), (2, 0), (0, 0)])
@pytest.mark.parametrize("jit", [None, False])
def test_no_rows_give_none_and_no_steps_zeros_row_108(name, sizes, jit):
    # And row 107: sequences of no steps.
    ndim = int(name[-2])
    layer = getattr(layers, name)(**SMALL, return_sequences=True)
    x = tf.zeros((*sizes, *[4] * ndim, 3))
    layer(tf.zeros((1, 1, *[4] * ndim, 3)))

    def run(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x)
            total = tf.reduce_sum(outputs)
        return outputs, tape.gradient(total, layer.trainable_weights)

    if jit is not None:
        spec = tf.TensorSpec((None, None, *[4] * ndim, 3))
        run = tf.function(run, input_signature=[spec])
    outputs, gradients = run(x)
    assert outputs.shape == (*sizes, *[3] * ndim, 2)
    for gradient in gradients:
        assert gradient is None or not np.any(gradient)


def test_no_steps_leave_the_first_states_row_107():
    layer = layers.ConvLSTM2D(**SMALL, return_state=True)
    outputs = layer(tf.zeros((2, 0, 4, 4, 3)))
    assert [t.shape for t in outputs] == [(2, 3, 3, 2)] * 3
    assert not any(np.any(t) for t in outputs)


def test_dropped_inputs_are_the_same_at_all_steps():
    layer = layers.ConvLSTM1D(1, 1, dropout=0.5, activation="linear", seed=1)
    ones = tf.ones((1, 2, 50, 1))
    assert np.std(layer(ones, training=True)) > 0.01
    assert np.std(layer(ones)) < 1e-6
    step = layer.cell.get_dropout_mask_for_cell(ones[:, 0], True, count=4)
    assert len(step) == 4
    assert {*np.unique(step)} == {0, 2}


def test_keeping_states_needs_known_sizes():
    inputs = keras.Input((3, None, 4, 3), batch_size=2)
    with pytest.raises(ValueError, match=r"known rows.*sizes=\(None, 3\)"):
        layers.ConvLSTM2D(**SMALL, stateful=True)(inputs)


def test_a_cell_is_what_keras_2s_is():
    ours, theirs = both(return_state=True)
    mine, other = ours.cell, theirs.cell
    assert mine.kernel_shape == other.kernel_shape
    assert mine.name == other.name
    _, (h, c) = mine(X[:, 0], mine.get_initial_state(tf.constant(X[:, 0])))
    assert_equal([h, c], theirs(X[:, :1])[1:])


def test_files_go_both_ways(tmp_path):
    for writer, reader in ((keras, tf_keras), (tf_keras, keras)):
        inputs = writer.Input(X.shape[1:])
        layer = writer.layers.ConvLSTM2D(**SMALL, return_sequences=True)
        model = writer.Model(inputs, layer(inputs))
        path = tmp_path / f"{writer.__name__}.keras"
        model.save(path)
        assert_equal(reader.models.load_model(path)(X), model(X))


def test_states_of_other_images_are_refused():
    layer, state = layers.ConvLSTM1D(2, 3), np.ones((1, 6, 2), "float32")
    with pytest.raises(ValueError, match=r"Expected 2.*1, 4, 2.*1, 6, 2"):
        layer(np.ones((1, 3, 6, 2), "float32"), initial_state=[state] * 2)


def test_arguments_of_the_cell_are_told_of_the_layer():
    with pytest.raises(ValueError, match="^ConvLSTM2D layer.*filters=0"):
        layers.ConvLSTM2D(0, 3)
