"""One layer for all steps of a sequence."""

import math
from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import building, output_spec
from keras.engine.symbols import input_spec, keras_tensor
from keras.layers.wrapping import wrapper


class TimeDistributed(wrapper.Wrapper):
    """Applies a layer to every step of a sequence alike.

    y[b, t] = layer(x[b, t])

    The steps of all rows are one batch for the layer, so that a convolution
    runs over the frames of a video at once. A stateful layer sees the steps one
    after the other.

    Args:
        layer: The layer, or its config.
    Call arguments:
        inputs: Tensor `(batch, time, ...)`, or a nest of such. A ragged one may
            have rows of different lengths.
        training: Handed on to the layer.
        mask: Booleans `(batch, time, ...)`; handed on to a layer that takes
            one, as one value a step or more.
    Output shape: `(batch, time, ...)`, the last as the layer's.
    Variables: the layer's.
    Raises:
        ValueError: If an input has fewer than three axes, if some are ragged
            and some aren't, or if a mask isn't of the input's steps.
        TypeError: If `layer` is no layer.
    Example:
        >>> frames = tf.ones((2, 5, 8, 8, 3))
        >>> conv = keras.layers.Conv2D(4, 3)
        >>> keras.layers.TimeDistributed(conv)(frames).shape
        TensorShape([2, 5, 6, 6, 4])
    """

    supports_masking = True

    def __init__(
        self, layer: Any, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        # The layer casts what it computes with; ids must stay ids.
        super().__init__(layer, **{"autocast": False, **kwargs})

    def build(self, input_shape: kinds.Shapes) -> None:
        shapes = building.with_tensor_shapes(input_shape)
        flat = tf.nest.flatten(shapes)
        if any(shape.rank is None or shape.rank < 3 for shape in flat):
            raise ValueError(
                f"{self._keras_who}: an input has no axis of time beside one "
                "of features. Expected (batch, time, ...) of 3 axes or more. "
                f"Received: shape={input_shape}."
            )
        specs = [
            input_spec.InputSpec(shape=(None, None, *shape[2:]))
            for shape in flat
        ]
        self.input_spec = specs[0] if len(specs) == 1 else specs
        super().build(_without_time(shapes))

    def call(
        self,
        inputs: kinds.Tensors,
        training: bool | None = None,
        mask: kinds.Tensors = None,
    ) -> kinds.Tensors:
        self._check_masks(inputs, mask)
        options = {"training": training}
        if not self.layer._keras_signature.takes_mask:
            mask = None
        if self.layer.stateful and not self._are_ragged(inputs):
            return self._step_by_step(inputs, training, mask)
        if mask is not None:
            options["mask"] = tf.nest.map_structure(_one_batch, mask)
        if self._are_ragged(inputs):
            rows = tf.nest.map_structure(lambda x: x.values, inputs)
            first = tf.nest.flatten(inputs)[0]
            return tf.nest.map_structure(
                first.with_values, self.layer(rows, **options)
            )
        outputs = self.layer(
            tf.nest.map_structure(_one_batch, inputs), **options
        )
        return _with_time_of(inputs, outputs)

    def _are_ragged(self, inputs) -> bool:
        flat = tf.nest.flatten(inputs)
        ragged = [isinstance(tensor, tf.RaggedTensor) for tensor in flat]
        if any(ragged) and not all(ragged):
            raise ValueError(
                f"{self._keras_who}: only some inputs are ragged, so their "
                "steps don't pair up. Expected all or none. Received: "
                f"{[type(tensor).__name__ for tensor in flat]}."
            )
        return all(ragged)

    def _check_masks(self, inputs, masks) -> None:
        """Raises unless masks are of the steps of the inputs."""
        tensors = tf.nest.flatten(inputs)
        for number, mask in enumerate(tf.nest.flatten(masks)):
            tensor = tensors[min(number, len(tensors) - 1)]
            steps = tf.TensorShape(tensor.shape)[:2]
            shape = getattr(mask, "shape", ())
            if mask is None or steps.is_compatible_with(shape[:2]):
                continue
            raise ValueError(
                f"{self._keras_who}: the mask isn't one of the input's steps. "
                "Expected (batch, time) or more axes, here "
                f"{keras_tensor.tuple_of(steps)}. Received: a mask of "
                f"shape={tuple(shape)}. Mask whole steps, or what is in them."
            )

    def _step_by_step(self, inputs, training, mask):
        steps = tf.nest.map_structure(_time_swapped, inputs)
        named = {} if mask is None else {"mask": mask}
        masks = tf.nest.map_structure(_time_swapped, named)
        first = tf.nest.map_structure(
            lambda x: keras_tensor.KerasTensor(x.shape[1:], x.dtype), steps
        )
        outputs = tf.map_fn(
            lambda step: self.layer(step[0], training=training, **step[1]),
            (steps, masks),
            parallel_iterations=1,
            fn_output_signature=self.layer.compute_output_spec(first),
        )
        return tf.nest.map_structure(_time_swapped, outputs)

    @property
    def _keras_makes_masks(self) -> bool:
        return self.layer._keras_makes_masks

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        self._check_masks(inputs, mask)
        if self._are_ragged(inputs):
            return None  # their lengths say it
        rows = tf.nest.map_structure(_one_batch, inputs)
        found = self.layer.compute_mask(
            rows, tf.nest.map_structure(_one_batch, mask)
        )
        if found is not None:
            return _with_time_of(inputs, found)
        given = [m for m in tf.nest.flatten(mask) if m is not None]
        if not given:
            return None
        inner_axes = list(range(2, given[0].shape.rank))
        return tf.reduce_any(given[0], inner_axes) if inner_axes else given[0]

    def compute_output_shape(self, input_shape: kinds.Shapes) -> kinds.Shapes:
        shapes = building.with_tensor_shapes(input_shape)
        time = tf.nest.flatten(shapes)[0][1:2]
        inner = self.layer.compute_output_shape(_without_time(shapes))
        return tf.nest.map_structure(
            lambda shape: shape[:1] + time + shape[1:],
            building.with_tensor_shapes(inner),
        )

    def compute_output_spec(
        self,
        inputs: kinds.Tensors,
        training: bool | None = None,
        mask: kinds.Tensors = None,
    ) -> kinds.Specs:
        if not output_spec.are_dense((inputs,), {}):
            return output_spec.traced(self, inputs)
        time = tf.nest.flatten(inputs)[0].shape[1:2]
        step = tf.nest.map_structure(
            lambda x: keras_tensor.KerasTensor(
                _without_time(x.shape), output_spec.as_computed(self, x.dtype)
            ),
            inputs,
        )
        return tf.nest.map_structure(
            lambda spec: tf.TensorSpec(
                spec.shape[:1] + time + spec.shape[1:], spec.dtype
            ),
            self.layer.compute_output_spec(step),
        )


def _without_time(shapes):
    return tf.nest.map_structure(lambda s: s[:1] + s[2:], shapes)


def _one_batch(x):
    """Makes one axis of batch and time; None stays None."""
    if x is None:
        return None
    x = x if tf.is_tensor(x) else tf.convert_to_tensor(x)
    if x.shape.is_fully_defined():
        rows, *sizes = math.prod(x.shape[:2]), *x.shape[2:]
        return tf.reshape(x, (rows, *sizes))
    shape = tf.shape(x)
    merged = tf.reshape(x, tf.concat([[shape[0] * shape[1]], shape[2:]], 0))
    merged.set_shape([None, *x.shape[2:]])
    return merged


def _with_time_of(inputs, outputs):
    """Makes two axes of the first one of outputs: batch and time."""
    first = tf.nest.flatten(inputs)[0]
    leading = tf.shape(first)[:2]

    def split(y):
        parted = tf.reshape(y, tf.concat([leading, tf.shape(y)[1:]], 0))
        parted.set_shape([*first.shape[:2], *y.shape[1:]])
        return parted

    return tf.nest.map_structure(split, outputs)


def _time_swapped(x):
    """Swaps the axes of batch and time."""
    return tf.transpose(x, (1, 0, *range(2, x.shape.rank)))
