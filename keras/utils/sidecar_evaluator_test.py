"""Checkpoints are evaluated by a model of another process."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X, Y = np.ones((4, 3), "float32"), np.zeros((4, 1), "float32")


class Noted(keras.callbacks.Callback):
    losses = ()

    def on_test_end(self, logs=None):
        self.losses = (*self.losses, logs["loss"])


def made_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def evaluated(folder, data=(X, Y)):
    noted = Noted()
    keras.utils.SidecarEvaluator(
        made_model(), data, str(folder), max_evaluations=2, callbacks=[noted]
    ).start()
    return noted.losses


def test_the_weights_of_model_checkpoint_are_evaluated(tmp_path):
    model = made_model()
    saving = keras.callbacks.ModelCheckpoint(
        str(tmp_path / "ckpt-{epoch}"), save_weights_only=True
    )
    model.fit(X, Y, epochs=2, verbose=0, callbacks=[saving])
    (loss,) = evaluated(tmp_path)
    assert loss == pytest.approx(model.evaluate(X, Y, verbose=0), rel=1e-5)


def test_a_checkpoint_of_model_and_optimizer_is_evaluated(tmp_path):
    model = made_model()
    model.fit(X, Y, verbose=0)
    checkpoint = tf.train.Checkpoint(model=model, optimizer=model.optimizer)
    checkpoint.write(str(tmp_path / "ckpt-2"))
    tf.compat.v1.train.update_checkpoint_state(
        str(tmp_path), str(tmp_path / "ckpt-2")
    )
    data = tf.data.Dataset.from_tensors((X, Y))
    (loss,) = evaluated(tmp_path, data)
    assert loss == pytest.approx(model.evaluate(X, Y, verbose=0), rel=1e-5)


@pytest.mark.parametrize("gone", ["data-00000-of-00001", "index"])
def test_a_checkpoint_that_goes_away_is_passed_over(
    tmp_path, monkeypatch, capsys, gone
):
    model = made_model()
    paths = [str(tmp_path / f"ckpt-{number}") for number in (1, 2)]
    for path in paths:
        model.save_weights(path)
    (tmp_path / f"ckpt-1.{gone}").unlink()
    monkeypatch.setattr(tf.train, "checkpoints_iterator", lambda folder: paths)
    assert len(evaluated(tmp_path)) == 1
    assert "ckpt-1' went away" in capsys.readouterr().out


def test_a_checkpoint_that_does_not_fit_is_told(tmp_path, monkeypatch):
    other = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
    other.save_weights(str(tmp_path / "ckpt-1"))
    with pytest.raises(ValueError, match="shape"):
        evaluated(tmp_path)


def test_a_checkpoint_needs_a_number(tmp_path):
    made_model().save_weights(str(tmp_path / "ckpt"))
    with pytest.raises(ValueError, match="a name such as 'ckpt-3'"):
        evaluated(tmp_path)


def test_whoever_waits_says_for_what(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tf.train, "checkpoints_iterator", lambda folder: [])
    assert evaluated(tmp_path / "none") == ()
    assert "first checkpoint in" in capsys.readouterr().out


def test_there_is_something_to_evaluate():
    with pytest.raises(ValueError, match="max_evaluations=0"):
        keras.utils.SidecarEvaluator(None, X, "a", max_evaluations=0)


def test_the_model_has_to_be_compiled(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    evaluator = keras.utils.SidecarEvaluator(model, X, str(tmp_path))
    with pytest.raises(RuntimeError, match="isn't compiled.*optimizer=None"):
        evaluator.start()
