"""Training that is killed at a hundred random moments and more."""

# bazel: tags=nightly size=enormous shard_count=2

import pytest

from keras.callbacks import killed_training_test
from keras.testing import killed_kinds


@pytest.mark.parametrize(("num_replicas", "number"), [(1, 15), (2, 10)])
def test_training_that_is_killed_often_comes_to_the_same_bits(
    tmp_path, num_replicas, number
):
    found = killed_training_test.run(tmp_path, number, num_replicas)
    assert found["others"] == []
    assert found["killed"] >= 2 * number


@pytest.mark.parametrize("kind", sorted(killed_kinds.MODELS.keys() - {"plain"}))
def test_nothing_that_a_training_may_have_beside_is_lost(tmp_path, kind):
    found = killed_training_test.run(tmp_path, 5, kind=kind)
    assert found["others"] == []
    assert found["killed"] >= 10
