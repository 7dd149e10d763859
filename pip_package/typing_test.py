"""What a type checker says of users' programs, with the wheel's stubs."""

import importlib.util
import json
import pathlib
import subprocess
import sys

import pytest

from pip_package import tensorflow_stubs

HERE = pathlib.Path(__file__).absolute().parent
WRONG = (HERE / "testdata/wrong_calls.py").read_text().splitlines()


def install(folder):
    """Lays out an environment that has our Keras, and no other."""
    there = pathlib.Path(importlib.util.find_spec("numpy").origin).parents[1]
    version = f"python3.{sys.version_info[1]}"
    site = folder / "env" / "lib" / version / "site-packages"
    site.mkdir(parents=True)
    for path in there.iterdir():
        if path.name != "keras":
            (site / path.name).symlink_to(path)
    (site / "keras").symlink_to(HERE.parent / "keras")
    tensorflow_stubs.write(HERE.parent, site)


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """The lines with errors, by file."""
    folder = tmp_path_factory.mktemp("user")
    install(folder)
    programs = ["common_calls.py", "wrong_calls.py"]
    for name in programs:
        (folder / name).write_text((HERE / "testdata" / name).read_text())
    settings = {"typeCheckingMode": "standard", "venvPath": ".", "venv": "env"}
    settings |= {"reportMissingModuleSource": "none", "include": programs}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "basedpyright", "--outputjson"]
    done = subprocess.run(
        [*command, "-p", "."], cwd=folder, capture_output=True, text=True
    )
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 2, done.stdout
    found = {name: {} for name in programs}
    for entry in report["generalDiagnostics"]:
        line = entry["range"]["start"]["line"]
        found[pathlib.Path(entry["file"]).name][line] = entry["message"]
    return found


def test_common_calls_are_free_of_false_errors(lines):  # row 16
    assert lines["common_calls.py"] == {}


def test_each_wrong_call_is_found(lines):  # row 16
    start = WRONG.index("") + 1
    calls = [i for i, text in enumerate(WRONG) if "(" in text and i > start]
    assert len(calls) == 9
    assert sorted(lines["wrong_calls.py"]) == calls
