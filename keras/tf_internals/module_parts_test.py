"""TensorFlow's notes are told from a user's attributes by their whole names."""

import copy

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.tf_internals import module_parts

X = np.arange(6.0, dtype="float32").reshape(2, 3)
ENDINGS = [".keras", ".weights.h5"]


class Attending(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._self_attention = keras.layers.Dense(3)
        self._self_heads = [keras.layers.Dense(3), keras.layers.Dense(3)]

    def call(self, x):
        x = self._self_attention(x)
        return self._self_heads[0](x) + self._self_heads[1](x)


class Noting(keras.metrics.Metric):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._self_means = [keras.metrics.Mean(), keras.metrics.Mean()]

    def update_state(self, y_true, y_pred, sample_weight=None):
        self._self_means[1].update_state(y_pred)

    def result(self):
        return self._self_means[1].result()


def made():
    return keras.Sequential([keras.Input((3,)), Attending()])


def test_layers_in_attributes_that_begin_like_tensorflows_notes_are_trained():
    model = made()
    before = [w.numpy() for w in model.trainable_weights]
    assert len(before) == 6
    model.compile("sgd", "mse")
    model.fit(X, X, verbose=0)
    after = model.get_weights()
    assert not any(np.array_equal(a, b) for a, b in zip(before, after))


@pytest.mark.parametrize("ending", ENDINGS)
def test_files_have_layers_in_attributes_that_begin_like_notes(
    ending, tmp_path
):
    model, path = made(), tmp_path / f"a{ending}"
    save = model.save if ending == ".keras" else model.save_weights
    save(path)
    other = made()
    other.load_weights(path)
    np.testing.assert_array_equal(other(X), model(X))


def test_a_copy_shares_the_lists_of_a_user_and_has_its_own_notes():
    layer = Attending()
    layer(X)
    other = copy.copy(layer)
    assert other._self_heads is layer._self_heads
    noted = "_self_unconditional_checkpoint_dependencies"
    assert vars(other)[noted] is not vars(layer)[noted]


def test_metrics_in_a_list_that_begins_like_a_note_are_reset():
    metric = Noting()
    metric.update_state(None, [3.0])
    assert float(metric.result()) == 3.0
    metric.reset_state()
    assert float(metric.result()) == 0.0
    assert len(metric.variables) == 4


def test_all_that_tensorflow_notes_about_a_module_is_listed(tmp_path):
    module = tf.Module()
    module.part = tf.Module()
    module.many = [tf.Variable(1.0)]
    path = tf.train.Checkpoint(root=module).save(tmp_path / "c")
    again = tf.Module()
    # Restored before its parts are there, of which TensorFlow takes note.
    tf.train.Checkpoint(root=again).restore(path)
    again.many = [tf.Variable(0.0)]
    noted = {n for n in [*vars(module), *vars(again)] if n.startswith("_self")}
    assert noted and noted <= module_parts.NOTES
    assert float(again.many[0]) == 1.0
