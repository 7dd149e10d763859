"""Processes wait for each other, and tell who doesn't come."""

import concurrent.futures
import re
import socket
import time

import pytest

import keras
from keras.distribute import gathering, lost_worker
from keras.testing import cluster


@pytest.fixture
def addresses():
    return [f"localhost:{port}" for port in cluster.free_ports(3)]


def test_none_goes_on_before_all_are_there(addresses):
    def join(number):
        time.sleep(number * 0.3)
        came = time.monotonic()
        gathering.wait("initialize", addresses, number)
        # Nobody listens there from now on.
        return came, time.monotonic()

    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        came, went_on = zip(*threads.map(join, range(3)))
    assert min(went_on) >= max(came)


def test_one_that_has_tensorflows_server_already_holds_nobody_up(
    addresses, monkeypatch
):
    monkeypatch.setattr(gathering, "_STAY", 0.2)
    with socket.create_server(("", port_of(addresses[0]))):
        gathering.wait("initialize", addresses[:2], 1)


def port_of(address):
    return int(address.rpartition(":")[2])


def test_a_process_that_does_not_come_is_named(addresses, monkeypatch):
    monkeypatch.setenv(gathering.SECONDS, "0.2")
    with socket.create_server(("", port_of(addresses[0]))):
        named = f"process 2 at '{addresses[2]}'"
        with pytest.raises(
            RuntimeError,
            match="Expected all 3 to listen within 0.2 seconds. Received: no "
            f"answer from {re.escape(named)}. Look.*{gathering.SECONDS} sets",
        ) as told:
            keras.distribution.initialize(",".join(addresses), process_id=1)
    assert isinstance(told.value, lost_worker.LostWorkerError)


def test_a_port_that_is_in_use_is_told(addresses):
    with socket.create_server(("", port_of(addresses[1]))):
        with pytest.raises(
            OSError, match=f"Received: '{addresses[1]}'.*in use"
        ):
            gathering.wait("initialize", addresses, 1)


@pytest.mark.parametrize("text", ["soon", "-1", "0", "nan"])
def test_a_time_that_is_none_is_refused(addresses, monkeypatch, text):
    monkeypatch.setenv(gathering.SECONDS, text)
    with pytest.raises(ValueError, match=f"positive.*SECONDS='{text}'"):
        gathering.wait("initialize", addresses, 0)
