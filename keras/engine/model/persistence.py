"""What a model is asked for beside training: its state, files, old names."""

import copy
import json
import warnings

import tensorflow as tf

from keras import saving
from keras.engine.graph import term_layers
from keras.engine.layer import metrics as layer_metrics
from keras.engine.layer import tracking
from keras.engine.model import call_spec
from keras.engine.model import copying as model_copy
from keras.engine.model import weight_paths as model_paths
from keras.engine.symbols import keras_tensor
from keras.engine.training import fit as training
from keras.saving.config import object_config
from keras.saving.formats import model_export

_REDUCTIONS = ("auto", "first", "mean", "sum")


def _function_of(mode: str) -> property:
    """Makes the attribute that holds the function of a step of a kind."""

    def function(model):
        return model._compile_state.function(mode)

    def set_function(model, value) -> None:
        model._compile_state.set_function(mode, value)

    described = (
        f"`function(iterator)` of a {mode} step; may be set. None before "
        f"`make_{mode}_function`, and makes that anew."
    )
    return property(function, set_function, doc=described)


class ModelTraits:
    """Strategy, terms of a graph, files and copies, old names; for `Model`."""

    train_function = _function_of("train")
    test_function = _function_of("test")
    predict_function = _function_of("predict")

    @property
    def distribute_strategy(self) -> tf.distribute.Strategy:
        """The `tf.distribute` strategy that the model was made in."""
        return self._strategy

    @property
    def distribute_reduction_method(self) -> str:
        """How what a step returns on each replica becomes one; may be set.

        'auto' and 'first' take the first replica's, 'sum' and 'mean' those of
        all. Metrics need none of it: they're of all replicas anyway.
        """
        return self._reduction

    @distribute_reduction_method.setter
    def distribute_reduction_method(self, value: str) -> None:
        if value not in _REDUCTIONS:
            raise ValueError(
                f"{self._described}: no such reduction. Expected one of "
                f"{list(_REDUCTIONS)}. Received: "
                f"distribute_reduction_method={value!r}."
            )
        self._reduction = value
        self._compile_state.forget_all()

    @property
    def jit_compile(self) -> bool:
        """Whether steps are compiled with XLA."""
        return self._compile_state.jit_compile

    @property
    def steps_per_execution(self) -> int | None:
        """Steps a run of the graph takes; None follows a step's time."""
        return self._compile_state.steps_per_execution

    @steps_per_execution.setter
    def steps_per_execution(self, value: int | str | None) -> None:
        self._compile_state.set_steps(value)

    @property
    def autotune_steps_per_execution(self) -> bool:
        """Whether the steps a run takes follow their time; may be set.

        False leaves runs of one step, unless a number was fixed.
        """
        return self._compile_state.steps_per_execution is None

    @autotune_steps_per_execution.setter
    def autotune_steps_per_execution(self, value: bool) -> None:
        if value:
            self._compile_state.set_steps(None)
        elif self.autotune_steps_per_execution:
            self._compile_state.set_steps(1)

    def add_loss(self, losses, **kwargs) -> None:
        """Adds terms to what training makes small.

        Args:
            losses: A scalar that follows from a functional model's inputs, a
                tensor made in `call`, a function of no argument, or a list.
            **kwargs: Keras 2's `inputs`, which has no effect.
        """
        for loss in tf.nest.flatten(losses):
            if self._graph and keras_tensor.is_keras_tensor(loss):
                self._extend_graph([term_layers.AddLoss()(loss)])
            else:
                super().add_loss(loss, **kwargs)

    def add_metric(self, value, name: str | None = None, **kwargs) -> None:
        """Adds the mean of a value over batches to the logs.

        Args:
            value: What follows from a functional model's inputs, or a tensor
                made in `call`.
            name: Name in logs.
            **kwargs: Keras 2's `aggregation`, 'mean' or None, has no effect.
        """
        if not (self._graph and keras_tensor.is_keras_tensor(value)):
            super().add_metric(value, name, **kwargs)
            return
        layer_metrics.check_options(self, value, name, kwargs)
        layer_of = term_layers.AddMetric(kwargs.get("aggregation"), name)
        self._extend_graph([layer_of(value)])

    def _extend_graph(self, symbols: list) -> None:
        """Lets each call compute more symbols, for losses and metrics."""
        if not symbols:
            return
        known = len(self._graph.layers)
        self._graph.extend(symbols)
        self._short_way.forget()
        attributes = vars(self).items()
        kept = [part for name, part in attributes if name.startswith("layer-")]
        self._follow_layers([*kept, *self._graph.layers[known:]])

    def reset_states(self) -> None:
        """Sets what stateful layers carry over batches to its start."""
        for layer in tracking.with_inner_layers(self):
            if layer is self or not layer.__dict__.get("_stateful", False):
                continue
            reset = getattr(layer, "reset_states", None)
            if reset is not None:
                reset()

    def get_weight_paths(self) -> dict[str, tf.Variable]:
        """Returns the variables by path: the attributes that lead to them.

        In a functional or Sequential model, paths begin with layers' names.

        Example:
            >>> layer = keras.layers.Dense(1, input_shape=(2,), name='out')
            >>> list(keras.Sequential([layer]).get_weight_paths())
            ['out.kernel', 'out.bias']
        """
        return model_paths.weight_paths(self)

    def save_spec(self, dynamic_batch: bool = True):
        """Returns the types that the model was called with first.

        Args:
            dynamic_batch: True leaves the size of the batch open.
        Returns:
            `(args, kwargs)` of `tf.TensorSpec`s; None before it has a shape.
        """
        if self._call_spec is None:
            return None
        args, kwargs = self._call_spec
        if not dynamic_batch:
            return list(args), dict(kwargs)
        opened = tf.nest.map_structure(
            call_spec.with_open_batch, (args, kwargs)
        )
        return list(opened[0]), dict(opened[1])

    @property
    def state_updates(self) -> list:
        """Nothing, with a warning: state changes where `call` changes it."""
        warnings.warn(
            f"{self._described}: `state_updates` is empty, since variables "
            "change as soon as `call` changes them. Expected code without it.",
            stacklevel=2,
        )
        return []

    def to_yaml(self, **kwargs) -> str:
        """Raises: YAML could run code on loading; see `to_json`.

        Args:
            **kwargs: Keras 2's.
        Raises:
            RuntimeError: Always.
        """
        raise RuntimeError(
            f"{self._described}: `to_yaml` is gone, since YAML may run code "
            "when it is loaded. Use `to_json`."
        )

    def predict_iter(
        self,
        x,
        batch_size: int | None = None,
        steps: int | None = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ):
        """Returns an iterator over the outputs, batch after batch, in order.

        For outputs that needn't, or can't, be in memory together. A batch is
        read and predicted when it's asked for.

        Args:
            x, batch_size, steps, max_queue_size, workers,
                use_multiprocessing: As in `predict`.
        Example:
            >>> model = keras.Sequential([keras.layers.Dense(2)])
            >>> data = np.ones((5, 3))
            >>> [len(part) for part in model.predict_iter(data, batch_size=2)]
            [2, 2, 1]
        """
        return training.predict_iter(self, dict(locals()))

    # Copies in memory, and files.

    def __getstate__(self) -> dict:
        return model_copy.state_of(self)

    def __setstate__(self, state: dict) -> None:
        model_copy.restore(self, state)

    def __deepcopy__(self, memo: dict):
        return model_copy.deep_copy(self, memo)

    def __copy__(self):
        # Two models can't share compiled steps and the calls of layers.
        return copy.deepcopy(self)

    def save(
        self, filepath, overwrite: bool = True, save_format=None, **kwargs
    ) -> None:
        """Writes the model, its optimizer's state too, to a file.

        Args:
            filepath: Path that ends with '.keras'.
            overwrite: False refuses to replace a file.
            save_format: 'keras', or None for what the path says.
            **kwargs: Arguments of `keras.saving.save_model`.
        """
        saving.save_model(self, filepath, overwrite, save_format, **kwargs)

    def save_weights(
        self, filepath, overwrite: bool = True, save_format=None, options=None
    ) -> None:
        """Writes the values of all variables to a file.

        Args:
            filepath: Path that ends with '.weights.h5'.
            overwrite: False refuses to replace a file.
            save_format: 'h5', or None for what the path says.
            options: Keras 2's, for TensorFlow checkpoints.
        """
        saving.save_weights(self, filepath, overwrite=overwrite)

    def load_weights(
        self,
        filepath,
        skip_mismatch: bool = False,
        by_name: bool = False,
        options=None,
    ) -> None:
        """Reads the values of all variables from a file.

        Args:
            filepath: What `save_weights` wrote.
            skip_mismatch: True leaves alone what doesn't fit.
            by_name: Keras 2's, for whole-model HDF5 files.
            options: Keras 2's, for TensorFlow checkpoints.
        Raises:
            ValueError: If a variable is missing, unexpected, or of another
                shape; all are listed, and none is set.
        """
        saving.load_weights(self, filepath, skip_mismatch=skip_mismatch)

    def export(
        self,
        filepath,
        format: str = "tf_saved_model",
        verbose: bool | None = None,
        input_signature=None,
        **kwargs,
    ) -> None:
        """Writes the call at inference as TensorFlow serves it.

        Args:
            filepath: Path of a folder: a SavedModel with the endpoint `serve`.
            format: 'tf_saved_model'.
            verbose: False prints nothing.
            input_signature: Types of the arguments, for any other than those
                that the model was made of, or called with first.
            **kwargs: `options`, of `tf.saved_model.save`.
        """
        model_export.export_model(
            self, filepath, format, verbose, input_signature, **kwargs
        )

    def to_json(self, **kwargs) -> str:
        """Returns the configuration, without weights, as JSON.

        Args:
            **kwargs: Arguments of `json.dumps`.
        """
        return json.dumps(object_config.serialize_keras_object(self), **kwargs)

    # `fit` and its kin under the names that they had for generators.

    def fit_generator(
        self,
        generator,
        steps_per_epoch: int | None = None,
        epochs: int = 1,
        verbose=1,
        callbacks=None,
        validation_data=None,
        validation_steps: int | None = None,
        validation_freq=1,
        class_weight=None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        shuffle: bool = True,
        initial_epoch: int = 0,
    ):
        """Trains on what a generator yields: an old name of `fit`.

        Args:
            generator: Yields batches, `(x, y)` or `(x, y, sample_weight)`; or
                a `keras.utils.Sequence`.
            steps_per_epoch, epochs, verbose, callbacks, validation_data,
                validation_steps, validation_freq, class_weight,
                max_queue_size, workers, use_multiprocessing, shuffle,
                initial_epoch: As in `fit`.
        Returns:
            A `keras.callbacks.History`.
        """
        _warn_of_old_name(self, "fit")
        return self.fit(
            generator,
            steps_per_epoch=steps_per_epoch,
            epochs=epochs,
            verbose=verbose,
            callbacks=callbacks,
            validation_data=validation_data,
            validation_steps=validation_steps,
            validation_freq=validation_freq,
            class_weight=class_weight,
            max_queue_size=max_queue_size,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
            shuffle=shuffle,
            initial_epoch=initial_epoch,
        )

    def evaluate_generator(
        self,
        generator,
        steps: int | None = None,
        callbacks=None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        verbose=0,
    ):
        """Judges what a generator yields: an old name of `evaluate`.

        Args:
            generator: As in `fit_generator`.
            steps, callbacks, max_queue_size, workers, use_multiprocessing,
                verbose: As in `evaluate`.
        Returns:
            The loss, or a list of it and the metrics.
        """
        _warn_of_old_name(self, "evaluate")
        return self.evaluate(
            generator,
            steps=steps,
            callbacks=callbacks,
            max_queue_size=max_queue_size,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
            verbose=verbose,
        )

    def predict_generator(
        self,
        generator,
        steps: int | None = None,
        callbacks=None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        verbose=0,
    ):
        """Returns the outputs for what a generator yields: now `predict`.

        Args:
            generator: As in `fit_generator`.
            steps, callbacks, max_queue_size, workers, use_multiprocessing,
                verbose: As in `predict`.
        """
        _warn_of_old_name(self, "predict")
        return self.predict(
            generator,
            steps=steps,
            callbacks=callbacks,
            max_queue_size=max_queue_size,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
            verbose=verbose,
        )


def _warn_of_old_name(model, name: str) -> None:
    warnings.warn(
        f"{model._described}: `{name}_generator` is an old name. Expected "
        f"`{name}`, which takes generators.",
        DeprecationWarning,
        stacklevel=3,
    )
