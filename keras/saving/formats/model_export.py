"""`Model.export`: a model as TensorFlow and other runtimes serve it."""

import contextlib
import inspect
import os
from collections.abc import Iterator
from typing import BinaryIO

import tensorflow as tf

from keras.distribute import workers, writing
from keras.saving.config import signature
from keras.saving.files import atomic_file, local_copy, write_error
from keras.saving.formats import converted, export_archive, lite_options
from keras.saving.formats import options as saving_options


def export_model(
    model,
    filepath: str | os.PathLike | BinaryIO,
    format: str = "tf_saved_model",
    verbose: bool | None = None,
    input_signature=None,
    **options,
) -> None:
    """Writes a model's call at inference as a SavedModel or another file.

    Args:
        model: A model that was built or called.
        filepath: Path of the folder of a SavedModel; of another format the
            file's, or something open.
        format: 'tf_saved_model', 'onnx' or 'litert'.
        verbose: False prints nothing. Default: True.
        input_signature: What the model is called with: a list with what each
            argument is, or each input of a model that takes a list. Default:
            what it was called with first, or made of, for any number of rows.
        **options: Of a SavedModel `options`, `tf.saved_model.SaveOptions`; of
            ONNX `opset_version`; of Lite what `lite_options.checked` takes.
    Raises:
        ValueError: If the format isn't known, or the model has no shape yet.
        TypeError: If the format has no such option, or it's of another type.
        FileExistsError: If at `filepath` is something other than a SavedModel.
        ImportError: If the package that converts isn't installed.
    """
    if not isinstance(format, str) or format not in _FORMATS:
        raise ValueError(
            f"{type(model).__name__}.export: no such format here. Expected one "
            f"of {list(_FORMATS)}. Received: format={format!r}."
        )
    write, names = _FORMATS[format]
    unknown = sorted(options.keys() - set(names or options))
    if unknown:
        raise TypeError(
            f"{type(model).__name__}.export: the format has no such option. "
            f"Expected no other than {list(names)} with format={format!r}. "
            f"Received: {unknown}."
        )
    call_types = _call_types(model, input_signature)
    tells = verbose is not False and workers.is_chief(model.distribute_strategy)
    write(model, call_types, filepath, tells, **options)


def _saved_model(model, call_types, filepath, tells: bool, options=None):
    saving_options.check_saved_model(options)
    archive = _archive(model, call_types)
    strategy, check = model.distribute_strategy, export_archive.check_path
    with writing.by_all(strategy, filepath, True, check) as path:
        # Others than the chief write to a place that goes.
        archive.write_out(path, options, tells)


def _onnx(model, call_types, filepath, tells: bool, opset_version=None):
    with _new_file(model, filepath, tells, ".onnx") as file:
        file.write(converted.onnx_content(model, *call_types, opset_version))


def _lite(model, call_types, filepath, tells: bool, **options):
    asked = lite_options.checked(f"{type(model).__name__}.export", options)
    archive = _archive(model, call_types)
    with _new_file(model, filepath, tells, ".tflite") as file:
        file.write(converted.lite_content(model, *call_types, archive, asked))


# What writes each format, and the options that it has; Lite's are TensorFlow's.
_FORMATS = {
    "tf_saved_model": (_saved_model, ("options",)),
    "onnx": (_onnx, ("opset_version",)),
    "litert": (_lite, None),
}


def _archive(model, call_types) -> export_archive.ExportArchive:
    archive = export_archive.ExportArchive()
    archive.add_call("serve", model, *call_types)
    archive.track(model)
    return archive


@contextlib.contextmanager
def _new_file(model, filepath, tells: bool, ending: str) -> Iterator[BinaryIO]:
    """Opens a file that is there whole or not at all."""
    with (
        write_error.told(filepath),
        writing.by_all(model.distribute_strategy, filepath) as own,
        local_copy.writing(own, ending, overwrite=True) as path,
        atomic_file.replacing(path) as file,
    ):
        yield file
    if tells:
        print(f"Exported to {str(local_copy.path_of('export', filepath))!r}.")


def _call_types(model, input_signature) -> tuple[list, dict]:
    if input_signature is not None:
        specs = _as_arguments(model, signature.specs_of(input_signature))
        _check_arguments(model, specs)
        return specs, {}
    types = model.save_spec()
    if types is None:
        raise ValueError(
            f"{type(model).__name__}.export: the model {model.name!r} has no "
            "shape yet. Expected one that was called on data, or "
            "`input_signature`. Received: neither."
        )
    return types


def _as_arguments(model, specs: list) -> list:
    """Returns what each argument is, of a model that takes a list, too.

    `[first, second]` are its two inputs, where its call has no second argument
    that is a tensor.
    """
    inputs = _several_inputs(model)
    is_list = inputs is not None and len(specs) == len(inputs)
    if not is_list or any(map(tf.nest.is_nested, specs)):
        return specs
    parameters = inspect.signature(model.call).parameters.values()
    kinds = [p.kind for p in parameters if p.name not in ("training", "mask")]
    takes_more = inspect.Parameter.VAR_POSITIONAL in kinds
    if takes_more or sum(kind in _PLACED for kind in kinds) >= len(specs):
        return specs
    return [type(inputs)(specs)]


def _several_inputs(model) -> list | tuple | None:
    """Returns the inputs of a model whose first argument is a list of them."""
    if model.input_names:
        return list(model.inputs)
    args, kwargs = model.save_spec() or ((), {})
    inputs = args[0] if len(args) == 1 and not kwargs else None
    is_list = type(inputs) in (list, tuple)
    is_flat = is_list and not any(map(tf.nest.is_nested, inputs))
    return inputs if is_flat else None


_PLACED = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
)


def _check_arguments(model, specs: list) -> None:
    taken = inspect.signature(model.call)
    try:
        named = taken.bind(*specs).arguments
        shape = getattr(named.get("training"), "shape", None)
        if shape is not None and shape.rank != 0:
            raise TypeError(f"a tensor of shape {shape} as `training`")
    except TypeError as error:
        several = _several_inputs(model) or ()
        inputs = f", which takes {len(several)} inputs," if several else ""
        raise TypeError(
            f"{type(model).__name__}.export: the model {model.name!r}{inputs} "
            "isn't called so. Expected a list `input_signature` with what each "
            f"positional argument of its call{taken} is. Received: {error}, in "
            f"input_signature={specs}. Several tensors that are one argument "
            "go into a list of their own: `[[first, second]]`."
        ) from error
