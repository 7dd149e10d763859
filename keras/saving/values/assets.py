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
import zipfile
from collections.abc import Callable, Iterator

from keras.saving.files import archive_entries, file_error
from keras.saving.values import variable_paths

FOLDER = "assets"


def write(archive: zipfile.ZipFile, model) -> None:
    """Writes the files of all parts into an archive.

    Args:
        archive: It, opened for writing.
        model: The model.
    Raises:
        ValueError: If a part leaves something that isn't a file.
    """
    for part in filter(lambda p: _offers(p.obj), variable_paths.parts(model)):
        with tempfile.TemporaryDirectory() as folder:
            part.obj.save_assets(folder)
            # Where the others look for it elsewhere, they get a copy.
            for path in dict.fromkeys((part.path, part.other_path)):
                for name, file in _files(folder, path):
                    archive.write(file, name)


def packed(model) -> bytes:
    """Returns the files of all parts as a zip archive; empty without any."""
    if not any(_offers(part.obj) for part in variable_paths.parts(model)):
        return b""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        write(archive, model)
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
    extract: Callable[[str], None] | None,
    path: str | os.PathLike,
) -> Iterator[None]:
    """Lets all parts read their files at the end of the block.

    If that raises, or the block does, they get back what they had.

    Args:
        found: The parts of the model.
        extract: Writes the archive's files to a folder; None leaves all as it
            is.
        path: The archive, as a message calls it.
    Raises:
        ModelFileError: If a part finds no file, or another than it wrote.
    """
    parts = [part for part in found if _offers(part.obj)]
    if not parts or extract is None:
        yield
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as before,
    ):
        extract(folder)
        for number, part in enumerate(parts):
            os.mkdir(os.path.join(before, str(number)))
            # What a part can't write, it hasn't.
            with contextlib.suppress(Exception):
                part.obj.save_assets(os.path.join(before, str(number)))
        try:
            yield
            _load(parts, folder, path)
        except BaseException:
            for number, part in enumerate(parts):
                with contextlib.suppress(Exception):
                    part.obj.load_assets(os.path.join(before, str(number)))
            raise


def _load(parts: list, folder: str, path) -> None:
    way = max(
        ("path", "keras_3_path", "tf_keras_path"),
        key=lambda way: sum(_is_there(part, way, folder) for part in parts),
    )
    for part in parts:
        own = os.path.join(folder, getattr(part, way))
        os.makedirs(own, exist_ok=True)
        try:
            part.obj.load_assets(own)
        except (OSError, RuntimeError, ValueError) as error:
            raise file_error.ModelFileError(
                path,
                f"the files of {part.path or 'the model'!r} in it can't be "
                "read. Expected those that its `save_assets` wrote. Received: "
                f"{sorted(os.listdir(own))}. {error}",
            ) from error


def _is_there(part: variable_paths.Part, way: str, folder: str) -> bool:
    return os.path.isdir(os.path.join(folder, getattr(part, way)))


def _offers(obj) -> bool:
    return hasattr(obj, "save_assets") and hasattr(obj, "load_assets")
