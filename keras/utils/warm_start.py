"""Word vectors of a new vocabulary that begin as those of an old one."""

import os
from typing import Any

import numpy as np
import tensorflow as tf

from keras import backend, initializers
from keras.engine import kinds


def warmstart_embedding_matrix(
    base_vocabulary: Any,
    new_vocabulary: Any,
    base_embeddings: Any,
    new_embeddings_initializer: kinds.Named = "uniform",
) -> tf.Tensor:
    """Makes embeddings of a new vocabulary, with what an old one has of it.

    out[i] = base_embeddings[j] where new_vocabulary[i] is base_vocabulary[j]

    Args:
        base_vocabulary: Terms of the old vocabulary, in order: a list, an
            array, a tensor, or a file with one a line.
        new_vocabulary: Those of the new one, likewise.
        base_embeddings: Array `(terms of the old one, dimensions)`.
        new_embeddings_initializer: Makes the rows of terms that are new: an
            initializer, its name, or an array `(terms of the new one,
            dimensions)`. Default "uniform".

    Returns:
        A tensor `(terms of the new one, dimensions)`, of the type of the old
        embeddings; of whole numbers and lists, `floatx()`.

    Raises:
        ValueError: If embeddings have other shapes than these.

    Example:
        >>> keras.utils.warmstart_embedding_matrix(
        ...     ["a", "b"], ["b", "c"], [[1.0, 2.0], [3.0, 4.0]],
        ...     "zeros").numpy()
        array([[3., 4.],
               [0., 0.]], dtype=float32)
    """
    base, new = _terms(base_vocabulary), _terms(new_vocabulary)
    old = _floats(base_embeddings)
    _check_rows("base_embeddings", old, (len(base), *old.shape[1:2]))
    shape = (len(new), old.shape[1])
    made = new_embeddings_initializer
    if isinstance(made, (np.ndarray, list, tf.Tensor, tf.Variable)):
        rows = np.array(made, old.dtype)
    else:
        rows = np.array(initializers.get(made)(shape, old.dtype))
    _check_rows("new_embeddings_initializer", rows, shape)
    place = {term: number for number, term in enumerate(base)}
    for number, term in enumerate(new):
        if term in place:
            rows[number] = old[place[term]]
    return tf.convert_to_tensor(rows)


def _floats(embeddings: Any) -> np.ndarray:
    rows = np.asarray(embeddings)
    is_typed = tf.as_dtype(rows.dtype).is_floating and hasattr(
        embeddings, "dtype"
    )
    return rows if is_typed else rows.astype(backend.floatx())


def _terms(vocabulary: Any) -> list:
    if isinstance(vocabulary, (str, os.PathLike)):
        # As a lookup layer reads it: other marks of lines are of the terms.
        with tf.io.gfile.GFile(os.fspath(vocabulary)) as file:
            return file.read().removesuffix("\n").split("\n")
    return [
        term.decode() if isinstance(term, bytes) else term
        for term in np.asarray(vocabulary).tolist()
    ]


def _check_rows(name: str, rows: np.ndarray, shape: tuple[int, ...]) -> None:
    if rows.ndim != 2 or rows.shape != shape:
        raise ValueError(
            f"warmstart_embedding_matrix: {name} has no row for each term. "
            f"Expected the shape {(*shape, 'dimensions')[:2]}. "
            f"Received: shape={rows.shape}."
        )
