"""What a caller asks of TensorFlow Lite's converter, checked before it works.

The converter itself passes over most of what it doesn't know: a model comes
out that isn't quantized, say, and nobody is told.
"""

import copy
import dataclasses
import functools
from collections.abc import Callable, Collection, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

_OPERATIONS = (tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.SELECT_TF_OPS)


def _is_all_of(kind: type) -> Callable[[Any], bool]:
    def is_all_of(value) -> bool:
        is_several = isinstance(value, Collection) and not isinstance(
            value, str
        )
        return is_several and all(isinstance(one, kind) for one in value)

    return is_all_of


def _is_some_of(kind: type) -> Callable[[Any], bool]:
    is_all_of = _is_all_of(kind)
    return lambda value: is_all_of(value) and len(value) > 0


def _gives_samples(value) -> bool:
    is_wrapped = isinstance(value, tf.lite.RepresentativeDataset)
    return value is None or is_wrapped or callable(value)


def _is_boolean(value) -> bool:
    return isinstance(value, bool)


def _is_number_type(value) -> bool:
    known = (tf.float32, tf.int8, tf.uint8, tf.int16)
    return isinstance(value, tf.DType) and value in known


# By option: which values it has, and what a message says of them.
_VALUES = {
    "optimizations": (
        _is_all_of(tf.lite.Optimize),
        "a list of tf.lite.Optimize, such as [tf.lite.Optimize.DEFAULT]",
    ),
    "representative_dataset": (
        _gives_samples,
        "a function that takes nothing and returns samples, or yields them",
    ),
    "inference_input_type": (
        _is_number_type,
        "tf.float32, tf.int8, tf.uint8 or tf.int16",
    ),
    "supported_ops": (
        _is_some_of(tf.lite.OpsSet),
        "a list of tf.lite.OpsSet, such as [tf.lite.OpsSet.TFLITE_BUILTINS]",
    ),
    "supported_types": (
        _is_all_of(tf.DType),
        "a list of tf.DType, such as [tf.float16]",
    ),
    "experimental_select_user_tf_ops": (_is_all_of(str), "a list of names"),
}
_VALUES["inference_output_type"] = _VALUES["inference_input_type"]
_BOOLEAN = (_is_boolean, "True or False")
# What the converter reads, which is the exported model.
_SOURCE = "saved_model_dir"


@dataclasses.dataclass(frozen=True)
class LiteOptions:
    """Options that the converter has, with values that it takes.

    Attributes:
        where: The model and method, for messages.
        given: What the caller said, by name.
        converter: By name, attributes of `tf.lite.TFLiteConverter`.
        target: By name, attributes of its `target_spec`.
        spec: The `tf.lite.TargetSpec` that the caller gave, if one.
    """

    where: str
    given: dict[str, Any]
    converter: dict[str, Any]
    target: dict[str, Any]
    spec: tf.lite.TargetSpec | None = None

    def set_on(
        self, converter, specs: dict[str, tf.TensorSpec]
    ) -> list[Exception]:
        """Sets them on a converter.

        Args:
            converter: A `tf.lite.TFLiteConverter`.
            specs: What its model takes, by name, in order.
        Returns:
            A list, to which what fails in the caller's own data is added.
        """
        failures: list[Exception] = []
        if self.spec is not None:
            # It has attributes without public names, which are read too.
            converter.target_spec = copy.copy(self.spec)
        for name, value in self.target.items():
            setattr(converter.target_spec, name, value)
        for name, value in self.converter.items():
            setattr(converter, name, value)
        given = converter.representative_dataset
        if given is not None:
            given = getattr(given, "input_gen", given)
            converter.representative_dataset = functools.partial(
                self._samples, given, specs, failures
            )
        return failures

    def _samples(
        self, given: Callable, specs: dict, failures: list
    ) -> Iterator[dict[str, np.ndarray]]:
        """Gives samples as the converter takes them: by name.

        It has inputs in an order of its own, that of the alphabet, mostly.
        """
        is_empty = True
        try:
            for sample in given():
                is_empty = False
                yield self._by_name(sample, specs)
            if is_empty:
                raise ValueError(
                    f"{self.where}: there is nothing to learn ranges of "
                    "numbers from. Expected samples of `representative_dataset`"
                    ". Received: none."
                )
        except Exception as error:  # of the caller's function: it may be any
            failures.append(error)
            raise

    def _by_name(self, sample, specs: dict) -> dict[str, np.ndarray]:
        parts = sample
        if _is_of_signature(parts):
            parts = parts[1]
        if isinstance(parts, (list, tuple)) and len(parts) == len(specs):
            parts = dict(zip(specs, parts))
        if isinstance(parts, dict) and parts.keys() == specs.keys():
            arrays = {name: np.asarray(one) for name, one in parts.items()}
            if all(_fits(arrays[name], specs[name]) for name in specs):
                return {
                    name: arrays[name].astype(spec.dtype.as_numpy_dtype)
                    for name, spec in specs.items()
                }
        wanted = [
            f"{name}: {spec.dtype.name} {spec.shape}"
            for name, spec in specs.items()
        ]
        raise ValueError(
            f"{self.where}: a sample of `representative_dataset` isn't what "
            "the model takes. Expected a list with an array an input, or a "
            f"dict by names, of {wanted}. Received: {_told(sample)}. Yield a "
            "list where there is one input, too: `yield [x]`."
        )


