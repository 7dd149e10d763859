"""Tests of saving while training."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.callbacks import model_checkpoint
from keras.saving.formats import table


class Model:
    """Notes where it is saved."""

    def __init__(self):
        self.saved = []

    def save(self, path, **options):
        self.saved.append((path, "model", options))

    def save_weights(self, path, **options):
        self.saved.append((path, "weights", options))

    @property
    def paths(self):
        return [path for path, _, _ in self.saved]


def checkpoint(path, **options):
    made = model_checkpoint.ModelCheckpoint(path, **options)
    made.model = Model()
    return made


def epochs(made, values, name="val_loss"):
    for epoch, value in enumerate(values):
        made.on_epoch_begin(epoch)
        made.on_epoch_end(epoch, {name: value})
    return made.model.paths


def test_the_path_tells_epoch_and_values(tmp_path):
    made = checkpoint(tmp_path / "{epoch:02d}-{val_loss:.2f}.keras")
    assert epochs(made, [0.5, 0.25]) == [
        f"{tmp_path}/01-0.50.keras",
        f"{tmp_path}/02-0.25.keras",
    ]


def test_the_whole_model_is_saved_unless_weights_are_asked_for(tmp_path):
    made = checkpoint(tmp_path / "a.keras")
    epochs(made, [1.0])
    weights = checkpoint(tmp_path / "a.weights.h5", save_weights_only=True)
    epochs(weights, [1.0])
    assert made.model.saved[0][1:] == ("model", {"overwrite": True})
    assert weights.model.saved[0][1] == "weights"


@pytest.mark.parametrize(
    "kind, only_weights",
    [(tf.saved_model.SaveOptions, False), (tf.train.CheckpointOptions, True)],
)
def test_options_reach_the_model(tmp_path, kind, only_weights):
    options = kind()
    made = checkpoint(
        tmp_path / "a", options=options, save_weights_only=only_weights
    )
    epochs(made, [1.0])
    assert made.model.saved[0][2]["options"] is options


@pytest.mark.parametrize(
    "kind, only_weights",
    [(tf.saved_model.SaveOptions, True), (tf.train.CheckpointOptions, False)],
)
def test_options_of_another_type_are_refused(kind, only_weights):
    with pytest.raises(TypeError, match="Expected tf.*Received: options=<"):
        checkpoint("a", options=kind(), save_weights_only=only_weights)


def test_a_directory_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    made = checkpoint(tmp_path / "file" / "a.keras")
    with pytest.raises(OSError, match="directory can't be made.*file"):
        epochs(made, [1.0])


def test_only_the_best_are_saved(tmp_path):
    made = checkpoint(tmp_path / "{epoch}", save_best_only=True)
    epochs(made, [3.0, 4.0, 2.0, 2.0])
    assert made.model.paths == [f"{tmp_path}/1", f"{tmp_path}/3"]


def test_the_best_is_kept_over_a_second_fit(tmp_path):
    made = checkpoint(tmp_path / "a", save_best_only=True)
    made.on_train_begin()
    epochs(made, [1.0])
    made.on_train_begin()
    assert len(epochs(made, [2.0])) == 1


def test_a_threshold_is_to_be_passed_first(tmp_path):
    made = checkpoint(
        tmp_path / "{epoch}", save_best_only=True, initial_value_threshold=1.0
    )
    assert epochs(made, [2.0, 0.5]) == [f"{tmp_path}/2"]


def test_its_state_keeps_the_best_over_a_restart(tmp_path):
    """Row 28: a worse model doesn't replace the best."""
    first = checkpoint(tmp_path / "a", save_best_only=True)
    epochs(first, [1.0])
    second = checkpoint(tmp_path / "a", save_best_only=True)
    second.load_state_dict(first.state_dict())
    assert epochs(second, [2.0]) == []


def test_auto_takes_accuracies_to_rise(tmp_path):
    made = checkpoint(tmp_path / "a", monitor="val_acc_top5")
    assert made.monitor_op is np.greater
    assert made.best == -np.inf


