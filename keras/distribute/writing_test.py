"""Who writes alone, where several workers should, is told of it."""

import time
import warnings

import pytest
import tensorflow as tf

from keras.distribute import lost_worker, workers, writing


class _Waiting(workers.Team):
    """The first of two, which waits for the other one."""

    count = 2

    def __init__(self, seconds):
        self._seconds = seconds

    def summed(self, numbers):
        time.sleep(self._seconds)
        return numbers


def write(monkeypatch, path, seconds):
    monkeypatch.setattr(writing, "_SECONDS_OF_A_WAIT", 0.1)
    monkeypatch.setattr(workers, "of", lambda strategy: _Waiting(seconds))
    with writing.by_all(None, path):
        pass


def test_a_worker_that_writes_alone_is_told_while_it_waits(
    monkeypatch, tmp_path
):
    with pytest.warns(
        UserWarning,
        match="model.keras.*Expected all.*nothing for 0.1 seconds.*`save` in",
    ):
        write(monkeypatch, tmp_path / "model.keras", 0.5)


class _Alone(workers.Team):
    """The first of two, of which the other one has ended."""

    count = 2

    def summed(self, numbers):
        with lost_worker.told():
            raise tf.errors.UnavailableError(
                None,
                None,
                "Collective ops is aborted by: /job:worker/replica:0/task:1",
            )


def test_who_waits_in_a_save_for_one_that_ended_is_told_how_to_save(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(workers, "of", lambda strategy: _Alone())
    with (
        pytest.raises(
            lost_worker.LostWorkerError,
            match="model.keras.*Expected all.*names /job:worker/task:1. Call "
            "`save` in all.*same callbacks",
        ),
        writing.by_all(None, tmp_path / "model.keras"),
    ):
        pass


def test_a_short_wait_is_no_matter(monkeypatch, tmp_path):
    with warnings.catch_warnings(record=True) as told:
        write(monkeypatch, tmp_path / "model.keras", 0)
        time.sleep(0.2)
    assert not told
