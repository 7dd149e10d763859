"""The front page: its code runs, and comes early."""

import pathlib
import re

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
