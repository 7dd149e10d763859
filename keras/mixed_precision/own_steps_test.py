"""Loss scaling around a class that has its own way of a step, in replicas."""

import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas


class Doubled(keras.optimizers.SGD):
    """Is told nothing about replicas, as before Keras 2.11."""

    def apply_gradients(self, grads_and_vars, name=None):
        twice = [(2.0 * g, v) for g, v in grads_and_vars]
        return super().apply_gradients(twice, name)


class DoubledHereToo(keras.optimizers.SGD):
    """Adds gradients over the replicas itself, unless they were added."""

    def apply_gradients(self, grads_and_vars, skip_gradients_aggregation=False):
        pairs = [(2.0 * g, v) for g, v in grads_and_vars]
        if not skip_gradients_aggregation:
            pairs = self.aggregate_gradients(pairs)
        return super().apply_gradients(pairs, skip_gradients_aggregation=True)


class Around(keras.optimizers.SGD):
    """Has another optimizer take the steps."""

    def apply_gradients(self, grads_and_vars, **kwargs):
        if not hasattr(self, "inside"):
            self.inside = keras.optimizers.SGD(self.learning_rate)
        twice = [(2.0 * g, v) for g, v in grads_and_vars]
        return self.inside.apply_gradients(twice)


@pytest.mark.parametrize("inner", [Doubled, DoubledHereToo, Around])
@pytest.mark.parametrize("dynamic", [True, False])
@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_an_own_way_of_a_step_is_taken_in_each_replica(
    inner, dynamic, in_graph
):
    strategy = two_replicas.strategy()
    with strategy.scope():
        w = tf.Variable(1.0)
        optimizer = keras.mixed_precision.LossScaleOptimizer(
            inner(0.5), dynamic=dynamic, initial_scale=8.0
        )

    def step():
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        gradient = tf.cast(replica, tf.float32) + 1.0
        optimizer.apply_gradients([(gradient, w)])

    def run():
        strategy.run(step)

    run = tf.function(run) if in_graph else run
    run()
    # Both gradients, 1 and 2, added once; doubled, and at rate 0.5.
    for part in strategy.experimental_local_results(w):
        assert part.numpy() == 1.0 - 0.5 * 2.0 * 3.0
