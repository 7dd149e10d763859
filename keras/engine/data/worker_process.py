"""What a worker process does: it makes batches until its parent goes."""

import gc
import multiprocessing
import os
import pickle
import random
import signal
import sys
import threading
import time
import traceback
import typing
from multiprocessing import connection as connections

import numpy as np

# A batch that takes longer may never come: a warning says so, or an error.
STALL_SECONDS = 60.0


class Task(typing.NamedTuple):
    """What a worker is asked for.

    Attributes:
        index: Number of the batch.
        seed: Seed of Python's and NumPy's random numbers while it's made, at
            least 0 and under 2**32.
    """

    index: int
    seed: int


class NewState(typing.NamedTuple):
    """The object that batches come from, as it is now; needs no answer."""

    batches: typing.Any


class Answer(typing.NamedTuple):
    """What a worker made.

    Attributes:
        batch: The batch, None where making it failed.
        error: What was raised, or None.
        trace: The traceback of that as text.
    """

    batch: typing.Any = None
    error: Exception | None = None
    trace: str = ""


class WorkerTraceback(Exception):
    """The traceback of a worker process, shown as the cause of its error."""

    def __str__(self) -> str:
        return f"in a worker process:\n\n{self.args[0]}"


def serve(
    connection: connections.Connection, batches: typing.Any, forked: bool
) -> None:
    """Answers tasks; returns when the parent ends it, or has died.

    Args:
        connection: Brings tasks, and takes pickled answers.
        batches: Gives batch i as `batches[i]`.
        forked: True where TensorFlow's threads were left behind.
    """
    # Ctrl-C is the parent's to handle. Its handlers were inherited where the
    # process was forked, and aren't for a worker.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if forked:
        threading.Thread(target=_watch, args=(connection,), daemon=True).start()
    # What a fork inherits, garbage too, is the parent's to free.
    gc.freeze()
    gc.enable()
    parent = multiprocessing.parent_process()
    while True:
        ready = connections.wait([connection, parent.sentinel])
        if connection not in ready:
            return
        message = connection.recv()
        if message is None:
            return
        if isinstance(message, NewState):
            batches = message.batches
            continue
        connection.send_bytes(_answer(batches, message))


def _answer(batches: typing.Any, task: Task) -> bytes:
    # A batch has its own seed, so that the numbers that it draws are the same
    # whichever worker makes it, and differ from those of all other batches.
    random.seed(task.seed)
    np.random.seed(task.seed)
    try:
        return pickle.dumps(Answer(batches[task.index]), protocol=5)
    except Exception as error:
        return pickle.dumps(Answer(None, _sendable(error), _text_of(error)))


def _text_of(error: Exception) -> str:
    return "".join(traceback.format_exception(error))


def _sendable(error: Exception) -> Exception:
    """Returns the exception, or one that tells of it where it can't be sent."""
    try:
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return error
    except Exception:  # Whatever a user's class raises, it can't be sent.
        pass
    return RuntimeError(f"{type(error).__name__}: {error}")


def _watch(connection: connections.Connection) -> None:
    """Ends the process with an error when TensorFlow waits for dead threads.

    It does where the main thread stays in one TensorFlow function, and the
    process takes no time of a core meanwhile.
    """
    main = threading.main_thread().ident
    last_place, last_seconds = None, 0.0
    while True:
        time.sleep(STALL_SECONDS / 3)  # Two looks, before a warning comes.
        frame = sys._current_frames()[main]
        place, seconds = (id(frame), frame.f_lasti), time.process_time()
        module = frame.f_globals.get("__name__", "")
        waits = place == last_place and seconds - last_seconds < 0.1
        if module.startswith("tensorflow.") and waits:
            text = "".join(traceback.format_stack(frame))
            connection.send_bytes(pickle.dumps(Answer(None, _stuck(), text)))
            os._exit(1)
        last_place, last_seconds = place, seconds


def _stuck() -> RuntimeError:
    return RuntimeError(
        "Making a batch in a forked process: TensorFlow waits for threads that "
        "stayed in the parent. Expected Python and NumPy only. Received: a "
        "TensorFlow call that doesn't return. Use threads "
        "(`use_multiprocessing=False`), or "
        "`multiprocessing.set_start_method('forkserver')`."
    )
