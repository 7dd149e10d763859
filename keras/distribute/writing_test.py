"""Who writes alone, where several workers should, is told of it."""

import time
import warnings

import pytest

from keras.distribute import workers


class _Waiting(workers.Team):
    """The first of two, which waits for the other one."""

    count = 2

    def __init__(self, seconds):
        self._seconds = seconds

    def summed(self, numbers):
        time.sleep(self._seconds)
        return numbers


def write(monkeypatch, path, seconds):
    monkeypatch.setattr(workers, "_SECONDS_OF_A_WAIT", 0.1)
    monkeypatch.setattr(workers, "of", lambda strategy: _Waiting(seconds))
    with workers.writing(None, path):
        pass


def test_a_worker_that_writes_alone_is_told_while_it_waits(
    monkeypatch, tmp_path
):
    with pytest.warns(
        UserWarning,
        match="model.keras.*Expected all.*nothing for 0.1 seconds.*`save` in",
    ):
        write(monkeypatch, tmp_path / "model.keras", 0.5)


def test_a_short_wait_is_no_matter(monkeypatch, tmp_path):
    with warnings.catch_warnings(record=True) as told:
        write(monkeypatch, tmp_path / "model.keras", 0)
        time.sleep(0.2)
    assert not told
