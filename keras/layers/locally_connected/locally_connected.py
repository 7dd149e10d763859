"""What locally connected layers over one and two axes share."""

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import activated, arguments, weight_options, window
from keras.layers.locally_connected import local_kernels


class LocallyConnected(layer.Layer):
    """A convolution with filters of its own at each place.

    A subclass says over how many axes, `spatial_ndim`. The arguments are
    described at `LocallyConnected2D`.
    """

    spatial_ndim: int

    def __init__(
        self,
        filters: int,
        kernel_size: kinds.Sizes,
        strides: kinds.Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        activation: kinds.Named = None,
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        implementation: int = 1,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        where, ndim = self._keras_who, self.spatial_ndim
        self.filters = arguments.whole_number(where, "filters", filters)
        self.kernel_size = arguments.whole_numbers(
            where, "kernel_size", kernel_size, ndim
        )
        self.strides = arguments.whole_numbers(where, "strides", strides, ndim)
        self.padding = arguments.one_of(
            where, "padding", padding, ("valid", "same")
        )
        self.data_format = arguments.data_format(where, data_format)
        self.activation = weight_options.named(
            self, "activation", activations, activation
        )
        self.use_bias = use_bias
        weight_options.take(
            self,
            "kernel",
            kernel_initializer,
            kernel_regularizer,
            kernel_constraint,
        )
        weight_options.take(
            self, "bias", bias_initializer, bias_regularizer, bias_constraint
        )
        self.implementation = implementation
        self._check_implementation()
        self.input_spec = input_spec.InputSpec(ndim=ndim + 2)

    def _check_implementation(self) -> None:
        if self.implementation not in local_kernels.KINDS:
            raise ValueError(
                f"{self._keras_who}: there is no such way to keep the weights. "
                "Expected 1, 2 or 3. Received: "
                f"implementation={self.implementation!r}."
            )
        if self.implementation == 1 and self.padding == "same":
            raise ValueError(
                f"{self._keras_who}: windows that are cut off at the ends have "
                "no common size. Expected padding='valid', or implementation 2 "
                "or 3. Received: padding='same', implementation=1."
            )

    @property
    def _channels_first(self) -> bool:
        return self.data_format == "channels_first"

    def build(self, input_shape: kinds.Shapes) -> None:
        input_shape = tf.TensorShape(input_shape)
        sizes = input_shape[1:]
        if not sizes.is_fully_defined() or 0 in sizes:
            raise ValueError(
                f"{self._keras_who}: each place has weights of its own, and "
                "nobody knows how many there are. Expected sizes that are "
                "known, and above 0. Received: "
                f"shape={tuple(input_shape.as_list())}."
            )
        axis = 1 if self._channels_first else -1
        self.input_spec = input_spec.InputSpec(shape=(None, *sizes))
        outputs = self.compute_output_shape(input_shape)
        geometry = local_kernels.Geometry(
            tuple(input_shape[self._spatial]),
            tuple(outputs[self._spatial]),
            self.kernel_size,
            self.strides,
            self.padding,
            input_shape[axis],
            self.filters,
            self._channels_first,
        )
        self._weights_of_places = local_kernels.KINDS[self.implementation](
            geometry
        )
        self.kernel = weight_options.add(
            self, "kernel", self._weights_of_places.shape
        )
        self.bias = None
        if self.use_bias:
            shape = (*geometry.outputs, self.filters)
            self.bias = weight_options.add(self, "bias", shape)

    @property
    def _spatial(self) -> slice:
        ndim = self.spatial_ndim
        return window.spatial_axes(self.data_format, ndim, ndim + 2)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        outputs = self._weights_of_places.apply(inputs, self.kernel)
        if self.use_bias:
            bias = tf.cast(self.bias, outputs.dtype)
            if self._channels_first:
                # The numbers in the order of the variable, as Keras 2's files
                # have them: channels last.
                bias = tf.reshape(bias, outputs.shape[1:])
            outputs += bias
        return self.activation(outputs)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        input_shape = tf.TensorShape(input_shape)
        sizes = input_shape.as_list()
        sizes[1 if self._channels_first else -1] = self.filters
        sizes[self._spatial] = window.output_sizes(
            self._keras_who,
            input_shape,
            self._spatial,
            self.kernel_size,
            self.padding,
            self.strides,
        )
        return tf.TensorShape(sizes)

    compute_output_spec = activated.compute_output_spec
