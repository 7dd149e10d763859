"""The loudness of sound over time, in bands as wide as the ear's."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.symbols import input_spec
from keras.layers import arguments, precision
from keras.layers.audio import windows


class MelSpectrogram(layer.Layer):
    """Computes the power of sound over time in bands of the mel scale.

    y[band, t] = 10 log10(sum over f of M[f, band] |X[t, f]| ** mag_exp)

    with X the short-time Fourier transform of the signal, mirrored at both
    ends, and M triangles that are equally wide on the scale
    mel(f) = 1127 log(1 + f / 700).

    Args:
        fft_length: Samples that the transform is over; a signal must have
            more than half of them.
        sequence_stride: Samples from one frame to the next.
        sequence_length: Samples of a frame that the window lets through, at
            most `fft_length`. Default: all.
        window: 'hann', 'hamming', 'blackman', 'boxcar', None, or the
            `sequence_length` numbers of another one.
        sampling_rate: Samples a second.
        num_mel_bins: Number of bands.
        min_freq, max_freq: Ends of the lowest and the highest band, in Hz.
            Default of `max_freq`: half the sampling rate, the most there is.
        power_to_db: False leaves the logarithm out.
        top_db: What is quieter than the loudest of the batch by more decibels
            is raised to that.
        mag_exp: 2 for power, 1 for magnitude.
        min_power: Least power that the logarithm is taken of.
        ref_power: Power of 0 decibels.
    Call arguments:
        inputs: Tensor `(..., samples)`; ints are cast to floats.
    Output shape: `(..., num_mel_bins, frames)`, a frame for each
        `sequence_stride` samples, and one more.
    Raises:
        ValueError: If an argument is out of range, or the signal is too short.
    Example:
        >>> layer = keras.layers.MelSpectrogram(num_mel_bins=64)
        >>> layer(tf.ones((2, 16000))).shape
        TensorShape([2, 64, 32])
    """

    def __init__(
        self,
        fft_length: int = 2048,
        sequence_stride: int = 512,
        sequence_length: int | None = None,
        window: Any = "hann",
        sampling_rate: int = 16000,
        num_mel_bins: int = 128,
        min_freq: float = 20.0,
        max_freq: float | None = None,
        power_to_db: bool = True,
        top_db: float = 80.0,
        mag_exp: float = 2.0,
        min_power: float = 1e-10,
        ref_power: float = 1.0,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        whole, number = arguments.whole_number, arguments.number_from
        self.fft_length = whole(where, "fft_length", fft_length)
        self.sequence_stride = whole(where, "sequence_stride", sequence_stride)
        self.sequence_length = whole(
            where, "sequence_length", sequence_length or fft_length
        )
        self.window = windows.checked(where, window, self.sequence_length)
        self.sampling_rate = number(where, "sampling_rate", sampling_rate, 0)
        self.num_mel_bins = whole(where, "num_mel_bins", num_mel_bins)
        self.min_freq = number(where, "min_freq", min_freq, 0)
        self.max_freq = number(
            where, "max_freq", max_freq or int(sampling_rate / 2), 0
        )
        self.power_to_db = power_to_db
        self.top_db = number(where, "top_db", top_db, 0)
        self.mag_exp = number(where, "mag_exp", mag_exp, 0)
        self.min_power = number(where, "min_power", min_power, 0)
        self.ref_power = number(where, "ref_power", ref_power, -np.inf)
        self._check()
        self.input_spec = input_spec.InputSpec(min_ndim=1)

    def _check(self) -> None:
        if self.sequence_length > self.fft_length:
            raise ValueError(
                f"{self._keras_who}: a frame is longer than the transform. "
                "Expected sequence_length <= fft_length. Received: "
                f"sequence_length={self.sequence_length}, "
                f"fft_length={self.fft_length}."
            )
        if not self.min_freq < self.max_freq <= self.sampling_rate / 2:
            raise ValueError(
                f"{self._keras_who}: there are no such frequencies. Expected "
                "min_freq < max_freq <= sampling_rate / 2. Received: "
                f"min_freq={self.min_freq}, max_freq={self.max_freq}, "
                f"sampling_rate={self.sampling_rate}."
            )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        shape = self.compute_output_shape(inputs.shape)
        x = precision.widened(tf.cast(inputs, self.compute_dtype))
        power = self._power(x)
        matrix = self.linear_to_mel_weight_matrix(
            self.num_mel_bins,
            self.fft_length // 2 + 1,
            self.sampling_rate,
            self.min_freq,
            self.max_freq,
            x.dtype,
        )
        outputs = tf.tensordot(power, matrix, 1)  # (..., frames, bands)
        if self.power_to_db:
            outputs = self._decibels(outputs)
        outputs = tf.cast(
            tf.linalg.matrix_transpose(outputs), self.compute_dtype
        )
        return tf.ensure_shape(outputs, shape)

    def _power(self, x):
        """Returns |X| ** mag_exp, `(..., frames, frequencies)`."""
        half = self.fft_length // 2
        # TensorFlow's mirrored padding takes no batch of no rows.
        before, after = x[..., 1 : half + 1], x[..., -half - 1 : -1]
        if half:
            x = tf.concat([before[..., ::-1], x, after[..., ::-1]], -1)
        frames = tf.signal.frame(x, self.fft_length, self.sequence_stride)
        spectrum = tf.signal.rfft(frames * self._window(x.dtype))
        power = tf.square(tf.math.real(spectrum))
        power = power + tf.square(tf.math.imag(spectrum))
        if self.mag_exp == 2:
            return power
        # A root has no gradient in silence.
        is_loud = power > 0
        raised = tf.where(is_loud, power, 1) ** (self.mag_exp / 2)
        return tf.where(is_loud, raised, 0)

    def _window(self, dtype: tf.DType) -> tf.Tensor:
        values = windows.values(self.window, self.sequence_length, True)
        free = self.fft_length - self.sequence_length
        if self.window is None:
            # Keras 3's frames are whole then.
            return tf.ones((self.fft_length,), dtype)
        before = free // 2
        return tf.pad(tf.constant(values, dtype), [[before, free - before]])

    def _decibels(self, power):
        def decibels(value):
            return 10 / 2.302585092994046 * tf.math.log(value)  # of 10

        reference = max(abs(self.ref_power), self.min_power)
        level = decibels(tf.maximum(power, self.min_power))
        level = level - decibels(tf.constant(reference, power.dtype))
        return tf.maximum(level, tf.reduce_max(level) - self.top_db)

    def linear_to_mel_weight_matrix(
        self,
        num_mel_bins: int = 20,
        num_spectrogram_bins: int = 129,
        sampling_rate: float = 8000,
        lower_edge_hertz: float = 125.0,
        upper_edge_hertz: float = 3800.0,
        dtype: kinds.DType = "float32",
    ) -> tf.Tensor:
        """Returns the triangles, `(num_spectrogram_bins, num_mel_bins)`.

        Args:
            num_mel_bins: Number of bands.
            num_spectrogram_bins: Number of frequencies, from 0 to half the
                sampling rate.
            sampling_rate: Samples a second.
            lower_edge_hertz, upper_edge_hertz: Ends of the outermost bands.
            dtype: Type of the matrix.
        """
        return tf.signal.linear_to_mel_weight_matrix(
            num_mel_bins,
            num_spectrogram_bins,
            sampling_rate,
            lower_edge_hertz,
            upper_edge_hertz,
            tf.as_dtype(dtype),
        )

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shape = tf.TensorShape(input_shape)
        samples, half = shape[-1], self.fft_length // 2
        frames = None
        if samples is not None:
            if samples <= half:
                raise ValueError(
                    f"{self._keras_who}: the signal is too short to be "
                    f"mirrored at its ends. Expected more than {half} samples, "
                    f"half of fft_length={self.fft_length}, along the last "
                    "axis, (batch, samples). Received: "
                    f"shape={tuple(shape.as_list())}."
                )
            padded = samples + 2 * half
            frames = 1 + (padded - self.fft_length) // self.sequence_stride
        return shape[:-1].concatenate([self.num_mel_bins, frames])
