"""Creating a layer's variables: arguments, shapes, states, values."""

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras import initializers
from keras.engine.layer import symbolic_call, tracking
from keras.engine.symbols import keras_tensor
from keras.saving.config import constructor, object_config
from keras.tf_internals import autocast_variable, eager_tensor, named_variable

_OPTIONS = frozenset(
    {
        "activity_regularizer",
        "autocast",
        "batch_input_shape",
        "batch_shape",
        "batch_size",
        "input_dim",
        "input_dtype",
        "input_shape",
        "weights",
    }
)
# Those that a config tells, with their defaults.
_SAVED_OPTIONS = {
    "activity_regularizer": None,
    "autocast": True,
    "dynamic": False,
}
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
_TAKEN = frozenset({"autocast", "experimental_autocast"})
# What has no counterpart here: TensorFlow 1's, and Keras 3's for other
# backends. At its default it asks for nothing.
_WITHOUT_EFFECT = frozenset(
    {
        "caching_device",
        "collections",
        "layout",
        "overwrite_with_gradient",
        "partitioner",
    }
)
_AGGREGATIONS = {
    None: tf.VariableAggregation.NONE,
    "none": tf.VariableAggregation.NONE,
    "mean": tf.VariableAggregation.MEAN,
    "sum": tf.VariableAggregation.SUM,
    "only_first_replica": tf.VariableAggregation.ONLY_FIRST_REPLICA,
}


@dataclasses.dataclass
class OwnVariables:
    """The variables that are a layer's own, and what holds for them.

    Attributes:
        variables: In the order in which the layer got them.
        regularized: Pairs of a variable and the penalty on it.
    """

    variables: list[tf.Variable] = dataclasses.field(default_factory=list)
    regularized: list[tuple] = dataclasses.field(default_factory=list)

    def add(self, variable: tf.Variable) -> None:
        """Appends a variable, unless it's known."""
        for known in self.variables:
            if known is variable:
                return
        self.variables.append(variable)

    def remove(self, variable: tf.Variable) -> None:
        """Forgets a variable that the layer let go."""
        self.variables = [v for v in self.variables if v is not variable]
        self.regularized = [
            pair for pair in self.regularized if pair[0] is not variable
        ]


def own_variables(layer) -> OwnVariables:
    """Returns a layer's own variables, also before its `__init__` ran."""
    known = layer.__dict__.get("_own")
    if known is None:
        known = OwnVariables()
        object.__setattr__(layer, "_own", known)
    return known


def note_assigned(layer, name: str, value) -> None:
    """Puts what an attribute is given behind all others, in order.

    Args:
        layer: Its owner.
        name: The attribute's, which may have had another value.
        value: A variable, a module, or a container of some.
    """
    if name.startswith("_self_"):  # TensorFlow's own
        return
    vars(layer).pop(name, None)
    own = own_variables(layer)
    if isinstance(value, tf.Variable):
        own.add(value)
    elif not isinstance(value, tf.Module) and name not in layer._not_owned:
        for variable in tracking.variables_in(value):
            own.add(variable)


class UsedBeforeInitError(RuntimeError, AttributeError):
    """A layer is used that the base's constructor hasn't made ready.

    The attribute is missing too: `tf.Module` asks for it before it's set.
    """


class SetByInit:
    """Stands for an attribute until the base's `__init__` has set it.

    The instance's own comes first from then on, and costs nothing more.
    """

    def __get__(self, layer, layer_class: type):
        if layer is None:
            return self
        name = layer_class.__name__
        raise UsedBeforeInitError(
            f"{name}: the layer was used before the base's constructor ran. "
            f"Expected `super().__init__()` in `{name}.__init__`. Received: a "
            "layer without name and weights. Call it first there."
        )


