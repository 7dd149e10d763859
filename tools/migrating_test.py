"""The page of migration: its scripts are each other's, and run."""

import pathlib
import re

from keras.cli.migration import script

PAGE = pathlib.Path(__file__).parents[1] / "docs/migrating.md"
BEFORE, AFTER = re.findall(
    r"```python(?: older)?\n(.*?)```", PAGE.read_text(), re.DOTALL
)


def test_the_older_script_of_the_page_becomes_the_newer_one():
    done = script.rewrite(BEFORE.encode())
    assert done.source.decode() == AFTER
    assert done.notes == ()


def test_the_newer_script_of_the_page_runs():
    variables = {}
    exec(AFTER, variables)
    assert variables["classes"].shape == (64,)


def test_what_the_page_says_is_left_is_left():
    listed = PAGE.read_text().split("## What is left to you")[1]
    for name in ("Highway", "MaxoutDense"):
        assert name in listed
        text = f"from keras.layers import {name}\n{name}()\n"
        assert script.rewrite(text.encode()).notes[0].line == 2
