"""Arrays of Keras 1, Theano and cuDNN become ours (row 235)."""

import numpy as np
import pytest

import keras
from keras import layers
from keras.saving.values import older_weights

RNG = np.random.default_rng(0)


def example(*shape):
    return RNG.normal(size=shape).astype("float32")


def built(layer, *shape):
    layer.build((None, *shape))
    return layer


def named(arrays):
    return [(str(number), array) for number, array in enumerate(arrays)]


def ours(layer, arrays):
    found = older_weights.in_our_form(layer, named(arrays))
    return [array for _, array in found]


def expect_equal(found, expected):
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def gates(names, units=2, features=3):
    """Kernel, recurrent kernel and bias of each gate."""
    return {
        n: [example(features, units), example(units, units), example(units)]
        for n in names
    }


def in_order(by_name, names):
    return [array for name in names for array in by_name[name]]


def side_by_side(by_name, names):
    return [
        np.concatenate([by_name[name][part] for name in names], -1)
        for part in range(3)
    ]


def test_an_lstm_of_keras_1_has_four_gates_of_three_arrays():
    by_name = gates("icfo")
    layer = built(layers.LSTM(2), 5, 3)
    expected = side_by_side(by_name, "ifco")
    expect_equal(ours(layer, in_order(by_name, "icfo")), expected)


def test_a_gru_of_keras_1_has_three():
    by_name = gates("zrh")
    layer = built(layers.GRU(2, reset_after=False), 5, 3)
    expected = side_by_side(by_name, "zrh")
    expect_equal(ours(layer, in_order(by_name, "zrh")), expected)


def test_both_ways_of_keras_1_are_one_after_the_other():
    ways = [gates("icfo"), gates("icfo")]
    layer = built(layers.Bidirectional(layers.LSTM(2)), 5, 3)
    given = [array for way in ways for array in in_order(way, "icfo")]
    expected = [a for way in ways for a in side_by_side(way, "ifco")]
    expect_equal(ours(layer, given), expected)


def test_a_model_inside_is_split_by_its_layers():
    by_name, dense = gates("icfo"), [example(2, 4), example(4)]
    model = keras.Sequential(
        [keras.Input((5, 3)), layers.LSTM(2), layers.Dense(4)]
    )
    given = in_order(by_name, "icfo") + dense
    expect_equal(ours(model, given), side_by_side(by_name, "ifco") + dense)


def test_kernels_over_steps_had_a_height_of_one():
    layer = built(layers.Conv1D(4, 5), 9, 3)
    kernel, bias = example(5, 3, 4), example(4)
    expect_equal(ours(layer, [kernel[:, np.newaxis], bias]), [kernel, bias])
    theano = kernel[:, np.newaxis].transpose((3, 2, 0, 1))
    expect_equal(ours(layer, [theano, bias]), [kernel, bias])


@pytest.mark.parametrize(
    ("layer", "shape", "axes"),
    [
        (layers.Conv2D(4, (5, 6)), (9, 9, 3), (3, 2, 0, 1)),
        (layers.Conv3D(4, (5, 6, 2)), (9, 9, 9, 3), (4, 3, 0, 1, 2)),
    ],
)
def test_kernels_in_theanos_order_are_turned(layer, shape, axes):
    layer = built(type(layer).from_config(layer.get_config()), *shape)
    kernel = example(*layer.kernel.shape)
    bias = example(4)
    expect_equal(ours(layer, [kernel.transpose(axes), bias]), [kernel, bias])


def test_theano_moves_kernels_the_other_way_round():
    layer = built(layers.Conv2D(4, (2, 3)), 9, 9, 3)
    kernel, bias = example(2, 3, 3, 4), example(4)
    found = older_weights.as_turned(layer, named([kernel, bias]))
    expect_equal([a for _, a in found], [kernel[::-1, ::-1], bias])
    dense = built(layers.Dense(4), 3)
    found = older_weights.as_turned(dense, named([example(3, 4)]))
    assert len(found) == 1


def as_cudnn(kernel, num_gates):
    """Each gate's kernel in cuDNN's order: its transpose, row by row."""
    parts = np.hsplit(kernel, num_gates)
    return np.hstack([p.T.reshape(p.shape) for p in parts])


@pytest.mark.parametrize(
    ("kind", "num_gates"), [(layers.LSTM, 4), (layers.GRU, 3)]
)
def test_weights_of_a_cudnn_layer_give_the_same(kind, num_gates):
    layer = built(kind(2), 5, 3)
    size = 2 * num_gates
    kernel, recurrent = example(3, size), example(2, size)
    biases = example(2, size)
    transposed = np.hstack([p.T for p in np.hsplit(recurrent, num_gates)])
    given = [as_cudnn(kernel, num_gates), transposed, biases.ravel()]
    # What TensorFlow's kernels take is the transpose of each gate.
    bias = biases.sum(0) if kind is layers.LSTM else biases
    expect_equal(ours(layer, given), [kernel, recurrent, bias])


def test_what_is_ours_stays():
    for layer, shape in (
        (layers.LSTM(2), (5, 3)),
        (layers.Conv2D(4, 3), (9, 9, 3)),
        (layers.BatchNormalization(), (3,)),
    ):
        layer = built(layer, *shape)
        arrays = [variable.numpy() for variable in layer.weights]
        expect_equal(ours(layer, arrays), arrays)


def test_theano_turns_both_kernels_of_a_convolution_over_time():
    layer = built(layers.ConvLSTM2D(2, 3), 4, 8, 8, 1)
    arrays = [w.numpy() for w in layer.weights]
    found = older_weights.as_turned(layer, named(arrays))
    turned = [array[::-1, ::-1] for array in arrays[:2]]
    expect_equal([array for _, array in found], [*turned, *arrays[2:]])
