"""Sounds at another rate."""

import math

import numpy as np
import tensorflow as tf

# Zero crossings of the sinc on each side, and the Kaiser window's beta: 80 dB
# of stop band from 1.02 times the lower Nyquist frequency on.
_CROSSINGS = 32
_BETA = 8.0
_CUT = 0.94
# Floats of a table of filters; rates without a common divisor take more.
_MOST = 1 << 25


def resample(sound: tf.Tensor, rate: tf.Tensor, new_rate: int) -> tf.Tensor:
    """Resamples by a windowed sinc, a filter for each place between samples.

    y(m) = sum over k of x(k) * h(m * rate / new_rate - k), with h a sinc that
    ends under the lower of both Nyquist frequencies, under a Kaiser window.

    Args:
        sound: float32 `(samples, channels)`.
        rate: Its samples a second, a scalar.
        new_rate: Those of the result.
    Returns:
        float32 `(ceil(samples * new_rate / rate), channels)`.
    Source: Smith, "Digital audio resampling home page", 2002.
    """
    rate = tf.cast(rate, tf.int32)
    return tf.cond(
        tf.equal(rate, new_rate),
        lambda: sound,
        lambda: _resampled(sound, rate, new_rate),
    )


def _resampled(sound: tf.Tensor, rate: tf.Tensor, new_rate: int) -> tf.Tensor:
    table = tf.numpy_function(
        lambda old: _filters(int(old), new_rate), [rate], tf.float32
    )
    table.set_shape((None, None))  # (taps, up)
    taps, up = tf.shape(table)[0], tf.shape(table)[1]
    down = rate * up // new_rate
    samples, channels = tf.shape(sound)[0], tf.shape(sound)[1]
    wanted = tf.cast(
        -(-tf.cast(samples, tf.int64) * new_rate // tf.cast(rate, tf.int64)),
        tf.int32,
    )
    before = (taps - down) // 2
    frames_count = -(-wanted // up)
    after = tf.maximum(frames_count * down + taps - before - samples, 0)
    padded = tf.pad(sound, [[before, after], [0, 0]])
    # (channels, frames, taps)
    frames = tf.signal.frame(tf.transpose(padded), taps, down)[:, :frames_count]
    made = tf.reshape(frames @ table, (channels, -1))
    return tf.transpose(made)[:wanted]


def _filters(rate: int, new_rate: int) -> np.ndarray:
    """The filters `(taps, up)` of the `up` places that recur."""
    divisor = math.gcd(rate, new_rate)
    up, down = new_rate // divisor, rate // divisor
    cut = _CUT * min(1.0, up / down)
    reach = math.ceil(_CROSSINGS / cut)
    taps = down + 2 * reach
    if taps * up > _MOST:
        raise ValueError(
            "audio_dataset_from_directory: rates that divide so badly take too "
            "much memory. Expected rates with a large common divisor. "
            f"Received: {rate} and sampling_rate={new_rate}. Choose a usual "
            "rate."
        )
    places = np.arange(up) * down / up  # in samples of the old rate
    distance = np.arange(taps)[:, None] - reach - places
    inside = np.clip(1 - (distance / reach) ** 2, 0, None)
    window = np.i0(_BETA * np.sqrt(inside)) / np.i0(_BETA) * (inside > 0)
    filters = cut * np.sinc(cut * distance) * window
    return (filters / filters.sum(axis=0)).astype("float32")
