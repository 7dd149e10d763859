"""Behind every door is one package; only the version is the door's own."""

import importlib
import sys

import pytest
import tensorflow as tf

import keras
from keras.api import door


@pytest.fixture
def second_door(monkeypatch, tmp_path):
    """A module that hands everything over to the door, as tf_keras does."""
    (tmp_path / "second_door.py").write_text(
        "from keras.api import door\ndoor.stand_in(__name__)"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    yield importlib.import_module("second_door")
    for name in list(sys.modules):
        if name.split(".")[0] == "second_door":
            del sys.modules[name]


def test_the_doors_say_the_version_of_keras_2(second_door):
    for name in ("tensorflow.keras", "keras.api._v2.keras", "second_door"):
        module = importlib.import_module(name)
        assert module.__version__ == module.version() == "2.21.0"
    assert keras.__version__ == keras.version() == "4.0.0"


def test_a_version_that_tensorflow_takes_for_keras_3_is_nowhere():
    # Its loader and its Lite converter ask how the version begins.
    assert not keras.__version__.startswith("3")
    assert not tf.keras.__version__.startswith("3")


def test_all_doors_are_one_module(second_door):
    assert second_door is importlib.import_module("tensorflow.keras")
    assert second_door is importlib.import_module("keras.api._v1.keras")


@pytest.mark.parametrize("name", sorted(keras.__all__))
def test_every_name_behind_a_door_is_keras_own(second_door, name):
    assert getattr(second_door, name) is getattr(keras, name)


def test_modules_imported_through_a_door_are_keras_own(second_door):
    found = importlib.import_module("second_door.layers.core.dense")
    assert found is importlib.import_module("keras.layers.core.dense")
    assert dir(second_door) == dir(keras)


def test_what_is_patched_through_a_door_is_patched_for_all(second_door):
    second_door.patched = 1
    assert keras.patched == tf.keras.patched == 1
    del tf.keras.patched
    assert not hasattr(keras, "patched")


def test_an_unknown_name_is_an_attribute_error(second_door):
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        second_door.nothing  # noqa: B018


def test_a_star_import_gives_the_public_names(second_door):
    names = {}
    exec("from second_door import *", names)
    assert names["layers"] is keras.layers
    assert set(keras.__all__) <= set(names)


def test_a_reference_from_before_the_loading_keeps_the_door():
    # `from tensorflow import keras` may give TensorFlow's lazy loader, which
    # imports again by the name that the module says.
    again = importlib.import_module(tf.keras.__name__)
    assert again.__version__ == "2.21.0"
    assert isinstance(again, door.Door)
