"""Every layer, activation and the like of Keras 3, with its arguments."""
# bazel: deps=//keras

import importlib
import inspect
import json

import pytest

NAMESPACES = (
    "activations",
    "constraints",
    "initializers",
    "layers",
    "regularizers",
)

# What is left out, and why.
OTHER_BACKENDS = {"FlaxLayer", "JaxLayer", "TorchModuleWrapper"}
MODES_OF_A_LAYER = {
    # A new capability is a class or a wrapper, and no mode inside a layer.
    "gptq_unpacked_column_size",
    "lora_alpha",
    "lora_rank",
    "quantization_config",
}

_LIST = """
import importlib, inspect, json, sys
def names(function):
    return [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    ]
found = {}
for namespace in sys.argv[2:]:
    package = importlib.import_module("keras." + namespace)
    for name in dir(package):
        value = getattr(package, name)
        if name[0] != "_" and callable(value):
            found[namespace + "." + name] = names(value)
with open(sys.argv[1], "w") as file:
    json.dump(found, file)
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory, run_beside_ours):
    """The names that Keras 3 has, and the arguments that each takes."""
    folder = tmp_path_factory.mktemp("keras3")
    path = folder / "names.json"
    run_beside_ours(folder, "-c", _LIST, path, *NAMESPACES)
    return json.loads(path.read_text())


def missing_of(name, wanted):
    namespace, _, public = name.rpartition(".")
    package = importlib.import_module(f"keras.{namespace}")
    found = inspect.signature(getattr(package, public)).parameters
    missing = {*wanted} - {*found} - MODES_OF_A_LAYER
    takes_all = any(p.kind is p.VAR_KEYWORD for p in found.values())
    # `name` and `dtype` are of every layer, which takes them by `**kwargs`.
    return missing - {"dtype", "name", "trainable"} if takes_all else missing


def test_names_of_keras_3_are_there_and_take_its_arguments(recorded):
    missing = {
        name: sorted(lacking)
        for name, wanted in recorded.items()
        if name.rpartition(".")[2] not in OTHER_BACKENDS
        and (lacking := missing_of(name, wanted))
    }
    assert missing == {}
