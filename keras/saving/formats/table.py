"""The formats of files: which one a path is of, and what reads and writes it.

A format is a module with functions of these signatures; here it gets its line.
Several formats may be of one kind of file, such as HDF5, or have endings of
which one ends with the other: the one that is asked for more stands first.
"""

import contextlib
import dataclasses
import os
import warnings
from collections.abc import Callable

import h5py

from keras.distribute import writing
from keras.saving.config import sharing
from keras.saving.files import (
    file_error,
    file_kind,
    file_mark,
    local_copy,
    write_error,
)
from keras.saving.formats import (
    archive,
    archive_folder,
    checkpoint,
    keras2_h5,
    saved_model,
    shards,
    values_file,
)


def _any(path: str | os.PathLike) -> bool:
    return True


def _is_not_of_layers(path: str | os.PathLike) -> bool:
    return not keras2_h5.has_values(path)


@dataclasses.dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        names: What `save_format` may say for it; the first is its own.
        endings: How paths of its files end, its own first; "" is any path that
            is no other format's.
        kind: What `file_kind` finds in the content of one.
        save: `save(model, path, options)`, with the options of its caller;
            None where files are only read.
        load: `load(path, options)` makes a model, or `load(model, path,
            options)` sets values.
        reads: `reads(path)` tells whether it reads a file of its kind, by what
            is in there. It raises nothing: a damaged file isn't one of its own.
            Default: it reads each.
        takes_any_path: Whether its name alone may say what a new file is,
            whose path says nothing.
        takes_also: Endings of other formats which it has where it is named.
        passes_over: Names of other formats that change nothing where the path
            has one of its endings, as in Keras 2.
        needs_variables: Whether a model must be built for its values.
        is_several: Whether a path is one of several files.
    """

    names: tuple[str, ...]
    endings: tuple[str, ...]
    kind: str
    save: Callable | None
    load: Callable
    reads: Callable[[str | os.PathLike], bool] = _any
    takes_any_path: bool = False
    takes_also: tuple[str, ...] = ()
    passes_over: tuple[str, ...] = ()
    needs_variables: bool = True
    is_several: bool = False

    @property
    def is_file(self) -> bool:
        """Whether it's one file, and no folder or several."""
        return "" not in self.endings and not self.is_several

    def is_of(self, path: str) -> bool:
        """Tells whether a path ends as those of its files do."""
        return any(ending and path.endswith(ending) for ending in self.endings)

    def may_be_said_of(self, path: str) -> bool:
        """Tells whether its name may be said of a path of another format's."""
        return path.endswith(self.takes_also or ("\0",))

    @property
    def described(self) -> str:
        """What a message says of the paths of new files, and of its name."""
        endings = " or ".join(repr(ending) for ending in self.endings if ending)
        path = f"ends with {endings}" if endings else "has another ending"
        return f"{path} ({self.names[0]!r})"


_MAKE_IT = " It has values alone: make the model, and `load_weights` it."
_OF_HDF5 = ("h5", "hdf5")
_OF_TENSORFLOW = ("tf", "tensorflow")
ARCHIVE_NAMES = ("keras", "keras_v3")
MODELS = (
    Format(
        names=ARCHIVE_NAMES,
        endings=(".keras",),
        kind=file_mark.ARCHIVE,
        save=archive.save,
        load=archive.load,
    ),
    Format(
        names=_OF_HDF5,
        endings=(".h5", ".hdf5"),
        kind=file_mark.HDF5,
        save=keras2_h5.save,
        load=keras2_h5.load,
        takes_any_path=True,
        takes_also=(".keras",),
        passes_over=_OF_TENSORFLOW,
    ),
    Format(
        names=_OF_TENSORFLOW,
        endings=("",),
        kind=file_kind.SAVED_MODEL,
        save=saved_model.save,
        load=saved_model.load,
        takes_any_path=True,
    ),
)
# What `zipped=False` asks for; no path does.
FOLDER = Format(
    names=ARCHIVE_NAMES,
    endings=("",),
    kind=file_kind.ARCHIVE_FOLDER,
    save=archive_folder.save,
    load=archive_folder.load,
)
VALUES = (
    Format(
        names=_OF_HDF5,
        endings=(shards.ENDING,),
        kind=file_mark.JSON,
        save=shards.save,
        load=shards.load,
        is_several=True,
    ),
    Format(
        names=_OF_HDF5,
        endings=(".weights.h5",),
        kind=file_mark.HDF5,
        save=values_file.save,
        load=values_file.load,
        reads=_is_not_of_layers,
        passes_over=_OF_TENSORFLOW,
    ),
    Format(
        names=(*_OF_HDF5, *ARCHIVE_NAMES),
        endings=(".h5", ".hdf5", ".keras"),
        kind=file_mark.HDF5,
        save=keras2_h5.save_values,
        load=keras2_h5.load_values,
        reads=keras2_h5.has_values,
        takes_any_path=True,
    ),
    Format(
        names=ARCHIVE_NAMES,
        endings=(),
        kind=file_mark.ARCHIVE,
        save=None,
        load=archive.load_values,
    ),
    Format(
        names=_OF_TENSORFLOW,
        endings=("",),
        kind=file_kind.CHECKPOINT,
        save=checkpoint.save_values,
        load=checkpoint.load_values,
        takes_any_path=True,
        needs_variables=False,
    ),
)


