"""Tests of early stopping and of the value that it watches."""

import numpy as np
import pytest
import tensorflow as tf

from keras.callbacks import early_stopping, monitor


class Model:
    """A model whose weight is the number of the epoch."""

    def __init__(self):
        self.weights = [np.zeros(1)]
        self.stop_training = False
        self.optimizer = Optimizer()

    def get_weights(self):
        return [each.copy() for each in self.weights]

    def set_weights(self, weights):
        self.weights = weights


class Optimizer:
    def __init__(self):
        self.variables = [tf.Variable(0.0)]


def fit(stopping, losses, name="loss", model=None):
    """Runs epochs with these losses; returns the model."""
    stopping.model = model or Model()
    stopping.model.stop_training = False
    stopping.on_train_begin()
    for epoch, loss in enumerate(losses):
        stopping.model.weights = [np.full(1, epoch)]
        stopping.model.optimizer.variables[0].assign(10.0 * epoch)
        stopping.on_epoch_end(epoch, {name: loss})
        if stopping.model.stop_training:
            break
    stopping.on_train_end({})
    return stopping.model


def test_it_stops_after_patience_epochs_that_are_no_better():
    stopping = early_stopping.EarlyStopping("loss", patience=2)
    model = fit(stopping, [3.0, 2.0, 2.5, 2.4, 1.0])
    assert stopping.stopped_epoch == 3
    assert stopping.best == 2.0 and stopping.best_epoch == 1
    assert model.weights[0] == 3


def test_a_change_below_min_delta_is_no_better():
    stopping = early_stopping.EarlyStopping("loss", min_delta=0.5, patience=1)
    fit(stopping, [3.0, 2.6, 2.0])
    assert stopping.stopped_epoch == 1


def test_min_delta_counts_upward_in_mode_max():
    stopping = early_stopping.EarlyStopping(
        "accuracy", min_delta=0.1, patience=1
    )
    fit(stopping, [0.5, 0.65, 0.7], "accuracy")
    assert stopping.best == 0.65 and stopping.stopped_epoch == 2


def test_best_weights_come_back_when_it_stops(capsys):
    stopping = early_stopping.EarlyStopping(
        "loss", patience=1, verbose=1, restore_best_weights=True
    )
    assert fit(stopping, [3.0, 1.0, 2.0, 5.0]).weights[0] == 1
    said = capsys.readouterr().out
    assert "Epoch 3: early stopping" in said
    assert "weights of epoch 2" in said


def test_best_weights_come_back_after_the_last_epoch_too():
    """Row 34: tf_keras keeps the last weights here."""
    stopping = early_stopping.EarlyStopping(
        "loss", patience=9, restore_best_weights=True
    )
    assert fit(stopping, [3.0, 1.0, 2.0]).weights[0] == 1


def test_best_weights_come_back_on_ctrl_c():
    """Row 34."""
    stopping = early_stopping.EarlyStopping(
        "loss", patience=9, restore_best_weights=True
    )
    stopping.model = Model()
    stopping.on_train_begin()
    stopping.on_epoch_end(0, {"loss": 1.0})
    stopping.model.weights = [np.full(1, 7.0)]
    stopping.on_train_abort(KeyboardInterrupt())
    assert stopping.model.weights[0] == 0


def test_a_second_fit_starts_afresh():
    """Row 34."""
    stopping = early_stopping.EarlyStopping(
        "loss", patience=1, restore_best_weights=True
    )
    fit(stopping, [0.1, 0.2])
    model = fit(stopping, [9.0, 8.0, 7.0])
    assert stopping.best == 7.0 and stopping.stopped_epoch == 0
    assert model.weights[0] == 2


def test_the_optimizer_comes_back_on_request():
    stopping = early_stopping.EarlyStopping(
        "loss", patience=9, restore_best_weights=True, restore_optimizer=True
    )
    model = fit(stopping, [3.0, 1.0, 2.0])
    assert model.optimizer.variables[0].numpy() == 10.0


def test_the_optimizer_cannot_come_back_alone():
    with pytest.raises(ValueError, match="restore_best_weights=True.*Received"):
        early_stopping.EarlyStopping(restore_optimizer=True)


def test_the_first_epochs_are_not_looked_at():
    stopping = early_stopping.EarlyStopping("loss", start_from_epoch=2)
    fit(stopping, [0.1, 0.2, 5.0, 4.0, 3.0])
    assert stopping.best == 3.0 and stopping.stopped_epoch == 0


def test_a_baseline_that_is_never_passed_ends_training():
    stopping = early_stopping.EarlyStopping("loss", baseline=1.0, patience=2)
    fit(stopping, [3.0, 2.5, 2.6, 2.5])
    assert stopping.stopped_epoch == 2


def test_its_state_goes_to_a_later_run():
    first = early_stopping.EarlyStopping("loss", patience=5)
    fit(first, [3.0, 1.0, 2.0])
    second = early_stopping.EarlyStopping("loss", patience=5)
    second.on_train_begin()
    second.load_state_dict(first.state_dict())
    assert (second.best, second.best_epoch, second.wait) == (1.0, 1, 1)


def test_a_misspelt_name_is_an_error_after_the_first_epoch():
    """Row 29."""
    stopping = early_stopping.EarlyStopping("val_losss")
    with pytest.raises(ValueError, match="one of: loss, .*monitor='val_losss'"):
        stopping.on_epoch_end(0, {"loss": 1.0, "val_loss": 1.0})


def test_a_misspelt_name_is_an_error_before_validation_has_run():
    stopping = early_stopping.EarlyStopping("val_losss")
    with pytest.raises(ValueError, match="Expected one of: loss"):
        stopping.on_epoch_end(0, {"loss": 1.0})


def test_without_validation_it_warns_once_and_waits():
    stopping = early_stopping.EarlyStopping("val_loss")
    with pytest.warns(UserWarning, match="validation_data"):
        stopping.on_epoch_end(0, {"loss": 1.0})
    stopping.on_epoch_end(1, {"loss": 1.0})
    stopping.on_epoch_end(2, {"loss": 1.0, "val_loss": 1.0})
    assert stopping.best == 1.0


def test_a_value_that_comes_every_other_epoch_is_followed():
    stopping = early_stopping.EarlyStopping("val_loss", patience=2)
    stopping.model = Model()
    logs = [{"val_loss": 1.0}, {"loss": 0.0}, {"val_loss": 0.5}]
    for epoch, each in enumerate(logs):
        stopping.on_epoch_end(epoch, each)
    assert stopping.best == 0.5


@pytest.mark.parametrize(
    "name", ["acc", "val_acc", "accuracy", "val_binary_accuracy", "val_auc"]
)
def test_auto_takes_accuracies_to_rise(name):
    assert early_stopping.EarlyStopping(name).monitor_op is np.greater


@pytest.mark.parametrize("name", ["loss", "val_mae", "val_kl_divergence", "lr"])
def test_auto_takes_losses_to_fall(name):
    assert early_stopping.EarlyStopping(name).monitor_op is np.less


def test_auto_warns_where_the_name_tells_nothing():
    """Row 29: Keras 2's choice, and one warning."""
    with pytest.warns(UserWarning, match="'my_score'.*mode='max'"):
        stopping = early_stopping.EarlyStopping("my_score")
    assert stopping.monitor_op is np.less


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="'auto', 'min', 'max'.*mode='up'"):
        early_stopping.EarlyStopping(mode="up")


def test_every_value_is_better_than_the_worst():
    assert np.less(1e300, monitor.worst(np.less))
    assert np.greater(-1e300, monitor.worst(np.greater))
