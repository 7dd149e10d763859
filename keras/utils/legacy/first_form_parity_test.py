"""Tests of Keras 2's first form of plain objects."""

import pytest
import tf_keras

import keras

OURS, THEIRS = keras.utils.legacy, tf_keras.utils.legacy


@pytest.mark.parametrize(
    "name, arguments",
    [("Huber", {"delta": 2.0}), ("MeanSquaredError", {})],
)
def test_objects_are_told_as_there_and_made_again(name, arguments):
    ours = getattr(keras.losses, name)(**arguments)
    theirs = getattr(tf_keras.losses, name)(**arguments)
    described = OURS.serialize_keras_object(ours)
    other = THEIRS.serialize_keras_object(theirs)
    assert described["class_name"] == other["class_name"]
    assert described["config"].items() >= other["config"].items()
    made = OURS.deserialize_keras_object(other, vars(keras.losses))
    assert made.get_config() == ours.get_config()


def test_functions_are_names():
    relu = keras.activations.relu
    assert OURS.serialize_keras_object(relu) == "relu"
    found = OURS.deserialize_keras_object("relu", {"relu": relu})
    assert found is relu
    mine = OURS.deserialize_keras_object("relu", {"relu": relu}, {"relu": abs})
    assert mine is abs
    assert OURS.deserialize_keras_object(None) is None


@pytest.mark.parametrize("identifier", ["nothing", {"config": {}}])
def test_what_isnt_known_is_told(identifier):
    with pytest.raises(ValueError, match="loss"):
        OURS.deserialize_keras_object(
            identifier, {}, printable_module_name="loss"
        )
