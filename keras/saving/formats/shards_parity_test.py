"""Values in several files, and parts in a folder: both ways with Keras 3."""

import json

import numpy as np

import keras

SIZE = 1 / 1024  # GiB: a MiB
THERE = """
import os
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras, numpy as np

assert keras.__version__.startswith("3.")
keras.utils.set_random_seed(1)
layers = [keras.layers.Dense(300) for _ in range(4)]
model = keras.Sequential([keras.Input((300,)), *layers])
model.compile("adam", "mse")
model.fit(np.ones((2, 300)), np.ones((2, 300)), verbose=0)
model.save_weights("theirs.weights.json", max_shard_size=1 / 1024)
np.savez("theirs.npz", *[np.asarray(w) for w in model.weights])
model.compile("adam", "mse")
model.save("theirs", zipped=False)
model.load_weights("ours.weights.json")
ours = np.load("ours.npz")
for other in (model, keras.models.load_model("ours")):
    for index, weight in enumerate(other.weights):
        np.testing.assert_array_equal(weight, ours[f"arr_{index}"])
"""


def make():
    layers = [keras.layers.Dense(300) for _ in range(4)]
    return keras.Sequential([keras.Input((300,)), *layers])


def without_optimizer(path):
    found = json.loads(path.read_text())["weight_map"]
    return {k: v for k, v in found.items() if not k.startswith("/optimizer")}


def test_keras_3_and_we_read_each_other_s_files(tmp_path, run_beside_ours):
    model = make()
    model.save_weights(tmp_path / "ours.weights.json", max_shard_size=SIZE)
    model.save(tmp_path / "ours", zipped=False)
    np.savez(tmp_path / "ours.npz", *[w.numpy() for w in model.weights])
    run_beside_ours(tmp_path, "-c", THERE, timeout=120)
    index = tmp_path / "theirs.weights.json"
    other = make()
    other.compile("adam", "mse")
    other.load_weights(index)
    theirs = np.load(tmp_path / "theirs.npz")
    in_folder = keras.models.load_model(tmp_path / "theirs")
    for number, (one, two) in enumerate(zip(other.weights, in_folder.weights)):
        np.testing.assert_array_equal(one, theirs[f"arr_{number}"])
        np.testing.assert_array_equal(two, theirs[f"arr_{number}"])
    assert int(other.optimizer.iterations) == 1
    # The same arrays in the same files.
    ours = without_optimizer(tmp_path / "ours.weights.json")
    assert {
        group: [name.replace("ours", "theirs") for name in names]
        for group, names in ours.items()
    } == without_optimizer(index)
