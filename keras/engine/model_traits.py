"""What a model says of itself, and the names that Keras 2 has for `fit`."""

import warnings

import tensorflow as tf

from keras.engine import keras_tensor, layer_build, model_paths, term_layers

_REDUCTIONS = ("auto", "first", "mean", "sum")


class ModelTraits:
    """Strategy, terms of a graph, paths of weights, old names; for `Model`."""

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
        self._check_metric_options(value, name, kwargs)
        layer_of = term_layers.AddMetric(kwargs.get("aggregation"), name)
        self._extend_graph([layer_of(value)])

    def _extend_graph(self, symbols: list) -> None:
        """Lets each call compute more symbols, for losses and metrics."""
        if not symbols:
            return
        known = len(self._graph.layers)
        self._graph.extend(symbols)
        self._plain_call = None
        self._follow_layers([*self.layers, *self._graph.layers[known:]])

    def reset_states(self) -> None:
        """Sets what stateful layers carry over batches to its start."""
        for layer in layer_build.with_inner_layers(self):
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
        opened = tf.nest.map_structure(_with_open_batch, (args, kwargs))
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


def call_spec(inputs, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """Describes the tensors among a call's arguments; others are left out.

    Args:
        inputs: What the first argument became, tensors.
        args, kwargs: The arguments.
    """
    first = _named_specs(inputs)
    rest = [_specs(value) for value in args[1:]]
    # With no positional argument, the input has a name among the keywords.
    skipped = [] if args else list(kwargs)[:1]
    named = {
        name: _specs(value)
        for name, value in kwargs.items()
        if name not in ("training", "mask", *skipped)
    }
    return (
        tuple(spec for spec in (first, *rest) if spec is not None),
        {name: spec for name, spec in named.items() if spec is not None},
    )


def graph_spec(graph, batch: int | None = None) -> tuple[tuple, dict]:
    """Describes the inputs of a functional model.

    Args:
        graph: Its graph.
        batch: Size of the batch, where data told it.
    """

    def described(symbol):
        spec = symbol.type_spec
        if not isinstance(spec, tf.TensorSpec):
            return spec
        shape = spec.shape
        if batch is not None and shape.rank:
            shape = tf.TensorShape([batch, *shape[1:]])
        return tf.TensorSpec(shape, spec.dtype, name=symbol.name)

    specs = tf.nest.map_structure(described, graph.inputs)
    if isinstance(specs, list) and len(specs) == 1:
        specs = specs[0]
    return (specs,), {}


def _specs(value):
    """Returns the specs of a nest of tensors, None of anything else."""
    flat = tf.nest.flatten(value)
    if not flat or not all(tf.is_tensor(leaf) for leaf in flat):
        return None
    return tf.nest.map_structure(tf.type_spec_from_value, value)


def _named_specs(inputs):
    specs = _specs(inputs)
    if isinstance(specs, dict) and len(tf.nest.flatten(specs)) == len(specs):
        return {name: _renamed(spec, name) for name, spec in specs.items()}
    flat = [
        _renamed(spec, f"input_{number}")
        for number, spec in enumerate(tf.nest.flatten(specs), 1)
    ]
    return specs and tf.nest.pack_sequence_as(specs, flat)


def _renamed(spec, name: str):
    if not isinstance(spec, tf.TensorSpec):
        return spec
    return tf.TensorSpec(spec.shape, spec.dtype, name=name)


def _with_open_batch(spec):
    if not isinstance(spec, tf.TensorSpec) or not spec.shape.rank:
        return spec
    shape = tf.TensorShape([None, *spec.shape[1:]])
    return tf.TensorSpec(shape, spec.dtype, name=spec.name)


def _warn_of_old_name(model, name: str) -> None:
    warnings.warn(
        f"{model._described}: `{name}_generator` is an old name. Expected "
        f"`{name}`, which takes generators.",
        DeprecationWarning,
        stacklevel=3,
    )
