"""A layer's variables: its own, those of what it owns, and their order."""

from collections.abc import Callable, Iterator

import tensorflow as tf

from keras import initializers
from keras.engine import tracking
from keras.random import seed_generator


class OwnVariables:
    """The variables that are a layer's own, and what holds for them.

    Attributes:
        variables: In the order in which the layer got them.
        regularized: Pairs of a variable and the penalty on it.
    """

    def __init__(self) -> None:
        self.variables: list[tf.Variable] = []
        self.regularized: list[tuple[tf.Variable, Callable]] = []

    def add(self, variable: tf.Variable) -> None:
        """Appends a variable, unless it's known."""
        if all(known is not variable for known in self.variables):
            self.variables.append(variable)

    def remove(self, variable: tf.Variable) -> None:
        """Forgets a variable that the layer let go."""
        self.variables = [v for v in self.variables if v is not variable]
        self.regularized = [
            pair for pair in self.regularized if pair[0] is not variable
        ]


def create(
    initializer, shape: tuple, dtype: tf.DType, **options
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


def trainable(layer) -> list[tf.Variable]:
    """Returns the variables that training changes: own ones first."""
    if not layer.trainable:
        return []
    own = [v for v in layer._own.variables if v.trainable]
    for part in _parts(layer):
        if isinstance(part, tf.Variable):
            own += [part] if part.trainable else []
        else:
            own += part.trainable_variables
    return tracking.unique(own)


def non_trainable(layer) -> list[tf.Variable]:
    """Returns the variables that training leaves alone: own ones first."""
    own = list(layer._own.variables)
    inner = []
    frozen = not layer.trainable
    for part in _parts(layer):
        if isinstance(part, tf.Variable):
            own.append(part)
        else:
            inner += part.variables if frozen else part.non_trainable_variables
    if frozen:
        fixed = [v for v in own if v.trainable]
        fixed += [v for v in own if not v.trainable]
    else:
        fixed = [v for v in own if not v.trainable]
    return tracking.unique(fixed + inner)


def of_model(model) -> list[tf.Variable]:
    """Returns all variables in Keras's order for models: layer by layer.

    Those of the model itself come last.
    """
    found = []
    for part in _parts(model):
        found += [part] if isinstance(part, tf.Variable) else part.variables
    return tracking.unique([v for v in found if not _is_own(model, v)]) + list(
        model._own.variables
    )


def _is_own(layer, variable: tf.Variable) -> bool:
    return any(variable is own for own in layer._own.variables)


def _parts(layer) -> Iterator[tf.Module | tf.Variable]:
    for part in tracking.owned(layer):
        if not isinstance(part, seed_generator.SeedGenerator):
            yield part
