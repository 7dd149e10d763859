"""A death at any act of a save leaves the older file or the newer one."""

import numpy as np
import pytest

import keras
from keras.testing import damaged_files, states_on_the_way


def made(value):
    layers = [keras.layers.Dense(2, name=name) for name in ("a", "b")]
    model = keras.Sequential([keras.Input((2,)), *layers])
    for weight in model.weights:
        weight.assign(np.full(weight.shape, value))
    return model


def value_of(kind, path):
    if kind in damaged_files.MODELS:
        model = keras.models.load_model(path)
    else:
        model = made(0.0)
        model.load_weights(path)
    (value,) = {float(v) for w in model.weights for v in np.unique(w)}
    return value


@pytest.mark.parametrize("kind", damaged_files.KINDS)
def test_each_state_on_the_way_is_the_older_or_the_newer(kind, tmp_path):
    save = {**damaged_files.MODELS, **damaged_files.VALUES}[kind]
    folder = tmp_path / "now"
    folder.mkdir()
    save(made(1.0), folder / kind)
    newer = made(2.0)
    states = states_on_the_way.of(lambda: save(newer, folder / kind), folder)
    found = []
    for number, state in enumerate(states):
        states_on_the_way.put(state, tmp_path / str(number))
        found.append(value_of(kind, tmp_path / str(number) / kind))
    assert found == sorted(found) and set(found) == {1.0, 2.0}
    # Nobody was killed: nothing is left of what was on the way.
    assert not [name for name in states[-1] if name.endswith(".part")]
