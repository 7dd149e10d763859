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
# Sizes are known from there on, and optimized graphs make use of them before
# the check was. So what makes them known is a check, too; its name says whose.
_UNLIKE = re.compile(
    r"Shape of tensor .*? \[([\d,]*)\] is not compatible with expected shape "
    r"\[([\d,?]*)\]"
)
_NAMED = re.compile(r"/input_of\.(\w+)\.([^/]*)\.(?:_\d+)? defined at")


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
        if shape.rank and any(shape.as_list()):
            value = tf.ensure_shape(value, shape, name=_name_of(who))
        value.set_shape(shape)
        return value

    return masking.like(before_cast.changed(tensor, change), tensor)


def text_of(message: str) -> str | None:
    """Returns what a check says that failed; None for any other error."""
    found = _FAILED.search(message)
    if found is None:
        return _text_of_shape(message)
    text = found[1].replace("\\", "")
    return f"{text}{_RECEIVED}{tuple(map(int, found[2].split()))}."


def shapes_in(message: str) -> tuple[tuple, tuple] | None:
    """Returns the shape that `tf.ensure_shape` found, and the expected one.

    Args:
        message: TensorFlow's. The answer is None for one of another kind.
    """
    found = _UNLIKE.search(message)
    return found and (_sizes(found[1]), _sizes(found[2]))


def _text_of_shape(message: str) -> str | None:
    shapes, named = shapes_in(message), _NAMED.search(message)
    if shapes is None or named is None:
        return None
    received, expected = shapes
    told = f"an input has another shape. Expected {expected}."
    if len(received) == len(expected):
        pairs = enumerate(zip(received, expected))
        axis = next(n for n, (m, size) in pairs if size not in (m, None))
        told = _told_size(axis, expected[axis])
    return f"{named[1]} layer {named[2]!r}: {told} {_RECEIVED}{received}."


def _sizes(text: str) -> tuple:
    return tuple(
        None if size == "?" else int(size) for size in text.split(",") if size
    )


def _name_of(who: str) -> str:
    """Writes "Dense layer 'logits'" as an operation may be called."""
    kind, _, name = who.partition(" layer ")
    name = re.sub(r"[^\w.-]", "_", name.strip("'"))
    return f"input_of.{kind}.{name}."


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

    def fits(value):
        return tf.equal(tf.shape(value)[axis], size)

    return sure(tensor, fits, who, _told_size(axis, size), shape)


def _told_size(axis: int, size: int) -> str:
    return f"axis {axis} of the input has another size. Expected {size}."
