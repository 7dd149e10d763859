"""Files that parts of a model write beside their values: vocabularies, ….

A part with `save_assets(dir_path)` and `load_assets(dir_path)` has a folder of
its own in a `.keras` archive: `assets/<path>/`, with the path of its values; as
in tf_keras and Keras 3. A file of values alone, `.weights.h5`, has such an
archive in it, which the two pass over.
"""

import contextlib
import io
import os
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator

from keras.saving.files import archive_entries, file_error
from keras.saving.values import variable_paths

FOLDER = "assets"


def write(archive: zipfile.ZipFile, found: list[variable_paths.Part]) -> None:
    """Writes the files of all parts into an archive.

    Args:
        archive: It, opened for writing.
        found: The parts of the model.
    Raises:
        ValueError: If a part leaves something that isn't a file.
    """
    for part in found:
        if not is_offered(part.obj):
            continue
        with tempfile.TemporaryDirectory() as folder:
            part.obj.save_assets(folder)
            # Where the others look for it elsewhere, they get a copy.
            for path in dict.fromkeys((part.path, part.other_path)):
                for name, file in _files(folder, path):
                    archive.write(file, name)


def warn_of_lost(model, path: str | os.PathLike) -> None:
    """Warns once of parts with files, for a format that has no place for them.

    Args:
        model: The model; parts whose whole config says it all are let be.
        path: The new file.
    """
    lost = [
        part.path or getattr(model, "name", "the model")
        for part in variable_paths.parts(model)
        if is_offered(part.obj)
        and not getattr(part.obj, "_keras_config_has_assets", False)
    ]
    if lost:
        warnings.warn(
            f"{os.fspath(path)}: its format has no place for what "
            "`save_assets` writes. Expected parts without. Received: "
            f"{lost[:5]}. Save to '.keras' to keep it.",
            stacklevel=5,
        )


def refuse_learned(model, path: str | os.PathLike) -> None:
    """Raises for words that layers learned, for a format without room for them.

    Args:
        model: The model.
        path: The new file.
    Raises:
        NotImplementedError: If there are such layers, as in Keras 2.
    """
    learned = [
        part.path
        for part in variable_paths.parts(model)
        if getattr(part.obj, "_keras_learns_table", False)
        and part.obj._keras_knows
    ]
    if learned:
        raise NotImplementedError(
            f"{os.fspath(path)}: its format has no place for a vocabulary that "
            "was learned. Expected layers that were given theirs. Received: "
            f"{learned[:5]}. Save to '.weights.h5' or '.keras' to keep it."
        )


def packed(found: list[variable_paths.Part]) -> bytes:
    """Returns the files of all parts as a zip archive; empty without any."""
    if not any(is_offered(part.obj) for part in found):
        return b""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        write(archive, found)
        has_files = bool(archive.namelist())
    return content.getvalue() if has_files else b""


def unpack(content: bytes, path: str | os.PathLike, to: str) -> None:
    """Writes the files in an archive to a folder.

    Args:
        content: What `packed` returned.
        path: The file that it came in, as a message calls it.
        to: The folder.
    Raises:
        ModelFileError: If it isn't what was written.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = os.path.join(folder, "assets.zip")
        with open(place, "wb") as file:
            file.write(content)
        with archive_entries.opened(place, path) as archive:
            archive_entries.extract(archive, FOLDER, path, to)


def _files(folder: str, path: str) -> Iterator[tuple[str, str]]:
    """Yields the name in the archive, and the place, of each file."""
    for above, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = os.path.join(above, name)
            if os.path.islink(file) or not os.path.isfile(file):
                raise ValueError(
                    f"save_assets of {path!r}: {name!r} isn't a file. Expected "
                    "files and folders only."
                )
            inner = os.path.relpath(file, folder).replace(os.sep, "/")
            yield "/".join(filter(None, (FOLDER, path, inner))), file


@contextlib.contextmanager
def loading(
    found: list[variable_paths.Part],
    places_of: Callable[[variable_paths.Part], list[str]],
    extract: Callable[[str], None] | None,
    path: str | os.PathLike,
    skip_mismatch: bool = False,
) -> Iterator[None]:
    """Lets all parts read their files at the end of the block.

    If that raises, or the block does, they get back the files that they had;
    variables are for who reads the values to put back.

    Args:
        found: The parts of the model.
        places_of: Returns where the file may have a part, as it does for the
            values: a path for each of the ways to tell.
        extract: Writes the archive's files to a folder; None leaves all as it
            is.
        path: The archive, as a message calls it.
        skip_mismatch: True leaves a part as it was whose files don't fit, its
            variables too, and warns.
    Raises:
        ModelFileError: If a part finds no file, or another than it wrote.
    """
    parts = [part for part in found if is_offered(part.obj)]
    if not parts or extract is None:
        yield
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as before,
    ):
        extract(folder)
        had = [
            _Had(part, os.path.join(before, str(number)))
            for number, part in enumerate(parts)
        ]
        try:
            yield
            _load(had, _folders(parts, places_of, folder), path, skip_mismatch)
        except BaseException:
            for one in had:
                with contextlib.suppress(Exception):
                    one.give_files_back()
            raise


class _Had:
    """What a part had before its files were read.

    Args:
        part: The part.
        folder: Where its files go; there is nothing yet.
    """

    def __init__(self, part: variable_paths.Part, folder: str) -> None:
        self.part, self._folder = part, folder
        self._values = variable_paths.own_values(part.obj)
        os.mkdir(folder)
        # What a part can't write, it hasn't.
        with contextlib.suppress(Exception):
            part.obj.save_assets(folder)

    def give_files_back(self) -> None:
        """Gives the part its files back."""
        self.part.obj.load_assets(self._folder)

    def give_all_back(self) -> None:
        """Gives the part its files and its variables back."""
        self.give_files_back()
        variable_paths.set_own_values(self.part.obj, self._values)


def _load(had: list[_Had], folders: dict, path, skip_mismatch: bool) -> None:
    for one in had:
        own = folders[id(one.part)]
        os.makedirs(own, exist_ok=True)
        try:
            one.part.obj.load_assets(own)
        except (OSError, RuntimeError, ValueError) as error:
            reason = (
                f"the files of {one.part.path or 'the model'!r} in it can't be "
                "read. Expected those that its `save_assets` wrote. Received: "
                f"{sorted(os.listdir(own))}. {error}"
            )
            if not skip_mismatch:
                raise file_error.ModelFileError(path, reason) from error
            one.give_all_back()
            warnings.warn(
                f"{os.fspath(path)}: {reason} The part was left as it was.",
                stacklevel=6,
            )


def _folders(
    parts: list[variable_paths.Part], places_of: Callable, folder: str
) -> dict[int, str]:
    """Returns the folder for each part, by its id, as the archive calls it.

    Of the ways to tell them the one that finds most holds for all: what one
    calls a part another may call its neighbour.
    """
    ways = [
        [os.path.join(folder, place) for place in places]
        for places in zip(*map(places_of, parts))
    ]
    best = max(ways, key=lambda places: sum(map(os.path.isdir, places)))
    return {id(part): place for part, place in zip(parts, best)}


def is_offered(obj) -> bool:
    """Tells whether an object has files."""
    return hasattr(obj, "save_assets") and hasattr(obj, "load_assets")
