"""Layers that turn sound into pictures of its frequencies."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.audio.mel_spectrogram import (
        MelSpectrogram as MelSpectrogram,
    )
    from keras.layers.audio.stft_spectrogram import (
        STFTSpectrogram as STFTSpectrogram,
    )
