"""Tests of what is shown of progress, on terminals and in files."""

import io
import re

import pytest

from keras.callbacks import (
    callback_list,
    display,
    progbar_logger,
    progress_text,
)


class Terminal(io.StringIO):
    """Standard output that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True

    def rows(self):
        """Plays what was written as a terminal does; returns its rows."""
        plain = re.sub(r"\x1b\[[0-9;]*m", "", self.getvalue())
        rows = []
        for line in plain.split("\n"):
            row = ""
            for part in line.split("\r"):
                row = part + row[len(part) :]
            rows.append(row.rstrip())
        return rows


@pytest.fixture
def open_terminal(monkeypatch):
    """Puts a terminal in place; in the test, since pytest sets its own."""

    def put(columns=120):
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("COLUMNS", str(columns))
        stream = Terminal()
        monkeypatch.setattr("sys.stdout", stream)
        return stream

    return put


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests set by hand."""

    class Clock:
        now = 100.0

    monkeypatch.setattr("time.perf_counter", lambda: Clock.now)
    return Clock


def listening(verbose=1, **params):
    return callback_list.CallbackList(
        add_progbar=True, verbose=verbose, **params
    )


def run_epoch(callbacks, clock, steps=63, validation=True):
    callbacks.on_train_begin()
    callbacks.on_epoch_begin(0)
    for step in range(steps):
        clock.now += 0.02
        callbacks.on_steps(step + 1, {"loss": 0.5})
    if validation:
        callbacks.on_test_begin()
        callbacks.on_steps(3, {"loss": 0.25}, 10)
        clock.now += 0.5
        callbacks.on_steps(7, {"loss": 0.25}, 10)
        callbacks.on_test_end({"loss": 0.25})
    callbacks.on_epoch_end(0, {"loss": 0.5, "val_loss": 0.25})
    callbacks.on_train_end({})


@pytest.mark.parametrize("verbose", [1, 2, "auto"])
def test_a_file_gets_one_ascii_line_an_epoch(capsys, clock, verbose):
    """Row 65."""
    run_epoch(listening(verbose, epochs=5, steps=63), clock)
    assert capsys.readouterr().out == (
        "Epoch 1/5\n"
        "63/63 - 2s - loss: 0.5000 - val_loss: 0.2500 - 2s/epoch - 28ms/step\n"
    )


def test_a_file_gets_a_line_a_minute_in_a_long_epoch(capsys, clock):
    """Row 65."""
    callbacks = listening(epochs=1, steps=100)
    callbacks.on_epoch_begin(0)
    for step in range(25):
        clock.now += 6.0
        callbacks.on_steps(step + 1, {"loss": 0.5})
    assert capsys.readouterr().out.splitlines()[1:] == [
        "10/100 - 1:00 - loss: 0.5000 - 9:00 left",
        "20/100 - 2:00 - loss: 0.5000 - 8:00 left",
    ]


def test_verbose_0_shows_nothing(capsys, clock):
    run_epoch(listening(0, epochs=1), clock)
    assert capsys.readouterr().out == ""


def test_evaluate_and_predict_write_one_line(capsys, clock):
    callbacks = listening(epochs=1, steps=2)
    callbacks.on_test_begin()
    callbacks.on_steps(2, {"loss": 0.5})
    callbacks.on_test_end({"loss": 0.5})
    callbacks.on_predict_begin()
    callbacks.on_steps(2, {"outputs": [1.0]})
    callbacks.on_predict_end()
    assert capsys.readouterr().out.splitlines() == [
        "2/2 - 0s - loss: 0.5000 - 0us/epoch - 0us/step",
        "2/2 - 0s - 0us/epoch - 0us/step",
    ]


def test_an_unknown_length_is_known_after_the_first_epoch(capsys, clock):
    callbacks = listening(epochs=2, steps=None)
    run_epoch(callbacks, clock, validation=False)
    assert "63/63 - " in capsys.readouterr().out


def test_the_older_protocol_of_batches_moves_it(capsys, clock):
    callbacks = listening(2, epochs=1, steps=2)
    callbacks.on_epoch_begin(0)
    callbacks.on_train_batch_end(0, {"loss": 0.5})
    callbacks.on_train_batch_end(1, {"loss": 0.5})
    callbacks.on_epoch_end(0, {"loss": 0.5})
    assert "2/2 - 0s - loss: 0.5000" in capsys.readouterr().out


def test_a_terminal_keeps_one_row_an_epoch(open_terminal, clock):
    terminal = open_terminal()
    run_epoch(listening(epochs=5, steps=63), clock)
    bar = "━" * 30
    assert terminal.rows() == [
        "Epoch 1/5",
        f"63/63 {bar} 2s 28ms/step - loss: 0.5000 - val_loss: 0.2500",
        "",
    ]


def test_a_terminal_shows_validation(open_terminal, clock):
    """Row 64."""
    terminal = open_terminal()
    run_epoch(listening(epochs=5, steps=63), clock)
    assert "validation 7/10" in terminal.getvalue()


def test_the_length_of_validation_is_known_after_the_first(
    open_terminal, clock
):
    """Row 64."""
    terminal = open_terminal()
    callbacks = listening(epochs=2, steps=1)
    callbacks.on_train_begin()
    for epoch in range(2):
        callbacks.on_epoch_begin(epoch)
        callbacks.on_steps(1, {})
        callbacks.on_test_begin()
        for step in range(3):
            clock.now += 1.0
            callbacks.on_steps(step + 1, {})
        callbacks.on_test_end({})
        callbacks.on_epoch_end(epoch, {})
    shown = re.findall(r"validation (\d/.)", terminal.getvalue())
    assert shown == ["1/?", "2/?", "3/?", "1/3", "2/3", "3/3"]


