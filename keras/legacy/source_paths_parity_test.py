"""An import that an editor wrote, of the file that has a public name."""
# bazel: deps=//keras

import importlib
import json
import warnings

import pytest
import tensorflow as tf

import keras

_LIST = """
import inspect, json, sys
import {package} as package
found, seen, todo = {{}}, set(), [("", package)]
while todo:
    path, module = todo.pop()
    for name in dir(module):
        value = getattr(module, name, None)
        whole = f"{{path}}.{{name}}".lstrip(".")
        if name[0] == "_" or name in ("src", "api"):
            continue
        if inspect.ismodule(value) and value.__name__ not in seen:
            seen.add(value.__name__)
            todo.append((whole, value))
        home = getattr(value, "__module__", None) or ""
        if home.startswith("{package}.src.") and value.__name__ == name:
            found[home.removeprefix("{package}.src.") + ":" + name] = whole
with open(sys.argv[1], "w") as file:
    json.dump(found, file)
"""
# Names that stand in another file of ours, under that very path or none.
ELSEWHERE = {
    "backend:disable_tf_random_generator",
    "backend:enable_tf_random_generator",
    "backend:is_tf_random_generator_enabled",
    "backend.config:backend",
    "backend.config:max_epochs",
    "backend.config:max_steps_per_epoch",
    "backend.config:set_max_epochs",
    "backend.config:set_max_steps_per_epoch",
    "backend.common.keras_tensor:is_keras_tensor",
    "ops.operation_utils:get_source_inputs",
    "callbacks:UpdateEmbeddingCallback",
    "optimizers:LegacyOptimizerWarning",
    "optimizers.multi_optimizer:OptimizerMap",
    "utils.sidecar_evaluator:SidecarEvaluatorModelExport",
    "version:version",
    "utils.numerical_utils:to_categorical",
}


def ours(path):
    """What we offer of a public name; None if nothing."""
    found = keras
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def found_at(module, name):
    """What a file of their sources has of a name here; None if nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            there = importlib.import_module(f"keras.src.{module}")
        except ModuleNotFoundError:
            return None
        return getattr(there, name, None)


@pytest.mark.parametrize("package", ["tf_keras", "keras"])
def test_a_file_of_their_sources_has_its_public_names(
    package, tmp_path, run_beside_ours
):
    path = tmp_path / "names.json"
    run_beside_ours(tmp_path, "-c", _LIST.format(package=package), path)
    files = json.loads(path.read_text())
    missing = {}
    assert len(files) > 400
    for name in files.keys() - ELSEWHERE:
        module, _, last = name.partition(":")
        wanted = ours(files[name])
        if wanted is None:
            continue
        if found_at(module, last) is not wanted:
            missing[name] = files[name]
    assert missing == {}


def test_the_line_of_today_is_told():
    lstm = importlib.import_module("keras.src.layers.rnn.lstm")
    vars(lstm).pop("LSTM", None)
    with pytest.warns(DeprecationWarning, match="from keras.layers import LST"):
        assert lstm.LSTM is tf.keras.layers.LSTM


def test_keras_has_no_ops_by_a_path_alone():
    assert not hasattr(keras, "ops")
