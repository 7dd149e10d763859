"""Descriptions beside a SavedModel: a change is told, and others read them."""

import pytest
from tf_keras.protobuf import saved_metadata_pb2

from keras.saving.files import keras_metadata

NODES = [
    keras_metadata.Node(0, "root", keras_metadata.SEQUENTIAL, '{"a": 1}'),
    keras_metadata.Node(3, "root.layer-0", keras_metadata.LAYER, '{"b": 2}'),
]
DATA = keras_metadata.packed(NODES)


def test_what_is_packed_is_unpacked():
    assert keras_metadata.unpacked(DATA) == NODES


def test_any_bit_that_flips_is_told_or_harmless():
    told = 0
    for at in range(8 * len(DATA)):
        data = bytearray(DATA)
        data[at // 8] ^= 1 << at % 8
        try:
            found = keras_metadata.unpacked(bytes(data))
        except ValueError:
            told += 1
        else:
            assert found == NODES, at
    assert told > 0.9 * 8 * len(DATA)


def test_tf_keras_reads_it_and_is_read():
    theirs = saved_metadata_pb2.SavedMetadata.FromString(DATA)
    assert [node.metadata for node in theirs.nodes] == ['{"a": 1}', '{"b": 2}']
    theirs.DiscardUnknownFields()  # As a file that they write has none.
    data = theirs.SerializeToString()
    assert len(data) < len(DATA)
    assert keras_metadata.unpacked(data) == NODES


def test_what_is_cut_is_told():
    with pytest.raises(ValueError, match="checksum|pars|Truncated"):
        keras_metadata.unpacked(DATA[:-20])
