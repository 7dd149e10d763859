"""Waiting for workers that don't answer any more."""

import itertools
import socket
import types

import pytest
import tensorflow as tf

from keras.distribute import coordinators, lost_worker
from keras.testing import cluster


@pytest.fixture
def strategy(monkeypatch):
    """One with a worker that listens, one that doesn't, and steps not done."""
    monkeypatch.setattr(coordinators, "_SECONDS_A_LOOK", 0.0)
    with socket.create_server(("localhost", 0)) as server:
        ports = [server.getsockname()[1], *cluster.free_ports(1)]
        jobs = {"worker": [f"localhost:{port}" for port in ports]}
        resolver = types.SimpleNamespace(
            cluster_spec=lambda: tf.train.ClusterSpec(jobs)
        )
        yield types.SimpleNamespace(_cluster_resolver=resolver, jobs=jobs)


def never_done(after=10**6):
    calls = itertools.count()
    return types.SimpleNamespace(done=lambda: next(calls) > after)


def test_a_worker_that_does_not_answer_is_warned_of(strategy):
    with pytest.warns(UserWarning, match="none from worker 1 at localhost:"):
        coordinators._wait(never_done(after=1), strategy)


def test_waiting_ends_after_its_time(strategy, monkeypatch):
    monkeypatch.setattr(coordinators, "_LONGEST_WAIT", 0.0)
    with pytest.raises(lost_worker.LostWorkerError, match="start them again"):
        coordinators._wait(never_done(), strategy)


def test_slow_steps_of_workers_that_answer_are_waited_for(
    strategy, monkeypatch
):
    monkeypatch.setattr(coordinators, "_LONGEST_WAIT", 0.0)
    del strategy.jobs["worker"][1]
    coordinators._wait(never_done(after=3), strategy)


def test_calls_are_done_before_an_argument_fails(monkeypatch):
    running = []

    def done():
        running.pop()
        return not running

    coordinator = types.SimpleNamespace(
        schedule=lambda function, args: running.append(args), done=done
    )
    monkeypatch.setattr(coordinators, "of", lambda strategy: coordinator)

    def arguments():
        yield from "abc"
        raise KeyError("no row")

    with pytest.raises(KeyError, match="no row"):
        coordinators.called(None, None, arguments())
    assert not running
