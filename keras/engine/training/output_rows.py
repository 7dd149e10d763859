"""The rows of `predict`'s outputs: put in place once, as they come."""

import numpy as np
import tensorflow as tf

# An array whose final size isn't known grows by this part of itself. One of
# many pages is moved by the kernel then, not copied.
_GROWTH = 0.1


class OutputRows:
    """Collects outputs, batch by batch, in arrays of their final size.

    The first batch tells the size of a row and, where the number of batches is
    known, that of the arrays. Memory that isn't written to takes none, so the
    peak is the outputs, and what one run of batches takes.

    Args:
        num_batches: How many batches there will be at most, or None.
    """

    def __init__(self, num_batches: int | None) -> None:
        self._num_batches = num_batches
        self._structure = None
        self._columns: list[_Array | _Uneven | _Composite | _Nothing] = []
        self._taken = 0

    def add(self, outputs, num_batches: int) -> None:
        """Appends outputs.

        Args:
            outputs: A nest of tensors.
            num_batches: How many batches they come from.
        Raises:
            ValueError: If they have more or fewer axes than those before.
        """
        flat = tf.nest.flatten(outputs)
        if not self._columns:
            self._structure = tf.nest.map_structure(lambda _: None, outputs)
            runs = max((self._num_batches or 0) / num_batches, 1)
            self._columns = [_column(part, runs) for part in flat]
        for number, part in enumerate(flat):
            if not self._columns[number].takes(part, number):
                self._columns[number] = _Uneven(self._columns[number].result())
            self._columns[number].add(part)
        self._taken += num_batches

    def batches_in(self, num_bytes: int) -> int:
        """Returns how many batches' outputs take so much, at least 1."""
        bytes_so_far = sum(column.num_bytes for column in self._columns)
        return max(1, num_bytes * self._taken // max(bytes_so_far, 1))

    def result(self):
        """Returns the nest of outputs over all rows."""
        parts = [column.result() for column in self._columns]
        return tf.nest.pack_sequence_as(self._structure, parts)


class _Array:
    """A dense output's rows.

    Args:
        first: The first rows.
        runs: How often there are as many, at most.
    """

    def __init__(self, first: np.ndarray, runs: float) -> None:
        rows = int(np.ceil(len(first) * runs))
        self._array = np.empty((rows, *first.shape[1:]), first.dtype)
        self._count = 0

    @property
    def num_bytes(self) -> int:
        """Bytes of the rows so far."""
        return self._array[: self._count].nbytes

    def takes(self, part, number: int) -> bool:
        """Tells whether rows of output `number` have the shape of the first.

        Raises:
            ValueError: If they have another number of axes.
        """
        array = self._array
        if np.ndim(part) and len(part.shape) != array.ndim:
            raise ValueError(
                f"predict: the rows of output {number} can't be put together. "
                f"Expected {array.ndim - 1} axes a row, as in the first batch. "
                f"Received: shape={tuple(part.shape[1:])}. Use `predict_iter`."
            )
        return _rows(part).shape[1:] == array.shape[1:]

    def add(self, part) -> None:
        """Appends rows."""
        rows, array = _rows(part), self._array
        end = self._count + len(rows)
        if end > len(array):
            self._resize(max(end, int(len(array) * (1 + _GROWTH))))
        self._array[self._count : end] = rows
        self._count = end

    def _resize(self, count: int) -> None:
        # Nobody else has the array yet.
        shape = count, *self._array.shape[1:]
        self._array.resize(shape, refcheck=False)

    def result(self) -> np.ndarray:
        """Returns the rows."""
        if self._count < len(self._array):
            self._resize(self._count)
        return self._array


class _Uneven:
    """A dense output's rows, whose shape differs from batch to batch.

    Args:
        first: The rows so far.
    """

    num_bytes = 0

    def __init__(self, first: np.ndarray) -> None:
        self._parts = [first]

    def takes(self, part, number: int) -> bool:
        """Rows of any shape are taken."""
        return True

    def add(self, part) -> None:
        """Appends rows."""
        self._parts.append(_rows(part))

    def result(self) -> tf.RaggedTensor:
        """Returns the rows; axes after the last that differs are uniform."""
        shapes = np.array([part.shape[1:] for part in self._parts])
        differing = np.nonzero((shapes != shapes[0]).any(axis=0))[0]
        ragged_rank = int(differing[-1]) + 1
        parts = [
            tf.RaggedTensor.from_tensor(part, ragged_rank=ragged_rank)
            for part in self._parts
        ]
        return tf.concat(parts, axis=0)


class _Composite:
    """A ragged or sparse output's rows."""

    num_bytes = 0

    def __init__(self) -> None:
        self._parts: list = []

    def takes(self, part, number: int) -> bool:
        """Rows of any shape are taken."""
        return True

    def add(self, part) -> None:
        """Appends rows."""
        self._parts.append(part)

    def result(self):
        """Returns the rows as one tensor."""
        if len(self._parts) == 1:
            return self._parts[0]
        if isinstance(self._parts[0], tf.SparseTensor):
            return tf.sparse.concat(0, self._parts)
        return tf.concat(self._parts, axis=0)


class _Nothing:
    """An output that is None."""

    num_bytes = 0

    def takes(self, part, number: int) -> bool:
        """It's None with every batch."""
        return True

    def add(self, part) -> None:
        """Passes over it."""

    def result(self) -> None:
        """Returns None."""


def _column(part, runs: float) -> "_Array | _Composite | _Nothing":
    if part is None:
        return _Nothing()
    if tf.is_tensor(part) and not isinstance(part, tf.Tensor):
        return _Composite()
    return _Array(_rows(part), runs)


def _rows(part) -> np.ndarray:
    """Returns a tensor's rows, past a copy; a number is one row."""
    return np.atleast_1d(np.asarray(part))
