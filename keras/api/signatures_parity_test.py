"""Every name of Keras 2's layers and their parts, with its arguments."""
# bazel: deps=//keras

import functools
import importlib
import inspect

import numpy as np
import pytest
import tf_keras

NAMESPACES = (
    "layers",
    "layers.experimental",
    "layers.experimental.preprocessing",
    "activations",
    "constraints",
    "initializers",
    "regularizers",
)


def members(package, namespace):
    value = package
    for part in namespace.split("."):
        value = getattr(value, part)
    return {
        name: getattr(value, name)
        for name in dir(value)
        if not name.startswith("_")
    }


# They take one argument, by position, whose name differs among tf_keras's
# layers.
BY_POSITION = {"compute_output_shape", "compute_output_signature"}

NAMES = [
    (namespace, name)
    for namespace in NAMESPACES
    for name, value in members(tf_keras, namespace).items()
    if callable(value)
]


def both(namespace, name):
    ours = getattr(importlib.import_module(f"keras.{namespace}"), name)
    return ours, members(tf_keras, namespace)[name]


def arguments(function):
    """Names and defaults, in order; `_` is nobody's name."""
    return {
        p.name: p.default
        for p in inspect.signature(function).parameters.values()
        if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.name != "_"
    }


def without_own_object(function):
    """A method's arguments, as those of a function."""
    return functools.partial(function, None)


def assert_takes(ours, theirs):
    """Ours has their arguments at their places; more may follow."""
    wanted, found = arguments(theirs), arguments(ours)
    assert [*found][: len(wanted)] == [*wanted]
    for name, default in wanted.items():
        if default is not inspect.Parameter.empty:
            np.testing.assert_equal(found[name], default, name)


@pytest.mark.parametrize("namespace,name", NAMES)
def test_the_name_is_there_and_takes_the_arguments_of_keras_2(namespace, name):
    ours, theirs = both(namespace, name)
    assert inspect.isclass(ours) == inspect.isclass(theirs)
    assert_takes(ours, theirs)


@pytest.mark.parametrize("namespace,name", NAMES)
def test_its_methods_take_the_arguments_of_keras_2(namespace, name):
    ours, theirs = both(namespace, name)
    for method, value in vars(theirs).items():
        is_public = inspect.isfunction(value) and not method.startswith("_")
        if inspect.isclass(theirs) and is_public and method not in BY_POSITION:
            assert_takes(
                without_own_object(getattr(ours, method)),
                without_own_object(value),
            )
