"""Random programs are the same on both packages: 500, and two of each layer."""
# bazel: alone=true tags=nightly,parity shard_count=2 size=enormous

import pytest
import tf_keras

import keras
from keras.testing import random_models

# tf_keras warns of its own formats.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("first", range(20, 520, 10))
def test_ten_random_programs_are_the_same_on_both_packages(first):
    found = {
        seed: random_models.differences(seed, keras, tf_keras)
        for seed in range(first, first + 10)
    }
    assert {seed: parts for seed, parts in found.items() if parts} == {}


@pytest.mark.parametrize("seed", [0, 3])  # 3 puts it into a TimeDistributed.
@pytest.mark.parametrize("row", random_models.ROWS, ids=lambda row: row.id)
def test_a_program_of_each_layer_is_the_same_on_both_packages(row, seed):
    assert random_models.differences(seed, keras, tf_keras, row) == []
