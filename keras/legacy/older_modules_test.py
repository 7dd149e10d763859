"""Modules of older Keras are imported by their paths, and tell the new line."""

import importlib
import sys

import pytest

from keras.legacy import older_modules

PLACES = [
    (path, module, name)
    for path, names in older_modules.PATHS.items()
    for module, listed in names.items()
    for name in listed.split()
    if name != "*"
]


# row 234
@pytest.mark.parametrize("path,module,name", PLACES)
def test_an_older_name_is_the_public_one_and_tells_the_new_line(
    path, module, name
):
    home = f"keras.{module}"
    sys.modules.pop(f"keras.{path}", None)
    there = importlib.import_module(f"keras.{path}")
    with pytest.warns(DeprecationWarning, match=f"from {home} import {name}"):
        found = getattr(there, name)
    assert found is getattr(importlib.import_module(home), name)


@pytest.mark.parametrize(
    "path,name",
    [
        ("backend.tensorflow_backend", "learning_phase"),
        ("callbacks.callbacks", "EarlyStopping"),
        ("initializations", "get"),
        ("objectives", "categorical_crossentropy"),
    ],
)
def test_a_whole_module_by_its_older_path(path, name):
    sys.modules.pop(f"keras.{path}", None)
    there = importlib.import_module(f"keras.{path}")
    with pytest.warns(DeprecationWarning, match=f"import {name}"):
        assert callable(getattr(there, name))


@pytest.mark.parametrize("root", ["keras", "tensorflow.keras"])
def test_every_root_has_the_same_module(root):
    there = importlib.import_module(f"{root}.utils.np_utils")
    assert there is importlib.import_module("keras.utils.np_utils")


def test_a_name_is_told_once():
    from keras.utils import np_utils

    vars(np_utils).pop("to_categorical", None)
    with pytest.warns(DeprecationWarning) as told:
        for _ in range(2):
            np_utils.to_categorical([0, 1])
    assert len(told) == 1


def test_a_name_that_no_table_has_is_missed():
    from keras.utils import np_utils

    with pytest.raises(AttributeError, match="np_utils' has no.*'nothing'"):
        np_utils.nothing  # noqa: B018


def test_a_path_that_no_table_has_is_missed():
    with pytest.raises(ModuleNotFoundError, match="keras.utils.no_utils"):
        importlib.import_module("keras.utils.no_utils")


def test_a_part_of_the_package_has_no_table_and_says_only_what_is_missing(
    monkeypatch,
):
    monkeypatch.setitem(sys.modules, "keras.legacy.older_modules", None)
    with pytest.raises(ModuleNotFoundError, match="keras.utils.no_utils"):
        importlib.import_module("keras.utils.no_utils")