def checked(where: str, options: dict[str, Any]) -> LiteOptions:
    """Returns options that the converter has, with values that it takes.

    Args:
        where: The model and method, for messages.
        options: Attributes of `tf.lite.TFLiteConverter` by name; `target_spec`
            a `tf.lite.TargetSpec`, or a dict of attributes of one.
    Raises:
        TypeError: If the converter has no such attribute, or of another type.
    """
    own = dict(options)
    target, spec = own.pop("target_spec", {}), None
    if isinstance(target, tf.lite.TargetSpec):
        target, spec = _public(target), target
        if not target["experimental_supported_backends"]:
            del target["experimental_supported_backends"]
    if not isinstance(target, dict):
        raise _refusal(
            where, "target_spec", target, "a tf.lite.TargetSpec, or a dict"
        )
    _check(where, own, tf.lite.TFLiteConverter([]))
    _check(where, target, tf.lite.TargetSpec())
    whole = {"supported_ops": list(_OPERATIONS), **target}
    return LiteOptions(where, options, own, whole, spec)


def _check(where: str, options: dict[str, Any], owner) -> None:
    """Refuses what an object has no attribute for."""
    known = _public(owner)
    documented = {*_VALUES, "target_spec", "allow_custom_ops"}
    for name, value in options.items():
        if name not in known:
            raise TypeError(
                f"{where}: {type(owner).__name__} has no such attribute. "
                "Expected options of TensorFlow Lite's converter, such as "
                f"{sorted(known.keys() & documented)}. Received: "
                f"{name}={value!r}."
            )
        default = _BOOLEAN if _is_boolean(known[name]) else None
        accepts, wanted = _VALUES.get(name, default) or (None, "")
        if accepts is not None and not accepts(value):
            raise _refusal(where, name, value, wanted)


def _public(owner) -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(owner).items()
        if not name.startswith("_") and name != _SOURCE
    }


def _refusal(where: str, name: str, value, wanted: str) -> TypeError:
    return TypeError(
        f"{where}: no value for the converter's option {name!r}. Expected "
        f"{wanted}. Received: {name}={value!r}."
    )


def _is_of_signature(sample) -> bool:
    """Tells whether a sample is a signature's name, and a dict."""
    is_pair = isinstance(sample, tuple) and len(sample) == 2
    return is_pair and isinstance(sample[0], str | None)


def _fits(array: np.ndarray, spec: tf.TensorSpec) -> bool:
    """Tells whether an input takes an array; of more bits, too."""
    wanted = spec.dtype.as_numpy_dtype
    has_kind = np.can_cast(array.dtype, wanted, casting="same_kind")
    return has_kind and spec.shape.is_compatible_with(array.shape)


def _told(sample) -> str:
    """Says what a sample is, by types and shapes."""
    if isinstance(sample, dict):
        inner = (f"{name!r}: {_told(one)}" for name, one in sample.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(sample, (list, tuple)):
        return f"{type(sample).__name__} of {[*map(_told, sample)]}"
    shape, dtype = (getattr(sample, n, None) for n in ("shape", "dtype"))
    if shape is None:
        return repr(sample)
    return f"{getattr(dtype, 'name', dtype)} {shape}"
