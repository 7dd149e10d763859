"""Tests of callbacks for rates, servers and broken losses."""

import http.server
import json
import math
import threading

import numpy as np
import pytest
import requests
import tensorflow as tf

import keras
from keras.callbacks import (
    base_logger,
    learning_rate_scheduler,
    reduce_lr_on_plateau,
    remote_monitor,
    terminate_on_nan,
)

schedules = keras.optimizers.schedules


class Model:
    """A model with nothing but an optimizer."""

    def __init__(self, rate=1.0):
        self.optimizer = keras.optimizers.SGD(rate)
        self.stop_training = False

    def make_train_function(self, force=False):
        assert force


def epochs(each, values, name="val_loss"):
    """Runs epochs with these values; returns the learning rates after them."""
    rates = []
    each.on_train_begin()
    for epoch, value in enumerate(values):
        each.on_epoch_begin(epoch)
        each.on_epoch_end(epoch, {name: value})
        rates.append(float(each.model.optimizer.learning_rate))
    each.on_train_end()
    return rates


def plateau(rate=1.0, **options):
    made = reduce_lr_on_plateau.ReduceLROnPlateau(
        **{"factor": 0.5, "patience": 2, **options}
    )
    made.set_model(Model(rate))
    return made


def halving():
    """0.5 in the first step, 0.25 in the second, …"""
    return schedules.ExponentialDecay(0.5, 1, 0.5)


# ReduceLROnPlateau.


def test_the_rate_falls_after_patience_epochs_that_are_no_better():
    assert epochs(plateau(), [3.0, 2.0, 2.0, 2.0, 2.0, 1.0]) == [
        1.0,
        1.0,
        1.0,
        0.5,
        0.5,
        0.5,
    ]


def test_no_epoch_counts_while_it_cools_down():
    rates = epochs(plateau(patience=1, cooldown=2), [1.0] * 6)
    assert rates == [1.0, 0.5, 0.5, 0.25, 0.25, 0.125]


def test_the_rate_stops_at_min_lr(capsys):
    each = plateau(0.1, patience=1, min_lr=0.04, verbose=1)
    rates = epochs(each, [1.0] * 5)
    np.testing.assert_allclose(rates, [0.1, 0.05, 0.04, 0.04, 0.04], rtol=1e-6)
    assert capsys.readouterr().out.count("learning rate goes from") == 2


@pytest.mark.parametrize(
    "is_scheduled, floatx, rounding",
    [
        (False, "float32", 1e-6),
        (True, "float32", 1e-6),
        (False, "float64", 1e-6),
        (True, "float64", 1e-6),
        (False, "bfloat16", 0.01),
    ],
)
def test_a_rate_at_min_lr_is_not_lowered_again(
    capsys, is_scheduled, floatx, rounding
):
    before = keras.backend.floatx()
    keras.backend.set_floatx(floatx)
    random = np.random.default_rng(0)
    try:
        for rate, part, factor in random.uniform(0.05, 0.95, (30, 3)):
            least = rate * part
            # A schedule that stands still for as long as the test takes.
            slow = schedules.ExponentialDecay(rate, 1e30, 0.5)
            each = plateau(
                slow if is_scheduled else rate,
                factor=factor,
                patience=1,
                min_lr=least,
                verbose=1,
                cooldown=1,
            )
            steps = int(np.ceil(np.log(part) / np.log(factor)))
            rates = epochs(each, [1.0] * (2 * steps + 4))
            said = capsys.readouterr().out.count("learning rate goes from")
            assert said == steps == len(set(rates)) - 1
            assert each.cooldown_counter == 0
            np.testing.assert_allclose(rates[-1], least, rtol=rounding)
    finally:
        keras.backend.set_floatx(before)


def test_a_change_below_min_delta_is_no_better():
    each = plateau(patience=1, min_delta=0.5)
    assert epochs(each, [3.0, 2.6, 2.0]) == [1.0, 0.5, 0.5]


def test_an_accuracy_is_to_rise():
    each = plateau(patience=1, monitor="val_accuracy")
    assert epochs(each, [0.1, 0.2, 0.1], "val_accuracy")[-1] == 0.5


def test_the_older_name_of_min_delta_counts():
    with pytest.warns(DeprecationWarning, match="min_delta"):
        assert plateau(epsilon=0.5).min_delta == 0.5


