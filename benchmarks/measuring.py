"""Updating metrics alone: milliseconds, in a graph."""

import numpy as np
import tensorflow as tf

from benchmarks import workload

_PREDICTIONS = 1_000_000


def cases(keras, quick: bool) -> dict:
    """Returns a function a case."""
    count = _PREDICTIONS // 10 if quick else _PREDICTIONS
    generator = np.random.default_rng(0)
    p = tf.constant(generator.random(count), tf.float32)
    y = tf.constant(generator.integers(0, 2, count), tf.float32)
    weights = tf.constant(generator.random(count), tf.float32)
    return {
        "area under a curve": lambda: {
            "ms": _milliseconds(keras, y, p),
            "weighted ms": _milliseconds(keras, y, p, weights),
        }
    }


def _milliseconds(keras, *batch: tf.Tensor) -> float:
    metric = keras.metrics.AUC(num_thresholds=200)

    @tf.function
    def update(*given):
        metric.update_state(*given)
        # Something to wait for.
        return tf.reduce_sum(metric.true_positives)

    update(*batch)
    return 1e3 * workload.seconds_a_call(lambda: update(*batch).numpy(), 0.3)
