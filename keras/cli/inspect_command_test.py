"""What `python -m keras inspect` tells of files, and that it runs nothing."""

import json
import pathlib
import random
import subprocess
import sys
import zipfile

import h5py
import numpy as np
import pytest
import tensorflow as tf
from click import testing

import keras
from keras.cli import app

KERAS = pathlib.Path(__file__).resolve().parents[1]
FILES = KERAS / "saving/formats/testdata"


def inspect(*words):
    return testing.CliRunner().invoke(
        app.commands, ["inspect", *map(str, words)]
    )


def facts(path):
    done = inspect(path, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def make():
    inner = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, name="hidden")], name="inner"
    )
    model = keras.Sequential(
        [keras.Input((4,)), inner, keras.layers.Dense(2, name="scores")]
    )
    model.compile("adam", "mse")
    model.fit(np.zeros((2, 4)), np.zeros((2, 2)), verbose=0)
    return model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder, model = tmp_path_factory.mktemp("models"), make()
    for name in ("a.keras", "a.h5", "saved"):
        model.save(folder / name)
    for name in ("a.weights.h5", "layers.h5", "checkpoint/a"):
        model.save_weights(folder / name)
    model.save(folder / "parts", zipped=False)
    model.save_weights(folder / "a.weights.json", max_shard_size=200 / 2**30)
    (folder / "a.json").write_text(model.to_json())
    return folder


# 4 * 3 + 3 of the hidden layer, 3 * 2 + 2 of the scores.
@pytest.mark.parametrize(
    "name",
    ["a.keras", "a.h5", "saved", "a.weights.h5", "layers.h5", "checkpoint/a"]
    + ["a.weights.json", "parts"],
)
def test_the_parameters_of_a_file_are_counted(name, folder):
    found = facts(folder / name)
    assert found["parameters"] == 15 + 8
    has_optimizer = name != "layers.h5"
    # Two moments of each, and the number of steps at least.
    assert (found["training_numbers"] > 2 * 23) == has_optimizer
    assert found["unsafe"] == [] and found["odd"] == []


@pytest.mark.parametrize(
    "name", ["a.keras", "a.h5", "saved", "a.json", "parts"]
)
def test_the_layers_of_a_model_are_listed_with_their_classes(name, folder):
    found = facts(folder / name)
    listed = {one["name"]: one["class_name"] for one in found["layers"]}
    assert listed["inner"] == "Sequential" and listed["scores"] == "Dense"
    assert listed["inner/hidden"] == "Dense"
    assert found["compiled"] == "Adam, mse"
    assert found["custom_objects"] == []


def test_text_has_a_line_a_fact_and_a_table(folder):
    lines = inspect(folder / "a.keras", "--arrays").stdout.splitlines()
    assert "a.keras: a whole model (.keras), " in lines[0]
    assert any(line.split() == ["scores", "Dense", "8"] for line in lines)
    assert any(line.endswith("float32  (3, 2)") for line in lines)


@pytest.mark.parametrize(
    ("name", "version"),
    [("keras_functional.keras", "3."), ("tf_keras_sequential.keras", "2.")],
)
def test_files_of_the_other_packages_are_told(name, version):
    found = facts(FILES / name)
    assert found["keras_version"].startswith(version)
    assert found["parameters"] > 0 and found["custom_objects"] == []
    top = [one for one in found["layers"] if "/" not in one["name"]]
    assert sum(one["parameters"] for one in top) == found["parameters"]


