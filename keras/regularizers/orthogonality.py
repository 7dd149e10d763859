"""Regularizer that pulls rows or columns apart."""

import tensorflow as tf

from keras.regularizers import regularizer

_MODES = ("rows", "columns")


class OrthogonalRegularizer(regularizer.Regularizer):
    """Penalises the cosines between the rows, or columns, of a matrix.

    penalty = factor * mean over pairs of |cos(angle between the two)|

    Args:
        factor: Default 0.01.
        mode: 'rows' or 'columns': which of them shall be orthogonal.
    Raises:
        ValueError: If an argument is wrong, or the input is no matrix.
    Example:
        >>> penalty = keras.regularizers.OrthogonalRegularizer(1.0)
        >>> float(penalty(tf.eye(3)))
        0.0
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        if mode not in _MODES:
            raise ValueError(
                f"OrthogonalRegularizer: wrong mode. Expected one of {_MODES}. "
                f"Received: mode={mode!r}."
            )
        self.factor = regularizer.factor(self, "factor", factor)
        self.mode = mode

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """Returns the penalty of the matrix `x`, a scalar."""
        if x.shape.rank != 2:
            raise ValueError(
                "OrthogonalRegularizer: the input is no matrix. Expected 2 "
                f"axes. Received: shape={x.shape}."
            )
        vectors = x if self.mode == "rows" else tf.transpose(x)
        vectors = tf.math.l2_normalize(vectors, axis=1)
        cosines = tf.matmul(vectors, vectors, transpose_b=True)
        count = vectors.shape[0]
        off_diagonal = tf.linalg.set_diag(cosines, tf.zeros(count, x.dtype))
        pairs = max(1, count * (count - 1) // 2)
        total = tf.reduce_sum(tf.abs(off_diagonal)) / 2  # each pair twice
        return self.factor * total / pairs
