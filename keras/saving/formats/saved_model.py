"""Keras 2's SavedModels: a folder with TensorFlow's program, and what it is.

TensorFlow serves the program without us. `keras_metadata.pb` beside it says of
which layers it is made; from that, and from the values alone, a model is made
here, and nothing of the program runs. What can't be made so is called by its
program, once that was looked through.
"""

import contextlib
import json
import os
import warnings
from collections.abc import Iterator

import tensorflow as tf

from keras.saving.config import (
    json_object,
    keras2_values,
    nesting,
    number_keys,
    object_config,
    portable_config,
    training_config,
    whole_config,
)
from keras.saving.files import (
    atomic_folder,
    file_error,
    keras_metadata,
    local_copy,
    program_check,
    saved_model_folder,
)
from keras.saving.formats import checkpoint, description, saved_vocabularies
from keras.saving.formats import options as options_module
from keras.saving.values import (
    assets,
    checkpoint_graph,
    first_values,
    own_arrays,
    variable_budget,
)
from keras.tf_internals import saved_model_parts

# `keras.version` is the public function, so the name itself is imported.
from keras.version import __version__

# What of a description is ours, and not in files of others.
_BESIDE = ("build_config", "inner_config", "trained_config")
_OURS = ("module", "registered_name", number_keys.NAME, *_BESIDE)
_OPTIMIZER = "optimizer"
# What TensorFlow's loader can raise of a damaged program, or without its files.
_FROM_A_BAD_PROGRAM = (
    *description.FROM_A_BAD_CONFIG,
    OSError,
    RuntimeError,
)


def save(
    model, path: str | os.PathLike, options: options_module.Writing
) -> None:
    """Writes a model's program, its values and its description, or nothing."""
    path = os.fspath(path)
    if not options.overwrite and tf.io.gfile.exists(path):
        raise ValueError(
            "Can't write the SavedModel: there is something. Expected a free "
            f"path, as overwrite=False. Received: {path!r}. Pass "
            "`overwrite=True`."
        )
    with whole_config.asked():
        described = object_config.serialize_keras_object(model)
    # Files of Keras 2 have what `portable` leaves out of it.
    compiled = described.pop("compile_config", None)
    described = portable_config.portable(described)
    if options.include_optimizer:
        described["compile_config"] = compiled
    nesting.require_shallow(described)
    number_keys.require_told(described)
    assets.warn_of_lost(model, path)
    own_arrays.warn_of_lost(model, path)
    left_out = set() if options.include_optimizer else {_OPTIMIZER}
    if not options.save_traces:
        left_out |= {"__call__", saved_model_parts.SIGNATURE}
    if local_copy.is_remote(path):
        writes = contextlib.nullcontext(path)
    else:
        writes = atomic_folder.replacing(path, saved_model_folder.FILE)
    with writes as part:
        with saved_model_parts.without(left_out):
            tf.saved_model.save(
                model, part, options.signatures, options.saved_model
            )
        _write_nodes(part, model, described)


def _write_nodes(folder: str, model, described: dict) -> None:
    written = saved_model_folder.SavedModelFolder(folder)
    nodes = _nodes(written, model, described, 0, "root", set())
    name = os.path.join(folder, keras_metadata.FILE)
    if tf.io.gfile.exists(name):  # `ram://` would write behind what is there.
        tf.io.gfile.remove(name)
    with tf.io.gfile.GFile(name, "wb") as file:
        file.write(keras_metadata.packed(nodes))


def _nodes(
    folder, model, described: dict, number: int, path: str, seen: set
) -> Iterator[keras_metadata.Node]:
    """Yields what describes a model, or a layer, and each layer in it."""
    seen.add(number)
    text = json.dumps(_metadata(model, described))
    yield keras_metadata.Node(number, path, _kind(model, described), text)
    listed = described["config"].get("layers")
    known = {
        one["config"].get("name"): one
        for one in (listed if isinstance(listed, list) else ())
    }
    for child, part, below in _parts(folder, model, number, path, {number}):
        if child in seen:
            continue
        inner = known.get(part.name) or _described(part)
        if inner is not None:
            yield from _nodes(folder, part, inner, child, below, seen)


def _parts(folder, owner, number: int, path: str, seen: set) -> Iterator:
    """Yields the number, object and path of each layer that an object has.

    Those in lists and dicts, and in other objects, are the object's, too.
    """
    parts = tf.train.TrackableView(owner).children(owner)
    for child in folder.objects[number].children:
        part = parts.get(child.local_name)
        if child.node_id in seen or part is None:
            continue
        seen.add(child.node_id)
        below = f"{path}.{child.local_name}"
        # Of its class: to ask a variable reads it, of all workers together.
        if hasattr(type(part), "get_build_config"):
            yield child.node_id, part, below
        else:
            yield from _parts(folder, part, child.node_id, below, seen)


def _described(part) -> dict | None:
    """Returns a part's description; None of one that can't tell it."""
    try:
        with whole_config.asked():
            described = object_config.serialize_keras_object(part)
        number_keys.require_told(described)
    except (NotImplementedError, TypeError, ValueError):
        return None
    return portable_config.portable(described)


def _kind(part, described: dict) -> str:
    name, config = described["class_name"], described["config"]
    if name == "InputLayer":
        return keras_metadata.INPUT_LAYER
    if "input_layers" in config:
        return keras_metadata.NETWORK
    if name == "Sequential":
        return keras_metadata.SEQUENTIAL
    is_model = hasattr(part, "layers")
    return keras_metadata.MODEL if is_model else keras_metadata.LAYER


