"""What is told where another worker of a strategy ended, or answers no more."""

import contextlib
import json
import os
import re
from collections.abc import Iterator

import tensorflow as tf

_TASK = re.compile(r"/job:\w+/(?:replica:\d+/)?task:\d+")


_IN_PROCESS = "/job:localhost/"
# As TensorFlow tells that one strategy's replicas met another's.
_MET = re.compile(
    "Shape mismatch in the collective|joining a group that is already full"
)
_MIXED = (
    "Replicas of two strategies met each other's values. Expected one strategy "
    "of several replicas, or one mesh, a process: TensorFlow numbers what they "
    "add up, for each from the same start. Received: values of different "
    "shapes, or of more replicas, under one number. Make the strategy once, "
    "take it for all models, and start the process again; workers have to run "
    "one program."
)


class LostWorkerError(tf.errors.UnavailableError, RuntimeError):
    """TensorFlow's error, said otherwise."""


class MixedStrategiesError(tf.errors.InvalidArgumentError, RuntimeError):
    """TensorFlow's error, said otherwise."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Says it where a step, or a file, was left by another worker.

    TensorFlow finds a worker that was killed at once, and one that hangs by
    its heartbeats, which are missed after some 10 seconds.

    Raises:
        LostWorkerError: In place of TensorFlow's.
        MixedStrategiesError: Likewise, where replicas met others.
    """
    try:
        yield
    except tf.errors.OpError as error:
        if "Collective ops is aborted" not in error.message:
            raise
        if _MET.search(error.message):
            raise MixedStrategiesError(
                error.node_def, error.op, _MIXED
            ) from error
        if _IN_PROCESS in error.message:
            raise  # It's the error of a replica, and there are no workers.
        found = _TASK.findall(error.message)
        named = {re.sub(r"replica:\d+/", "", task) for task in found}
        lost = sorted(named - {_own_task()} or named)
        raise LostWorkerError(
            error.node_def,
            error.op,
            "A worker of the strategy was lost. Expected all of them to take "
            "every step. Received: a step that ended early; TensorFlow's error "
            f"names {', '.join(lost) or 'no worker'}. Start all workers again: "
            "with keras.callbacks.BackupAndRestore training goes on where it "
            "was.",
        ) from error


def _own_task() -> str | None:
    """Returns this process as TensorFlow names it: '/job:worker/task:0'."""
    try:
        task = json.loads(os.environ.get("TF_CONFIG", ""))["task"]
        return f"/job:{task['type']}/task:{task['index']}"
    except (ValueError, KeyError, TypeError):
        return None
