"""Spectrograms beside Keras 3's, and the transform's own numbers."""

import json

import numpy as np
import pytest
import tensorflow as tf

from keras import layers

SOUND = np.random.default_rng(0).normal(size=(2, 60, 2)).astype("float32")

STFT = {
    "log": {},
    "magnitude": {"mode": "magnitude", "window": "hamming", "periodic": True},
    "psd": {"mode": "psd", "scaling": "spectrum", "fft_length": 32},
    "real": {"mode": "real", "scaling": None, "frame_step": 5},
    "imag": {"mode": "imag", "window": None},
    "angle": {"mode": "angle", "padding": "same", "fft_length": 17},
    "stft": {"mode": "stft", "window": "blackman"},
    "images": {"expand_dims": True, "padding": "same"},
}
MEL = {
    "decibels": {},
    "power": {"power_to_db": False, "window": "hamming"},
    "short": {"sequence_length": 10, "top_db": 20.0, "max_freq": 40.0},
    "magnitude": {"mag_exp": 1.0, "ref_power": 3.0, "min_power": 0.1},
    "no window": {"window": None, "sequence_length": 10},
}
SIZES = {"frame_length": 16}
MEL_SIZES = {
    "fft_length": 16,
    "sequence_stride": 5,
    "num_mel_bins": 6,
    "sampling_rate": 100,
    "min_freq": 5.0,
}
THEIRS = """
import json, sys
import keras, numpy as np
x = np.load("x.npy")
found = {}
for name, arguments in json.load(open("stft.json")).items():
    found["stft " + name] = keras.layers.STFTSpectrogram(**arguments)(x)
for name, arguments in json.load(open("mel.json")).items():
    found["mel " + name] = keras.layers.MelSpectrogram(**arguments)(x[..., 0])
np.savez("y.npz", **{k: np.array(v) for k, v in found.items()})
"""


@pytest.fixture(scope="module")
def theirs(tmp_path_factory, run_beside_ours):
    folder = tmp_path_factory.mktemp("keras3")
    np.save(folder / "x.npy", SOUND)
    stft = {name: {**SIZES, **more} for name, more in STFT.items()}
    mel = {name: {**MEL_SIZES, **more} for name, more in MEL.items()}
    (folder / "stft.json").write_text(json.dumps(stft))
    (folder / "mel.json").write_text(json.dumps(mel))
    (folder / "theirs.py").write_text(THEIRS)
    run_beside_ours(folder, "-W", "ignore", "theirs.py")
    return np.load(folder / "y.npz")


@pytest.mark.parametrize("name", STFT)
def test_a_transform_is_that_of_keras_3(name, theirs):
    outputs = layers.STFTSpectrogram(**{**SIZES, **STFT[name]})(SOUND)
    expected = theirs[f"stft {name}"]
    if name == "angle":  # a half turn may be one or the other way
        outputs, expected = np.exp(1j * outputs.numpy()), np.exp(1j * expected)
    # Angles of parts near 0.
    np.testing.assert_allclose(outputs, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", MEL)
def test_bands_are_those_of_keras_3(name, theirs):
    layer = layers.MelSpectrogram(**{**MEL_SIZES, **MEL[name]})
    outputs = layer(SOUND[..., 0])
    np.testing.assert_allclose(
        outputs, theirs[f"mel {name}"], rtol=1e-4, atol=1e-4
    )


def test_the_filters_are_the_transform():
    layer = layers.STFTSpectrogram(
        "stft", 16, window="hamming", scaling=None, periodic=True
    )
    outputs = layer(SOUND[:, :, :1]).numpy()
    window = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(16) / 16)
    frames = np.stack([SOUND[:, i : i + 16, 0] for i in range(0, 45, 8)], 1)
    expected = np.fft.rfft(frames * window)
    expected = np.concatenate([expected.real, expected.imag], -1)
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-4)


def test_bands_are_of_single_signals_too():
    layer = layers.MelSpectrogram(**MEL_SIZES)
    one = layer(SOUND[0, :, 0])
    assert one.shape == layer.compute_output_shape((60,)) == (6, 13)
    np.testing.assert_allclose(one, layer(SOUND[:1, :, 0])[0], rtol=1e-4)


@pytest.mark.parametrize("kind", ["power", "magnitude", "angle"])
def test_silence_has_a_gradient(kind):
    if kind == "angle":
        layer, x = layers.STFTSpectrogram("angle", 16), tf.zeros((1, 60, 1))
    else:
        power = 2.0 if kind == "power" else 1.0
        layer = layers.MelSpectrogram(**MEL_SIZES, mag_exp=power)
        x = tf.zeros((1, 60))
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = layer(x)
    assert np.isfinite(tape.gradient(outputs, x)).all()


def test_sound_of_any_length_comes_through_a_dataset():
    layer = layers.MelSpectrogram(**MEL_SIZES)
    data = tf.data.Dataset.from_tensors(SOUND[..., 0]).map(layer)
    found = next(iter(data))
    # Decibels: a graph sums in another order.
    np.testing.assert_allclose(found, layer(SOUND[..., 0]), atol=1e-3)
    free = layers.Input((None,))
    assert layer(free).shape == (None, 6, None)


def test_filters_are_trained():
    layer = layers.STFTSpectrogram(frame_length=16)
    layer(SOUND)
    names = [weight.name for weight in layer.trainable_weights]
    assert (
        names
        == [f"stft_spectrogram/{part}_kernel:0" for part in ("real", "imag")]
        or len(names) == 2
    )
    assert layer.real_kernel.shape == (16, 1, 9)


@pytest.mark.parametrize("name", ["max_freq", "ref_power"])
def test_a_word_is_no_frequency_or_power(name):
    with pytest.raises(ValueError, match=f"Received: {name}='a'"):
        layers.MelSpectrogram(**{name: "a"})
