"""Tests that compare what two packages give: this one and tf_keras."""

import warnings
from collections.abc import Callable
from types import ModuleType


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
