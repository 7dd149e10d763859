"""A table that turns indices into learned vectors."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, symbolic_call
from keras.engine.symbols import before_cast
from keras.engine.training import run_errors
from keras.layers import arguments, weight_options
from keras.layers.core import low_rank


class Embedding(layer.Layer):
    """Replaces each index by its row of a learned table.

    y[...] = embeddings[x[...]]

    Args:
        input_dim: Rows of the table: largest index plus 1.
        output_dim: Size of each row.
        embeddings_initializer: Default 'uniform', in [-0.05, 0.05].
        embeddings_regularizer: Penalty on the table.
        activity_regularizer: Penalty on the output.
        embeddings_constraint: Projection of the table after each step.
        mask_zero: True makes 0 a padding index, which layers after this one
            pass over; other indices start at 1 then.
        input_length: Static length of the sequences, where a later layer
            (`Flatten`) needs to know it; an int, or one an axis.
        weights: The table that it starts with, `(input_dim, output_dim)`, or a
            list of it, as in Keras 2. Default: what the initializer makes.
        sparse: True returns a `tf.SparseTensor`. (Gradients touch only the
            rows looked up either way.)
        lora_rank, lora_alpha: With a rank the table is frozen, and
            `(lora_alpha / lora_rank) a b` is added to it and trained, a of
            `lora_rank` columns (LoRA; `enable_lora` does it later). Default:
            nothing is added, and an alpha of the rank.
    Call arguments:
        inputs: Indices in `[0, input_dim)`, dense, ragged or sparse; cast to
            ints. Floats that a model around cast to 16 bits are taken as they
            were given to it.
    Output shape: the input's, and `output_dim`.
    Variables: embeddings `(input_dim, output_dim)`.
    Raises:
        ValueError: If a size isn't 1 or more.
        TypeError: If indices come in 16 bits, which don't have all of them.
    Example:
        >>> keras.layers.Embedding(10, 4)(tf.constant([[1, 9]])).shape
        TensorShape([1, 2, 4])
    """

    _keras_since_3 = ("sparse", "lora_rank", "lora_alpha")
    # A file has the table among the weights.
    _keras_kept_as = {"weights": None}

    _keras_adapted = "embeddings"
    lora_rank: int | None = None
    lora_alpha: float | None = None
    lora_enabled = _keras_writes_fewer = property(low_rank.is_enabled)
    enable_lora = low_rank.enable
    save_own_variables = low_rank.save_own_variables
    load_own_variables = low_rank.load_own_variables

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: kinds.Named = "uniform",
        embeddings_regularizer: kinds.Named = None,
        activity_regularizer: kinds.Named = None,
        embeddings_constraint: kinds.Named = None,
        mask_zero: bool = False,
        input_length: Any = None,
        sparse: bool = False,
        weights: Any = None,
        *,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        **kwargs: kinds.Unpack[kinds.NamedArguments],
    ) -> None:
        _declare_input(kwargs, input_length)
        # Indices must not become floats of 8 bits of precision.
        kwargs.setdefault("autocast", False)
        if weights is not None and not isinstance(weights, (list, tuple)):
            weights = [weights]
        super().__init__(
            activity_regularizer=activity_regularizer,
            weights=weights,
            **kwargs,
        )
        if lora_rank is not None:
            low_rank.take_rank(self, lora_rank, lora_alpha)
        where = self._keras_who
        self.input_dim = arguments.whole_number(where, "input_dim", input_dim)
        self.output_dim = arguments.whole_number(
            where, "output_dim", output_dim
        )
        weight_options.take(
            self,
            "embeddings",
            embeddings_initializer,
            embeddings_regularizer,
            embeddings_constraint,
        )
        self.mask_zero = mask_zero
        self.supports_masking = mask_zero
        self.input_length = input_length
        self.sparse = sparse

    def build(self, input_shape: kinds.Shapes = None) -> None:
        shape = (self.input_dim, self.output_dim)
        self.embeddings = weight_options.add(self, "embeddings", shape)
        if self.lora_rank is not None:
            low_rank.add_given_rank(self)

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        ids = before_cast.of(inputs)
        before_cast.check_ids(self._keras_who, ids, self.input_dim)
        try:
            rows = low_rank.rows(self.embeddings, _indices(ids))
        except tf.errors.InvalidArgumentError as error:
            run_errors.tell_id(self.name, error)
            raise
        if self.compute_dtype != self.variable_dtype:
            rows = tf.cast(rows, self.compute_dtype)
        return tf.sparse.from_dense(rows) if self.sparse else rows

    @property
    def _keras_makes_masks(self) -> bool:
        return self.mask_zero

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        return tf.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        input_shape = tf.TensorShape(input_shape)
        if input_shape.rank is None:
            return input_shape
        sizes = input_shape.as_list()
        lengths = _lengths(self.input_length)
        if len(lengths) == len(sizes) - 1:
            known = zip(sizes[1:], lengths)
            sizes[1:] = [s if s is not None else n for s, n in known]
        return tf.TensorShape([*sizes, self.output_dim])

    def compute_output_spec(self, inputs: kinds.Tensors) -> kinds.Specs:
        before_cast.check_ids(self._keras_who, inputs, self.input_dim)
        dtype = tf.as_dtype(self.compute_dtype or "float32")
        shape = self.compute_output_shape(inputs.shape)
        if self.sparse:
            return tf.SparseTensorSpec(shape, dtype)
        spec = symbolic_call.spec_of(inputs)
        if isinstance(spec, tf.RaggedTensorSpec):
            return tf.RaggedTensorSpec(
                shape, dtype, spec.ragged_rank, spec.row_splits_dtype
            )
        return tf.TensorSpec(shape, dtype)


def _indices(inputs):
    if isinstance(inputs, tf.SparseTensor):
        inputs = tf.sparse.to_dense(inputs)
    if inputs.dtype in (tf.int32, tf.int64):
        return inputs
    return tf.cast(inputs, tf.int32)


def _declare_input(kwargs: dict, input_length) -> None:
    """Adds the input's shape, which an embedding always knows, to `kwargs`."""
    if "input_shape" in kwargs or "batch_input_shape" in kwargs:
        return
    lengths = _lengths(input_length) or (None,)
    kwargs["input_shape"] = lengths


def _lengths(input_length) -> tuple:
    if input_length is None:
        return ()
    if isinstance(input_length, (list, tuple)):
        return tuple(input_length)
    return (input_length,)
