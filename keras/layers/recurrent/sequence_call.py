"""What a call of a recurrent layer is given, in all the ways it may be.

`layer(x, initial_state=[h, c], constants=[k])` is `layer([x, h, c, k])`, too:
so Keras 2 writes it into files of models.
"""

from typing import Any, NamedTuple

import tensorflow as tf

from keras.engine.layer import building
from keras.layers import mask_shape

# In a build config: that the shapes are those of a tuple of sequences. A list
# is one of a sequence, states and constants.
_OF_TUPLE = "sequences"


class Parts(NamedTuple):
    """The tensors of a call.

    Args:
        inputs: The sequence, or a nest of sequences (no list).
        initial_state: List of states, or None.
        constants: List of tensors, or None.
    """

    inputs: Any
    initial_state: list | None
    constants: list | None


def parts(
    where: str, inputs, initial_state, constants, num_constants: int
) -> Parts:
    """Tells sequence, states and constants apart.

    Args:
        where: The layer as a message calls it.
        inputs: The sequence, or a list of it and all the others.
        initial_state: A tensor, a list of them, or None.
        constants: Likewise.
        num_constants: How many of a list's last tensors are constants.
    Raises:
        ValueError: If states or constants are given twice.
    """
    if isinstance(inputs, list):
        if not inputs:
            raise ValueError(
                f"{where}: there is no sequence. Expected it first in a list. "
                "Received: inputs=[]."
            )
        first, others = inputs[0], list(inputs[1:])
        if others and not (initial_state is None and constants is None):
            raise ValueError(
                f"{where}: states or constants are given twice. Expected them "
                "behind the sequence in a list, or by name. Received: a list "
                f"of {len(inputs)}, initial_state={initial_state!r}, "
                f"constants={constants!r}."
            )
        cut = len(others) - num_constants
        if others:
            initial_state = others[:cut] or None
            constants = others[cut:] or None
        inputs = first
    return Parts(inputs, _listed(initial_state), _listed(constants))


def _listed(value) -> list | None:
    if value is None or isinstance(value, list):
        return value
    return list(value) if isinstance(value, tuple) else [value]


def first_tensor(inputs) -> tf.Tensor:
    """Returns the first sequence of a nest: it tells batch, time and type.

    Args:
        inputs: A tensor or a nest.
    """
    return tf.nest.flatten(inputs)[0]


def size_of(x, axis: int):
    """Returns the size of an axis: an int where it's known, else a tensor.

    Args:
        x: Tensor.
        axis: Number of the axis.
    """
    known = x.shape[axis]
    return tf.shape(x)[axis] if known is None else known


def ragged_rows(outputs, lengths, is_reversed: bool) -> tf.RaggedTensor:
    """Returns the outputs that rows of some lengths have.

    Args:
        outputs: Tensor `(batch, time, ...)`.
        lengths: Ints `(batch,)`.
        is_reversed: Whether the last step came first: then what pads a row
            stands before it.
    """
    if is_reversed:
        outputs = tf.reverse(outputs, [1])
        outputs = tf.reverse_sequence(outputs, lengths, seq_axis=1)
    return tf.RaggedTensor.from_tensor(outputs, lengths)


def require_steps(layer, inputs) -> None:
    """Raises `ValueError` if nobody knows how many steps there are.

    Args:
        layer: A layer that builds a graph of all steps.
        inputs: Its sequences, or a nest of them.
    """
    first = first_tensor(inputs)
    if first.shape[layer._axes[1]] is None:
        raise ValueError(
            f"{layer._keras_who}: `unroll` builds a graph of all steps, and "
            "nobody knows how many there are. Expected sequences of a "
            f"known length. Received: shape={tuple(first.shape)}. Give the "
            "length to `keras.Input`, or leave `unroll` out."
        )


def mask_of_steps(layer, mask, inputs, states: list):
    """Returns the mask of a call, which is one of the sequence's steps.

    Args:
        layer: The layer.
        mask: Booleans, or a list of masks of which the first is it.
        inputs: Sequences, or a nest of them.
        states: What the sequence starts from, or a nest of it.
    Raises:
        ValueError: If it's one of other steps, or of other parts of a step.
    """
    mask, first = (tf.nest.flatten(each)[0] for each in (mask, inputs))
    mask_shape.check_within(layer._keras_who, mask, tf.nest.flatten(states))
    return mask_shape.checked(layer._keras_who, mask, first, layer._axes)


# Methods of layers that are called so, which bind them under these names.


def get_build_config(layer: Any) -> dict | None:
    """Returns what `build_from_config` creates the variables from."""
    config = building.get_build_config(layer)
    shape = config and config["input_shape"]
    if not isinstance(shape, tuple) or not _are_shapes(shape):
        return config
    return {"input_shape": {_OF_TUPLE: list(shape)}}


def build_from_config(layer: Any, config: dict) -> None:
    """Creates the variables as they were when the config was made.

    Args:
        config: What `get_build_config` returned, or another version's.
    """
    shape = (config or {}).get("input_shape")
    if isinstance(shape, dict) and shape.keys() == {_OF_TUPLE}:
        config = {"input_shape": tuple(map(tuple, shape[_OF_TUPLE]))}
    building.build_from_config(layer, config)


def _are_shapes(shape: tuple) -> bool:
    return bool(shape) and all(isinstance(part, tuple) for part in shape)
