"""Layers one after the other, as one layer."""

from typing import Any

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import masking
from keras.layers import inner_layer


class Pipeline(layer.Layer):
    """Calls layers one after the other.

    y = layer_n(… layer_2(layer_1(x)))

    Unlike `Sequential` it is no model: it is made for `tf.data.Dataset.map` and
    takes whatever the first layer takes, dicts of images and boxes, too.

    Args:
        layers: List of layers, or of their configs.
        name: The layer's name. Default None: one is made.
    Call arguments:
        inputs: What the first layer takes.
        training: Handed on to all layers. Default True.
        mask: The mask of the inputs, if they don't carry it.
    Output shape: the last layer's.
    Variables: the layers'.
    Raises:
        TypeError: If `layers` isn't a list of layers.
    Example:
        >>> pipeline = keras.layers.Pipeline(
        ...     [keras.layers.RandomFlip(), keras.layers.AutoContrast()]
        ... )
        >>> data = tf.data.Dataset.from_tensors(tf.ones((2, 4, 4, 3)))
        >>> next(iter(data.map(pipeline))).shape
        TensorShape([2, 4, 4, 3])
    """

    _keras_takes_nests = True
    _keras_masks_in_call = True

    def __init__(self, layers: Any, name: str | None = None) -> None:
        # The layers cast what they compute with; ids must stay ids.
        super().__init__(name=name, autocast=False)
        where = self._keras_who
        if not isinstance(layers, (list, tuple)):
            raise TypeError(
                f"{where}: there are no layers to call. Expected a list of "
                f"them. Received: layers={layers!r} of type "
                f"{type(layers).__name__}."
            )
        self.layers = [
            inner_layer.made(where, given, "layers") for given in layers
        ]

    def call(
        self,
        inputs: kinds.Tensors,
        training: bool | None = True,
        mask: kinds.Tensors = None,
    ) -> kinds.Tensors:
        # Each layer hears of `training` from the call around it.
        outputs = inputs if mask is None else masking.masked(inputs, mask)
        for inner in self.layers:
            outputs = inner(outputs)
        return outputs

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        return masking.masks_of(self.call(masking.masked(inputs, mask)))

    compute_output_spec = output_spec.traced
