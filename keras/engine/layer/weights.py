"""Creating a layer's variables: arguments, values, places among its weights."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras import constraints, initializers, regularizers
from keras.backend import (
    local_functions,
    outside_graphs,
    user_code,
)
from keras.distribute import placement
from keras.engine import kinds
from keras.engine.layer import tracking
from keras.tf_internals import (
    autocast_variable,
    module_parts,
    named_variable,
    sharded_variable,
)

# Keras 3's order; its `name` comes last, Keras 2's first.
_SHAPE_FIRST = (
    "shape",
    "initializer",
    "dtype",
    "trainable",
    "autocast",
    "regularizer",
    "constraint",
    "aggregation",
    "overwrite_with_gradient",
    "name",
)
_OF_KERAS_1 = ("shape", "initializer", "name")
_TAKEN = frozenset({"autocast", "experimental_autocast", "getter"})
# TensorFlow 1's: Keras 2 takes them, and they have no effect.
_OF_SESSIONS = frozenset({"caching_device", "collections", "partitioner"})
# Keras 3's for other backends. At its default it asks for nothing.
_WITHOUT_EFFECT = frozenset({"layout", "overwrite_with_gradient"})
_AGGREGATIONS = {
    None: tf.VariableAggregation.NONE,
    "none": tf.VariableAggregation.NONE,
    "mean": tf.VariableAggregation.MEAN,
    "sum": tf.VariableAggregation.SUM,
    "only_first_replica": tf.VariableAggregation.ONLY_FIRST_REPLICA,
}


def _list_field():
    return dataclasses.field(default_factory=tracking.ChangingList)


@dataclasses.dataclass
class OwnVariables:
    """The variables that are a layer's own, and what holds for them.

    Which list a variable is in tells whether it's trained: Keras 2's code
    changes them.

    Attributes:
        trainable: What training changes, in the order of coming.
        fixed: What it leaves alone, likewise.
        regularized: Pairs of a variable and the penalty on it.
        given: Those that attributes and `add_weight` gave it: what a list has
            lost of these is no weight, though an attribute holds it.
        named: Pairs of a name and a variable that `add_weight` made.
    """

    trainable: tracking.ChangingList = _list_field()
    fixed: tracking.ChangingList = _list_field()
    regularized: list[tuple] = dataclasses.field(default_factory=list)
    given: list[tf.Variable] = dataclasses.field(default_factory=list)
    named: list[tuple] = dataclasses.field(default_factory=list)

    __reduce_ex__ = local_functions.reduce_ex

    @property
    def variables(self) -> list[tf.Variable]:
        """All, the trainable ones first."""
        return [*self.trainable, *self.fixed]

    def add(self, variable: tf.Variable, in_place_of=None) -> None:
        """Adds a variable, unless it's known, at the end.

        Args:
            variable: The variable.
            in_place_of: A variable that the layer lets go, or what is none.
        """
        listed = self.trainable if variable.trainable else self.fixed
        # By `id`: a variable's `==` is a tensor.
        known = {*map(id, self.trainable), *map(id, self.fixed)}
        if id(variable) not in known:
            places = [*map(id, listed), id(in_place_of)]
            listed.insert(places.index(id(in_place_of)), variable)
            self.given.append(variable)
        if in_place_of is not None:
            self.remove(in_place_of)

    def remove(self, variable: tf.Variable) -> None:
        """Forgets a variable that the layer let go."""
        for listed in (self.trainable, self.fixed):
            listed[:] = [v for v in listed if v is not variable]
        self.given = [v for v in self.given if v is not variable]
        self.regularized = [
            pair for pair in self.regularized if pair[0] is not variable
        ]
        self.named = [pair for pair in self.named if pair[1] is not variable]

    def of_copy(self) -> "OwnVariables":
        """Returns the same variables, in lists of their own."""
        return OwnVariables(
            tracking.ChangingList(self.trainable),
            tracking.ChangingList(self.fixed),
            list(self.regularized),
            list(self.given),
            list(self.named),
        )


def own_variables(layer) -> OwnVariables:
    """Returns a layer's own variables.

    Before its `__init__` ran: those that attributes have got until then.
    """
    state = layer.__dict__.get("_keras_state")
    if state is not None:
        return state.own
    own = OwnVariables()
    for name, value in vars(layer).items():
        is_note = name in module_parts.NOTES
        if not is_note and name not in layer._keras_not_owned:
            for variable in tracking.variables_in(value):
                own.add(variable)
    return own


def note_gone(layer, old) -> None:
    """Forgets what an attribute held, if it was a variable."""
    if isinstance(old, tf.Variable) and "_keras_state" in layer.__dict__:
        layer._keras_state.own.remove(old)


def note_assigned(layer, name: str, value) -> None:
    """Puts what an attribute is given behind all others, in order.

    A variable that follows on another one has its place among the weights.

    Args:
        layer: Its owner.
        name: The attribute's, which may have had another value.
        value: A variable, a module, a container of some, or a composite value.
    """
    if name in layer._keras_not_owned:
        return
    old = vars(layer).pop(name, None)
    if "_keras_state" not in layer.__dict__:
        return  # `own_variables` will look for it.
    own = layer._keras_state.own
    if isinstance(value, tf.Variable):
        own.add(value, in_place_of=old)
    elif isinstance(old, tf.Variable):
        own.remove(old)
    if not isinstance(value, (tf.Module, tf.Variable)):
        for variable in tracking.variables_in(value):
            own.add(variable)


def in_either_order(add_weight: Callable) -> Callable:
    """Lets `add_weight` be called as Keras 3 does too: the shape first."""

    @functools.wraps(add_weight)
    def add_in_either_order(self, *args, **kwargs):
        if args and not isinstance(args[0], (str, type(None))):
            if len(args) > len(_SHAPE_FIRST):
                raise TypeError(
                    f"{self._keras_who}.add_weight: too many positional "
                    f"arguments. Expected at most {len(_SHAPE_FIRST)}: "
                    f"{', '.join(_SHAPE_FIRST)}. Received: {len(args)}."
                )
            # Keras 1's third is the name.
            named = len(args) == 3 and not _is_type(args[2])
            order = _OF_KERAS_1 if named else _SHAPE_FIRST
            given = dict(zip(order, args))
            args, kwargs = (), {**given, **kwargs}
        return add_weight(self, *args, **kwargs)

    return add_in_either_order


def _is_type(value: Any) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return bool(tf.as_dtype(value))
    except TypeError:
        return False


def create_variable(
    initializer: Callable, shape: tuple, dtype: tf.DType, **options
) -> tf.Variable:
    """Creates a variable outside of any graph that is being built.

    Args:
        initializer: Called as `initializer(shape, dtype=dtype)`.
        shape: Sizes, all known.
        dtype: Type of the elements.
        **options: Handed to `tf.Variable`; its name is one of them. `getter`
            is called in its place, with all arguments by name.
    """
    getter = options.pop("getter", None)
    with tf.init_scope():
        if not tf.executing_eagerly():  # spares eager layers two calls
            outside_graphs.refuse_sessions(f"variable {options.get('name')!r}")
        if getter is not None:
            return getter(
                initializer=initializer, shape=shape, dtype=dtype, **options
            )
        # Only where a file is read: else it's a call more a variable.
        is_put_off = named_variable.put_off.get() is not None
        return named_variable.variable(
            functools.partial(initializer, shape, dtype=dtype),
            dtype=dtype,
            shape=shape,
            may_wait=is_put_off and _may_wait(initializer),
            **options,
        )


def _may_wait(initializer: Callable) -> bool:
    """Tells whether a first value may be made later, or never, unnoticed.

    Not by a user's own code, nor by what moves a generator of seeds on.
    """
    return (
        isinstance(initializer, initializers.Initializer)
        and not user_code.is_users(initializer)
        and isinstance(getattr(initializer, "seed", None), int | None)
        and not (tf.distribute.has_strategy() or placement.is_on_mesh())
    )


def reads_as_computed(layer, variable: tf.Variable, options: dict) -> None:
    """Has a variable read as the compute type while a layer is called.

    Args:
        layer: Its owner, of any policy; only a mixed one has this done.
        variable: A variable of floats, or else it stays as it is.
        options: `autocast` (Keras 3) or `experimental_autocast` (Keras 2);
            False leaves the variable as it is.
    """
    wanted = options.get("autocast", options.get("experimental_autocast", True))
    if wanted and layer.compute_dtype != layer.variable_dtype:
        if variable.dtype.is_floating:
            autocast_variable.autocasting(variable)


def default_initializer(layer, dtype: tf.DType, name: str):
    """Returns the initializer of a weight that names none."""
    if dtype.is_floating:
        return initializers.get("glorot_uniform")
    if dtype.is_integer or dtype.is_bool:
        return initializers.get("zeros")
    raise ValueError(
        f"{layer._keras_who}: weight {name!r} of type {dtype.name} has no "
        "default initializer. Expected one that makes such values. Received: "
        "initializer=None."
    )


def check_weight_options(layer, others: dict) -> None:
    """Raises `TypeError` if an argument is unknown, or can't be heeded."""
    if not others:
        return
    refused = sorted(
        name
        for name, value in others.items()
        if name not in _TAKEN | _OF_SESSIONS
        and not (name in _WITHOUT_EFFECT and not value)
    )
    if refused:
        raise TypeError(
            f"{layer._keras_who}.add_weight: unknown arguments. Expected those "
            f"of its signature, and some of {sorted(_TAKEN)}. Received: "
            f"{refused}."
        )