def _metadata(part, described: dict) -> dict:
    """Returns what Keras 2 wants to know of an object, and what we do."""
    config, registered = described["config"], described.get("registered_name")
    built = (described.get("build_config") or {}).get("input_shape")
    told = {
        "name": part.name,
        "trainable": part.trainable,
        "dtype": config.get("dtype", part.dtype),
        "class_name": registered or described["class_name"],
        "config": portable_config.with_registered_names(config),
        "is_graph_network": "input_layers" in config,
        "build_input_shape": _as_shapes(built),
        "keras_version": __version__,
        "backend": "tensorflow",
        **{name: described.get(name) for name in _OURS},
        # The class without its package.
        "own_class_name": described["class_name"],
    }
    if described.get("compile_config"):
        told["training_config"] = training_config.of_compile_config(
            described["compile_config"]
        )
    return told


def _as_shapes(value):
    """Returns shapes as Keras 2 writes them."""
    if isinstance(value, dict):
        return {key: _as_shapes(part) for key, part in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    if all(size is None or isinstance(size, int) for size in value):
        return {"class_name": "TensorShape", "items": list(value)}
    return [_as_shapes(part) for part in value]


def load(path: str | os.PathLike, options: options_module.ModelReading):
    """Makes a model of a SavedModel."""
    folder = saved_model_folder.SavedModelFolder(path)
    told = _told(folder)
    if told is None:
        return _program(folder, options, None)
    with first_values.put_off():
        try:
            model = _made(folder, told, options)
        except file_error.ModelTooLargeError:
            raise
        except file_error.ModelFileError as error:
            if options.compile and _is_made(folder, told, options):
                raise  # It's what it was compiled with that isn't known.
            return _program(folder, options, told.get("name"), error)
        _read_values(model, folder)
    return model


def _told(folder) -> dict | None:
    """Returns what is told of the saved object, if it may be made of it."""
    node = folder.keras_nodes.get(0)
    if node is None or node.kind == keras_metadata.METRIC:
        return None
    told = json_object.parsed(folder.path, keras_metadata.FILE, node.text)
    try:
        told = keras2_values.decoded(told)
    except (LookupError, TypeError, ValueError):
        return None  # A type of tensors that nobody knows.
    has_config = isinstance(told.get("config"), dict)
    return told if has_config and told.get("class_name") else None


def _made(folder, told: dict, options: options_module.ModelReading):
    described = {name: told[name] for name in _OURS if name in told}
    described["class_name"] = told.get("own_class_name", told["class_name"])
    described["config"] = saved_vocabularies.filled_in(folder, told["config"])
    described.setdefault("build_config", _build_config(told))
    training = told.get("training_config")
    if options.compile and isinstance(training, dict):
        described["compile_config"] = training_config.to_compile_config(
            training, options.custom_objects
        )
    with variable_budget.limited(folder.path, folder.size()):
        return description.made(
            folder.path, described, options.custom_objects, options.safe_mode
        )


def _is_made(folder, told: dict, options: options_module.ModelReading) -> bool:
    uncompiled = options_module.ModelReading(
        options.custom_objects, False, options.safe_mode
    )
    try:
        _made(folder, told, uncompiled)
    except file_error.ModelFileError:
        return False
    return True


def _build_config(told: dict) -> dict | None:
    """Returns for which shapes, and types, a model of a user's was built."""
    shape, types = told.get("build_input_shape"), told.get("full_save_spec")
    if types:
        args, kwargs = types
        # `call_types`: the first argument has no name.
        first = {"": args[0]} if args else {}
        return {"input_shape": shape, "call_types": {**first, **kwargs}}
    return None if shape is None else {"input_shape": shape}


def _read_values(model, folder) -> None:
    prefix = folder.values_path
    try:
        graph = checkpoint_graph.CheckpointGraph(prefix)
        lines = graph.report(model)
    except (*checkpoint.DAMAGED, ValueError, RuntimeError) as error:
        raise file_error.ModelFileError(
            folder.path, f"its values can't be read. Received: {error}."
        ) from error
    if lines:
        raise file_error.ModelFileError(
            folder.path,
            f"its values don't fit the model that it describes.\n{lines}\n"
            "Give the classes that it was saved with.",
        )
    optimizer = getattr(model, "optimizer", None)
    if not getattr(optimizer, "built", True):
        optimizer.build(model.trainable_variables)
    if tf.io.gfile.exists(f"{prefix}.index"):
        reading = options_module.ValuesReading()
        checkpoint.read(model, prefix, reading, graph).expect_partial()


def _program(
    folder,
    options: options_module.ModelReading,
    name: object,
    reason: Exception | None = None,
):
    """Returns a model that calls what the SavedModel computes."""
    if options.safe_mode is not False:
        program_check.require_harmless(folder)
    if reason is not None:
        warnings.warn(
            f"{folder.path}: its layers can't be made, so that the model calls "
            "its program as a whole. Expected a description of which all is "
            f"known. Received: {str(reason)[:400]}",
            stacklevel=4,
        )
    # Threat: what is revived below is trusted, and the file says the name.
    name = name if isinstance(name, str) else None
    described = {
        "module": "keras.models",
        "class_name": "SavedModelProgram",
        "config": {"filepath": folder.path, "name": name},
        "registered_name": None,
    }
    # The caller named this very folder; what is in it was looked through.
    try:
        return object_config.deserialize_keras_object(
            described, safe_mode=False
        )
    except _FROM_A_BAD_PROGRAM as error:
        raise file_error.ModelFileError(
            folder.path,
            f"its program can't be loaded. Received: {str(error)[:400]}",
        ) from error
