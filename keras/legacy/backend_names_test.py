"""What `keras.backend` of older Keras had, without sessions."""

import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.legacy import backend_names, session


def test_the_order_of_channels_is_said_as_in_keras_1():
    before = keras.backend.image_data_format()
    try:
        backend_names.set_image_dim_ordering("th")
        assert keras.backend.image_data_format() == "channels_first"
        assert backend_names.image_dim_ordering() == "th"
    finally:
        keras.backend.set_image_data_format(before)
    with pytest.raises(ValueError, match="Received: dim_ordering='x'"):
        backend_names.set_image_dim_ordering("x")


def test_sums_of_exponentials_do_not_overflow():
    found = backend_names.logsumexp([[1000.0, 1000.0]], axis=1)
    np.testing.assert_allclose(found, [1000 + np.log(2)], rtol=1e-6)


def test_names_are_numbered():
    seen = {}
    one = backend_names.unique_object_name
    assert [one("a", seen) for _ in range(2)] == ["a_1", "a_2"]
    assert one("a", seen, avoid_names={"a_3"}) == "a_4"
    assert one("a", seen, namespace="n", zero_based=True) == "a"
    keras.backend.clear_session()
    assert one("of_nobody_else") == "of_nobody_else_1"


def test_a_mask_is_put_on_a_tensor():
    x = tf.ones((1, 2))
    assert backend_names.get_keras_mask(x) is None
    backend_names.set_keras_mask(x, [[True, False]])
    assert backend_names.get_keras_mask(x) == [[True, False]]


def test_a_session_is_refused_with_the_way():
    with pytest.raises(RuntimeError, match="no session.*get_value"):
        session.get_session()
    with pytest.warns(DeprecationWarning, match="set_memory_growth"):
        session.set_session(tf.compat.v1.Session())
    session._initialize_variables(None)
    backend_names.track_variable(None)
    assert session._get_available_gpus() == [
        device.name for device in tf.config.list_logical_devices("GPU")
    ]
    with tf.Graph().as_default() as graph:
        assert session.get_graph() is graph


def test_a_cleared_session_forgets_the_learning_phase():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        keras.backend.set_learning_phase(1)
    dropped = keras.layers.Dropout(1 - 1e-7)
    assert keras.backend.learning_phase() == 1
    assert float(tf.reduce_sum(dropped(tf.ones((1, 9))))) == 0
    keras.backend.clear_session()
    assert keras.backend.learning_phase() == 0
    assert float(tf.reduce_sum(dropped(tf.ones((1, 9))))) == 9
