"""Tests of `python -m keras` as a program."""

import subprocess
import sys

import pytest
from click import testing

import keras
from keras import cli
from keras.cli import app


def run(*words):
    return testing.CliRunner().invoke(app.commands, words)


def program(*command):
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True
    )


def test_help_of_every_command_imports_no_tensorflow():
    done = program("-X", "importtime", "-m", "keras", "--help")
    assert done.returncode == 0
    assert "Usage: python -m keras" in done.stdout
    assert all(f"\n  {name} " in done.stdout for name in cli.__all__)
    assert "keras.cli.app" in done.stderr
    assert "tensorflow" not in done.stderr


def test_without_click_the_package_is_asked_for_by_name():
    hidden = "import sys, runpy; sys.modules['click'] = None\n"
    start = "runpy.run_module('keras', run_name='__main__')"
    done = program("-c", hidden + start)
    assert done.returncode == 1
    assert "pip install 'keras[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_the_package_s():
    assert run("--version").output == f"keras, version {keras.__version__}\n"


@pytest.mark.parametrize(
    "words", [["nothing"], ["summary"], ["summary", "a", "b"], ["--none"]]
)
def test_wrong_use_is_exit_code_2(words):
    done = run(*words)
    assert done.exit_code == 2
    assert done.stdout == "" and "Usage:" in done.stderr


def test_a_failure_is_exit_code_1_and_a_line_on_stderr(tmp_path):
    path = tmp_path / "model.keras"
    path.write_text("text")
    done = run("summary", str(path))
    assert done.exit_code == 1 and done.stdout == ""
    assert done.stderr.startswith(f"Error: Model file {str(path)!r}")


@pytest.fixture
def model_file(tmp_path):
    layers = [keras.Input((3,)), keras.layers.Dense(2, name="scores")]
    keras.Sequential(layers).save(tmp_path / "model.keras")
    return str(tmp_path / "model.keras")


def test_summary_prints_the_table_of_a_file_s_layers(model_file):
    done = run("summary", model_file, "--trainable")
    assert done.exit_code == 0
    assert "scores (Dense)" in done.stdout and "8" in done.stdout


def test_summary_writes_a_page_and_not_over_another(model_file, tmp_path):
    words = ["summary", model_file, "--html", str(tmp_path / "model.html")]
    assert run(*words).exit_code == 0
    page = (tmp_path / "model.html").read_text()
    assert page.startswith("<!DOCTYPE html>") and "scores" in page
    (tmp_path / "model.html").write_text("mine")
    done = run(*words)
    assert done.exit_code == 1 and "--overwrite" in done.stderr
    assert (tmp_path / "model.html").read_text() == "mine"
    assert run(*words, "--overwrite").exit_code == 0
    assert (tmp_path / "model.html").read_text() == page
