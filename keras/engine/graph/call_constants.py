"""What a call takes beside symbolic tensors, as plain data, and back.

Keras 2's form has numbers, texts and lists of them: an array is a list, whose
type is what TensorFlow makes of it. Where that isn't the whole value, there is
an exact form too, which only this package reads.
"""

import collections
import functools
import inspect
from collections.abc import Callable, Collection, Sequence

import numpy as np
import tensorflow as tf

from keras.saving.config import (
    object_config,
    plain_leaf,
    pure_functions,
    registry,
)

# What TensorFlow makes of a number, a truth or a text.
_USUAL_TYPES = (tf.float32, tf.int32, tf.bool, tf.string)
_OF_SLICE = {"start", "stop", "step"}
# Arrays of texts and bytes: what their parts are, and what they are together.
_OF_TEXTS = {
    "object": (bytes, object),
    "bytes": (bytes, bytes),
    "objects": (str, object),
    "text": (str, str),
}
# What a layer would tell from its form in Keras 2.
_MORE_THAN_PLAIN = (
    tf.Tensor,
    tf.Variable,
    np.ndarray,
    np.generic,
    tf.DType,
    tf.TensorShape,
)


class Variables:
    """The variables of a graph's calls: one that is used twice is one."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._made: dict[int, tf.Variable] = {}

    def described(self, variable: tf.Variable, value=None) -> dict:
        """Describes a variable.

        Args:
            variable: The variable.
            value: Its value as plain data. None where that is among the
                model's weights.
        """
        number = self._numbers.setdefault(id(variable), len(self._numbers))
        config = {
            "number": number,
            "shape": variable.shape.as_list(),
            "dtype": variable.dtype.name,
            "trainable": bool(variable.trainable),
            "name": variable.name.partition(":")[0],
        }
        if value is not None:
            config["value"] = value
        return {"class_name": "__variable__", "config": config}

    def made(self, config: dict) -> tf.Variable:
        """Makes a variable; of zeros if loading then sets its value."""
        number = config["number"]
        if number not in self._made:
            shape, dtype = config["shape"], tf.as_dtype(config["dtype"])
            self._made[number] = tf.Variable(
                lambda: self._first_value(config, shape, dtype),
                trainable=config["trainable"],
                name=config["name"],
                dtype=dtype,
                shape=shape,
            )
        return self._made[number]

    def _first_value(self, config: dict, shape: list, dtype: tf.DType):
        if "value" not in config:
            return tf.zeros(shape, dtype)
        return tf.constant(revived(config["value"], self), dtype, shape)


def is_whole_in_keras_2(value, to_function: bool) -> bool:
    """Tells whether Keras 2's form of an argument is read as the same value.

    Args:
        value: A nest of constants and symbols.
        to_function: True for an argument of a TensorFlow function, which takes
            a number for a tensor, and a list for a tuple.
    """
    leaves = tf.nest.flatten(value)
    if to_function:
        return all(map(_is_whole_to_function, leaves))
    is_clear = not (has_tuple(value) or _has_dict_of_other_meaning(value))
    return is_clear and all(map(_is_whole, leaves))


def _is_whole_to_function(value) -> bool:
    if isinstance(value, (tf.Tensor, np.ndarray)):
        # To some functions a list is several tensors.
        is_usual = tf.as_dtype(value.dtype) in _USUAL_TYPES
        return is_usual and len(value.shape) == 0
    return not isinstance(value, (tf.Variable, complex))


def _is_whole(value) -> bool:
    # A type of NumPy's may be a class, or an object.
    is_numpy_type = isinstance(value, type | np.dtype)
    return not (is_numpy_type or isinstance(value, _MORE_THAN_PLAIN))


def has_tuple(value) -> bool:
    """Tells whether there is a tuple in a nest."""
    if isinstance(value, dict):
        return any(map(has_tuple, value.values()))
    is_list = isinstance(value, list)
    return isinstance(value, tuple) or is_list and any(map(has_tuple, value))


def _has_dict_of_other_meaning(value) -> bool:
    if isinstance(value, dict):
        again = map(_has_dict_of_other_meaning, value.values())
        return _means_another(value) or any(again)
    is_nest = isinstance(value, (list, tuple))
    return is_nest and any(map(_has_dict_of_other_meaning, value))


def _means_another(value: dict) -> bool:
    """Tells whether JSON's form of a dict is read as something else."""
    are_texts = all(type(key) is str for key in value)
    return not are_texts or "class_name" in value or set(value) == _OF_SLICE


