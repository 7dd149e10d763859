"""A better file stays where training goes on in another process."""

# row 28: `save_best_only` overwrote the best model with a worse one.

import json
import zipfile

import h5py
import numpy as np
import pytest

import keras
from keras.callbacks import best_of_file
from keras.saving.config import file_note
from keras.saving.formats import noted

X = np.linspace(-1, 1, 12, dtype="float32").reshape(4, 3)
NAMES = ["best.keras", "best.weights.h5", "best.h5"]


class Losses(keras.callbacks.Callback):
    """Puts losses into the logs."""

    def __init__(self, *losses):
        super().__init__()
        self.losses = list(losses)

    def on_epoch_end(self, epoch, logs=None):
        logs["loss"] = self.losses.pop(0)


def fit(path, losses, trained=0, **options):
    """Trains; returns which epochs were saved."""
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse")
    if trained:
        model.train_on_batch(X, X[:, :1])
    best = keras.callbacks.ModelCheckpoint(
        path,
        "loss",
        save_best_only=True,
        save_weights_only=path.name != "best.keras",
    )
    saved = []
    name = "save_weights" if best.save_weights_only else "save"
    save = getattr(model, name)
    setattr(
        model,
        name,
        lambda *a, **k: (saved.append(len(saved)), save(*a, **k)),
    )
    options = {"epochs": len(losses), "verbose": 0, **options}
    model.fit(X, X[:, :1], callbacks=[Losses(*losses), best], **options)
    return len(saved), best


@pytest.fixture
def other_process(monkeypatch):
    """Lets what is done from now on be done by another process."""
    return lambda: best_of_file._process.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_a_later_epoch_replaces_only_a_worse_file(
    name, tmp_path, other_process, capsys
):
    path = tmp_path / name
    assert fit(path, [0.5, 0.25])[0] == 2
    other_process()
    count, best = fit(path, [0.3, 0.2], epochs=4, initial_epoch=2)
    assert (count, best.best) == (1, 0.2)
    assert "saved before with loss=0.25000" in capsys.readouterr().out


def test_an_optimizer_that_took_steps_goes_on_too(tmp_path, other_process):
    path = tmp_path / "best.keras"
    fit(path, [0.5])
    other_process()
    assert fit(path, [0.6, 0.4], trained=1)[0] == 1


def test_training_begun_anew_replaces_the_file(tmp_path, other_process):
    path = tmp_path / "best.keras"
    fit(path, [0.5])
    other_process()
    assert fit(path, [0.6])[0] == 1


def test_another_fit_of_a_process_begins_anew_as_in_keras_2(tmp_path):
    path = tmp_path / "best.keras"
    fit(path, [0.5])
    assert fit(path, [0.6], trained=1)[0] == 1


def test_a_value_of_another_name_says_nothing(tmp_path, other_process):
    path = tmp_path / "best.keras"
    fit(path, [0.5])
    other_process()
    assert best_of_file.of_earlier_process(path, "val_loss", None) is None
    assert best_of_file.of_earlier_process(path, "loss", None) == 0.5


def test_what_the_file_tells_is_where_other_readers_do_not_look(tmp_path):
    path = tmp_path / "best.keras"
    fit(path, [0.5])
    with zipfile.ZipFile(path) as archive:
        told = json.loads(archive.read("metadata.json"))
    assert told[file_note.NAME]["value"] == 0.5
    assert sorted(p.name for p in tmp_path.iterdir()) == ["best.keras"]
    plain = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    plain.save(tmp_path / "plain.keras")
    assert noted.read(tmp_path / "plain.keras") == {}


@pytest.mark.parametrize("value", ["0.5", None, float("inf"), True, [0.5]])
def test_a_note_that_tells_no_number_is_none(value, tmp_path):
    path = tmp_path / "a.h5"
    note = json.dumps({"monitor": "loss", "value": value})
    with h5py.File(path, "w") as file:
        file.attrs[file_note.NAME] = np.bytes_(note)
    assert best_of_file.of_earlier_process(path, "loss", None) is None


@pytest.mark.parametrize("text", ["a text", np.bytes_("no JSON"), 3.0])
def test_an_attribute_of_another_kind_is_no_note(text, tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.attrs[file_note.NAME] = text
    assert noted.read(path) == {}


def test_a_damaged_file_tells_nothing(tmp_path):
    (tmp_path / "a.keras").write_bytes(b"PK\x03\x04 and no more")
    assert noted.read(tmp_path / "a.keras") == {}
    assert noted.read(tmp_path / "none.keras") == {}


def test_a_file_that_is_newer_than_a_backup_stays(tmp_path, other_process):
    path = tmp_path / "best.keras"
    _, first = fit(path, [0.5])
    state = first.state_dict()
    fit(path, [0.1], epochs=2, initial_epoch=1)
    other_process()
    again = keras.callbacks.ModelCheckpoint(path, "loss", save_best_only=True)
    again.load_state_dict(state)
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse")
    calls = [Losses(0.3), again]
    options = {"epochs": 2, "initial_epoch": 1, "verbose": 0}
    model.fit(X, X[:, :1], callbacks=calls, **options)
    assert best_of_file.of_earlier_process(path, "loss", None) == 0.1
    assert again.best == 0.1


def test_a_value_whose_file_could_not_be_written_is_not_the_best(tmp_path):
    path = tmp_path / "best.keras"
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse")
    best = keras.callbacks.ModelCheckpoint(path, "loss", save_best_only=True)
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(OSError):
        model.fit(X, X[:, :1], callbacks=[Losses(0.1), best], verbose=0)
    (path / "in the way").rmdir()
    path.rmdir()
    model.fit(X, X[:, :1], callbacks=[Losses(0.2), best], verbose=0)
    assert path.is_file() and best.best == 0.2
