"""Modules of older Keras: what their names are called today.

A table for `import keras.utils.np_utils` and its like; `keras.api.lazy`
asks it. No class is made or imported before a name of a module is used.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import types
import warnings
from typing import Any

from keras import (
    backend,
    callbacks,
    initializers,
    layers,
    losses,
    models,
    utils,
)
from keras.optimizers import legacy

_ENGINE = {"layers": "Input InputLayer InputSpec Layer"}

_PUBLIC = {
    "backend": backend,
    "callbacks": callbacks,
    "initializers": initializers,
    "layers": layers,
    "losses": losses,
    "models": models,
    "optimizers.legacy": legacy,
    "utils": utils,
}

# Path below keras -> public module -> names that the path had.
PATHS: dict[str, dict[str, str]] = {
    "backend.common": {
        "backend": "cast_to_floatx epsilon floatx image_data_format "
        "set_epsilon set_floatx set_image_data_format"
    },
    "backend.tensorflow_backend": {"backend": "*"},
    "callbacks.callbacks": {"callbacks": "*"},
    "engine.base_layer": {"layers": "InputSpec Layer"},
    "engine.functional": {"models": "Functional"},
    "engine.input_layer": {"layers": "Input InputLayer"},
    "engine.input_spec": {"layers": "InputSpec"},
    "engine.network": {"models": "Model", "utils": "get_source_inputs"},
    "engine.saving": {"models": "load_model save_model"},
    "engine.sequential": {"models": "Sequential"},
    "engine.topology": {
        **_ENGINE,
        "models": "Model",
        "utils": "get_source_inputs",
    },
    "initializations": {"initializers": "*"},
    "layers.local": {"layers": "LocallyConnected1D LocallyConnected2D"},
    "layers.recurrent_v2": {"layers": "GRU GRUCell LSTM LSTMCell"},
    "layers.wrappers": {"layers": "Bidirectional TimeDistributed Wrapper"},
    "objectives": {"losses": "*"},
    "optimizer_v2": {},
    "optimizer_v2.adadelta": {"optimizers.legacy": "Adadelta"},
    "optimizer_v2.adagrad": {"optimizers.legacy": "Adagrad"},
    "optimizer_v2.adam": {"optimizers.legacy": "Adam"},
    "optimizer_v2.adamax": {"optimizers.legacy": "Adamax"},
    "optimizer_v2.ftrl": {"optimizers.legacy": "Ftrl"},
    "optimizer_v2.gradient_descent": {"optimizers.legacy": "SGD"},
    "optimizer_v2.nadam": {"optimizers.legacy": "Nadam"},
    "optimizer_v2.rmsprop": {"optimizers.legacy": "RMSprop"},
    "testing_utils": {"utils": "layer_test"},
    "utils.data_utils": {
        "utils": "GeneratorEnqueuer OrderedEnqueuer Sequence "
        "SequenceEnqueuer get_file"
    },
    "utils.generic_utils": {
        "utils": "CustomObjectScope Progbar custom_object_scope "
        "deserialize_keras_object get_custom_objects "
        "serialize_keras_object"
    },
    "utils.layer_utils": {"utils": "get_source_inputs"},
    "utils.np_utils": {"utils": "normalize to_categorical"},
    "utils.test_utils": {"utils": "layer_test"},
    "utils.vis_utils": {"utils": "model_to_dot plot_model"},
}


def place(path: str, name: str) -> str | None:
    """The public module below keras that has an older module's name today.

    Args:
        path: The older module, without "keras.".
        name: What was in it.

    Returns:
        The module without "keras."; None if the table doesn't know the name.

    Example:
        >>> from keras.legacy import older_modules
        >>> older_modules.place("utils.np_utils", "to_categorical")
        'utils'
    """
    for module, names in PATHS.get(path, {}).items():
        if name in names.split():
            return module
        if names == "*" and name in dir(_PUBLIC[module]):
            return module
    return None


def look_up(path: str, name: str, stacklevel: int = 2) -> Any:
    """What an older module's name means today, with a warning of the new line.

    Args:
        path: The older module, without "keras.".
        name: What was in it.
        stacklevel: How many callers up the warning points. Default 2.

    Raises:
        AttributeError: If the table doesn't know the name.
    """
    module = None if name.startswith("__") else place(path, name)
    if module is None:
        raise AttributeError(f"module 'keras.{path}' has no attribute {name!r}")
    home = f"keras.{module}"
    warnings.warn(
        f"keras.{path}.{name} is the path of an older Keras. Write "
        f"`from {home} import {name}`.",
        DeprecationWarning,
        stacklevel=stacklevel + 1,
    )
    return getattr(_PUBLIC[module], name)


class OlderModule(types.ModuleType):
    """A module that has only what the table says of it."""

    def __getattr__(self, name: str) -> Any:
        value = look_up(self.__name__.removeprefix("keras."), name)
        setattr(self, name, value)
        return value


class OlderModules(importlib.abc.Loader):
    """Makes modules that run nothing: names are looked up at their use."""

    def create_module(
        self, spec: importlib.machinery.ModuleSpec
    ) -> types.ModuleType:
        return OlderModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def spec(fullname: str) -> importlib.machinery.ModuleSpec | None:
    """The import system's description of an older module.

    Args:
        fullname: Its path, with "keras.".

    Returns:
        The spec; None if the table has no such module.
    """
    path = fullname.removeprefix("keras.")
    if path not in PATHS:
        return None
    return importlib.machinery.ModuleSpec(
        fullname, OlderModules(), is_package=not PATHS[path]
    )
