"""`keras.backend.function`, `gradients` and kin: symbols made to compute."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import shapes, symbolic, values
from keras.engine import kinds
from keras.engine.graph import input_layer
from keras.engine.layer import layer, output_spec
from keras.engine.model import model
from keras.utils import source_inputs


def placeholder(
    shape: kinds.Shapes = None,
    ndim: int | None = None,
    dtype: kinds.DType = None,
    sparse: bool = False,
    name: str | None = None,
    ragged: bool = False,
) -> Any:
    """Returns a symbol that stands for a tensor; `keras.Input` of its shape.

    Args:
        shape: With the batch axis; None where a size is unknown.
        ndim: Number of axes, all unknown, in place of `shape`.
        dtype: Default: `floatx()`.
        sparse: True stands for a sparse tensor.
        name: Its name.
        ragged: True stands for a ragged tensor.
    Example:
        >>> keras.backend.placeholder((None, 3)).shape
        TensorShape([None, 3])
    """
    if shape is None:
        shape = [None] * (ndim or 0)
    return input_layer.Input(
        batch_shape=tuple(shape) if np.ndim(shape) else (shape,),
        dtype=dtype,
        sparse=sparse,
        name=name,
        ragged=ragged,
    )


def eval(x: kinds.Tensors) -> np.ndarray:
    """Returns the value of a tensor or variable as an array.

    Args:
        x: A tensor, variable or sparse tensor that has a value; of a ragged
            one there is an array of rows.
    Example:
        >>> keras.backend.eval(tf.constant([1.0]))
        array([1.], dtype=float32)
    """
    return values.get_value(shapes.to_dense(x))


def function(
    inputs: kinds.Tensors,
    outputs: kinds.Tensors,
    updates: Any = None,
    name: str | None = None,
    **kwargs,
) -> Callable:
    """Returns a function that computes some symbols from others.

    Args:
        inputs: Symbols, in a list: a model's inputs, or what one of its layers
            returned. 0 or 1 stands for `learning_phase()`.
        outputs: What is computed: a symbol, or a nest of such.
        updates: Keras 1's; there must be none.
        name: Has no effect.
        **kwargs: What TensorFlow 1's sessions took; nothing may be there.
    Returns:
        A function of a list of arrays, that returns arrays in the nest of
        `outputs`.
    Raises:
        ValueError: If there are updates, or other arguments.
    Example:
        >>> x = keras.Input((2,))
        >>> double = keras.backend.function([x], [2 * x])
        >>> double([[[1.0, 2.0]]])[0]
        array([[2., 4.]], dtype=float32)
    """
    if updates or kwargs:
        raise ValueError(
            "keras.backend.function: only symbols are computed. Expected no "
            f"updates and no other arguments. Received: updates={updates!r}, "
            f"{sorted(kwargs)}."
        )
    flat = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    phases = [n for n, one in enumerate(flat) if isinstance(one, (int, bool))]
    symbols = [one for n, one in enumerate(flat) if n not in phases]
    # A list of one output stays one; a model would return what is in it.
    listed = isinstance(outputs, list) and len(outputs) == 1
    inner = model.Model(symbols, outputs[0] if listed else outputs)

    def compute(values):
        given = values if isinstance(values, (list, tuple)) else [values]
        if len(given) != len(flat):
            raise ValueError(
                "keras.backend.function: arrays don't fit inputs. Expected "
                f"{len(flat)}, in a list. Received: {len(given)}."
            )
        training = bool(given[phases[0]]) if phases else None
        tensors = [
            tf.convert_to_tensor(np.asarray(one), symbol.dtype)
            if isinstance(one, (list, tuple, float, int))
            else one
            for one, symbol in zip(
                [one for n, one in enumerate(given) if n not in phases], symbols
            )
        ]
        for one, symbol in zip(tensors, symbols):
            if not symbol.shape.is_compatible_with(np.shape(one)):
                raise ValueError(
                    "keras.backend.function: an array doesn't fit its input. "
                    f"Expected shape={symbol.shape}. Received: "
                    f"shape={np.shape(one)}."
                )
        found = inner(
            tensors if len(tensors) > 1 else tensors[0], training=training
        )
        found = tf.nest.map_structure(_value, found)
        return [found] if listed else found

    return compute


def _value(found):
    # An array would need numbers where ragged rows have none.
    return found if isinstance(found, tf.RaggedTensor) else eval(found)


def gradients(loss: Any, variables: Any) -> list:
    """Returns how fast the sum of a symbol grows with others, as symbols.

    Args:
        loss: A symbol.
        variables: Symbols that it's computed from, or weights; one, or a list.
    Returns:
        A list with a symbol for each: what `function` computes, or a model.
        It's 0 where the loss doesn't depend on one.
    Raises:
        RuntimeError: If `loss` has a value: a `tf.GradientTape` tells then.
    Example:
        >>> x = keras.Input((2,))
        >>> slope, = keras.backend.gradients(x * x, [x])
        >>> keras.backend.function([x], slope)([[[1.0, 3.0]]])
        array([[2., 6.]], dtype=float32)
    """
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    if not symbolic.is_keras_tensor(loss):
        raise RuntimeError(
            "keras.backend.gradients: the loss has a value, and no history. "
            "Expected a symbol of a functional model. Received: "
            f"{type(loss).__name__}. Compute it under a `tf.GradientTape`."
        )
    alone = not isinstance(variables, (list, tuple))
    wanted = [variables] if alone else list(variables)
    symbols = [one for one in wanted if symbolic.is_keras_tensor(one)]
    sources = source_inputs.get_source_inputs(loss)
    known = {id(one) for one in sources}
    for one in symbols:
        for source in source_inputs.get_source_inputs(one):
            if id(source) not in known:
                known.add(id(source))
                sources.append(source)
    inner = model.Model(sources, [loss, *symbols])
    return _Gradients(inner, wanted)(sources)


class _Gradients(layer.Layer):
    """Computes how fast a model's first output grows with its others.

    Args:
        inner: The model.
        wanted: Symbols, which are its further outputs, and weights.
    """

    _keras_takes_nests = True

    def __init__(self, inner, wanted: list) -> None:
        super().__init__()
        self.inner = inner
        self._is_symbol = [symbolic.is_keras_tensor(one) for one in wanted]
        self._weights_wanted = [
            one for one in wanted if not symbolic.is_keras_tensor(one)
        ]

    def call(self, inputs, training=None):
        inputs = tf.nest.flatten(inputs)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            given = inputs if len(inputs) > 1 else inputs[0]
            loss, *values = self.inner(given, training=training)
        symbols, weights = iter(values), iter(self._weights_wanted)
        sources = [
            next(symbols) if is_symbol else next(weights)
            for is_symbol in self._is_symbol
        ]
        zero = tf.UnconnectedGradients.ZERO
        return tape.gradient(loss, sources, unconnected_gradients=zero)

    compute_output_spec = output_spec.traced
