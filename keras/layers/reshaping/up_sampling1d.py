"""Sequences with each step repeated."""

from keras.engine import kinds
from keras.layers.reshaping import up_sampling


class UpSampling1D(up_sampling.UpSampling):
    """Repeats each step of sequences.

    y[p] = x[floor(p / size)]

    Args:
        size: How many times each step comes; an int of 1 or more. Default 2.
    Call arguments:
        inputs: Tensor `(batch, steps, channels)`.
    Output shape: `(batch, size * steps, channels)`.
    Raises:
        ValueError: If `size` isn't 1 or more.
    Example:
        >>> keras.layers.UpSampling1D(2)(tf.constant([[[1.0], [2.0]]])).numpy()
        array([[[1.],
                [1.],
                [2.],
                [2.]]], dtype=float32)
    """

    spatial_ndim = 1

    def __init__(
        self, size: int = 2, **kwargs: kinds.Unpack[kinds.LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self._take(size, "channels_last")
