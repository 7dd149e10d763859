"""Types of tensors as plain data, in the forms of tf_keras, and back.

Of the kinds that TensorFlow has itself: a file names one of these, and no
module that it names is imported.
"""

import tensorflow as tf

# Where tf_keras looks for a kind.
_HOMES = {
    "TensorSpec": "tensorflow.python.framework.tensor",
    "RaggedTensorSpec": "tensorflow.python.ops.ragged.ragged_tensor",
    "SparseTensorSpec": "tensorflow.python.framework.sparse_tensor",
}


def described(spec: tf.TypeSpec) -> dict:
    """Returns a type as plain data.

    Raises:
        TypeError: If it isn't dense, ragged or sparse.
    """
    name = type(spec).__name__
    if name not in _HOMES:
        raise TypeError(
            "Can't describe a type of tensors as plain data. Expected one of "
            f"{', '.join(f'tf.{known}' for known in _HOMES)}. Received: "
            f"{spec!r}."
        )
    shape = None if spec.shape.rank is None else spec.shape.as_list()
    values = [shape, spec.dtype.name]
    if isinstance(spec, tf.RaggedTensorSpec):
        values += [spec.ragged_rank, spec.row_splits_dtype.name]
    elif isinstance(spec, tf.TensorSpec):
        values += [spec.name]
    return {
        "class_name": "__typespec__",
        "spec_name": name,
        "module": _HOMES[name],
        "config": values,
        "registered_name": None,
    }


def made(plain: dict) -> tf.TypeSpec:
    """Makes a type of either form: of `.keras` files, or of HDF5 files.

    Raises:
        ValueError: If it names no such kind.
    """
    name = plain.get("spec_name") or plain.get("type_spec", "")
    values = plain.get("config") or plain.get("serialized")
    if isinstance(values, dict):
        values = values.get("items")
    name = str(name).removeprefix("tf.")
    if name not in _HOMES or not isinstance(values, (list, tuple)):
        raise ValueError(
            "Unknown type of tensors. Expected one of "
            f"{', '.join(_HOMES)}. Received: {str(plain)[:80]}."
        )
    return getattr(tf, name)(*values)
