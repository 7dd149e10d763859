"""Noise that switches whole feature maps off while a model is trained."""

from keras.engine import kinds
from keras.engine.symbols import input_spec
from keras.layers import arguments
from keras.layers.regularization import dropout, noise_shapes


class SpatialDropout3D(dropout.Dropout):
    """Sets random feature maps to zero as wholes, in training only.

    y = x * m / (1 - rate), with one m a sample and channel: 0 with probability
    `rate`, else 1

    Neighbouring voxels of a map tell much the same, so dropping some of them
    takes little away; a whole map is a feature that others learn to do without.

    Args:
        rate: Fraction of feature maps to drop, 0 to 1.
        data_format: Where the channels stand: 'channels_last', or
            'channels_first' for `(batch, channels, x, y, z)`. Default:
            `keras.backend.image_data_format()`.
        seed: Int that makes the noise reproducible.
    Call arguments:
        inputs: Float tensor `(batch, x, y, z, channels)`.
        training: True drops; a boolean tensor decides when it runs.
    Output shape: the input's.
    Raises:
        ValueError: If an argument is out of range, or the input has other
            than 5 axes.
    Source: Tompson et al. 2015, arXiv:1411.4280, section 3.2.
    Example:
        >>> x = tf.ones((2, 3, 3, 3, 4))
        >>> y = keras.layers.SpatialDropout3D(0.5, seed=1)(x, training=True)
        >>> y.shape
        TensorShape([2, 3, 3, 3, 4])
    """

    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(rate, seed=seed, **kwargs)
        noise_shapes.refuse(self._keras_who, self.noise_shape)
        self.data_format = arguments.data_format(self._keras_who, data_format)
        self.input_spec = input_spec.InputSpec(ndim=5)

    def _get_noise_shape(self, inputs):
        if self.data_format == "channels_first":
            return (None, None, 1, 1, 1)
        return (None, 1, 1, 1, None)
