"""Symbolic tensors: what they tell, and what they refuse."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.symbols import keras_tensor

A = np.array([[1.0, -2.0], [3.5, 4.0]], "float32")
B = np.array([[2.0, 2.0], [-1.0, 4.0]], "float32")


def value(make, *arrays):
    """Computes `make(symbols…)` for arrays, through a model."""
    symbols = [keras.Input(a.shape[1:], dtype=a.dtype.name) for a in arrays]
    model = keras.Model(symbols, make(*symbols))
    return model(list(map(tf.constant, arrays))).numpy()


@pytest.mark.parametrize(
    "operator",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: a // b,
        lambda a, b: a % b,
        lambda a, b: abs(a) ** b,
        lambda a, b: a @ b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: a > b,
        lambda a, b: a >= b,
        lambda a, b: -a,
        lambda a, b: abs(b),
        lambda a, b: ~(a < b),
        lambda a, b: (a < b) & (b > 0),
        lambda a, b: (a < b) | (b > 3),
        lambda a, b: (a < b) ^ (b > 3),
    ],
)
def test_operators_compute_what_numpy_does(operator):
    np.testing.assert_allclose(value(operator, A, B), operator(A, B), rtol=1e-6)


@pytest.mark.parametrize(
    "operator",
    [
        lambda a: 2.0 + a,
        lambda a: 2.0 - a,
        lambda a: 2.0 * a,
        lambda a: 2.0 / a,
        lambda a: 9.0 // a,
        lambda a: 9.0 % a,
        lambda a: 2.0**a,
        lambda a: B - a,
        lambda a: B @ a,
        lambda a: B < a,
    ],
)
def test_reflected_operators_compute_what_numpy_does(operator):
    np.testing.assert_allclose(value(operator, A), operator(A), rtol=1e-6)


def test_an_integer_literal_takes_the_type_of_the_symbol():
    x = keras.Input((2,))
    for made in (1 - x, 1 + x, x + 1, 2 / x, 2**x, np.float64(3) * x):
        assert made.dtype == tf.float32
    assert (1 + keras.Input((2,), dtype="int64")).dtype == tf.int64


def test_equality_compares_elements():
    np.testing.assert_array_equal(value(lambda a, b: a == b, A, B), A == B)
    np.testing.assert_array_equal(value(lambda a, b: a != b, A, B), A != B)


@pytest.mark.parametrize(
    "key",
    [
        np.s_[0],
        np.s_[:, 1],
        np.s_[:, ::-1],
        np.s_[..., -1],
        np.s_[:, None],
        np.s_[:, tf.newaxis, 1:],
        np.s_[1:, ..., :1],
    ],
)
def test_slices_select_what_numpy_does(key):
    found = value(lambda a: a[key], A)
    np.testing.assert_array_equal(found, A[key])


def test_a_slice_may_have_symbolic_bounds():
    x, n = keras.Input((4,)), keras.Input((), dtype="int32")
    model = keras.Model([x, n], x[:, : n[0]])
    found = model([tf.ones((2, 4)), tf.constant([3])])
    assert found.numpy().shape == (2, 3)


def test_a_symbol_tells_its_type():
    x = keras.Input((3, None), dtype="int32", name="ids")
    assert x.shape.as_list() == [None, 3, None]
    assert x.get_shape() == x.shape
    assert (x.dtype, x.name, x.ndim, x.rank) == (tf.int32, "ids", 3, 3)
    assert x.type_spec == tf.TensorSpec((None, 3, None), tf.int32)


def test_repr_tells_name_shape_and_dtype():
    shown = repr(keras.Input((3,), name="x"))
    assert shown == "<KerasTensor 'x': shape=(None, 3) dtype=float32>"
    assert "Ragged" in repr(keras.Input((None,), ragged=True))
    assert "Sparse" in repr(keras.Input((3,), sparse=True))


def test_set_shape_adds_what_is_known():
    x = keras.Input((None,))
    x.set_shape((5, 3))
    assert x.shape.as_list() == [5, 3]
    with pytest.raises(ValueError, match="compatible"):
        x.set_shape((5, 4))


def test_len_is_refused():
    with pytest.raises(TypeError, match="Use `x.shape"):
        len(keras.Input((3,), name="x"))


def test_truth_is_refused_with_a_way_out():
    with pytest.raises(TypeError, match="`if x`.*Use `tf.where`"):
        bool(keras.Input((3,), name="x"))
    with pytest.raises(TypeError, match="no value to decide on"):
        _ = keras.Input((3,)) in [keras.Input((3,))]


def test_a_numpy_function_is_refused():
    with pytest.raises(TypeError, match="can't become a NumPy array"):
        np.sum(keras.Input((3,)))
    with pytest.raises(TypeError, match="can't become a NumPy array"):
        np.asarray(keras.Input((3,)))


def test_iteration_over_an_unknown_size_is_refused():
    with pytest.raises(TypeError, match="first axis has no known size"):
        list(keras.Input((3,)))


def test_iteration_over_a_known_size_gives_the_rows():
    first, second = keras.Input((3,), batch_size=2)
    assert first.shape == second.shape == (3,)


def test_float_and_int_are_refused():
    for convert in (float, int):
        with pytest.raises(TypeError):
            convert(keras.Input(()))


def test_a_symbol_is_a_key_of_a_dict_by_identity():
    x, y = keras.Input((3,)), keras.Input((3,))
    assert {id(x): 1, id(y): 2}[id(x)] == 1
    assert hash(x) != hash(y)


def test_is_keras_tensor_tells_symbols_from_values():
    assert keras_tensor.is_keras_tensor(keras.Input((3,)))
    assert not keras_tensor.is_keras_tensor(tf.ones(3))


def test_a_reference_is_a_key_for_its_tensor():
    x, y = keras.Input((3,)), keras.Input((3,))
    known = {x.ref(): "x", y.ref(): "y"}
    assert (known[x.ref()], known[y.ref()]) == ("x", "y")
    assert x.ref().deref() is x


def test_methods_of_keras_3_s_symbols_are_functions_of_tensorflow():
    x = keras.Input((3, 1))
    assert x.reshape((-1, 3)).shape.as_list() == [None, 3]
    assert x.squeeze(-1).shape.as_list() == [None, 3]


@pytest.mark.parametrize(
    "operator",
    [
        lambda a: a & 1,
        lambda a: a | 1,
        lambda a: 1 ^ a,
        lambda a: ~a,
        lambda a: 7 // (a + 1),
        lambda a: a % 2,
    ],
)
def test_operators_on_integers_compute_what_numpy_does(operator):
    integers = np.array([[0, 1], [2, 3]], "int32")
    np.testing.assert_array_equal(value(operator, integers), operator(integers))


def test_a_type_without_a_shape_is_refused():
    with pytest.raises(TypeError, match="Expected a type with one"):
        keras_tensor.KerasTensor.from_spec(tf.OptionalSpec(None))


@pytest.mark.parametrize("name", ["numpy", "op", "graph", "eval"])
def test_an_attribute_of_a_value_is_refused(name):
    with pytest.raises(AttributeError, match="a layer's `call`"):
        getattr(keras.Input((3,)), name)


@pytest.mark.parametrize(
    "call", [tf.constant, tf.function(lambda x: x), tf.Variable, np.sqrt]
)
def test_what_takes_values_only_is_refused_with_a_way_out(call):
    with pytest.raises(TypeError, match="a layer's `call`"):
        call(keras.Input((3,)))


def test_tensorflow_takes_a_symbol_for_a_tensor_without_a_value():
    x = keras.Input((3,))
    assert tf.is_tensor(x)
    assert tf.get_static_value(x) is None
