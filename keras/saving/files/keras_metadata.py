"""`keras_metadata.pb`: what Keras 2 writes beside a SavedModel.

A list of nodes of the SavedModel's graph of objects, each with its kind and its
description as JSON. SavedModels of TensorFlow 2.0 to 2.4 have the same in the
graph itself.

Layout: protobuf `SavedMetadata`, of tf_keras's `saved_metadata.proto`. We add a
checksum of the nodes, a field that others don't know and pass over.
"""

import dataclasses
import zlib
from collections.abc import Iterable

from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    message,
    message_factory,
)

FILE = "keras_metadata.pb"
MARK = "_tf_keras_"
MODEL, SEQUENTIAL = f"{MARK}model", f"{MARK}sequential"
NETWORK, LAYER = f"{MARK}network", f"{MARK}layer"
INPUT_LAYER, METRIC = f"{MARK}input_layer", f"{MARK}metric"

_PACKAGE = "keras_for_tensorflow"
_PRODUCER, _MIN_CONSUMER = 2, 1
_TYPES = {
    int: descriptor_pb2.FieldDescriptorProto.TYPE_INT64,
    str: descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
}
# Field numbers, names and types; a list is a repeated field.
_MESSAGES = {
    "VersionDef": (
        (1, "producer", int),
        (2, "min_consumer", int),
        (3, "bad_consumers", [int]),
    ),
    "SavedObject": (
        (2, "node_id", int),
        (3, "node_path", str),
        (4, "identifier", str),
        (5, "metadata", str),
        (6, "version", "VersionDef"),
    ),
    "SavedMetadata": ((1, "nodes", ["SavedObject"]), (15, "keras_crc32", int)),
}


@dataclasses.dataclass(frozen=True)
class Node:
    """A Keras object in a SavedModel.

    Attributes:
        number: Its place in the graph of objects.
        path: How it's reached: `root.layer-0`.
        kind: One of the constants of this module.
        text: Its description, JSON.
    """

    number: int
    path: str
    kind: str
    text: str


def packed(nodes: Iterable[Node]) -> bytes:
    """Returns the content of a file."""
    made = _Metadata()
    for node in nodes:
        written = made.nodes.add(
            node_id=node.number,
            node_path=node.path,
            identifier=node.kind,
            metadata=node.text,
        )
        written.version.producer = _PRODUCER
        written.version.min_consumer = _MIN_CONSUMER
    made.keras_crc32 = _checksum(made)
    return made.SerializeToString(deterministic=True)


def unpacked(data: bytes) -> list[Node]:
    """Returns the nodes in a file.

    Raises:
        ValueError: If it's damaged.
    """
    found = _Metadata()
    try:
        found.ParseFromString(data)
    except message.DecodeError as error:
        raise ValueError(str(error)) from error
    known = found.keras_crc32  # 0 in a file that others wrote.
    found.ClearField("keras_crc32")
    if known and known != _checksum(found):
        raise ValueError(
            f"its nodes aren't as they were written. Expected the checksum "
            f"{known}. Received: {_checksum(found)}."
        )
    return [
        Node(one.node_id, one.node_path, one.identifier, one.metadata)
        for one in found.nodes
    ]


def _checksum(metadata) -> int:
    return zlib.crc32(metadata.SerializeToString(deterministic=True))


def _message_class(name: str) -> type:
    file = descriptor_pb2.FileDescriptorProto(
        name=f"{_PACKAGE}.proto", package=_PACKAGE, syntax="proto3"
    )
    for title, fields in _MESSAGES.items():
        described = file.message_type.add(name=title)
        for number, field, kind in fields:
            _add_field(described, number, field, kind)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(
        pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")
    )


def _add_field(described, number: int, name: str, kind) -> None:
    is_list = isinstance(kind, list)
    kind = kind[0] if is_list else kind
    proto = descriptor_pb2.FieldDescriptorProto
    field = described.field.add(
        name=name,
        number=number,
        label=proto.LABEL_REPEATED if is_list else proto.LABEL_OPTIONAL,
    )
    if kind in _TYPES:
        field.type = _TYPES[kind]
    else:
        field.type = proto.TYPE_MESSAGE
        field.type_name = f".{_PACKAGE}.{kind}"


_Metadata = _message_class("SavedMetadata")
