"""The front page: its code runs, and comes early."""

import pathlib
import re

import pytest

import keras

TEXT = pathlib.Path(__file__).parents[1].joinpath("README.md").read_text()
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_the_first_program_ends_within_25_lines():
    block = BLOCK.search(TEXT)
    assert TEXT[: block.end()].count("\n") <= 25


def test_both_commands_stand_in_the_first_25_lines():
    lines = TEXT.splitlines()[:25]
    for command in ("make demo", "make test"):
        assert [line for line in lines if line.startswith(command)]


def test_the_programs_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for program in BLOCK.findall(TEXT):
        exec(program, {})
    assert (tmp_path / "model.keras").is_file()


# What is there for other classes to stand on, and needs no line.
BASES = {
    "Callback",
    "CallbackList",
    "InputSpec",
    "Layer",
    "Loss",
    "LossFunctionWrapper",
    "Metric",
    "Optimizer",
    "Reduction",
}
ROW = re.compile(r"^\| `(\w+)`(?:, [\w ]+)? \| (.*) \|$", re.MULTILINE)
ROWS = ROW.findall(TEXT.split("## What there is today")[1])


def listed(namespace):
    """The classes that the page names, in the namespace's rows."""
    rows = [row for of, row in ROWS if of == namespace]
    return set(re.findall(r"`([A-Z]\w+)`", " ".join(rows)))


def classes(namespace):
    """The classes of a namespace, under their own names only."""
    package = getattr(keras, namespace)
    values = {name: getattr(package, name) for name in package.__all__}
    return {
        v.__name__ if v.__name__ in values else name
        for name, v in values.items()
        if isinstance(v, type)
    } - BASES


@pytest.mark.parametrize("namespace", ["layers", "metrics", "optimizers"])
def test_the_list_of_what_there_is_names_each_class_and_no_other(namespace):
    assert listed(namespace) == classes(namespace)