def to_write(
    where: str,
    formats: tuple[Format, ...],
    place,
    save_format: str | None,
) -> Format:
    """Returns the format that a new file is of.

    Args:
        where: The function that is to write it.
        formats: `MODELS` or `VALUES`.
        place: The file's path, or something open.
        save_format: A name of a format, or None.
    Raises:
        ValueError: If there is none, or path and name don't agree.
        TypeError: If it's no place for a file.
    """
    writable = [each for each in formats if each.save is not None]
    path = os.fspath(local_copy.path_of(where, place))
    if local_copy.is_stream(place):
        is_hdf5 = isinstance(place, h5py.File)
        # What is open has one file in it, and no name to tell by.
        path, save_format = "", save_format or ("h5" if is_hdf5 else None)
        writable = [each for each in writable if each.is_file]
        for each in writable:
            if save_format in (None, *each.names) and (
                not is_hdf5 or each.kind == file_mark.HDF5
            ):
                return each
    by_path = [each for each in formats if each.is_of(path)]
    if by_path:
        fitting = by_path[:1]
        fitting += [each for each in writable if each.may_be_said_of(path)]
        if save_format in by_path[0].passes_over:
            _tell_passed_over(where, path, save_format, by_path[0])
            return by_path[0]
    elif save_format is None:
        fitting = [each for each in writable if "" in each.endings]
    else:
        fitting = [each for each in writable if each.takes_any_path]
    for each in fitting:
        if save_format in (None, *each.names):
            return each
    expected = ", or ".join(each.described for each in writable)
    raise ValueError(
        f"{where}: path and format don't agree, or there is none. Expected a "
        f"path that {expected}, with no save_format or the one in brackets. "
        f"Received: filepath={path!r}, save_format={save_format!r}."
    )


def _tell_passed_over(
    where: str, path: str, save_format: str, chosen: Format
) -> None:
    warnings.warn(
        f"{where}: the ending says which format the file has. Expected "
        f"save_format=None or one of {list(chosen.names)} for it. Received: "
        f"filepath={path!r}, save_format={save_format!r}, which is passed "
        "over, as in Keras 2.",
        stacklevel=5,
    )


def write(chosen: Format, model, place, options) -> None:
    """Writes a file of a format, whichever worker of a strategy this is.

    Args:
        chosen: The format.
        model: The model, or the layer.
        place: The file's path, or something open.
        options: Those of the format (`options.Writing`).
    """
    strategy = getattr(model, "distribute_strategy", None)
    with contextlib.ExitStack() as stack:
        stack.enter_context(write_error.told(place))
        stack.enter_context(sharing.writing())
        path = stack.enter_context(
            writing.by_all(strategy, place, not chosen.is_file)
        )
        if chosen.is_file:
            ending = chosen.endings[0]
            path = stack.enter_context(
                local_copy.writing(path, ending, options.overwrite)
            )
        chosen.save(model, path, options)


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
    endings = " or ".join(
        repr(e) for each in formats for e in each.endings if e
    )
    but = ", but of another layout" if of_this_kind else ""
    received = file_mark.described(path) if kind == file_mark.UNKNOWN else kind
    is_of_values = any(each.kind == kind for each in VALUES)
    mend = _MAKE_IT if is_of_values and formats is not VALUES else ""
    raise file_error.ModelFileError(
        path,
        f"it can't be read. Expected a {endings} file. Received: "
        f"{received}{but}.{mend}",
    )
