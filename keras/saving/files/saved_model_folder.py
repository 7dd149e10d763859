"""The folder of a SavedModel: what its graph of objects says, as data.

Nothing of it is loaded or run here.
"""

import os
from collections.abc import Iterator

import numpy as np
import tensorflow as tf

from keras.saving.files import file_error, graph_ops, keras_metadata
from keras.tf_internals import saved_model_proto

FILE = "saved_model.pb"
# A message has at most 2 GiB, by protobuf's own limit.
_VALUES = os.path.join("variables", "variables")
_ASSETS = "assets"
# They fill a table by tensors: its handle, the keys, the values.
_FILLING = ("InitializeTableV2", "LookupTableImportV2")


class SavedModelFolder:
    """A SavedModel that is read as data.

    Args:
        path: The folder.
    Attributes:
        path: The folder.
        graph: Its first meta graph: operations, functions, files.
        objects: The graph of objects; number 0 is what was saved.
        keras_nodes: What Keras 2 tells of them, by their number.
    Raises:
        ModelFileError: If it isn't a whole SavedModel.
    """

    def __init__(self, path: str | os.PathLike) -> None:
        self.path = os.fspath(path)
        data = _content(self.path, FILE)
        found = self._unpacked(FILE, saved_model_proto.saved_model, data)
        if not found.meta_graphs:
            raise file_error.ModelFileError(
                self.path, f"{FILE!r} in it has no graph. Expected one."
            )
        self.graph = found.meta_graphs[0]
        self.objects = self.graph.object_graph_def.nodes
        self.keras_nodes = {node.number: node for node in self._keras_nodes()}

    @property
    def values_path(self) -> str:
        """Prefix of the checkpoint with the values."""
        return os.path.join(self.path, _VALUES)

    def size(self) -> int:
        """Returns the bytes of the values, and of the graph with constants."""
        names = [FILE, *self._value_files()]
        places = [os.path.join(self.path, name) for name in names]
        return sum(tf.io.gfile.stat(place).length for place in places)

    def _value_files(self) -> Iterator[str]:
        folder = os.path.dirname(_VALUES)
        if tf.io.gfile.isdir(os.path.join(self.path, folder)):
            for name in tf.io.gfile.listdir(os.path.join(self.path, folder)):
                yield os.path.join(folder, name)

    def _keras_nodes(self) -> list[keras_metadata.Node]:
        if tf.io.gfile.exists(os.path.join(self.path, keras_metadata.FILE)):
            data = _content(self.path, keras_metadata.FILE)
            return self._unpacked(
                keras_metadata.FILE, keras_metadata.unpacked, data
            )
        # TensorFlow 2.0 to 2.4 kept it in the graph.
        users = [
            (number, node.user_object)
            for number, node in enumerate(self.objects)
            if node.WhichOneof("kind") == "user_object"
        ]
        return [
            keras_metadata.Node(number, "", one.identifier, one.metadata)
            for number, one in users
            if one.identifier.startswith(keras_metadata.MARK) and one.metadata
        ]

    def _unpacked(self, name: str, unpack, data: bytes):
        try:
            return unpack(data)
        except ValueError as error:
            raise file_error.ModelFileError(
                self.path,
                f"{name!r} in it can't be read. Expected the message of a "
                f"SavedModel. Received: {error}",
            ) from error

    def child(self, number: int, *names: str) -> int | None:
        """Returns the number of the object that names lead to, or None."""
        for name in names:
            if not 0 <= number < len(self.objects):
                return None
            children = self.objects[number].children
            found = {one.local_name: one.node_id for one in children}
            if name not in found:
                return None
            number = found[name]
        return number

    def table(self, number: int) -> tuple[list, list] | None:
        """Returns keys and values that a table is filled with, or None.

        Args:
            number: Of a table. TensorFlow fills it by a function whose
                arguments are constants, or a text file with a key a line.
        Raises:
            ModelFileError: If they aren't where they are said to be.
        """
        start = self.child(number, "_initialize", "trace_0")
        if start is None:
            return None
        name = self.objects[start].bare_concrete_function.concrete_function_name
        for node in self._operations(name):
            given = [self._argument(name, text) for text in node.input[1:]]
            if node.op in _FILLING and None not in given:
                keys, values = map(self._constant, given)
                return keys, values
            if node.op == graph_ops.FILE_TABLE and None not in given:
                terms = self._lines(given[0])
                return terms, list(range(len(terms)))
        return None

    def _operations(self, function: str):
        for one in self.graph.graph_def.library.function:
            if one.signature.name == function:
                return one.node_def
        return ()

    def _argument(self, function: str, name: str) -> int | None:
        """Returns the object that a function has for one of its arguments."""
        return dict(self.bound(function)).get(name)

    def bound(self, function: str) -> list[tuple[str, int]]:
        """Returns the arguments that a function always gets, each an object."""
        concrete = self.graph.object_graph_def.concrete_functions
        if function not in concrete:
            return []
        numbers = concrete[function].bound_inputs
        for one in self.graph.graph_def.library.function:
            if one.signature.name == function:
                names = [each.name for each in one.signature.input_arg]
                return list(zip(names[len(names) - len(numbers) :], numbers))
        return []

    def _constant(self, number: int) -> list:
        operation = self.objects[number].constant.operation
        for node in self.graph.graph_def.node:
            if node.op == "Const" and node.name == operation:
                return np.ravel(
                    tf.make_ndarray(node.attr["value"].tensor)
                ).tolist()
        raise file_error.ModelFileError(
            self.path,
            f"a table has no contents. Expected the constant {operation!r}.",
        )

    def asset(self, number: int) -> str:
        """Returns the place of a file that the SavedModel brings.

        Raises:
            ModelFileError: If its name leads anywhere else.
        """
        files = self.graph.asset_file_def
        index = self.objects[number].asset.asset_file_def_index
        name = files[index].filename if index < len(files) else ""
        if not is_plain(name):
            raise file_error.ModelFileError(
                self.path,
                "it names a file outside of it. Expected a name in its folder "
                f"{_ASSETS!r}. Received: {name!r}.",
            )
        return os.path.join(self.path, _ASSETS, name)

    def _lines(self, number: int) -> list[str]:
        place = self.asset(number)
        try:
            with tf.io.gfile.GFile(place, "rb") as file:
                return file.read().decode().removesuffix("\n").split("\n")
        except (tf.errors.OpError, UnicodeDecodeError) as error:
            raise file_error.ModelFileError(
                self.path, f"a file of it can't be read. Received: {error}."
            ) from error


def is_plain(name: str) -> bool:
    """Tells whether a name is that of a file in one folder."""
    parts = set(name.replace("\\", "/").split("/"))
    return bool(name) and len(parts) == 1 and not parts & {".", ".."}


def _content(path: str, name: str) -> bytes:
    try:
        with tf.io.gfile.GFile(os.path.join(path, name), "rb") as file:
            return file.read()
    except tf.errors.OpError as error:
        raise file_error.ModelFileError(
            path, f"{name!r} in it can't be opened. Received: {error}."
        ) from error
