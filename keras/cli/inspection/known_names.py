"""Which names in a file are Keras's own, told without TensorFlow."""

import functools

from keras import (
    activations,
    initializers,
    layers,
    losses,
    metrics,
    mixed_precision,
    models,
    optimizers,
)
from keras.api import keras2_names
from keras.optimizers import schedules
from keras.saving.config import keras2, keras3, public_names

# Namespaces whose list of names needs no TensorFlow; and others, whose names
# are Keras 2's too.
_CLASSES = (
    initializers,
    layers,
    losses,
    metrics,
    mixed_precision,
    models,
    optimizers,
    schedules,
)
_OTHERS = ("keras.regularizers", "keras.constraints")
# What a config says for a loss or a metric that depends on the output.
_WORDS = frozenset({"accuracy", "acc", "crossentropy", "ce"})
_OF_FILES = frozenset(
    {"Functional", "SavedModelProgram", "TensorShape", "TypeSpec"}
)


def is_class(name: str, described: dict) -> bool:
    """Tells whether a class in a description is Keras's own.

    Args:
        name: Its name.
        described: The description; that of Keras 1 and 2 has no module.
    """
    if "module" in described:
        module = described["module"]
        return public_names.namespace_of(module) is not None
    # tf_keras writes so of its own.
    if name.removeprefix("Custom>") in optimizers.__all__:
        return True
    listed = (keras2_names.find(name, home) for home in _OTHERS)
    return name in _class_names() or any(listed)


def is_function(name: str, module: str | None = None) -> bool:
    """Tells whether a function in a description is Keras's own, and pure.

    Args:
        name: Its name.
        module: Its module, where the file says one.
    """
    if module not in (None, "builtins"):
        said = public_names.namespace_of(module)
        return name in _function_names() and said is not None
    return name in _function_names()


@functools.cache
def _class_names() -> frozenset[str]:
    ours = {name for module in _CLASSES for name in module.__all__}
    theirs = {*keras2.NAMES, *keras3.NAMES, *public_names.INNER_CLASSES}
    return frozenset(ours | theirs | _OF_FILES)


@functools.cache
def _function_names() -> frozenset[str]:
    modules = (activations, losses, metrics)
    found = {name for module in modules for name in module.__all__}
    return frozenset(found | _WORDS) - {"get", "serialize", "deserialize"}
