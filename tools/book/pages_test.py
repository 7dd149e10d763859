"""The pages: their code runs, and does what they say."""

import pathlib

import pytest

from keras.testing import global_state
from tools.book import page_code

DOCS = pathlib.Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.glob("*.md"))


@pytest.fixture
def as_a_program():
    """A page may set what holds for a process, as a program would."""
    before = global_state.start()
    yield
    global_state.restore(before)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch, as_a_program):
    monkeypatch.chdir(tmp_path)
    page_code.run(page)


def test_a_wrong_output_fails(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\n>>> 1 + 1\n3\n```\n")
    with pytest.raises(AssertionError, match="Got:"):
        page_code.run(page)


def test_a_command_that_prints_something_else_fails(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```console\n$ python -m keras --version\nno\n```\n")
    with pytest.raises(AssertionError, match="version 4"):
        page_code.run(page)


def test_a_program_that_nobody_allowed_fails(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```sh\npython -m kers inspect\n```\n")
    with pytest.raises(AssertionError, match="kers"):
        page_code.run(page)


def test_blocks_share_names_and_unseen_ones_count(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- python\na = 2\n-->\n\n```python\n>>> a\n2\n```\n")
    assert page_code.run(page) == 2
