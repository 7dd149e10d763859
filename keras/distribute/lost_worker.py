"""What is told where another process of a strategy ended, or answers no more.

Of a mesh's processes, too, which are workers to TensorFlow.
"""

import contextlib
import json
import os
import re
from collections.abc import Iterator

import tensorflow as tf

_TASK = re.compile(r"/job:\w+/(?:replica:\d+/)?task:\d+")


_IN_PROCESS = "/job:localhost/"
# What only the first process answers, where the error names nobody.
_TO_FIRST = "CoordinationService/"
# As TensorFlow tells that one strategy's replicas met another's, or a process
# another one that adds up something else.
_MET = re.compile(
    r"Shape mismatch in the collective|joining a group (?:that is already full"
    r"|with size ?\d+)|Collective instance \d+ expected type[^\n\"\\]*"
)
_MIXED = (
    "Replicas of two strategies met each other's values. Expected one strategy "
    "of several replicas, or one mesh, a process: TensorFlow numbers what they "
    "add up, for each from the same start. Received: values of different "
    "shapes, or of more replicas, under one number. Make the strategy once, "
    "take it for all models, and start the process again; workers have to run "
    "one program."
)
_DIFFERENT = (
    "Workers ran different programs, and met in different steps. Expected all "
    "of them to take the same steps, with the same callbacks, and to call "
    "`fit`, `evaluate`, `predict` and `save` alike. Received: {received!r}, "
    "says TensorFlow. Give all workers every callback, as ModelCheckpoint, and "
    "let all call `save`: only the first one writes. Make the strategy once, "
    "and start all workers again."
)


class LostWorkerError(tf.errors.UnavailableError, RuntimeError):
    """TensorFlow's error, said otherwise.

    Attributes:
        named: The processes that TensorFlow's error names.
    """

    named = "no worker"


class MixedStrategiesError(tf.errors.InvalidArgumentError, RuntimeError):
    """TensorFlow's error, said otherwise."""


class DifferentProgramsError(tf.errors.InvalidArgumentError, RuntimeError):
    """TensorFlow's error, said otherwise."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Says it where a step, or a file, was left by another process.

    TensorFlow finds a worker that was killed at once, and one that hangs by
    its heartbeats, which are missed after some 10 seconds.

    Raises:
        LostWorkerError: In place of TensorFlow's.
        MixedStrategiesError: Likewise, where replicas met others.
        DifferentProgramsError: Likewise, where processes did.
    """
    try:
        yield
    except tf.errors.OpError as error:
        if "Collective ops is aborted" not in error.message:
            raise
        met = _MET.search(error.message)
        if met and len(_tasks()) > 1 and _IN_PROCESS not in error.message:
            text = _DIFFERENT.format(received=met[0])
            raise DifferentProgramsError(
                error.node_def, error.op, text
            ) from error
        if met:
            raise MixedStrategiesError(
                error.node_def, error.op, _MIXED
            ) from error
        if _IN_PROCESS in error.message:
            raise  # It's the error of a replica, and there are no workers.
        found = _TASK.findall(error.message)
        named = {re.sub(r"replica:\d+/", "", task) for task in found}
        lost = sorted(named - {_own_task()} or named)
        if not lost and _TO_FIRST in error.message:
            lost = [*_tasks()][:1]
        raise _lost(error, _named(lost)) from error


def _lost(error: tf.errors.OpError, named: str) -> LostWorkerError:
    found = LostWorkerError(
        error.node_def,
        error.op,
        f"A worker of the {_joined_by()} was lost. Expected all of them to "
        "take every step. Received: a step that ended early; TensorFlow's "
        f"error names {named}. Start all workers again: with "
        "keras.callbacks.BackupAndRestore training goes on where it was.",
    )
    found.named = named
    return found


def _named(lost: list[str]) -> str:
    """Returns names of tasks, with their addresses where they're known."""
    known = _tasks()
    at = {task: f" ({address})" for task, address in known.items()}
    return ", ".join(task + at.get(task, "") for task in lost) or "no worker"


def _joined_by() -> str:
    return "mesh" if _of_mesh() else "strategy"


def _of_mesh() -> list[str]:
    """Returns the addresses of a mesh's processes; none without a mesh."""
    return list(filter(None, os.environ.get("DTENSOR_JOBS", "").split(",")))


def _tasks() -> dict[str, str]:
    """Returns the processes' addresses, the first one's first.

    By name, as TensorFlow names them: '/job:worker/task:1'.
    """
    jobs = {"worker": _of_mesh()} if _of_mesh() else _told_by_config("cluster")
    return {
        f"/job:{kind}/task:{number}": address
        for kind in ("chief", "worker")
        for number, address in enumerate(jobs.get(kind, ()))
    }


def _own_task() -> str:
    """Returns this process as TensorFlow names it."""
    if _of_mesh():
        return f"/job:worker/task:{os.environ.get('DTENSOR_CLIENT_ID')}"
    task = _told_by_config("task")
    return f"/job:{task.get('type')}/task:{task.get('index')}"


def _told_by_config(name: str) -> dict:
    try:
        return dict(json.loads(os.environ.get("TF_CONFIG", ""))[name])
    except (ValueError, KeyError, TypeError):
        return {}
