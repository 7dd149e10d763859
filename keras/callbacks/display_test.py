"""Tests of the choice of a display, of notebooks, and of the log."""

import logging
import sys
import types

import numpy as np
import pytest

import keras
from keras.callbacks import display, interactive_logging, notebook_bar
from keras.callbacks.progress_text import Progress


class Cell:
    """A stand-in for IPython's display, and for a notebook's output."""

    def __init__(self):
        self.shown = []

    def display(self, picture, display_id):
        assert display_id is True
        self.shown.append(("new", repr(picture), picture._repr_html_()))
        return self

    def update(self, picture):
        self.shown.append(("same", repr(picture), picture._repr_html_()))


@pytest.fixture
def cell(monkeypatch):
    made = Cell()
    package = types.ModuleType("IPython")
    package.display = made
    monkeypatch.setitem(sys.modules, "IPython", package)
    return made


@pytest.fixture
def open_notebook(monkeypatch):
    """Puts a notebook's output in place; in the test, after pytest's own."""

    def put():
        kind = type("OutStream", (list,), {"__module__": "ipykernel.iostream"})
        kind.write = lambda self, text: self.append(text)
        kind.flush = lambda self: None
        stream = kind()
        monkeypatch.setattr(sys, "stdout", stream)
        return stream

    return put


def test_a_notebook_has_one_bar_that_changes_and_goes_away(cell):
    bar = notebook_bar.NotebookBar()
    bar.show(Progress(1, 4, 2.0, {"a<b": 0.5}))
    bar.show(Progress(2, None, 2.0))
    bar.hide()
    bar.hide()
    assert cell.shown == [
        (
            "new",
            "1/4 - 2s - a<b: 0.5000 - 6s left",
            '<progress value="1" max="4"></progress> '
            "<code>1/4 - 2s - a&lt;b: 0.5000 - 6s left</code>",
        ),
        ("same", "2/? - 2s", "<progress></progress> <code>2/? - 2s</code>"),
        ("same", "", ""),
    ]


def test_a_notebook_keeps_the_lines(cell, open_notebook, monkeypatch):
    stream = open_notebook()
    shown = display.open_display(1)
    assert isinstance(shown, display.NotebookDisplay)
    shown.begin("Epoch 1/2")
    shown.show(Progress(1, 4, 2.0))
    shown.end(Progress(4, 4, 8.0))
    shown.close()
    assert "".join(stream) == "Epoch 1/2\n4/4 - 8s - 8s/epoch - 2s/step\n"
    assert [kind for kind, *_ in cell.shown] == ["new", "same"]


def test_a_short_run_in_a_notebook_has_no_bar(cell, open_notebook):
    stream = open_notebook()
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(1,))])
    model.predict(np.ones((2, 1)))
    assert "".join(stream).startswith("1/1 - 0s - ")
    assert cell.shown == []


@pytest.fixture
def no_interaction():
    interactive_logging.disable_interactive_logging()
    yield
    interactive_logging.enable_interactive_logging()


def test_progress_goes_to_the_log_on_request(no_interaction, capsys, caplog):
    caplog.set_level(logging.INFO, "keras")
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(1,))])
    model.compile("sgd", "mse")
    model.fit(np.ones((2, 1)), np.ones((2, 1)))
    assert capsys.readouterr().out == ""
    title, line = [record.getMessage() for record in caplog.records]
    assert title == "Epoch 1/1" and line.startswith("1/1 - ")


def test_the_log_gets_no_bar(no_interaction, open_notebook):
    open_notebook()
    assert type(display.open_display(1)) is display.LineDisplay


def test_a_file_gets_the_lines_of_fit(capsys):
    """Row 65."""
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(1,))])
    model.compile("sgd", "mse")
    x = np.ones((64, 1))
    model.fit(x, x, batch_size=1, epochs=3, validation_data=(x, x))
    lines = capsys.readouterr().out.splitlines()
    assert lines[::2] == ["Epoch 1/3", "Epoch 2/3", "Epoch 3/3"]
    assert len(lines) == 6 and all(line.isascii() for line in lines)
    assert all(line.startswith("64/64 - ") for line in lines[1::2])
    assert all(" - val_loss: " in line for line in lines[1::2])
