"""Compiling, training, evaluating, predicting: what makes a layer a model."""

from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras import optimizers
from keras.distribute import placement
from keras.engine import data as data_module
from keras.engine import kinds
from keras.engine.layer import (
    construction,
    layer,
    meant_names,
    parts,
    tracking,
)
from keras.engine.model import batch_methods, model_state, step_settings
from keras.engine.training import (
    arguments,
    compile_arguments,
    evaluate,
    fit,
    logs,
    predict,
    unseen,
)
from keras.mixed_precision import scaling

if TYPE_CHECKING:  # callbacks are of a higher level
    from keras.callbacks import history

_OLD_COMPILE_ARGUMENTS = {
    "cloning",
    "experimental_run_tf_function",
    "experimental_steps_per_execution",
    "sample_weight_mode",
}
# What is taken where it asks for nothing.
_GONE_COMPILE_ARGUMENTS = {"distribute", "target_tensors"}


def _check_older(where: str, kwargs: dict) -> None:
    """Raises for arguments that `compile` never had, or that are gone."""
    asked = {
        name: value
        for name, value in kwargs.items()
        if name not in _GONE_COMPILE_ARGUMENTS or value is not None
    }
    construction.refuse_unknown(where, asked, _OLD_COMPILE_ARGUMENTS)


def _when_given(
    validation_metrics, metrics_every: int, evaluation_shards: int | str
) -> dict:
    """Returns what other packages don't know, and find in no file so."""
    found = {
        "validation_metrics": (validation_metrics, None),
        "metrics_every": (metrics_every, 1),
        "pss_evaluation_shards": (evaluation_shards, 0),
    }
    return {k: given for k, (given, usual) in found.items() if given != usual}


