"""A model in another runtime's format, through that format's own converter."""

import os
import tempfile
import types

import tensorflow as tf

from keras.saving.config import signature
from keras.saving.formats import export_archive, lite_options, served_call

# A message of protobuf has no more bytes, and an ONNX file is one message.
_MOST_BYTES = 2**31 - 1


class _ByPlace(tf.Module):
    """A model as tf2onnx calls it: tensors come by place, and leave by name.

    Args:
        model: The model.
        args, kwargs: The types of what it's called with.
    """

    def __init__(self, model, args: list, kwargs: dict) -> None:
        super().__init__()
        self.model = model
        taken, given = served_call.names_of(model, args, kwargs)
        call = served_call.call_of(model)

        def outputs(tensors) -> dict[str, tf.Tensor]:
            flat = tf.nest.flatten(tensors)
            found = signature.called(call, args, kwargs, flat)
            return signature.by_name(found, given)

        self.specs = signature.named_specs(args, kwargs, taken)
        self._outputs = outputs
        # What tf2onnx reads after a call.
        self.output_names = None

    def __call__(self, inputs, training: bool = False) -> list[tf.Tensor]:
        outputs = self._outputs(inputs)
        self.output_names = self._free(list(outputs))
        # One that is there twice has a name of each.
        return [tf.identity(one) for one in outputs.values()]

    def _free(self, names: list[str]) -> list[str]:
        """Returns names for outputs that no input and no other output has."""
        taken: list[str] = []
        for name in names:
            free = name
            while free in {*self.specs, *taken, *({*names} - {name})}:
                free = f"{free}_output"
            taken.append(free)
        return taken


def onnx_content(
    model, args: list, kwargs: dict, opset_version: int | None = None
) -> bytes:
    """Returns a model's call at inference as an ONNX file.

    Args:
        model: The model.
        args, kwargs: The types of what it's called with.
        opset_version: Version of ONNX's operations. Default: tf2onnx's.
    Raises:
        ImportError: If tf2onnx isn't installed.
        ValueError: If ONNX has no operation for one of the model's, there
            is no such version, or the values don't go into one file.
    """
    onnx, tf2onnx = _onnx_packages(model)
    known = sorted(tf2onnx.constants.OPSET_TO_IR_VERSION)
    # 17.0 and True are equal to versions.
    is_odd = isinstance(opset_version, (bool, float))
    if is_odd or opset_version not in (None, *known):
        raise ValueError(
            f"{type(model).__name__}.export: no version of ONNX's operations "
            f"that tf2onnx knows. Expected one of {known[0]} to {known[-1]}. "
            f"Received: opset_version={opset_version!r}."
        )
    _check_size(model)
    served = _ByPlace(model, args, kwargs)
    specs = list(served.specs.values())
    found, _ = tf2onnx.convert.from_keras(served, specs, opset_version)
    errors = onnx.checker.ValidationError, onnx.shape_inference.InferenceError
    try:
        onnx.checker.check_model(found, full_check=True)
    except errors as error:
        raise ValueError(
            f"{type(model).__name__}.export: the model {model.name!r} can't be "
            "said in ONNX. Expected operations that ONNX has: another "
            "`opset_version`, or other layers. Received: "
            f"opset_version={opset_version}, and of ONNX: {error}"
        ) from error
    return found.SerializeToString()


def _onnx_packages(model) -> tuple[types.ModuleType, types.ModuleType]:
    try:
        import onnx
        import tf2onnx
    except ImportError as error:
        raise ImportError(
            f"{type(model).__name__}.export: the package {error.name} isn't "
            "installed. Expected it for format='onnx'. Received: no module "
            f"{error.name}. Run `pip install tf2onnx`."
        ) from error
    return onnx, tf2onnx


def _check_size(model) -> None:
    num_bytes = sum(
        weight.dtype.size * weight.shape.num_elements()
        for weight in model.weights
        if weight.shape.is_fully_defined()
    )
    if num_bytes > _MOST_BYTES:
        raise ValueError(
            f"{type(model).__name__}.export: the model {model.name!r} is too "
            f"large for an ONNX file. Expected at most {_MOST_BYTES} bytes "
            f"(2 GiB) of weights. Received: {num_bytes} bytes. Give it a "
            "smaller dtype, export its parts, or choose another format: "
            "'tf_saved_model' and 'litert' have no such limit."
        )


def lite_content(
    model,
    args: list,
    kwargs: dict,
    archive: export_archive.ExportArchive,
    options: lite_options.LiteOptions,
) -> bytes:
    """Returns a model's call at inference as a file of TensorFlow Lite.

    TensorFlow's operations stand in where Lite has none of its own.

    Args:
        model: The model.
        args, kwargs: The types of what it's called with.
        archive: What is served of it.
        options: What the converter is asked for.
    Raises:
        ValueError: If Lite has no operation for one of the model's, or the
            options don't go together.
    """
    names, _ = served_call.names_of(model, args, kwargs)
    specs = signature.named_specs(args, kwargs, names)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        archive.write_out(path, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(path)
        failures = options.set_on(converter, specs)
        try:
            return converter.convert()
        except Exception as error:  # The converter's own has no public name.
            if error in failures:
                raise
            raise ValueError(
                f"{options.where}: the model {model.name!r} can't be said in "
                "TensorFlow Lite with these options. Expected operations that "
                "Lite has, and options that go together. Received: "
                f"{options.given}, and of Lite: {error}"
            ) from error
