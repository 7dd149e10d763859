"""`python -m keras convert` between formats, and what it refuses."""

import importlib
import sys

import h5py
import numpy as np
import pytest
import tensorflow as tf
from click import testing

import keras
from keras.cli import app

X = np.arange(8, dtype="float32").reshape(2, 4)


def convert(*words):
    return testing.CliRunner().invoke(
        app.commands, ["convert", *map(str, words)]
    )


def make():
    keras.utils.set_random_seed(1)
    layers = [keras.Input((4,)), keras.layers.Dense(3, activation="tanh")]
    model = keras.Sequential([*layers, keras.layers.Dense(2)])
    model.compile("adam", "mse")
    model.fit(X, X[:, :2], verbose=0)
    return model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder, model = tmp_path_factory.mktemp("models"), make()
    for name in ("a.keras", "a.h5", "saved"):
        model.save(folder / name)
    model.save_weights(folder / "a.weights.h5")
    (folder / "a.json").write_text(model.to_json())
    np.save(folder / "y.npy", model(X))
    return folder


def listed(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("source", ["a.keras", "a.h5", "saved"])
@pytest.mark.parametrize("target", ["b.keras", "b.h5", "b"])
def test_a_model_computes_and_trains_on_in_another_format(
    source, target, folder, tmp_path
):
    done = convert(folder / source, tmp_path / target)
    assert done.exit_code == 0, done.output
    assert listed(tmp_path) == [target]
    model = keras.models.load_model(tmp_path / target)
    np.testing.assert_allclose(model(X), np.load(folder / "y.npy"), rtol=1e-6)
    assert int(model.optimizer.iterations) == 1


@pytest.mark.parametrize(
    "words",
    [["b.weights.h5"], ["b", "--checkpoint"]]
    + [["b.weights.json", "--max-shard-size", "0.001"]],
)
def test_values_alone_are_written(words, folder, tmp_path):
    name, *flags = words
    done = convert(folder / "a.keras", tmp_path / name, *flags)
    assert done.exit_code == 0, done.output
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, "tanh")]
        + [keras.layers.Dense(2)]
    )
    model.load_weights(tmp_path / name)
    np.testing.assert_allclose(model(X), np.load(folder / "y.npy"), rtol=1e-6)


def test_a_description_and_values_are_a_model(folder, tmp_path):
    target, weights = tmp_path / "b.keras", folder / "a.weights.h5"
    done = convert(folder / "a.json", target, "--weights", weights)
    assert done.exit_code == 0, done.output
    model = keras.models.load_model(target)
    np.testing.assert_allclose(model(X), np.load(folder / "y.npy"), rtol=1e-6)


def test_a_description_alone_is_written(folder, tmp_path):
    assert convert(folder / "a.h5", tmp_path / "b.json").exit_code == 0
    text = (tmp_path / "b.json").read_text()
    assert keras.models.model_from_json(text).count_params() == 15 + 8


def test_training_can_be_left_out(folder, tmp_path):
    convert(folder / "a.keras", tmp_path / "b.keras", "--no-training")
    assert keras.models.load_model(tmp_path / "b.keras").optimizer is None


def test_a_model_is_replaced_by_itself_in_place(folder, tmp_path):
    path = tmp_path / "a.keras"
    path.write_bytes((folder / "a.keras").read_bytes())
    assert convert(path, path, "--overwrite").exit_code == 0
    model = keras.models.load_model(path)
    np.testing.assert_allclose(model(X), np.load(folder / "y.npy"), rtol=1e-6)


@pytest.mark.parametrize("name", ["b.keras", "b.h5", "b", "b.json"])
def test_what_is_there_stays(name, folder, tmp_path):
    (tmp_path / name).write_text("old")
    done = convert(folder / "a.keras", tmp_path / name)
    assert done.exit_code == 1 and "--overwrite" in done.stderr
    assert (tmp_path / name).read_text() == "old"


@pytest.mark.parametrize(
    ("source", "reason"),
    [("none.keras", "isn't there"), ("a.weights.h5", "values alone")],
)
def test_what_is_no_model_changes_nothing(source, reason, folder, tmp_path):
    done = convert(folder / source, tmp_path / "b.keras")
    assert done.exit_code == 1 and done.stdout == ""
    assert reason in done.stderr
    assert listed(tmp_path) == []