class Trainer(layer.Layer):
    """A layer that can be compiled and trained; the base of `Model`.

    Args:
        **kwargs: Arguments of every layer.
    """

    # Its variables are no weights; checkpoints of the model hold them.
    _keras_state_class = model_state.ModelState
    optimizer = construction.SetByInit(in_checkpoints=True)
    history = construction.SetByInit()
    stop_training = construction.SetByInit()

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        kept = self._keras_state
        kept.compile_state = compile_arguments.CompileArguments(self)
        kept.strategy = placement.current()
        self.optimizer: Any = None
        self.stop_training = False
        self.history = None

    @property
    def _keras_who(self) -> str:
        """The model as a message calls it: `Sequential model 'lenet'`."""
        return f"{type(self).__name__} model {self._keras_state.name!r}"

    # Compiling.

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool | None = None,
        steps_per_execution: int | None = None,
        jit_compile: bool | None = None,
        pss_evaluation_shards: int | str = 0,
        *,
        validation_metrics: Any = None,
        metrics_every: int = 1,
        **kwargs: kinds.Unpack[kinds.CompileArguments],
    ) -> None:
        """Says how the model is trained and judged.

        Args:
            optimizer: A name, or a `keras.optimizers.Optimizer`.
            loss: A name, a function or a `keras.losses.Loss`; for several
                outputs a list, or a dict by output name. None where layers
                add losses or `train_step` is overridden.
            metrics: Names, functions or `keras.metrics.Metric`s, in a list; for
                several outputs a list of lists, or a dict by output name.
            loss_weights: Factors of the outputs' losses.
            weighted_metrics: Metrics that count sample weights.
            run_eagerly: True runs each step in Python, to step through it.
            steps_per_execution: Steps a run of the graph takes. None and
                'auto' follow the time that a step takes.
            jit_compile: True compiles steps with XLA, on one replica: it can't
                where replicas meet, which is told. None and 'auto' don't.
            pss_evaluation_shards: For parameter servers. A number above 0, or
                'auto', has the data of a `DatasetCreator` evaluated once, to
                its end, as other data is: the coordinator reads it. Default 0:
                workers read it, each all of it, for so many steps.
            validation_metrics: Metrics, as `metrics`, that no training step
                computes or logs: for those that cost much.
            metrics_every: Training steps for one whose batch the metrics see,
                the first of an epoch and each so many later. Default 1.
            **kwargs: Keras 2's `experimental_steps_per_execution`, and its
                `sample_weight_mode`, `cloning` and
                `experimental_run_tf_function`, which have no effect, as
                `distribute=None` and `target_tensors=None`.
        Raises:
            ValueError: If a name is unknown.
            TypeError: If an argument is unknown.
        """
        _check_older(f"{self._keras_who}.compile", kwargs)
        step_settings.check_scope(self)
        if steps_per_execution is None:
            steps_per_execution = kwargs.get("experimental_steps_per_execution")
        with placement.making(self.distribute_strategy):
            found = scaling.around(optimizers.get(optimizer), self.dtype_policy)
            state = compile_arguments.CompileArguments(
                self,
                optimizer=found,
                loss=loss,
                metrics=metrics,
                loss_weights=loss_weights,
                weighted_metrics=weighted_metrics,
                run_eagerly=run_eagerly,
                steps_per_execution=steps_per_execution,
                jit_compile=jit_compile,
                **_when_given(
                    validation_metrics, metrics_every, pss_evaluation_shards
                ),
            )
        step_settings.check_parts(self, state.arguments)
        self.optimizer = found
        # Keras's contract: `loss` is this one now, whatever was put there.
        if not meant_names.holds_parts(vars(self).get("loss")):
            vars(self).pop("loss", None)
        self._keras_state.compile_state = state
        tracking.changes.note()  # It has metrics.
        self._keras_state.is_ready = False

    compiled = step_settings.compiled
    loss = step_settings.loss
    compiled_loss = step_settings.compiled_loss
    compiled_metrics = step_settings.compiled_metrics
    run_eagerly = step_settings.run_eagerly

    @property
    def metrics(self) -> list:
        """The running means of losses, the metrics, and those of layers."""
        found = parts.once(self, compile_arguments.every_metric)
        compiled = self._keras_state.compile_state.metrics
        return compiled.seen_here(found) if compiled.has_turns else list(found)

    metrics_names = step_settings.metrics_names
    reset_metrics = step_settings.reset_metrics

    def get_metrics_result(self) -> dict:
        """Returns what the metrics say by name."""
        total = self._keras_state.compile_state.loss.total
        results: dict = {}
        for metric in self.metrics:
            result = metric.result()
            if isinstance(result, dict):
                metric._keras_state.value_names = list(result)
                results.update(result)
            elif metric.name == total.name and metric is not total:
                results[metric.name] = unseen.result_of_either(metric, total)
            else:
                results[metric.name] = result
        return results

    # One step; each may be overridden.

    def train_step(self, data: Any) -> dict:
        """Trains on one batch; may be overridden.

        Args:
            data: `(x, y, sample_weight)`, or what the data yields.
        Returns:
            Logs by name.
        """
        x, y, sample_weight = data_module.unpack_x_y_sample_weight(data)
        compiled = self._keras_state.compile_state.loss
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = compiled.told_by(
                self.compute_loss, x, y, y_pred, sample_weight
            )
        compiled.require_terms()
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def test_step(self, data: Any) -> dict:
        """Judges one batch; may be overridden.

        Args:
            data: `(x, y, sample_weight)`, or what the data yields.
        Returns:
            Logs by name.
        """
        x, y, sample_weight = data_module.unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)
        compiled = self._keras_state.compile_state.loss
        compiled.told_by(self.compute_loss, x, y, y_pred, sample_weight)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def predict_step(self, data: Any) -> Any:
        """Returns the outputs for one batch; may be overridden.

        Args:
            data: `x`, or what the data yields.
        """
        x, _, _ = data_module.unpack_x_y_sample_weight(data)
        return self(x, training=False)

    def compute_loss(
        self,
        x: kinds.Tensors = None,
        y: kinds.Tensors = None,
        y_pred: kinds.Tensors = None,
        sample_weight: kinds.Tensors = None,
        training: bool = True,
    ) -> Any:
        """Returns what a step makes small; may be overridden.

        On replicas each calls it with its rows. `fit` takes what a user's
        returns for the mean over them, and weighs it by their number; one that
        names `tf.nn.compute_average_loss`, `tf.nn.scale_regularization_loss`
        or `num_replicas_in_sync` divides itself, and is added up as it is. In
        a step of your own it's a replica's part of the batch's mean.

        Args:
            x: The inputs.
            y: The labels.
            y_pred: The outputs.
            sample_weight: Weights of rows.
            training: Keras 3's; whether the step trains. Has no effect.
        """
        loss = self._keras_state.compile_state.loss
        return loss(y, y_pred, sample_weight, self.losses)

    def compute_metrics(
        self,
        x: kinds.Tensors,
        y: kinds.Tensors,
        y_pred: kinds.Tensors,
        sample_weight: kinds.Tensors = None,
    ) -> dict:
        """Adds a batch to the metrics, and returns what they say.

        Args:
            x: The inputs.
            y: The labels.
            y_pred: The outputs.
            sample_weight: Weights of rows.
        """
        self._keras_state.compile_state.metrics.update_state(
            y, y_pred, sample_weight
        )
        return self.get_metrics_result()

    # Many steps.

    def fit(
        self,
        x: kinds.Tensors = None,
        y: kinds.Tensors = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: Any = None,
        sample_weight: kinds.Tensors = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: kinds.Sizes = 1,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ) -> "history.History":
        """Trains the model.

        Args:
            x: Inputs: an array, a tensor, a list or dict of them, a
                `tf.data.Dataset`, a generator, a `keras.utils.Sequence`.
            y: Labels; only where `x` is arrays.
            batch_size: Rows a step of arrays; a data set has its own. Default:
                all rows in `steps_per_epoch` steps, or 32 a step.
            epochs: Number of the epoch to end at, 1 or more.
            verbose: 0 silent, 1 a bar, 2 a line an epoch, 'auto' as fits.
            callbacks: `keras.callbacks.Callback`s.
            validation_split: Fraction of the rows, the last ones, to
                validate on, in [0, 1).
            validation_data: `(x, y)` or `(x, y, sample_weight)`, or a data
                set.
            shuffle: True takes rows in a new order each epoch; 'batch' whole
                batches; False as they are.
            class_weight: Dict, list or array of the weights of classes.
            sample_weight: Weights of rows.
            initial_epoch: Number of the first epoch.
            steps_per_epoch: Steps an epoch. Default: all the data.
            validation_steps: Likewise for validation.
            validation_batch_size: Rows a step of validation.
            validation_freq: Validate each so many epochs, or after those of a
                collection, counted from 1.
            max_queue_size: Batches that workers prepare ahead.
            workers: Threads, or processes, that make the batches of a
                `Sequence`, 0 or more.
            use_multiprocessing: True makes them in processes. Of these three,
                the Sequence's own attributes stand in for defaults.
        Returns:
            A `keras.callbacks.History`.
        Raises:
            RuntimeError: If the model isn't compiled.
            ValueError: If the data doesn't fit together, or is empty.
        """
        self._keras_state.compile_state.require_optimizer("fit")
        return fit.Fit(
            self,
            (x, y, sample_weight),
            arguments.Reading(
                batch_size=batch_size,
                steps=steps_per_epoch,
                workers=workers,
                use_multiprocessing=use_multiprocessing,
                max_queue_size=max_queue_size,
            ),
            arguments.Training(
                initial_epoch=initial_epoch,
                epochs=epochs,
                shuffle=shuffle,
                class_weight=class_weight,
            ),
            arguments.Validation(
                data=validation_data,
                split=validation_split,
                freq=validation_freq,
                batch_size=validation_batch_size,
                steps=validation_steps,
            ),
            arguments.Watching(callbacks, verbose),
        ).run()

    def evaluate(
        self,
        x: kinds.Tensors = None,
        y: kinds.Tensors = None,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: kinds.Tensors = None,
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        return_dict: bool = False,
        **kwargs,
    ) -> Any:
        """Returns the loss and the metrics over some data.

        Args:
            x, y, batch_size, verbose, sample_weight, callbacks,
                max_queue_size, workers, use_multiprocessing: As in `fit`.
            steps: Batches to take. Default: all.
            return_dict: True returns a dict by name.
            **kwargs: None is known.
        Returns:
            The loss, or a list of it and the metrics (`metrics_names`).
        Raises:
            RuntimeError: If the model isn't compiled.
        """
        construction.refuse_unknown(f"{self._keras_who}.evaluate", kwargs)
        self._keras_state.compile_state.require("evaluate")
        found = evaluate.evaluate(
            self,
            (x, y, sample_weight),
            arguments.Reading(
                batch_size=batch_size,
                steps=steps,
                workers=workers,
                use_multiprocessing=use_multiprocessing,
                max_queue_size=max_queue_size,
            ),
            arguments.Watching(callbacks, verbose),
        )
        return logs.as_results(self, found, return_dict)

    def predict(
        self,
        x: kinds.Tensors,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ) -> Any:
        """Returns the outputs for some data, as NumPy arrays.

        Rows that fit in one batch are one call of a compiled function, with no
        pipeline around it.

        Args:
            x, batch_size, verbose, callbacks, max_queue_size, workers,
                use_multiprocessing: As in `fit`.
            steps: Batches to take. Default: all.
        """
        return predict.predict(
            self,
            x,
            arguments.Reading(
                batch_size=batch_size,
                steps=steps,
                workers=workers,
                use_multiprocessing=use_multiprocessing,
                max_queue_size=max_queue_size,
            ),
            arguments.Watching(callbacks, verbose),
        )

    train_on_batch = batch_methods.train_on_batch
    test_on_batch = batch_methods.test_on_batch
    predict_on_batch = batch_methods.predict_on_batch

    get_compile_config = step_settings.get_compile_config
    compile_from_config = step_settings.compile_from_config
    _keras_trained_config = step_settings.trained_config
    _keras_train_from_config = step_settings.train_from_config
