"""What transposed convolutions over one, two and three axes share.

Methods of these, which bind them under these names: a class for them would be
one too many above a layer.
"""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.symbols import input_spec
from keras.layers import arguments, features, weight_options, window
from keras.layers.convolutional import conv, sliding_transposed


def take(layer: conv.Conv, output_padding) -> None:
    """Keeps and checks what a constructor was given beside `Conv`'s arguments.

    Args:
        layer: The layer.
        output_padding: An int, one for each axis, or None.
    """
    ndim = layer.spatial_ndim
    conv.refuse_groups(layer)
    if layer.lora_rank is not None:
        raise TypeError(
            f"{layer._keras_who}: nothing is added to such a kernel. Expected "
            f"no lora_rank. Received: lora_rank={layer.lora_rank}."
        )
    layer.input_spec = input_spec.InputSpec(ndim=ndim + 2)
    layer.output_padding = output_padding
    if output_padding is None:
        return
    layer.output_padding = arguments.whole_numbers(
        layer._keras_who, "output_padding", output_padding, ndim, 0
    )
    for padding, stride, reach in zip(
        layer.output_padding, layer.strides, _reaches(layer)
    ):
        least = 1 if layer.padding == "same" and reach % 2 == 0 else 0
        if not least <= padding < stride + least:
            raise ValueError(
                f"{layer._keras_who}: no convolution of the output has the "
                f"input's size. Expected output_padding of {least} to "
                f"{stride + least - 1}. Received: "
                f"output_padding={layer.output_padding}, "
                f"strides={layer.strides}, padding={layer.padding!r}, kernel "
                f"over {reach} elements."
            )


def _reaches(layer) -> list[int]:
    return [
        dilation * (size - 1) + 1
        for size, dilation in zip(layer.kernel_size, layer.dilation_rate)
    ]


def build(self, input_shape: kinds.Shapes) -> None:
    """Creates the kernel, turned around, and the bias."""
    channels = self._checked_channels(input_shape)
    shape = (*self.kernel_size, self.filters, channels)
    self.kernel = weight_options.add(self, "kernel", shape)
    self._add_bias_weight(self.filters)


def convolution_op(self, inputs: kinds.Tensors, kernel: kinds.Tensors) -> Any:
    """Transposes the convolution; to be overridden for other kernels.

    Args:
        inputs: The self's input.
        kernel: `(*kernel_size, filters, channels)`.
    """
    rank = inputs.shape.rank
    space = window.spatial_axes(self.data_format, self.spatial_ndim, rank)
    full = tf.shape(inputs)
    sizes = [
        full[axis] if inputs.shape[axis] is None else inputs.shape[axis]
        for axis in range(rank)[space]
    ]
    dtype = tf.as_dtype(self.compute_dtype)
    return sliding_transposed.convolve(
        features.of_type(inputs, dtype),
        features.of_type(kernel, dtype),
        _places(self, sizes),
        self.strides,
        self._get_padding_op(),
        self.data_format,
        self.dilation_rate,
    )


def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
    """Returns the shape of the output: more places, other channels."""
    sizes = tf.TensorShape(input_shape).as_list()
    space = window.spatial_axes(self.data_format, self.spatial_ndim, len(sizes))
    sizes[self._get_channel_axis()] = self.filters
    sizes[space] = _places(self, sizes[space])
    return tf.TensorShape(sizes)


def _places(layer, sizes: list) -> list:
    return [
        window.transposed_size(
            size, along, layer.padding, stride, dilation, output_padding
        )
        for size, along, stride, dilation, output_padding in zip(
            sizes,
            layer.kernel_size,
            layer.strides,
            layer.dilation_rate,
            layer.output_padding or (None,) * layer.spatial_ndim,
        )
    ]