def is_trainable(
    layer,
    name: str | None,
    wanted: bool | None,
    synchronization: tf.VariableSynchronization,
) -> bool:
    """Returns whether training changes a variable.

    Raises:
        ValueError: If it's to, and replicas read it by aggregating.
    """
    on_read = synchronization == tf.VariableSynchronization.ON_READ
    if on_read and wanted:
        raise ValueError(
            f"{layer._keras_who}: weight {name!r} is read by aggregating what "
            "replicas have, so training can't change it. Expected "
            "trainable=False. Received: trainable=True, "
            "synchronization=ON_READ."
        )
    return (not on_read) if wanted is None else bool(wanted)


def aggregation_of(
    wanted: tf.VariableAggregation | str | None,
) -> tf.VariableAggregation:
    """Returns how replicas' values are put together, of either Keras's word.

    Raises:
        ValueError: If there is no such way.
    """
    if isinstance(wanted, (str, type(None))):
        if wanted not in _AGGREGATIONS:
            raise ValueError(
                "add_weight: no such aggregation. Expected a "
                f"`tf.VariableAggregation` or one of {list(_AGGREGATIONS)}. "
                f"Received: aggregation={wanted!r}."
            )
        return _AGGREGATIONS[wanted]
    return wanted


def known_shape(layer, name: str | None, shape) -> tuple[int, ...]:
    """Returns a variable's shape as a tuple of ints.

    Raises:
        ValueError: If a size is unknown.
    """
    if shape is None:
        return ()
    shape = (shape,) if isinstance(shape, int) else shape
    sizes = tuple(tf.TensorShape(shape).as_list())
    if None in sizes:
        raise ValueError(
            f"{layer._keras_who}: weight {name!r} needs a size that the "
            f"input doesn't tell. Expected known sizes. Received: "
            f"shape={sizes}. Give the input those axes, as in "
            "`keras.Input(shape=...)`."
        )
    return sizes


