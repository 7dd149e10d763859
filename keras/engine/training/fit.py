"""`fit`, `evaluate` and `predict`: epochs over runs of steps."""

import contextlib

import numpy as np

from keras.backend import user_code
from keras.callbacks import callback_list
from keras.engine import data as data_module
from keras.engine.graph import input_values as model_inputs
from keras.engine.training import arguments as run_arguments
from keras.engine.training import epoch as epoch_module
from keras.engine.training import first_build
from keras.engine.training import predict as prediction

# Arguments of `evaluate` and `predict` that say how data is read.
_READING = (
    "batch_size",
    "steps",
    "workers",
    "use_multiprocessing",
    "max_queue_size",
)


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
    epoch_of = epoch_module.of_model(model, batches, callbacks, "train")
    epoch_of.limit(len(epochs))
    model.stop_training = False
    logs: dict = {}
    with callbacks, _fitting(model):
        callbacks.on_train_begin()
        first_epoch, first_batch = callbacks.resume_point(
            epoch_of.make_variables
        ) or (epochs.start, 0)
        for epoch in range(first_epoch, epochs.stop):
            model.reset_metrics()
            callbacks.on_epoch_begin(epoch)
            found, complete = epoch_of.run(
                lambda: model.stop_training, first_batch
            )
            if found is None and not first_batch:
                break  # The data had ended: there is no such epoch.
            logs, first_batch = epoch_module.logs_of(model, "train", found), 0
            if validation is not None and _is_due(freq, epoch):
                found = validation(callbacks)
                logs.update({f"val_{k}": v for k, v in found.items()})
            callbacks.on_epoch_end(epoch, logs)
            if model.stop_training or not complete:
                break
        if model.optimizer is not None and model.optimizer.use_ema:
            variables = model.trainable_variables
            model.optimizer.finalize_variable_values(variables)
        callbacks.on_train_end(logs)
    return callbacks.history


def evaluate(model, batches, callbacks) -> dict:
    """Runs test steps over the data, and returns the logs as tensors.

    Args:
        model: A compiled model.
        batches: The data.
        callbacks: The list of callbacks.
    """
    epoch = epoch_module.of_model(model, batches, callbacks, "test")
    model.reset_metrics()
    callbacks.on_test_begin()
    found, _ = epoch.run(lambda: False)
    logs = {} if found is None else epoch_module.logs_of(model, "test", found)
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
        where = f"{model._described}.fit"
        self._model = model
        self._arguments = run_arguments.checked(where, arguments)
        self._validation = arguments["validation_data"]

    def run(self):
        """Trains, and returns the `History`."""
        model, given = self._model, self._arguments
        batches = self._training_batches()
        first_build.for_training(model, batches)
        validation = self._validation_batches()
        if validation is not None:
            _check_validation(model, batches, validation)
        callbacks = watchers(
            model,
            given["callbacks"],
            given["verbose"],
            batches.num_batches,
            given["epochs"],
            add_history=True,
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
        x = with_columns(self._model, given["x"])
        data = x, given["y"], given["sample_weight"]
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
            use_multiprocessing=given["use_multiprocessing"],
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
            workers=given["workers"],
            use_multiprocessing=given["use_multiprocessing"],
            max_queue_size=given["max_queue_size"],
        )


def _check_validation(model, batches, validation) -> None:
    """Tells what would fail after the first epoch, before it."""
    if user_code.is_users(model.test_step):
        return
    first_build.for_prediction(model, validation)
    if _has_labels(batches) and not _has_labels(validation):
        raise ValueError(
            f"{model._described}.fit: the validation data has no labels. "
            "Expected (x, y), as the training data. Received: x alone."
        )


def _has_labels(batches) -> bool:
    spec = batches.build_spec
    return isinstance(spec, tuple) and len(spec) > 1 and spec[1] is not None


def batches_for(
    model, x, y=None, sample_weight=None, batch_size=None, **options
):
    """Makes the batches of any kind of data, for the model's strategy."""
    x = with_columns(model, x)
    if data_module.is_source(x):
        batch_size = None  # It has its own; `fit` may be told one for arrays.
    return data_module.make_batches(
        x,
        y,
        sample_weight,
        batch_size=batch_size,
        strategy=model.distribute_strategy,
        **options,
    )


def evaluate_data(model, given: dict) -> dict:
    """Evaluates any kind of data, and returns the logs as floats.

    Args:
        model: A compiled model.
        given: The arguments of `Model.evaluate` by name.
    """
    given = run_arguments.checked(f"{model._described}.evaluate", given)
    batches = batches_for(
        model,
        given["x"],
        given["y"],
        given["sample_weight"],
        **{name: given[name] for name in _READING},
    )
    first_build.for_prediction(model, batches)
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
    given = run_arguments.checked(f"{model._described}.predict", given)
    verbose = given["verbose"]
    batches = batches_for(
        model, given["x"], **{name: given[name] for name in _READING}
    )
    if takes_iterators:
        batches = batches.distributed(model.distribute_strategy)
    first_build.for_prediction(model, batches)
    listed = watchers(model, callbacks, verbose, batches.num_batches)
    with listed:
        length = epoch_module.run_length_for(model, listed, "predict")
        return prediction.collect(model, batches, listed, length)


def predict_iter(model, given: dict):
    """Returns the outputs for any kind of data, batch after batch.

    Args:
        model: The model.
        given: The arguments of `Model.predict_iter` by name.
    """
    where = f"{model._described}.predict_iter"
    given = run_arguments.checked(where, {**given, "verbose": 0})
    batches = batches_for(
        model, given["x"], **{name: given[name] for name in _READING}
    )
    if model._compile_state.predictor().takes_iterators:
        batches = batches.distributed(model.distribute_strategy)
    first_build.for_prediction(model, batches)
    return prediction.stream(model, batches)


def watchers(
    model,
    callbacks,
    verbose,
    steps: int | None,
    epochs: int = 1,
    add_history: bool = False,
):
    """Returns the list of callbacks; one that was given, as it is."""
    if isinstance(callbacks, callback_list.CallbackList):
        return callbacks
    return callback_list.CallbackList(
        callbacks,
        add_history=add_history,
        add_progbar=verbose != 0,
        model=model,
        verbose=verbose,
        epochs=epochs,
        steps=steps,
    )


def with_columns(model, x):
    """Returns inputs by the model's names, where they are columns."""
    return data_module.by_input_names(x, model_inputs.column_names(model))


def as_floats(logs) -> dict:
    """Returns logs as Python floats, fetched from the device."""
    return {
        name: value if np.ndim(value) else float(value)
        for name, value in (
            (name, np.asarray(value)) for name, value in logs.items()
        )
    }


def as_results(model, logs: dict, return_dict: bool):
    """Returns logs as `evaluate` does: a dict, a list, or the only value.

    A list has the metrics' values in their order, and then what else a user's
    step logged, by name.
    """
    if return_dict:
        return logs
    names = model.metrics_names
    names = [name for name in names if name in logs]
    values = [logs[name] for name in names + sorted(set(logs) - set(names))]
    return values[0] if len(values) == 1 else values
