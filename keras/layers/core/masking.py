"""A layer that marks padding."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import before_cast, input_spec


class Masking(layer.Layer):
    """Marks the steps of a sequence at which all features are padding.

    mask[b, t] = any(x[b, t] != mask_value), y = x where mask, 0 elsewhere

    Layers after this one pass over the marked steps.

    Args:
        mask_value: What padding is filled with: a number, NaN too, or one a
            feature.
    Call arguments:
        inputs: Tensor `(batch, steps, ..., features)`. Floats that a model
            around cast to 16 bits are compared as they were given to it.
    Output shape: the input's.
    Raises:
        ValueError: If the input has fewer than 2 axes.
    Example:
        >>> x = tf.constant([[[1.0, 0.0], [0.0, 0.0]]])
        >>> keras.layers.Masking().compute_mask(x).numpy()
        array([[ True, False]])
    """

    supports_masking = True

    def __init__(
        self,
        mask_value: Any = 0.0,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        if mask_value is None:
            raise TypeError(
                f"{self._keras_who}: there is no number that marks padding. "
                "Expected one, or one a feature. Received: mask_value=None."
            )
        if not _are_numbers(mask_value):
            raise TypeError(
                f"{self._keras_who}: padding is marked by numbers. Expected "
                f"one, or one a feature. Received: mask_value={mask_value!r}."
            )
        self.mask_value = mask_value
        self.input_spec = input_spec.InputSpec(min_ndim=2)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        mask = self.compute_mask(inputs)
        if isinstance(inputs, tf.RaggedTensor):
            return _zeroed_rows(mask, inputs)
        return tf.where(mask[..., None], inputs, tf.zeros((), inputs.dtype))

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        given = before_cast.of(inputs)
        if isinstance(given, tf.RaggedTensor):
            differ = self._differ(given.flat_values)
            return tf.reduce_any(given.with_flat_values(differ), axis=-1)
        return tf.reduce_any(self._differ(given), axis=-1)

    def _differ(self, given):
        """Returns which numbers aren't padding."""
        padding = tf.cast(self.mask_value, given.dtype)
        differ = tf.not_equal(given, padding)
        if given.dtype.is_floating and np.isnan(self.mask_value).any():
            # NaN differs from itself, too.
            both = tf.logical_and(
                tf.math.is_nan(given), tf.math.is_nan(padding)
            )
            differ = tf.logical_and(differ, tf.logical_not(both))
        return differ

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return tf.TensorShape(input_shape)


def _are_numbers(value) -> bool:
    if tf.is_tensor(value):
        return value.dtype.is_floating or value.dtype.is_integer
    try:
        return np.asarray(value).dtype.kind in "biufV"
    except ValueError:  # Lists of unlike lengths.
        return False


def _zeroed_rows(mask, inputs: tf.RaggedTensor) -> tf.RaggedTensor:
    """Returns ragged inputs, zeros where a mask of steps is False."""
    flat = inputs.flat_values
    if flat.shape.rank > 1:
        keeps = mask.flat_values[..., tf.newaxis]
    else:  # The features are a ragged axis.
        steps = getattr(mask, "flat_values", mask)
        lengths = inputs.nested_row_lengths()[-1]
        keeps = tf.repeat(steps, lengths)
    return inputs.with_flat_values(tf.where(keeps, flat, tf.zeros_like(flat)))
