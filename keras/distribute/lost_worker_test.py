"""What is told where replicas don't come to the end of a step."""

import json

import pytest
import tensorflow as tf

from keras.distribute import lost_worker

_ABORTED = "Collective ops is aborted by: "


def raised(text):
    with lost_worker.told():
        raise tf.errors.InternalError(None, None, _ABORTED + text)


@pytest.mark.parametrize(
    "text",
    [
        "Shape mismatch in the collective instance 100. Op at device "
        "/job:localhost/replica:0/task:0/device:CPU:1 expected shape [40]",
        "Device /job:localhost/replica:0/task:0/device:CPU:3 is joining a "
        "group that is already full (group_key=1)",
    ],
)
def test_a_second_strategy_of_a_process_is_no_lost_worker(text):
    with pytest.raises(
        lost_worker.MixedStrategiesError,
        match="two strategies.*Expected one.*Received.*different shapes.*once",
    ):
        raised(text)


@pytest.mark.parametrize(
    "text",
    [
        "Collective instance 151 expected type 0 and data_type 2 but got type "
        "0 and data_type 9",
        "Device /job:worker/replica:0/task:1/device:CPU:0 is joining a group "
        "with size3, but that group has size 2 (group_key=1)",
        "Shape mismatch in the collective instance 100. Op at device "
        "/job:worker/replica:0/task:1/device:CPU:0 expected shape [40]",
    ],
)
def test_workers_of_different_programs_are_not_lost(monkeypatch, text):
    cluster = {"worker": ["host:7", "other:9"]}
    task = {"type": "worker", "index": 0}
    config = {"cluster": cluster, "task": task}
    monkeypatch.setenv("TF_CONFIG", json.dumps(config))
    start = "|".join(("Collective inst", "joining a group w", "Shape mis"))
    with pytest.raises(
        lost_worker.DifferentProgramsError,
        match=f"Expected all.*same callbacks.*Received: '({start}).*`save`",
    ) as found:
        raised(f"{text}\nThe error could be")
    assert "could be" not in str(found.value)


def test_a_replicas_own_error_is_told_as_it_is():
    with pytest.raises(tf.errors.InternalError, match="no such row"):
        raised("no such row, at /job:localhost/replica:0/task:0/device:CPU:1")


def test_a_lost_worker_is_named_and_the_one_that_tells_is_not(monkeypatch):
    place = {"task": {"type": "worker", "index": 0}}
    monkeypatch.setenv("TF_CONFIG", json.dumps(place))
    with pytest.raises(
        lost_worker.LostWorkerError,
        match="names /job:worker/task:1. Start.*Backup",
    ):
        raised(
            "/job:worker/replica:0/task:1 is unavailable, says "
            "/job:worker/replica:0/task:0"
        )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("RPC: /tensorflow.CoordinationService/Heartbeat", r"0 \(host:7\)\."),
        ("lost are /job:worker/replica:0/task:1 and "
         "/job:worker/replica:0/task:2", r"2 \(other:9\)\."),
    ],
)  # fmt: skip
def test_a_lost_process_of_a_mesh_is_named_with_its_address(
    monkeypatch, text, named
):
    monkeypatch.setenv("DTENSOR_JOBS", "host:7,host:8,other:9")
    monkeypatch.setenv("DTENSOR_CLIENT_ID", "1")
    with pytest.raises(
        lost_worker.LostWorkerError,
        match=f"of the mesh was lost.*names /job:worker/task:{named}",
    ):
        raised(text)