def test_batch_hooks_of_validation_leave_its_length_known(open_terminal, clock):
    """Row 64: the total comes with the step, not with the hook."""
    terminal = open_terminal()
    callbacks = listening(epochs=1, steps=1)
    callbacks.on_train_begin()
    callbacks.on_epoch_begin(0)
    callbacks.on_test_begin()
    callbacks.on_steps(1, {}, 3)
    clock.now += 1.0
    callbacks.on_test_batch_end(1, {})
    assert "validation 2/3" in terminal.getvalue()


def test_a_bar_in_a_callback_stands_above_the_bar_of_the_epoch(
    open_terminal, clock
):
    terminal = open_terminal()
    outer = listening(epochs=1, steps=1000)
    outer.on_epoch_begin(0)
    outer.on_steps(1000, {"a_long_name": 0.5})
    inner = listening(epochs=1, steps=2)
    inner.on_test_begin()
    inner.on_steps(2, {})
    inner.on_test_end({})
    outer.on_epoch_end(0, {})
    first, inner_row, outer_row, _ = terminal.rows()
    assert first == "Epoch 1/1"
    assert inner_row.startswith("2/2 ") and "a_long_name" not in inner_row
    assert outer_row.startswith("1000/1000 ")


def test_a_terminal_is_drawn_on_ten_times_a_second(open_terminal, clock):
    terminal = open_terminal()
    run_epoch(listening(epochs=1, steps=63), clock, validation=False)
    drawn = terminal.getvalue().count("\r")
    assert 12 <= drawn <= 15  # 1.26 s, the first and the last


def test_logs_are_fetched_only_to_be_drawn(open_terminal, clock):
    open_terminal()

    class Watched(dict):
        reads = 0

        def __getitem__(self, key):
            Watched.reads += 1
            return super().__getitem__(key)

    callbacks = listening(epochs=1, steps=50)
    callbacks.on_epoch_begin(0)
    logger = callbacks.callbacks[-1]
    for step in range(50):
        logger.on_steps(step + 1, Watched(loss=0.5))
    assert Watched.reads == 1


def test_a_narrow_terminal_gets_no_second_row(open_terminal, clock):
    terminal = open_terminal(columns=40)
    callbacks = listening(epochs=1, steps=63)
    callbacks.on_epoch_begin(0)
    callbacks.on_steps(3, {"a_long_name_of_a_metric": 0.5})
    assert len(terminal.rows()[-1]) <= 39


def test_a_narrow_terminal_gets_a_short_bar(open_terminal, clock):
    terminal = open_terminal(columns=40)
    callbacks = listening(epochs=1, steps=63)
    callbacks.on_epoch_begin(0)
    callbacks.on_steps(63, {})
    assert terminal.rows()[-1].startswith("63/63 " + "━" * 10 + " 0s left")


def test_a_terminal_of_ascii_gets_nothing_else(open_terminal, clock):
    terminal = open_terminal(columns=40)
    terminal.encoding = "ascii"
    callbacks = listening(epochs=1, steps=63)
    callbacks.on_epoch_begin(0)
    callbacks.on_steps(3, {"a_long_name_of_a_metric": 0.5})
    callbacks.on_epoch_end(0, {"a_long_name_of_a_metric": 0.5})
    assert terminal.getvalue().isascii()
    assert len(terminal.rows()[1]) > 40


def test_an_error_leaves_the_cursor_on_a_new_row(open_terminal, clock):
    terminal = open_terminal()
    callbacks = listening(epochs=1, steps=63)
    with pytest.raises(RuntimeError), callbacks:
        callbacks.on_epoch_begin(0)
        callbacks.on_steps(3, {})
        raise RuntimeError
    assert terminal.getvalue().endswith("\n")


def test_what_a_callback_says_stands_above_the_bar(open_terminal, clock):
    terminal = open_terminal()
    callbacks = listening(epochs=1, steps=4)
    callbacks.on_epoch_begin(0)
    callbacks.on_steps(3, {})
    display.say("saved")
    callbacks.on_epoch_end(0, {})
    rows = terminal.rows()
    assert rows[:2] == ["Epoch 1/1", "saved"]
    assert rows[2].startswith("3/4 ")


def test_a_dumb_terminal_is_no_terminal(open_terminal, monkeypatch):
    open_terminal()
    monkeypatch.setenv("TERM", "dumb")
    assert not display.is_interactive()


def test_an_unknown_unit_of_counting_is_refused():
    with pytest.raises(ValueError, match="'steps'.*count_mode='batches'"):
        progbar_logger.ProgbarLogger("batches")


@pytest.mark.parametrize(
    "value, text",
    [
        (0.25, "0.2500"),
        (0.0001, "1.0000e-04"),
        (0.0, "0.0000e+00"),
        (-1234.5, "-1234.5000"),
        (float("nan"), "nan"),
        ([0.5, 1.5], "1.0000"),
        ("name", "name"),
        ([[1.0], [1.0, 2.0]], "[[1.0], [1.0, 2.0]]"),
    ],
)
def test_values_are_written_as_keras_2_writes_them(value, text):
    assert progress_text.amount(value) == text


@pytest.mark.parametrize(
    "seconds, text", [(7.4, "7s"), (65, "1:05"), (7265, "2:01:05")]
)
def test_long_times_are_written_as_a_clock(seconds, text):
    assert progress_text.clock(seconds) == text


@pytest.mark.parametrize(
    "seconds, text", [(85e-6, "85us"), (0.012, "12ms"), (3.0, "3s")]
)
def test_short_times_are_written_with_their_unit(seconds, text):
    assert progress_text.short(seconds) == text
