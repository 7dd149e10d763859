"""From one loss an element to one number: weights, masks and the sum."""

import tensorflow as tf

from keras.distribute import loss_share


class Reduction:
    """Names of the ways to reduce losses.

    Example:
        >>> keras.losses.Reduction.SUM
        'sum'
    """

    AUTO = "auto"
    NONE = "none"
    SUM = "sum"
    SUM_OVER_BATCH_SIZE = "sum_over_batch_size"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Returns the names that Keras 2 has."""
        return (cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE)

    @classmethod
    def known(cls) -> tuple[str, ...]:
        """Returns all names, Keras 3's too."""
        return (*cls.all(), "mean", "mean_with_sample_weight")

    @classmethod
    def validate(cls, key: str) -> None:
        """Raises a ValueError for a name that isn't known."""
        if key not in cls.known():
            raise ValueError(
                f"Unknown loss reduction. Expected one of {cls.known()}. "
                f"Received: reduction={key!r}."
            )


def reduce_losses(
    losses: tf.Tensor,
    sample_weight: tf.Tensor | None = None,
    mask: tf.Tensor | None = None,
    reduction: str = Reduction.SUM_OVER_BATCH_SIZE,
) -> tf.Tensor:
    """Weighs losses and makes them one number.

    Args:
        losses: Float tensor of any shape.
        sample_weight: Factors that broadcast to `losses` from the left.
        mask: Bool or float; False leaves an element out, of the mean too.
        reduction: 'none', 'sum', 'sum_over_batch_size' (with its other names
            'auto' and 'mean'; divides by the number of elements), or
            'mean_with_sample_weight' (divides by the sum of the weights).
    """
    is_ragged = isinstance(losses, tf.RaggedTensor)
    if is_ragged and reduction == Reduction.NONE:
        return _weighted_ragged(losses, sample_weight, mask)
    if is_ragged:
        sample_weight = _flat(sample_weight, losses)
        mask = _flat(mask, losses)
        losses = losses.flat_values
    losses = tf.convert_to_tensor(losses)
    given = losses.dtype
    if not given.is_floating:
        given = tf.float32
    if losses.dtype not in (tf.float32, tf.float64):
        losses = tf.cast(losses, tf.float32)  # a sum of halves soon overflows
    weights = _weights(losses, sample_weight, mask)
    if weights is not None:
        losses *= weights
    if reduction == Reduction.NONE:
        reduced = losses
    elif reduction == Reduction.SUM:
        reduced = tf.reduce_sum(losses)
    elif reduction == "mean_with_sample_weight" and weights is not None:
        total = tf.reduce_sum(tf.broadcast_to(weights, tf.shape(losses)))
        reduced = _quotient(losses, total)
    elif mask is not None:
        kept = tf.reduce_sum(tf.cast(mask, losses.dtype))
        kept *= _ratio(losses, mask)
        reduced = _quotient(losses, kept)
    elif is_ragged:
        reduced = _quotient(losses, tf.cast(tf.size(losses), losses.dtype))
    else:
        # Of a batch without rows 0, and not NaN, which would spoil all others.
        count = tf.cast(tf.maximum(tf.size(losses), 1), losses.dtype)
        reduced = tf.reduce_sum(losses) / count
    return reduced if reduced.dtype == given else tf.cast(reduced, given)


def _quotient(losses: tf.Tensor, count: tf.Tensor) -> tf.Tensor:
    """Returns the sum over what counts; 0 where nothing does."""
    total = loss_share.divisor(count)
    return tf.math.divide_no_nan(tf.reduce_sum(losses), total)


def _weighted_ragged(losses: tf.RaggedTensor, sample_weight, mask):
    flat = [_flat(one, losses) for one in (sample_weight, mask)]
    weighted = reduce_losses(losses.flat_values, *flat, Reduction.NONE)
    return losses.with_flat_values(weighted)


def _flat(weights, values: tf.RaggedTensor):
    return None if weights is None else flat_weights(weights, values)


def flat_weights(weights, values: tf.RaggedTensor) -> tf.Tensor:
    """Returns weights for the flat values of a ragged tensor.

    Args:
        weights: One for all, one a row (which counts for all that is in the
            row), or ragged as the values.
        values: What they belong to.
    """
    if isinstance(weights, tf.RaggedTensor):
        return _values_of_alike(weights, values)
    weights = tf.convert_to_tensor(weights)
    if weights.shape.rank != 0:
        weights = _of_each_row(weights, values)
        for rows in values.nested_value_rowids():
            weights = tf.gather(weights, rows)
    return weights


