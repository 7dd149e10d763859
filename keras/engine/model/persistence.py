"""A model and its values in files.

Methods of `Model`, which binds them under these names.
"""

import json
from typing import Any

from keras import saving
from keras.engine import kinds
from keras.saving.config import number_keys, object_config
from keras.saving.formats import model_export, served_call
from keras.tf_internals import saved_model_parts

# A SavedModel has a model's call, and no steps of its training.
saved_model_children = saved_model_parts.hook(
    served_call.parts,
    but_not=("train_function", "test_function", "predict_function"),
)


def save(
    model: Any,
    filepath: kinds.Path,
    overwrite: bool = True,
    save_format: str | None = None,
    **kwargs,
) -> None:
    """Writes the model, its optimizer's state too, to a file.

    Args:
        filepath: Path that ends with '.keras', or with '.h5'; any other is the
            folder of a SavedModel.
        overwrite: False refuses to replace a file.
        save_format: 'keras' (or 'keras_v3'), 'h5' or 'tf'; None for what the
            path says.
        **kwargs: Arguments of `keras.saving.save_model`.
    """
    saving.save_model(model, filepath, overwrite, save_format, **kwargs)


def save_weights(
    model: Any,
    filepath: kinds.Path,
    overwrite: bool = True,
    save_format: str | None = None,
    options: Any = None,
    *,
    max_shard_size: float | None = None,
    include_optimizer: bool = True,
) -> None:
    """Writes the values of all variables to a file.

    Args:
        filepath: Path that ends with '.weights.h5' or '.h5'; any other is the
            prefix of a TensorFlow checkpoint.
        overwrite: False refuses to replace a file.
        save_format: 'h5' or 'tf'; None for what the path says.
        options: `tf.train.CheckpointOptions` of a checkpoint, or None.
        max_shard_size: GiB that each of several files may take, for a path that
            ends with '.weights.json'; None for one file.
        include_optimizer: False leaves out the optimizer's state, so that
            training begins anew with it. A '.h5' of Keras 2 never has it.
    Raises:
        ValueError: If the format isn't known, or `options` are given.
    """
    saving.save_weights(
        model,
        filepath,
        overwrite,
        save_format=save_format,
        options=options,
        max_shard_size=max_shard_size,
        include_optimizer=include_optimizer,
    )


def load_weights(
    model: Any,
    filepath: kinds.Path,
    skip_mismatch: bool = False,
    by_name: bool = False,
    options: Any = None,
    *,
    include_optimizer: bool = True,
) -> None:
    """Reads the values of all variables from a file.

    Those of seed generators too: what is drawn next is what would have been
    drawn after saving.

    Args:
        filepath: What `save_weights` wrote.
        skip_mismatch: True leaves alone what doesn't fit.
        by_name: True sets the layers alone whose names a '.h5' file has.
        options: `tf.train.CheckpointOptions` of a checkpoint, or None.
        include_optimizer: False leaves the optimizer as it is. Of a '.h5' of
            Keras 2 only `load_model` reads its state.
    Returns:
        None, or the status of a checkpoint.
    Raises:
        ValueError: If a variable is missing, unexpected, or of another
            shape; all are listed, and none is set. Likewise if `by_name` or
            `options` is of another kind of file.
    """
    return saving.load_weights(
        model,
        filepath,
        skip_mismatch,
        by_name=by_name,
        options=options,
        include_optimizer=include_optimizer,
    )


def export(
    model: Any,
    filepath: kinds.Path,
    format: str = "tf_saved_model",
    verbose: bool | None = None,
    input_signature: Any = None,
    **kwargs,
) -> None:
    """Writes the call at inference as TensorFlow or another runtime serves it.

    Args:
        filepath: Path of a folder, a SavedModel with the endpoint `serve`; or
            of a file in one of the other formats.
        format: 'tf_saved_model', 'onnx' (needs the package tf2onnx) or
            'litert', which is TensorFlow Lite.
        verbose: False prints nothing.
        input_signature: Types of the arguments, for any other than those
            that the model was made of, or called with first.
        **kwargs: Of a SavedModel `options`, of `tf.saved_model.save`; of
            'onnx' `opset_version`; of 'litert' attributes of
            `tf.lite.TFLiteConverter`, such as `optimizations`.
    Raises:
        ValueError: If there is no such format, the model has no shape yet, or
            the format has no operation for one of the model's.
        ImportError: If tf2onnx isn't installed.
    Example:
        >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        >>> model.export("model.tflite", format="litert", verbose=False)
    """
    model_export.export_model(
        model, filepath, format, verbose, input_signature, **kwargs
    )


def to_json(model: Any, **kwargs) -> str:
    """Returns the configuration, without weights, as JSON.

    Args:
        **kwargs: Arguments of `json.dumps`.
    """
    described = object_config.serialize_keras_object(model)
    if not kwargs.get("skipkeys"):
        number_keys.require_told(described)
    return json.dumps(described, **kwargs)


def to_yaml(model: Any, **kwargs) -> str:
    """Raises: YAML could run code on loading; see `to_json`.

    Args:
        **kwargs: Keras 2's.
    Raises:
        RuntimeError: Always.
    """
    raise RuntimeError(
        f"{model._keras_who}: `to_yaml` is gone, since YAML may run code "
        "when it is loaded. Use `to_json`."
    )
