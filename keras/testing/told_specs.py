"""What a layer tells of its outputs, held against a trace of its call."""

import tensorflow as tf

from keras.engine.layer import output_spec


def check_told_as_traced(layer, *args, **kwargs) -> None:
    """Raises unless `compute_output_spec` tells what a trace finds.

    Where a trace leaves a size open, the hook may know it.

    Args:
        layer: A layer.
        *args: What it is called on: symbolic tensors.
        **kwargs: Likewise.
    Raises:
        AssertionError: If structure, kind, type or a size differs.
    """
    told = layer.compute_output_spec(*args, **kwargs)
    traced = output_spec.traced(layer, *args, **kwargs)
    tf.nest.assert_same_structure(told, traced)
    for one, other in zip(tf.nest.flatten(told), tf.nest.flatten(traced)):
        known = one.shape.merge_with(other.shape)
        assert type(one) is type(other), (one, other)
        assert one.dtype == other.dtype, (one, other)
        assert known.as_list() == one.shape.as_list(), (one, other)
        if isinstance(one, tf.RaggedTensorSpec):
            assert one.ragged_rank == other.ragged_rank, (one, other)
            assert one.row_splits_dtype == other.row_splits_dtype
