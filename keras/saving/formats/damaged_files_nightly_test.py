"""What damage does to a file is told, 10,000 times for each format."""
# bazel: shard_count=8 tags=nightly size=enormous

import pytest

from keras.testing import damaged_files


@pytest.mark.parametrize("kind", damaged_files.KINDS)
def test_a_damaged_file_is_told_or_harmless(kind, tmp_path):
    damaged_files.check(kind, tmp_path, times=10_000, seed=7)