def has_reference(value, names: Collection[str]) -> bool:
    """Tells whether a list or tuple of constants reads as a layer's output.

    Args:
        value: A nest.
        names: Those of the layers.
    """
    if isinstance(value, dict):
        return any(has_reference(part, names) for part in value.values())
    if not isinstance(value, (list, tuple)):
        return False
    again = (has_reference(part, names) for part in value)
    return _is_reference(value, names) or any(again)


def _is_reference(value: Sequence, names: Collection[str]) -> bool:
    return (
        len(value) in (3, 4)
        and isinstance(value[0], str)
        and value[0] in names
        and all(isinstance(number, int) for number in value[1:3])
    )


def nest_as_plain(
    value,
    leaf: Callable = lambda value: value,
    names: Collection[str] = frozenset(),
):
    """Returns a nest in a form in which tuples stay tuples, named ones too.

    Args:
        value: The nest.
        leaf: Returns the form of a leaf. Default: leaves are plain.
        names: Those of the layers, with which references begin. Default: none.
    """
    again = functools.partial(nest_as_plain, leaf=leaf, names=names)
    if isinstance(value, dict):
        pairs = [
            [key if isinstance(key, str) else again(key), again(part)]
            for key, part in value.items()
        ]
        if _means_another(value):
            return {"class_name": "__dict__", "config": pairs}
        return dict(pairs)
    if not isinstance(value, (list, tuple)):
        return leaf(value)
    parts = list(map(again, value))
    if _is_reference(value, names):
        parts[0] = {"class_name": "__text__", "config": value[0]}
    return _tuple_as_plain(value, parts) if isinstance(value, tuple) else parts


def _tuple_as_plain(value: tuple, parts: list) -> dict:
    tagged = {"class_name": "__tuple__", "config": parts}
    fields = getattr(value, "_fields", None)
    if fields is not None:
        name = registry.get_registered_name(type(value))
        tagged["named"] = {"name": name, "fields": list(fields)}
    return tagged


def tuple_of(tagged: dict, parts: list) -> tuple:
    """Makes the tuple of a form of `nest_as_plain`.

    One with named fields is of the class that the user gave for its name, or
    else of a class of the same name and fields.

    Args:
        tagged: The form.
        parts: What is in it.
    """
    named = tagged.get("named")
    if named is None:
        return tuple(parts)
    name, fields = named["name"], tuple(named["fields"])
    made = registry.get_registered_object(name)
    if getattr(made, "_fields", None) != fields:
        made = _named_tuple(name.rpartition(">")[2], fields)
    return made(*parts)


@functools.lru_cache(256)
def _named_tuple(name: str, fields: tuple[str, ...]) -> type:
    """Returns a class; the same each time, so that nests are alike."""
    # With `rename` a class may have fields such as `_0`.
    return collections.namedtuple(name, fields, rename=True)


def has_keras_2_form(value) -> bool:
    """Tells whether Keras 2 has a form of a value, if not an exact one."""
    if isinstance(value, (tf.Tensor, tf.Variable, np.ndarray)):
        return not tf.as_dtype(value.dtype).is_complex
    return not (callable(value) or isinstance(value, complex))


def as_keras_2(value):
    """Returns a value in Keras 2's form."""
    if isinstance(value, (tf.Tensor, tf.Variable, np.ndarray, np.generic)):
        return _texts(np.asarray(value).tolist())
    return exact_to_function(value, None)


def exact(value, variables: Variables):
    """Returns an argument of a layer in a form that says all of it.

    Args:
        value: Leaf of a call's arguments, not symbolic.
        variables: Those of the graph.
    Raises:
        ValueError: If it is a function that a file can't name.
        TypeError: If it has no form as plain data.
    """
    if isinstance(value, tf.DType):
        return plain_leaf.tagged("__dtype__", name=value.name, of="tensorflow")
    if plain_leaf.is_numpy_type(value):
        return plain_leaf.tagged(
            "__dtype__", name=np.dtype(value).name, of="numpy"
        )
    if isinstance(value, tf.TensorShape):
        items = None if value.rank is None else value.as_list()
        return {"class_name": "TensorShape", "items": items}
    if isinstance(value, tf.Variable):
        # It's nobody's weight, so no file of values has it.
        array = exact_to_function(np.asarray(value), variables)
        return variables.described(value, array)
    if isinstance(value, np.generic):
        array = exact_to_function(np.asarray(value), variables)
        return {"class_name": "__number__", "config": array}
    return exact_to_function(value, variables)


