"""Each example runs in small, and reaches what it states."""
# bazel: data=*.py,README.md deps=//keras size=large

import pathlib
import runpy
import sys

import pytest

import keras

HERE = pathlib.Path(__file__).parent
NAMES = [
    "gan",
    "image_transfer",
    "mixed_precision",
    "tabular",
    "text_classification",
    "time_series",
    "transformer",
    "vae",
]


@pytest.fixture(autouse=True)
def policy():
    """Programs end with the policy that they set."""
    yield
    keras.mixed_precision.set_global_policy(None)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_reaches_what_it_states(name, monkeypatch):
    monkeypatch.setattr(sys, "argv", [name, "--small"])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(HERE / f"{name}.py"), run_name="__main__")
    assert left.value.code == 0


def test_a_missed_figure_is_told_by_the_exit_status(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["mixed_precision", "--small"])
    monkeypatch.setattr(keras.Model, "fit", lambda *_, **__: None)
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(HERE / "mixed_precision.py"), run_name="__main__")
    assert left.value.code == 1


def test_every_example_is_in_the_index():
    index = (HERE / "README.md").read_text()
    programs = {path.name for path in HERE.glob("*.py")} - {"examples_test.py"}
    assert {f"{name}.py" for name in NAMES} == programs - {"digits.py"}
    assert [name for name in sorted(programs) if f"`{name}`" not in index] == []
