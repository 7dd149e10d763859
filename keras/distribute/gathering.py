"""Waiting until the processes of a run are all there.

TensorFlow waits for an hour, and names nobody.
"""

import contextlib
import math
import os
import socket
import time
from collections.abc import Iterator

from keras.distribute import coordinators, lost_worker

SECONDS = "KERAS_DISTRIBUTION_JOIN_SECONDS"
_SECONDS = 300.0  # what processes of a cluster may begin apart
_PAUSE = 0.1
# How long one stays for those that don't tell that they saw it: a process may
# begin with TensorFlow's server at once.
_STAY = 5.0
_MOST = 4096  # processes that look here at a time
_NUMBER_BYTES = 4


def wait(where: str, addresses: list[str], own: int) -> None:
    """Returns when a process listens at each address.

    This one listens too, until the others saw it: after it TensorFlow's server
    does, if it's made at once.

    Args:
        where: Who asks, for messages.
        addresses: 'host:port' of each process.
        own: The number of this one.
    Raises:
        ValueError: If the environment's time to wait is no positive number.
        OSError: If this process can't listen at its address.
        LostWorkerError: If the others aren't there in time.
    """
    seconds = _seconds(where)
    end = time.monotonic() + seconds
    missing = {*range(len(addresses))} - {own}
    unaware = set(missing)
    number = own.to_bytes(_NUMBER_BYTES, "big")
    with _listening(where, addresses[own]) as listener:
        while missing:
            missing = {
                n
                for n in missing
                if not coordinators.answers(addresses[n], telling=number)
            }
            unaware -= _visitors(listener)
            if missing and time.monotonic() > end:
                raise _not_there(where, addresses, sorted(missing), seconds)
            if missing:
                time.sleep(_PAUSE)
        end = time.monotonic() + _STAY
        while unaware and time.monotonic() < end:
            time.sleep(_PAUSE)
            unaware -= _visitors(listener)


def _visitors(listener: socket.socket) -> set[int]:
    """Returns the numbers of those that looked here since the last time."""
    found = set()
    while True:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return found
        with connection, contextlib.suppress(OSError):
            connection.settimeout(_PAUSE)
            told = connection.recv(_NUMBER_BYTES)
            if len(told) == _NUMBER_BYTES:
                found.add(int.from_bytes(told, "big"))


def _seconds(where: str) -> float:
    text = os.environ.get(SECONDS, "")
    with contextlib.suppress(ValueError):
        seconds = float(text or _SECONDS)
        if 0 < seconds < math.inf:
            return seconds
    raise ValueError(
        f"{where}: a time to wait is counted in seconds. Expected a positive "
        f"number. Received: {SECONDS}={text!r}."
    )


@contextlib.contextmanager
def _listening(where: str, address: str) -> Iterator[socket.socket]:
    try:
        listener = _listener(int(address.rpartition(":")[2]))
    except OSError as error:
        raise OSError(
            f"{where}: this process can't listen at its address. Expected a "
            f"free port. Received: {address!r} ({error}). End what listens "
            "there, as a process of an earlier run, or give all processes "
            "another port for this one."
        ) from error
    with listener:
        listener.setblocking(False)
        yield listener


def _listener(port: int) -> socket.socket:
    """Returns what listens at a port, by all of this machine's names."""
    if socket.has_dualstack_ipv6():
        with contextlib.suppress(OSError):
            return socket.create_server(
                ("", port),
                family=socket.AF_INET6,
                backlog=_MOST,
                dualstack_ipv6=True,
            )
    return socket.create_server(("", port), backlog=_MOST)


def _not_there(
    where: str, addresses: list[str], missing: list[int], seconds: float
) -> lost_worker.LostWorkerError:
    named = ", ".join(f"process {n} at {addresses[n]!r}" for n in missing)
    text = (
        f"{where}: processes didn't come. Expected all {len(addresses)} to "
        f"listen within {seconds:g} seconds. Received: no answer from {named}. "
        "Look why they ended, or what is between, as a firewall; then start "
        f"all again. {SECONDS} sets how long they may begin apart."
    )
    return lost_worker.LostWorkerError(None, None, text)