def create_variable(
    initializer: Callable, shape: tuple, dtype: tf.DType, **options
) -> tf.Variable:
    """Creates a variable outside of any graph that is being built.

    Args:
        initializer: Called as `initializer(shape, dtype=dtype)`.
        shape: Sizes, all known.
        dtype: Type of the elements.
        **options: Handed to `tf.Variable`; its name is one of them.
    """
    with tf.init_scope():
        return named_variable.variable(
            lambda: initializer(shape, dtype=dtype),
            dtype=dtype,
            shape=shape,
            **options,
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


def default_initializer(dtype: tf.DType, layer_name: str, name: str):
    """Returns the initializer of a weight that names none."""
    if dtype.is_floating:
        return initializers.get("glorot_uniform")
    if dtype.is_integer or dtype.is_bool:
        return initializers.get("zeros")
    raise ValueError(
        f"{layer_name}: weight {name!r} of type {dtype.name} has no default "
        "initializer. Expected one that makes such values. Received: "
        "initializer=None."
    )


class ConstructorOptions:
    """The keyword arguments that every layer takes beside its own."""

    def __init__(self, layer, kwargs: dict) -> None:
        refuse_unknown(layer._described, kwargs, _OPTIONS)
        shape = kwargs.get("batch_input_shape", kwargs.get("batch_shape"))
        if shape is None and "input_dim" in kwargs:
            shape = (kwargs.get("batch_size"), kwargs["input_dim"])
        if shape is None and "input_shape" in kwargs:
            inner = kwargs["input_shape"]
            inner = (inner,) if isinstance(inner, int) else tuple(inner)
            shape = (kwargs.get("batch_size"), *inner)
        self.batch_input_shape = None if shape is None else tuple(shape)
        self.weights = kwargs.get("weights")
        self.autocast = kwargs.get("autocast", True)
        self.activity_regularizer = kwargs.get("activity_regularizer")


def given_options(layer) -> dict:
    """Returns what a user's layer was given beside its own arguments.

    What it took through `**kwargs` it takes so again.
    """
    given = constructor.received_by(layer)
    return {
        name: object_config.plain(given[name])
        for name, default in _SAVED_OPTIONS.items()
        if name in given and given[name] != default
    }


def refuse_unknown(where: str, kwargs: dict, known=frozenset()) -> None:
    """Raises `TypeError` if a keyword argument isn't known."""
    unknown = sorted(set(kwargs) - set(known))
    if unknown:
        expected = f"Expected some of {sorted(known)}. " if known else ""
        raise TypeError(
            f"{where}: unknown arguments. {expected}Received: {unknown}."
        )


def in_either_order(add_weight: Callable) -> Callable:
    """Lets `add_weight` be called as Keras 3 does too: the shape first."""

    @functools.wraps(add_weight)
    def add_in_either_order(self, *args, **kwargs):
        if args and not isinstance(args[0], (str, type(None))):
            if len(args) > len(_SHAPE_FIRST):
                raise TypeError(
                    f"{self._described}.add_weight: too many positional "
                    f"arguments. Expected at most {len(_SHAPE_FIRST)}: "
                    f"{', '.join(_SHAPE_FIRST)}. Received: {len(args)}."
                )
            given = dict(zip(_SHAPE_FIRST, args))
            args, kwargs = (), {**given, **kwargs}
        return add_weight(self, *args, **kwargs)

    return add_in_either_order


def check_weight_options(where: str, others: dict) -> None:
    """Raises `TypeError` if an argument is unknown, or can't be heeded."""
    refused = sorted(
        name
        for name, value in others.items()
        if name not in _TAKEN and not (name in _WITHOUT_EFFECT and not value)
    )
    if refused:
        raise TypeError(
            f"{where}.add_weight: unknown arguments. Expected those of its "
            f"signature, and some of {sorted(_TAKEN)}. Received: {refused}."
        )


def is_trainable(
    where: str,
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
            f"{where}: weight {name!r} is read by aggregating what replicas "
            "have, so training can't change it. Expected trainable=False. "
            "Received: trainable=True, synchronization=ON_READ."
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


def known_shape(where: str, name: str | None, shape) -> tuple[int, ...]:
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
            f"{where}: weight {name!r} needs a size that the input doesn't "
            f"tell. Expected known sizes. Received: shape={sizes}. Give the "
            "input those axes, as in `keras.Input(shape=...)`."
        )
    return sizes


def remembered(build: Callable) -> Callable:
    """Wraps a class's `build`: after it, the layer is built, for a shape.

    What a subclass passes to `super().build` isn't the layer's shape, so the
    outermost call's counts.
    """

    @functools.wraps(build)
    def build_and_remember(self, input_shape=None, *args, **kwargs):
        outermost = not self.__dict__.get("_is_building", False)
        object.__setattr__(self, "_is_building", True)
        try:
            shape = _with_tensor_shapes(input_shape)
            result = build(self, shape, *args, **kwargs)
        finally:
            if outermost:
                object.__setattr__(self, "_is_building", False)
        if outermost:
            object.__setattr__(self, "_build_shape", _plain_shape(input_shape))
            self.built = True
        return result

    return build_and_remember


def build_for(layer, inputs) -> None:
    """Builds a layer for these inputs."""
    if type(inputs) is eager_tensor.EagerTensor:
        shapes = inputs.shape
    else:
        shapes = tf.nest.map_structure(
            lambda t: getattr(t, "shape", None), inputs
        )
    with tf.init_scope():
        layer.build(shapes)
    object.__setattr__(layer, "_build_shape", _plain_shape(shapes))
    layer.built = True
    if layer._initial_weights is not None:
        layer.set_weights(layer._initial_weights)
        layer._initial_weights = None


def build_config(layer) -> dict | None:
    """Returns the shape that a layer was built for, or None."""
    if not layer.built or "_build_shape" not in layer.__dict__:
        return None
    return {"input_shape": layer.__dict__["_build_shape"]}


def build_from_config(layer, config: dict) -> None:
    """Builds a layer for the shape in a config."""
    shape = (config or {}).get("input_shape")
    if shape is not None and not layer.built:
        with tf.name_scope(layer._scope_name):
            layer.build(_with_tensor_shapes(shape))
        layer.built = True
        object.__setattr__(layer, "_build_shape", shape)


def _with_tensor_shapes(shape):
    """Turns the shapes in a nest into `tf.TensorShape`s."""
    if shape is None or isinstance(shape, tf.TensorShape):
        return shape
    if isinstance(shape, dict):
        return {k: _with_tensor_shapes(v) for k, v in shape.items()}
    if not isinstance(shape, (list, tuple)):
        raise ValueError(
            "A layer is built for the shape of its input. Expected a tuple "
            "with the batch axis, such as (None, 3), or a nest of them. "
            f"Received: input_shape={shape!r}."
        )
    if all(
        size is None or isinstance(size, (int, np.integer)) for size in shape
    ):
        return tf.TensorShape(shape)
    parts = [_with_tensor_shapes(part) for part in shape]
    return tracking.of_type(shape, parts)


def _plain_shape(shape):
    if isinstance(shape, tf.TensorShape):
        return None if shape.rank is None else tuple(shape.as_list())
    if isinstance(shape, dict):
        return {k: _plain_shape(v) for k, v in shape.items()}
    if isinstance(shape, (list, tuple)):
        return tracking.of_type(shape, [_plain_shape(part) for part in shape])
    return shape


def traced_output_shape(layer, input_shape):
    """Finds the output's shape by calling the layer on symbols.

    Raises:
        NotImplementedError: If the layer can't be traced.
    """
    dtype = layer.compute_dtype or "float32"
    symbols = tf.nest.map_structure(
        lambda s: keras_tensor.KerasTensor(s, dtype),
        _with_tensor_shapes(input_shape),
    )
    outputs = _traced_outputs(layer, symbols)
    return tf.nest.map_structure(lambda t: t.shape, outputs)


def output_signature(layer, input_signature):
    """Returns the `tf.TensorSpec`s of the output for those of the input."""
    if layer.compute_output_shape.__module__ == "keras.engine.layer.layer":
        symbols = tf.nest.map_structure(
            keras_tensor.KerasTensor.from_spec, input_signature
        )
        outputs = _traced_outputs(layer, symbols)
        return tf.nest.map_structure(
            lambda t: tf.TensorSpec(t.shape, t.dtype), outputs
        )
    shapes = tf.nest.map_structure(lambda s: s.shape, input_signature)
    dtype = tf.nest.flatten(input_signature)[0].dtype
    return tf.nest.map_structure(
        lambda shape: tf.TensorSpec(shape, layer.compute_dtype or dtype),
        layer.compute_output_shape(shapes),
    )


def _traced_outputs(layer, symbols):
    if layer._dynamic:
        raise NotImplementedError(
            f"{layer._described}: a dynamic layer is never traced, so nothing "
            "tells the shape of its output. Expected a method "
            "`compute_output_shape(input_shape)`. Received: dynamic=True. "
            "Write that method."
        )
    return symbolic_call.outputs_by_tracing(layer, (symbols,), {}, layer)


def with_inner_layers(layer) -> list:
    """Returns a layer and all layers in it, parents first, each once."""
    modules = tracking.modules_in(layer)
    return [m for m in modules if isinstance(m, tracking.Owner)]


def require_built(layer, what: str) -> None:
    """Raises `ValueError` if a layer has no variables yet."""
    if not layer.built:
        raise ValueError(
            f"{layer._described}: `{what}` before there are weights. Expected "
            "a built layer. Received: built=False. Call it on data, or "
            "`build(input_shape)`."
        )
