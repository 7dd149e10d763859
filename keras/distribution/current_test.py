"""Which distribution models are made in."""

import pytest
import tensorflow as tf

import keras

distribution = keras.distribution


def parallel():
    return distribution.DataParallel(devices=["cpu:0", "cpu:1"])


@pytest.fixture
def set_back():
    yield
    distribution.set_distribution(None)


def is_on_mesh(variable):
    return tf.experimental.dtensor.is_dtensor(variable.read_value())


def test_models_are_made_in_the_distribution_that_was_set_last(set_back):
    first, last = parallel(), parallel()
    distribution.set_distribution(first)
    distribution.set_distribution(last)
    assert distribution.distribution() is last
    dense = keras.layers.Dense(2)
    dense.build((None, 3))
    assert is_on_mesh(dense.kernel)


def test_none_ends_it(set_back):
    distribution.set_distribution(parallel())
    distribution.set_distribution(None)
    dense = keras.layers.Dense(2)
    dense.build((None, 3))
    assert distribution.distribution() is None
    assert not is_on_mesh(dense.kernel)


def test_a_scope_is_inside_of_what_was_set(set_back):
    outer, inner = parallel(), parallel()
    distribution.set_distribution(outer)
    with inner.scope():
        assert distribution.distribution() is inner
    assert distribution.distribution() is outer


def test_within_a_scope_nothing_is_set():
    with parallel().scope():
        with pytest.raises(RuntimeError, match="Expected a call outside"):
            distribution.set_distribution(None)


def test_a_distribution_is_asked_for():
    with pytest.raises(TypeError, match="Received: value='mesh'"):
        distribution.set_distribution("mesh")