def test_an_archive_is_read_without_tensorflow(folder):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "keras", "inspect"]
        + [folder / "a.keras"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "h5py" in done.stderr
    assert "tensorflow" not in done.stderr


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_code_of_a_lambda_is_told(ending, tmp_path):
    layers = [keras.Input((2,)), keras.layers.Lambda(lambda x: 2 * x)]
    path = tmp_path / f"model{ending}"
    keras.Sequential(layers).save(path)
    (told,) = facts(path)["unsafe"]
    assert "'lambda' has compiled Python code" in told


def scaled(x):
    return 2 * x


class Own(keras.layers.Layer):
    def call(self, inputs):
        return inputs


@pytest.mark.parametrize("ending", [".keras", ".h5", ".json"])
def test_classes_and_functions_that_keras_has_not_are_named(ending, tmp_path):
    layers = [Own(), keras.layers.Dense(2, activation=scaled)]
    model = keras.Sequential([keras.Input((2,)), *layers])
    path = tmp_path / f"model{ending}"
    path.write_text(model.to_json())
    if ending != ".json":
        model.save(path)
    found = facts(path)
    assert len(found["custom_objects"]) == 2
    assert "Own" in found["custom_objects"][0]
    assert "scaled" in found["custom_objects"][1]


def gap(y_true, y_pred):
    return y_true - y_pred


def ratio(y_true, y_pred):
    return y_true / y_pred


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_what_a_model_was_compiled_with_is_named(ending, tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    model.compile("sgd", gap, metrics=["mae", ratio])
    model.save(tmp_path / f"model{ending}")
    found = facts(tmp_path / f"model{ending}")["custom_objects"]
    assert sorted(found) == ["gap", "ratio"]


UNSAFE = {
    "opens a file by its path: '/etc/passwd'": {
        "class_name": "StringLookup",
        "config": {"name": "words", "vocabulary": "/etc/passwd"},
    },
    "calls TensorFlow's 'io.read_file'": {
        "class_name": "TFOpLambda",
        "config": {"name": "read", "function": "io.read_file"},
    },
    "calls 'keras.config.enable_unsafe_deserialization'": {
        "class_name": "function",
        "module": "keras.config",
        "config": "enable_unsafe_deserialization",
    },
}


@pytest.mark.parametrize("told", UNSAFE)
def test_what_a_description_would_do_is_told(told, tmp_path):
    config = {"name": "model", "layers": [UNSAFE[told]]}
    path = tmp_path / "model.json"
    path.write_text(json.dumps({"class_name": "Sequential", "config": config}))
    (found,) = facts(path)["unsafe"]
    assert found.endswith(told)


def test_values_outside_of_the_file_are_told(folder, tmp_path):
    path = tmp_path / "a.weights.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("layers/dense/vars")
        group["0"] = h5py.ExternalLink(folder / "a.weights.h5", "/x")
    (found,) = facts(path)["unsafe"]
    assert "leads elsewhere" in found


def test_a_program_beyond_arithmetic_is_told(tmp_path):
    module = tf.Module()
    module.run = tf.function(tf.io.read_file, [tf.TensorSpec((), tf.string)])
    tf.saved_model.save(module, str(tmp_path / "saved"))
    (found,) = facts(tmp_path / "saved")["unsafe"]
    assert "operation ReadFile" in found


def test_members_of_an_archive_that_are_no_model_s_are_told(folder, tmp_path):
    path = tmp_path / "a.keras"
    path.write_bytes((folder / "a.keras").read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        for name in ("assets/run.py", "../up", "readme"):
            archive.writestr(name, "")
    found = facts(path)["odd"]
    assert [text.split(":")[0] for text in found] == [
        "a program, or what may hold one",
        "a name that leads elsewhere",
        "no part of a model",
    ]


def test_names_of_a_file_do_not_move_the_cursor(tmp_path):
    path = tmp_path / "model.json"
    config = {"name": "a\x1b[2Jb"}
    path.write_text(json.dumps({"class_name": "Model", "config": config}))
    assert "\x1b" not in inspect(path).stdout


def zipped(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "b")


def linked(path):
    path.mkdir()
    for name in ("config.json", "model.weights.h5"):
        (path / name).symlink_to(FILES / "make.py")


def hdf5(path):
    with h5py.File(path, "w") as file:
        file["a"] = 1


BAD = {
    "isn't there": lambda path: None,
    "isn't a model's": lambda path: path.write_text("text"),
    "without a 'class_name'": lambda path: path.write_text('{"a": 1}'),
    "no model's. Expected one": lambda path: path.mkdir(),
    "has no 'config.json'": zipped,
    "it has links": linked,
    "it isn't whole": lambda path: path.write_bytes(b"PK\x03\x04 and no more"),
    "has no values of layers": hdf5,
    "can't be read": lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n and"),
}


@pytest.mark.parametrize("reason", BAD)
def test_what_is_no_model_is_an_error(reason, tmp_path):
    path = tmp_path / "file"
    BAD[reason](path)
    done = inspect(path)
    assert done.exit_code == 1 and done.stdout == ""
    assert reason in done.stderr and str(path) in done.stderr


def test_a_folder_of_checkpoints_leads_to_one(tmp_path):
    (tmp_path / "a.index").write_text("text")
    done = inspect(tmp_path)
    assert done.exit_code == 1 and repr(str(tmp_path / "a")) in done.stderr


def test_a_damaged_checkpoint_is_an_error(tmp_path):
    (tmp_path / "a.index").write_text("text")
    done = inspect(tmp_path / "a")
    assert done.exit_code == 1 and "can't be read" in done.stderr


# Values that a damaged description may have anywhere.
WRONG = [None, -1, "", [], {}, [[["a"]]], {"class_name": 3}, "a>b"]
WRONG += [{"class_name": "function", "config": ["a"]}, {"class_name": "Lambda"}]
WRONG += [{"class_name": "TFOpLambda", "config": {"function": {}}}]


def places(value):
    """Returns each container in a nest with each of its keys."""
    is_dict, found = isinstance(value, dict), []
    pairs = value.items() if is_dict else enumerate(value)
    for key, inner in pairs:
        found.append((value, key))
        found += places(inner) if isinstance(inner, (dict, list)) else []
    return found


def test_a_damaged_description_is_told_or_refused(folder, tmp_path):
    rng, path = random.Random(1), tmp_path / "a.json"
    text = (folder / "a.json").read_text()
    for _ in range(200):
        described = json.loads(text)
        holder, key = rng.choice(places(described))
        holder[key] = rng.choice(WRONG)
        path.write_text(json.dumps(described))
        done = inspect(path)
        assert done.exit_code in (0, 1)
        assert done.exception is None or done.stderr.startswith("Error: Model")


@pytest.mark.parametrize("name", ["a.keras", "a.h5", "a.weights.h5"])
def test_a_file_with_changed_bytes_is_told_or_refused(name, folder, tmp_path):
    rng, path = random.Random(1), tmp_path / name
    content = (folder / name).read_bytes()
    for _ in range(40):
        changed = bytearray(content)
        changed[rng.randrange(len(changed))] = rng.randrange(256)
        path.write_bytes(changed)
        done = inspect(path)
        assert done.exit_code in (0, 1)
        assert done.exception is None or done.stderr.startswith("Error: Model")
