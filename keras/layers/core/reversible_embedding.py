"""A table that turns indices into vectors, and vectors into scores."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import output_spec
from keras.engine.symbols import masking
from keras.layers import arguments, features, weight_options
from keras.layers.core import embedding


class ReversibleEmbedding(embedding.Embedding):
    """Replaces each index by its row of a table, or scores each row.

    y[...] = embeddings[x[...]], and in reverse y = x embeddings^T

    Language models end in what they began with: the scores of a token are the
    products with its vector.

    Args:
        input_dim: Rows of the table: largest index plus 1.
        output_dim: Size of each row.
        tie_weights: False gives the reverse a table of its own.
        embeddings_initializer: Default 'uniform', in [-0.05, 0.05].
        embeddings_regularizer: Penalty on the table.
        embeddings_constraint: Projection of the table after each step.
        mask_zero: True makes 0 a padding index, which layers after this one
            pass over.
        reverse_dtype: Type in which scores are computed, such as 'float32'
            under a mixed policy. Default: the compute type.
        logit_soft_cap: c in c * tanh(y / c), which keeps the scores between
            -c and c; above 0. Default: none.
    Call arguments:
        inputs: Indices in `[0, input_dim)`; in reverse, floats
            `(..., output_dim)`.
        reverse: True scores.
    Output shape: the input's, and `output_dim`; in reverse,
        `(..., input_dim)`.
    Variables: embeddings `(input_dim, output_dim)`, reverse_embeddings
        `(output_dim, input_dim)` where they aren't tied.
    Raises:
        ValueError: If a size isn't 1 or more, the cap not above 0, or the
            vectors have another size.
    Source: Press and Wolf 2016, arXiv:1608.05859; the cap: Gemma Team 2024,
        arXiv:2408.00118, section 2.
    Example:
        >>> layer = keras.layers.ReversibleEmbedding(10, 4)
        >>> layer(layer(tf.constant([[1, 9]])), reverse=True).shape
        TensorShape([1, 2, 10])
    """

    # `call` knows the direction.
    _keras_masks_in_call = True

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        tie_weights: bool = True,
        embeddings_initializer: kinds.Named = "uniform",
        embeddings_regularizer: kinds.Named = None,
        embeddings_constraint: kinds.Named = None,
        mask_zero: bool = False,
        reverse_dtype: Any = None,
        logit_soft_cap: float | None = None,
        **kwargs: kinds.Unpack[kinds.NamedArguments],
    ) -> None:
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer=embeddings_initializer,
            embeddings_regularizer=embeddings_regularizer,
            embeddings_constraint=embeddings_constraint,
            mask_zero=mask_zero,
            **kwargs,
        )
        self.tie_weights = tie_weights
        self.reverse_dtype = None
        if reverse_dtype is not None:
            self.reverse_dtype = tf.as_dtype(reverse_dtype).name
        self.logit_soft_cap = logit_soft_cap
        if logit_soft_cap is not None:
            self.logit_soft_cap = arguments.number_above(
                self._keras_who, "logit_soft_cap", logit_soft_cap, 0
            )

    def build(self, input_shape: kinds.Shapes = None) -> None:
        super().build(input_shape)
        if not self.tie_weights:
            self.reverse_embeddings = weight_options.add(
                self,
                "reverse_embeddings",
                (self.output_dim, self.input_dim),
                of="embeddings",
            )

    def call(
        self, inputs: kinds.Tensors, reverse: bool = False
    ) -> kinds.Tensors:
        if reverse:
            return self._scores(inputs)
        rows = super().call(inputs)
        if self.mask_zero:
            masking.attach(rows, self.compute_mask(inputs))
        return rows

    def _scores(self, inputs):
        self._check_vectors(inputs.shape)
        dtype = tf.as_dtype(self.reverse_dtype or self.compute_dtype)
        table = self.embeddings if self.tie_weights else self.reverse_embeddings
        table = features.of_type(table, dtype)
        kernel = tf.transpose(table) if self.tie_weights else table
        scores = tf.tensordot(features.of_type(inputs, dtype), kernel, 1)
        cap = self.logit_soft_cap
        return scores if cap is None else cap * tf.tanh(scores / cap)

    def _check_vectors(self, shape: tf.TensorShape) -> None:
        if shape.rank == 0 or not shape[-1:].is_compatible_with(
            [self.output_dim]
        ):
            raise ValueError(
                f"{self._keras_who}: the vectors have another size than the "
                f"table's. Expected (..., {self.output_dim}). Received: "
                f"shape={shape}."
            )

    def compute_output_shape(
        self, input_shape: kinds.Shapes, reverse: bool = False
    ) -> tf.TensorShape:
        if not reverse:
            return super().compute_output_shape(input_shape)
        shape = tf.TensorShape(input_shape)
        self._check_vectors(shape)
        return shape[:-1].concatenate(self.input_dim)

    # A trace finds the masks, too.
    compute_output_spec = output_spec.traced
