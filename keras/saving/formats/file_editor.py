"""Looking into a file of values, and changing what it has."""

import difflib
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from keras.engine import kinds
from keras.saving.config import call_numbers
from keras.saving.files import h5_store
from keras.saving.formats import archive, file_comparison, stored_content
from keras.saving.values import optimizer_record, optimizer_state

_VALUES, _ARCHIVE = ".weights.h5", ".keras"
_OF_KERAS_2 = (".h5", ".hdf5")
# Where a file tells of which variables an optimizer's state is.
# Of a tree: before a name, and before what is below it; for the last, and
# others.
_BRANCHES = {True: ("└─ ", "   "), False: ("├─ ", "│  ")}


class KerasFileEditor:
    """Shows, compares and changes the arrays in a file, and saves it anew.

    For a file of values that no longer fits a model whose layers were renamed,
    removed or added. An object is a part of the model with arrays, such as a
    layer; it's named by its path, "layers/dense_1", or by the last name of it
    where that is one object's alone. Nothing in the file is run, and the file
    stays as it is until something is saved in its place.

    In an '.h5' of Keras 1 or 2 the objects are the model's layers, by name, and
    an array's key is the variable's name: "dense/kernel:0". A layer that is
    renamed is so in the model's description, too.

    Args:
        filepath: A '.keras' archive, a '.weights.h5' file, the
            '.weights.json' of values in several files, or an '.h5' of a model
            or of its layers' values. The content tells which.
    Attributes:
        filepath: The file.
        metadata: Of an archive: version of Keras, date; else None.
        config: Of a whole model: its description; else None.
    Raises:
        ModelFileError: If it's none of these, or damaged.
    Example:
        >>> import tempfile
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> path = tempfile.mkdtemp() + '/model.weights.h5'
        >>> model.save_weights(path)
        >>> editor = keras.saving.KerasFileEditor(path)
        >>> editor.rename_object('layers/dense', 'scores')
        >>> editor.save(path)
        >>> keras.saving.KerasFileEditor(path).summary()
        Weights structure
        layers
        └─ scores
           ├─ 0: shape=(3, 2), dtype=float32
           └─ 1: shape=(2,), dtype=float32
    """

    def __init__(self, filepath: kinds.Path) -> None:
        self.filepath = os.fspath(filepath)
        self._content = stored_content.read(self.filepath)
        self._objects = self._content.objects
        described = self._content.description
        self.metadata = described(archive.METADATA, self.filepath)
        self.config = described(archive.CONFIG, self.filepath)
        if self._content.keras2 is not None:
            self.config = self._content.keras2.config

    @property
    def weights_dict(self) -> dict[str, Any]:
        """The arrays by key, in the nest of names that the paths are."""
        nest: dict[str, Any] = {}
        for path in sorted(self._objects, key=h5_store.natural_key):
            inner, arrays = nest, self._objects[path]
            for name in path.split("/") if path else ():
                inner = inner.setdefault(name, {})
            for key in sorted(arrays, key=_number):
                inner[key] = arrays[key]
        return nest

    def summary(self) -> None:
        """Prints the tree of objects, with shape and type of each array."""
        print("Weights structure", *_tree(self.weights_dict), sep="\n")

    def compare(self, reference_model: Any) -> dict[str, str | int]:
        """Prints where the file and a model differ, and counts it.

        What loading reads all the same is no difference: another package's
        state of an optimizer or of random numbers, a vocabulary of another
        size, layers of a '.weights.h5' under other paths. A state of an
        optimizer that one of the two hasn't is one, and so are other names in
        an '.h5' of Keras 1 or 2.

        Args:
            reference_model: A built model. It stays as it is.
        Returns:
            'status': "success" or "error"; 'error_count': objects that one of
            the two hasn't, and arrays that differ in key, shape or kind;
            'match_count': arrays that loading would take.
        """
        found = file_comparison.compare(reference_model, self._content)
        lines = found.differences
        told = "fits the model" if not lines else "doesn't fit the model"
        print(*found.notes, *lines, f"{self.filepath}: {told}", sep="\n")
        return {
            "status": "error" if lines else "success",
            "error_count": len(lines),
            "match_count": found.matches,
        }

    def rename_object(self, object_name: str, new_name: str) -> None:
        """Gives an object, with all in it, another name at its place.

        Args:
            object_name: Its path, or its name.
            new_name: The last name of its new path.
        Raises:
            ValueError: If there is no such object, several have the name, the
                new one is a path or taken, or files in the archive go by the
                old one.
        """
        _require_name("rename_object", new_name)
        old = self._found("rename_object", object_name)
        new = "/".join([*old.split("/")[:-1], new_name])
        if new in self._all_paths():
            raise ValueError(
                "KerasFileEditor.rename_object: there is an object of that "
                f"name. Expected a free one. Received: new_name={new_name!r}, "
                f"for {old!r}. Rename or delete that one first."
            )
        filed = [p for p in self._content.paths_of_files() if _is_in(p, old)]
        if filed:
            raise ValueError(
                "KerasFileEditor.rename_object: an object has files, which go "
                "by its path. Expected one with arrays alone. Received: "
                f"object_name={object_name!r}, files of {filed[:5]}."
            )
        moved = {path: new + path[len(old) :] for path in self._in(old)}
        for path in moved:
            self._content.aliases.pop(path, None)
            self._content.names.pop(path, None)
        # In place: layers of Keras 2 are found by their order.
        found = {moved.get(p, p): each for p, each in self._objects.items()}
        self._objects.clear()
        self._objects.update(found)
        self._rename_in_description(old, new)
        self._rename_places(old, new)

    def _rename_places(self, old: str, new: str) -> None:
        """Renames what is told of an optimizer's variables.

        That is the number of each, and the path of its part.
        """
        for record in optimizer_state.TELLS_PLACES:
            arrays = self._objects.get(record, {})
            for key, array in arrays.items():
                arrays[key] = optimizer_record.renamed(array, old, new)

    def _rename_in_description(self, old: str, new: str) -> None:
        """Renames a layer in the description that goes by names of layers."""
        keras2 = self._content.keras2
        if keras2 is None or keras2.config is None:
            return
        inner = keras2.config.get("config")
        if isinstance(inner, dict) and isinstance(inner.get("layers"), list):
            inner = call_numbers.renamed(inner, old, new)
        elif isinstance(inner, list):  # A stack of early Keras 2.
            inner = call_numbers.renamed({"layers": inner}, old, new)["layers"]
        self.config = keras2.config = {**keras2.config, "config": inner}

    def delete_object(self, object_name: str) -> None:
        """Removes an object with all in it.

        Args:
            object_name: Its path, or its name.
        Raises:
            ValueError: If there is no such object, or several have the name.
        """
        old = self._found("delete_object", object_name)
        for path in self._in(old):
            del self._objects[path]

    def add_object(self, object_path: str, weights: Mapping[str, Any]) -> None:
        """Adds an object with its arrays.

        Args:
            object_path: Its path, such as "layers/dense_2". Objects above it
                need not be there.
            weights: Its arrays by key: `{"0": kernel, "1": bias}`.
        Raises:
            ValueError: If there is one, or a name can't be one in a file.
            TypeError: If an array isn't one of numbers.
        """
        path = object_path.strip("/")
        for name in path.split("/"):
            _require_name("add_object", name)
        if path in self._all_paths():
            raise ValueError(
                "KerasFileEditor.add_object: there is one. Expected a free "
                f"path. Received: object_path={object_path!r}. Pass its arrays "
                "to `add_weights`."
            )
        self._objects[path] = self._given("add_object", weights)

    def add_weights(self, object_name: str, weights: Mapping[str, Any]) -> None:
        """Adds arrays to an object; one of a key that it has is replaced.

        Args:
            object_name: Its path, or its name.
            weights: The arrays by key.
        Raises:
            ValueError: If there is no such object, several have the name, or a
                key can't be one in a file.
            TypeError: If an array isn't one of numbers.
        """
        path = self._found("add_weights", object_name)
        arrays = self._given("add_weights", weights)
        self._objects.setdefault(path, {}).update(arrays)

    def delete_weight(self, object_name: str, weight_name: str) -> None:
        """Removes an array of an object.

        Args:
            object_name: The object's path, or its name.
            weight_name: The array's key, such as "0".
        Raises:
            ValueError: If there is no such object or array.
        """
        path = self._found("delete_weight", object_name)
        arrays = self._objects.get(path, {})
        if weight_name not in arrays:
            raise ValueError(
                f"KerasFileEditor.delete_weight: {path!r} has no such array. "
                f"Expected one of {sorted(arrays)}. Received: "
                f"weight_name={weight_name!r}."
            )
        del arrays[weight_name]

    def save(self, filepath: kinds.Path) -> None:
        """Writes what there is now, whole or not at all.

        Args:
            filepath: Path that ends with '.weights.h5'; or with '.keras', where
                that is what was opened: the model's description and the files
                of its parts go along. What was opened as Keras 2's '.h5' is
                saved so, with its description and optimizer. It may be the
                file that was opened.
        Raises:
            ValueError: If the path ends otherwise.
            OSError: If the file can't be written; nothing is changed then.
        """
        path = os.fspath(filepath)
        endings = self._endings()
        if not path.endswith(endings):
            raise ValueError(
                "KerasFileEditor.save: what was opened can't be written so. "
                "Expected a path that ends with "
                f"{' or '.join(map(repr, endings))}. "
                f"Received: filepath={path!r}."
            )
        if self._content.keras2 is not None:
            stored_content.write_layers(path, self._content)
        elif path.endswith(_ARCHIVE):
            stored_content.write_archive(path, self._content)
        else:
            stored_content.write_values(path, self._content)

    def resave_weights(self, filepath: kinds.Path) -> None:
        """Does what `save` does, under its other name in Keras 3."""
        self.save(filepath)

    def _endings(self) -> tuple[str, ...]:
        """Returns how a file may end that holds what was opened."""
        if self._content.keras2 is not None:
            return _OF_KERAS_2
        return (_VALUES,) if self.config is None else (_VALUES, _ARCHIVE)

    def _given(self, where: str, weights: Mapping) -> dict[str, np.ndarray]:
        """Returns a user's arrays by key; Keras 2's keys are paths."""
        is_keras_2 = self._content.keras2 is not None
        arrays = {key: np.asarray(value) for key, value in weights.items()}
        for key, array in arrays.items():
            for name in key.split("/") if is_keras_2 else (key,):
                _require_name(where, name)
            _require_numbers(where, key, array)
        return arrays

    def _all_paths(self) -> set[str]:
        """Returns the paths of objects, and of what they are in.

        Layers of Keras 2 are in no other, whatever their names.
        """
        if self._content.keras2 is not None:
            return set(self._objects)
        return {
            "/".join(path.split("/")[:count])
            for path in self._objects
            for count in range(1, path.count("/") + 2)
        }

    def _in(self, old: str) -> list[str]:
        """Returns the paths of an object and those in it."""
        if self._content.keras2 is not None:
            return [path for path in self._objects if path == old]
        return [path for path in self._objects if _is_in(path, old)]

    def _found(self, where: str, name: str) -> str:
        """Returns the path of the object that a user means."""
        path, known = name.strip("/"), self._all_paths()
        if path in known:
            return path
        same = [p for p in sorted(known) if p.rpartition("/")[2] == path]
        if len(same) == 1:
            return same[0]
        if same:
            raise ValueError(
                f"KerasFileEditor.{where}: several objects have the name. "
                f"Expected a path, of {same[:5]}. Received: {name!r}."
            )
        near = difflib.get_close_matches(path, known, 3, 0.4) or sorted(known)
        raise ValueError(
            f"KerasFileEditor.{where}: there is no such object. Expected one "
            f"that `summary` shows, such as {near[:3]}. Received: {name!r}."
        )


