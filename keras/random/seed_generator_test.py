"""Seeds: reproducible, different at each call, kept in files."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas


def drawn(generator, count=3):
    return [generator.next().numpy().tolist() for _ in range(count)]


def test_equal_seeds_give_equal_sequences_without_repeats():
    one, other = (drawn(keras.random.SeedGenerator(5)) for _ in range(2))
    assert one == other
    assert len({tuple(seed) for seed in one}) == 3


def test_the_global_seed_decides_where_none_is_given():
    keras.utils.set_random_seed(5)
    one = drawn(keras.random.SeedGenerator())
    keras.utils.set_random_seed(5)
    assert drawn(keras.random.SeedGenerator()) == one
    assert drawn(keras.random.SeedGenerator()) != one


def test_a_traced_function_gets_a_new_seed_each_time():
    generator = keras.random.SeedGenerator(5)

    @tf.function
    def draw():
        return tf.random.stateless_uniform((4,), generator.next())

    assert not np.array_equal(draw(), draw())


def test_the_state_goes_through_a_store():
    one, other, store = *map(keras.random.SeedGenerator, (1, 2)), {}
    one.next()
    one.save_own_variables(store)
    other.load_own_variables(store)
    assert drawn(one) == drawn(other)


def test_the_state_goes_through_a_checkpoint(tmp_path):
    one, other = map(keras.random.SeedGenerator, (1, 2))
    path = tf.train.Checkpoint(seeds=one).write(str(tmp_path / "c"))
    tf.train.Checkpoint(seeds=other).read(path).assert_consumed()
    assert drawn(one) == drawn(other)


def test_replicas_draw_different_seeds():
    strategy = two_replicas.strategy()
    with strategy.scope():
        generator = keras.random.SeedGenerator(5)
    seeds = tf.function(strategy.run)(generator.next)
    one, other = strategy.experimental_local_results(seeds)
    assert one.numpy().tolist() != other.numpy().tolist()


def test_config_holds_the_seed():
    config = keras.random.SeedGenerator(5, name="a").get_config()
    assert config == {"seed": 5, "name": "a"}


def test_a_seed_that_is_no_whole_number_is_refused():
    with pytest.raises(TypeError, match="Expected an int.*seed=0.5"):
        keras.random.SeedGenerator(0.5)
