"""Spectrograms in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole
from keras.testing.refusal import Refusal

_ONLY_KERAS_3 = {"keras 2": "only Keras 3 has it"}
_LOUDEST = {"two replicas": "`top_db` is counted from the batch's loudest"}
_STFT = {"frame_length": 8}
_MEL = {
    "fft_length": 16,
    "sequence_stride": 4,
    "num_mel_bins": 5,
    "sampling_rate": 100,
    "min_freq": 5.0,
}
_SOUND = floats(3, 30)
_STEREO = floats(2, 20, 9)


def _stft(variant="", changes=(), inputs=_STEREO, exceptions=(), **more):
    return layer_row.Row(
        layers.STFTSpectrogram,
        inputs,
        {**_STFT, **more},
        dict(changes),
        variant,
        # Close to 0, the logarithm and the angle are steep.
        tolerance=1e-4,
        exceptions={**_ONLY_KERAS_3, **dict(exceptions)},
    )


ROWS = (
    _stft(
        "",
        {
            "mode": "psd",
            "frame_length": 6,
            "frame_step": 3,
            "fft_length": 16,
            "window": "hamming",
            "periodic": True,
            "scaling": None,
            "padding": "same",
            "expand_dims": True,
            "data_format": "channels_first",
        },
        exceptions={
            "float16": "where the size is near 0 its logarithm isn't near"
        },
    ),
    _stft("parts", mode="stft", expand_dims=True, padding="same"),
    _stft(
        "channels-first",
        inputs=floats(2, 2, 20),
        mode="magnitude",
        data_format="channels_first",
        window=[1.0, 2, 3, 4, 4, 3, 2, 1],
        scaling="spectrum",
    ),
    layer_row.Row(
        layers.MelSpectrogram,
        _SOUND,
        _MEL,
        {
            "fft_length": 20,
            "sequence_stride": 5,
            "sequence_length": 10,
            "window": None,
            "sampling_rate": 120,
            "num_mel_bins": 4,
            "min_freq": 1.0,
            "max_freq": 40.0,
            "power_to_db": False,
            "top_db": 3.0,
            "mag_exp": 1.0,
            "min_power": 1.0,
            "ref_power": 2.0,
        },
        tolerance=1e-4,  # a logarithm of sums
        exceptions={**_ONLY_KERAS_3, **_LOUDEST},
    ),
    layer_row.Row(
        layers.MelSpectrogram,
        whole(3, 30, below=100, dtype="int16"),
        {**_MEL, "window": "hamming", "sequence_length": 12, "mag_exp": 1.0},
        variant="ints",
        tolerance=1e-4,
        exceptions={**_ONLY_KERAS_3, **_LOUDEST},
    ),
)


def _refusals(layer_class, arguments, *cases):
    return [
        Refusal(layer_class, {**arguments, **wrong}, parts)
        for wrong, *parts in cases
    ]


REFUSALS = (
    *_refusals(
        layers.STFTSpectrogram,
        _STFT,
        ({"mode": "power"}, "'psd'", "mode='power'"),
        ({"frame_length": 0}, "frame_length=0"),
        ({"frame_step": 9}, "frame_step <= frame_length", "frame_step=9"),
        ({"frame_step": 0}, "frame_step=0"),
        ({"fft_length": 7}, "frame_length <= fft_length", "fft_length=7"),
        ({"window": "round"}, "'hann'", "window='round'"),
        ({"window": [1.0]}, "8 numbers", "shape=(1,)"),
        ({"scaling": "size"}, "'density'", "scaling='size'"),
        ({"padding": "causal"}, "'same'", "padding='causal'"),
        ({"data_format": "last"}, "'channels_last'", "'last'"),
    ),
    Refusal(layers.STFTSpectrogram, _STFT, ("3", "(3, 30)"), _SOUND),
    Refusal(
        layers.STFTSpectrogram,
        _STFT,
        ("at least (8,)", "(2, 7, 1)"),
        floats(2, 7, 1),
    ),
    *_refusals(
        layers.MelSpectrogram,
        _MEL,
        ({"fft_length": 0}, "fft_length=0"),
        ({"sequence_stride": 0}, "sequence_stride=0"),
        ({"sequence_length": 17}, "<= fft_length", "sequence_length=17"),
        ({"window": "round"}, "'hann'", "window='round'"),
        ({"num_mel_bins": 0}, "num_mel_bins=0"),
        ({"min_freq": -1}, "min_freq=-1"),
        ({"max_freq": 60}, "sampling_rate / 2", "max_freq=60"),
        ({"top_db": -1}, "top_db=-1"),
        ({"mag_exp": "x"}, "mag_exp='x'"),
        ({"min_power": -1}, "min_power=-1"),
    ),
    Refusal(
        layers.MelSpectrogram,
        _MEL,
        ("more than 8 samples", "last axis", "(3, 8)"),
        floats(3, 8),
    ),
)
