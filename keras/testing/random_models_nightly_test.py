"""Five hundred random programs are the same on both packages."""
# bazel: alone=true tags=nightly,parity shard_count=2 size=enormous

import pytest
import tf_keras

import keras
from keras.testing import random_models


@pytest.mark.filterwarnings("ignore")  # tf_keras warns of its own formats
@pytest.mark.parametrize("first", range(20, 520, 10))
def test_ten_random_programs_are_the_same_on_both_packages(first):
    found = {
        seed: random_models.differences(seed, keras, tf_keras)
        for seed in range(first, first + 10)
    }
    assert {seed: parts for seed, parts in found.items() if parts} == {}
