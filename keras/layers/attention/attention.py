"""Means of values, weighed by how well their keys match a query."""

import tensorflow as tf

from keras.engine.layer import layer, output_spec
from keras.layers import arguments, noise, training_phase
from keras.random import seed_generator

# Added to scores that are masked out: their weight is 0 in every float type.
# The lowest float16 is -65504.
_FAR_BELOW = -1e9


class Attention(layer.Layer):
    """Returns for each query a mean of the values, weighed by its scores.

    y[i] = sum over j of softmax(scores[i])[j] value[j]

    scores[i, j] = scale * query[i] . key[j] for score_mode 'dot', and
    concat_score_weight * sum(tanh(scale * (query[i] + key[j]))) for 'concat'.

    Args:
        use_scale: True learns `scale`, which is 1 otherwise.
        score_mode: 'dot', or 'concat', which learns `concat_score_weight`.
        dropout: Fraction of the weights to drop in training, 0 to 1.
        seed: Int that makes the dropping reproducible.
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
            argument is out of range.
    Source: Luong et al. 2015, arXiv:1508.04025, section 3.1; 'concat' differs
        from theirs: it sums query and key.
    Example:
        >>> query, value = tf.ones((2, 3, 4)), tf.ones((2, 5, 4))
        >>> keras.layers.Attention()([query, value]).shape
        TensorShape([2, 3, 4])
    """

    supports_masking = True
    _keras_makes_masks = False
    _keras_since_3 = ("seed",)

    def __init__(
        self,
        use_scale: bool = False,
        score_mode: str = "dot",
        dropout: float = 0.0,
        seed: int | None = None,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        where = self._keras_who
        self.use_scale = use_scale
        modes = ("dot", "concat")
        self.score_mode = arguments.one_of(
            where, "score_mode", score_mode, modes
        )
        self.dropout = arguments.number_from(where, "dropout", dropout, 0, 1)
        self.seed = seed
        if dropout:
            self.seed_generator = seed_generator.SeedGenerator(seed)

    def build(self, input_shape) -> None:
        self._check_parts("inputs", input_shape, 3)
        self.scale = self.concat_score_weight = None
        if self.use_scale:
            self.scale = self.add_weight("scale", (), initializer="ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(
                "concat_score_weight", (), initializer="ones"
            )

    def call(
        self,
        inputs,
        mask=None,
        training=None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ):
        query, value, key = self._parts(inputs)
        query_mask, value_mask = self._masks(mask, len(inputs))
        scores = self._calculate_scores(query, key)
        allowed = _allowed(scores, value_mask, use_causal_mask)
        weights = self._weights(scores, allowed, training)
        outputs = tf.matmul(weights, value)
        if query_mask is not None:
            outputs *= tf.cast(query_mask, outputs.dtype)[..., tf.newaxis]
        return (outputs, weights) if return_attention_scores else outputs

    def _calculate_scores(self, query, key):
        """Returns how well keys match: `(batch, queries, values)`."""
        if self.score_mode == "dot":
            return self._scaled(tf.matmul(query, key, transpose_b=True))
        sums = self._scaled(query[:, :, tf.newaxis] + key[:, tf.newaxis])
        matches = tf.reduce_sum(tf.tanh(sums), axis=-1)
        return self.concat_score_weight * matches

    def _scaled(self, x):
        return self.scale * x if self.use_scale else x

    def _weights(self, scores, allowed, training):
        if allowed is not None:
            far = tf.cast(max(_FAR_BELOW, scores.dtype.min), scores.dtype)
            scores += tf.where(allowed, tf.zeros_like(far), far)
        weights = tf.nn.softmax(scores)
        if not self.dropout:
            return weights
        return training_phase.choose(
            training,
            lambda: noise.dropped(weights, self.dropout, self.seed_generator),
            lambda: weights,
        )

    def _parts(self, inputs) -> tuple:
        self._check_parts("inputs", inputs, 3)
        query, value, *key = inputs
        return query, value, (key or [value])[0]

    def _masks(self, mask, most: int) -> tuple:
        if mask is None:
            return None, None
        self._check_parts("mask", mask, most)
        query_mask, value_mask, *_ = [
            None if m is None else tf.cast(m, tf.bool) for m in mask
        ]
        return query_mask, value_mask

    def _check_parts(self, name: str, parts, most: int) -> None:
        is_list = isinstance(parts, (list, tuple))
        if not is_list or not 2 <= len(parts) <= most:
            count = f"a list of {len(parts)}" if is_list else "no list"
            raise ValueError(
                f"{self._keras_who}: {name} are of a query, its values and "
                "their keys. Expected a list [query, value] or [query, value, "
                f"key]. Received: {name} in {count}."
            )

    def compute_mask(self, inputs, mask=None):
        return None if mask is None else mask[0]

    def compute_output_shape(self, input_shape) -> tf.TensorShape:
        query, value, _ = map(tf.TensorShape, self._parts(input_shape))
        batch = value[:1] if query[0] is None else query[:1]
        return batch + query[1:-1] + value[-1:]

    def compute_output_spec(
        self,
        inputs,
        mask=None,
        training=None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ):
        query, value, _ = self._parts(inputs)
        dtype = output_spec.as_computed(self, query.dtype)
        shape = self.compute_output_shape([t.shape for t in inputs])
        outputs = tf.TensorSpec(shape, dtype)
        if not return_attention_scores:
            return outputs
        sizes = shape[:-1] + value.shape[-2:-1]
        return outputs, tf.TensorSpec(sizes, dtype)


def _allowed(scores, value_mask, is_causal: bool):
    """Returns which scores count, of a shape that broadcasts; None for all."""
    allowed = None if value_mask is None else value_mask[:, tf.newaxis]
    if is_causal:
        sizes = tf.shape(scores)[-2:]
        past = tf.linalg.band_part(tf.ones(sizes, tf.bool), -1, 0)
        allowed = past if allowed is None else tf.logical_and(allowed, past)
    return allowed
