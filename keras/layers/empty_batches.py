"""Batches of no rows, for kernels of TensorFlow that compute wrong on them.

With TensorFlow 2.21 on CPUs a convolution of no rows has the shape of its
input, gradients of pools and of convolutions over volumes are missing, and the
gradient of max pooling ends the process.
"""

from collections.abc import Callable

import tensorflow as tf

from keras.distribute import replicas


def may_come() -> bool:
    """Tells whether batches of an unknown size are looked after.

    A replica gets no row where there are fewer rows than replicas. On one
    device only a user's own data has such batches: there graphs stay plain,
    since a condition before each layer would keep TensorFlow from joining
    operations, and converters to other formats from reading the graph.
    """
    return replicas.num_in_step() > 1


def never_empty(compute: Callable, inputs, ndim: int = 1) -> tf.Tensor:
    """Computes on a row of zeros where there is none, and leaves it out.

    Where only a run can tell, the kernel gets its input through a `tf.cond`:
    that keeps the input where it is, and costs a few microseconds.

    Args:
        compute: Takes a tensor and returns one, row by row.
        inputs: A tensor.
        ndim: How many of its first axes are batch axes.
    """
    sizes = inputs.shape[:ndim].as_list()
    if 0 in sizes:
        return _of_no_rows(compute, inputs, sizes)
    if None not in sizes or not may_come():
        return compute(inputs)
    there = tf.size(inputs) > 0
    full = tf.shape(inputs)
    one = tf.concat([tf.maximum(full[:ndim], 1), full[ndim:]], 0)
    fed = tf.cond(there, lambda: inputs, lambda: tf.zeros(one, inputs.dtype))
    fed = tf.ensure_shape(fed, inputs.shape)
    outputs = compute(fed)
    rows = tuple(slice(full[axis]) for axis in range(ndim))
    return tf.ensure_shape(
        outputs[rows], [*sizes, *outputs.shape[ndim:].as_list()]
    )


def _of_no_rows(compute: Callable, inputs, sizes: list) -> tf.Tensor:
    rows = inputs
    for axis, size in enumerate(sizes):
        if size == 0:
            full = tf.shape(rows)
            one = tf.concat([full[:axis], [1], full[axis + 1 :]], 0)
            rows = tf.concat([rows, tf.zeros(one, rows.dtype)], axis)
    return compute(rows)[tuple(slice(size) for size in sizes)]
