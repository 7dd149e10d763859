"""Which functions a file may name: those that compute, and no others."""

import pytest
import tensorflow as tf

import keras
from keras.saving.config import pure_functions, pure_names


def test_a_function_that_is_not_allowed_is_refused_by_name():
    for name in ("io.read_file", "py_function", "raw_ops.WriteFile", "system"):
        with pytest.raises(ValueError, match=name):
            pure_functions.by_name(name)


def test_what_is_no_function_is_refused_by_name():
    for name in ("math", "nn.RNNCellDeviceWrapper", "math.__class__", "Tensor"):
        with pytest.raises(ValueError):
            pure_functions.by_name(name)


def test_a_near_name_is_suggested():
    with pytest.raises(ValueError, match="'reshape'"):
        pure_functions.by_name("reshap")


@pytest.mark.parametrize(
    "name",
    ["math.reduce_mean", "tf.nn.relu", "concat", "__operators__.getitem"],
)
def test_an_allowed_name_is_the_public_function(name):
    assert callable(pure_functions.by_name(name))


@pytest.mark.parametrize(
    "name",
    """io.write_file io.matching_files numpy_function compat.v1.py_func
    random.set_seed debugging.set_log_device_placement load_op_library
    experimental.numpy.experimental_enable_numpy_behavior function print
    custom_gradient debugging.disable_check_numerics io.write_graph
    __operators__.__loader__ saved_model.load compat.v1.write_file
    sparse.SparseTensor RaggedTensor.from_tensor summary.image""".split(),
)
def test_a_function_with_effects_is_refused(name):
    with pytest.raises(ValueError, match="Unknown TensorFlow function"):
        pure_functions.by_name(name)


@pytest.mark.parametrize("name", sorted(pure_names.QUALIFIED))
def test_each_listed_name_is_a_function_of_tensorflow(name):
    assert callable(pure_functions.by_name(name))


def test_each_older_name_is_a_function_of_tensorflow():
    for name in pure_names.OLDER:
        assert callable(pure_functions.by_name(f"compat.v1.{name}"))


def test_each_listed_name_without_a_module_is_a_function():
    for name in pure_names.PLAIN:
        older = f"compat.v1.{name}"
        known = pure_functions.is_function(name)
        assert known or pure_functions.is_function(older), name


@keras.saving.register_keras_serializable("mine")
def halved(x):
    """A function of a user's."""
    return x / 2


def test_a_registered_function_goes_by_its_name():
    assert pure_functions.name_of(halved) == "mine>halved"
    assert pure_functions.by_name("mine>halved") is halved


def test_a_function_of_nobody_has_no_name():
    def thirds(x):
        return x / 3

    with pytest.raises(ValueError, match="register_keras_serializable"):
        pure_functions.name_of(thirds)


def test_a_function_of_tensorflow_goes_by_its_public_name():
    assert pure_functions.name_of(tf.nn.relu) == "nn.relu"
