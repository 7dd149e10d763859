"""Numbers to the indices of the ranges that they lie in."""

import numbers
from typing import Any

import numpy as np
import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import building, tracking
from keras.layers import arguments
from keras.layers.preprocessing import (
    full_precision,
    index_encoding,
    output_dtype,
    preprocessing_layer,
    quantiles,
    summaries,
    tokens,
)
from keras.saving.config import object_config
from keras.tf_internals import named_variable, scratch_graph

_MODES = ("int", "one_hot", "multi_hot", "count")


class Discretization(preprocessing_layer.PreprocessingLayer):
    """Replaces each number by the index of the bin that it lies in.

    y[...] = how many boundaries are at most x[...]; see `output_mode` for what
    else may come out. The first bin begins at minus infinity, and the last has
    no end.

    Boundaries are given, or learned by `adapt`: the quantiles of data, so that
    each bin holds as much of it.

    Args:
        bin_boundaries: The boundaries between bins, in order.
        num_bins: How many bins to learn, 1 or more, instead.
        epsilon: Fraction of all data by which a learned boundary may be off,
            in (0, 1). Up to a million different numbers are learned from
            exactly. Default 0.01.
        output_mode: 'int': the index. 'one_hot': a vector for each number.
            'multi_hot', 'count': a vector for all numbers of the last axis,
            with 1 for bins that one is in, and with how many are.
        sparse: True returns vectors as a `tf.SparseTensor`.
        **kwargs: Arguments of every layer. `dtype` is that of the output:
            default 'int64', for vectors `floatx()`.
    Call arguments:
        inputs: Numbers, dense, ragged or sparse, of any number of axes. NaN is
            in the last bin.
    Output shape: the input's in 'int' output; that and the number of bins in
        'one_hot'; the number of bins in place of the last axis in the others.
    Variables: summary `(2, columns)`, float32: the boundaries and the largest
        number, and how many numbers are in each bin; as many columns more as
        doubles beyond float32's precision need. None where boundaries are
        given.
    Raises:
        ValueError: If both boundaries and their number are given, or neither;
            if boundaries aren't in order.
        RuntimeError: If it is called before it has learned them.
    Source: boundaries are `numpy.quantile`'s.
    Example:
        >>> layer = keras.layers.Discretization(num_bins=4)
        >>> layer.adapt(np.arange(1.0, 9.0))
        >>> layer.bin_boundaries
        [2.75, 4.5, 6.25]
        >>> layer(np.array([[1.0, 3.0, 100.0]])).numpy()
        array([[0, 1, 3]])
    """

    # A file may have a longer summary of what was seen.
    _keras_reads_own_values = True
    _given_boundaries = tracking.Aside()

    def __init__(
        self,
        bin_boundaries: Any = None,
        num_bins: int | None = None,
        epsilon: float = 0.01,
        output_mode: str = "int",
        sparse: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        older = kwargs.pop("bins", None)
        if isinstance(older, numbers.Integral) and num_bins is None:
            num_bins = older
        elif bin_boundaries is None:
            bin_boundaries = older
        dtype = output_dtype.of(kwargs.pop("dtype", None), output_mode, False)
        super().__init__(dtype=dtype, autocast=False, **kwargs)
        where = self._keras_who
        if (bin_boundaries is None) == (num_bins is None):
            raise ValueError(
                f"{where}: bins are either given or learned. Expected one of "
                "`bin_boundaries` and `num_bins`. Received: "
                f"bin_boundaries={bin_boundaries!r} and num_bins={num_bins!r}."
            )
        self._given_boundaries = _in_order(where, bin_boundaries)
        if num_bins is not None:
            num_bins = arguments.whole_number(where, "num_bins", num_bins)
        self.num_bins = num_bins
        self.epsilon = _fraction(where, "epsilon", epsilon)
        self.output_mode = index_encoding.mode_of(
            where, output_mode, _MODES, sparse
        )
        self.sparse = sparse
        self.summary = None
        self._has_learned = False
        # What was seen, and what the variable said when it was taken.
        self._seen = quantiles.Quantiles(epsilon)
        self._told: np.ndarray | None = None

    @property
    def _keras_input_dtype(self) -> str:
        return "float32"

    @property
    def bin_boundaries(self) -> list[float]:
        """The boundaries; none before they are learned."""
        if self._given_boundaries is not None:
            return self._given_boundaries
        if not self._knows_boundaries():
            return []
        with tf.init_scope():
            found = summaries.boundaries_of(self.summary, self.num_bins)
            return found.numpy().tolist()

    @property
    def input_bin_boundaries(self) -> list[float] | None:
        """The boundaries that the constructor was given."""
        return self._given_boundaries

    def build(self, input_shape: kinds.Shapes) -> None:
        if self._given_boundaries is None:
            self.summary = self.add_weight(
                "summary",
                (2, self.num_bins),
                "float32",
                initializer="zeros",
                trainable=False,
                autocast=False,
                getter=_of_any_length,
            )

    def __setstate__(self, state: dict) -> None:
        vars(self).update(state)
        if self.summary is not None:
            # TensorFlow's copy of a variable keeps the length of the moment.
            copied = self.summary
            self.summary = _of_any_length(
                lambda *_, **__: copied.numpy(),
                copied.shape,
                copied.dtype,
                name=copied.name.partition(":")[0],
                trainable=False,
            )

    # Learning.

    def update_state(self, data: Any) -> None:
        """Looks at a batch.

        Args:
            data: Numbers.
        Raises:
            ValueError: If boundaries were given.
        """
        if self._given_boundaries is not None:
            raise ValueError(
                f"{self._keras_who}: there is nothing to learn. Expected "
                "`num_bins` in the constructor. Received: "
                f"bin_boundaries={self._given_boundaries!r}."
            )
        building.build_inner(self, None)
        self._know_what_was_seen()
        values = tokens.values_of(tokens.as_tensor(data))
        self._seen.add(full_precision.of(self, values).numpy())

    def _know_what_was_seen(self) -> None:
        """Goes on from the variable, if a file or a user set it since."""
        summary = self.summary.numpy()
        if not np.array_equal(summary, self._told):
            self.reset_state()
            self._seen.add(*summaries.seen_in(summary, self.num_bins))

    def finalize_state(self) -> None:
        """Makes boundaries of what was seen, if anything was."""
        if self._seen.is_empty:
            return
        shares = np.arange(1, self.num_bins + 1) / self.num_bins
        self._take(self._seen.at(shares), self._seen.count / self.num_bins)
        self._told = self.summary.numpy()
        self._seen.keep_fewer()

    def _take(self, ends, count: float) -> None:
        """Keeps boundaries and the largest number as a summary of data."""
        self.summary.assign(summaries.of_ends(ends, count))

    def reset_state(self) -> None:
        """Forgets what was seen, not the boundaries."""
        self._seen = quantiles.Quantiles(self.epsilon)
        self._told = None if self.summary is None else self.summary.numpy()

    @property
    def _keras_was_told(self) -> bool:
        return self._given_boundaries is not None

    @property
    def _keras_knows(self) -> bool:
        return self._knows_boundaries()

    @property
    def _keras_is_told(self) -> bool:
        # Files of Keras 3 have the boundaries in the configuration alone.
        return self._knows_boundaries()

    def _knows_boundaries(self) -> bool:
        if self._given_boundaries is not None or self._has_learned:
            return True
        if self.summary is not None:
            with tf.init_scope():
                self._has_learned = bool(tf.reduce_any(self.summary[1] > 0))
        return self._has_learned

    # Calling.

    @property
    def _encoding(self) -> index_encoding.Encoding:
        depth = self.num_bins or len(self._given_boundaries) + 1
        dtype = tf.as_dtype(self.compute_dtype)
        return index_encoding.Encoding(
            self.output_mode, depth, dtype, self.sparse
        )

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        # A model may be made, and its shapes traced, before `adapt`.
        if not (self._knows_boundaries() or scratch_graph.is_entered()):
            raise RuntimeError(
                f"{self._keras_who}: there are no bins yet. Expected `adapt` "
                f"before the first call. Received: num_bins={self.num_bins} "
                "and no data."
            )
        inputs = tokens.as_tensor(inputs)
        return self._encoding.of(tokens.map_values(self._bins_of, inputs))

    def _bins_of(self, values: tf.Tensor) -> tf.Tensor:
        """Returns the indices of dense numbers."""
        x = full_precision.of(self, values)
        if self._given_boundaries is None:
            found = summaries.boundaries_of(self.summary, self.num_bins)
            boundaries = tf.cast(found, x.dtype)
        else:
            boundaries = tf.constant(self._given_boundaries, x.dtype)
        found = tf.searchsorted(boundaries, tf.reshape(x, (-1,)), side="right")
        return tf.ensure_shape(tf.reshape(found, tf.shape(x)), x.shape)

    compute_output_shape = index_encoding.compute_output_shape
    compute_output_spec = index_encoding.compute_output_spec

    # Files.

    def get_config(self) -> dict:
        """Returns the arguments, and the boundaries that were learned.

        Keras 3 has them so. tf_keras, which would forget them, refuses it.
        """
        config = super().get_config()
        known = self.bin_boundaries if self._knows_boundaries() else None
        config["bin_boundaries"] = object_config.plain(known)
        return config

    @classmethod
    def from_config(cls, config: dict) -> "Discretization":
        """Makes a layer from what `get_config` returned.

        Args:
            config: That of Keras 3 may have learned boundaries, too.
        """
        if None in (config.get("num_bins"), config.get("bin_boundaries")):
            return super().from_config(config)
        learned = config["bin_boundaries"]
        layer = super().from_config({**config, "bin_boundaries": None})
        building.build_inner(layer, None)
        # The largest number isn't told; it's no boundary.
        layer._take([*learned, *(learned[-1:] or [0.0])], 1.0)
        return layer

    def save_own_variables(self, store: Any) -> None:
        """Puts the learned boundaries into a dict-like store."""
        if self.summary is not None:
            store["0"] = self.summary.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Takes learned boundaries, or a summary of Keras 2."""
        if self.summary is not None and "0" in store:
            self.summary.assign(np.asarray(store["0"], "float32"))


def _of_any_length(initializer, shape, dtype, **options) -> tf.Variable:
    """Makes a summary that another one may take the place of."""
    # By a function: a file's limit asks how large it is before it's called.
    return named_variable.variable(
        lambda: initializer(shape, dtype=dtype),
        dtype=dtype,
        shape=(2, None),
        **options,
    )


def _in_order(where: str, boundaries) -> list[float] | None:
    if boundaries is None:
        return None
    if tf.is_tensor(boundaries):
        boundaries = boundaries.numpy()
    numbers_given = np.asarray(boundaries, "float64")
    if numbers_given.ndim != 1 or not (np.diff(numbers_given) >= 0).all():
        raise ValueError(
            f"{where}: boundaries stand in one row, each at least the one "
            "before. Expected numbers in order. Received: "
            f"bin_boundaries={boundaries!r}."
        )
    return np.asarray(boundaries).tolist()


def _fraction(where: str, name: str, value) -> float:
    if isinstance(value, numbers.Real) and 0 < value < 1:
        return value
    raise ValueError(
        f"{where}: an argument is out of range. Expected a number above 0 and "
        f"below 1. Received: {name}={value!r}."
    )
