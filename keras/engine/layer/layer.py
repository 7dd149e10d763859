"""The base of every layer: variables made once, and a call that computes."""

from typing import Any

import tensorflow as tf

from keras import mixed_precision, regularizers
from keras.backend import naming
from keras.engine import kinds
from keras.engine.layer import (
    building,
    call_context,
    call_errors,
    call_signature,
    concrete_call,
    configuration,
    construction,
    history,
    meant_names,
    older_methods,
    output_spec,
    parts,
    private_names,
    recorded_call,
    state,
    symbolic_call,
    tracking,
    weight_values,
)
from keras.engine.layer import losses as layer_losses
from keras.engine.layer import metrics as layer_metrics
from keras.engine.layer import variables as layer_variables
from keras.engine.layer import weights as weights_module
from keras.engine.symbols import input_spec as input_spec_module
from keras.engine.symbols import masking
from keras.saving.config import constructor
from keras.tf_internals import (
    autograph,
    composite_parts,
    eager_tensor,
    module_parts,
)

_EagerTensor = eager_tensor.EagerTensor
_ONLY_TRAINING = concrete_call.ONLY_TRAINING
_context = call_context.current
_PLAIN = tracking.PLAIN
# Attributes that the short way through a call passes over.
_HEEDED = frozenset({"activity_regularizer", "autocast", "built", "input_spec"})


