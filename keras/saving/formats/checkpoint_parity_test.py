"""Checkpoints of several files are read by tf_keras."""

import numpy as np
import pytest
import tensorflow as tf
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


def looked_up(package, rows):
    """Layers behind a learned table, which checkpoints number as weights."""
    k = package.layers
    words, x = package.Input((1,), dtype="string"), package.Input((3,))
    learned, given = k.StringLookup(output_mode="count"), k.TextVectorization()
    learned.adapt(["b", "a", "b"])
    given.adapt(["c d"])
    normal = k.Normalization()
    normal.adapt(rows)
    ids = k.GlobalMaxPooling1D()(k.Embedding(4, 2)(given(words)))
    joined = [learned(words), normal(x), ids]
    outputs = k.Dense(2)(k.Concatenate()(joined))
    return package.Model([words, x], outputs)


@pytest.mark.parametrize(
    "writer, reader", [(tf_keras, keras), (keras, tf_keras)]
)
def test_values_behind_learned_tables_go_both_ways(writer, reader, tmp_path):
    rows = np.arange(12, dtype="float32").reshape(4, 3) ** 2
    written, read = looked_up(writer, rows), looked_up(reader, rows[:2])
    written.save_weights(str(tmp_path / "a"))
    read.load_weights(str(tmp_path / "a"))
    given = [tf.constant([["a"], ["b"]]), tf.constant(rows[:2])]
    np.testing.assert_allclose(read(given), written(given), 1e-5, 1e-5)


X = np.ones((4, 3), "float32")


def of_optimizer(package, optimizer):
    model = make(package, 1.0)
    model.compile(optimizer, "mse")
    return model


def test_a_state_of_another_class_is_told_in_files_of_tf_keras(tmp_path):
    path = str(tmp_path / "w")
    momentum = {"learning_rate": 0.1, "momentum": 0.9}
    model = of_optimizer(tf_keras, tf_keras.optimizers.SGD(**momentum))
    model.fit(X, X[:, :2], verbose=0)
    model.save_weights(path)
    other = of_optimizer(keras, keras.optimizers.Adagrad(0.1))
    with pytest.warns(UserWarning, match="anew. Expected.*Adagrad.*SGD"):
        other.load_weights(path).expect_partial()
    assert int(other.optimizer.iterations) == 0
    same = of_optimizer(keras, keras.optimizers.SGD(**momentum))
    same.load_weights(path)
    assert int(same.optimizer.iterations) == 1


def test_tf_keras_reads_all_of_a_checkpoint_with_a_state(tmp_path):
    path = str(tmp_path / "w")
    model = of_optimizer(keras, keras.optimizers.Adam(0.1))
    model.fit(X, X[:, :2], verbose=0)
    model.save_weights(path)
    there = of_optimizer(tf_keras, tf_keras.optimizers.Adam(0.1))
    there.optimizer.build(there.trainable_variables)
    there.load_weights(path).assert_existing_objects_matched()
    assert int(there.optimizer.iterations) == 1
