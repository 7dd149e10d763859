"""A dense layer whose axes an equation names."""

import tensorflow as tf

from keras import activations
from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import activated, arguments, features, weight_options
from keras.layers.core import einsum_equation, low_rank


class EinsumDense(layer.Layer):
    """Multiplies any axes of its input into a kernel.

    y = activation(einsum(equation, x, kernel) + bias)

    Args:
        equation: 'X,W->Y': letters of the axes of input, kernel and output;
            '...' before or behind both X and Y stands for any number of axes
            that pass through. `Dense` is '...x,xy->...y'.
        output_shape: Sizes of the output's axes, without the batch's and those
            that '...' stands for; None where the input has the size. One axis
            may be an int.
        activation: Name or function applied at last. Default: none.
        bias_axes: Letters of Y along which the bias differs, such as 'y'.
            Default: no bias.
        kernel_initializer: Default 'glorot_uniform'. Those that scale with
            the fans count them by the equation: axes of the kernel that are in
            Y feed the output, the others are fed by the input.
        bias_initializer: Default 'zeros'.
        kernel_regularizer, bias_regularizer: Penalties on the variables.
        activity_regularizer: Penalty on the output.
        kernel_constraint, bias_constraint: Projections of the variables after
            each training step.
        lora_rank, lora_alpha: With a rank the kernel is frozen, and
            `(lora_alpha / lora_rank) a b` is added to it and trained, a of
            `lora_rank` columns (LoRA; `enable_lora` does it later). Default:
            nothing is added, and an alpha of the rank.
    Call arguments:
        inputs: Tensor with the axes X.
    Output shape: that of the axes Y.
    Variables: kernel, with the axes W; bias, which broadcasts to the output.
    Raises:
        ValueError: If the equation can't be read, or the sizes of input,
            `output_shape` and equation don't fit.
    Example:
        >>> layer = keras.layers.EinsumDense('abc,cd->abd', (None, 5), 'relu')
        >>> layer(tf.ones((2, 3, 4))).shape
        TensorShape([2, 3, 5])
    """

    supports_masking = False
    # `layer.output_shape` is the shape of what came out of a call.
    _keras_kept_as = {"output_shape": "partial_output_shape"}

    _keras_since_3 = ("lora_rank", "lora_alpha")
    _keras_adapted = "kernel"
    lora_rank: int | None = None
    lora_alpha: float | None = None
    lora_enabled = _keras_writes_fewer = property(low_rank.is_enabled)
    enable_lora = low_rank.enable
    save_own_variables = low_rank.save_own_variables
    load_own_variables = low_rank.load_own_variables

    def __init__(
        self,
        equation: str,
        output_shape: kinds.Shapes,
        activation: kinds.Named = None,
        bias_axes: str | None = None,
        kernel_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        *,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        if lora_rank is not None:
            low_rank.take_rank(self, lora_rank, lora_alpha)
        where = self._keras_who
        self._parsed = einsum_equation.parsed(where, equation)
        self.equation = equation
        if not hasattr(output_shape, "__iter__"):
            output_shape = (output_shape,)
        self.partial_output_shape = [
            None
            if size is None
            else arguments.whole_number(where, "a size in output_shape", size)
            for size in output_shape
        ]
        self.bias_axes = self._checked_bias_axes(bias_axes)
        self.activation = weight_options.named(
            self, "activation", activations, activation
        )
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

    def build(self, input_shape: kinds.Shapes) -> None:
        sizes = self._sizes(input_shape)
        self.input_spec = self._spec(tf.TensorShape(input_shape))
        self.kernel = weight_options.add(
            self, "kernel", sizes.kernel, fan_axes=self._fan_axes()
        )
        self.bias = None
        if self.bias_axes is not None:
            shape = einsum_equation.bias_shape(
                self._parsed, self.bias_axes, sizes
            )
            self.bias = weight_options.add(self, "bias", shape)
        if self.lora_rank is not None:
            low_rank.add_given_rank(self)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        dtype = tf.as_dtype(self.compute_dtype)
        inputs = features.of_type(inputs, dtype)
        kernel = features.of_type(self.kernel, dtype)
        # `tf.einsum` plans an order of products: there is one only.
        outputs = tf.raw_ops.Einsum(
            inputs=[inputs, kernel], equation=self.equation
        )
        if self.bias is not None:
            outputs += features.of_type(self.bias, dtype)
        return self.activation(outputs)

    @property
    def full_output_shape(self) -> tf.TensorShape:
        """Shape of the output for the input that the layer was built for."""
        (shape,) = self._keras_state.build_shapes.values()
        return self.compute_output_shape(shape)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        return self._sizes(input_shape).output

    compute_output_spec = activated.compute_output_spec

    def _sizes(self, input_shape) -> einsum_equation.Sizes:
        return einsum_equation.sizes(
            self._parsed,
            tf.TensorShape(input_shape),
            self.partial_output_shape,
        )

    def _spec(self, input_shape: tf.TensorShape) -> input_spec.InputSpec:
        """Returns what other inputs must be like, for the same kernel."""
        parsed = self._parsed
        first = len(parsed.inputs) if parsed.ellipsis == "left" else 0
        axes = {
            n - first: input_shape[n - first]
            for n, letter in enumerate(parsed.inputs)
            if letter in parsed.kernel
        }
        if parsed.ellipsis:
            least = len(parsed.inputs)
            return input_spec.InputSpec(min_ndim=least, axes=axes)
        return input_spec.InputSpec(ndim=input_shape.rank, axes=axes)

    def _fan_axes(self) -> tuple[list[int], list[int]]:
        """Returns the kernel's axes that the input feeds, and the others."""
        letters = self._parsed.kernel
        fed = [n for n, axis in enumerate(letters) if axis not in self._outputs]
        return fed, [n for n in range(len(letters)) if n not in fed]

    @property
    def _outputs(self) -> str:
        return self._parsed.outputs

    def _checked_bias_axes(self, bias_axes: str | None) -> str | None:
        if bias_axes is None:
            return None
        if not bias_axes or not {*bias_axes} <= {*self._outputs}:
            raise self._parsed.error(
                "the bias has no such axes",
                f"some of {[*self._outputs]}, or None",
                f"bias_axes={bias_axes!r}",
            )
        return bias_axes
