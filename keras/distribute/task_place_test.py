"""Tests of what is said of a `TF_CONFIG`; no process is started."""

import json
import socket

import pytest
import tensorflow as tf

import keras
from keras.distribute import gathering, task_place
from keras.testing import cluster


def config(kind="worker", index=0, ports=None, of="worker"):
    ports = ports or cluster.free_ports(2)
    task = {"type": kind, "index": index}
    addresses = [f"localhost:{port}" for port in ports]
    return json.dumps({"cluster": {of: addresses}, "task": task})


def checked(monkeypatch, text):
    monkeypatch.setenv("TF_CONFIG", text)
    task_place.check("initialize")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{worker: 1", r"isn't JSON.*Received: TF_CONFIG='\{worker: 1' \(Exp"),
        ("[1]", "has no cluster"),
        ('{"task": {"type": "worker", "index": 0}}', "has no cluster.*unset"),
        ('{"cluster": {"worker": ["a:1"]}}', "has no task.*Expected"),
        (config(index=2), r"'worker' number 2.*\{'worker': 2\}, numbered"),
        (config(index=-1), "'worker' number -1"),
        (config(kind="wroker"), "'wroker' number 0"),
        (config(of="wroker"), "none of the kinds"),
        (config(ports=["x"]), "no list of addresses of worker"),
        (config(ports=[7, 7]), "'localhost:7' to 2 processes.*of its own"),
        ('{"cluster": {"worker": "a:1"}, "task": {"type": 1, "index": 0}}',
         "no list of addresses"),
    ],
)  # fmt: skip
def test_what_places_no_process_is_told(monkeypatch, text, said):
    with pytest.raises(ValueError, match=said):
        checked(monkeypatch, text)


def test_a_port_in_use_is_told_with_its_address(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"free port.*localhost:{port}.*End"):
            checked(monkeypatch, config(ports=[port]))


@pytest.mark.parametrize("index", [1, "1"])
def test_a_place_in_the_cluster_is_taken(monkeypatch, index):
    checked(monkeypatch, config(index=index))
    checked(monkeypatch, config(kind="evaluator"))
    checked(monkeypatch, "")


def test_a_strategy_that_found_no_cluster_is_warned_of(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", '{"task": {"type": "worker", "index": 0}}')
    with tf.distribute.MultiWorkerMirroredStrategy().scope():
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        with pytest.warns(UserWarning, match="alone, as TF_CONFIG has no clus"):
            model.compile("sgd", "mse")


def test_an_evaluator_needs_no_address_of_its_own(monkeypatch):
    (port,) = cluster.free_ports(1)
    both = {kind: [f"localhost:{port}"] for kind in ("worker", "evaluator")}
    task = {"type": "worker", "index": 0}
    checked(monkeypatch, json.dumps({"cluster": both, "task": task}))


def test_workers_are_those_of_a_strategy_the_chief_first(monkeypatch):
    def found(kind, index, **cluster):
        task = {"type": kind, "index": index}
        config = json.dumps({"cluster": cluster, "task": task})
        monkeypatch.setenv("TF_CONFIG", config)
        return task_place.workers()

    both = {"worker": ["b:1", "c:1"], "chief": ["a:1"]}
    assert found("chief", 0, **both) == (["a:1", "b:1", "c:1"], 0)
    assert found("worker", "1", **both) == (["a:1", "b:1", "c:1"], 2)
    assert found("evaluator", 0, **both) == ([], 0)
    assert found("worker", 0, **both, ps=["d:1"]) == ([], 0)
    monkeypatch.delenv("TF_CONFIG")
    assert task_place.workers() == ([], 0)


def test_a_worker_of_a_strategy_that_does_not_come_is_named(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", config(index=1))
    monkeypatch.setenv(gathering.SECONDS, "0.2")
    with pytest.raises(
        RuntimeError, match="Received: no answer from process 0"
    ):
        keras.distribution.initialize()
