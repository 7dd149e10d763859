"""Random features whose products approximate a kernel."""

import numpy as np
import tensorflow as tf

from keras import initializers
from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments


class RandomFourierFeatures(layer.Layer):
    """Turns features into random ones, whose products approximate a kernel.

    y = cos(x W / scale + b)

    with a fixed, random W, and b uniform in [0, 2 pi). A linear model of y is
    about a kernel machine of x: E[y1 . y2] = output_dim / 2 * K(x1, x2), where
    the distribution of W says which kernel K is.

    Args:
        output_dim: Number of random features; the more, the closer.
        kernel_initializer: 'gaussian' for the kernel
            exp(-|x1 - x2|^2 / (2 scale^2)), 'laplacian' for
            exp(-|x1 - x2|_1 / scale), or an initializer of W.
        scale: Above 0. Default: sqrt(features / 2) for 'gaussian', else 1.
        trainable: True has training change `scale`, which starts as given.
        name: The layer's name.
    Call arguments:
        inputs: Tensor `(batch, features)`.
    Output shape: `(batch, output_dim)`.
    Variables: kernel_scale `(1,)`; fixed ones: unscaled_kernel `(features,
        output_dim)`, bias `(output_dim,)`; in float32, as is the arithmetic.
    Raises:
        ValueError: If an argument is out of range, or the input has another
            number of axes.
    Source: Rahimi and Recht 2007, "Random Features for Large-Scale Kernel
        Machines". Differs: without the factor sqrt(2 / output_dim).
    Example:
        >>> layers = keras.layers.experimental
        >>> layers.RandomFourierFeatures(8)(tf.ones((2, 3))).shape
        TensorShape([2, 8])
    """

    def __init__(
        self,
        output_dim: int,
        kernel_initializer: kinds.Named = "gaussian",
        scale: float | None = None,
        trainable: bool = False,
        name: str | None = None,
        **kwargs,
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        where = self._keras_who
        self.output_dim = arguments.whole_number(
            where, "output_dim", output_dim
        )
        if isinstance(kernel_initializer, str):
            arguments.one_of(
                where, "kernel_initializer", kernel_initializer, _SAMPLERS
            )
        else:
            kernel_initializer = initializers.get(kernel_initializer)
        self.kernel_initializer = kernel_initializer
        if scale is not None and not scale > 0:
            raise ValueError(
                f"{where}: an argument is out of range. Expected a number "
                f"above 0. Received: scale={scale!r}."
            )
        self.scale = scale

    def build(self, input_shape: kinds.Shapes) -> None:
        shape = tf.TensorShape(input_shape)
        if shape.rank != 2 or not shape[1]:
            raise ValueError(
                f"{self._keras_who}: the input isn't one row of features a "
                "sample. Expected (batch, features), of a known number above "
                "0. "
                f"Received: shape={shape}."
            )
        self.input_spec = input_spec.InputSpec(ndim=2, axes={1: shape[1]})
        if self.scale is None:
            self.scale = self._default_scale(shape[1])
        self.unscaled_kernel = self._add_fixed(
            "unscaled_kernel", (shape[1], self.output_dim), self._sampler()
        )
        self.bias = self._add_fixed(
            "bias",
            (self.output_dim,),
            initializers.RandomUniform(0.0, 2 * np.pi),
        )
        self.kernel_scale = self.add_weight(
            "kernel_scale",
            shape=(1,),
            dtype="float32",
            initializer=initializers.Constant(self.scale),
            constraint="non_neg",
            autocast=False,
        )

    def _sampler(self):
        if isinstance(self.kernel_initializer, str):
            return _SAMPLERS[self.kernel_initializer.lower()]()
        return self.kernel_initializer

    def _default_scale(self, features: int) -> float:
        name = self.kernel_initializer
        is_gaussian = isinstance(name, str) and name.lower() == "gaussian"
        return float(np.sqrt(features / 2)) if is_gaussian else 1.0

    def _add_fixed(self, name: str, shape, initializer) -> tf.Variable:
        return self.add_weight(
            name,
            shape=shape,
            dtype="float32",
            initializer=initializer,
            trainable=False,
            autocast=False,
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        x = tf.cast(inputs, tf.float32)
        kernel = (1.0 / self.kernel_scale) * self.unscaled_kernel
        angles = tf.nn.bias_add(tf.matmul(x, kernel), self.bias)
        return tf.cast(tf.cos(angles), self.compute_dtype)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shape = tf.TensorShape(input_shape)
        return shape[:-1].concatenate(self.output_dim)


class _Cauchy(initializers.Initializer):
    """Draws from Cauchy's distribution: tan of a uniform angle."""

    def __call__(self, shape, dtype=None, **kwargs):
        right = np.pi / 2
        angles = initializers.RandomUniform(-right, right)
        return tf.tan(angles(shape, dtype=dtype, **kwargs))


_SAMPLERS = {
    "gaussian": lambda: initializers.RandomNormal(stddev=1.0),
    "laplacian": _Cauchy,
}
