"""A layer around another one."""

from typing import Any

from keras.engine import kinds
from keras.engine.layer import building, layer
from keras.layers import inner_layer
from keras.saving.config import registry


class Wrapper(layer.Layer):
    """Holds a layer; the base of layers that change how it is called.

    A subclass overrides `call`, which calls `self.layer`.

    Args:
        layer: The inner layer, or its config.
    Call arguments:
        inputs: As the subclass says.
    Variables: the inner layer's.
    Raises:
        TypeError: If `layer` is no layer.
    Example:
        >>> class Negated(keras.layers.Wrapper):
        ...     def call(self, inputs):
        ...         return -self.layer(inputs)
        >>> Negated(keras.layers.ReLU())(tf.constant([[2.0]])).numpy()
        array([[-2.]], dtype=float32)
    """

    _keras_takes_nests = True

    def __init__(
        self, layer: Any, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.layer = inner_layer.made(self._keras_who, layer)

    def build(self, input_shape: kinds.Shapes = None, **shapes) -> None:
        building.build_inner(self.layer, input_shape, shapes)

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes a wrapper and its layer from what `get_config` returned.

        Args:
            config: Of this Keras, or of Keras 2 or 3.
            custom_objects: Names of the caller's own classes and functions.
        """
        with registry.CustomObjectScope(custom_objects or {}):
            return super().from_config(config)
