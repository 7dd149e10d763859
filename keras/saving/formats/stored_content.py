"""All that a file of values, or the archive of a model, holds: to be changed.

The arrays are in memory by the path of their part; what isn't arrays, such as
the model's description and its parts' files, is carried along as it was.
"""

import dataclasses
import io
import os
import shutil
import tempfile
import zipfile

import h5py
import numpy as np

from keras.saving.config import file_note, json_object
from keras.saving.files import (
    archive_entries,
    atomic_file,
    file_error,
    file_mark,
    h5_store,
)
from keras.saving.formats import archive, keras2_h5, noted
from keras.saving.values import assets, shard_index

_ASSETS = f"{assets.FOLDER}/"
Arrays = dict[str, np.ndarray]


@dataclasses.dataclass
class Content:
    """What a file holds.

    Attributes:
        objects: The arrays of each part by key, by the part's path.
        aliases: A second path that leads to a part, by its first.
        names: What the user called a part, by its path.
        members: What an archive has beside its values, by name.
        beside: The files of parts, of a file of values alone.
        keras2: What Keras 2's HDF5 has; its layers are the objects. Else None.
        note: What HDF5 tells of its training, if it does.
    """

    objects: dict[str, Arrays]
    aliases: dict[str, str]
    names: dict[str, str] = dataclasses.field(default_factory=dict)
    members: dict[str, bytes] = dataclasses.field(default_factory=dict)
    beside: bytes = b""
    keras2: keras2_h5.Content | None = None
    note: dict | None = None

    def stored_parts(self) -> list[h5_store.StoredPart]:
        """Returns the parts as a file has them that holds this."""
        return [
            h5_store.StoredPart(
                path,
                [self.aliases[path]] if path in self.aliases else [],
                arrays,
                None,
                self.names.get(path),
            )
            for path, arrays in self.objects.items()
        ]

    def description(self, name: str, path: str) -> dict | None:
        """Returns a member of an archive that is JSON; None without one."""
        if name not in self.members:
            return None
        return json_object.parsed(path, name, self.members[name])

    def paths_of_files(self) -> set[str]:
        """Returns the paths of parts that have files of their own."""
        names = [name for name in self.members if name.startswith(_ASSETS)]
        if self.beside:
            with zipfile.ZipFile(io.BytesIO(self.beside)) as packed:
                names += packed.namelist()
        return {name.removeprefix(_ASSETS).rpartition("/")[0] for name in names}


def read(path: str | os.PathLike) -> Content:
    """Returns what a `.keras`, `.weights.h5`, `.weights.json` or `.h5` holds.

    Raises:
        ModelFileError: If it's none of these, or damaged.
    """
    kind = file_mark.of(path)
    if kind == file_mark.ARCHIVE:
        return _of_archive(path)
    if kind == file_mark.JSON:
        return _of_files(shard_index.shards_of(path), path)
    if kind == file_mark.HDF5:
        is_keras_2 = keras2_h5.has_values(path)
        content = (
            _of_layers(path)
            if is_keras_2
            else _of_files([os.fspath(path)], path)
        )
        content.note = noted.read(path) or None
        return content
    raise file_error.ModelFileError(
        path,
        "it can't be edited. Expected a '.keras', '.weights.h5', "
        f"'.weights.json' or '.h5' file. Received: {kind}.",
    )


def _of_archive(path: str | os.PathLike) -> Content:
    with (
        archive_entries.opened(path) as opened,
        tempfile.TemporaryDirectory() as folder,
    ):
        values = os.path.join(folder, archive.VALUES)
        with open(values, "wb") as file:
            archive_entries.copy(opened, archive.VALUES, path, file)
        content = _of_files([values], path)
        for name in opened.namelist():
            if name != archive.VALUES:
                with io.BytesIO() as member:
                    archive_entries.copy(opened, name, path, member)
                    content.members[name] = member.getvalue()
    return content


def _of_files(places: list[str], path: str | os.PathLike) -> Content:
    parts, beside = [], b""
    try:
        for place in places:
            with h5py.File(place, "r") as file:
                size = os.path.getsize(place)
                parts += [
                    (part, part.read())
                    for part in h5_store.stored_parts(file, size)
                    if part.arrays
                ]
                beside += h5_store.read_bytes(file)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise file_error.ModelFileError(
            path, f"its values can't be read. Received: {error}"
        ) from error
    content = Content({}, {}, beside=beside)
    for part, arrays in parts:
        content.objects.setdefault(part.path, {}).update(arrays)
        for other in part.other_paths[:1]:
            content.aliases[part.path] = other
        if part.name is not None:
            content.names[part.path] = part.name
    return content


def _of_layers(path: str | os.PathLike) -> Content:
    found = keras2_h5.read(path)
    objects = {name: dict(arrays) for name, arrays in found.layers}
    if found.own:
        objects[""] = dict(found.own)
    return Content(objects, {}, keras2=found)


def write_layers(path: str | os.PathLike, content: Content) -> None:
    """Writes Keras 2's HDF5, whole or not at all."""
    arrays = {
        name: list(each.items()) for name, each in content.objects.items()
    }
    own = arrays.pop("", [])
    layers = list(arrays.items())
    changed = dataclasses.replace(content.keras2, layers=layers, own=own)
    with file_note.given(content.note):
        keras2_h5.write(path, changed)


def write_values(path: str | os.PathLike, content: Content) -> None:
    """Writes a `.weights.h5`, whole or not at all."""
    beside = content.beside or _packed(content)
    with (
        atomic_file.replacing(path) as file,
        file_note.given(content.note),
    ):
        _write_hdf5(file, content, beside)


def write_archive(path: str | os.PathLike, content: Content) -> None:
    """Writes a `.keras` archive, whole or not at all."""
    with atomic_file.replacing(path) as file, zipfile.ZipFile(file, "w") as to:
        for name, member in content.members.items():
            to.writestr(name, member)
        folder = os.path.dirname(os.path.abspath(path))
        with tempfile.TemporaryFile(dir=folder) as values:
            _write_hdf5(values, content, b"")
            values.seek(0)
            with to.open(archive.VALUES, "w", force_zip64=True) as entry:
                shutil.copyfileobj(values, entry)


def _write_hdf5(file, content: Content, beside: bytes) -> None:
    parts = [
        h5_store.Entry(
            path,
            content.aliases.get(path, path),
            arrays,
            content.names.get(path),
        )
        for path, arrays in content.objects.items()
    ]
    with h5py.File(file, "w") as opened:
        h5_store.write(opened, parts)
        h5_store.write_bytes(opened, beside)
        noted.write(opened)


def _packed(content: Content) -> bytes:
    """Returns the files of an archive's parts as an archive of their own."""
    found = {n: m for n, m in content.members.items() if n.startswith(_ASSETS)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as to:
        for name, member in found.items():
            to.writestr(name, member)
    return packed.getvalue() if found else b""