def test_a_folder_of_something_else_is_not_replaced(folder, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "letter.txt").write_text("old")
    done = convert(folder / "a.keras", tmp_path / "b", "--overwrite")
    assert done.exit_code == 1 and "a folder without" in done.stderr
    assert listed(tmp_path / "b") == ["letter.txt"]


@keras.saving.register_keras_serializable("convert_command_test")
class WithFile(keras.layers.Layer):
    def call(self, inputs):
        return inputs

    def save_assets(self, dir_path):
        with open(f"{dir_path}/words.txt", "w") as file:
            file.write("words")

    def load_assets(self, dir_path):
        pass


def test_a_format_that_cannot_hold_all_is_refused(tmp_path):
    source = tmp_path / "a.keras"
    keras.Sequential([keras.Input((4,)), WithFile()]).save(source)
    done = convert(source, tmp_path / "b.h5")
    assert done.exit_code == 1
    assert "nothing was written" in done.stderr
    assert "save_assets" in done.stderr
    assert listed(tmp_path) == ["a.keras"]


def test_a_program_without_layers_is_no_archive(tmp_path):
    module = tf.Module()
    module.run = tf.function(tf.nn.tanh, [tf.TensorSpec((None, 3))])
    path = str(tmp_path / "saved")
    tf.saved_model.save(module, path, {"serving_default": module.run})
    done = convert(path, tmp_path / "b.keras")
    assert done.exit_code == 1 and "no layers" in done.stderr
    assert listed(tmp_path) == ["saved"]


@pytest.mark.parametrize("words", [["a.json", "b.keras"], ["a.keras"]])
def test_wrong_use_is_exit_code_2(words):
    assert convert(*words).exit_code == 2
    assert convert("a.keras", "b.h5", "--weights", "c").exit_code == 2


OWN_LAYERS = """
import keras

@keras.saving.register_keras_serializable("own_layers")
class Twice(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs
"""


@pytest.fixture
def own_model(tmp_path, monkeypatch):
    (tmp_path / "own_layers.py").write_text(OWN_LAYERS)
    monkeypatch.syspath_prepend(tmp_path)
    twice = importlib.import_module("own_layers").Twice()
    keras.Sequential([keras.Input((4,)), twice]).save(tmp_path / "own.keras")
    forget = keras.saving.get_custom_objects().pop
    forget("own_layers>Twice")
    monkeypatch.delitem(sys.modules, "own_layers")
    yield tmp_path / "own.keras"
    forget("own_layers>Twice", None)


def test_classes_of_the_user_s_modules_are_known(own_model, tmp_path):
    words = [own_model, tmp_path / "b.h5"]
    done = convert(*words)
    assert done.exit_code == 1 and "own_layers>Twice" in done.stderr
    assert "--import MODULE" in done.stderr
    assert convert(*words, "--import", "own_layers").exit_code == 0
    with h5py.File(tmp_path / "b.h5") as file:
        assert "own_layers>Twice" in file.attrs["model_config"]


def test_functions_of_the_user_s_modules_need_not_be_registered(
    tmp_path, monkeypatch
):
    (tmp_path / "own_functions.py").write_text("def same(x):\n    return x\n")
    monkeypatch.syspath_prepend(tmp_path)
    same = importlib.import_module("own_functions").same
    monkeypatch.delitem(sys.modules, "own_functions")
    layers = [keras.Input((4,)), keras.layers.Dense(2, activation=same)]
    keras.Sequential(layers).save(tmp_path / "a.keras")
    words = [tmp_path / "a.keras", tmp_path / "b.h5"]
    assert convert(*words).exit_code == 1
    done = convert(*words, "--import", "own_functions")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("name", ["no_such_module", "json.dumps", "3"])
def test_what_is_no_module_is_an_error(name, folder, tmp_path):
    words = [folder / "a.keras", tmp_path / "b.keras"]
    done = convert(*words, "--import", name)
    assert done.exit_code == 1 and f"--import {name}: " in done.stderr


@pytest.mark.parametrize("name", ["b.tflite", "b.onnx"])
def test_endings_of_other_programs_name_no_folder(name, folder, tmp_path):
    done = convert(folder / "a.keras", tmp_path / name)
    assert done.exit_code == 2
    assert "another program's format" in done.output
    assert not listed(tmp_path)