@in_either_order
def add_weight(
    layer: Any,
    name: str | None = None,
    shape: kinds.Shapes = None,
    dtype: kinds.DType = None,
    initializer: kinds.Named = None,
    regularizer: kinds.Named = None,
    trainable: bool | None = None,
    constraint: kinds.Named = None,
    use_resource: bool | None = None,
    synchronization: Any = tf.VariableSynchronization.AUTO,
    aggregation: tf.VariableAggregation = tf.VariableAggregation.NONE,
    **kwargs,
) -> tf.Variable:
    """Creates a variable that belongs to the layer.

    Args:
        name: Name of the variable. Default: 'Variable'.
        shape: Sizes, all known; `()` for a scalar, which is the default.
        dtype: Default: the layer's variable type.
        initializer: Default: Glorot uniform for floats, zeros for others.
        regularizer: Penalty on the variable.
        trainable: Default: True, unless replicas read it by aggregating.
        constraint: Projection after each training step.
        use_resource: Keras 2's; all variables are resources.
        synchronization: When replicas agree on it.
        aggregation: How replicas' values are put together; Keras 3's
            words for it ('mean', 'sum', ...) are taken too.
        **kwargs: `autocast=False` (or `experimental_autocast`): under a
            mixed policy, too, `call` reads it in its own type. `getter` makes
            the variable in place of `tf.Variable`. TensorFlow 1's have no
            effect, and others of Keras 3 may be None or False.
    Raises:
        ValueError: If a size is unknown, or no initializer fits the type,
            or a trainable one is to be read by aggregation.
        TypeError: If an argument is unknown.
    """
    check_weight_options(layer, kwargs)
    dtype = tf.as_dtype(dtype or layer.variable_dtype or "float32")
    shape = known_shape(layer, name, shape)
    initializer = initializers.get(initializer) or default_initializer(
        layer, dtype, name
    )
    trainable = is_trainable(layer, name, trainable, synchronization)
    variable = create_variable(
        initializer,
        shape,
        dtype,
        name=name or "Variable",
        trainable=trainable,
        constraint=constraint and constraints.get(constraint),
        synchronization=synchronization,
        aggregation=aggregation_of(aggregation),
        getter=kwargs.get("getter"),
    )
    own = layer._keras_state.own
    own.named.append((name or "Variable", variable))
    is_whole = isinstance(variable, tf.Variable)
    parts = [variable] if is_whole else sharded_variable.parts_of(variable)
    for part in parts:
        reads_as_computed(layer, part, kwargs)
        own.add(part)
        if regularizer is not None:
            own.regularized.append((part, regularizers.get(regularizer)))
    return variable
