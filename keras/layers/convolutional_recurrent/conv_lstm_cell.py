"""A step of long short-term memory over images."""

import tensorflow as tf

from keras import activations, initializers
from keras.engine import kinds
from keras.engine.layer import layer
from keras.layers import arguments, features, weight_options, window
from keras.layers.convolutional import sliding
from keras.layers.recurrent import dropout_rnn_cell_mixin
from keras.random import seed_generator

_GATES = 4


class ConvLSTMCell(dropout_rnn_cell_mixin.DropoutRNNCellMixin, layer.Layer):
    """One step of long short-term memory whose products are convolutions.

    i, f, o = recurrent_activation(x * kernel + h * recurrent_kernel + bias)
    c' = f c + i activation(x * kernel + h * recurrent_kernel + bias)
    h' = o activation(c')

    The arguments are described at `ConvLSTM2D`; `rank` is the number of axes
    that filters slide over.
    """

    _keras_since_3 = ("seed",)

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size,
        strides: kinds.Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: kinds.Sizes = 1,
        activation: kinds.Named = "tanh",
        recurrent_activation: kinds.Named = "hard_sigmoid",
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        recurrent_initializer: kinds.Named = "orthogonal",
        bias_initializer: kinds.Named = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.rank = rank
        self._take_window(
            filters, kernel_size, strides, padding, data_format, dilation_rate
        )
        self.activation = weight_options.named(
            self, "activation", activations, activation
        )
        self.recurrent_activation = weight_options.named(
            self,
            "recurrent_activation",
            activations,
            recurrent_activation,
        )
        self.use_bias = use_bias
        self.unit_forget_bias = unit_forget_bias
        weight_options.take(
            self,
            "kernel",
            kernel_initializer,
            kernel_regularizer,
            kernel_constraint,
        )
        weight_options.take(
            self,
            "recurrent",
            recurrent_initializer,
            recurrent_regularizer,
            recurrent_constraint,
        )
        weight_options.take(
            self, "bias", bias_initializer, bias_regularizer, bias_constraint
        )
        where = self._keras_who
        self.dropout = arguments.number_from(where, "dropout", dropout, 0, 1)
        self.recurrent_dropout = arguments.number_from(
            where, "recurrent_dropout", recurrent_dropout, 0, 1
        )
        self.seed = seed
        if dropout or recurrent_dropout:
            self.seed_generator = seed_generator.SeedGenerator(seed)

    def _take_window(
        self, filters, kernel_size, strides, padding, data_format, dilation_rate
    ) -> None:
        where, ndim = self._keras_who, self.rank
        self.filters = arguments.whole_number(where, "filters", filters)
        self.kernel_size = arguments.whole_numbers(
            where, "kernel_size", kernel_size, ndim
        )
        self.strides = arguments.whole_numbers(where, "strides", strides, ndim)
        self.padding = arguments.one_of(
            where, "padding", padding, ("valid", "same")
        )
        self.data_format = arguments.data_format(where, data_format)
        self.dilation_rate = arguments.whole_numbers(
            where, "dilation_rate", dilation_rate, ndim
        )

    @property
    def _keras_who(self) -> str:
        # Users know the layer that has it.
        ndim = vars(self).get("rank", "")
        return f"ConvLSTM{ndim}D layer {self.name!r}"

    @property
    def state_size(self) -> list[tf.TensorShape]:
        """Shapes of h and c without the batch's axis."""
        return [self._image([None] * self.rank)] * 2

    def _image(self, sizes) -> tf.TensorShape:
        """Returns the shape of the filters' images of some sizes."""
        if self.data_format == "channels_last":
            return tf.TensorShape([*sizes, self.filters])
        return tf.TensorShape([self.filters, *sizes])

    @property
    def _channel_axis(self) -> int:
        return -1 if self.data_format == "channels_last" else -1 - self.rank

    def build(self, input_shape) -> None:
        shape = tf.TensorShape(input_shape)
        if shape.rank != self.rank + 2 or shape[self._channel_axis] is None:
            raise ValueError(
                f"{self._keras_who}: these aren't steps of {self.rank} axes "
                "with channels of static size. Expected (batch, …, channels) "
                f"of {self.rank + 2} axes. Received: shape={shape}, "
                f"data_format={self.data_format!r}."
            )
        channels = shape[self._channel_axis]
        self._built_output = tuple(self._output_sizes(shape))
        self.kernel_shape = (*self.kernel_size, channels, _GATES * self.filters)
        self.kernel = weight_options.add(self, "kernel", self.kernel_shape)
        self.recurrent_kernel = weight_options.add(
            self,
            "recurrent_kernel",
            (*self.kernel_size, self.filters, _GATES * self.filters),
            of="recurrent",
        )
        self.bias = self._add_bias() if self.use_bias else None

    def _output_sizes(self, shape: tf.TensorShape) -> list:
        return window.output_sizes(
            self._keras_who,
            shape,
            window.spatial_axes(self.data_format, self.rank, shape.rank),
            self.kernel_size,
            self.padding,
            self.strides,
            self.dilation_rate,
        )

    def _add_bias(self):
        initializer = self.bias_initializer
        return self.add_weight(
            "bias",
            shape=(_GATES * self.filters,),
            initializer=(
                self._initial_bias if self.unit_forget_bias else initializer
            ),
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
        )

    def _initial_bias(self, shape, dtype=None, **options):
        made, ones = self.bias_initializer, initializers.get("ones")
        return tf.concat(
            [
                made((self.filters,), dtype=dtype, **options),
                ones((self.filters,), dtype=dtype),
                made((2 * self.filters,), dtype=dtype, **options),
            ],
            0,
        )

    def call(self, inputs, states, training=None):
        dtype = tf.as_dtype(self.compute_dtype)
        h, c = (features.of_type(state, dtype) for state in states)
        sums = self._input_sums(inputs, training) + self._state_sums(
            h, training
        )
        i, f, g, o = tf.split(sums, _GATES, self._channel_axis)
        c = self.recurrent_activation(f) * c + self.recurrent_activation(
            i
        ) * self.activation(g)
        h = self.recurrent_activation(o) * self.activation(c)
        return h, [h, c]

    def _input_sums(self, inputs, training):
        """Returns the inputs' part of all gates, one beside the other."""
        masks = self.get_dropout_mask_for_cell(inputs, training, count=_GATES)
        sums = self._of_gates(inputs, masks, self.kernel, self.input_conv)
        return self._with_bias(sums) if self.use_bias else sums

    def _state_sums(self, h, training):
        masks = self.get_recurrent_dropout_mask_for_cell(
            h, training, count=_GATES
        )
        kernel = self.recurrent_kernel
        return self._of_gates(h, masks, kernel, self.recurrent_conv)

    def _of_gates(self, x, masks, kernel, convolved):
        if masks is None:
            return convolved(x, kernel)
        kernels = tf.split(kernel, _GATES, -1)
        return tf.concat(
            [convolved(x * mask, part) for mask, part in zip(masks, kernels)],
            self._channel_axis,
        )

    def _with_bias(self, sums):
        if self.data_format == "channels_last":
            return features.add_bias(sums, self.bias)
        bias = features.of_type(self.bias, sums.dtype)
        return sums + tf.reshape(bias, (-1, *[1] * self.rank))

    # Keras 2's names.

    def input_conv(self, x, w, b=None, padding: str | None = None):
        """Convolves a step's inputs.

        Args:
            x: The inputs.
            w: Kernel `(*kernel_size, channels, any number)`.
            b: Unused but by Keras 2: a bias to add.
            padding: Default: the cell's.
        """
        outputs = self._convolved(
            x, w, self.strides, padding or self.padding, self.dilation_rate
        )
        return outputs if b is None else features.add_bias(outputs, b)

    def recurrent_conv(self, x, w):
        """Convolves a state, which keeps its size.

        Args:
            x: The state.
            w: Kernel `(*kernel_size, filters, any number)`.
        """
        ones = (1,) * self.rank
        return self._convolved(x, w, ones, "same", ones)

    def _convolved(self, x, kernel, strides, padding: str, dilations):
        return sliding.convolve(
            x,
            features.of_type(kernel, x.dtype),
            strides,
            padding.upper(),
            self.data_format,
            dilations,
            of_any_rows=True,
        )

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        """Returns the states that a sequence starts from: zeros.

        Args:
            inputs: A step's inputs, that tell batch size, sizes and type.
            batch_size: The batch size, if there are no inputs: the sizes are
                those that the cell was built for.
            dtype: The type, likewise. Default: the compute type.
        """
        sizes = self._built_output
        if inputs is not None:
            batch_size, *sizes = self._sizes_of(inputs)
            dtype = inputs.dtype
        if None in sizes:
            raise ValueError(
                f"{self._keras_who}: states of unknown sizes. Expected images "
                f"of known rows and columns. Received: sizes={tuple(sizes)}."
            )
        image = [*sizes, self.filters]
        if self.data_format == "channels_first":
            image = [self.filters, *sizes]
        zeros = tf.zeros([batch_size, *image], dtype or self.compute_dtype)
        return [zeros, zeros]

    def _sizes_of(self, inputs) -> list:
        """Returns batch size and the output's sizes, for a step's inputs."""
        ndim = self.rank
        axes = window.spatial_axes(self.data_format, ndim, ndim + 2)
        known = [
            tf.shape(inputs)[axis] if size is None else size
            for axis, size in enumerate(inputs.shape)
        ]
        sizes = [
            window.output_size(size, kernel, self.padding, stride, dilation)
            for size, kernel, stride, dilation in zip(
                known[axes], self.kernel_size, self.strides, self.dilation_rate
            )
        ]
        return [known[0], *sizes]

    def compute_output_shape(self, input_shape, states_shape=None):
        shape = tf.TensorShape(input_shape)
        image = self._image(self._output_sizes(shape))
        output = shape[:1].concatenate(image)
        return output, [output, output]
