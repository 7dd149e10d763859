"""The formats of files: which one a path is of, and what reads and writes it.

A format is a module with functions of these signatures; here it gets its line.
Several formats may be of one kind of file, such as HDF5, or have endings of
which one ends with the other: the one that is asked for more stands first.
"""

import dataclasses
import os
from collections.abc import Callable

from keras.saving.files import file_error, file_kind
from keras.saving.formats import archive, values_file


def _any(path: str | os.PathLike) -> bool:
    return True


@dataclasses.dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        names: What `save_format` may say for it; the first is its own.
        ending: How paths of new files end.
        kind: What `file_kind` finds in the content of one.
        save: `save(model, path, options)`, with the options of its caller;
            None where files are only read.
        load: `load(path, options)` makes a model, or `load(model, path,
            options)` sets values.
        reads: `reads(path)` tells whether it reads a file of its kind, by what
            is in there. It raises nothing: a damaged file isn't one of its own.
            Default: it reads each.
    """

    names: tuple[str, ...]
    ending: str
    kind: str
    save: Callable | None
    load: Callable
    reads: Callable[[str | os.PathLike], bool] = _any


MODELS = (
    Format(
        names=("keras", "keras_v3"),
        ending=".keras",
        kind=file_kind.ARCHIVE,
        save=archive.save,
        load=archive.load,
    ),
)
VALUES = (
    Format(
        names=("h5", "hdf5"),
        ending=".weights.h5",
        kind=file_kind.HDF5,
        save=values_file.save,
        load=values_file.load,
        reads=values_file.reads,
    ),
    Format(
        names=("keras", "keras_v3"),
        ending=".keras",
        kind=file_kind.ARCHIVE,
        save=None,
        load=archive.load_values,
    ),
)


# Those in which it wrote what isn't read here.
_KINDS_OF_KERAS_2 = frozenset(
    {file_kind.HDF5, file_kind.SAVED_MODEL, file_kind.CHECKPOINT}
)


def to_write(
    where: str,
    formats: tuple[Format, ...],
    path: str | os.PathLike,
    save_format: str | None,
) -> Format:
    """Returns the format that a new file is of.

    Args:
        where: The function that is to write it.
        formats: `MODELS` or `VALUES`.
        path: The file's.
        save_format: A name of a format, or None.
    Raises:
        ValueError: If there is none, or path and name don't agree.
    """
    path = os.fspath(path)
    writable = [each for each in formats if each.save is not None]
    for each in writable:
        if save_format in (None, *each.names) and path.endswith(each.ending):
            return each
    expected = " or ".join(
        f"a path that ends with {each.ending!r}, with save_format=None or one "
        f"of {list(each.names)}"
        for each in writable
    )
    raise ValueError(
        f"{where}: this format can't be written. Expected {expected}. "
        f"Received: filepath={path!r}, save_format={save_format!r}."
    )


def to_read(formats: tuple[Format, ...], path: str | os.PathLike) -> Format:
    """Returns the format of a file, told by its content.

    Args:
        formats: `MODELS` or `VALUES`.
        path: The file.
    Raises:
        ModelFileError: If it isn't there, or of none of the formats.
    """
    kind = file_kind.of(path)
    of_this_kind = [each for each in formats if each.kind == kind]
    for each in of_this_kind:
        if each.reads(path):
            return each
    endings = " or ".join(repr(each.ending) for each in formats)
    but = ", but of another layout" if of_this_kind else ""
    advice = (
        " Save it as one of these where tf_keras is; weights in a checkpoint "
        "`tf.train.Checkpoint(model).read(path)` reads here."
    )
    raise file_error.ModelFileError(
        path,
        f"it can't be read. Expected a {endings} file. Received: {kind}{but}."
        + (advice if kind in _KINDS_OF_KERAS_2 else ""),
    )
