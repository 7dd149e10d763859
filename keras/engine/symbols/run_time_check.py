"""What a layer demands of inputs, checked where only a graph's run can know.

Data from a generator has sizes that no trace sees. A graph checks those that a
layer's variables depend on, before TensorFlow's operations do, and knows them
from there on; that takes nothing where the trace knows them already.
"""

import re
from collections.abc import Callable

import tensorflow as tf

from keras.engine.symbols import before_cast, masking

# TensorFlow writes a failed check as [text] [sizes], with quotes escaped.
_RECEIVED = "Received: shape="
_FAILED = re.compile(rf"assertion failed: \[(.*){_RECEIVED}\] \[([\d ]*)\]")


def checked(layer, inputs):
    """Returns a call's inputs, checked by the graph that is being made.

    Args:
        layer: The layer.
        inputs: Tensors, in a nest.
    """
    spec = layer._keras_state.input_spec
    if spec is None or tf.executing_eagerly() or isinstance(inputs, dict):
        return inputs
    specs, tensors = tf.nest.flatten(spec), tf.nest.flatten(inputs)
    found = [
        _checked(layer._keras_who, one, tensor)
        if one is not None and isinstance(tensor, tf.Tensor)
        else tensor
        for one, tensor in zip(specs, tensors)
    ]
    return tf.nest.pack_sequence_as(inputs, found)


def sure(
    tensor, is_right: Callable, who: str, told: str, shape: tf.TensorShape
):
    """Returns a tensor that is there only if something is true of it.

    Args:
        tensor: A graph's.
        is_right: Tells of a tensor whether it's right, as a tensor.
        who: The layer as a message calls it.
        told: What is wrong, and what is expected.
        shape: What is known of the shape of the right one.
    """

    def change(value):
        data = [f"{who}: {told} {_RECEIVED}", tf.shape(value)]
        check = tf.debugging.Assert(is_right(value), data, summarize=32)
        with tf.control_dependencies([check]):
            value = tf.identity(value)
        value.set_shape(shape)
        return value

    return masking.like(before_cast.changed(tensor, change), tensor)


def text_of(message: str) -> str | None:
    """Returns what a check says that failed; None for any other error."""
    found = _FAILED.search(message)
    if found is None:
        return None
    text = found[1].replace("\\", "")
    return f"{text}{_RECEIVED}{tuple(map(int, found[2].split()))}."


def _checked(who: str, spec, tensor):
    if spec.allow_last_axis_squeeze:
        return tensor
    if tensor.shape.rank is None and spec.ndim is not None:
        shape = tf.TensorShape([None] * spec.ndim)
        axes = f"the input has another number of axes. Expected {spec.ndim}."
        tensor = sure(
            tensor, lambda t: tf.equal(tf.rank(t), spec.ndim), who, axes, shape
        )
    wanted = spec.axes if spec.shape is None else dict(enumerate(spec.shape))
    for axis, size in wanted.items():
        if size is not None and _size(tensor, axis) is None:
            tensor = _of_size(who, tensor, axis, size)
    return tensor


def _size(tensor, axis: int) -> int | None:
    return None if tensor.shape.rank is None else tensor.shape[axis]


def _of_size(who: str, tensor, axis: int, size: int):
    shape = tensor.shape
    if shape.rank is not None:
        sizes = shape.as_list()
        sizes[axis] = size
        shape = tf.TensorShape(sizes)
    told = f"axis {axis} of the input has another size. Expected {size}."
    return sure(
        tensor, lambda t: tf.equal(tf.shape(t)[axis], size), who, told, shape
    )
