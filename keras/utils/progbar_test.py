"""Tests of the progress bar for loops of one's own."""

import pytest
import tensorflow as tf

from keras.utils import progbar


def test_values_are_means_over_the_steps():
    bar = progbar.Progbar(10, verbose=0)
    bar.update(1, [("loss", 4.0)])
    bar.update(4, [("loss", 2.0)])
    assert bar.values == {"loss": (4.0 + 3 * 2.0) / 4}


def test_tensors_are_shown_as_their_numbers(capsys):
    bar = progbar.Progbar(1, verbose=2, stateful_metrics=["step"])
    losses = [("loss", tf.constant(1.5)), ("both", tf.constant([1.0, 2.0]))]
    bar.update(1, [*losses, ("step", tf.Variable(3.0))])
    assert " - loss: 1.5000 - both: 1.5000 - step: 3.0000 - " in (
        capsys.readouterr().out
    )


def test_a_stateful_value_is_shown_as_it_is():
    bar = progbar.Progbar(10, verbose=0, stateful_metrics=["accuracy"])
    bar.add(1, [("accuracy", 0.1)])
    bar.add(1, [("accuracy", 0.7)])
    assert bar.values == {"accuracy": 0.7}


def test_what_is_no_number_is_shown_as_it_is(capsys):
    bar = progbar.Progbar(2, verbose=2)
    bar.add(1, {"state": "warm", "loss": None})
    bar.add(1, {"state": "ready", "loss": 3.0})
    assert " - state: ready - loss: 3.0000 - " in capsys.readouterr().out


def test_a_target_that_is_no_number_is_told():
    with pytest.raises(TypeError, match="Progbar: .* target='ten'"):
        progbar.Progbar("ten")


def test_a_file_gets_one_line_at_the_end(capsys):
    bar = progbar.Progbar(3, unit_name="file")
    for _ in range(3):
        bar.add(1, [("size", 2.0)])
    text = capsys.readouterr().out
    assert text.startswith("3/3 - 0s - size: 2.0000 - ")
    assert text.endswith("/file\n")
    assert "epoch" not in text
    assert text.count("\n") == 1


def test_without_a_target_finalize_ends_it(capsys):
    bar = progbar.Progbar(None, verbose=2)
    bar.update(5)
    bar.update(7, finalize=True)
    assert capsys.readouterr().out.startswith("7/7 - 0s - ")


def test_verbose_0_shows_nothing(capsys):
    progbar.Progbar(1, verbose=0).add(1)
    assert capsys.readouterr().out == ""
