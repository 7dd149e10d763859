"""What damage does to a file is told: its model is never another one."""

import pytest

from keras.testing import damaged_files

# Of a SavedModel there are most kinds of bytes; the others are many alike.
TIMES = dict.fromkeys(damaged_files.KINDS, 100) | {"SavedModel": 300}


@pytest.mark.parametrize("kind", damaged_files.KINDS)
def test_a_damaged_file_is_told_or_harmless(kind, tmp_path):
    damaged_files.check(kind, tmp_path, times=TIMES[kind], seed=1)
