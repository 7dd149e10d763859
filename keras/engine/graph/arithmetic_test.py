"""Arithmetic of symbols is told as TensorFlow tells it in a graph."""

import itertools

import pytest
import tensorflow as tf

import keras
from keras.engine.graph import arithmetic
from keras.engine.layer import symbolic_call

SHAPES = [(), (3,), (None,), (1,), (None, 3), (2, 1), (None, None, 1), None]


def in_a_graph(function, one, other):
    traced = tf.function(function).get_concrete_function(one, other)
    return tf.type_spec_from_value(traced.outputs[0])


def symbol_of(spec):
    return keras.KerasTensor(spec.shape, spec.dtype)


def test_shapes_are_those_of_a_trace():
    for one, other in itertools.combinations_with_replacement(SHAPES, 2):
        specs = [tf.TensorSpec(shape, tf.float16) for shape in (one, other)]
        found = arithmetic.told("math.add", [*map(symbol_of, specs)], {})
        expected = in_a_graph(tf.math.add, *specs)
        assert (found.shape.rank, found.dtype) == (
            expected.shape.rank,
            expected.dtype,
        )
        if found.shape.rank is not None:
            assert found.shape.as_list() == expected.shape.as_list()


@pytest.mark.parametrize("number", [2, 0.5])
def test_a_number_keeps_shape_and_type(number):
    x = keras.Input((3,), dtype="float64")
    for y in (x * number, x / number, number - x, tf.maximum(x, number)):
        assert (y.shape.as_list(), y.dtype) == ([None, 3], tf.float64)


@pytest.mark.parametrize("dtype", ["int32", "string", "bool"])
def test_what_is_not_float_is_left_to_a_trace(dtype):
    x = keras.Input((3,), dtype=dtype)
    assert arithmetic.told("math.add", (x, x), {}) is None


@pytest.mark.parametrize("kind", ["ragged", "sparse"])
def test_what_is_not_dense_is_left_to_a_trace(kind):
    x = keras.Input((3,), **{kind: True})
    assert arithmetic.told("math.add", (x, keras.Input((3,))), {}) is None


def test_shapes_that_do_not_fit_are_told_by_tensorflow():
    with pytest.raises(ValueError, match=r"\[\?,2\], \[\?,3\]"):
        keras.Input((2,)) + keras.Input((3,))


def test_types_that_do_not_fit_are_told_by_tensorflow():
    with pytest.raises(TypeError, match="float16"):
        keras.Input((2,)) + keras.Input((2,), dtype="float16")


def test_operators_are_told_without_a_trace(monkeypatch):
    x = keras.Input((3,))
    monkeypatch.setattr(symbolic_call, "outputs_by_tracing", None)
    for y in (x + 3.0, x * (1 / 6), x - x, x / 2.0, 1 - x):
        assert (y.shape.as_list(), y.dtype) == ([None, 3], tf.float32)