def test_a_name_that_tells_nothing_warns_only_where_it_is_followed(tmp_path):
    checkpoint(tmp_path / "a", monitor="score")
    with pytest.warns(UserWarning, match="'score'"):
        checkpoint(tmp_path / "a", monitor="score", save_best_only=True)


def test_a_number_of_batches_is_counted_through_epochs(tmp_path):
    """As tf_keras: 8 batches an epoch, every third."""
    made = checkpoint(tmp_path / "{epoch}-{batch}", save_freq=3)
    for epoch in range(2):
        made.on_epoch_begin(epoch)
        for batch in range(8):
            made.on_train_batch_end(batch, {})
        made.on_epoch_end(epoch, {})
    names = [path.rsplit("/", 1)[1] for path in made.model.paths]
    assert names == ["1-3", "1-6", "2-1", "2-4", "2-7"]


def test_a_run_of_several_batches_counts_them_all(tmp_path):
    made = checkpoint(tmp_path / "{batch}", save_freq=4)
    for batch in (2, 5, 8):
        made.on_train_batch_end(batch, {})
    assert made.model.paths == [f"{tmp_path}/6"]


def test_batches_are_needed_only_to_count_them(tmp_path):
    assert not checkpoint(tmp_path).needs_batches("train")
    assert checkpoint(tmp_path, save_freq=3).needs_batches("train")


def test_a_subclass_with_its_own_batch_hook_gets_batches():
    class Mine(model_checkpoint.ModelCheckpoint):
        def on_train_batch_end(self, batch, logs=None):
            pass

    assert Mine("a").needs_batches("train")


def test_a_subclass_without_a_batch_hook_gets_none():
    class Mine(model_checkpoint.ModelCheckpoint):
        def on_epoch_end(self, epoch, logs=None):
            pass

    assert not Mine("a").needs_batches("train")
    assert Mine("a", save_freq=2).needs_batches("train")


def test_period_counts_epochs_for_older_code(tmp_path):
    made = checkpoint(tmp_path / "{epoch}", period=2)
    assert epochs(made, [1.0] * 5) == [f"{tmp_path}/2", f"{tmp_path}/4"]


def test_missing_directories_are_made(tmp_path):
    epochs(checkpoint(tmp_path / "a" / "{epoch}" / "m.keras"), [1.0])
    assert (tmp_path / "a" / "1").is_dir()


def test_it_tells_what_it_does(tmp_path, capsys):
    made = checkpoint(tmp_path / "a", save_best_only=True, verbose=1)
    epochs(made, [1.0, 2.0])
    assert capsys.readouterr().out.splitlines() == [
        "Epoch 1: val_loss 1.00000 is better than inf",
        f"Epoch 1: saving to {tmp_path}/a",
        "Epoch 2: val_loss 2.00000 isn't better than 1.00000",
    ]


def test_a_name_in_the_path_with_no_value_is_named(tmp_path):
    made = checkpoint(tmp_path / "{los}")
    with pytest.raises(ValueError, match="epoch, val_loss.*'los'"):
        epochs(made, [1.0])


def test_a_misspelt_monitor_is_an_error_after_the_first_epoch(tmp_path):
    """Row 29."""
    made = checkpoint(tmp_path / "a", monitor="val_losss", save_best_only=True)
    with pytest.raises(ValueError, match="val_loss.*monitor='val_losss'"):
        epochs(made, [1.0])


@pytest.mark.parametrize("frequency", ["batch", 0, 2.5, True, None])
def test_an_unknown_frequency_is_refused(frequency):
    with pytest.raises(ValueError, match="positive number.*save_freq="):
        model_checkpoint.ModelCheckpoint("a", save_freq=frequency)


def test_an_unknown_argument_is_refused():
    with pytest.raises(TypeError, match="Received: save_best"):
        model_checkpoint.ModelCheckpoint("a", save_best=True)


