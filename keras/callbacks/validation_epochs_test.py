"""Tests of callbacks where only some epochs are validated, or none."""

import csv
import warnings

import numpy as np
import pytest

import keras

__name__ = "users_code"  # AutoGraph leaves our own package's code alone.

X = np.linspace(-1, 1, 32, dtype="float32").reshape(16, 2)
Y = X.sum(1, keepdims=True)


class Judged(keras.Sequential):
    """Measures something that only validation does."""

    def test_step(self, data):
        return {**super().test_step(data), "fid": 1.0}


def fit(*callbacks, kind=keras.Sequential, epochs=4, **options):
    model = kind([keras.layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.fit(
            X,
            Y,
            epochs=epochs,
            verbose=0,
            callbacks=list(callbacks),
            **options,
        )


def every(number, **options):
    return {"validation_data": (X, Y), "validation_freq": number, **options}


def stopping(name):
    return keras.callbacks.EarlyStopping(name, mode="min", patience=9)


def reducing(name):
    return keras.callbacks.ReduceLROnPlateau(name, mode="min")


def saving(name, folder="/tmp"):
    return keras.callbacks.ModelCheckpoint(
        f"{folder}/a.keras", monitor=name, mode="min", save_best_only=True
    )


FOLLOWERS = pytest.mark.parametrize("make", [stopping, reducing, saving])


@FOLLOWERS
@pytest.mark.parametrize("freq", [2, 3, [3], [1, 4]])
@pytest.mark.parametrize("name", ["val_loss", "val_fid"])
def test_a_value_of_validation_is_waited_for(make, freq, name, tmp_path):
    """Row 29."""
    each = make(name) if make is not saving else saving(name, tmp_path)
    fit(each, kind=Judged, **every(freq))
    assert np.isfinite(each.best)


@FOLLOWERS
@pytest.mark.parametrize("freq", [1, 2, [3]])
def test_a_misspelt_one_is_an_error_once_it_could_have_come(make, freq):
    """Row 29."""
    seen = []
    each = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(epoch + 1)
    )
    known = "of: loss.*, val_loss.*Received: monitor='val_los'"
    with pytest.raises(ValueError, match=known):
        fit(each, make("val_los"), **every(freq))
    assert seen[-1] == (freq if isinstance(freq, int) else freq[0])


@FOLLOWERS
def test_a_misspelt_one_of_training_is_an_error_at_once(make):
    with pytest.raises(ValueError, match="of: loss.*Received: monitor='los'"):
        fit(make("los"), **every(2))


@FOLLOWERS
@pytest.mark.parametrize("options", [{}, every(5)])
def test_where_no_epoch_is_validated_it_is_told(make, options):
    told = "no epoch of this `fit` is validated.*validation_data.*one of: loss"
    with pytest.raises(UserWarning, match=told):
        fit(make("val_loss"), **options)


@pytest.mark.parametrize("only_best", [False, True])
@pytest.mark.parametrize("freq, period", [(2, 1), ([1, 3], 2)])
def test_a_path_with_a_value_of_validation_waits_for_it(
    tmp_path, only_best, freq, period
):
    path = tmp_path / "{epoch}-{val_loss:.2f}.keras"
    saver = keras.callbacks.ModelCheckpoint(
        path, save_best_only=only_best, period=period
    )
    fit(saver, **every(freq))
    found = sorted(each.name[0] for each in tmp_path.iterdir())
    assert found == (["2", "4"] if freq == 2 else ["3"])


@pytest.mark.parametrize("options", [{}, every(5), every(2)])
def test_a_path_with_a_value_that_cannot_come_is_refused(tmp_path, options):
    name = "val_los" if options == every(2) else "val_loss"
    path = tmp_path / f"{{epoch}}-{{{name}:.2f}}.keras"
    with pytest.raises(ValueError, match=f"no value.*Received: '{name}'"):
        fit(keras.callbacks.ModelCheckpoint(path), **options)


@pytest.mark.parametrize(
    "options, names",
    [
        ({}, {"loss"}),
        (every(5), {"loss"}),
        (every(1), {"loss", "val_loss", "val_fid"}),
        (every(3), {"loss", "val_loss", "val_fid"}),
    ],
)
@pytest.mark.parametrize("append", [False, True])
def test_a_table_has_the_columns_that_logs_have(
    tmp_path, options, names, append
):
    path = tmp_path / "a.csv"
    if append:
        fit(keras.callbacks.CSVLogger(path), epochs=1)
    logger = keras.callbacks.CSVLogger(path, append=append)
    history = keras.callbacks.History()
    fit(logger, history, kind=Judged, **options)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))[append:]
    assert set(rows[0]) == {"epoch"} | names == {"epoch", *history.history}
    for name, values in history.history.items():
        written = [row[name] for row in rows if row[name] != "NA"]
        assert [float(text) for text in written] == values


@pytest.mark.parametrize(
    "options, known",
    [({}, False), (every(1), True), (every(5), False), (every([9]), False)],
)
def test_callbacks_are_told_whether_there_is_validation(options, known):
    each = keras.callbacks.Callback()
    fit(each, **options)
    assert each.params["do_validation"] is known
