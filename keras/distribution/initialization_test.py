"""Processes join only when they are told as they are."""

import os

import pytest

import keras


def test_one_process_needs_nothing():
    keras.distribution.initialize("localhost:1234", 1, 0)
    assert "DTENSOR_JOBS" not in os.environ


@pytest.mark.parametrize(
    "addresses, count, number",
    [("a:1,b:2", 3, 0), ("a:1,b:2", 2, 2), (None, 2, 0), ("a:1,b:2", 2, -1)],
)
def test_processes_that_do_not_fit_are_refused(addresses, count, number):
    with pytest.raises(ValueError, match=f"num_processes={count}"):
        keras.distribution.initialize(addresses, count, number)


def test_the_environment_tells_what_is_not_given(monkeypatch):
    monkeypatch.setenv("KERAS_DISTRIBUTION_JOB_ADDRESSES", "a:1, b:2")
    monkeypatch.setenv("KERAS_DISTRIBUTION_PROCESS_ID", "5")
    with pytest.raises(ValueError, match=r"\['a:1', 'b:2'\].*process_id=5"):
        keras.distribution.initialize()


def test_what_is_no_number_is_told_by_name(monkeypatch):
    monkeypatch.setenv("KERAS_DISTRIBUTION_PROCESS_ID", "two")
    with pytest.raises(ValueError, match="whole.*process_id='two', as.*_ID"):
        keras.distribution.initialize("a:1,b:2")


@pytest.mark.parametrize(
    "addresses, wrong",
    [("a:1,b", "'b'"), ("a:1,b:70000", "'b:70000'"), ("a:1,a:1", "'a:1'")],
)
def test_what_is_no_address_or_comes_twice_is_told(addresses, wrong):
    with pytest.raises(ValueError, match=f"'host:port'.*Received: {wrong} in"):
        keras.distribution.initialize(addresses, process_id=1)
