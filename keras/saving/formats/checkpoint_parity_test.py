"""Checkpoints of several files are read by tf_keras."""

import numpy as np
import tf_keras

import keras


def make(package, value):
    layers = [package.Input((3,)), package.layers.Dense(2)]
    model = package.Sequential(layers)
    model.set_weights([np.full((3, 2), value), np.full(2, value)])
    return model


def test_a_replaced_checkpoint_is_read_by_tf_keras(tmp_path):
    path = str(tmp_path / "a")
    for value in (1.0, 2.0):
        make(keras, value).save_weights(path)
    assert len(list(tmp_path.glob("a.data-*"))) == 2
    model = make(tf_keras, 0.0)
    model.load_weights(path).assert_consumed()
    np.testing.assert_array_equal(model.get_weights()[0], np.full((3, 2), 2.0))
