"""A file that is replaced while it is read comes whole: older, or newer."""

import numpy as np
import pytest

import keras
from keras.saving.files import whole_reading
from keras.saving.formats import description
from keras.saving.values import model_values
from keras.testing import damaged_files


def made(value):
    layers = [keras.layers.Dense(2, name=name) for name in ("a", "b")]
    model = keras.Sequential([keras.Input((2,)), *layers], f"of_{value}")
    for weight in model.weights:
        weight.assign(np.full(weight.shape, value))
    return model


def value_of(model):
    (value,) = {float(v) for w in model.weights for v in np.unique(w)}
    return value


def saving_once(act, save):
    """Returns an act that is late the first time: another save came first."""
    waiting = [save]

    def late(*arguments, **options):
        if waiting:
            waiting.pop()()
        return act(*arguments, **options)

    return late


@pytest.mark.parametrize("kind", damaged_files.MODELS)
def test_a_description_comes_with_its_own_values(kind, tmp_path, monkeypatch):
    save, path = damaged_files.MODELS[kind], tmp_path / kind
    save(made(1), path)
    newer = made(2)
    late = saving_once(description.made, lambda: save(newer, path))
    monkeypatch.setattr(description, "made", late)
    found = keras.models.load_model(path)
    # A file is open, and stays the older one; a folder is read anew.
    is_file = path.is_file()
    assert value_of(found) == (1.0 if is_file else 2.0)
    assert found.name == ("of_1" if is_file else "of_2")


def test_values_in_several_files_are_of_one_save(tmp_path, monkeypatch):
    save, path = (
        damaged_files.VALUES["a.weights.json"],
        tmp_path / "a.weights.json",
    )
    save(made(1), path)
    newer, found = made(2), made(0)
    late = saving_once(model_values.read, lambda: save(newer, path))
    monkeypatch.setattr(model_values, "read", late)
    found.load_weights(path)
    assert value_of(found) == 2.0


def test_a_folder_that_never_stays_the_same_is_told(tmp_path):
    count = 0
    with pytest.raises(ValueError, match="changed each of 20 times"):
        for attempt in whole_reading.attempts(tmp_path):
            with attempt:
                count += 1
                (tmp_path / "new").mkdir()
                (tmp_path / "new").rename(tmp_path / str(count))
