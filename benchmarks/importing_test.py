"""Imports are measured as they are where pip has compiled the modules."""

import sys

import pytest

from benchmarks import importing

# Notes where its compiled code belongs, and whether it is there.
PACKAGE = """
import os, time
time.sleep(0.01)
layers = type("layers", (), {"Dense": None})
with open(__file__ + ".log", "a") as log:
    print(__cached__, os.path.exists(__cached__), file=log)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where a package is, which TensorFlow's own import reads."""
    (tmp_path / "tensorflow.py").write_text("import measured")
    (tmp_path / "measured.py").write_text(PACKAGE)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return tmp_path


def test_what_tensorflow_has_read_is_timed_too(folder):
    numbers = importing.fresh_import("measured")
    assert 10 <= numbers["package ms"] <= numbers["layers.Dense ms"]


def test_what_is_timed_was_compiled_by_an_import_before(folder, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    importing.fresh_import("measured")
    # In each of two processes TensorFlow reads it, then the benchmark.
    read = (folder / "measured.py.log").read_text().splitlines()
    early, compiling, again, timed = read
    assert early == again and early.endswith("False")
    assert compiling == timed and timed.endswith("True")
