"""Tests of sequences in `fit`, `evaluate` and `predict`, with workers."""

import multiprocessing
import os

import numpy as np
import pytest
import scipy.sparse
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.random.default_rng(0).random((10, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True) + 1


class Pieces(keras.utils.Sequence):
    """Four rows a batch, and the processes that made them."""

    def __init__(self, folder=None, **arguments):
        super().__init__(**arguments)
        self.folder = folder
        self.ended = 0

    def __len__(self):
        return 3

    def __getitem__(self, index):
        if self.folder is not None:
            (self.folder / str(os.getpid())).touch()
        rows = slice(4 * index, 4 * index + 4)
        return X[rows], Y[rows]

    def on_epoch_end(self):
        self.ended += 1


def new_model(strategy=None):
    with (strategy or tf.distribute.get_strategy()).scope():
        model = keras.Sequential(
            [keras.layers.Dense(1, kernel_initializer="ones")]
        )
        model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def losses(sequence, **arguments):
    arguments = {"epochs": 2, "shuffle": False, "verbose": 0, **arguments}
    return new_model().fit(sequence, **arguments).history["loss"]


# Who makes batches: asked for as in Keras 2, and as in Keras 3.
WORKERS = {"workers": 2, "use_multiprocessing": True, "max_queue_size": 3}


@pytest.mark.parametrize("of_fit", [False, True])
def test_fit_uses_the_processes_that_it_is_asked_for(tmp_path, of_fit):
    expected = new_model().fit(
        X, Y, batch_size=4, epochs=2, shuffle=False, verbose=0
    )
    own, given = ({}, WORKERS) if of_fit else (WORKERS, {})
    found = losses(Pieces(tmp_path, **own), **given)
    assert found == pytest.approx(expected.history["loss"], rel=1e-5)
    makers = {path.name for path in tmp_path.iterdir()}
    # The first batch is made here, for the model to be built.
    assert str(os.getpid()) in makers and len(makers) > 1


def test_evaluate_and_predict_use_workers_too(tmp_path):
    model = new_model()
    outputs = model.predict(Pieces(tmp_path), verbose=0, **WORKERS)
    np.testing.assert_allclose(outputs, X @ np.ones((3, 1)), rtol=1e-5)
    loss = model.evaluate(Pieces(tmp_path), verbose=0, **WORKERS)
    assert loss == pytest.approx(1.0, rel=1e-5)
    assert len(list(tmp_path.iterdir())) > 1


def test_no_process_is_left_after_fit():
    losses(Pieces(), **WORKERS)
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("arguments", [{}, WORKERS, {"workers": 0}])
def test_on_epoch_end_is_called_once_an_epoch(arguments):
    pieces = Pieces()
    losses(pieces, **arguments)
    assert pieces.ended == 2


@pytest.mark.parametrize("processes", [False, True])
def test_an_exception_ends_fit_at_once(processes):
    class Broken(Pieces):
        def __getitem__(self, index):
            if index == 1:
                raise ZeroDivisionError("my own bug")
            return super().__getitem__(index)

    with pytest.raises(ZeroDivisionError, match="^my own bug$"):
        losses(Broken(), workers=2, use_multiprocessing=processes)
    assert not multiprocessing.active_children()


def test_the_same_seed_gives_the_same_run_with_workers():
    class Noisy(Pieces):
        def __getitem__(self, index):
            x, y = super().__getitem__(index)
            return x + np.random.normal(size=x.shape), y

    found = []
    for _ in range(2):
        keras.utils.set_random_seed(5)
        found.append(losses(Noisy(**WORKERS), shuffle=True))
    assert found[0] == found[1]


# Two replicas.


def test_replicas_share_the_batches_of_workers():
    model = new_model(two_replicas.strategy())
    arguments = {"epochs": 2, "shuffle": False, "verbose": 0, **WORKERS}
    history = model.fit(Pieces(), **arguments).history
    assert history["loss"] == pytest.approx(losses(Pieces()), rel=1e-5)


SPARSE = {
    "scipy": scipy.sparse.csr_matrix(X),
    "tensorflow": tf.sparse.from_dense(X),
}


@pytest.mark.parametrize("x", SPARSE.values(), ids=SPARSE)
@pytest.mark.parametrize("replicated", [False, True])
def test_sparse_rows_train_as_dense_ones_do(x, replicated):
    strategy = tf.distribute.get_strategy()
    if replicated:
        strategy = two_replicas.strategy()
    with strategy.scope():
        symbol = keras.Input((3,), sparse=True)
        dense = keras.layers.Dense(1, kernel_initializer="ones")
        model = keras.Model(symbol, dense(symbol))
        model.compile(keras.optimizers.SGD(0.1), "mse")
    history = model.fit(
        x, Y, batch_size=4, epochs=2, shuffle=False, verbose=0
    ).history
    assert history["loss"] == pytest.approx(losses(Pieces()), rel=1e-5)
    assert model.predict(x, batch_size=4, verbose=0).shape == (10, 1)


@pytest.mark.parametrize("replicated", [False, True])
def test_ragged_rows_train_and_predict(replicated):
    strategy = tf.distribute.get_strategy()
    if replicated:
        strategy = two_replicas.strategy()

    class Total(keras.layers.Layer):
        def call(self, inputs):
            return tf.reduce_sum(inputs, axis=1)[:, tf.newaxis]

    rows = tf.ragged.constant([[1.0], [2.0, 3.0], [], [5.0, 1.0], [2.0]])
    sums = np.array([[1.0], [5.0], [0.0], [6.0], [2.0]])
    with strategy.scope():
        symbol = keras.Input((None,), ragged=True)
        dense = keras.layers.Dense(1, kernel_initializer="ones")
        model = keras.Model(symbol, dense(Total()(symbol)))
        model.compile(keras.optimizers.SGD(0.0), "mse")
    history = model.fit(rows, sums + 2, batch_size=2, verbose=0).history
    assert history["loss"] == [pytest.approx(4.0)]
    outputs = model.predict(rows, batch_size=2, verbose=0)
    np.testing.assert_allclose(outputs, sums)
