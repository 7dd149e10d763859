"""Example tensors for the rows of a table: the same at each call."""

import dataclasses
from collections.abc import Callable

import numpy as np
import tensorflow as tf

_SEED = 7


@dataclasses.dataclass(frozen=True)
class Example:
    """What one input of a layer is like.

    Args:
        shape: Its shape with the batch axis.
        dtype: Its type.
        draw: Makes the values, from a NumPy generator and the shape.
        row_lengths: For a ragged tensor: how much of axis 1 each row has.
        is_sparse: True for a sparse tensor of the values that aren't 0.
    """

    shape: tuple[int, ...]
    dtype: str
    draw: Callable[[np.random.Generator, tuple], np.ndarray]
    row_lengths: tuple[int, ...] | None = None
    is_sparse: bool = False

    def tensor(self, generator: np.random.Generator):
        """Returns a tensor, drawn from the generator."""
        values = self.draw(generator, self.shape)
        dense = tf.constant(values, tf.as_dtype(self.dtype))
        if self.is_sparse:
            return tf.sparse.from_dense(dense)
        if self.row_lengths is None:
            return dense
        return tf.RaggedTensor.from_tensor(dense, self.row_lengths)


def floats(*shape: int, dtype: str = "float32") -> Example:
    """Numbers around 0, about 1 apart."""
    return Example(shape, dtype, lambda g, s: g.normal(size=s))


def whole(*shape: int, below: int = 5, dtype: str = "int32") -> Example:
    """Whole numbers from 0 on: indices, tokens, labels."""
    return Example(shape, dtype, lambda g, s: g.integers(0, below, s))


def images(*shape: int, dtype: str = "float32") -> Example:
    """Pixels in [0, 1), or 0 to 255 where the type is whole."""
    if tf.as_dtype(dtype).is_integer:
        return whole(*shape, below=256, dtype=dtype)
    return Example(shape, dtype, lambda g, s: g.random(s))


def strings(*shape: int, words: tuple[str, ...] = ("a", "b", "c")) -> Example:
    """Words drawn from a few."""
    return Example(shape, "string", lambda g, s: g.choice(words, s))


def mask(*shape: int) -> Example:
    """True and False, the first of each row True."""

    def draw(generator, shape):
        values = generator.random(shape) < 0.7
        values[:, 0] = True
        return values

    return Example(shape, "bool", draw)


def ragged(example: Example, *row_lengths: int) -> Example:
    """The example, with rows of these lengths.

    Example:
        >>> from keras.testing import example_inputs
        >>> example = example_inputs.ragged(example_inputs.floats(2, 3), 3, 1)
        >>> example_inputs.tensors(example).shape
        TensorShape([2, None])
    """
    return dataclasses.replace(example, row_lengths=row_lengths)


def sparse(example: Example) -> Example:
    """The example, as a sparse tensor of what isn't 0.

    Example:
        >>> from keras.testing import example_inputs
        >>> example = example_inputs.sparse(example_inputs.whole(2, 3))
        >>> type(example_inputs.tensors(example)).__name__
        'SparseTensor'
    """
    return dataclasses.replace(example, is_sparse=True)


def rows_of(tensor, start: int, stop: int):
    """Returns some rows of a dense, ragged or sparse tensor.

    Args:
        tensor: The tensor.
        start: The first row.
        stop: The one behind the last.
    """
    if not isinstance(tensor, tf.SparseTensor):
        return tensor[start:stop]
    others = tensor.dense_shape[1:]
    begin = tf.concat([[start], tf.zeros_like(others)], axis=0)
    return tf.sparse.slice(
        tensor, begin, tf.concat([[stop - start], others], axis=0)
    )


def tensors(nest):
    """Returns tensors for a nest of examples, the same each time.

    What is no example, such as `True`, stands for itself.
    """
    generator = np.random.default_rng(_SEED)
    return tf.nest.map_structure(
        lambda part: (
            part.tensor(generator) if isinstance(part, Example) else part
        ),
        nest,
    )