def stack(cls=keras.Sequential):
    model = cls([keras.layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    return model


def fit(model, *callbacks):
    return model.fit(
        np.ones((2, 2)), np.ones(2), verbose=0, callbacks=list(callbacks)
    )


@pytest.mark.parametrize(
    ("path", "only_weights"),
    [
        ("{epoch}.h5", False),
        ("{epoch}.h5", True),
        ("{epoch}.keras", True),
        ("{epoch}", True),
    ],
)
def test_formats_of_keras_2_are_written(path, only_weights, tmp_path):
    model = stack()
    made = keras.callbacks.ModelCheckpoint(
        tmp_path / path, save_weights_only=only_weights
    )
    fit(model, made)
    again = stack()
    again.load_weights(tmp_path / path.format(epoch=1))
    np.testing.assert_array_equal(
        model.get_weights()[0], again.get_weights()[0]
    )


def test_a_path_without_an_ending_is_a_folder_as_in_keras_2(tmp_path):
    model = stack()
    fit(model, keras.callbacks.ModelCheckpoint(tmp_path / "{epoch:02d}-{loss}"))
    (folder,) = tmp_path.iterdir()
    read = keras.saving.load_model(folder)
    np.testing.assert_array_equal(read.get_weights()[0], model.get_weights()[0])


@pytest.mark.parametrize("only_weights", [False, True])
def test_which_paths_are_refused_is_asked_of_the_table(
    only_weights, tmp_path, monkeypatch
):
    """A format that comes later is taken at once."""
    saved = []
    later = table.Format(
        names=("later",),
        endings=(".later",),
        kind="later",
        save=lambda model, path, options: saved.append(path),
        load=None,
    )
    monkeypatch.setattr(table, "VALUES" if only_weights else "MODELS", (later,))
    path = str(tmp_path / "{epoch}.later")
    made = keras.callbacks.ModelCheckpoint(path, save_weights_only=only_weights)
    fit(stack(), made)
    assert saved == [str(tmp_path / "1.later")]
    other = keras.callbacks.ModelCheckpoint(
        "{epoch}.other", save_weights_only=only_weights
    )
    with pytest.raises(ValueError, match="a path that ends with '.later'"):
        fit(stack(), other)


def test_a_class_with_a_way_of_its_own_takes_any_path():
    saved = []

    class Mine(keras.Sequential):
        def save(self, filepath, overwrite=True):
            saved.append(filepath)

    fit(stack(Mine), keras.callbacks.ModelCheckpoint("anywhere"))
    assert saved == ["anywhere"]


def batches(made, epoch, **logs):
    made.on_epoch_begin(epoch)
    for batch in range(4):
        made.on_train_batch_end(batch, {"loss": 0.5 - epoch / 4, **logs})
    made.on_epoch_end(epoch, {"loss": 0.5, "val_loss": 0.5, "lr": 1.0})


@pytest.mark.parametrize("name", ["val_loss", "lr", "val_typo"])
def test_what_is_not_known_within_an_epoch_is_told_once(tmp_path, name):
    made = checkpoint(
        tmp_path / "a.keras",
        monitor=name,
        save_freq=2,
        save_best_only=True,
        mode="min",
    )
    told = f"'{name}' isn't in the logs of batches.*save_freq='epoch'.*of: loss"
    with pytest.warns(UserWarning, match=told) as caught:
        for epoch in range(2):
            batches(made, epoch)
    assert len(caught) == 1 and not made.model.paths


def test_what_is_known_within_an_epoch_is_saved_there(tmp_path):
    made = checkpoint(
        tmp_path / "{epoch}-{batch}.keras",
        monitor="loss",
        save_freq=2,
        save_best_only=True,
    )
    for epoch in range(2):
        batches(made, epoch)
    expected = [f"{tmp_path}/1-2.keras", f"{tmp_path}/2-2.keras"]
    assert made.model.paths == expected
