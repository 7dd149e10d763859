"""Small trained additions to weights that are frozen."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras import initializers
from keras.engine import kinds
from keras.engine.layer import building, layer
from keras.engine.layer import variables as layer_variables
from keras.layers import arguments


class LowRankSum:
    """Stands where a weight stood: the weight and a product added to it.

    w + (alpha / rank) a b

    TensorFlow's functions take it as a tensor of the sum.

    Args:
        weight: Variable `(..., units)`; it is left alone.
        a: Variable `(..., rank)`.
        b: Variable `(rank, units)`.
        scale: alpha / rank.
    """

    def __init__(
        self, weight: tf.Variable, a: tf.Variable, b: tf.Variable, scale: float
    ) -> None:
        self.weight = weight
        self.a, self.b, self.scale = a, b, scale
        self.shape, self.dtype = weight.shape, weight.dtype

    def value(self) -> tf.Tensor:
        """Returns the sum, in the weight's type."""
        # Under a policy of 16 bits a layer's variables are read as such.
        weight = tf.convert_to_tensor(self.weight)
        added = self.scale * tf.tensordot(self.a, self.b, 1)
        return weight + tf.cast(added, weight.dtype)

    def rows(self, indices: kinds.Tensors) -> Any:
        """Returns some rows of the sum; others aren't computed.

        Args:
            indices: Dense or ragged ints.
        """
        if isinstance(indices, tf.RaggedTensor):
            return indices.with_flat_values(self.rows(indices.flat_values))
        rows_of_a = tf.nn.embedding_lookup(self.a, indices)
        added = self.scale * tf.tensordot(rows_of_a, self.b, 1)
        rows = tf.nn.embedding_lookup(self.weight, indices)
        return rows + tf.cast(added, rows.dtype)

    def assign(self, value: kinds.Tensors) -> None:
        """Makes the sum a value: the weight is all of it, nothing is added.

        Args:
            value: Array of the weight's shape.
        """
        self.weight.assign(value)
        self.clear()

    def clear(self) -> None:
        """Makes what is added zero.

        `a` stays: with both factors at zero nothing would ever be learned.
        """
        self.b.assign(tf.zeros_like(self.b))

    def numpy(self) -> np.ndarray:
        """Returns the sum as an array."""
        return self.value().numpy()

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return np.asarray(self.numpy(), dtype)

    def __tf_tensor__(self, dtype=None, name=None) -> tf.Tensor:
        return tf.convert_to_tensor(self.value(), dtype, name=name)


class LowRank(layer.Layer):
    """The base of layers whose main weight may get a low-rank addition.

    A layer hands the arguments `lora_rank` and `lora_alpha` to `_take_rank`,
    and calls `_add_given_rank` where it builds, if it was given a rank.

    Source: Hu et al. 2021, arXiv:2106.09685, section 4.1.
    """

    _keras_since_3 = ("lora_rank", "lora_alpha")
    # The attribute of the weight.
    _keras_adapted = "kernel"
    lora_rank: int | None = None
    lora_alpha: float | None = None

    def _take_rank(self, rank: int, alpha: float | None) -> None:
        where = self._keras_who
        self.lora_rank = arguments.whole_number(where, "lora_rank", rank)
        alpha = rank if alpha is None else alpha
        self.lora_alpha = arguments.number_above(where, "lora_alpha", alpha, 0)

    @property
    def lora_enabled(self) -> bool:
        """Whether something is added to the weight."""
        return isinstance(self._adapted(), LowRankSum)

    def enable_lora(
        self,
        rank: int,
        lora_alpha: float | None = None,
        a_initializer: kinds.Named = "he_uniform",
        b_initializer: kinds.Named = "zeros",
    ) -> None:
        """Freezes the weight, and trains a product that is added to it.

        w + (lora_alpha / rank) a b. Files have the sum in the weight's place.
        A model is to be compiled after this.

        Args:
            rank: Columns of a and rows of b.
            lora_alpha: Default: `rank`, which counts the product once.
            a_initializer: Of a. Default 'he_uniform'.
            b_initializer: Of b. Default 'zeros': the layer is at first what it
                was.
        Raises:
            ValueError: If an argument is out of range, the layer isn't built,
                the weight has a constraint, or something is added already.
        """
        building.require_built(self, "enable_lora")
        if self.lora_enabled:
            raise ValueError(
                f"{self._keras_who}.enable_lora: something is added already. "
                f"Expected one call. Received: another with rank={rank}, after "
                f"lora_rank={self.lora_rank}."
            )
        with tf.name_scope(self._keras_scope_name):
            self._add(rank, lora_alpha, a_initializer, b_initializer)

    def _add(self, rank: int, alpha, a_initializer, b_initializer) -> None:
        name, weight = self._keras_adapted, self._adapted()
        constraint = getattr(self, f"{name}_constraint")
        if constraint is not None:
            raise ValueError(
                f"{self._keras_who}: a constraint would hold for the weight "
                "alone, and not for what is added to it. Expected no "
                f"constraint. Received: {name}_constraint={constraint!r}."
            )
        self._take_rank(rank, alpha)
        a = self._add_factor("a", (*weight.shape[:-1], rank), a_initializer)
        b = self._add_factor("b", (rank, weight.shape[-1]), b_initializer)
        scale = self.lora_alpha / self.lora_rank
        setattr(self, name, LowRankSum(weight, a, b, scale))
        setattr(self, f"_{name}", weight)  # for checkpoints
        layer_variables.freeze_own(self, weight)

    @property
    def _keras_writes_fewer(self) -> bool:
        return self.lora_enabled

    def _adapted(self):
        return getattr(self, self._keras_adapted, None)

    def _add_given_rank(self) -> None:
        """Adds what the constructor was told to, at the end of `build`."""
        self._add(self.lora_rank, self.lora_alpha, "he_uniform", "zeros")

    def _add_factor(self, letter: str, shape: tuple, initializer):
        name = f"lora_{self._keras_adapted}_{letter}"
        factor = self.add_weight(
            name,
            shape=shape,
            initializer=initializers.get(initializer),
            regularizer=getattr(self, f"{self._keras_adapted}_regularizer"),
            dtype="float32",
        )
        setattr(self, name, factor)
        return factor

    def save_own_variables(self, store: Any) -> None:
        """Writes the sum for the weight, and no factors.

        Args:
            store: Dict-like; keys '0', '1', … get arrays.
        """
        if not self.lora_enabled:
            super().save_own_variables(store)
            return
        for index, one in enumerate(self._in_files()):
            store[str(index)] = one.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Reads what `save_own_variables` wrote: nothing is added then.

        Args:
            store: Dict-like, with an array each.
        Raises:
            ValueError: If the number or a shape differs.
        """
        if not self.lora_enabled:
            super().load_own_variables(store)
            return
        arrays = [store[str(index)] for index in range(len(store.keys()))]
        adapted, *others = self._in_files()
        layer_variables.assign_all(
            self._keras_who, [adapted.weight, *others], arrays
        )
        adapted.clear()

    def _in_files(self) -> list:
        adapted = self._adapted()
        apart = {id(adapted.weight), id(adapted.a), id(adapted.b)}
        own = layer_variables.ordered_own(self)
        return [adapted, *(v for v in own if id(v) not in apart)]


def rows(table, indices: kinds.Tensors) -> Any:
    """Returns rows of a table.

    Args:
        table: A variable, or a `LowRankSum`.
        indices: Dense or ragged ints.
    """
    if isinstance(table, LowRankSum):
        return table.rows(indices)
    return tf.nn.embedding_lookup(table, indices)