class Layer(tracking.Owner, constructor.Configurable):
    """A computation with variables of its own; the base of all layers.

    A subclass stores its arguments in `__init__`, creates its variables in
    `build` (called once, with the first input's shape; `query_shape` gets that
    of the argument `query`) and computes in `call`.
    Whatever layers and variables it keeps in attributes, in any nest of lists,
    tuples and dicts, belongs to it.

    Args:
        trainable: False freezes its variables, and those of inner layers. A
            `tf.Variable` is followed.
        name: Unique in a model. Default: the class's name in snake case.
        dtype: Float type or policy of the computation. Default: the global
            policy (`keras.mixed_precision.global_policy`).
        dynamic: True runs `call` in Python only, never in a graph.
        input_shape: Shape without the batch axis, for a model's first layer.
        batch_input_shape: Shape with the batch axis, likewise.
        input_dim: Size of the only axis beside the batch's, likewise.
        batch_size: Size of the batch axis that goes with `input_shape`.
        weights: Arrays that the variables start with.
        activity_regularizer: Penalty on the output, divided by the batch size.
        autocast: False takes float inputs in whatever type they come.
    Call arguments:
        inputs: A tensor or a nest of tensors.
        training: True while a model is trained.
        mask: Booleans `(batch, time)`; False steps are to be passed over. That
            of an argument `value` is `value_mask`, where `call` has it.
    Raises:
        TypeError: If an argument is unknown.
    Example:
        >>> class Scale(keras.layers.Layer):
        ...     def build(self, input_shape):
        ...         self.scale = self.add_weight('scale', input_shape[-1:])
        ...     def call(self, inputs):
        ...         return inputs * self.scale
        >>> Scale()(tf.ones((2, 3))).shape
        TensorShape([2, 3])
    """

    # Whether masks are passed on; a class with a `compute_mask` says so.
    supports_masking: bool = False
    # Whether `compute_mask` may make one where the inputs have none: so for one
    # that says nothing.
    _keras_makes_masks: bool = False
    # Whether the first argument of a `call` of ours may be a nest: of a list of
    # numbers it's no tensor then.
    _keras_takes_nests: bool = False
    # Symbols that a stack of it begins with, where these are several.
    _keras_entries: Any = ()
    # Attribute of the layer inside that computes for it, in its types, if any.
    _keras_inner_self: str | None = None
    # Arguments that no config has: what they say is said by others.
    _keras_not_in_config: tuple[str, ...] = ()
    _keras_options = construction.OPTIONS
    # Whether `call` has a use for `mask`.
    _keras_takes_mask = property(lambda self: self._keras_signature.takes_mask)
    # What would have kept a mask that the layer lost.
    _keras_mask_advice: str = (
        "a layer that takes masks, or passes them on by `supports_masking = "
        "True` or a `compute_mask`"
    )
    # Whether `call` itself puts the masks on its outputs.
    _keras_masks_in_call: bool = False
    # Whether it learns a table, which checkpoints number as weights.
    _keras_learns_table: bool = False
    _keras_state_class: type = state.LayerState
    # The class of a user's that gets the arguments that no layer takes.
    _keras_mixin: type | None = None
    # Instance attributes: who asks before `__init__` ran is told so.
    _keras_state = construction.SetByInit()
    activity_regularizer = autocast = built = construction.SetByInit()
    batch_input_shape = construction.SetByInit()

    def __init__(
        self,
        trainable: bool = True,
        name: str | None = None,
        dtype: kinds.DType = None,
        dynamic: bool = False,
        **kwargs,
    ) -> None:
        kept = self._keras_state_class(
            name=construction.checked_name(self, name),
            own=weights_module.own_variables(self),
            masks_in_call=self._keras_masks_in_call,
        )
        object.__setattr__(self, "_keras_state", kept)
        self.built = False
        where = self._keras_who
        kept.dynamic = construction.switch(where, "dynamic", dynamic)
        kept.trainable = construction.switch(
            where, "trainable", trainable, variables=True
        )
        kept.dtype_policy = mixed_precision.get(dtype)
        known, others = construction.split(kwargs)
        options = construction.ConstructorOptions(known)
        self.batch_input_shape = options.batch_input_shape
        kept.initial_weights = options.weights
        self.autocast = options.autocast
        penalty = options.activity_regularizer
        self.activity_regularizer = penalty and regularizers.get(penalty)
        construction.hand_on(self, others)

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        cls._keras_mixin = construction.mixin_of(cls)
        if "build" in vars(cls):
            cls.build = building.remembered(cls.build)
        masking.note_class(cls)

    def __setattr__(self, name, value) -> None:
        # Keras's contract: a variable in an attribute is a weight, and weights
        # come in the order of assignment.
        held = self.__dict__
        if name in _HEEDED and "_keras_state" in held:
            if self._keras_state.short_way.known:
                self._keras_state.short_way.forget()
        if type(value) in _PLAIN and type(held.get(name)) in _PLAIN:
            # Nothing to follow, which TensorFlow would look for.
            try:
                object.__setattr__(self, name, value)
            except AttributeError:
                meant_names.refuse_fixed(self, name, value)
                raise
            return
        is_tensorflows = name in module_parts.NOTES
        if is_tensorflows and not held.get("_self_setattr_tracking", True):
            held[name] = value
            return
        holders = () if is_tensorflows else tracking.HOLDERS
        is_holder = isinstance(value, holders)
        if is_holder and name in self._keras_meant:
            meant_names.check_parts(self, name, value)
        if name in self._keras_unfollowed:
            object.__setattr__(self, name, value)
            return
        meaning = getattr(type(self), name, None)
        if isinstance(meaning, property):
            if meaning.fset is None:
                meant_names.refuse(self, name, value)
            # TensorFlow passes over a value that is there: `trainable = True`
            # wouldn't reach a frozen layer inside.
            object.__setattr__(self, name, value)
            return
        old = held.get(name)
        if value is not old:
            if is_holder:
                weights_module.note_assigned(self, name, value)
            elif isinstance(old, tf.Variable):
                weights_module.note_gone(self, old)
        super().__setattr__(name, value)
        if is_holder and not isinstance(value, tracking.PARTS):
            composite_parts.follow(self, name, self.__dict__.get(name))
        if is_holder or isinstance(old, holders):
            tracking.changes.note()

    @property
    def _keras_named_weights(self) -> list[tuple[str, tf.Variable]]:
        known = self.__dict__.get("_keras_state")
        return known.own.named if known else []

    @property
    def _keras_meant(self) -> frozenset[str]:
        # Kept in the class, with which it goes.
        cls = type(self)
        if "_keras_meant_names" not in cls.__dict__:
            cls._keras_meant_names = meant_names.meant_by(cls)
        return cls._keras_meant_names

    def __delattr__(self, name) -> None:
        weights_module.note_gone(self, self.__dict__.get(name))
        super().__delattr__(name)
        tracking.changes.note()

    # The call.

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and type(args[0]) is _EagerTensor:
            outer = training = _context.training
            may_be_short = not kwargs or kwargs.keys() == _ONLY_TRAINING
            if kwargs and may_be_short and kwargs["training"] is not None:
                training = kwargs["training"]
            way = self._keras_state.short_way
            if may_be_short and way.fits(args[0], training):
                named = {}
                if (
                    training is not None
                    and self._keras_signature.takes_training
                ):
                    named["training"] = training
                layers = _context.layers
                if not layers:
                    _context.call = object()
                    if _context.terms:
                        layer_losses.drop_older(self)
                layers.append(self)
                is_told = training is not outer
                if is_told:
                    _context.training = training
                try:
                    return self.call(args[0], **named)
                except Exception as error:
                    raise call_errors.explained(  # noqa: B904 (it's the same)
                        error, self, args, named
                    )
                finally:
                    layers.pop()
                    if is_told:
                        _context.training = outer
            if not kwargs:
                return concrete_call.call_in_full(self, args, kwargs)
        if symbolic_call.any_symbolic(args, kwargs):
            return recorded_call.call_symbolically(self, args, kwargs)
        return concrete_call.call_in_full(self, args, kwargs)

    @property
    def _keras_signature(self) -> call_signature.CallSignature:
        # Kept in the class, which may get another `call`.
        cls = type(self)
        known = cls.__dict__.get("_keras_call")
        if known is None or known.method is not cls.call:
            known = call_signature.CallSignature(cls.call)
            cls._keras_call = known
        return known

    def call(self, inputs: kinds.Tensors, *args, **kwargs) -> kinds.Tensors:
        """Computes the outputs. To be overridden; the base passes on inputs.

        Args:
            inputs: A tensor or a nest of tensors.
            *args: More positional tensors, where a subclass takes some.
            **kwargs: `training`, `mask` and others, where it takes them.
        """
        return inputs

    def build(self, input_shape: kinds.Shapes) -> None:
        """Creates the variables. To be overridden where there are some.

        Args:
            input_shape: `tf.TensorShape` of the input, or a nest of them.
        """

    @property
    def input_spec(self) -> Any:
        """What the layer demands of its inputs: `InputSpec`s, or None."""
        return self._keras_state.input_spec

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        input_spec_module.require(value, type(self).__name__)
        self._keras_state.input_spec = value

    def _keras_check_call(self, inputs, args: tuple, kwargs: dict) -> None:
        """Raises if a call's inputs aren't what the layer demands."""
        spec = self.input_spec
        if spec is not None:
            input_spec_module.check(
                spec, inputs, self._keras_who, _context.forgotten_return
            )

    def _keras_known_outputs(self, inputs, more: tuple, named: dict):
        """Returns a symbolic call's outputs where a graph of its own tells."""
        return None

    compute_output_shape = output_spec.compute_output_shape
    compute_output_spec = output_spec.compute_output_spec
    _keras_untraced_spec = output_spec.untraced_spec
    compute_output_signature = output_spec.compute_output_signature

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        """Returns the outputs' mask: the inputs' where the layer passes it on.

        Args:
            inputs: A tensor or a nest of tensors.
            mask: A mask, or a nest of masks, or None.
        """
        return mask if self.supports_masking else None

    # Variables.

    add_weight = weights_module.add_weight
    add_variable = older_methods.add_variable

    trainable = layer_variables.trainable
    trainable_weights = layer_variables.trainable_weights
    non_trainable_weights = layer_variables.non_trainable_weights
    weights = layer_variables.weights
    trainable_variables = layer_variables.trainable_variables
    non_trainable_variables = layer_variables.non_trainable_variables
    variables = layer_variables.variables

    get_weights = weight_values.get_weights
    set_weights = weight_values.set_weights
    count_params = layer_variables.count_params
    save_own_variables = layer_variables.save_own_variables
    load_own_variables = layer_variables.load_own_variables

    # Losses.

    add_loss = layer_losses.add_loss
    losses = layer_losses.losses

    # Metrics, and what else Keras 2's layers add in `call`.

    metrics = layer_metrics.metrics
    add_metric = layer_metrics.add_metric
    add_update = older_methods.add_update
    updates = older_methods.updates

    # Symbolic calls, as they are told of.

    inbound_nodes = history.inbound_nodes
    outbound_nodes = history.outbound_nodes
    input = history.input
    output = history.output
    input_shape = history.input_shape
    output_shape = history.output_shape
    input_mask = history.input_mask
    output_mask = history.output_mask
    get_input_at = history.get_input_at
    get_output_at = history.get_output_at
    get_input_shape_at = history.get_input_shape_at
    get_output_shape_at = history.get_output_shape_at
    get_input_mask_at = history.get_input_mask_at
    get_output_mask_at = history.get_output_mask_at

    # Names, types, kind, configuration.

    @property
    def name(self) -> str:
        """The name, unique in a model."""
        return self._keras_state.name

    @property
    def _keras_scope_name(self) -> str:
        return naming.scope_name(self._keras_state.name)

    @property
    def name_scope(self) -> tf.name_scope:
        """The scope that the layer's variables and operations are named in."""
        return tf.name_scope(self._keras_scope_name)

    @property
    def dynamic(self) -> bool:
        """Whether `call`, or that of an inner layer, runs in Python only."""
        return parts.once(self, tracking.is_dynamic)

    stateful = older_methods.stateful

    def finalize_state(self) -> None:
        """Makes ready what was learned from data; a subclass overrides it."""

    @property
    def _keras_who(self) -> str:
        """The layer as a message calls it: `Dense layer 'logits'`."""
        return f"{type(self).__name__} layer {self._keras_state.name!r}"

    @property
    def dtype(self) -> str | None:
        """The type of the variables."""
        return self._keras_state.dtype_policy.variable_dtype

    @property
    def variable_dtype(self) -> str | None:
        """The type of the variables."""
        return self._keras_state.dtype_policy.variable_dtype

    @property
    def compute_dtype(self) -> str | None:
        """The type of the computation, and of float outputs."""
        return self._keras_state.dtype_policy.compute_dtype

    @property
    def _keras_input_dtype(self) -> str:
        # What a first layer takes, where nobody says it; lookups take others.
        return self.dtype or "float32"

    @property
    def dtype_policy(self) -> Any:
        """Both types, as one object; a map, where that was given.

        So the layers that it is handed on to have those of their own paths.
        """
        kept = self._keras_state
        return kept.dtype_policy if kept.policies is None else kept.policies

    get_config = configuration.get_config
    __copy__ = state.shallow_copy
    get_build_config = building.get_build_config
    build_from_config = building.build_from_config
    # Which layers inside are frozen: a user's config needn't say so.
    _keras_inner_config = configuration.inner_config
    _keras_take_inner_config = configuration.take_inner_config


private_names.bind(Layer)
autograph.leave_alone(Layer)
