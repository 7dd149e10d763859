"""Initializer whose columns are the waves of a Fourier transform."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras.initializers import initializer

# Weights of the cosines that add up to a window, the signs alternating: Harris
# 1978, Proceedings of the IEEE 66(1), and Nuttall 1981.
_COSINES = {
    "blackman": (0.42, 0.5, 0.08),
    "blackmanharris": (0.35875, 0.48829, 0.14128, 0.01168),
    "boxcar": (1.0,),
    "hamming": (0.54, 0.46),
    "hann": (0.5, 0.5),
    "nuttall": (0.3635819, 0.4891775, 0.1365995, 0.0106411),
}
_SIDES = ("real", "imag")
_SCALINGS = ("density", "spectrum", None)


class STFT(initializer.Initializer):
    """Makes the kernel of a convolution that is a Fourier transform.

    kernel[t, 0, f] = window[t] * cos(2 pi t f / n) / scale, and -sin for the
    imaginary part, n = 2 * (frequencies - 1)

    For a convolution over samples: its strides are the hops of a short-time
    Fourier transform.

    Args:
        side: 'real' or 'imag': the part to compute.
        window: What the samples of a frame are weighed by: 'hann', 'hamming',
            'blackman', 'blackmanharris', 'nuttall', 'boxcar', the weights
            themselves, or None for 1.
        scaling: What the weights are divided by: 'density', the root of the
            sum of their squares; 'spectrum', the sum of their sizes; or None.
        periodic: True makes a window that repeats after its end.
    Raises:
        ValueError: If an argument is none of these, or the weight isn't
            `(samples, channels, frequencies)`.
    Example:
        >>> keras.initializers.STFT()((128, 1, 65)).shape
        TensorShape([128, 1, 65])
    """

    def __init__(
        self,
        side: str = "real",
        window: Any = "hann",
        scaling: str | None = "density",
        periodic: bool = False,
    ) -> None:
        _check("side", side, _SIDES)
        _check("scaling", scaling, _SCALINGS)
        if isinstance(window, str):
            _check("window", window, (*_COSINES, "its weights", None))
        self.side = side
        self.window = window
        self.scaling = scaling
        self.periodic = periodic

    def __call__(
        self, shape: Sequence[int], dtype: str | tf.DType | None = None
    ) -> tf.Tensor:
        """Returns the kernel of the given shape."""
        dtype = initializer.floating(self, dtype)
        shape = initializer.known_sizes(self, shape)
        if len(shape) != 3 or shape[2] < 2:
            raise ValueError(
                "STFT: the weight is no bank of waves. Expected (samples, "
                "channels, frequencies) with 2 frequencies or more. Received: "
                f"shape={tuple(shape)}."
            )
        samples, _, frequencies = shape
        waves = _waves(self.side, samples, frequencies)
        kernel = waves * self._weights(samples)[:, None]
        return tf.broadcast_to(tf.cast(kernel[:, None, :], dtype), shape)

    def _weights(self, samples: int) -> np.ndarray:
        if self.window is None:
            return np.ones(samples)
        weights = self.window
        if isinstance(weights, str):
            weights = _cosine_window(weights, samples, self.periodic)
        weights = np.asarray(weights, "float64")
        if weights.shape != (samples,):
            raise ValueError(
                "STFT: the window has another length than the weight. Expected "
                f"({samples},). Received: window of shape {weights.shape}."
            )
        if self.scaling is None:
            return weights
        squares = np.sqrt(np.sum(weights**2))
        sizes = np.sum(np.abs(weights))
        return weights / (squares if self.scaling == "density" else sizes)


def _waves(side: str, samples: int, frequencies: int) -> np.ndarray:
    # Whole turns taken off first, which rounds nothing.
    length = 2 * (frequencies - 1)
    turns = np.outer(np.arange(samples), np.arange(frequencies)) % length
    angles = 2 * np.pi * turns / length
    return np.cos(angles) if side == "real" else -np.sin(angles)


def _cosine_window(name: str, samples: int, periodic: bool) -> np.ndarray:
    steps = samples if periodic else samples - 1
    turns = np.arange(samples) / max(steps, 1)
    if samples == 1:
        return np.ones(1)
    return sum(
        (-1) ** order * weight * np.cos(2 * np.pi * order * turns)
        for order, weight in enumerate(_COSINES[name])
    )


def _check(name: str, value, choices: tuple) -> None:
    if value not in choices:
        raise ValueError(
            f"STFT: wrong {name}. Expected one of {choices}. Received: "
            f"{name}={value!r}."
        )
