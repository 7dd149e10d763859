"""Tests that compare what two packages give: this one and tf_keras."""

import warnings
from collections.abc import Callable
from types import ModuleType

import numpy as np


def over(*packages: ModuleType) -> Callable:
    """Returns a decorator that makes a test of a function of a package.

    Args:
        *packages: The function is called with each, and returns plain values:
            the same each time, or the test fails.
    """

    def alike(test: Callable) -> Callable:
        def compare() -> None:
            results = [_result(test, package) for package in packages]
            assert results == results[:1] * len(packages)

        compare.__name__, compare.__doc__ = test.__name__, test.__doc__
        return compare

    return alike


def _result(test: Callable, package: ModuleType):
    package.backend.clear_session()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return test(package)


def name_of_error(call: Callable) -> str | None:
    """Returns the name of the error that a call raises, or None."""
    try:
        call()
    except Exception as error:
        return type(error).__name__
    return None


def assert_close(case: Callable, packages: tuple[ModuleType, ModuleType]):
    """Fails unless two packages give the same, numbers within 1e-5.

    Args:
        case: Called with each package; returns a nest of numbers and strings.
        packages: The two.
    """
    ours, theirs = map(case, packages)
    for mine, other in zip(_flat(ours), _flat(theirs), strict=True):
        if isinstance(other, str):
            assert mine == other
        else:
            np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-5)


def _flat(nest) -> list:
    """Returns leaves, and the keys of dicts in their own order."""
    if isinstance(nest, dict):
        return [*nest, *(leaf for v in nest.values() for leaf in _flat(v))]
    if isinstance(nest, (list, tuple)):
        return [leaf for value in nest for leaf in _flat(value)]
    return [nest]


def with_drawn_weights(model):
    """Sets a model's weights, to the same in each package, and returns it."""
    draw = np.random.default_rng(1)
    model.set_weights(
        [draw.normal(size=w.shape) * 0.5 for w in model.get_weights()]
    )
    return model