def _is_in(path: str, above: str) -> bool:
    return path == above or path.startswith(f"{above}/")


def _require_name(where: str, name: str) -> None:
    if name in ("", ".", "..", "vars") or {"/", "\0"} & set(name):
        raise ValueError(
            f"KerasFileEditor.{where}: that can't be a name in a file. "
            "Expected one without '/', and not 'vars', which files use. "
            f"Received: {name!r}."
        )


def _require_numbers(where: str, key: str, array: np.ndarray) -> None:
    # bfloat16 is of kind "V" to NumPy.
    if array.dtype.kind not in "biufc" and array.dtype.name != "bfloat16":
        raise TypeError(
            f"KerasFileEditor.{where}: it's no array of numbers. Expected "
            f"what NumPy makes one of. Received: {key}={str(array)[:40]!r} "
            f"of dtype {array.dtype}."
        )


def _tree(nest: Mapping, lead: str = "", is_top: bool = True) -> list[str]:
    """Returns the lines of a tree; those of the top stand at the edge."""
    lines = []
    for number, (name, value) in enumerate(nest.items(), 1):
        is_last = number == len(nest)
        branch, below = ("", "") if is_top else _BRANCHES[is_last]
        if isinstance(value, Mapping):
            lines.append(f"{lead}{branch}{name}")
            lines += _tree(value, lead + below, is_top=False)
        else:
            told = f"shape={value.shape}, dtype={value.dtype}"
            lines.append(f"{lead}{branch}{name}: {told}")
    return lines


def _number(key: str) -> int:
    """Returns what keys are sorted by: names stay in the file's order."""
    return int(key) if key.isdecimal() else 0
