"""`fit`: epochs of training steps, and validation between them."""

import dataclasses
from typing import Any

from keras.backend import run_limits, user_code
from keras.distribute import lost_worker, workers
from keras.engine import data as data_module
from keras.engine.training import (
    arguments,
    epoch,
    evaluate,
    first_build,
    logs,
    metric_values,
    model_batches,
    resuming,
)
from keras.optimizers import optimizer


class Fit:
    """What `fit` was called with; trains when it is run.

    Args:
        model: A compiled model.
        data: `(x, y, sample_weight)`.
        reading: How to read it.
        training: What to do with it.
        validation: What to validate on, and when.
        watching: Who watches.
    """

    def __init__(
        self,
        model,
        data: tuple,
        reading: arguments.Reading,
        training: arguments.Training,
        validation: arguments.Validation,
        watching: arguments.Watching,
    ) -> None:
        where = f"{model._keras_who}.fit"
        self._model = model
        self._data = data
        self._reading = reading.checked(where, of_epoch="_per_epoch")
        self._training = training.checked(where)
        self._validation = validation.checked(where)
        self._watching = watching.checked(where)

    def run(self) -> Any:
        """Trains, and returns the `History`."""
        model, training = self._model, self._training
        batches = self._training_batches()
        first_build.prepare(model, batches, "train")
        validation = self._validation_batches()
        if validation is not None:
            _check_validation(model, batches, validation)
        callbacks = self._watching.listed(
            model,
            run_limits.steps(batches.num_batches),
            training.epochs,
            add_history=True,
            do_validation=self._validates(validation),
        )
        model.history = callbacks.history
        epochs = epoch.Epoch(model, batches, callbacks, "train")
        epochs.limit(max(training.epochs - training.initial_epoch, 0))
        evaluation = None
        if validation is not None:
            evaluation = evaluate.Evaluation(model, validation, callbacks)
        with (
            callbacks,
            metric_values.training(model),
            lost_worker.told(),
        ):
            state = resuming.Resumable(model, epochs, callbacks)
            self._train(epochs, evaluation, callbacks, state)
        return callbacks.history

    def _train(self, epochs, evaluation, callbacks, state) -> None:
        """Takes the epochs, and tells the callbacks."""
        model, training = self._model, self._training
        model.stop_training = False
        results: dict = {}
        callbacks.on_train_begin()
        callbacks.watch_training(state)
        place = state.place_of(callbacks.resume_point(state))
        first_epoch, first_batch = place or (training.initial_epoch, 0)
        epochs.skip(first_epoch - training.initial_epoch)
        if evaluation is not None:
            earlier = range(training.initial_epoch, first_epoch)
            evaluation.skip(sum(map(self._validation.is_due, earlier)))
        num_epochs = training.epochs
        if state.had_stopped:  # The epoch that it stopped in is to end.
            num_epochs = min(num_epochs, first_epoch + bool(first_batch))
        for number in range(first_epoch, num_epochs):
            model._keras_state.compile_state.reset_metrics()
            callbacks.on_epoch_begin(number)
            found, is_complete = epochs.run(
                lambda: workers.stop(model), first_batch
            )
            if found is None and not first_batch:
                break  # The data had ended: there is no such epoch.
            if found is None:
                found = state.last_logs
            results, first_batch = logs.of_epoch(model, "train", found), 0
            if isinstance(model.optimizer, optimizer.Optimizer):
                model.optimizer._keras_check_progress()
            if evaluation is not None and self._validation.is_due(number):
                judged = evaluation.run()
                results.update({f"val_{k}": v for k, v in judged.items()})
            callbacks.on_epoch_end(number, results)
            if workers.stop(model) or not is_complete:
                break
        is_ours = isinstance(model.optimizer, optimizer.Optimizer)
        if is_ours and model.optimizer.use_ema:
            with model._keras_state.compile_state.flags.restored():
                variables = model.trainable_variables
            model.optimizer.finalize_variable_values(variables)
        callbacks.on_train_end(results)

    def _validates(self, batches) -> bool:
        """Tells whether any epoch is validated on some batches."""
        epochs = range(self._training.initial_epoch, self._training.epochs)
        is_due = self._validation.is_due
        return batches is not None and any(map(is_due, epochs))

    def _training_batches(self):
        model, split = self._model, self._validation.split
        x, y, sample_weight = self._data
        data = model_batches.with_columns(model, x), y, sample_weight
        if split and self._validation.data is None:
            data, held_out = data_module.split_validation(*data, split)
            self._validation = dataclasses.replace(
                self._validation, data=held_out
            )
        return model_batches.of_data(
            model,
            data,
            self._reading,
            shuffle=self._training.shuffle,
            class_weight=self._training.class_weight,
            label_layout=model.compiled_loss.label_layout,
            output_names=model._keras_state.topology.output_names(),
            keeps_position=True,
        )

    def _validation_batches(self):
        given = self._validation
        if given.data is None:
            return None
        data = data_module.unpack_x_y_sample_weight(given.data)
        reading = dataclasses.replace(
            self._reading,
            batch_size=given.batch_size or self._reading.batch_size,
            steps=given.steps,
        )
        return model_batches.to_evaluate(self._model, data, reading)


def _check_validation(model, batches, validation) -> None:
    """Tells what would fail after the first epoch, before it."""
    if user_code.is_users(model.test_step):
        return
    first_build.prepare(model, validation, "test")
    if _has_labels(batches) and not _has_labels(validation):
        raise ValueError(
            f"{model._keras_who}.fit: the validation data has no labels. "
            "Expected (x, y), as the training data. Received: x alone."
        )


def _has_labels(batches) -> bool:
    spec = batches.build_spec
    return isinstance(spec, tuple) and len(spec) > 1 and spec[1] is not None
