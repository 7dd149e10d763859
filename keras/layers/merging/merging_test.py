"""Tests of the layers that make one tensor of several."""

import numpy as np
import pytest
import tensorflow as tf

from keras import layers

X = np.array([[1.0, 5.0]], "float32")
Y = np.array([[3.0, 2.0]], "float32")


@pytest.mark.parametrize(
    "function,expected",
    [
        (layers.add, [[4, 7]]),
        (layers.subtract, [[-2, 3]]),
        (layers.multiply, [[3, 10]]),
        (layers.average, [[2, 3.5]]),
        (layers.maximum, [[3, 5]]),
        (layers.minimum, [[1, 2]]),
        (layers.concatenate, [[1, 5, 3, 2]]),
    ],
)
def test_function_combines_two_tensors(function, expected):
    np.testing.assert_array_equal(function([X, Y]), expected)


def test_function_takes_the_options_of_its_layer():
    a, b = layers.Input((3, 4)), layers.Input((5, 4))
    joined = layers.concatenate([a, b], axis=1, name="joined")
    assert joined.shape == (None, 8, 4)
    assert layers.dot([a, b], axes=2).shape == (None, 3, 5)


def test_tensors_with_fewer_axes_are_aligned_at_the_batch():
    x = np.arange(24.0).reshape(2, 3, 4)
    y = np.arange(8.0).reshape(2, 4)
    outputs = layers.Multiply()([x, y])
    np.testing.assert_array_equal(outputs, x * y[:, None])
    shape = layers.Multiply().compute_output_shape([(2, 3, 4), (2, 4)])
    assert shape == (2, 3, 4)


@pytest.mark.parametrize(
    "shapes,expected",
    [
        ([(None, 3), (None, 3)], (None, 3)),
        ([(None, None, 4), (None, 3, 4)], (None, 3, 4)),
        ([(None, None, 4), (None, 1, 4)], (None, None, 4)),
        ([(2, 3), (None, 1)], (2, 3)),
    ],
)
def test_shapes_broadcast(shapes, expected):
    found = layers.Add().compute_output_shape(shapes)
    assert found.as_list() == list(expected)


def test_a_list_of_one_tensor_is_taken():
    np.testing.assert_array_equal(layers.Add()([X]), X)
    np.testing.assert_array_equal(layers.Concatenate()([X]), X)


def test_unknown_sizes_are_unknown_when_joined():
    shapes = [(None, None, 3), (None, 5, None)]
    found = layers.Concatenate(axis=1).compute_output_shape(shapes)
    assert found.as_list() == [None, None, 3]


def test_batches_may_be_joined():
    assert layers.Concatenate(axis=0)([X, Y]).shape == (2, 2)


def test_masks_are_joined_along_their_axis():
    x, y = tf.ones((1, 2, 3)), tf.ones((1, 1, 3))
    x._keras_mask = tf.constant([[True, False]])
    outputs = layers.Concatenate(axis=1)([x, y])
    np.testing.assert_array_equal(outputs._keras_mask, [[True, False, True]])


def test_dot_sums_over_an_axis_of_each():
    x = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")
    y = np.random.default_rng(1).normal(size=(2, 5, 3)).astype("float32")
    outputs = layers.Dot(axes=(1, 2))([x, y])
    np.testing.assert_allclose(
        outputs, np.einsum("bki,bjk->bij", x, y), rtol=1e-5, atol=1e-6
    )


def test_dot_of_more_axes_keeps_them_in_order():
    x, y = tf.ones((2, 3, 4, 5)), tf.ones((2, 4, 6))
    layer = layers.Dot(axes=(2, 1))
    assert layer([x, y]).shape == (2, 3, 5, 6)
    assert layer.compute_output_shape([x.shape, y.shape]) == (2, 3, 5, 6)


def test_dot_gives_cosines_when_normalized():
    outputs = layers.Dot(axes=1, normalize=True)([X, 2 * X])
    np.testing.assert_allclose(outputs, [[1.0]], rtol=1e-6)


MERGES = (layers.Add, layers.Subtract, layers.Concatenate)


@pytest.mark.parametrize("layer_class", MERGES)
def test_one_tensor_in_place_of_a_list_is_refused(layer_class):
    with pytest.raises(ValueError, match="merges a list.*no list"):
        layer_class()(X)


@pytest.mark.parametrize("layer_class", MERGES)
def test_an_empty_list_is_refused(layer_class):
    with pytest.raises(ValueError, match="merges a list of inputs. Expected"):
        layer_class()([])


def test_a_difference_of_three_is_refused():
    with pytest.raises(ValueError, match="exactly 2. Received: 3 inputs"):
        layers.Subtract()([X, X, X])


def test_shapes_that_do_not_broadcast_are_refused():
    a, b = layers.Input((3,)), layers.Input((4,))
    with pytest.raises(ValueError, match=r"or 1.*\(None, 3\), \(None, 4\)"):
        layers.Add()([a, b])


def test_different_batch_sizes_are_refused():
    with pytest.raises(ValueError, match=r"one batch size.*\(2, 3\), \(5, 3\)"):
        layers.Add()([np.ones((2, 3)), np.ones((5, 3))])


@pytest.mark.parametrize(
    "shapes,axis",
    [([(2, 3), (5, 4)], 1), ([(2, 3), (2, 3)], 2), ([(2, 3), (2, 3, 1)], 1)],
)
def test_shapes_that_cannot_be_joined_are_refused(shapes, axis):
    layer = layers.Concatenate(axis=axis)
    with pytest.raises(ValueError, match="Expected equal.*ranks.*axis="):
        layer([np.ones(shape) for shape in shapes])


@pytest.mark.parametrize("axes", [1, (2, 0), 5])
def test_dot_refuses_axes_that_do_not_fit(axes):
    with pytest.raises(ValueError, match="of equal size. Received: axes="):
        layers.Dot(axes=axes)([np.ones((2, 3, 4)), np.ones((2, 5, 4))])


def test_dot_refuses_three_axes():
    with pytest.raises(ValueError, match=r"an int, or two.*\(1, 2, 3\)"):
        layers.Dot(axes=(1, 2, 3))


def test_sparse_tensors_are_joined_to_a_sparse_one():
    x, y = tf.sparse.from_dense(X), tf.sparse.from_dense(Y)
    found = layers.Concatenate()([x, y])
    assert isinstance(found, tf.SparseTensor)
    np.testing.assert_array_equal(tf.sparse.to_dense(found), [[1, 5, 3, 2]])
    np.testing.assert_array_equal(
        layers.Concatenate(axis=0)([x, tf.constant(Y)]), [[1, 5], [3, 2]]
    )
