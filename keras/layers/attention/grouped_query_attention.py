"""Attention of many heads of queries to few heads of keys."""

import tensorflow as tf

from keras.engine import kinds
from keras.layers import arguments
from keras.layers.attention import projected_attention


class GroupedQueryAttention(projected_attention.ProjectedAttention):
    """Looks up values in heads of which several share their keys.

    y = sum over heads h of softmax(q_h k_g^T / sqrt(head_dim)) v_g O_h

    g = floor(h * num_key_value_heads / num_query_heads)

    Between `MultiHeadAttention`, which has as many heads of keys as of
    queries, and attention with one for all: nearly as good as the first, with
    less to compute and to keep a key. Its public name is `GroupQueryAttention`.

    Args:
        head_dim: Size of a projected query, key or value; 1 or more.
        num_query_heads: Number of heads h.
        num_key_value_heads: Number of heads g, which divides that.
        dropout: Fraction of the weights to drop in training, 0 to 1.
        use_bias: False leaves the biases out.
        sliding_window: Lets a query see only keys less than so many places
            off. Default: all.
        flash_attention: None or False; TensorFlow has none.
        kernel_initializer: Default 'glorot_uniform'.
        bias_initializer: Default 'zeros'.
        kernel_regularizer, bias_regularizer: Penalties on the variables.
        activity_regularizer: Penalty on the output.
        kernel_constraint, bias_constraint: Projections of the variables after
            each training step.
        use_gate: True multiplies each head's mean with sigmoid(query G_h).
        seed: Int that makes the dropping reproducible.
    Call arguments:
        query: Tensor `(batch, queries, features)`.
        value: Tensor `(batch, keys, features of a value)`.
        key: Tensor `(batch, keys, features of a key)`. Default: the value.
        attention_mask: Booleans that broadcast to `(batch, queries, keys)`, or
            with heads before the queries; False pairs get no weight.
        return_attention_scores: True returns `(y, weights)`.
        training: True drops weights.
        use_causal_mask: True lets query i see the keys up to i only.
        query_mask, value_mask, key_mask: Booleans `(batch, steps)`. Default:
            the masks that the tensors carry.
    Output shape: the query's; and the weights' `(batch, num_query_heads,
        queries, keys)`.
    Variables: of the layers query, key, value, attention_output: each kernel
        and bias, kernels `(features, heads, head_dim)` and `(heads, head_dim,
        features)`.
    Raises:
        ValueError: If an argument is out of range, the heads can't be grouped,
            or the shapes of query, value and key don't fit together.
    Source: Ainslie et al. 2023, arXiv:2305.13245, section 2.2.
        Gate: Qiu et al. 2025, arXiv:2505.06708, section 2.2.
    Example:
        >>> x = tf.ones((2, 5, 8))
        >>> keras.layers.GroupQueryAttention(4, 6, 2)(x, x).shape
        TensorShape([2, 5, 8])
    """

    def __init__(
        self,
        head_dim: int,
        num_query_heads: int,
        num_key_value_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        use_gate: bool = False,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(
            dropout,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            sliding_window,
            flash_attention,
            use_gate,
            seed,
            **kwargs,
        )
        where = self._keras_who
        self.head_dim = arguments.whole_number(where, "head_dim", head_dim)
        self.num_query_heads = arguments.whole_number(
            where, "num_query_heads", num_query_heads
        )
        self.num_key_value_heads = arguments.whole_number(
            where, "num_key_value_heads", num_key_value_heads
        )
        if self.num_query_heads % self.num_key_value_heads:
            raise ValueError(
                f"{where}: the heads of queries can't share those of keys "
                "evenly. Expected num_query_heads to be a multiple of "
                f"num_key_value_heads. Received: num_query_heads="
                f"{num_query_heads}, num_key_value_heads={num_key_value_heads}."
            )
        self.num_repeats = self.num_query_heads // self.num_key_value_heads

    def _build_from_signature(self, query, value, key=None) -> None:
        self._built_from_signature = True
        self._query_dense = self._heads("query", self.num_query_heads)
        self._key_dense = self._heads("key", self.num_key_value_heads)
        if self.use_gate:
            self._gate_dense = self._heads(
                "gate", self.num_query_heads, activation="sigmoid"
            )
        self._value_dense = self._heads("value", self.num_key_value_heads)
        self._make_weighing((3,))
        self._output_dense = self._projection(
            "attention_output", "bqhd,hdf->bqf", (None, query[-1]), "f"
        )

    def _heads(self, name: str, count: int, **more):
        sizes = None, count, self.head_dim
        return self._projection(name, "bsf,fhd->bshd", sizes, "hd", **more)

    def _check_shapes(self, query, value, key) -> None:
        super()._check_shapes(query, value, key)
        if query.rank != 3:
            raise ValueError(
                f"{self._keras_who}: only one axis is attended over. Expected "
                f"(batch, steps, features). Received: shapes query={query}, "
                f"value={value}, key={key}."
            )

    @property
    def _means_shape(self) -> tuple[int, int]:
        return self.num_query_heads, self.head_dim

    # The queries of heads that share keys are rows of one product.

    def _scores_of(self, query, key):
        query = tf.transpose(query, (0, 2, 1, 3))
        rows = _with_heads(query, self.num_key_value_heads)
        scores = tf.matmul(rows, tf.transpose(key, (0, 2, 3, 1)))
        return _with_heads(scores, self.num_query_heads)

    def _means_of(self, weights, value):
        rows = _with_heads(weights, self.num_key_value_heads)
        means = tf.matmul(rows, tf.transpose(value, (0, 2, 1, 3)))
        means = _with_heads(means, self.num_query_heads)
        return tf.transpose(means, (0, 2, 1, 3))

    def compute_output_shape(
        self,
        query_shape: kinds.Shapes,
        value_shape: kinds.Shapes,
        key_shape: kinds.Shapes = None,
    ) -> tf.TensorShape:
        return tf.TensorShape(query_shape)

    def _scores_shape(self, query_shape, value_shape) -> tf.TensorShape:
        batch, queries, _ = query_shape
        keys = value_shape[1]
        return tf.TensorShape([batch, self.num_query_heads, queries, keys])


def _with_heads(x, heads: int):
    """Parts the rows of all heads among so many heads.

    Args:
        x: `(batch, other heads, rows, size)`.
        heads: Multiple of the other heads, or one part of them.
    """
    batch, others, rows, size = (
        tf.shape(x)[axis] if known is None else known
        for axis, known in enumerate(x.shape)
    )
    return tf.reshape(x, (batch, heads, rows * others // heads, size))


# Keras 3's name.
GroupQueryAttention = GroupedQueryAttention
