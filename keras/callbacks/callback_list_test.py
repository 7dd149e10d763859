"""Tests of the callbacks' base, their list, their logs and the small ones."""

import copy
import json
import pickle

import numpy as np
import pytest
import tensorflow as tf

from keras.callbacks import (
    callback,
    callback_list,
    history,
    lambda_callback,
    lazy_logs,
)


class Recorder(callback.Callback):
    """Records the calls of its hooks."""

    def __init__(self):
        super().__init__()
        self.calls = []

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append((epoch, logs))


class BatchRecorder(Recorder):
    def on_train_batch_end(self, batch, logs=None):
        self.calls.append((batch, logs))


class OldBatchRecorder(Recorder):
    def on_batch_end(self, batch, logs=None):
        self.calls.append((batch, logs))


def scalar_logs():
    return lazy_logs.LazyLogs(loss=tf.constant(0.5), accuracy=tf.constant(1.0))


def test_logs_are_floats_to_whoever_looks():
    logs = scalar_logs()
    assert isinstance(logs, dict)
    assert type(logs["loss"]) is float
    assert list(logs.items()) == [("loss", 0.5), ("accuracy", 1.0)]


@pytest.mark.parametrize(
    "look",
    [
        dict,
        copy.copy,
        copy.deepcopy,
        lambda logs: logs.copy(),
        lambda logs: {**logs},
        lambda logs: logs | {},
        lambda logs: {} | logs,
        lambda logs: json.loads(json.dumps(logs)),
        lambda logs: pickle.loads(pickle.dumps(logs)),
        lambda logs: eval(repr(logs)),
        lambda logs: dict(zip(logs, logs.values(), strict=True)),
        lambda logs: {k: logs.get(k) for k in logs},
        lambda logs: {k: logs.pop(k) for k in list(logs)},
        lambda logs: dict([logs.popitem(), logs.popitem()]),
        lambda logs: {k: logs.setdefault(k, 7) for k in logs},
        lambda logs: "{loss} {accuracy}".format(**logs) and dict(logs),
    ],
)
def test_every_way_to_copy_logs_gives_floats(look):
    copied = look(scalar_logs())
    assert copied == {"loss": 0.5, "accuracy": 1.0}
    assert all(type(value) is float for value in copied.values())


def test_numpys_scalars_are_plain_numbers():
    logs = lazy_logs.LazyLogs(a=np.float32(0.5), b=np.int64(2), c=np.array(3))
    assert logs == {"a": 0.5, "b": 2, "c": 3}
    assert [type(value) for value in logs.values()] == [float, int, int]


def test_logs_equal_a_plain_dict():
    assert scalar_logs() == {"loss": 0.5, "accuracy": 1.0}
    assert scalar_logs() != {"loss": 0.5}


def test_a_key_is_looked_for_without_a_fetch():
    logs = scalar_logs()
    assert "loss" in logs and len(logs) == 2 and list(logs.keys())
    assert tf.is_tensor(dict.__getitem__(logs, "loss"))


def test_an_array_in_the_logs_becomes_a_numpy_array():
    logs = lazy_logs.LazyLogs(outputs=[tf.constant([1.0, 2.0])], name="a")
    assert logs["outputs"][0].tolist() == [1.0, 2.0]
    assert logs["name"] == "a"


def test_what_a_callback_adds_the_next_one_and_history_see():
    add = lambda_callback.LambdaCallback(
        on_epoch_end=lambda epoch, logs: logs.update(rate=0.1)
    )
    callbacks = callback_list.CallbackList([add], add_history=True)
    callbacks.on_epoch_end(0, {"loss": tf.constant(0.5)})
    assert callbacks.history.history == {"loss": [0.5], "rate": [0.1]}


def test_batches_are_needed_only_by_a_callback_with_a_batch_hook():
    def needs(each, mode):
        return callback_list.CallbackList(each).needs_batches(mode)

    assert not needs([Recorder()], "train")
    assert needs([Recorder(), BatchRecorder()], "train")
    assert needs(OldBatchRecorder(), "train")
    assert not needs(BatchRecorder(), "test")
    assert not needs(None, "predict")


def test_a_hook_set_on_an_instance_is_a_batch_hook():
    each = lambda_callback.LambdaCallback(on_predict_batch_end=print)
    callbacks = callback_list.CallbackList([each])
    assert callbacks.needs_batches("predict")
    assert not callbacks.needs_batches("train")


def test_history_and_progress_need_no_batches():
    callbacks = callback_list.CallbackList(add_history=True, add_progbar=True)
    assert not any(map(callbacks.needs_batches, ("train", "test", "predict")))


