"""Draws of TensorFlow's global generator."""

import numpy as np
import pytest
import tensorflow as tf

import keras


@pytest.fixture
def set_seed():
    yield tf.random.set_seed
    tf.random.set_seed(None)


# Below and above the size from which one graph makes the numbers.
@pytest.mark.parametrize("shape", [(), (3, 5), (3, 90_000)])
@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
def test_without_a_seed_the_numbers_are_those_of_tensorflow(
    set_seed, shape, dtype
):
    set_seed(3)
    expected = [tf.random.uniform(shape, -0.3, 0.1, dtype) for _ in range(2)]
    set_seed(3)
    make = keras.initializers.RandomUniform(-0.3, 0.1)
    for numbers in expected:
        found = make(shape, dtype)
        assert found.dtype == numbers.dtype
        np.testing.assert_array_equal(found.numpy(), numbers.numpy())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_without_any_seed_large_weights_differ_from_call_to_call(
    set_seed, dtype
):
    set_seed(None)
    make = keras.initializers.RandomUniform(-0.3, 0.1)
    one, other = (make((1200, 1300), dtype).numpy() for _ in range(2))
    assert one.dtype == dtype and one.min() >= -0.3 and one.max() < 0.1
    # Rows are of different blocks: none comes twice.
    assert np.unique(one).size > 0.9 * one.size
    assert np.mean(one == other) < 0.001
    # 1.5 million draws estimate mean and spread to 0.03 %; four times that.
    assert one.mean() == pytest.approx(-0.1, rel=0.004)
    assert one.std() == pytest.approx(0.4 / 12**0.5, rel=0.0013)


def test_a_large_weight_owns_its_numbers(set_seed):
    set_seed(None)
    make = keras.initializers.GlorotUniform()
    drawn = make((600, 600))
    weight = tf.Variable(drawn)
    before = drawn.numpy()
    weight.assign_add(tf.ones((600, 600)))
    np.testing.assert_array_equal(drawn.numpy(), before)
    np.testing.assert_allclose(weight.numpy(), before + 1, rtol=1e-6)
