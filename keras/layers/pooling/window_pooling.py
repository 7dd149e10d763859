"""What pooling over windows of one, two and three axes shares."""

import functools
from collections.abc import Callable

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.engine.symbols import input_spec
from keras.layers import arguments, channel_order, empty_batches, window


class WindowPooling(layer.Layer):
    """Slides a window over the input and keeps one number for each place.

    A subclass says over how many axes, `spatial_ndim`, and how, `_pool`. The
    arguments are described at `MaxPooling2D`.
    """

    spatial_ndim: int

    def __init__(
        self,
        pool_size: kinds.Sizes = 2,
        strides: kinds.Sizes | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where, ndim = self._keras_who, self.spatial_ndim
        self.pool_size = arguments.whole_numbers(
            where, "pool_size", pool_size, ndim
        )
        strides = self.pool_size if strides is None else strides
        self.strides = arguments.whole_numbers(where, "strides", strides, ndim)
        self.padding = arguments.one_of(
            where, "padding", padding, ("valid", "same")
        )
        self.data_format = arguments.data_format(where, data_format)
        self.input_spec = input_spec.InputSpec(ndim=ndim + 2)

    @property
    def pool_function(self) -> Callable:
        """What pools: Keras 2's name, read and set by its users.

        A function of the inputs, `ksize`, `strides`, `padding` ('SAME' or
        'VALID') and `data_format` (such as 'NHWC').
        """
        return self.__dict__.get("_pool_function", self._pool)

    @pool_function.setter
    def pool_function(self, function: Callable) -> None:
        self._pool_function = function

    def build(self, input_shape: kinds.Shapes) -> None:
        self.compute_output_shape(input_shape)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        return channel_order.with_channels_last(
            self._pooled, inputs, self.data_format, self.spatial_ndim
        )

    def _pooled(self, inputs, data_format: str):
        pool = functools.partial(
            self.pool_function,
            ksize=self.pool_size,
            strides=self.strides,
            padding=self.padding.upper(),
            data_format=window.kernel_layout(data_format, self.spatial_ndim),
        )
        return empty_batches.never_empty(pool, inputs)

    def _pool(self, inputs, ksize, strides, padding: str, data_format: str):
        raise NotImplementedError(
            f"{self._keras_who}: expected a subclass that has `_pool`."
        )

    compute_output_spec = output_spec.keep_type

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        input_shape = tf.TensorShape(input_shape)
        spatial = window.spatial_axes(
            self.data_format, self.spatial_ndim, self.spatial_ndim + 2
        )
        sizes = input_shape.as_list()
        sizes[spatial] = window.output_sizes(
            self._keras_who,
            input_shape,
            spatial,
            self.pool_size,
            self.padding,
            self.strides,
        )
        return tf.TensorShape(sizes)