def test_the_older_batch_hook_gets_training_batches():
    each = OldBatchRecorder()
    callback_list.CallbackList([each]).on_train_batch_end(3, {"loss": 1.0})
    assert each.calls == [(3, {"loss": 1.0})]


def test_model_and_params_reach_every_callback():
    each, model = Recorder(), object()
    callback_list.CallbackList([each], model=model, epochs=3, steps=2)
    assert each.model is model
    assert each.params == {"epochs": 3, "steps": 2}


def test_a_nest_of_callbacks_is_taken():
    first, second = Recorder(), Recorder()
    callbacks = callback_list.CallbackList([first, [second]])
    assert callbacks.callbacks == [first, second]


def test_a_callback_that_derives_from_nothing_is_taken():
    class Foreign:
        def on_epoch_end(self, epoch, logs=None):
            self.seen = logs["loss"]

    foreign = Foreign()
    callback_list.CallbackList([foreign]).on_epoch_end(0, {"loss": 2.0})
    assert foreign.seen == 2.0


def test_a_given_history_is_kept():
    given = history.History()
    callbacks = callback_list.CallbackList([given], add_history=True)
    assert callbacks.history is given
    assert callbacks.callbacks == [given]


def test_results_of_a_batch_get_their_names():
    class Model:
        metrics_names = ["loss", "accuracy"]

    callbacks = callback_list.CallbackList([Recorder()])
    logs = callbacks.make_logs(Model, {"size": 2}, [0.5, 1.0], "test", "val_")
    assert logs == {"size": 2, "val_loss": 0.5, "val_accuracy": 1.0}
    assert callbacks.make_logs(Model, {}, 3, "predict") == {"outputs": 3}
    assert callback_list.CallbackList().make_logs(Model, {}, [1], "test") == {}


@pytest.mark.parametrize("wrong", [Recorder, print, "early_stopping"])
def test_what_is_no_callback_is_refused(wrong):
    with pytest.raises(TypeError, match="Expected an instance.*LambdaCallback"):
        callback_list.CallbackList([wrong])


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_an_error_calls_the_hook_of_aborted_training(kind):
    class Aborted(callback.Callback):
        def on_train_abort(self, error):
            self.error = error

    each = Aborted()
    with pytest.raises(kind), callback_list.CallbackList([each]) as callbacks:
        callbacks.on_train_begin()
        raise kind
    assert type(each.error) is kind


def test_an_error_outside_of_training_calls_no_hook_of_training():
    class Aborted(callback.Callback):
        def on_train_abort(self, error):
            raise AssertionError

    with pytest.raises(RuntimeError):
        with callback_list.CallbackList([Aborted()]) as callbacks:
            callbacks.on_train_begin()
            callbacks.on_train_end()
            callbacks.on_test_begin()
            raise RuntimeError


def test_a_list_gives_its_callbacks_one_by_one():
    first, second = Recorder(), Recorder()
    assert list(callback_list.CallbackList([first, second])) == [first, second]


def test_a_list_within_a_list_needs_batches_as_its_callbacks_do():
    inner = callback_list.CallbackList([Recorder()])
    callbacks = callback_list.CallbackList([inner])
    assert not callbacks.needs_batches("train")
    inner.append(BatchRecorder())
    callbacks.on_train_begin()
    assert callbacks.needs_batches("train")


def test_history_begins_its_epochs_anew_and_keeps_its_values():
    each = history.History()
    for loss in (2.0, 1.0):
        each.on_train_begin()
        each.on_epoch_end(0, {"loss": loss})
    assert each.history == {"loss": [2.0, 1.0]}
    assert each.epoch == [0]


def test_history_goes_on_from_its_state():
    first, second = history.History(), history.History()
    first.on_epoch_end(0, {"loss": 2.0})
    second.on_train_begin()
    second.load_state_dict(first.state_dict())
    second.on_epoch_end(1, {"loss": 1.0})
    assert second.history == {"loss": [2.0, 1.0]}
    assert first.history == {"loss": [2.0]}


def test_a_lambda_for_no_hook_is_refused_with_the_nearest():
    with pytest.raises(TypeError, match="on_epoch_end.*Received: on_epoch_ed"):
        lambda_callback.LambdaCallback(on_epoch_ed=print)


def test_a_hook_that_cannot_be_called_is_refused():
    with pytest.raises(TypeError, match="function or None.*on_train_end=3"):
        lambda_callback.LambdaCallback(on_train_end=3)
