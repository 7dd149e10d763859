"""`python -m keras migrate` on files."""

import json
import os
import stat
import sys

import pytest
from click import testing

from keras.cli import app

OLD = "from keras.layers.core import Dense  # café\n\nDense(output_dim=3)\n"
NEW = "from keras.layers import Dense  # café\n\nDense(units=3)\n"
LEFT = "from keras.layers import Highway\nHighway()\n"


def run(*words):
    return testing.CliRunner().invoke(app.commands, ["migrate", *words])


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.py"
    path.write_text(OLD, "utf-8")
    return path


def test_what_would_change_is_shown_and_nothing_is_written(old):
    done = run(str(old))
    assert done.exit_code == 0 and done.stderr == ""
    assert "-Dense(output_dim=3)\n+Dense(units=3)\n" in done.stdout
    assert old.read_text("utf-8") == OLD


def test_written_files_keep_their_mode_and_a_second_run_changes_nothing(old):
    old.chmod(0o751)
    assert run("--write", str(old)).stdout == ""
    assert old.read_text("utf-8") == NEW
    assert stat.S_IMODE(old.stat().st_mode) == 0o751
    before = old.stat().st_ino
    assert run("--write", str(old)).exit_code == 0
    assert old.stat().st_ino == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(tmp_path, encoding, end):
    head = "# -*- coding: latin-1 -*-\n" if encoding == "latin-1" else ""
    path = tmp_path / "old.py"
    path.write_bytes((head + OLD).replace("\n", end).encode(encoding))
    assert run("--write", str(path)).exit_code == 0
    assert path.read_bytes() == (head + NEW).replace("\n", end).encode(encoding)


def test_a_link_stays_one(old, tmp_path):
    link = tmp_path / "link.py"
    link.symlink_to(old)
    assert run("--write", str(link)).exit_code == 0
    assert link.is_symlink() and old.read_text("utf-8") == NEW


def test_what_is_left_is_listed_by_line_with_the_reason(tmp_path):
    path = tmp_path / "old.py"
    path.write_text(LEFT)
    done = run(str(path))
    assert done.exit_code == 0 and done.stdout == ""
    assert done.stderr.startswith(f"{path}:2: Highway: write it from Dense")


@pytest.mark.parametrize(
    "text,reason",
    [("print 'a'\n", "isn't Python 3"), (None, "No such file")],
)
def test_a_bad_file_is_exit_code_1_and_no_file_is_changed(old, text, reason):
    bad = old.with_name("bad.py")
    if text is not None:
        bad.write_text(text)
    done = run("--write", str(old), str(bad))
    assert done.exit_code == 1 and reason in done.stderr
    assert str(bad) in done.stderr
    assert old.read_text("utf-8") == OLD


def test_an_unknown_dialect_is_exit_code_1(old):
    done = run("--write", "--dialect", "theano", str(old))
    assert done.exit_code == 1
    assert "Expected one of keras1, keras2" in done.stderr
    assert old.read_text("utf-8") == OLD


def test_without_libcst_the_package_is_asked_for_by_name(old, monkeypatch):
    for name in list(sys.modules):
        if name.startswith("keras.cli.migration."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("keras.cli.migration.migrate", raising=False)
    monkeypatch.setitem(sys.modules, "libcst", None)
    done = run(str(old))
    assert done.exit_code == 1
    assert "libcst isn't installed" in done.stderr
    assert "pip install 'keras[cli]'" in done.stderr


def test_no_part_of_a_file_is_left_when_writing_fails(old, monkeypatch):
    def refused(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", refused)
    done = run("--write", str(old))
    assert done.exit_code == 1 and "the disk is full" in done.stderr
    assert old.read_text("utf-8") == OLD
    assert os.listdir(old.parent) == ["old.py"]


def notebook(*sources, **more):
    cells = [
        {"cell_type": "code", "outputs": [], "source": source}
        for source in sources
    ]
    words = {"cell_type": "markdown", "source": ["from keras.layers.core\n"]}
    return {"cells": [words, *cells], "metadata": {"é": 1}, **more}


def written(tmp_path, book, **layout):
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(book, **layout) + "\n", "utf-8")
    return path


MAGIC = "%%bash\npip install keras.layers.core\n"
CELLS = (
    ["%matplotlib inline\n", "from keras.layers.core import Dense"],
    MAGIC,
    "if True:\n    !ls\nDense(output_dim=3)",
)


@pytest.mark.parametrize("indent", [1, 2, None])
def test_the_code_of_a_notebook_is_rewritten_and_its_layout_stays(
    tmp_path, indent
):
    path = written(tmp_path, notebook(*CELLS), indent=indent)
    assert run("--write", str(path)).exit_code == 0
    after = (
        ["%matplotlib inline\n", "from keras.layers import Dense"],
        MAGIC,
        "if True:\n    !ls\nDense(units=3)",
    )
    new = json.dumps(notebook(*after), indent=indent) + "\n"
    assert path.read_text("utf-8") == new


def test_notes_of_a_notebook_say_the_cell_and_its_line(tmp_path):
    path = written(tmp_path, notebook("a = 1\n", LEFT))
    assert f"{path}:" in run(str(path)).stderr
    assert "cell 3, line 2: Highway" in run(str(path)).stderr


IPYTHON = (
    "files = !ls *.h5\nx, y = %timeit -o f()\nfor f in files:\n"
    "    z = %time g()\nmodel.fit?\nnp.*load*?\n"
)


def test_what_only_ipython_reads_stays(tmp_path):
    path = written(tmp_path, notebook(IPYTHON, 'a = """\n%s?\n"""', CELLS[0]))
    assert run("--write", str(path)).exit_code == 0
    text = path.read_text("utf-8")
    assert json.loads(text)["cells"][1]["source"] == IPYTHON
    assert "keras.layers import Dense" in text


def test_a_cell_that_no_python_reads_is_named(tmp_path):
    path = written(tmp_path, notebook("a = 1\n", "!ls\nprint 'a'\n"))
    done = run(str(path))
    assert done.exit_code == 1 and "cell 3, line 2 isn't Python" in done.stderr
    more = {"metadata": {"kernelspec": {"language": "R"}}}
    done = run(str(written(tmp_path, notebook("a <- 1", **more))))
    assert done.exit_code == 1 and "isn't written in Python" in done.stderr


@pytest.mark.parametrize("text", ["{}", "[1]", "text", '{"cells": [1]}'])
def test_what_is_no_notebook_is_exit_code_1(tmp_path, text):
    path = tmp_path / "old.ipynb"
    path.write_text(text)
    done = run(str(path))
    assert done.exit_code == 1
    assert "isn't a notebook. Expected JSON with cells" in done.stderr
