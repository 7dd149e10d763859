"""A second name gives the same modules, and runs no file twice."""

import importlib
import importlib.util
import sys

import pytest

from keras.api import alias


@pytest.fixture
def second_name(monkeypatch, tmp_path):
    """A package `real`, and `second` as its other name."""
    (tmp_path / "real" / "sub").mkdir(parents=True)
    (tmp_path / "real" / "__init__.py").write_text("")
    (tmp_path / "real" / "sub" / "__init__.py").write_text("")
    (tmp_path / "real" / "sub" / "leaf.py").write_text("class Leaf: pass")
    (tmp_path / "second.py").write_text(
        "from keras.api import alias\nalias.stand_in(__name__, 'real')"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    yield
    for name in list(sys.modules):
        if name.split(".")[0] in ("real", "second"):
            del sys.modules[name]


def test_the_second_name_is_the_package_itself(second_name):
    assert importlib.import_module("second") is importlib.import_module("real")


def test_modules_below_are_the_same_objects(second_name):
    aliased = importlib.import_module("second.sub.leaf")
    assert aliased is importlib.import_module("real.sub.leaf")


def test_a_module_keeps_its_own_name_and_spec(second_name):
    module = importlib.import_module("second.sub")
    assert module.__name__ == "real.sub" == module.__spec__.name


def test_a_module_that_is_not_there_is_missed_under_both_names(second_name):
    importlib.import_module("second")
    assert importlib.util.find_spec("second.nothing") is None
    with pytest.raises(ModuleNotFoundError, match="second.nothing"):
        importlib.import_module("second.nothing")


def test_standing_in_twice_adds_one_finder(second_name):
    importlib.import_module("second")
    before = len(sys.meta_path)
    alias.stand_in("second", "real")
    assert len(sys.meta_path) == before


def test_other_names_are_left_alone():
    finder = alias.AliasFinder("second", "real")
    assert finder.find_spec("json.decoder", None) is None
    assert finder.find_spec("secondary.x", None) is None
