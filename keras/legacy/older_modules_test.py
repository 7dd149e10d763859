"""Modules of older Keras are imported by their paths, and tell the new line."""

import importlib
import subprocess
import sys
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.legacy import older_modules, older_names

PLACES = [
    (path, home, *entry.partition("=")[::2])
    for path, homes in older_names.PATHS.items()
    for home, listed in homes.items()
    for entry in listed.split()
    if entry != "*"
]


def forget(path, name):
    """Has a name of an older module looked up anew, and returns the module."""
    there = importlib.import_module(f"keras.{path}".rstrip("."))
    vars(there).pop(name, None)
    return there


# row 234
@pytest.mark.parametrize("path,home,name,new", PLACES)
def test_an_older_name_is_todays_and_tells_the_new_line(path, home, name, new):
    there = forget(path, name)
    module = importlib.import_module(f"keras.{home}".rstrip("."))
    line = f"Write `from {module.__name__} import {new or name}`"
    line = line if older_names.is_public(home) else "kept for older code. Use"
    with pytest.warns(DeprecationWarning, match=line) as told:
        found = getattr(there, name)
    assert told[0].filename == __file__
    assert found is getattr(module, new or name)


@pytest.mark.parametrize(
    "path,name",
    [
        ("backend.tensorflow_backend", "learning_phase"),
        ("callbacks.callbacks", "EarlyStopping"),
        ("initializations", "deserialize"),
        ("objectives", "categorical_crossentropy"),
        ("optimizer_v2.learning_rate_schedule", "ExponentialDecay"),
    ],
)
def test_a_whole_module_by_its_older_path(path, name):
    there = forget(path, name)
    with pytest.warns(DeprecationWarning, match=f"import {name}"):
        assert callable(getattr(there, name))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        there.nothing  # noqa: B018


# row 234
@pytest.mark.parametrize(
    "path",
    "backend.common backend.tensorflow_backend callbacks.callbacks engine "
    "engine.base_layer engine.input_layer engine.network engine.saving "
    "engine.sequential engine.topology engine.training initializations "
    "layers.advanced_activations layers.convolutional "
    "layers.convolutional_recurrent layers.core layers.embeddings layers.local "
    "layers.merge layers.noise layers.normalization layers.pooling "
    "layers.recurrent layers.wrappers objectives utils.conv_utils "
    "utils.data_utils utils.generic_utils utils.layer_utils utils.np_utils "
    "mixed_precision.experimental layers.experimental.preprocessing".split(),
)
@pytest.mark.parametrize("root", ["keras", "tensorflow.keras", "keras.src"])
def test_every_root_has_the_same_module(root, path):
    there = importlib.import_module(f"{root}.{path}")
    assert there is importlib.import_module(f"keras.{path}")


@pytest.mark.parametrize(
    "line",
    [
        "from keras.layers.noise import GaussianNoise",
        "from keras.layers.convolutional_recurrent import ConvLSTM2D",
        "from keras.layers.local import LocallyConnected2D",
        "from keras.layers.pooling import MaxPooling2D, GlobalMaxPooling1D",
        "from keras.layers.convolutional import Deconvolution2D, UpSampling1D",
        "from keras.engine import Layer, Input, InputSpec, Model",
        "from keras.engine.training import Model",
        "from keras.src.engine.base_layer import Layer",
        "from keras.src.layers.core.dense import Dense",
        "from keras import engine; engine.topology.Layer",
        "import keras; keras.engine.Layer; keras.utils.np_utils.to_categorical",
        "import keras.backend.tensorflow_backend as K; K.set_session; K.tf",
        "from tensorflow.compat.v1.keras import backend as K; K.get_session",
    ],
)
def test_older_code_imports(line):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(line, {})


def test_tensorflows_import_asks_in_silence_and_reads_no_optimizer():
    code = (
        "import warnings, sys; warnings.simplefilter('error')\n"
        "import tensorflow; print('keras.src.optimizers' in sys.modules, "
        "[m for m in sys.modules if m.startswith('keras.optimizers.')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert told.stdout == "True []\n", told.stderr


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_tensorflow_hands_out_keras_for_older_versions_too(version):
    found = getattr(tf.compat, version).keras
    assert found.layers.Dense is keras.layers.Dense
    assert found.Model is keras.Model


def test_a_name_is_told_once():
    np_utils = forget("utils.np_utils", "to_categorical")
    with pytest.warns(DeprecationWarning) as told:
        for _ in range(2):
            np_utils.to_categorical([0, 1])
    assert len(told) == 1


def test_a_name_that_no_table_has_is_missed():
    from keras.utils import np_utils

    with pytest.raises(AttributeError, match="np_utils' has no.*'nothing'"):
        np_utils.nothing  # noqa: B018
    with pytest.raises(AttributeError, match="keras.engine' has no.*'nothing'"):
        keras.engine.nothing  # noqa: B018


def test_a_path_that_no_table_has_is_missed():
    with pytest.raises(ModuleNotFoundError, match="keras.utils.no_utils"):
        importlib.import_module("keras.utils.no_utils")


@pytest.mark.parametrize("table", ["older_names", "older_modules"])
def test_a_part_of_the_package_has_no_table_and_says_only_what_is_missing(
    monkeypatch, table
):
    monkeypatch.setitem(sys.modules, f"keras.legacy.{table}", None)
    with pytest.raises(ModuleNotFoundError, match="keras.utils.no_utils"):
        importlib.import_module("keras.utils.no_utils")


def test_a_module_is_looked_up_as_it_is():
    assert older_modules.look_up("utils", "np_utils").__name__ == (
        "keras.utils.np_utils"
    )


def test_merge_is_there_without_an_import():
    ones = np.ones((2, 1), "float32")
    script = keras.layers.merge.concatenate([ones, ones])
    assert script.shape == (2, 2)