def test_the_logs_get_the_rate_of_the_epoch():
    logs = {"val_loss": 1.0}
    plateau().on_epoch_end(0, logs)
    assert logs == {"val_loss": 1.0, "lr": 1.0}


def test_a_schedule_is_multiplied():
    """Row 48: tf_keras's reduction is gone with the next step."""
    each = plateau(halving(), patience=1)
    optimizer, weight = each.model.optimizer, tf.Variable(0.0)
    rates = []
    each.on_train_begin()
    for epoch in range(3):
        optimizer.apply_gradients([(tf.constant(1.0), weight)])
        each.on_epoch_end(epoch, {"val_loss": 1.0})
        rates.append(float(optimizer.learning_rate))
    assert rates == [0.5, 0.25 / 2, 0.125 / 4]
    # The steps were taken at 0.5, 0.25 and 0.125 times the factor of then.
    assert float(weight) == -(0.5 + 0.25 + 0.125 / 2)


def test_a_schedule_is_multiplied_in_steps_that_were_compiled_before():
    # Row 48.
    x, y = np.ones((4, 1), "float32"), np.ones((4, 1), "float32")
    model = keras.Sequential([keras.layers.Dense(1, use_bias=False)])
    rate = schedules.PiecewiseConstantDecay([100], [0.25, 0.25])
    model.compile(keras.optimizers.SGD(rate), "mse")
    model.fit(x, y, verbose=0)
    # From the weight 0, the gradient is -2 and a step of rate r gives 2r.
    each = reduce_lr_on_plateau.ReduceLROnPlateau(
        "loss", factor=0.5, patience=1, min_delta=9.0
    )
    model.fit(x, y, epochs=2, verbose=0, callbacks=[each])
    model.set_weights([np.zeros((1, 1))])
    model.fit(x, y, verbose=0)
    assert float(model.get_weights()[0][0, 0]) == 0.25


def test_a_factor_changes_no_variable_in_files():
    each = plateau(halving())
    optimizer, plain = each.model.optimizer, keras.optimizers.SGD(halving())
    for one in (optimizer, plain):
        one.build([tf.Variable(0.0, name="w")])
    assert optimizer.learning_rate_factor is not None
    assert [v.name for v in optimizer.variables] == [
        v.name for v in plain.variables
    ]


def test_a_factor_is_in_checkpoints(tmp_path):
    first, second = plateau(halving()), Model(halving())
    first.model.optimizer.learning_rate_factor.assign(0.25)
    path = tf.train.Checkpoint(o=first.model.optimizer).save(tmp_path / "c")
    second.optimizer.add_learning_rate_factor()
    tf.train.Checkpoint(o=second.optimizer).restore(path)
    assert float(second.optimizer.learning_rate) == 0.125


def test_a_new_schedule_starts_with_no_reduction():
    each = plateau(halving(), patience=1)
    epochs(each, [1.0, 1.0])
    each.model.optimizer.learning_rate = halving()
    assert float(each.model.optimizer.learning_rate) == 0.5


@pytest.mark.parametrize("rate", [0.5, halving()])
def test_its_state_goes_to_a_later_run(rate):
    first, second = plateau(rate), plateau(rate)
    epochs(first, [1.0] * 4)
    second.on_train_begin()
    second.load_state_dict(first.state_dict())
    assert (second.best, second.wait) == (1.0, first.wait) == (1.0, 1)
    if callable(rate):
        assert float(second.model.optimizer.learning_rate) == 0.25


def test_a_misspelt_name_is_an_error_after_the_first_epoch():
    """Row 29."""
    with pytest.raises(ValueError, match="val_loss.*monitor='val_losss'"):
        epochs(plateau(monitor="val_losss"), [1.0])


def test_a_factor_that_lowers_nothing_is_refused():
    with pytest.raises(ValueError, match="below 1.*factor=1.5"):
        plateau(factor=1.5)


def test_an_argument_that_is_not_known_is_refused():
    with pytest.raises(TypeError, match="Received: minimum"):
        plateau(minimum=0.1)


# LearningRateScheduler.


def test_the_rate_is_a_function_of_the_epoch_and_the_rate_before(capsys):
    each = learning_rate_scheduler.LearningRateScheduler(
        lambda epoch, rate: rate / (epoch + 1), verbose=1
    )
    each.set_model(Model())
    assert epochs(each, [0.0] * 3) == [1.0, 0.5, np.float32(1 / 6)]
    assert "Epoch 2: the learning rate is 0.5." in capsys.readouterr().out


