"""Means of values, weighed by sums of their keys and a query."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers.attention import scored_attention


class AdditiveAttention(scored_attention.ScoredAttention):
    """Returns for each query a mean of the values, weighed by summed scores.

    y[i] = sum over j of softmax(scores[i])[j] value[j]

    scores[i, j] = sum(scale * tanh(query[i] + key[j]))

    It compares each query with each key, feature by feature: slower than the
    products of `Attention`, and of use where these aren't comparable.

    Args:
        use_scale: True learns `scale`, a factor a feature; it is 1 otherwise.
        dropout: Fraction of the weights to drop in training, 0 to 1.
        seed: Int that makes the dropping reproducible.
        causal: Older word for `use_causal_mask` at every call.
    Call arguments:
        inputs: List of query `(batch, queries, size)`, value `(batch, values,
            size of a value)` and key `(batch, values, size)`. Default of the
            last: the value.
        mask: List of the query's, `(batch, queries)`, whose False rows become
            0, and the value's, `(batch, values)`, whose False places get no
            weight; None where all count.
        training: True drops weights.
        return_attention_scores: True returns `(y, weights)`.
        use_causal_mask: True lets query i see the values up to i only.
    Output shape: `(batch, queries, size of a value)`, and the weights'
        `(batch, queries, values)`.
    Variables: scale `(size,)`.
    Raises:
        ValueError: If `inputs` or `mask` is no list of as many parts, or an
            argument is out of range; if sizes of queries and keys differ, or
            numbers of keys and values.
    Source: Bahdanau et al. 2015, arXiv:1409.0473, section A.1.2; without its
        projections of query and key.
    Example:
        >>> query, value = tf.ones((2, 3, 4)), tf.ones((2, 5, 4))
        >>> keras.layers.AdditiveAttention()([query, value]).shape
        TensorShape([2, 3, 4])
    """

    def __init__(
        self,
        use_scale: bool = True,
        dropout: float = 0.0,
        seed: int | None = None,
        causal: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(dropout, seed, causal, **kwargs)
        self.use_scale = use_scale

    def build(self, input_shape: kinds.Shapes) -> None:
        super().build(input_shape)
        self.scale = None
        if self.use_scale:
            _, _, key = self._parts(input_shape)
            size = self._static_size(key)
            self.scale = self.add_weight(
                "scale", (size,), initializer="glorot_uniform"
            )

    def _static_size(self, key) -> int:
        size = tf.TensorShape(key)[-1]
        if size is None:
            raise ValueError(
                f"{self._keras_who}: the keys' last axis has no static size, "
                "so `scale` has none. Expected it to be known. Received: "
                f"key={tuple(key)}."
            )
        return size

    def _calculate_scores(self, query, key):
        sums = query[..., tf.newaxis, :] + key[..., tf.newaxis, :, :]
        if self.use_scale:
            return tf.tensordot(tf.tanh(sums), self.scale, axes=1)
        return tf.reduce_sum(tf.tanh(sums), axis=-1)
