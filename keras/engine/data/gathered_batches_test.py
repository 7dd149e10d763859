"""Rows that tf.data gathers come in the orders of one device."""

import numpy as np
import pytest
import tensorflow as tf

from keras.engine.data import adapter
from keras.testing import two_replicas

HOW = {
    "rows": {"shuffle": True},
    "batches": {"shuffle": "batch"},
    "short epochs": {"shuffle": True, "steps": 2, "keeps_position": True},
    "long epochs": {"steps": 7, "keeps_position": True},
    "cut epochs": {"shuffle": True, "steps": 2},
}
X = np.arange(11)


def made(strategy=None, x=X, **how):
    tf.random.set_seed(3)
    return adapter.make_batches(x, batch_size=3, strategy=strategy, **how)


def epoch_of(batches):
    """Returns the rows of an epoch's batches, those of replicas together."""
    strategy = two_replicas.strategy()
    found = []
    for batch in batches.drawn():
        parts = strategy.experimental_local_results(batch)
        found.append(np.concatenate([tf.reshape(p, [-1]) for p in parts]))
    return [rows.tolist() for rows in found]


@pytest.mark.parametrize("how", HOW.values(), ids=HOW)
def test_replicas_take_the_batches_of_one_device(how):
    one, two = made(**how), made(two_replicas.strategy(), **how)
    assert two.num_batches == one.num_batches
    assert two.batches_a_pass == one.batches_a_pass
    for _ in range(3):
        assert epoch_of(two) == epoch_of(one)


@pytest.mark.parametrize("how", HOW.values(), ids=HOW)
def test_sparse_rows_have_the_orders_of_dense_ones(how):
    one = made(**how)
    sparse = made(x=tf.sparse.from_dense(X[:, None] + 1), **how)
    for _ in range(2):
        of_sparse = [tf.sparse.to_dense(batch) for batch in sparse.drawn()]
        found = [(rows[:, 0] - 1).numpy().tolist() for rows in of_sparse]
        assert found == epoch_of(one)


@pytest.mark.parametrize("how", ["rows", "batches", "short epochs"])
def test_a_seed_from_before_gives_the_orders_from_before(how):
    earlier = made(two_replicas.strategy(), **HOW[how])
    epochs = [epoch_of(earlier) for _ in range(3)]
    tf.random.set_seed(4)
    later = adapter.make_batches(
        X, batch_size=3, strategy=two_replicas.strategy(), **HOW[how]
    )
    assert later.seed != earlier.seed and later.cursor_spec is not None
    later.reseed(earlier.seed)
    later.skip_epochs(2)
    assert epoch_of(later) == epochs[2]
