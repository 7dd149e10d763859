"""Seeds that never repeat, and that a model file can hold."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras.backend import outside_graphs
from keras.saving.config import constructor

#: TensorFlow's number of the algorithm that makes random bits.
PHILOX = 1


def fresh_seed() -> int:
    """Draws a seed in [0, 2**31) from TensorFlow's global generator.

    So `tf.random.set_seed`, which `keras.utils.set_random_seed` calls, repeats
    it; without a global seed it differs from run to run.
    """
    with tf.init_scope():
        outside_graphs.refuse_sessions("a random seed")
        drawn = tf.random.uniform((), maxval=2**31 - 1, dtype=tf.int32)
    return int(drawn)


class SeedGenerator(constructor.Configurable, tf.Module):
    """Hands out a new seed for a stateless random function at each call.

    The state is a variable, so it moves on inside a `tf.function`, differs
    from replica to replica, and is saved with the layer that holds it.

    Args:
        seed: Whole number; equal seeds give equal sequences. Default None:
            drawn from TensorFlow's global generator.
        name: Name in messages. Default None.
    Variables: state, int64 `(3,)`: a counter of 128 bits, and the key.
    Raises:
        TypeError: If the seed isn't a whole number.
    Example:
        >>> seeds = keras.random.SeedGenerator(1)
        >>> seed = seeds.next()
        >>> tf.random.stateless_uniform((2, 3), seed).shape
        TensorShape([2, 3])
    """

    # What files keep that have no other state of what isn't a weight.
    _keras_makes_seeds = True

    def __init__(
        self, seed: int | None = None, name: str | None = None
    ) -> None:
        super().__init__()
        if seed is not None and not isinstance(seed, (int, np.integer)):
            raise TypeError(
                "SeedGenerator: the seed is no whole number. Expected an int "
                f"or None. Received: seed={seed!r}."
            )
        self.seed = seed
        self._label = name or "seed_generator"
        self._is_distributed = tf.distribute.has_strategy()
        with tf.init_scope():
            outside_graphs.refuse_sessions(f"SeedGenerator {self._label!r}")
            self._generator = tf.random.Generator.from_key_counter(
                key=fresh_seed() if seed is None else int(seed),
                counter=(0, 0),
                alg="philox",
            )

    @property
    def name(self) -> str:
        """The name given, or 'seed_generator'."""
        return self._label

    @property
    def state(self) -> tf.Variable:
        """The variable that moves on with each seed."""
        return self._generator.state

    def next(self, ordered: bool = True) -> tf.Tensor:
        """Returns a seed, int64 `(2,)`, and moves on.

        Args:
            ordered: Keras 3's; seeds always come in order.
        """
        # `tf.unstack` and `tf.stack` take 70 us more to look at the values.
        low, _, key = tf.raw_ops.Unpack(value=self._moved_on(), num=3)
        replica = _replica()
        if replica is not None:
            key += tf.cast(replica, tf.int64) * 2**32
        return tf.raw_ops.Pack(values=(low, key))

    def _moved_on(self) -> tf.Tensor:
        """Returns the state as it was, and counts up."""
        if self._is_distributed:
            return self._generator.skip(1)
        # What `skip` does in the end: 8 us in place of 84 us.
        return tf.raw_ops.RngReadAndSkip(
            resource=self.state.handle, alg=PHILOX, delta=1
        )

    def save_own_variables(self, store: Any) -> None:
        """Puts the state into a dict-like store under '0'."""
        store["0"] = self.state.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Takes the state from a store that `save_own_variables` filled."""
        self.state.assign(store["0"])


def _replica() -> tf.Tensor | None:
    """Returns the number of the replica being run; None outside of them."""
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return None
    return context.replica_id_in_sync_group
