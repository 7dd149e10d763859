"""What a type checker says of users' programs, with the wheel's stubs."""

import ast
import importlib.util
import json
import pathlib
import re
import subprocess
import sys

import pytest

from pip_package import tensorflow_stubs

HERE = pathlib.Path(__file__).absolute().parent
PROGRAMS = ["common_calls.py", "wrong_calls.py"]
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
def folder(tmp_path_factory):
    """Where the users' programs are, beside the environment."""
    folder = tmp_path_factory.mktemp("user")
    install(folder)
    for name in PROGRAMS:
        (folder / name).write_text((HERE / "testdata" / name).read_text())
    return folder


def said(folder, checker, *arguments):
    """What a checker writes."""
    command = [sys.executable, "-m", checker, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def pyright(folder):
    settings = {"typeCheckingMode": "standard", "venvPath": ".", "venv": "env"}
    settings |= {"reportMissingModuleSource": "none", "include": PROGRAMS}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    report = json.loads(said(folder, "basedpyright", "--outputjson", "-p", "."))
    assert report["summary"]["filesAnalyzed"] == 2
    for entry in report["generalDiagnostics"]:
        place = (
            pathlib.Path(entry["file"]).name,
            entry["range"]["start"]["line"],
        )
        yield *place, entry["message"]


def mypy(folder):
    # An interpreter whose packages are those of the environment.
    python = folder / "env" / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    home = f"home = {pathlib.Path(sys.executable).resolve().parent}\n"
    (folder / "env" / "pyvenv.cfg").write_text(home)
    text = said(folder, "mypy", "--python-executable", python, *PROGRAMS)
    for line in text.splitlines():
        found = re.match(r"(.*?):(\d+): error: (.*)", line)
        if found:
            yield found[1], int(found[2]) - 1, found[3]


@pytest.fixture(scope="module", params=[pyright, mypy])
def lines(request, folder):
    """The lines with errors, by file."""
    found = {name: {} for name in PROGRAMS}
    for name, line, message in request.param(folder):
        found[name][line] = message
    return found


def test_common_calls_are_free_of_false_errors(lines):  # row 16
    assert lines["common_calls.py"] == {}


def test_there_are_two_hundred_functions_and_classes_that_are_called():
    tree = ast.parse((HERE / "testdata/common_calls.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert len({ast.unparse(call.func) for call in calls}) > 200


def test_each_wrong_call_is_found(lines):  # row 16
    start = WRONG.index("") + 1
    calls = [i for i, text in enumerate(WRONG) if "(" in text and i > start]
    assert len(calls) == 13
    assert sorted(lines["wrong_calls.py"]) == calls
