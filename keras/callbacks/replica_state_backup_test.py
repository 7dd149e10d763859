"""State of a layer's own that each replica assigns, where training goes on."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.distribute import replica_averages
from keras.testing import two_replicas

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")


class Centered(keras.layers.Layer):
    def build(self, shape):
        self.middle = self.add_weight(
            shape=(3,), initializer="zeros", trainable=False
        )

    def call(self, x, training=False):
        if training:
            mean = tf.reduce_mean(x, 0)
            self.middle.assign(0.9 * self.middle + 0.1 * mean)
        return x - self.middle


class Counted(keras.layers.Layer):
    """Counts the rows of its replica."""

    def build(self, shape):
        self.rows = self.add_weight(
            shape=(), dtype="int32", initializer="zeros", trainable=False
        )

    def call(self, x, training=False):
        if training:
            self.rows.assign_add(tf.shape(x)[0])
        return x * (1.0 + 0.01 * tf.cast(self.rows, x.dtype))


class CountedThrice(keras.layers.Layer):
    """Its counter looks like the state of a random generator."""

    def build(self, shape):
        self.rows = self.add_weight(
            shape=(3,), dtype="int64", initializer="zeros", trainable=False
        )

    def call(self, x, training=False):
        if training:
            self.rows.assign_add(tf.repeat(tf.shape(x, tf.int64)[:1], 3))
        return x * (1.0 + 0.01 * tf.cast(self.rows, x.dtype))


class Cut(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            raise ConnectionError


def trained(layer, folder, *callbacks):
    keras.utils.set_random_seed(1)
    with two_replicas.strategy().scope():
        model = keras.Sequential(
            [keras.Input((3,)), layer(), keras.layers.Dense(1)]
        )
        model.compile(keras.optimizers.SGD(0.1), "mse")
    backup = keras.callbacks.BackupAndRestore(folder)
    return model.fit(
        X, X[:, :1], 5, epochs=4, verbose=0, callbacks=[*callbacks, backup]
    ).history


@pytest.mark.parametrize("layer", [Centered, Counted, CountedThrice])
def test_training_ends_with_the_bits_of_one_that_was_not_cut(tmp_path, layer):
    with pytest.raises(ConnectionError):
        trained(layer, tmp_path, Cut())
    assert trained(layer, tmp_path) == trained(layer, tmp_path / "other")


def test_the_state_of_a_generator_stays_each_replicas_own():
    with two_replicas.strategy().scope():
        generator = tf.random.Generator.from_seed(1)
        own = tf.Variable([1, 2, 3], dtype=tf.int64, trainable=False)
    assert not replica_averages.is_of_replicas(generator.state)
    assert replica_averages.is_of_replicas(own)


def test_a_replica_trains_nothing_by_itself():
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse")
    strategy = two_replicas.strategy()
    with pytest.raises(RuntimeError, match="train_on_batch.*replica.*itself"):
        strategy.run(lambda: model.train_on_batch(X, X[:, :1]))
