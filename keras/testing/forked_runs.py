"""Runs of a program that are killed at any moment, and the run after them.

One process imports TensorFlow, which takes seconds, and forks a child a run;
it must not compute anything itself, as TensorFlow's threads aren't forked.
"""

import os
import random
import shutil
import signal
import time
import traceback
from collections.abc import Callable


def start(program: Callable, *arguments) -> int:
    """Starts `program(*arguments)` in a child; returns its process number."""
    child = os.fork()
    if child:
        return child
    try:
        program(*arguments)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def to_the_end(program: Callable, *arguments) -> float:
    """Runs a program in a child; returns its seconds.

    Raises:
        RuntimeError: If it fails.
    """
    began = time.monotonic()
    _, status = os.waitpid(start(program, *arguments), 0)
    if status:
        raise RuntimeError(f"a run failed. Received: status={status}.")
    return time.monotonic() - began


def killed(program: Callable, *arguments, after: float) -> bool:
    """Kills a run after some seconds; tells whether it still ran."""
    child = start(program, *arguments)
    time.sleep(after)
    done, status = os.waitpid(child, os.WNOHANG)
    if done and status:
        raise RuntimeError(f"a run failed. Received: status={status}.")
    if not done:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return not done


def killed_at_random(
    program: Callable,
    folder: str,
    *arguments,
    seconds: float,
    seed: int,
    most: int = 3,
) -> int:
    """Kills up to `most` runs of a program at random moments, then lets it end.

    Args:
        program: What is run; it goes on where it was.
        folder: Its first argument, where all is that it goes on from.
        *arguments: More of them.
        seconds: About how long a whole run takes.
        seed: Of the moments.
        most: How often it may be killed, at least 1.
    Returns:
        How often it was killed, at least once.
    """
    draw = random.Random(seed)
    for count in range(most):
        moment = draw.uniform(0.1, 0.7) * seconds
        while not killed(program, folder, *arguments, after=moment):
            if count:
                return count
            # The machine has more time than it had: all over, and cut sooner.
            shutil.rmtree(folder)
            moment /= 2
    to_the_end(program, folder, *arguments)
    return most