def test_a_function_of_the_epoch_alone_will_do():
    each = learning_rate_scheduler.LearningRateScheduler(
        lambda epoch: 0.5**epoch
    )
    each.set_model(Model())
    assert epochs(each, [0.0] * 3) == [1.0, 0.5, 0.25]


def test_an_error_in_the_function_is_the_users_own():
    def broken(epoch, rate):
        raise TypeError("mine")

    each = learning_rate_scheduler.LearningRateScheduler(broken)
    each.set_model(Model())
    with pytest.raises(TypeError, match="mine"):
        each.on_epoch_begin(0)


@pytest.mark.parametrize("wrong", [None, 1, "0.1"])
def test_a_function_that_returns_no_float_is_refused(wrong):
    each = learning_rate_scheduler.LearningRateScheduler(lambda epoch: wrong)
    each.set_model(Model())
    with pytest.raises(TypeError, match=f"a float. Received: {wrong!r}"):
        each.on_epoch_begin(0)


def test_a_schedule_that_is_no_function_is_refused():
    with pytest.raises(TypeError, match="a function of.*schedule=0.1"):
        learning_rate_scheduler.LearningRateScheduler(0.1)


def test_the_history_holds_the_rates():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    each = learning_rate_scheduler.LearningRateScheduler(lambda epoch: 0.5)
    x = np.zeros((2, 1), "float32")
    history = model.fit(x, x, epochs=2, verbose=0, callbacks=[each])
    assert history.history["lr"] == [0.5, 0.5]


def in_turn(epoch, rate):
    """Leaves the rate alone, stops, and begins again."""
    return [rate, 0.0, 1.0][epoch]


def halving_optimizers():
    own = keras.optimizers
    return {
        "plain": own.SGD(halving()),
        "legacy": own.legacy.SGD(halving()),
        "scaled": keras.mixed_precision.LossScaleOptimizer(own.SGD(halving())),
        "several": own.MultiOptimizer(own.OptimizerMap(own.SGD(halving()))),
    }


@pytest.mark.parametrize("kind", halving_optimizers())
def test_a_schedule_goes_on_from_the_functions_rate(kind):
    """Two steps an epoch, from a weight of 0 with a gradient of -1."""
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(1, use_bias=False)]
    )
    model.compile(halving_optimizers()[kind], lambda y, out: -out)
    x = np.ones((2, 1), "float32")
    fit = {"x": x, "y": x, "batch_size": 1, "verbose": 0}
    model.set_weights([np.zeros((1, 1))])
    model.fit(**fit)  # Steps are compiled before there is a factor.
    weights = [float(model.get_weights()[0][0, 0])]
    note = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: weights.append(
            float(model.get_weights()[0][0, 0])
        )
    )
    each = learning_rate_scheduler.LearningRateScheduler(in_turn)
    logs = model.fit(**fit, epochs=3, callbacks=[note, each]).history["lr"]
    assert np.diff(weights).tolist() == [0.125 + 0.0625, 0.0, 1.0 + 0.5]
    assert weights[0] == 0.5 + 0.25
    assert logs == [0.0625, 0.0, 0.5]


def test_a_schedule_of_a_legacy_optimizer_is_multiplied():
    """Row 48: as `test_a_schedule_is_multiplied`."""
    optimizer, weight = (
        keras.optimizers.legacy.SGD(halving()),
        tf.Variable(0.0),
    )
    model = Model()
    model.optimizer = optimizer
    each = reduce_lr_on_plateau.ReduceLROnPlateau(factor=0.5, patience=1)
    each.set_model(model)
    each.on_train_begin()
    for epoch in range(3):
        optimizer.apply_gradients([(tf.constant(1.0), weight)])
        each.on_epoch_end(epoch, logs := {"val_loss": 1.0})
        assert logs["lr"] == [0.5, 0.25, 0.125 / 2][epoch]
    assert float(weight) == -(0.5 + 0.25 + 0.125 / 2)


# TerminateOnNaN.


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_ends_training(loss, capsys):
    each = terminate_on_nan.TerminateOnNaN()
    each.set_model(Model())
    each.on_train_batch_end(0, {"loss": 1.0})
    assert not each.model.stop_training
    each.on_train_batch_end(7, {"loss": loss})
    assert each.model.stop_training
    assert f"Batch 7: the loss is {loss}" in capsys.readouterr().out


