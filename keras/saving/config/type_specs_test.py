"""Types of tensors in files: the closed list of their kinds."""

import pytest
import tensorflow as tf

from keras.saving.config import type_specs

SPECS = [
    tf.TensorSpec([None, 3], tf.int32),
    tf.TensorSpec(None, tf.string, "x"),
    tf.SparseTensorSpec([None, 3], tf.bool),
    tf.RaggedTensorSpec([2, None, 3], tf.float16, 1, tf.int32),
]


@pytest.mark.parametrize("spec", SPECS)
def test_a_type_comes_back(spec):
    assert type_specs.made(type_specs.described(spec)) == spec


def test_the_form_of_hdf5_files_is_read():
    plain = {
        "class_name": "TypeSpec",
        "type_spec": "tf.SparseTensorSpec",
        "serialized": {
            "class_name": "__tuple__",
            "items": [[None, 3], "int32"],
        },
    }
    wanted = tf.SparseTensorSpec([None, 3], tf.int32)
    assert type_specs.made(plain) == wanted


@pytest.mark.parametrize(
    "plain",
    [
        {"spec_name": "Module", "config": []},
        {"spec_name": "TensorSpec", "config": None},
        {"type_spec": "tf.io.FixedLenFeature", "serialized": []},
        {},
    ],
)
def test_another_kind_is_refused(plain):
    with pytest.raises(ValueError, match="Expected one of TensorSpec"):
        type_specs.made(plain)


def test_a_type_without_a_form_is_refused():
    with pytest.raises(TypeError, match="Received: Iterator|Received: .*Spec"):
        type_specs.described(tf.OptionalSpec(SPECS[0]))
