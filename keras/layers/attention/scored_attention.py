"""What attention without projections shares: masks, weights, their mean."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, meant_names, output_spec
from keras.layers import arguments, mask_shape, noise, training_phase
from keras.random import seed_generator

# What scores are masked to: their weight is 0 in every float type. The lowest
# float16 is -65504.
_FAR_BELOW = -1e9


class ScoredAttention(layer.Layer):
    """Returns for each query a mean of the values, weighed by scores.

    y[i] = sum over j of softmax(scores[i])[j] value[j]

    The arguments are described at `Attention`. A subclass says how well keys
    match queries in `_calculate_scores`; those of users call `_apply_scores`
    too: these are Keras 2's names.
    """

    _keras_takes_nests = True
    supports_masking = True
    _keras_makes_masks = False
    _keras_since_3 = ("seed", "causal")
    _dropout = meant_names.Answer(lambda self: self.dropout)

    def __init__(
        self,
        dropout: float = 0.0,
        seed: int | None = None,
        causal: bool = False,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.dropout = arguments.number_from(
            self._keras_who, "dropout", dropout, 0, 1
        )
        self.seed = seed
        self.causal = causal
        if dropout:
            self.seed_generator = seed_generator.SeedGenerator(seed)

    def build(self, input_shape: kinds.Shapes) -> None:
        shapes = [tf.TensorShape(s) for s in self._parts(input_shape)]
        query, value, key = shapes
        if any(shape.rank is not None and shape.rank < 2 for shape in shapes):
            self._refuse(
                "there is no axis of steps", "(batch, steps, size)", shapes
            )
        elif not query[-1:].is_compatible_with(key[-1:]):
            self._refuse(
                "a query can't be compared with keys of another size",
                f"query of size {key[-1]}, the keys'",
                shapes,
            )
        elif not value[-2:-1].is_compatible_with(key[-2:-1]):
            self._refuse(
                "not every value has a key",
                f"{key[-2]} values, as many as there are keys",
                shapes,
            )

    def _refuse(self, what: str, expected: str, shapes: list) -> None:
        query, value, key = (tuple(s.as_list()) for s in shapes)
        raise ValueError(
            f"{self._keras_who}: {what}. Expected {expected}. Received: shapes "
            f"query={query}, value={value}, key={key}."
        )

    def call(
        self,
        inputs: kinds.Tensors,
        mask: kinds.Tensors = None,
        training: bool | None = None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> kinds.Tensors:
        query, value, key = self._parts(inputs)
        mask_shape.check_batches(self._keras_who, query, value, key)
        query_mask, value_mask = self._masks(mask, len(inputs))
        for one, tensor, name in (
            (query_mask, query, "query"),
            (value_mask, value, "value"),
        ):
            mask_shape.check_leading(self._keras_who, one, tensor, name)
        scores = self._calculate_scores(query, key)
        allowed = _allowed(scores, value_mask, self.causal or use_causal_mask)
        outputs, weights = self._apply_scores(scores, value, allowed, training)
        if query_mask is not None:
            outputs *= tf.cast(query_mask, outputs.dtype)[..., tf.newaxis]
        return (outputs, weights) if return_attention_scores else outputs

    def _calculate_scores(self, query, key):
        """Returns how well keys match: `(batch, queries, values)`.

        Args:
            query: `(batch, queries, size)`.
            key: `(batch, values, size)`.
        """
        raise NotImplementedError(
            f"{self._keras_who}: nothing says how well keys match queries. "
            "Expected a method `_calculate_scores(query, key)`. Received: "
            f"{type(self).__name__} without it."
        )

    def _apply_scores(self, scores, value, scores_mask=None, training=None):
        """Returns the means of values, and the weights in them.

        Args:
            scores: `(batch, queries, values)`.
            value: `(batch, values, size)`.
            scores_mask: Booleans that broadcast to the scores; False ones get
                no weight.
            training: True drops weights.
        """
        if scores_mask is not None:
            lowest = float(scores.dtype.min)
            far = tf.cast(max(_FAR_BELOW, lowest), scores.dtype)
            scores = tf.where(scores_mask, scores, far)
        weights = tf.nn.softmax(scores)
        if not noise.is_never(self.dropout):
            weights = self._with_dropout(weights, training)
        return tf.matmul(weights, value), weights

    def _with_dropout(self, weights, training):
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
            count = f"in a list of {len(parts)}"
            if not is_list:
                count = f"in no list, shape={getattr(parts, 'shape', parts)}"
            raise ValueError(
                f"{self._keras_who}: there are a query, its values and maybe "
                f"their keys. Expected {name} in a list [query, value] or "
                f"[query, value, key]. Received: {name} {count}."
            )

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        return None if mask is None else mask[0]

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        query, value, _ = map(tf.TensorShape, self._parts(input_shape))
        batch = value[:1] if query[0] is None else query[:1]
        return batch + query[1:-1] + value[-1:]

    def compute_output_spec(
        self,
        inputs: kinds.Tensors,
        mask: kinds.Tensors = None,
        training: bool | None = None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> kinds.Specs:
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
    if value_mask is not None:
        value_mask = value_mask[..., tf.newaxis, :]
    if not is_causal:
        return value_mask
    sizes = tf.shape(scores)[-2:]
    past = tf.linalg.band_part(tf.ones(sizes, tf.bool), -1, 0)
    return past if value_mask is None else tf.logical_and(value_mask, past)
