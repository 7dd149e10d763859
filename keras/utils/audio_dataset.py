"""Folders of sounds as batches."""

import os
from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from keras.engine import kinds
from keras.utils import directory_dataset, labelled_files, resampling

_WHERE = "audio_dataset_from_directory"


def audio_dataset_from_directory(
    directory: str | os.PathLike,
    labels: str | Sequence[int] | None = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int | None = 32,
    sampling_rate: int | None = None,
    output_sequence_length: int | None = None,
    ragged: bool = False,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    verbose: bool = True,
    *,
    skip_broken: bool = False,
) -> kinds.Datasets:
    """Makes a data set of the `.wav` files in a folder, a subfolder a class.

    Args:
        directory: The folder.
        labels: This and those that aren't told of here are those of
            `keras.utils.image_dataset_from_directory`.
        label_mode: 'int' (default), 'categorical', 'binary' or None.
        class_names: Subfolders to read, in the order of their numbers.
        batch_size: Sounds of a batch, or None for single ones. Default 32.
        sampling_rate: Samples a second that all get, whatever the files'
            rates. Default: as they are. No extra package is needed.
        output_sequence_length: Samples that all get, by cutting off or adding
            zeros at the end. Default: a batch's longest one.
        ragged: True makes ragged batches, without zeros at the ends.
        shuffle: True (default) mixes the files, anew in each epoch.
        seed: Seed of that.
        validation_split: Fraction of files, the last ones, that are held out.
        subset: 'training', 'validation', or 'both' for a pair.
        follow_links: True enters folders that are symbolic links.
        verbose: True (default) tells how many files were found.
        skip_broken: True leaves out files that can't be read, and names each
            in TensorFlow's log. Default False: the first one ends it.
    Returns:
        A `tf.data.Dataset` of float32 sounds `(batch, samples, channels)` in
        [-1, 1], or of pairs of these and labels. It has attributes
        `class_names` and `file_paths`.
    Raises:
        ValueError: If an argument isn't one of these, or there are no files.
        InvalidArgumentError: With its path, where a file is no whole sound.

    Example:
        >>> import pathlib, tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> sound = tf.audio.encode_wav(tf.zeros((800, 1)), sample_rate=8000)
        >>> _ = pathlib.Path(folder.name, "a.wav").write_bytes(sound.numpy())
        >>> sounds = keras.utils.audio_dataset_from_directory(
        ...     folder.name, labels=None, sampling_rate=4000)
        Found 1 files.
        >>> next(iter(sounds)).shape
        TensorShape([1, 400, 1])
        >>> folder.cleanup()
    """
    if ragged and output_sequence_length is not None:
        raise ValueError(
            f"{_WHERE}: sounds of one length aren't ragged. Expected one of "
            "ragged and output_sequence_length. Received: ragged=True, "
            f"output_sequence_length={output_sequence_length}."
        )
    _check_number("sampling_rate", sampling_rate)
    _check_number("output_sequence_length", output_sequence_length)
    wanted = labelled_files.Wanted(
        _WHERE,
        (".wav",),
        directory,
        labels,
        label_mode,
        class_names,
        shuffle,
        seed,
        validation_split,
        subset,
        follow_links,
        verbose,
    )

    def load(path: tf.Tensor) -> tf.Tensor | tf.RaggedTensor:
        sound = _read(path, sampling_rate, output_sequence_length)
        return tf.RaggedTensor.from_tensor(sound) if ragged else sound

    batch = _batch_ragged if ragged else _batch_padded
    made = directory_dataset.make(wanted, load, batch_size, batch, skip_broken)
    return tuple(made) if subset == "both" else made


def _check_number(name: str, value: int | None) -> None:
    whole = (int, np.integer)
    if value is not None and (not isinstance(value, whole) or value < 1):
        raise ValueError(
            f"{_WHERE}: {name} isn't one. Expected a whole number above 0, or "
            f"None. Received: {name}={value!r}."
        )


def _read(path: tf.Tensor, rate: int | None, length: int | None) -> tf.Tensor:
    data = tf.io.read_file(path)
    with tf.control_dependencies([_check_whole(path, data)]):
        sound, own_rate = tf.audio.decode_wav(data)
    if rate is not None:
        sound = resampling.resample(sound, own_rate, rate)
        sound.set_shape((None, None))
    if length is not None:
        sound = sound[:length]
        sound = tf.pad(sound, [[0, length - tf.shape(sound)[0]], [0, 0]])
        sound.set_shape((length, None))
    return sound


def _check_whole(path: tf.Tensor, data: tf.Tensor) -> tf.Tensor:
    """Names a file that is broken: the decoder doesn't."""
    return tf.numpy_function(_try, [path, data], tf.bool)


def _try(path: bytes, data: bytes) -> bool:
    try:
        tf.audio.decode_wav(data)
    except tf.errors.InvalidArgumentError as error:
        raise ValueError(
            f"{_WHERE}: {os.fsdecode(path)!r} can't be read. Expected a whole "
            f"WAV file of 16 bits. Received: {len(data)} bytes, "
            f"{directory_dataset.said_by(error)} Remove it, or write it anew."
        ) from error
    return True


def _batch_padded(dataset: tf.data.Dataset, size: int) -> tf.data.Dataset:
    return dataset.padded_batch(size)


def _batch_ragged(dataset: tf.data.Dataset, size: int) -> tf.data.Dataset:
    return dataset.batch(size)
