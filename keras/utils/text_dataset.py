"""Folders of texts as batches."""

import os
from collections.abc import Sequence

import tensorflow as tf

from keras.utils import dataset_format, directory_dataset, labelled_files

_WHERE = "text_dataset_from_directory"


def text_dataset_from_directory(
    directory: str | os.PathLike,
    labels: str | Sequence[int] | None = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int | None = 32,
    max_length: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    format: str = "tf",
    verbose: bool = True,
) -> tf.data.Dataset | list[tf.data.Dataset]:
    """Makes a data set of the `.txt` files in a folder, a subfolder a class.

    Args:
        directory: The folder.
        labels: This and all others but `max_length` are those of
            `keras.utils.image_dataset_from_directory`.
        label_mode: 'int' (default), 'categorical', 'binary' or None.
        class_names: Subfolders to read, in the order of their numbers.
        batch_size: Texts of a batch, or None for single ones. Default 32.
        max_length: Bytes of a text that are kept, in UTF-8. Default: all.
        shuffle: True (default) mixes the files, anew in each epoch.
        seed: Seed of that.
        validation_split: Fraction of files, the last ones, that are held out.
        subset: 'training', 'validation', or 'both' for a list of two.
        follow_links: True enters folders that are symbolic links.
        format: 'tf', the only one.
        verbose: True (default) tells how many files were found.
    Returns:
        A `tf.data.Dataset` of strings `(batch,)`, or of pairs of these and
        labels. It has attributes `class_names` and `file_paths`.
    Raises:
        ValueError: If an argument isn't one of these, or there are no files.

    Example:
        >>> import pathlib, tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> _ = pathlib.Path(folder.name, "a.txt").write_text("Good morning.")
        >>> texts = keras.utils.text_dataset_from_directory(
        ...     folder.name, labels=None, max_length=4)
        Found 1 files.
        >>> next(iter(texts)).numpy()
        array([b'Good'], dtype=object)
        >>> folder.cleanup()
    """
    dataset_format.check(format, _WHERE)
    if max_length is not None and max_length < 1:
        raise ValueError(
            f"{_WHERE}: nothing is left of the texts. Expected max_length "
            f"of at least 1, or None. Received: max_length={max_length}."
        )
    wanted = labelled_files.Wanted(
        _WHERE,
        (".txt",),
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

    def load(path: tf.Tensor) -> tf.Tensor:
        text = tf.io.read_file(path)
        return (
            text
            if max_length is None
            else tf.strings.substr(text, 0, max_length)
        )

    return directory_dataset.make(wanted, load, batch_size)
