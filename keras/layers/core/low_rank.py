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
        self.b.assign(tf.zeros(self.b.shape, self.b.dtype))

    def numpy(self) -> np.ndarray:
        """Returns the sum as an array."""
        return self.value().numpy()

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return np.asarray(self.numpy(), dtype)

    def __tf_tensor__(self, dtype=None, name=None) -> tf.Tensor:
        return tf.convert_to_tensor(self.value(), dtype, name=name)


def value_of(weight) -> Any:
    """Returns a weight as it is, or the tensor of a sum.

    Args:
        weight: A variable, or a `LowRankSum`.
    """
    return weight.value() if isinstance(weight, LowRankSum) else weight


# Methods and properties of layers, which bind them and name the weight's
# attribute, `_keras_adapted`.


def take_rank(owner: layer.Layer, rank: int, alpha: float | None) -> None:
    """Keeps the arguments `lora_rank` and `lora_alpha`.

    Args:
        owner: The layer.
        rank: Columns of a and rows of b, 1 or more.
        alpha: Above 0; None stands for the rank.
    Raises:
        ValueError: If one is out of range.
    """
    where = owner._keras_who
    owner.lora_rank = arguments.whole_number(where, "lora_rank", rank)
    alpha = rank if alpha is None else alpha
    owner.lora_alpha = arguments.number_above(where, "lora_alpha", alpha, 0)


def is_enabled(self) -> bool:
    """Whether something is added to the weight."""
    return isinstance(_adapted(self), LowRankSum)


def enable(
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
    Source: Hu et al. 2021, arXiv:2106.09685, section 4.1.
    """
    building.require_built(self, "enable_lora")
    if is_enabled(self):
        raise ValueError(
            f"{self._keras_who}.enable_lora: something is added already. "
            f"Expected one call. Received: another with rank={rank}, after "
            f"lora_rank={self.lora_rank}."
        )
    with tf.name_scope(self._keras_scope_name):
        _add(self, rank, lora_alpha, a_initializer, b_initializer)


def add_given_rank(owner: layer.Layer) -> None:
    """Adds what the constructor was told to, at the end of `build`.

    Args:
        owner: A layer that took a rank.
    """
    rank, alpha = owner.lora_rank, owner.lora_alpha
    _add(owner, rank, alpha, "he_uniform", "zeros")


def save_own_variables(self, store: Any) -> None:
    """Writes the sum for the weight, and no factors.

    Args:
        store: Dict-like; keys '0', '1', … get arrays.
    """
    if not is_enabled(self):
        layer.Layer.save_own_variables(self, store)
        return
    layer_variables.give_in_order(store, _in_files(self))


def load_own_variables(self, store: Any) -> None:
    """Reads what `save_own_variables` wrote: nothing is added then.

    Args:
        store: Dict-like, with an array each.
    Raises:
        ValueError: If the number or a shape differs.
    """
    if not is_enabled(self):
        layer.Layer.load_own_variables(self, store)
        return
    arrays = [store[str(index)] for index in range(len(store.keys()))]
    adapted, *others = _in_files(self)
    layer_variables.assign_all(
        self._keras_who, [adapted.weight, *others], arrays
    )
    adapted.clear()


def _add(owner, rank: int, alpha, a_initializer, b_initializer) -> None:
    name, weight = owner._keras_adapted, _adapted(owner)
    constraint = getattr(owner, f"{name}_constraint")
    if constraint is not None:
        raise ValueError(
            f"{owner._keras_who}: a constraint would hold for the weight "
            "alone, and not for what is added to it. Expected no "
            f"constraint. Received: {name}_constraint={constraint!r}."
        )
    take_rank(owner, rank, alpha)
    a = _add_factor(owner, "a", (*weight.shape[:-1], rank), a_initializer)
    b = _add_factor(owner, "b", (rank, weight.shape[-1]), b_initializer)
    scale = owner.lora_alpha / owner.lora_rank
    setattr(owner, name, LowRankSum(weight, a, b, scale))
    setattr(owner, f"_{name}", weight)  # for checkpoints
    layer_variables.freeze_own(owner, weight)


def _add_factor(owner, letter: str, shape: tuple, initializer) -> tf.Variable:
    name = f"lora_{owner._keras_adapted}_{letter}"
    factor = owner.add_weight(
        name,
        shape=shape,
        initializer=initializers.get(initializer),
        regularizer=getattr(owner, f"{owner._keras_adapted}_regularizer"),
        dtype="float32",
    )
    setattr(owner, name, factor)
    return factor


def _adapted(owner):
    return getattr(owner, owner._keras_adapted, None)


def _in_files(owner) -> list:
    adapted = _adapted(owner)
    apart = {id(adapted.weight), id(adapted.a), id(adapted.b)}
    own = layer_variables.ordered_own(owner)
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
