"""`fit`, `evaluate` and `predict`: epochs over runs of steps."""

import contextlib

import numpy as np
import tensorflow as tf

from keras.callbacks import callback_list
from keras.engine import data as data_module
from keras.engine import model_build, prediction, run_length

# Arguments of `evaluate` and `predict` that say how data is read.
_READING = ("batch_size", "steps", "workers", "max_queue_size")


class Epoch:
    """One pass over batches, run by run.

    Args:
        runner: Takes runs of steps (`loop.Runner`).
        batches: The data.
        callbacks: Whom to tell.
        mode: 'train' or 'test', the kind of batch hooks.
        length: How many steps a run takes.
    """

    def __init__(self, runner, batches, callbacks, mode: str, length) -> None:
        self._runner = runner
        self._batches = batches
        self._callbacks = callbacks
        self._length = length
        self._begin = self._end = None
        if callbacks.needs_batches(mode):
            self._begin = getattr(callbacks, f"on_{mode}_batch_begin")
            self._end = getattr(callbacks, f"on_{mode}_batch_end")

    def run(self, should_stop) -> tuple[dict, bool]:
        """Takes the epoch's batches.

        Args:
            should_stop: Asked after each run.
        Returns:
            The last logs, and whether there were as many batches as asked for.
        """
        total = self._batches.num_batches
        with self._batches.original_errors():
            cursor = self._batches.epoch()
            taken, logs = self._take(cursor, total, should_stop)
        stopped = should_stop()
        complete = stopped or self._batches.check_epoch(taken)
        self._batches.on_epoch_end()
        return logs, complete

    def _take(self, cursor, total: int | None, should_stop):
        done, logs = 0, {}
        while (total is None or done < total) and not should_stop():
            remaining = None if total is None else total - done
            count = self._length.next(remaining)
            if self._begin is not None:
                self._begin(done)
            taken, found = self._runner.run(self._batches, cursor, done, count)
            self._length.done(taken)
            if taken:
                logs, done = found, done + taken
                if self._end is not None:
                    self._end(done - 1, logs)
                self._callbacks.on_steps(done, logs, total)
            if taken < count:
                break
        return done, logs


def fit(model, batches, validation, callbacks, epochs: range, freq):
    """Trains a model.

    Args:
        model: A compiled model.
        batches: Training data.
        validation: A function of no argument that evaluates, or None.
        callbacks: The list of callbacks, history among them.
        epochs: Numbers of the epochs.
        freq: Validate each so many epochs, or a collection of epoch numbers
            counted from 1.
    Returns:
        The `History`.
    """
    epoch_of = _epoch_of(model, batches, callbacks, "train")
    model.stop_training = False
    logs: dict = {}
    with callbacks, _fitting(model):
        callbacks.on_train_begin()
        for epoch in epochs:
            model.reset_metrics()
            callbacks.on_epoch_begin(epoch)
            logs, complete = epoch_of.run(lambda: model.stop_training)
            logs = dict(logs)
            if validation is not None and _is_due(freq, epoch):
                found = validation(callbacks)
                logs.update({f"val_{k}": v for k, v in found.items()})
            callbacks.on_epoch_end(epoch, logs)
            if model.stop_training or not complete:
                break
        callbacks.on_train_end(logs)
    return callbacks.history


def evaluate(model, batches, callbacks) -> dict:
    """Runs test steps over the data, and returns the logs as tensors.

    Args:
        model: A compiled model.
        batches: The data.
        callbacks: The list of callbacks.
    """
    epoch = _epoch_of(model, batches, callbacks, "test")
    model.reset_metrics()
    callbacks.on_test_begin()
    logs, _ = epoch.run(lambda: False)
    callbacks.on_test_end(logs)
    return logs


@contextlib.contextmanager
def _fitting(model):
    """Marks the model as one that `fit` is running on."""
    outer, model._is_fitting = model._is_fitting, True
    try:
        yield
    finally:
        model._is_fitting = outer


@contextlib.contextmanager
def _kept_metrics(model):
    """Puts back what training saw, where a callback evaluates in between."""
    variables = []
    if model._is_fitting:
        variables = [v for metric in model.metrics for v in metric.variables]
    values = [variable.numpy() for variable in variables]
    try:
        yield
    finally:
        for variable, value in zip(variables, values):
            variable.assign(value)


def _epoch_of(model, batches, callbacks, mode: str) -> Epoch:
    runner = model._compile_state.runner(mode)
    if runner.takes_iterators:
        batches = batches.distributed(model.distribute_strategy)
        length = run_length.RunLength(fixed=1, single=True)
    else:
        length = _run_length(model, callbacks, mode)
    return Epoch(runner, batches, callbacks, mode, length)


def _run_length(model, callbacks, mode: str) -> run_length.RunLength:
    single = model.run_eagerly or callbacks.needs_batches(mode)
    return run_length.RunLength(model.steps_per_execution, single)


def _is_due(freq, epoch: int) -> bool:
    if isinstance(freq, int):
        return (epoch + 1) % freq == 0
    return epoch + 1 in freq


