"""Means of values, weighed by how well their keys match a query."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.attention import scored_attention


class Attention(scored_attention.ScoredAttention):
    """Returns for each query a mean of the values, weighed by its scores.

    y[i] = sum over j of softmax(scores[i])[j] value[j]

    scores[i, j] = scale * query[i] . key[j] for score_mode 'dot', and
    concat_score_weight * sum(tanh(scale * (query[i] + key[j]))) for 'concat'.

    Args:
        use_scale: True learns `scale`, which is 1 otherwise.
        score_mode: 'dot', or 'concat', which learns `concat_score_weight`.
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
    Variables: scale `()`, concat_score_weight `()`.
    Raises:
        ValueError: If `inputs` or `mask` is no list of as many parts, or an
            argument is out of range; if sizes of queries and keys differ, or
            numbers of keys and values.
    Source: Luong et al. 2015, arXiv:1508.04025, section 3.1; 'concat' differs
        from theirs: it sums query and key.
    Example:
        >>> query, value = tf.ones((2, 3, 4)), tf.ones((2, 5, 4))
        >>> keras.layers.Attention()([query, value]).shape
        TensorShape([2, 3, 4])
    """

    def __init__(
        self,
        use_scale: bool = False,
        score_mode: str = "dot",
        dropout: float = 0.0,
        seed: int | None = None,
        causal: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(dropout, seed, causal, **kwargs)
        self.use_scale = use_scale
        self.score_mode = arguments.one_of(
            self._keras_who, "score_mode", score_mode, ("dot", "concat")
        )

    def build(self, input_shape: kinds.Shapes) -> None:
        super().build(input_shape)
        self.scale = self.concat_score_weight = None
        if self.use_scale:
            self.scale = self.add_weight("scale", (), initializer="ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(
                "concat_score_weight", (), initializer="ones"
            )

    def _calculate_scores(self, query, key):
        if self.score_mode == "dot":
            return self._scaled(tf.matmul(query, key, transpose_b=True))
        sums = query[..., tf.newaxis, :] + key[..., tf.newaxis, :, :]
        matches = tf.reduce_sum(tf.tanh(self._scaled(sums)), axis=-1)
        return self.concat_score_weight * matches

    def _scaled(self, x):
        return self.scale * x if self.use_scale else x
