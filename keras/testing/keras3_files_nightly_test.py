"""Every layer of Keras 3 in files: ours are read there, and theirs here."""
# bazel: deps=//keras/layers:rows tags=nightly size=large

import collections
import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import layer_table

OTHERWISE = {
    "AdaptiveMaxPooling3D": "Keras 3.15 dies of it (a division by 0)",
    "BatchNormalization-two-axes": "one axis there",
    "Equalization": "Keras 3.15 makes no symbol of it",
    "GRUCell": "a call has a state among its arguments",
    "LayerNormalization-axes-swapped": "axes are sorted there",
    "LayerNormalization-ints": "whole numbers are computed with there",
    "LSTMCell": "a call has a state among its arguments",
    "MultiHeadAttention-masked": "every softmax there is robust",
    "RandomCrop": "it crops in training alone there",
    "RandomShear": "one sign there",
    "Resizing-cropped": "rounded there",
    "SeparableConv1D-causal": "not there",
    "SimpleRNNCell": "a call has a state among its arguments",
    "StackedRNNCells": "a call has a state among its arguments",
    "TextVectorization-ragged": "Keras 3.15 can't call it",
    "UpSampling2D-gaussian": "not there",
    "UpSampling2D-mitchellcubic": "not there",
}
THERE = """
import json, os, sys, warnings
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras, numpy as np, tensorflow as tf

warnings.simplefilter("ignore")
wrong = {}
for name, kind in json.load(open("names.json")).items():
    if not hasattr(keras.layers, kind):
        continue
    keras.backend.clear_session()
    data = np.load(name + ".npz", allow_pickle=True)
    given = [tf.constant(data[key]) for key in data if key[0] == "x"]
    wanted = [data[key] for key in data if key[0] == "y"]
    def check(model):
        found = model(given if given[1:] else given[0])
        for one, other in zip(tf.nest.flatten(found), wanted, strict=True):
            if other.dtype.kind in "OSU":
                assert np.all(np.asarray(one) == other)
            else:
                np.testing.assert_allclose(one, other, 1e-4, 1e-5)
    try:
        model = keras.models.load_model(name + ".keras")
        check(model)
        model.load_weights(name + ".weights.h5")
        check(model)
        model.save(name + "_theirs.keras")
        model.save_weights(name + "_theirs.weights.h5")
    except Exception as error:
        wrong[name] = str(error)[-300:]
json.dump(wrong, open("wrong.json", "w"))
"""
Case = collections.namedtuple("Case", "kind given wanted")


def is_asked(row) -> bool:
    dense = (np.ndarray, tf.Tensor)
    flat = tf.nest.flatten(tuple(row.feed()))
    gates = row.arguments.get("recurrent_activation")
    is_hard = row.layer_class.__name__.startswith("ConvLSTM")
    return (
        row.id not in OTHERWISE
        # Keras 3's `hard_sigmoid` is another one.
        and not (is_hard or gates == "hard_sigmoid")
        and all(isinstance(value, dense) for value in flat if value is not None)
        and "weighted" not in row.variant
    )


def written(row, folder) -> Case:
    """Saves a model of a row's layer, with what it's fed and gives."""
    keras.backend.clear_session()
    symbols = row.symbols()
    inputs = tf.nest.flatten(tuple(symbols))
    model = keras.Model(inputs, symbols.into(row.make(name="mine")))
    rng = np.random.default_rng(1)
    for weight in model.weights:
        if weight.dtype == tf.float32:
            weight.assign(rng.uniform(0.5, 1.5, weight.shape))
    given = tf.nest.flatten(tuple(row.feed()))
    wanted = [np.asarray(one) for one in tf.nest.flatten(model(given))]
    model.save(folder / f"{row.id}.keras", keras_version=3)
    model.save_weights(folder / f"{row.id}.weights.h5")
    arrays = {f"x{i}": np.asarray(one) for i, one in enumerate(given)}
    arrays |= {f"y{i}": one for i, one in enumerate(wanted)}
    np.savez(folder / f"{row.id}.npz", **arrays)
    return Case(row.layer_class.__name__, given, wanted)


@pytest.fixture(scope="module")
def cases(tmp_path_factory, run_beside_ours):
    folder = tmp_path_factory.mktemp("files")
    rows = [row for row in layer_table.ROWS if is_asked(row)]
    cases = {row.id: written(row, folder) for row in rows}
    names = {name: case.kind for name, case in cases.items()}
    (folder / "names.json").write_text(json.dumps(names))
    run_beside_ours(folder, "-c", THERE, timeout=900)
    return folder, cases


def test_our_files_are_read_by_keras_3(cases):
    folder, _ = cases
    assert json.loads((folder / "wrong.json").read_text()) == {}


def test_files_of_keras_3_are_read_here(cases):
    folder, cases = cases
    for path in folder.glob("*_theirs.keras"):
        name = path.name.removesuffix("_theirs.keras")
        model = keras.models.load_model(path)
        check(model, cases[name], name)
        model.load_weights(path.with_suffix(".weights.h5"))
        check(model, cases[name], name)


def check(model, case, name):
    found = tf.nest.flatten(model(case.given))
    for one, other in zip(found, case.wanted, strict=True):
        if other.dtype.kind in "OSU":
            np.testing.assert_array_equal(one, other, err_msg=name)
        else:
            np.testing.assert_allclose(one, other, 1e-4, 1e-5, err_msg=name)
