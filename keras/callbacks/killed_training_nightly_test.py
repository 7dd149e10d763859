"""Training that is killed at twenty random moments and more."""

# bazel: tags=nightly size=large

from keras.callbacks import killed_training_test


def test_training_that_is_killed_often_comes_to_the_same_bits(tmp_path):
    found = killed_training_test.run(tmp_path, 10)
    assert found["others"] == []
    assert found["killed"] >= 20
