"""Tests of models that call a SavedModel's program."""

import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers, models, saving

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
NEAR = {"rtol": 1e-6, "atol": 1e-6}


def two_inputs():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    joined = layers.Add()([a, b])
    outputs = {"one": layers.Dense(1)(joined), "two": layers.Dense(2)(joined)}
    return keras.Model({"a": a, "b": b}, outputs)


def test_inputs_and_outputs_have_their_names(tmp_path):
    model = two_inputs()
    model.export(tmp_path / "model", verbose=False)
    program = models.SavedModelProgram(tmp_path / "model")
    x = {"a": X, "b": 2 * X}
    found, wanted = program.predict(x, verbose=0), model.predict(x, verbose=0)
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], value, **NEAR)


def frozen(tmp_path):
    inputs = keras.Input((3,))
    still = layers.Dense(4, trainable=False)
    hidden = layers.BatchNormalization()(still(inputs))
    model = keras.Model(inputs, layers.Dense(1)(layers.Dropout(0.5)(hidden)))
    model.save(tmp_path / "model")
    return model, models.SavedModelProgram(tmp_path / "model")


def test_what_was_frozen_stays_so(tmp_path):
    model, program = frozen(tmp_path)
    names = [v.name for v in model.trainable_variables]
    assert sorted(v.name for v in program.trainable_variables) == sorted(names)
    assert len(program.weights) == len(model.weights)
    program.trainable = False
    assert program.trainable_variables == []


def test_training_has_a_program_of_its_own(tmp_path):
    model, program = frozen(tmp_path)
    np.testing.assert_allclose(program(X), model(X), **NEAR)
    assert not np.allclose(program(X, training=True), model(X))


def test_other_numbers_of_tensors_are_told(tmp_path):
    _, program = frozen(tmp_path)
    with pytest.raises(ValueError, match="doesn't take these arguments"):
        program([X, X])
    with pytest.raises(ValueError, match="Expected"):
        program(tf.constant([["a", "b", "c"]]))


def test_values_of_another_float_type_are_cast(tmp_path):
    model, program = frozen(tmp_path)
    np.testing.assert_allclose(program(X.astype("float64")), model(X), **NEAR)


def test_a_folder_without_a_program_is_told(tmp_path):
    with pytest.raises((ValueError, OSError), match="nothing"):
        models.SavedModelProgram(tmp_path / "nothing")
    tf.saved_model.save(tf.Module(), str(tmp_path / "empty"))
    with pytest.raises(ValueError, match="can't be called"):
        models.SavedModelProgram(tmp_path / "empty")


def test_a_file_cant_name_one_unless_it_is_trusted(tmp_path):
    _, program = frozen(tmp_path)
    text = program.to_json()
    assert json.loads(text)["class_name"] == "SavedModelProgram"
    with pytest.raises(ValueError, match="safe_mode=False"):
        models.model_from_json(text)
    again = models.model_from_json(text, safe_mode=False)
    np.testing.assert_allclose(again(X), program(X), **NEAR)


def test_it_is_saved_again_as_a_folder(tmp_path):
    _, program = frozen(tmp_path)
    program(X)
    program.program_variables[0].assign_add(program.program_variables[0])
    program.save(tmp_path / "again")
    with pytest.warns(UserWarning, match="safe_mode=False"):
        read = saving.load_model(tmp_path / "again")
    np.testing.assert_allclose(read(X), program(X), **NEAR)
