"""Twenty random programs are the same on this package and on tf_keras."""
# bazel: alone=true shard_count=2 size=large

import pytest
import tf_keras

import keras
from keras.testing import random_models


@pytest.mark.filterwarnings("ignore")  # tf_keras warns of its own formats
@pytest.mark.parametrize("seed", range(20))
def test_a_random_program_is_the_same_on_both_packages(seed):
    assert random_models.differences(seed, keras, tf_keras) == []


def test_what_parts_is_told():
    found = random_models.Differences()
    found.compare("outputs", [1.0, 2.0], [1.0, 2.1])
    found.note("layers", ["a"], ["b"])
    assert found == [
        "outputs 1: 0.1 apart",
        "layers: ours ['a'], theirs ['b']",
    ]
