"""What a call takes beside symbolic tensors, as plain data, and back.

Keras 2's form has numbers, texts and lists of them: an array is a list, whose
type is what TensorFlow makes of it. Where that isn't the whole value, there is
an exact form too, which only this package reads.
"""

import inspect

import numpy as np
import tensorflow as tf

from keras.engine.graph import pure_functions
from keras.saving.config import object_config

# What TensorFlow makes of a number, a truth or a text.
_USUAL_TYPES = (tf.float32, tf.int32, tf.bool, tf.string)


class Variables:
    """The variables of a graph's calls: one that is used twice is one."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._made: dict[int, tf.Variable] = {}

    def described(self, variable: tf.Variable) -> dict:
        """Describes a variable; its value is among the model's weights."""
        number = self._numbers.setdefault(id(variable), len(self._numbers))
        config = {
            "number": number,
            "shape": variable.shape.as_list(),
            "dtype": variable.dtype.name,
            "trainable": bool(variable.trainable),
            "name": variable.name.partition(":")[0],
        }
        return {"class_name": "__variable__", "config": config}

    def made(self, config: dict) -> tf.Variable:
        """Makes a variable of zeros, which loading then sets."""
        number = config["number"]
        if number not in self._made:
            shape, dtype = config["shape"], tf.as_dtype(config["dtype"])
            self._made[number] = tf.Variable(
                lambda: tf.zeros(shape, dtype),
                trainable=config["trainable"],
                name=config["name"],
                dtype=dtype,
                shape=shape,
            )
        return self._made[number]


def is_whole_in_keras_2(value) -> bool:
    """Tells whether Keras 2's form of a value is read as the same value."""
    if isinstance(value, (tf.Tensor, np.ndarray)):
        # To some functions a list is several tensors.
        is_usual = tf.as_dtype(value.dtype) in _USUAL_TYPES
        return is_usual and len(value.shape) == 0
    return not isinstance(value, (tf.Variable, complex))


def has_keras_2_form(value) -> bool:
    """Tells whether Keras 2 has a form of a value, if not an exact one."""
    if isinstance(value, (tf.Tensor, tf.Variable, np.ndarray)):
        return not tf.as_dtype(value.dtype).is_complex
    return not (callable(value) or isinstance(value, complex))


def as_keras_2(value):
    """Returns a value in Keras 2's form."""
    if isinstance(value, (tf.Tensor, tf.Variable, np.ndarray, np.generic)):
        return _texts(np.asarray(value).tolist())
    return exact(value, None)


def exact(value, variables: Variables | None):
    """Returns a value in a form that says all of it.

    Args:
        value: Leaf of a call's arguments, not symbolic.
        variables: Those of the graph.
    Raises:
        ValueError: If it is a function that a file can't name.
        TypeError: If it has no form as plain data.
    """
    if isinstance(value, tf.DType):
        return value.name
    if isinstance(value, tf.Variable):
        return variables.described(value)
    if isinstance(value, complex):
        return _tagged("__complex__", real=value.real, imag=value.imag)
    if inspect.isroutine(value) and value.__name__ != "<lambda>":
        return _tagged("__function__", name=pure_functions.name_of(value))
    if isinstance(value, (tf.Tensor, np.ndarray)):
        array = np.asarray(value)
        if array.dtype.kind in "cOSU" or not array.size:
            return _array_of_parts(array, tf.is_tensor(value))
    return object_config.plain(value)


def revived(tagged: dict, variables: Variables):
    """Makes the value of an exact form."""
    name, config = tagged["class_name"], tagged.get("config")
    if name == "__variable__":
        return variables.made(config)
    if name == "__complex__":
        return complex(config["real"], config["imag"])
    if name == "__array__":
        return _array(**config)
    if name == "__function__":
        return pure_functions.by_name(config["name"])
    return object_config.revive(tagged)


def _tagged(class_name: str, **config) -> dict:
    return {"class_name": class_name, "config": config}


def _array_of_parts(array: np.ndarray, is_tensor: bool) -> dict:
    """Describes an array that a nest of numbers in JSON doesn't."""
    return _tagged(
        "__array__",
        parts=[_part_as_plain(part) for part in array.ravel().tolist()],
        shape=list(array.shape),
        dtype="object" if array.dtype.kind in "OSU" else array.dtype.name,
        is_tensor=is_tensor,
    )


def _array(parts: list, shape: list, dtype: str, is_tensor: bool):
    """Makes the array that `_array_of_parts` described."""
    # By TensorFlow's table of names: one of NumPy's may be of any width.
    kind = object if dtype == "object" else tf.as_dtype(dtype).as_numpy_dtype
    made = np.empty(len(parts), kind)
    made[:] = [_part(part) for part in parts]
    made = made.reshape(shape)
    return tf.constant(made) if is_tensor else made


def _part_as_plain(part):
    if isinstance(part, complex):
        return [part.real, part.imag]
    text = part.encode() if isinstance(part, str) else part
    return text.decode("latin-1")


def _part(part):
    return complex(*part) if isinstance(part, list) else part.encode("latin-1")


def _texts(value):
    if isinstance(value, list):
        return [_texts(part) for part in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value
