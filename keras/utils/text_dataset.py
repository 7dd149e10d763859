"""Folders of texts as batches."""

import codecs
import functools
import os
from collections.abc import Sequence

import tensorflow as tf

from keras.engine import kinds
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
    *,
    encoding: str | None = "utf-8",
    skip_broken: bool = False,
) -> kinds.Datasets:
    """Makes a data set of the `.txt` files in a folder, a subfolder a class.

    Args:
        directory: The folder.
        labels: This and all others but `max_length` are those of
            `keras.utils.image_dataset_from_directory`.
        label_mode: 'int' (default), 'categorical', 'binary' or None.
        class_names: Subfolders to read, in the order of their numbers.
        batch_size: Texts of a batch, or None for single ones. Default 32.
        max_length: Bytes of a text that are kept, in UTF-8; a letter that
            doesn't fit isn't kept in part. Default: all.
        shuffle: True (default) mixes the files, anew in each epoch.
        seed: Seed of that.
        validation_split: Fraction of files, the last ones, that are held out.
        subset: 'training', 'validation', or 'both' for a list of two.
        follow_links: True enters folders that are symbolic links.
        format: 'tf', the only one.
        verbose: True (default) tells how many files were found.
        encoding: What the files are written in, by Python's name for it. None
            takes the bytes as they are, whatever they mean. Default "utf-8".
        skip_broken: True leaves out files that aren't that, and names each in
            TensorFlow's log. Default False: the first one ends it.
    Returns:
        A `tf.data.Dataset` of strings `(batch,)` in UTF-8, or of pairs of these
        and labels. It has attributes `class_names` and `file_paths`.
    Raises:
        ValueError: If an argument isn't one of these, or there are no files.
        InvalidArgumentError: With its path, where a file isn't in `encoding`.

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
    is_utf8 = _check_encoding(encoding)
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
        if encoding is not None:
            text = _in_utf8(path, text, encoding, is_utf8)
        if max_length is None:
            return text
        text = tf.strings.substr(text, 0, max_length)
        if encoding is None:
            return text
        return tf.strings.unicode_transcode(
            text, "UTF-8", "UTF-8", errors="ignore"
        )

    return directory_dataset.make(
        wanted, load, batch_size, skip_broken=skip_broken
    )


def _check_encoding(encoding: str | None) -> bool:
    """Returns whether it's UTF-8."""
    if encoding is None:
        return False
    try:
        "a".encode(encoding)
    except LookupError as error:
        raise ValueError(
            f"{_WHERE}: there's no such encoding. Expected a name that Python "
            "has for one, as 'utf-8', 'latin-1' or 'utf-16', or None. "
            f"Received: encoding={encoding!r}."
        ) from error
    return codecs.lookup(encoding).name == "utf-8"


# RE2 reads code points, and reads some that UTF-8 doesn't have.
_UTF8 = r"[^\x{D800}-\x{DFFF}]*"


def _in_utf8(
    path: tf.Tensor, data: tf.Tensor, encoding: str, is_utf8: bool
) -> tf.Tensor:
    def decode() -> tf.Tensor:
        decoded = functools.partial(_decoded, encoding=encoding)
        text = tf.numpy_function(decoded, [path, data], tf.string)
        return tf.ensure_shape(text, ())

    if not is_utf8:
        return decode()
    # A hundredth of the time that a call of Python takes.
    is_whole = tf.strings.regex_full_match(data, _UTF8)
    return tf.cond(is_whole, lambda: data, decode)


def _decoded(path: bytes, data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError as error:
        wrong = data[error.start : error.end]
        raise ValueError(
            f"{_WHERE}: {os.fsdecode(path)!r} can't be read. Expected text in "
            f"{encoding}. Received: {wrong!r} at byte {error.start}, "
            f"{error.reason}. Write it anew, or name its "
            "encoding, as in encoding='latin-1'."
        ) from error
