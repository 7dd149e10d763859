"""TensorFlow's checkpoints."""

import glob
import os

import tensorflow as tf

from keras.cli.inspection import facts
from keras.saving.files import file_error
from keras.tf_internals import saved_model_proto

_SUFFIX = f"/.ATTRIBUTES/{saved_model_proto.VALUE}"


def read(path: str | os.PathLike) -> facts.Facts:
    """Returns what the checkpoint of a prefix is.

    Raises:
        ModelFileError: If it's damaged.
    """
    prefix = os.fspath(path)
    try:
        reader = saved_model_proto.reader(prefix)
        shapes = reader.get_variable_to_shape_map()
        types = reader.get_variable_to_dtype_map()
    # TensorFlow's reader raises the second where bytes are missing.
    except (tf.errors.OpError, IndexError, ValueError) as error:
        raise file_error.ModelFileError(
            path, f"its values can't be read. Received: {error}."
        ) from error
    found = [
        facts.Array(name.removesuffix(_SUFFIX), tuple(shapes[name]), dtype.name)
        for name, dtype in sorted(types.items())
        if name != saved_model_proto.OBJECT_GRAPH
    ]
    parts = [f"{prefix}.index", *glob.glob(f"{glob.escape(prefix)}.data-*")]
    return facts.Facts(
        "a TensorFlow checkpoint",
        sum(os.path.getsize(part) for part in parts),
        arrays=tuple(found),
    )
