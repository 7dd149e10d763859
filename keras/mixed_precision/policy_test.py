"""Policies: types, names, the global one, files."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from keras import mixed_precision


@pytest.fixture(autouse=True)
def restored():
    yield
    mixed_precision.set_global_policy(None)


@pytest.mark.parametrize(
    "name",
    ["float32", "float64", "mixed_bfloat16", "bfloat16", "int32"],
)
def test_types_are_those_of_tf_keras(name):
    ours = mixed_precision.Policy(name)
    theirs = tf_keras.mixed_precision.Policy(name)
    assert ours.compute_dtype == theirs.compute_dtype
    assert ours.variable_dtype == theirs.variable_dtype
    assert ours.get_config() == theirs.get_config()
    assert repr(ours) == repr(theirs)


def test_mixed_float16_computes_in_16_bits():
    policy = mixed_precision.Policy("mixed_float16")
    assert (policy.compute_dtype, policy.variable_dtype) == (
        "float16",
        "float32",
    )


def test_the_global_policy_is_what_was_set():
    mixed_precision.set_global_policy("mixed_bfloat16")
    assert mixed_precision.global_policy().name == "mixed_bfloat16"
    assert mixed_precision.get(None).name == "mixed_bfloat16"
    mixed_precision.set_global_policy(None)
    assert mixed_precision.global_policy().name == "float32"


def test_layers_do_not_compute_in_whole_numbers():
    with pytest.raises(ValueError, match="Expected a float type.*int32"):
        mixed_precision.set_global_policy("int32")


def test_an_unknown_type_is_refused():
    with pytest.raises(ValueError, match="'float32'.*name='flaot32'"):
        mixed_precision.Policy("flaot32")


@pytest.mark.parametrize("name", ["float32", "mixed_bfloat16"])
def test_a_serialised_policy_comes_back(name):
    policy = mixed_precision.get(name)
    described = mixed_precision.serialize(policy)
    assert mixed_precision.deserialize(described) == policy


@pytest.mark.parametrize("class_name", ["Policy", "DTypePolicy"])
def test_policies_of_other_files_are_read(class_name):
    config = {"class_name": class_name, "config": {"name": "mixed_float16"}}
    assert mixed_precision.get(config).compute_dtype == "float16"


def test_a_tensorflow_type_stands_for_its_policy():
    assert mixed_precision.get(tf.float64).name == "float64"


@pytest.mark.parametrize("name", [5, None, True, 0.5])
def test_what_is_neither_text_nor_a_type_is_no_policy(name):
    with pytest.raises(TypeError, match=f"Expected text.*name={name}"):
        mixed_precision.Policy(name)


@pytest.mark.parametrize("name", [tf.float16, "float16", np.float16])
def test_a_policy_of_a_type_goes_by_its_name(name):
    policy = mixed_precision.Policy(name)
    assert (policy.name, policy.compute_dtype) == ("float16", "float16")
    assert mixed_precision.serialize(policy) == "float16"


def test_types_are_read_and_not_set():
    policy = mixed_precision.Policy("mixed_bfloat16")
    for name in ("compute_dtype", "variable_dtype"):
        with pytest.raises(AttributeError):
            setattr(policy, name, "float32")
    again = mixed_precision.Policy.from_config(
        policy.get_config(), custom_objects={}
    )
    assert again == policy


def test_names_of_keras_3_are_the_same_objects():
    assert mixed_precision.DTypePolicy is mixed_precision.Policy
    mixed_precision.set_dtype_policy("mixed_bfloat16")
    assert mixed_precision.dtype_policy().name == "mixed_bfloat16"
