"""Creating a layer's variables: arguments, shapes, states, values."""

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras import initializers
from keras.engine import keras_tensor, symbolic_call, tracking
from keras.tf_internals import autocast_variable, eager_tensor

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


def create_variable(
    initializer: Callable, shape: tuple, dtype: tf.DType, **options
) -> tf.Variable:
    """Creates a variable outside of any graph that is being built.

    Args:
        initializer: Called as `initializer(shape, dtype=dtype)`.
        shape: Sizes, all known.
        dtype: Type of the elements.
        **options: Handed to `tf.Variable`.
    """
    with tf.init_scope():
        return tf.Variable(
            initial_value=lambda: initializer(shape, dtype=dtype),
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


def refuse_unknown(where: str, kwargs: dict, known=frozenset()) -> None:
    """Raises `TypeError` if a keyword argument isn't known."""
    unknown = sorted(set(kwargs) - set(known))
    if unknown:
        expected = f"Expected some of {sorted(known)}. " if known else ""
        raise TypeError(
            f"{where}: unknown arguments. {expected}Received: {unknown}."
        )


# Keras 3's order of the arguments of `add_weight`.
_SHAPE_FIRST = ("shape", "initializer", "dtype", "trainable", "autocast")


def in_either_order(add_weight: Callable) -> Callable:
    """Lets `add_weight` be called as Keras 3 does too: the shape first."""

    @functools.wraps(add_weight)
    def add_in_either_order(self, *args, **kwargs):
        if args and not isinstance(args[0], (str, type(None))):
            given = dict(zip(_SHAPE_FIRST, args[: len(_SHAPE_FIRST)]))
            args, kwargs = (), {**given, **kwargs}
        return add_weight(self, *args, **kwargs)

    return add_in_either_order


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
    if all(
        size is None or isinstance(size, (int, np.integer)) for size in shape
    ):
        return tf.TensorShape(shape)
    return type(shape)(_with_tensor_shapes(part) for part in shape)


def _plain_shape(shape):
    if isinstance(shape, tf.TensorShape):
        return None if shape.rank is None else tuple(shape.as_list())
    if isinstance(shape, dict):
        return {k: _plain_shape(v) for k, v in shape.items()}
    if isinstance(shape, (list, tuple)):
        return type(shape)(_plain_shape(part) for part in shape)
    return shape


def traced_output_shape(layer, input_shape):
    """Finds the output's shape by calling the layer on symbols."""
    dtype = layer.compute_dtype or "float32"
    symbols = tf.nest.map_structure(
        lambda s: keras_tensor.KerasTensor(s, dtype),
        _with_tensor_shapes(input_shape),
    )
    outputs = symbolic_call.outputs_by_tracing(layer, (symbols,), {}, layer)
    return tf.nest.map_structure(lambda t: t.shape, outputs)


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


def ordered_own(layer) -> list[tf.Variable]:
    """Returns a layer's own variables, the trainable ones first."""
    contained = [p for p in tracking.owned(layer) if isinstance(p, tf.Variable)]
    own = tracking.unique(layer._own.variables + contained)
    return [v for v in own if v.trainable] + [v for v in own if not v.trainable]


def assign_all(where: str, variables: list, values) -> None:
    """Sets variables to arrays, all of them or none.

    Raises:
        ValueError: If the number or a shape differs.
    """
    values = list(values)
    if len(values) != len(variables):
        raise ValueError(
            f"{where}: the number of arrays differs. Expected "
            f"{len(variables)}: {[v.name for v in variables]}. Received: "
            f"{len(values)}."
        )
    wrong = [
        f"{variable.name}: expected {tuple(variable.shape)}, received "
        f"{np.shape(value)}"
        for variable, value in zip(variables, values)
        if tuple(variable.shape) != np.shape(value)
    ]
    if wrong:
        raise ValueError(
            f"{where}: shapes differ, nothing was set. {'; '.join(wrong)}."
        )
    for variable, value in zip(variables, values):
        variable.assign(value)
