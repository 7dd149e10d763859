"""What damage does to a SavedModel is told, 10,000 times."""
# bazel: shard_count=4 tags=nightly size=large

import pytest

from keras.testing import saved_model_fuzz


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_told_or_harmless(seed, tmp_path):
    saved_model_fuzz.check(tmp_path, times=2_500, seed=seed)