def _of_each_row(weights: tf.Tensor, values: tf.RaggedTensor) -> tf.Tensor:
    """Returns one weight a row; another number of them is an error."""
    if weights.shape.rank and weights.shape[0] == 1:
        return tf.repeat(weights, values.nrows(), axis=0)
    if not weights.shape[:1].is_compatible_with(values.shape[:1]):
        raise ValueError(
            "sample_weight: not as many weights as ragged rows. "
            f"Expected one weight a row of shape={values.shape}, or ragged "
            f"ones. Received: shape={weights.shape}."
        )
    check = tf.debugging.assert_equal(
        tf.shape(weights, tf.int64)[0],
        values.nrows(tf.int64),
        "sample_weight: not as many weights as ragged rows.",
    )
    with tf.control_dependencies([] if check is None else [check]):
        return tf.identity(weights)


def _values_of_alike(weights: tf.RaggedTensor, values: tf.RaggedTensor):
    """Returns flat weights; rows of other lengths are an error."""
    if weights.ragged_rank != values.ragged_rank:
        raise ValueError(
            "sample_weight: rows are ragged in other axes. Expected weights "
            f"for {values.shape}, of {values.ragged_rank} ragged axes. "
            f"Received: shape={weights.shape}, of {weights.ragged_rank}."
        )
    with tf.control_dependencies(
        assert_alike(
            weights,
            values,
            "sample_weight: ragged weights and losses differ in the lengths of "
            "their rows. Expected one weight a loss.",
        )
    ):
        return tf.identity(weights.flat_values)


def assert_alike(
    one: tf.RaggedTensor, other: tf.RaggedTensor, message: str
) -> list:
    """Returns assertions that two ragged tensors have rows of equal lengths.

    Args:
        one: A ragged tensor.
        other: Another of as many ragged axes.
        message: What is said where they differ.
    """
    checks = []
    for mine, theirs in zip(
        one.nested_row_splits, other.nested_row_splits, strict=True
    ):
        alike = tf.raw_ops.Equal(
            x=tf.cast(mine, tf.int64),
            y=tf.cast(theirs, tf.int64),
            incompatible_shape_error=False,  # False of other numbers of rows
        )
        checks.append(tf.debugging.Assert(tf.reduce_all(alike), [message]))
    return [check for check in checks if check is not None]


def _weights(losses, sample_weight, mask):
    """Returns the product of weights and mask that fits `losses`, or None."""
    weights = None
    if sample_weight is not None:
        weights = align(tf.cast(sample_weight, losses.dtype), losses)
    if mask is not None:
        mask = align(tf.cast(mask, losses.dtype), losses)
        weights = mask if weights is None else weights * mask
    return weights


def masked(weights, mask, values: tf.Tensor) -> tf.Tensor:
    """Returns weights that are 0 where the mask is False.

    Args:
        weights: Weights of the values, or None for 1.
        mask: Bool or 0 and 1, at most as many axes as the values.
        values: What is weighed.
    """
    mask = align(tf.cast(mask, values.dtype), values)
    if weights is None:
        return mask
    return mask * align(tf.cast(weights, values.dtype), values)


def _ratio(losses, mask):
    """Returns how many losses one element of the mask stands for."""
    many = tf.size(losses) / tf.maximum(tf.size(mask), 1)  # 0 of no rows
    return tf.cast(many, losses.dtype)


def align(weights: tf.Tensor, values: tf.Tensor) -> tf.Tensor:
    """Gives weights the rank of the values they belong to.

    A last axis of size 1 too many is dropped; axes too few are added on the
    right. One value takes weights as they are: it stands for each row.

    Raises:
        ValueError: If the shapes don't fit, or weights of dense values are
            ragged.
    """
    if isinstance(weights, tf.RaggedTensor):
        raise ValueError(
            "sample_weight: weights are ragged, and what they belong to isn't. "
            f"Expected a dense tensor for {values.shape}. Received: ragged "
            f"weights of shape={weights.shape}."
        )
    rank, wanted = weights.shape.rank, values.shape.rank
    if None in (rank, wanted) or 0 in (rank, wanted):
        return weights
    if rank == wanted + 1 and weights.shape[-1] in (1, None):
        weights = tf.squeeze(weights, -1)
    elif rank < wanted:
        weights = with_axes(weights, wanted - rank)
    if not _fits(weights.shape, values.shape):
        raise ValueError(
            "sample_weight: the shape doesn't fit. Expected one weight a loss, "
            f"{values.shape}, or fewer axes from the left. Received: "
            f"shape={weights.shape}."
        )
    return weights


def with_axes(tensor: tf.Tensor, count: int) -> tf.Tensor:
    """Returns a tensor with so many axes of size 1 more, on the right."""
    if not count:
        return tensor
    axes, known = (1,) * count, tensor.shape
    tensor = tf.reshape(tensor, tf.concat([tf.shape(tensor), axes], 0))
    tensor.set_shape([*known, *axes])
    return tensor


def _fits(shape: tf.TensorShape, wanted: tf.TensorShape) -> bool:
    return shape.rank == wanted.rank and all(
        None in (have, want) or have in (1, want)
        for have, want in zip(shape, wanted, strict=True)
    )
