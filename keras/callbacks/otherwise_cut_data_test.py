"""Training that goes on in the middle of an epoch, with data cut otherwise."""

import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.random.default_rng(0).normal(size=(22, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


class CutOff(keras.callbacks.Callback):
    """Ends training by an error before the last batch of the second epoch."""

    def on_train_batch_begin(self, batch, logs=None):
        if self.model.optimizer.iterations == 10:
            raise ConnectionError


def compiled():
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    model.set_weights([np.full((3, 1), 0.5), np.zeros(1)])
    return model


def fit(folder, *data, cut=None, freq=2, **options):
    model = compiled()
    safe = keras.callbacks.BackupAndRestore(folder, save_freq=freq)
    options = {"epochs": 2, "verbose": 0, "shuffle": False, **options}
    model.fit(*data, callbacks=[safe, *(cut or [])], **options)
    return model


def cut_off(folder, *data, **options):
    with pytest.raises(ConnectionError):
        fit(folder, *data, cut=[CutOff()], **options)


def trained(*slices):
    model = compiled()
    for rows in slices:
        model.train_on_batch(X[rows], Y[rows])
    return model.get_weights()


# Two epochs in fours; the second is cut off after its fourth batch.
FOURS = [slice(i, i + 4) for i in (*range(0, 24, 4), *range(0, 16, 4))]


@pytest.mark.parametrize("size", [2, 8])
def test_batches_of_another_size_go_on_at_the_same_row(tmp_path, size):
    cut_off(tmp_path, X, Y, batch_size=4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fit(tmp_path, X, Y, batch_size=size).get_weights()
    rest = [slice(i, i + size) for i in range(16, 22, size)]
    for mine, its in zip(found, trained(*FOURS, *rest), strict=True):
        np.testing.assert_allclose(mine, its, rtol=1e-6)


def test_a_shuffled_epoch_goes_on_with_the_rows_that_are_left(tmp_path):
    seen = []

    class Seen(keras.layers.Layer):
        def call(self, x):
            tf.py_function(lambda v: seen.extend(v[:, 0].numpy()), [x], [])
            return x

    def run(size, *cut):
        model = keras.Sequential([keras.Input((1,)), Seen()])
        model.add(keras.layers.Dense(1))
        model.compile("sgd", "mse")
        safe = keras.callbacks.BackupAndRestore(tmp_path, save_freq=2)
        rows = np.arange(22.0)[:, None]
        options = {"epochs": 2, "verbose": 0, "batch_size": size}
        model.fit(rows, rows, callbacks=[safe, *cut], **options)

    with pytest.raises(ConnectionError):
        run(4, CutOff())
    run(2)
    assert sorted(seen[22:]) == list(range(22))


def test_a_row_that_no_batch_begins_at_is_told(tmp_path):
    cut_off(tmp_path, X, Y, batch_size=4)
    with pytest.warns(match=r"row 16 .*batch=4, .*batch=11, .*5 rows.*twice"):
        found = fit(tmp_path, X, Y, batch_size=11).get_weights()
    expected = trained(*FOURS, slice(11, 22))
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-6)


def rows(size, count=22):
    return tf.data.Dataset.from_tensor_slices((X, Y)).take(count).batch(size)


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ([X, Y], [X[:8], Y[:8]], "batches=6.* rows=22.*batches=2.* rows=8"),
        ([rows(4)], [rows(5)], "rows_a_batch=4, .*Received.*rows_a_batch=5"),
        ([rows(4)], [rows(4, 17)], "batches=6.* Received: batches=5"),
    ],
)
def test_rows_that_may_be_others_are_told(tmp_path, then, now, told):
    size = {"batch_size": 4} if len(then) == 2 else {}
    cut_off(tmp_path, *then, **size)
    with pytest.warns(match=f"epoch 1 and batch 4.*{told}.*delete the backup"):
        fit(tmp_path, *now, **size)


def test_rows_that_are_shuffled_now_are_told(tmp_path):
    cut_off(tmp_path, X, Y, batch_size=4)
    with pytest.warns(match="shuffle=False. Received: .*shuffle=True"):
        fit(tmp_path, X, Y, batch_size=4, shuffle=True)


@pytest.mark.parametrize(
    ("freq", "place"), [(2, "epoch 1 and batch 5"), ("epoch", "epoch 2 and")]
)
def test_other_steps_are_told_where_the_data_goes_on(tmp_path, freq, place):
    options = {"freq": freq, "epochs": 3}
    cut_off(tmp_path, rows(4).repeat(), steps_per_epoch=5, **options)
    with pytest.warns(match=f"{place}.*steps=5.* Received: .*steps=4"):
        fit(tmp_path, rows(4).repeat(), steps_per_epoch=4, **options)


def test_an_epoch_that_begins_takes_any_data(tmp_path):
    cut_off(tmp_path, X[:20], Y[:20], batch_size=4, freq="epoch", epochs=3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(tmp_path, X, Y, batch_size=5, freq="epoch", epochs=3)