class Fit:
    """What `fit` was called with, made into batches, validation, callbacks.

    Args:
        model: The model.
        arguments: The arguments of `Model.fit` by name.
    """

    def __init__(self, model, arguments: dict) -> None:
        self._model = model
        self._arguments = arguments
        self._validation = arguments["validation_data"]

    def run(self):
        """Trains, and returns the `History`."""
        model, given = self._model, self._arguments
        batches = self._training_batches()
        model_build.for_training(model, batches)
        validation = self._validation_batches()
        callbacks = callback_list.CallbackList(
            given["callbacks"],
            add_history=True,
            add_progbar=given["verbose"] != 0,
            model=model,
            verbose=given["verbose"],
            epochs=given["epochs"],
            steps=batches.num_batches,
        )
        evaluate_once = None
        if validation is not None:

            def evaluate_once(callbacks):
                return evaluate(model, validation, callbacks)

        epochs = range(given["initial_epoch"], given["epochs"])
        freq = given["validation_freq"]
        model.history = callbacks.history
        return fit(model, batches, evaluate_once, callbacks, epochs, freq)

    def _training_batches(self):
        given = self._arguments
        data = given["x"], given["y"], given["sample_weight"]
        if given["validation_split"] and self._validation is None:
            data, self._validation = data_module.split_validation(
                *data, given["validation_split"]
            )
        return batches_for(
            self._model,
            *data,
            batch_size=given["batch_size"],
            steps=given["steps_per_epoch"],
            shuffle=given["shuffle"],
            class_weight=given["class_weight"],
            label_layout=self._model.compiled_loss.label_layout,
            output_names=self._model.output_names,
            keeps_position=True,
            workers=given["workers"],
            max_queue_size=given["max_queue_size"],
        )

    def _validation_batches(self):
        given = self._arguments
        if self._validation is None:
            return None
        data = data_module.unpack_x_y_sample_weight(self._validation)
        return batches_for(
            self._model,
            *data,
            batch_size=given["validation_batch_size"] or given["batch_size"],
            steps=given["validation_steps"],
        )


def batches_for(model, x, y=None, sample_weight=None, **options):
    """Makes the batches of any kind of data, for the model's strategy."""
    return data_module.make_batches(
        x, y, sample_weight, strategy=model.distribute_strategy, **options
    )


def evaluate_data(model, given: dict) -> dict:
    """Evaluates any kind of data, and returns the logs as floats.

    Args:
        model: A compiled model.
        given: The arguments of `Model.evaluate` by name.
    """
    batches = batches_for(
        model,
        given["x"],
        given["y"],
        given["sample_weight"],
        **{name: given[name] for name in _READING},
    )
    model_build.for_prediction(model, batches)
    steps = batches.num_batches
    listed = watchers(model, given["callbacks"], given["verbose"], steps)
    with listed, _kept_metrics(model):
        return as_floats(evaluate(model, batches, listed))


def predict_data(model, given: dict):
    """Returns the outputs for any kind of data, as NumPy arrays.

    Args:
        model: The model.
        given: The arguments of `Model.predict` by name.
    """
    verbose, callbacks = given["verbose"], given["callbacks"]
    takes_iterators = model._compile_state.predictor().takes_iterators
    if callbacks is None and given["steps"] is None and not takes_iterators:
        batch = prediction.single_batch(model, given["x"], given["batch_size"])
        if batch is not None:
            listed = watchers(model, None, verbose, 1) if verbose else None
            return prediction.of_one_batch(model, batch, listed)
    batches = batches_for(
        model, given["x"], **{name: given[name] for name in _READING}
    )
    if takes_iterators:
        batches = batches.distributed(model.distribute_strategy)
    model_build.for_prediction(model, batches)
    listed = watchers(model, callbacks, verbose, batches.num_batches)
    with listed:
        length = _run_length(model, listed, "predict")
        return prediction.collect(model, batches, listed, length)


def watchers(model, callbacks, verbose, steps: int | None):
    """Returns the list of callbacks for `evaluate` and `predict`."""
    if isinstance(callbacks, callback_list.CallbackList):
        return callbacks
    return callback_list.CallbackList(
        callbacks,
        add_progbar=verbose != 0,
        model=model,
        verbose=verbose,
        epochs=1,
        steps=steps,
    )


def train_on_batch(model, x, y, sample_weight, class_weight, reset) -> dict:
    """Trains on one batch, and returns the logs as floats."""
    batches = _one_batch(model, x, y, sample_weight, class_weight)
    model_build.for_training(model, batches)
    return _take_one(model, "train", batches, reset)


def test_on_batch(model, x, y, sample_weight, reset: bool) -> dict:
    """Judges one batch, and returns the logs as floats."""
    batches = _one_batch(model, x, y, sample_weight, None)
    model_build.for_prediction(model, batches)
    return _take_one(model, "test", batches, reset)


def _one_batch(model, x, y, sample_weight, class_weight):
    rows = max((np.shape(part) or (1,))[0] for part in tf.nest.flatten(x))
    return batches_for(
        model,
        x,
        y,
        sample_weight,
        batch_size=max(int(rows), 1),
        class_weight=class_weight,
    )


def _take_one(model, mode: str, batches, reset: bool) -> dict:
    if reset:
        model.reset_metrics()
    runner = model._compile_state.runner(mode)
    _, logs = runner.run(batches, batches.epoch(), 0, 1)
    return as_floats(logs)


def as_floats(logs) -> dict:
    """Returns logs as Python floats, fetched from the device."""
    return {
        name: value if np.ndim(value) else float(value)
        for name, value in (
            (name, np.asarray(value)) for name, value in logs.items()
        )
    }


def as_results(logs: dict, return_dict: bool):
    """Returns logs as `evaluate` does: a dict, a list, or the only value."""
    if return_dict:
        return logs
    values = list(logs.values())
    return values[0] if len(values) == 1 else values
