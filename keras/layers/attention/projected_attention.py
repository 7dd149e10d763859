"""What attention between learned projections shares: masks, weights, layers."""

import operator

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import building, layer, meant_names, output_spec
from keras.engine.symbols import masking
from keras.layers import arguments, inner_layer, mask_shape, weight_options
from keras.layers.activation import softmax
from keras.layers.attention import attention_masks, padded_rows
from keras.layers.core import einsum_dense
from keras.layers.regularization import dropout as dropout_module


def also_private(*names: str):
    """Returns a decorator: others read these attributes with an underscore.

    Args:
        *names: Names of attributes. Keras 2's `MultiHeadAttention` keeps what
            it is given in private ones.
    """

    def decorate(layer_class: type) -> type:
        for name in names:
            answer = meant_names.Answer(operator.attrgetter(name))
            setattr(layer_class, f"_{name}", answer)
        return layer_class

    return decorate


_OF_WEIGHTS = [
    f"{of}_{what}"
    for of in ("kernel", "bias")
    for what in ("initializer", "regularizer", "constraint")
]


@also_private("dropout", "use_bias", *_OF_WEIGHTS)
class ProjectedAttention(layer.Layer):
    """Returns for each query a mean of projected values, in several heads.

    The arguments are described at `MultiHeadAttention`. A subclass makes the
    projections in `_build_from_signature`, and says in `_scores_of` and
    `_means_of` what is multiplied. The names that start with one underscore
    are those of Keras 2's `MultiHeadAttention`: others read, call and override
    them.
    """

    supports_masking = True
    _keras_since_3 = ("sliding_window", "flash_attention", "use_gate", "seed")
    _attention_axes: tuple[int, ...] | None = (1,)

    def __init__(
        self,
        dropout: float = 0.0,
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "glorot_uniform",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        kernel_constraint: kinds.Named = None,
        bias_constraint: kinds.Named = None,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        use_gate: bool = False,
        seed: int | None = None,
        **kwargs: kinds.Unpack[kinds.WeightedArguments],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        where = self._keras_who
        self.dropout = arguments.number_from(where, "dropout", dropout, 0, 1)
        self.use_bias = use_bias
        weight_options.take(
            self,
            "kernel",
            kernel_initializer,
            kernel_regularizer,
            kernel_constraint,
        )
        weight_options.take(
            self, "bias", bias_initializer, bias_regularizer, bias_constraint
        )
        self.sliding_window = sliding_window
        if sliding_window is not None:
            self.sliding_window = arguments.whole_number(
                where, "sliding_window", sliding_window
            )
        self.flash_attention = flash_attention
        if flash_attention:
            raise ValueError(
                f"{where}: TensorFlow has no flash attention. Expected None or "
                f"False. Received: flash_attention={flash_attention!r}."
            )
        self.use_gate = use_gate
        self.seed = seed
        self._built_from_signature = False

    # Building.

    def build(
        self,
        query_shape: kinds.Shapes,
        value_shape: kinds.Shapes,
        key_shape: kinds.Shapes = None,
    ) -> None:
        key_shape = value_shape if key_shape is None else key_shape
        shapes = [
            tf.TensorShape(s) for s in (query_shape, value_shape, key_shape)
        ]
        self._check_shapes(*shapes)
        if not self._built_from_signature:
            self._build_from_signature(*shapes)
        query, value, key = shapes
        for dense, shape in (
            (self._query_dense, query),
            (self._key_dense, key),
            (self._value_dense, value),
            (self._output_dense, query[:-1] + self._means_shape),
        ):
            _build_named(dense, shape)
        if self.use_gate:
            _build_named(self._gate_dense, query)

    def _build_from_signature(self, query, value, key=None) -> None:
        """Makes the inner layers, which have no weights yet.

        Args:
            query, value, key: Tensors, or their shapes.
        """
        raise NotImplementedError

    def _get_common_kwargs_for_sublayer(self) -> dict:
        """Returns what all projections are made with."""
        return {
            **{name: getattr(self, name) for name in _OF_WEIGHTS},
            # The layer's output is penalised once.
            "activity_regularizer": None,
            "dtype": self.dtype_policy,
        }

    def _projection(
        self, name: str, equation: str, sizes, bias_axes: str, **more
    ) -> einsum_dense.EinsumDense:
        options = {**self._get_common_kwargs_for_sublayer(), **more}
        return einsum_dense.EinsumDense(
            equation,
            output_shape=sizes,
            bias_axes=bias_axes if self.use_bias else None,
            name=name,
            **options,
        )

    def _make_weighing(self, axes: tuple[int, ...], robust=False) -> None:
        """Makes the layers that turn scores into weights.

        Args:
            axes: Those of the scores that the keys lie along.
            robust: Whether no score is high enough to come through a mask.
        """
        own = self._keras_state.dtype_policy
        self._softmax = softmax.Softmax(axes, robust, dtype=own)
        self._dropout_layer = dropout_module.Dropout(
            self.dropout, seed=self.seed, dtype=own
        )

    def _check_shapes(self, query, value, key) -> None:
        """Raises `ValueError` unless the three can be attended over."""
        ranks = {query.rank, value.rank, key.rank}
        what = None
        if len(ranks) > 1 or None in ranks or query.rank < 3:
            what = "(batch, steps, features) or more axes, alike in all three"
        elif None in (query[-1], value[-1], key[-1]):
            what = "features, the last axis, of static size"
        elif not value[:-1].is_compatible_with(key[:-1]):
            what = "a key for every value"
        if what is not None:
            told = ", ".join(
                f"{name}={shape}"
                for name, shape in zip(
                    ("query", "value", "key"), (query, value, key)
                )
            )
            raise ValueError(
                f"{self._keras_who}: query, value and key don't fit together. "
                f"Expected {what}. Received: shapes {told}."
            )

    # The call.

    def call(
        self,
        query: kinds.Tensors,
        value: kinds.Tensors,
        key: kinds.Tensors = None,
        attention_mask: kinds.Tensors = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
        query_mask: kinds.Tensors = None,
        value_mask: kinds.Tensors = None,
        key_mask: kinds.Tensors = None,
    ) -> kinds.Tensors:
        given = query
        key = value if key is None else key
        query, value, key = padded_rows.dense(query, value, key)
        mask_shape.check_batches(self._keras_who, query, value, key)
        query = masking.masked(query, query_mask)
        value = masking.masked(value, value_mask)
        key = masking.masked(key, key_mask)
        attention_mask = self._compute_attention_mask(
            query,
            value,
            key=key,
            attention_mask=attention_mask,
            use_causal_mask=use_causal_mask,
        )
        # The projections have no use for masks.
        query, value, key = map(masking.bare, (query, value, key))
        outputs, scores = self._compute_attention(
            self._in_own_type(self._query_dense(query)),
            self._in_own_type(self._key_dense(key)),
            self._in_own_type(self._value_dense(value)),
            attention_mask,
            training,
        )
        if self.use_gate:
            outputs *= self._in_own_type(self._gate_dense(query))
        outputs = self._in_own_type(self._output_dense(outputs))
        outputs = padded_rows.like(given, outputs)
        return (outputs, scores) if return_attention_scores else outputs

    def _in_own_type(self, projected):
        # A map may have another policy for a projection.
        return tf.cast(projected, self.compute_dtype or projected.dtype)

    def _compute_attention(
        self, query, key, value, attention_mask=None, training=None
    ):
        """Returns the means of projected values, and the weights in them.

        Args:
            query: `(batch, queries, heads, size)`.
            key: `(batch, keys, heads, size)`.
            value: `(batch, keys, heads, size of a value)`.
            attention_mask: Booleans `(batch, queries, keys)`, or of a shape
                that broadcasts.
            training: True drops weights.
        """
        size = float(query.shape[-1])
        query = tf.multiply(query, 1 / size**0.5)
        scores = self._scores_of(query, key)
        weights = self._masked_softmax(scores, attention_mask)
        dropped = self._dropout_layer(weights, training=training)
        return self._means_of(dropped, value), weights

    def _masked_softmax(self, attention_scores, attention_mask=None):
        """Returns the weights of scores; those that are masked out get 0.

        Args:
            attention_scores: `(batch, heads, queries, keys)`.
            attention_mask: As `_compute_attention` takes it.
        """
        if attention_mask is not None:
            attention_mask = attention_masks.of_rank(
                attention_mask,
                attention_scores.shape.rank,
                len(self._attention_axes),
            )
        with inner_layer.told_as(self._keras_who):
            return self._softmax(attention_scores, attention_mask)

    def _compute_attention_mask(
        self, query, value, key=None, attention_mask=None, use_causal_mask=False
    ):
        """Returns which scores count: `(batch, queries, keys)`; None for all.

        Args:
            query, value, key: What the layer was given, with their masks.
            attention_mask: What the caller wants, likewise.
            use_causal_mask: Whether later keys don't count.
        """
        axes, masks = self._attention_axes, []
        mask_shape.check_scores(
            self._keras_who, attention_mask, query, value, axes
        )
        for tensor, name in ((query, "query"), (value, "value"), (key, "key")):
            mask = masking.mask_of(tensor)
            mask_shape.check_leading(self._keras_who, mask, tensor, name)
        if masking.mask_of(query) is not None:
            mask = masking.mask_of(query)
            masks.append(attention_masks.of_queries(mask, query, axes))
        for tensor in (value,) if key is value else (value, key):
            if tensor is not None and masking.mask_of(tensor) is not None:
                mask = masking.mask_of(tensor)
                masks.append(attention_masks.of_keys(mask, tensor, axes))
        if use_causal_mask:
            masks.append(self._compute_causal_mask(query, value))
        if self.sliding_window is not None:
            masks.append(self._compute_sliding_window_mask(query, value))
        if attention_mask is not None:
            masks.append(tf.cast(attention_mask, tf.bool))
        return attention_masks.all_of(masks, len(axes))

    def _compute_causal_mask(self, query, value=None):
        """Returns which keys aren't later: `(1, queries, keys)`.

        Args:
            query, value: Tensors; None for the value stands for the query.
        """
        value = query if value is None else value
        return attention_masks.causal(query, value, self._attention_axes)

    def _compute_sliding_window_mask(self, query, value=None):
        """Returns which keys are near: `(1, queries, keys)`.

        Args:
            query, value: Tensors; None for the value stands for the query.
        """
        value = query if value is None else value
        return attention_masks.sliding(
            query, value, self._attention_axes, self.sliding_window
        )

    # What comes out.

    def compute_output_spec(
        self,
        query: kinds.Tensors,
        value: kinds.Tensors,
        key: kinds.Tensors = None,
        attention_mask: kinds.Tensors = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
        query_mask: kinds.Tensors = None,
        value_mask: kinds.Tensors = None,
        key_mask: kinds.Tensors = None,
    ) -> kinds.Specs:
        key = value if key is None else key
        if not output_spec.are_dense(((query, value, key),), {}):
            return output_spec.traced(
                self,
                query,
                value,
                key,
                return_attention_scores=return_attention_scores,
            )
        dtype = tf.as_dtype(self.compute_dtype or "float32")
        shapes = query.shape, value.shape, key.shape
        shape = tf.TensorShape(self.compute_output_shape(*shapes))
        outputs = tf.TensorSpec(shape, dtype)
        if not return_attention_scores:
            return outputs
        return outputs, tf.TensorSpec(self._scores_shape(*shapes[:2]), dtype)


def _build_named(dense, shape) -> None:
    """Builds a layer whose variables bear its name, as in a call."""
    with dense.name_scope:
        building.build_inner(dense, shape)