def exact_to_function(value, variables: Variables | None):
    """Returns an argument of a TensorFlow function, as `exact` does.

    Types have names there, and variables are weights.
    """
    if isinstance(value, tf.DType):
        return value.name
    if isinstance(value, tf.Variable):
        return variables.described(value)
    if isinstance(value, complex):
        return plain_leaf.tagged(
            "__complex__", real=value.real, imag=value.imag
        )
    if inspect.isroutine(value) and value.__name__ != "<lambda>":
        return plain_leaf.tagged(
            "__function__", name=pure_functions.name_of(value)
        )
    if isinstance(value, (tf.Tensor, np.ndarray)):
        kind = _kind_of(value)
        if kind is not None:
            return _array_of_parts(np.asarray(value), kind, tf.is_tensor(value))
    return object_config.plain(value)


def _kind_of(value: tf.Tensor | np.ndarray) -> str | None:
    """Returns the kind of an array that a nest of numbers doesn't say.

    None is what `object_config` describes, or refuses: an array of more than
    numbers or texts.
    """
    if isinstance(value, np.ma.MaskedArray):
        return None
    array = np.asarray(value)
    if array.dtype.kind in "SU":
        return "bytes" if array.dtype.kind == "S" else "text"
    if array.dtype.kind == "O":
        kinds = {type(part) for part in array.flat} or {bytes}
        known = {frozenset([bytes]): "object", frozenset([str]): "objects"}
        return known.get(frozenset(kinds))
    is_plain = array.size and array.dtype.kind != "c"
    return None if is_plain or array.dtype.kind == "V" else array.dtype.name


def revived(tagged: dict, variables: Variables):
    """Makes the value of an exact form."""
    name, config = tagged["class_name"], tagged.get("config")
    if name == "__variable__":
        return variables.made(config)
    if name == "TensorShape":
        return tf.TensorShape(tagged["items"])
    if name == "__number__":
        return revived(config, variables)[()]
    if name == "__dtype__":
        dtype = tf.as_dtype(config["name"])
        return (
            np.dtype(dtype.as_numpy_dtype) if config["of"] == "numpy" else dtype
        )
    if name == "__complex__":
        return complex(config["real"], config["imag"])
    if name == "__array__":
        return _array(**config)
    if name == "__text__":
        return config
    if name == "__bytes__" and "value" in tagged:
        # Of an older form of file.
        return tagged["value"].encode()
    if name == "__function__":
        return pure_functions.by_name(config["name"])
    return object_config.revive(tagged)


def _array_of_parts(array: np.ndarray, kind: str, is_tensor: bool) -> dict:
    """Describes an array that a nest of numbers in JSON doesn't."""
    return plain_leaf.tagged(
        "__array__",
        parts=[_part_as_plain(part) for part in array.ravel().tolist()],
        shape=list(array.shape),
        dtype=kind,
        is_tensor=is_tensor,
    )


def _array(parts: list, shape: list, dtype: str, is_tensor: bool):
    """Makes the array that `_array_of_parts` described."""
    if dtype in _OF_TEXTS:
        part_kind, kind = _OF_TEXTS[dtype]
        texts = [_text(part, part_kind) for part in parts]
        made = np.array(texts, kind).reshape(shape)
    else:
        # By TensorFlow's table of names: one of NumPy's may be of any width.
        kind = tf.as_dtype(dtype).as_numpy_dtype
        made = np.array([complex(*part) for part in parts], kind)
        made = made.reshape(shape)
    return tf.constant(made) if is_tensor else made


def _part_as_plain(part):
    if isinstance(part, complex):
        return [part.real, part.imag]
    text = part.encode() if isinstance(part, str) else part
    return text.decode("latin-1")


def _text(part: str, kind: type):
    encoded = part.encode("latin-1")
    return encoded if kind is bytes else encoded.decode()


def _texts(value):
    if isinstance(value, list):
        return [_texts(part) for part in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value
