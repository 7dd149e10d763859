"""What damage does to a SavedModel is told: its values are never others."""

from keras.testing import saved_model_fuzz


def test_a_damaged_file_is_told_or_harmless(tmp_path):
    saved_model_fuzz.check(tmp_path, times=300, seed=1)
