"""What Keras 3 writes otherwise, without Keras 3."""

import json
import zipfile

import h5py
import numpy as np
import pytest

import keras


def test_hard_sigmoid_of_a_keras_3_file_is_its_own_function():
    # x / 6 + 1/2 there; 0.2 x + 1/2 in Keras 2, and here.
    policy = {"module": "keras", "class_name": "DTypePolicy"}
    policy["config"] = {"name": "float32"}
    config = {"activation": "hard_sigmoid", "dtype": policy, "name": "it"}
    theirs, ours = (
        keras.layers.deserialize({"class_name": "Activation", "config": each})
        for each in (config, {**config, "dtype": "float32"})
    )
    x = np.array([-2.7, -1.0, 2.7], "float32")
    np.testing.assert_allclose(theirs(x), [0.05, 1 / 3, 0.95], rtol=1e-6)
    np.testing.assert_allclose(ours(x), [0, 0.3, 1], atol=1e-6)
    again = keras.layers.Activation.from_config(theirs.get_config())
    np.testing.assert_array_equal(again(x), theirs(x))


def test_that_of_a_cell_and_a_gate_is_too():
    policy = {"module": "keras", "class_name": "DTypePolicy"}
    policy["config"] = {"name": "float32"}
    gate = {"recurrent_activation": "hard_sigmoid", "units": 2}
    config = {**gate, "dtype": policy}
    layer = keras.layers.deserialize({"class_name": "LSTM", "config": config})
    assert layer.recurrent_activation is keras.activations.relu6_sigmoid
    cell = {"class_name": "GRUCell", "module": "keras.layers", "config": config}
    config = {"cell": cell, "dtype": policy}
    layer = keras.layers.deserialize({"class_name": "RNN", "config": config})
    assert layer.cell.recurrent_activation is keras.activations.relu6_sigmoid


def _as_of(version, path):
    """Has a file say that another version of Keras wrote it."""
    if path.suffix == ".h5":
        with h5py.File(path, "a") as file:
            file.attrs["keras_version"] = version
    elif path.is_dir():
        told = json.loads((path / "metadata.json").read_text())
        told["keras_version"] = version
        (path / "metadata.json").write_text(json.dumps(told))
    else:
        with zipfile.ZipFile(path) as archive:
            content = {n: archive.read(n) for n in archive.namelist()}
        told = json.loads(content["metadata.json"])
        told["keras_version"] = version
        content["metadata.json"] = json.dumps(told).encode()
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in content.items():
                archive.writestr(name, data)


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "folder"])
@pytest.mark.parametrize(
    "version, slope", [("2.15.0", 1 / 5), ("3.0.5", 1 / 6), ("3.1.1", 1 / 6)]
)
def test_a_function_of_early_keras_3_is_that_one(
    version, slope, name, tmp_path
):
    """Its configs look like those of Keras 2: the file says the version."""
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Activation("hard_sigmoid")]
    )
    how = {"zipped": False} if name == "folder" else {}
    keras.saving.save_model(model, tmp_path / name, **how)
    _as_of(version, tmp_path / name)
    found = keras.models.load_model(tmp_path / name)
    x = np.array([[-9.0], [-1.0], [0.0], [1.5], [9.0]], "float32")
    wanted = np.clip(x * slope + 0.5, 0, 1)
    np.testing.assert_allclose(found(x), wanted, rtol=1e-6)
