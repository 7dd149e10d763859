"""The model: a layer that can be compiled, trained, evaluated and saved."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras import saving
from keras.backend import naming
from keras.engine import kinds
from keras.engine.graph import graph_config, graph_reader
from keras.engine.layer import (
    building,
    call_context,
    construction,
    layer,
    symbolic_call,
    tracking,
)
from keras.engine.layer import variables as layer_variables
from keras.engine.model import (
    build_types,
    call_spec,
    copying,
    followed_layers,
    known_outputs,
    layer_list,
    older_methods,
    persistence,
    prediction_stream,
    private_names,
    step_settings,
    terms,
    topology,
    trainer,
    weight_paths,
)
from keras.engine.model import summary as summary_module
from keras.engine.symbols import masking
from keras.saving.config import constructor, trust

# What a configuration says of the graph, and of each model.
_GRAPH_KEYS = frozenset(
    {"inputs", "outputs", "name", "trainable", "layers", "input_layers"}
    | {"output_layers"}
)


def _overridden(method: Callable) -> Any:
    """Says to type checkers that a subclass's arguments are its own."""
    return method


class Model(trainer.Trainer):
    """Layers put together, with `fit`, `evaluate`, `predict` and `save`.

    Either made of symbolic tensors, `Model(inputs, outputs)`, or a subclass
    that makes layers in `__init__` and calls them in `call`.

    Args:
        inputs: A symbolic tensor of `keras.Input`, or a nest of them.
        outputs: What follows from them, a symbolic tensor or a nest.
        trainable: False freezes all variables.
        name: Default: the class's name in snake case.
        dtype: Float type or policy of the computation.
        **kwargs: Arguments of every layer.
    Call arguments:
        inputs: Tensors in the structure of `inputs`.
        training: True while it's trained.
        mask: Masks of the inputs.
    Raises:
        ValueError: If an output doesn't follow from the inputs.
        TypeError: If one of them isn't symbolic.
    Example:
        >>> x = keras.Input(shape=(3,))
        >>> model = keras.Model(x, keras.layers.Dense(2)(x))
        >>> model(tf.ones((5, 3))).shape
        TensorShape([5, 2])
    """

    _keras_takes_nests = True
    _keras_layers_first = True

    def __new__(cls, *args, **kwargs):
        # Keras's contract: `Model(inputs, outputs)` is a `Functional`.
        functional = len(args) > 1 or "outputs" in kwargs
        made = Functional if cls is Model and functional else cls
        return super().__new__(made)

    def __init__(
        self,
        inputs: kinds.Tensors = None,
        outputs: kinds.Tensors = None,
        trainable: bool = True,
        name: str | None = None,
        dtype: kinds.DType = None,
        **kwargs,
    ) -> None:
        known, others = construction.split(kwargs)
        super().__init__(name=name, dtype=dtype, **known)
        is_functional = inputs is not None or outputs is not None
        if is_functional:
            topology.lead(self, inputs, outputs)
            followed_layers.follow(self, self._keras_state.topology.layers)
        where = self._keras_who
        if construction.switch(where, "trainable", trainable, True) is not True:
            self.trainable = trainable
        construction.hand_on(self, others, always=is_functional)

    @property
    def input_spec(self) -> Any:
        """What the model demands of its inputs: `InputSpec`s, or None."""
        if self._keras_state.input_spec is not None:
            return self._keras_state.input_spec
        return self._keras_state.topology.input_specs()

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        layer.Layer.input_spec.fset(self, value)

    def _keras_check_call(self, inputs, args: tuple, kwargs: dict) -> None:
        # A graph fits its inputs to its symbols itself.
        if self._keras_state.input_spec is not None:
            super()._keras_check_call(inputs, args, kwargs)
        if self._keras_state.call_spec is None:
            self._keras_state.call_spec = call_spec.of_call(
                inputs, args, kwargs
            )

    def _keras_untraced_spec(self, *args, **kwargs):
        graph = self._keras_state.topology.graph
        if graph is None:
            return super()._keras_untraced_spec(*args, **kwargs)
        return tf.nest.map_structure(symbolic_call.spec_of, graph.outputs)

    def _keras_known_outputs(self, inputs, more: tuple, named: dict):
        return known_outputs.of_call(self, inputs, more, named)

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        """Returns the masks of the outputs.

        Args:
            inputs: A tensor or a nest of tensors.
            mask: A mask, or a nest of masks, or None.
        """
        return self._keras_state.topology.compute_mask(self, inputs, mask)

    @_overridden
    def call(
        self,
        inputs: kinds.Tensors,
        training: bool | None = None,
        mask: kinds.Tensors = None,
    ) -> kinds.Tensors:
        """Computes the outputs; a subclass overrides it.

        Args:
            inputs: Tensors.
            training: True while it's trained.
            mask: Masks of the inputs.
        """
        if mask is not None:
            inputs = masking.masked(inputs, mask)
        return self._keras_state.topology.run(self, inputs)

    def build(self, input_shape: kinds.Shapes = None, **shapes) -> None:
        """Creates the variables of all layers.

        Args:
            input_shape: Shape with the batch axis, or a nest of shapes.
            **shapes: `mood_shape` is that of the call's argument `mood`.
        """
        # Inside of a call, the call is what builds the layers.
        if (
            self._keras_state.topology.graph
            or self in call_context.current.layers[-1:]
        ):
            return
        _check_build(self, input_shape, shapes)
        self.built = True
        try:
            build_types.trace(self, input_shape, shapes)
        except Exception:
            self.built = False
            raise

    get_build_config = build_types.get_build_config
    build_from_config = build_types.build_from_config

    # What it's made of.

    @property
    def layers(self) -> list:
        """The layers that the model is directly made of.

        Those of its graph come first, then those in attributes.
        """
        parts = [*self._keras_state.topology.layers, *tracking.owned(self)]
        return layer_list.LayerList(
            part
            for part in tracking.unique(parts)
            if isinstance(part, layer.Layer)
        )

    def get_layer(
        self, name: str | None = None, index: int | None = None
    ) -> Any:
        """Returns a layer by name or by number.

        Args:
            name: Its name.
            index: Its place in `layers`.
        Raises:
            ValueError: If there is none, or neither or both are given.
        """
        return tracking.one_of(self._keras_who, self.layers, name, index)

    inputs = topology.inputs
    outputs = topology.outputs
    input_names = topology.input_names
    output_names = topology.output_names

    @property
    def input(self) -> Any:
        """The symbolic input, in the structure that the model was made of."""
        return self._keras_state.topology.input(self)

    @property
    def output(self) -> Any:
        """The symbolic output, in the structure it was made of."""
        return self._keras_state.topology.output(self)

    @property
    def input_shape(self) -> Any:
        """The shape of the input, a tuple, or a nest of tuples."""
        return self._keras_state.topology.input_shape(self)

    @property
    def output_shape(self) -> Any:
        """The shape of the output, a tuple, or a nest of tuples."""
        return self._keras_state.topology.output_shape(self)

    @property
    def weights(self) -> list[tf.Variable]:
        """All variables, layer by layer, the model's own ones last.

        Raises:
            ValueError: If a model whose class has a `build` isn't built.
        """
        return list(_collected(self, "weights").every)

    @property
    def trainable_weights(self) -> list[tf.Variable]:
        """The variables that training changes.

        Raises:
            ValueError: If a model whose class has a `build` isn't built.
        """
        return list(_collected(self, "trainable_weights").trainable)

    @property
    def non_trainable_weights(self) -> list[tf.Variable]:
        """The variables that training leaves alone.

        Raises:
            ValueError: If a model whose class has a `build` isn't built.
        """
        return list(_collected(self, "non_trainable_weights").fixed)

    # How steps run.

    make_train_function = step_settings.make_train_function
    make_test_function = step_settings.make_test_function
    make_predict_function = step_settings.make_predict_function
    _make_train_function = step_settings.make_train_function
    _make_test_function = step_settings.make_test_function
    _make_predict_function = step_settings.make_predict_function
    train_function = step_settings.train_function
    test_function = step_settings.test_function
    predict_function = step_settings.predict_function
    _keras_scale_loss = step_settings.scale_loss
    distribute_strategy = step_settings.distribute_strategy
    distribute_reduction_method = step_settings.distribute_reduction_method
    jit_compile = step_settings.jit_compile
    steps_per_execution = step_settings.steps_per_execution
    autotune_steps_per_execution = step_settings.autotune_steps_per_execution

    predict_iter = prediction_stream.predict_iter

    # Losses and metrics that its symbols add.

    add_loss = terms.add_loss
    add_metric = terms.add_metric

    # State, files and copies.

    def reset_states(self) -> None:
        """Sets what stateful layers carry over batches to its start."""
        for inner in tracking.with_inner_layers(self)[1:]:
            if inner._keras_state.stateful:
                getattr(inner, "reset_states", lambda: None)()

    get_weight_paths = weight_paths.get_weight_paths
    save_spec = call_spec.save_spec

    save = persistence.save
    save_weights = persistence.save_weights
    load_weights = persistence.load_weights
    export = persistence.export
    to_json = persistence.to_json
    to_yaml = persistence.to_yaml
    _trackable_children = persistence.saved_model_children
    _keras_known_by_place = followed_layers.by_place
    __getstate__ = copying.state_of
    __setstate__ = copying.restore
    __deepcopy__ = copying.deep_copy
    __copy__ = copying.shallow_copy

    # Old names.

    state_updates = older_methods.state_updates
    fit_generator = older_methods.fit_generator
    evaluate_generator = older_methods.evaluate_generator
    predict_generator = older_methods.predict_generator

    summary = summary_module.summary

    def get_config(self) -> dict:
        """Returns the layers and the calls between them.

        Of a model that wasn't made of symbolic tensors: the constructor's
        arguments; its class may override it.
        """
        made_of = getattr(self, "_keras_received", None)
        if self._keras_state.topology.graph is not None and (
            made_of is None
            or symbolic_call.any_symbolic(made_of.args, made_of.kwargs)
        ):
            return {
                "name": self.name,
                "trainable": self.trainable,
                **graph_config.graph_config(self._keras_state.topology.graph),
            }
        return constructor.constructor_config(
            self, but_not=("inputs", "outputs", "dynamic")
        )

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes the layers of a config, and calls them.

        Args:
            config: What `get_config` returned.
            custom_objects: Names of the caller's own classes and functions.
        Raises:
            ValueError: If a class is unknown, the calls don't fit together, or
                the variables take more than 2 GiB.
        """
        with saving.custom_object_scope(custom_objects or {}):
            if "input_layers" not in config:
                return super().from_config(config)
            name = config.get("name")
            with trust.in_bounds():
                read = graph_reader.GraphReader(config, f"Model {name!r}")
            own = constructor.arguments_of_user(cls, config, _GRAPH_KEYS)
        made = cls(read.inputs, read.outputs, name=name, **own)
        terms.extend_graph(made, read.terms)
        # Of the layers, each config says its own.
        tracking.set_trainable(made, bool(config.get("trainable", True)))
        return made


private_names.bind(Model)


class Functional(Model):
    """A model that is made of symbolic tensors: `Model(inputs, outputs)`.

    Args:
        inputs: A symbolic tensor of `keras.Input`, or a nest of them.
        outputs: What follows from them, a symbolic tensor or a nest.
        name: Default: 'model', and 'model_1', … after it.
        trainable: False freezes all variables.
        **kwargs: Arguments of every layer.
    Example:
        >>> x = keras.Input(shape=(3,))
        >>> type(keras.Model(x, keras.layers.Dense(2)(x))).__name__
        'Functional'
    """

    def __init__(
        self,
        inputs: kinds.Tensors,
        outputs: kinds.Tensors,
        name: str | None = None,
        trainable: bool = True,
        **kwargs,
    ) -> None:
        name = name or naming.unique_name("model")
        super().__init__(inputs, outputs, trainable, name, **kwargs)


def _check_build(model, input_shape, shapes: dict) -> None:
    """Raises unless shapes are all that a call needs."""
    known = {"training", *(n.removesuffix("_shape") for n in shapes)}
    needed = [n for n in model._keras_signature.required[1:] if n not in known]
    if input_shape is None or needed:
        raise ValueError(
            f"{model._keras_who}.build: a shape makes a call of one input. "
            "Expected `input_shape`, and a `call` that needs no other "
            f"argument. Received: input_shape={input_shape}, `call` needs "
            f"{needed}. Call the model on data in place of `build`."
        )


def _collected(model, what: str) -> layer_variables.Collected:
    found = layer_variables.of_layer(model)
    if not found.every and type(model).build is not Model.build:
        building.require_built(model, what)
    return found
