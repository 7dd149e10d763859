"""The spectrum of sound over time, by filters that can be trained."""

import math
from typing import Any

import numpy as np
import tensorflow as tf

from keras import initializers
from keras.backend import config
from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments, precision, window
from keras.layers.audio import windows
from keras.saving.config import trust

_MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")
_SCALINGS = ("density", "spectrum")


class STFTSpectrogram(layer.Layer):
    """Computes the short-time Fourier transform of each channel of a signal.

    X[t, f] = sum over n of window[n] x[t step + n] exp(-2 pi i f n / fft)

    It is a convolution, whose filters start as those of the transform and can
    be trained. What comes out is X, a part of it, or its size.

    Args:
        mode: What comes out: 'real' or 'imag', parts of X; 'stft', both, the
            real ones first; 'angle', in radians; 'magnitude', |X|; 'log', its
            natural logarithm; 'psd', |X| ** 2, twice for frequencies that
            stand for two. Sizes are at least sqrt(1e-7), in logarithms 1e-7.
        frame_length: Samples in a frame.
        frame_step: Samples from one frame to the next, at most `frame_length`.
            Default: half of it.
        fft_length: Samples that the transform is over, at least
            `frame_length`. Default: the next power of two.
        window: 'hann', 'hamming', 'blackman', 'boxcar', None, or the
            `frame_length` numbers of another one.
        periodic: True ends the window one sample before its next period.
        scaling: 'density' divides by the root of the window's sum of squares,
            'spectrum' by its sum, None by nothing.
        padding: 'valid' keeps frames inside the signal, 'same' pads it with
            zeros to give ceil(samples / frame_step) frames.
        expand_dims: True keeps channels and frequencies on axes of their own,
            as images have.
        data_format: 'channels_last' `(batch, time, channels)` or
            'channels_first'. Default: `keras.backend.image_data_format()`.
    Call arguments:
        inputs: Tensor with 3 axes.
    Output shape: `(batch, frames, channels * frequencies)`, with
        `expand_dims` `(batch, frames, frequencies, channels)`; channels first
        `(batch, channels * frequencies, frames)` and `(batch, channels,
        frames, frequencies)`. There are fft_length // 2 + 1 frequencies.
    Variables: real_kernel (but for 'imag') and imag_kernel (but for 'real'),
        each `(frame_length, 1, frequencies)`.
    Raises:
        ValueError: If an argument is out of range, or the signal has no
            static number of channels, or is shorter than a frame.
    Example:
        >>> layer = keras.layers.STFTSpectrogram(frame_length=256)
        >>> layer(tf.ones((3, 16000, 1))).shape
        TensorShape([3, 124, 129])
    """

    def __init__(
        self,
        mode: str = "log",
        frame_length: int = 256,
        frame_step: int | None = None,
        fft_length: int | None = None,
        window: Any = "hann",
        periodic: bool = False,
        scaling: str | None = "density",
        padding: str = "valid",
        expand_dims: bool = False,
        data_format: str | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.mode = arguments.one_of(where, "mode", mode, _MODES)
        self.frame_length = arguments.whole_number(
            where, "frame_length", frame_length
        )
        self.frame_step, self.fft_length = frame_step, fft_length
        self._step, self._fft_length = self._lengths()
        self.window = windows.checked(where, window, self.frame_length)
        self.periodic = periodic
        self.scaling = scaling
        if scaling is not None:
            self.scaling = arguments.one_of(
                where, "scaling", scaling, _SCALINGS
            )
        self.padding = arguments.one_of(
            where, "padding", padding, ("valid", "same")
        )
        self.expand_dims = expand_dims
        self.data_format = arguments.data_format(where, data_format)
        self.input_spec = input_spec.InputSpec(ndim=3)

    def _lengths(self) -> tuple[int, int]:
        """Returns the step and the length of the transform, in samples."""
        where, frame = self._keras_who, self.frame_length
        step, fft = max(frame // 2, 1), 1 << (frame - 1).bit_length()
        if self.frame_step is not None:
            step = arguments.whole_number(where, "frame_step", self.frame_step)
        if self.fft_length is not None:
            fft = arguments.whole_number(where, "fft_length", self.fft_length)
        if step > frame or fft < frame:
            raise ValueError(
                f"{where}: the lengths don't fit. Expected frame_step <= "
                f"frame_length <= fft_length. Received: frame_step={step}, "
                f"frame_length={frame}, fft_length={fft}."
            )
        return step, fft

    @property
    def _frequencies(self) -> int:
        return self._fft_length // 2 + 1

    def build(self, input_shape: kinds.Shapes) -> None:
        self.compute_output_shape(input_shape)
        self.real_kernel = self.imag_kernel = None
        filters = self._filters()
        if self.mode != "imag":
            self.real_kernel = self._add_kernel("real_kernel", filters.real)
        if self.mode != "real":
            self.imag_kernel = self._add_kernel("imag_kernel", filters.imag)

    def _filters(self) -> np.ndarray:
        """Returns the transform's filters, `(frame, 1, frequencies)`."""
        shape = windows.values(self.window, self.frame_length, self.periodic)
        divisors = {
            "density": np.sqrt(np.sum(shape**2)),
            "spectrum": np.sum(abs(shape)),
        }
        if self.window is not None:
            shape = shape / divisors.get(self.scaling, 1)
        sizes = (self.frame_length, self._frequencies)
        dtype = tf.as_dtype(self.variable_dtype or "float32")
        num_bytes = dtype.size * math.prod(sizes)
        trust.require_room(num_bytes, sizes)
        # An even number of samples: the last frequency turns by pi a sample.
        turns = np.outer(
            np.arange(self.frame_length), np.arange(self._frequencies)
        ) / max(2 * (self._fft_length // 2), 1)
        waves = np.exp(-2j * np.pi * turns)
        return (shape[:, None] * waves)[:, None, :]

    def _add_kernel(self, name: str, values: np.ndarray) -> tf.Variable:
        return self.add_weight(
            name,
            shape=values.shape,
            initializer=initializers.Constant(values),
            autocast=False,
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        inputs = tf.cast(inputs, self.compute_dtype)
        frames = self._frames(precision.widened(inputs))
        kernels = [
            tf.cast(kernel[:, 0], frames.dtype)
            for kernel in (self.real_kernel, self.imag_kernel)
            if kernel is not None
        ]
        # A product of frames is the convolution, and of no rows, too. (Of
        # matrices: TensorFlow 2.21's of batches of them crashes.)
        parts = tf.tensordot(frames, tf.concat(kernels, -1), 1)
        outputs = self._seen(parts)
        outputs = self._arranged(tf.cast(outputs, inputs.dtype))
        return tf.ensure_shape(outputs, self.compute_output_shape(inputs.shape))

    def _frames(self, inputs) -> tf.Tensor:
        """Returns what the filters see, `(batch, channels, frames, frame)`."""
        if self.data_format == "channels_last":
            inputs = tf.transpose(inputs, (0, 2, 1))
        if self.padding == "same":
            samples = tf.shape(inputs)[2]
            count = -(-samples // self._step)
            reach = (count - 1) * self._step + self.frame_length
            free = tf.maximum(reach - samples, 0)
            paddings = [[0, 0], [0, 0], [free // 2, free - free // 2]]
            inputs = tf.pad(inputs, paddings)
        return tf.signal.frame(inputs, self.frame_length, self._step)

    def _seen(self, parts):
        """Returns what the mode makes of the parts of X, the real one first."""
        if self.mode in ("real", "imag", "stft"):
            return parts
        real, imag = tf.split(parts, 2, axis=-1)
        if self.mode == "angle":
            # Silence has no angle, and so no gradient.
            is_silent = (real == 0) & (imag == 0)
            return tf.atan2(imag, tf.where(is_silent, 1, real))
        power = tf.square(real) + tf.square(imag)
        if self.mode == "psd":
            # All but the first and the last stand for a negative one too.
            inner = tf.pad(power[..., 1:-1], [[0, 0]] * 3 + [[1, 1]])
            return power + inner
        size = tf.sqrt(tf.maximum(power, config.epsilon()))
        if self.mode == "magnitude":
            return size
        return tf.math.log(tf.maximum(size, config.epsilon()))

    def _arranged(self, outputs):
        """Puts axes, `(batch, channels, frames, frequencies)`, in order."""
        last = self.data_format == "channels_last"
        if self.expand_dims:
            return tf.transpose(outputs, (0, 2, 3, 1)) if last else outputs
        _, channels, _, frequencies = outputs.shape
        frames, joined = tf.shape(outputs)[2], channels * frequencies
        rows = tf.shape(outputs)[0]
        axes = (0, 2, 1, 3) if last else (0, 1, 3, 2)
        shape = (rows, frames, joined) if last else (rows, joined, frames)
        return tf.reshape(tf.transpose(outputs, axes), shape)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shape = tf.TensorShape(input_shape)
        last = self.data_format == "channels_last"
        channels = shape[2 if last else 1]
        if channels is None:
            raise ValueError(
                f"{self._keras_who}: the number of channels isn't known. "
                "Expected a static size of their axis. Received: "
                f"shape={tuple(shape.as_list())}, "
                f"data_format={self.data_format!r}."
            )
        (frames,) = window.output_sizes(
            self._keras_who,
            shape,
            slice(1, 2) if last else slice(2, 3),
            (self.frame_length,),
            self.padding,
            (self._step,),
        )
        parts = 2 if self.mode == "stft" else 1
        frequencies = parts * self._frequencies
        if self.expand_dims and last:
            sizes = (frames, frequencies, channels)
        elif self.expand_dims:
            sizes = (channels, frames, frequencies)
        else:
            joined = channels * frequencies
            sizes = (frames, joined) if last else (joined, frames)
        return tf.TensorShape((shape[0], *sizes))