def test_a_loss_that_is_not_finite_is_an_error_on_request():
    each = terminate_on_nan.TerminateOnNaN(raise_error=True)
    with pytest.raises(RuntimeError, match="finite.*loss=nan, batch=7"):
        each.on_train_batch_end(7, {"loss": math.nan})


def test_fit_ends_at_the_batch_of_the_nan():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    x = np.ones((6, 1), "float32")
    x[3] = np.nan
    model.fit(
        x,
        x,
        batch_size=2,
        shuffle=False,
        verbose=0,
        callbacks=[terminate_on_nan.TerminateOnNaN()],
    )
    assert int(model.optimizer.iterations) == 2


# RemoteMonitor.


@pytest.fixture
def posts(monkeypatch):
    found = []
    monkeypatch.setattr(
        requests, "post", lambda *where, **what: found.append((*where, what))
    )
    return found


def test_an_epoch_is_sent_in_a_form(posts):
    each = remote_monitor.RemoteMonitor("http://a", "/b/", field="c")
    each.on_epoch_end(3, {"loss": np.float32(0.5), "values": np.arange(2)})
    [(address, what)] = posts
    assert address == "http://a/b/" and what["headers"] is None
    sent = json.loads(what["data"]["c"])
    assert sent == {"epoch": 3, "loss": 0.5, "values": [0, 1]}


def test_an_epoch_is_sent_as_json(posts):
    each = remote_monitor.RemoteMonitor(
        headers={"key": "word"}, send_as_json=True
    )
    each.on_epoch_end(0, {"loss": 0.5})
    assert posts[0][1] == {
        "headers": {"key": "word"},
        "json": {"epoch": 0, "loss": 0.5},
    }


class Server(http.server.BaseHTTPRequestHandler):
    """Notes what it is sent."""

    received = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, self.headers["Content-Type"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Says nothing."""


def test_a_server_gets_the_epochs_of_fit():
    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.zeros((2, 1), "float32")
    each = remote_monitor.RemoteMonitor(
        f"http://127.0.0.1:{server.server_port}", send_as_json=True
    )
    history = model.fit(x, x, epochs=2, verbose=0, callbacks=[each])
    server.shutdown()
    server.server_close()
    assert [json.loads(body) for *_, body in Server.received] == [
        {"epoch": epoch, "loss": history.history["loss"][epoch]}
        for epoch in range(2)
    ]
    assert {(path, kind) for path, kind, _ in Server.received} == {
        ("/publish/epoch/end/", "application/json")
    }


def test_a_server_that_is_away_gives_a_warning(monkeypatch):
    def fail(*where, **what):
        raise requests.exceptions.ConnectionError("refused")

    monkeypatch.setattr(requests, "post", fail)
    each = remote_monitor.RemoteMonitor("http://a")
    with pytest.warns(UserWarning, match="http://a can't be reached.*refused"):
        each.on_epoch_end(0, {"loss": 0.5})


def test_a_missing_package_is_asked_for(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "requests", None)
    with pytest.raises(ImportError, match="pip install requests"):
        remote_monitor.RemoteMonitor().on_epoch_end(0, {})


# BaseLogger.


def base(stateful=None):
    made = base_logger.BaseLogger(stateful)
    made.set_params({"metrics": ["loss", "accuracy"]})
    made.on_epoch_begin(0)
    return made


def test_means_count_the_rows_of_batches():
    each, logs = base(), {}
    each.on_batch_end(0, {"loss": 1.0, "size": 2, "num_steps": 2})
    each.on_batch_end(1, {"loss": 6.0, "size": 1})
    each.on_epoch_end(0, logs)
    assert logs == {"loss": 2.0}


def test_of_a_stateful_metric_the_last_value_counts():
    each, logs = base(["accuracy"]), {}
    for accuracy in (0.5, 0.75):
        each.on_batch_end(0, {"loss": 1.0, "accuracy": accuracy, "size": 1})
    each.on_epoch_end(0, logs)
    assert logs == {"loss": 1.0, "accuracy": 0.75}


def test_without_sizes_the_logs_stay():
    each, logs = base(), {"loss": 0.5}
    each.on_batch_end(0, {"loss": 3.0})
    each.on_epoch_end(0, logs)
    assert logs == {"loss": 0.5}
