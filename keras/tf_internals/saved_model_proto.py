"""The messages of which SavedModels and checkpoints are made.

TensorFlow has no public name for what it writes in `saved_model.pb`, nor for
the graph of objects in a checkpoint; what may be in a file has to be known
before it is loaded, and loading is the only thing that is public.
"""

import tensorflow as tf
from google.protobuf import message
from tensorflow.core.protobuf import (
    saved_model_pb2,
    trackable_object_graph_pb2,
)

# What a checkpoint calls its graph of objects, and the value of a variable.
OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"
VALUE = "VARIABLE_VALUE"


def reader(prefix: str):
    """Returns what reads a checkpoint: public, but for one that knows folders.

    `tf.train.load_checkpoint` takes a prefix for a folder in some remote file
    systems, which have none.

    Raises:
        tf.errors.OpError: If there is no checkpoint, or it's damaged.
    """
    return tf.compat.v1.train.NewCheckpointReader(prefix)


def saved_model(data: bytes):
    """Returns the message in a `saved_model.pb`.

    Raises:
        ValueError: If it's no such message.
    """
    return _parsed(saved_model_pb2.SavedModel(), data)


def object_graph(data: bytes):
    """Returns the message that a checkpoint has under `OBJECT_GRAPH`.

    Raises:
        ValueError: If it's no such message.
    """
    return _parsed(trackable_object_graph_pb2.TrackableObjectGraph(), data)


def _parsed(made, data: bytes):
    try:
        made.ParseFromString(data)
    except message.DecodeError as error:
        raise ValueError(str(error)) from error
    return made
