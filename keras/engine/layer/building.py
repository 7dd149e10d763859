"""Building a layer: once, for the shape of its first input."""

import functools
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras.engine.layer import tracking
from keras.tf_internals import eager_tensor


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
            shape = with_tensor_shapes(input_shape)
            result = build(self, shape, *args, **kwargs)
        finally:
            if outermost:
                object.__setattr__(self, "_is_building", False)
        if outermost:
            self._build_shape = _plain_shape(input_shape)
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
    layer._build_shape = _plain_shape(shapes)
    layer.built = True
    if layer._initial_weights is not None:
        with tf.init_scope():
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
            layer.build(with_tensor_shapes(shape))
        layer.built = True
        layer._build_shape = shape


def with_tensor_shapes(shape):
    """Turns the shapes in a nest into `tf.TensorShape`s."""
    if shape is None or isinstance(shape, tf.TensorShape):
        return shape
    if isinstance(shape, dict):
        return {k: with_tensor_shapes(v) for k, v in shape.items()}
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
    parts = [with_tensor_shapes(part) for part in shape]
    return tracking.of_type(shape, parts)


def _plain_shape(shape):
    if isinstance(shape, tf.TensorShape):
        return None if shape.rank is None else tuple(shape.as_list())
    if isinstance(shape, dict):
        return {k: _plain_shape(v) for k, v in shape.items()}
    if isinstance(shape, (list, tuple)):
        return tracking.of_type(shape, [_plain_shape(part) for part in shape])
    return shape


def require_built(layer, what: str) -> None:
    """Raises `ValueError` if a layer has no variables yet."""
    if not layer.built:
        raise ValueError(
            f"{layer._described}: `{what}` before there are weights. Expected "
            "a built layer. Received: built=False. Call it on data, or "
            "`build(input_shape)`."
        )
