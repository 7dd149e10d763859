"""Activations of Keras 3: closed forms, slopes, 16 bits, symbols, names."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import activations, layers

X = np.array(
    [[-300, -4, -1, -0.75, -0.5, -0.25], [0, 0.25, 0.5, 1, 2.5, 300]], "float64"
)


def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def sparsemax(x):
    """By bisection, which shares nothing with the sort."""
    low, high = x.min() - 1, x.max()
    for _ in range(200):
        tau = (low + high) / 2
        low, high = (
            (tau, high) if np.maximum(x - tau, 0).sum() > 1 else (low, tau)
        )
    return np.maximum(x - tau, 0)


FORMULAS = {
    "celu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "glu": lambda x: x[..., :3] * sigmoid(x[..., 3:]),
    "hard_shrink": lambda x: np.where(abs(x) > 0.5, x, 0),
    "hard_silu": lambda x: x * np.clip(x + 3, 0, 6) / 6,
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "log_sigmoid": lambda x: -np.logaddexp(0, -x),
    "soft_shrink": lambda x: np.sign(x) * np.maximum(abs(x) - 0.5, 0),
    "sparse_plus": lambda x: np.select(
        [x <= -1, x < 1], [0, (x + 1) ** 2 / 4], x
    ),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "sparsemax": lambda x: np.stack([sparsemax(row) for row in x]),
    "squareplus": lambda x: 2 / (np.sqrt(x**2 + 4) - x),
    "tanh_shrink": lambda x: x - np.tanh(x),
}
every = pytest.mark.parametrize("name", FORMULAS)


@every
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_numbers_are_those_of_the_formula(name, dtype):
    found = getattr(activations, name)(tf.constant(X, dtype))
    assert found.dtype == dtype
    tolerance = 1e-6 if dtype == "float32" else 1e-12
    # The sum of squareplus's own formula cancels in NumPy, too.
    loose = 1e-4 if name == "squareplus" else tolerance
    np.testing.assert_allclose(found, FORMULAS[name](X), loose, tolerance)


@every
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_16_bits_are_the_formula_rounded(name, dtype):
    x = tf.constant(X, dtype)
    found = getattr(activations, name)(x)
    assert found.dtype == dtype
    bits = 2**-10 if dtype == "float16" else 2**-7
    np.testing.assert_allclose(
        tf.cast(found, tf.float64),
        FORMULAS[name](tf.cast(x, tf.float64).numpy()),
        rtol=4 * bits,
        atol=4 * bits,
    )


@every
def test_slopes_are_those_of_the_formula(name):
    # Off the bends, where there is one.
    x = X + 0.01
    weights = np.random.default_rng(0).normal(size=FORMULAS[name](x).shape)
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        total = tf.reduce_sum(getattr(activations, name)(tensor) * weights)
    found = tape.gradient(total, tensor)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = 1e-6
        rise = FORMULAS[name](x + step) - FORMULAS[name](x - step)
        expected = (rise * weights).sum() / 2e-6
        # Differences at 300 lose nine of sixteen digits.
        assert abs(found[place] - expected) < 1e-4 * max(1, abs(expected))


@pytest.mark.parametrize(
    "name,slope", [("celu", 1), ("squareplus", 0.5), ("sparse_plus", 0.5)]
)
def test_the_slope_at_zero_is_the_formulas(name, slope):
    """Keras 3.15's celu has 2 there."""
    x = tf.constant([[0.0, 0.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = getattr(activations, name)(x)
    np.testing.assert_allclose(tape.gradient(y, x), [[slope, slope]])


@every
def test_symbols_arrays_and_compiled_functions_give_the_same(name):
    x = X.astype("float32")
    function = getattr(activations, name)
    symbol = keras.Input((6,))
    model = keras.Model(symbol, function(symbol))
    expected = function(tf.constant(x))
    assert model.output_shape[1:] == expected.shape[1:]
    compiled = tf.function(function, jit_compile=True)
    for found in (model(x), function(x), compiled(tf.constant(x))):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@every
def test_it_is_found_by_its_name(name):
    function = getattr(activations, name)
    assert activations.get(name) is function
    assert activations.serialize(function) == name
    assert activations.deserialize(config=name) is function


def test_parameters_move_the_bends():
    x = tf.constant([-2.0, -0.5, 0.5, 2.0])
    found = activations.celu(x, 2.0)
    expected = [2 * np.expm1(-1), 2 * np.expm1(-0.25), 0.5, 2]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    for function, values in (
        (activations.hard_shrink, [-2, 0, 0, 2]),
        (activations.soft_shrink, [-1, 0, 0, 1]),
    ):
        np.testing.assert_array_equal(function(x, threshold=1), values)
    np.testing.assert_array_equal(
        activations.threshold(x, 0.5, -1), [-1, -1, -1, 2]
    )
    np.testing.assert_allclose(activations.squareplus(0.0, b=16), 2.0)


@pytest.mark.parametrize("axis", [0, 1, -2])
def test_sparsemax_and_glu_take_other_axes(axis):
    x = tf.random.stateless_normal((4, 6, 2), (1, 2))
    found = activations.sparsemax(x, axis)
    np.testing.assert_allclose(tf.reduce_sum(found, axis), 1, rtol=1e-5)
    one, other = tf.split(x, 2, axis)
    expected = one * tf.sigmoid(other)
    np.testing.assert_allclose(activations.glu(x, axis), expected, rtol=1e-6)


def test_an_odd_axis_is_not_halved():
    with pytest.raises(ValueError, match=r"even size.*axis=-1, shape=\(2, 3\)"):
        activations.glu(tf.zeros((2, 3)))


@pytest.mark.parametrize("layer", [layers.Dense(6, "glu")], ids=["Dense"])
def test_a_layer_that_ends_in_glu_has_half_of_its_units(layer):
    assert layer(keras.Input((4,))).shape == (None, 3)
    assert layer(tf.ones((2, 4))).shape == (2, 3)


def test_hard_swish_is_hard_silu():
    assert activations.hard_swish is activations.hard_silu
    assert activations.get("hard_swish") is activations.hard_silu


def test_relu_takes_the_slope_by_either_name():
    x = tf.constant([-2.0, 2.0])
    for named in ({"alpha": 0.5}, {"negative_slope": 0.5}):
        np.testing.assert_array_equal(activations.relu(x, **named), [-1, 2])
