"""Data sets of what files hold, from their paths on."""

import re
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras.engine.training import arguments
from keras.utils import labelled_files

Batch = Callable[[tf.data.Dataset, int], tf.data.Dataset]


def _batch(dataset: tf.data.Dataset, size: int) -> tf.data.Dataset:
    # Several at a time take the cores from who reads files.
    return dataset.batch(size)


def make(
    wanted: labelled_files.Wanted,
    load: Callable[[tf.Tensor], Any],
    batch_size: int | None,
    batch: Batch = _batch,
    skip_broken: bool = False,
) -> tf.data.Dataset | list[tf.data.Dataset]:
    """Makes the data set of a folder, or two of them for both parts.

    Paths are mixed, not what the files hold: in the order of Keras 2, without
    eight batches in memory.

    Args:
        wanted: Which files and labels.
        load: Makes what's in a batch of a path.
        batch_size: Files of a batch, or None for no batches.
        batch: Puts elements of a data set in batches.
        skip_broken: True leaves out files that `load` refuses, with a warning.
    """
    batch_size = arguments.maybe_count(wanted.where, "batch_size", batch_size)
    wanted = wanted.drawn()
    made = [
        _one(files, wanted, load, batch_size, batch, skip_broken)
        for files in wanted.find()
    ]
    return made if wanted.subset == "both" else made[0]


def said_by(error: tf.errors.OpError) -> str:
    """Returns what an op found wrong, without where the op is."""
    words = re.sub(r"\{\{.*?\}\} ?| ?\[Op:\w+\]", "", error.message)
    return f"{words.strip().rstrip('.')}."


def _one(
    files: labelled_files.Files,
    wanted: labelled_files.Wanted,
    load: Callable[[tf.Tensor], Any],
    batch_size: int | None,
    batch: Batch,
    skip_broken: bool,
) -> tf.data.Dataset:
    label = _LABELS[wanted.label_mode]
    num_classes = len(files.class_names)
    if files.labels is None:
        dataset = tf.data.Dataset.from_tensor_slices(files.paths)
    else:
        dataset = tf.data.Dataset.from_tensor_slices(
            (files.paths, _in_32_bits(files.labels))
        )
    if files.is_mixed:
        buffer = 1024 if batch_size is None else batch_size * 8
        dataset = dataset.shuffle(buffer, seed=wanted.seed)
    if files.labels is None:
        dataset = dataset.map(load, num_parallel_calls=tf.data.AUTOTUNE)
    else:
        dataset = dataset.map(
            lambda path, number: (load(path), label(number, num_classes)),
            num_parallel_calls=tf.data.AUTOTUNE,
        )
    if skip_broken:
        dataset = dataset.ignore_errors(log_warning=True)
    if batch_size is not None:
        dataset = batch(dataset, batch_size)
    dataset = dataset.prefetch(tf.data.AUTOTUNE)
    dataset.class_names = files.class_names
    dataset.file_paths = files.paths
    return dataset


def _in_32_bits(labels: Any) -> tf.Tensor:
    """Lists of numbers as TensorFlow makes tensors of them."""
    return tf.convert_to_tensor(labels.tolist())


def _as_is(number: tf.Tensor, num_classes: int) -> tf.Tensor:
    return number


def _as_float(number: tf.Tensor, num_classes: int) -> tf.Tensor:
    return tf.cast(number, "float32")[None]


_LABELS = {
    None: None,
    "int": _as_is,
    "binary": _as_float,
    "categorical": tf.one_hot,
}
