"""Settings by Keras 3's names are those by Keras 2's."""

import pytest
import tensorflow as tf

import keras


@pytest.mark.parametrize(
    "name",
    ["floatx", "epsilon", "image_data_format", "set_floatx", "set_epsilon"],
)
def test_defaults_of_numbers_are_those_of_the_backend(name):
    assert getattr(keras.config, name) is getattr(keras.backend, name)


def test_the_global_policy_is_that_of_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        policy = keras.mixed_precision.global_policy()
        assert policy.name == "mixed_bfloat16"
        assert keras.config.dtype_policy() is policy
    finally:
        keras.config.set_dtype_policy(None)


def test_traceback_filtering_is_tensorflows():
    keras.config.disable_traceback_filtering()
    try:
        assert not tf.debugging.is_traceback_filtering_enabled()
        assert not keras.config.is_traceback_filtering_enabled()
    finally:
        keras.config.enable_traceback_filtering()
    assert tf.debugging.is_traceback_filtering_enabled()


def test_logging_and_backend_are_told():
    assert keras.config.is_interactive_logging_enabled()
    assert keras.config.backend() == "tensorflow"


def test_tensorflows_door_has_the_same_module():
    assert tf.keras.config.floatx is keras.config.floatx


def test_no_setting_has_every_file_run_its_code():
    with pytest.raises(AttributeError, match="enable_unsafe_deserialization"):
        _ = keras.config.enable_unsafe_deserialization
