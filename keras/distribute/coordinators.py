"""Steps that a coordinator hands to workers, beside variables on servers."""

import contextlib
import socket
import time
import warnings
from collections.abc import Callable, Iterable

import tensorflow as tf

from keras.distribute import lost_worker
from keras.tf_internals import server_addresses

_SECONDS_A_LOOK = 60.0
_LONGEST_WAIT = 3600.0  # what TensorFlow gives a worker to come back
_LONGEST_PAUSE = 0.1
_ON_SERVERS = tf.distribute.ParameterServerStrategy


def hands_out(strategy) -> bool:
    """Tells whether workers take the steps that this process hands to them.

    Args:
        strategy: A `tf.distribute` strategy, or a mesh's.
    """
    return isinstance(strategy, _ON_SERVERS)


def of(strategy) -> tf.distribute.coordinator.ClusterCoordinator:
    """Returns the coordinator of a strategy, which has one.

    Args:
        strategy: One that hands out steps.
    """
    return tf.distribute.coordinator.ClusterCoordinator(strategy)


def num_workers() -> int:
    """Returns how many workers this process is connected to."""
    devices = tf.config.list_logical_devices("CPU")
    places = [tf.DeviceSpec.from_string(device.name) for device in devices]
    return len({place.task for place in places if place.job == "worker"})


def drawn(draw: Callable[[int | None], tf.Tensor]) -> tf.Tensor:
    """Returns what a draw gives, where it is made on a server too.

    A server goes on where it was with each op that draws: `tf.random.set_seed`
    is heard of by this process alone. In a function of its own it's a new op.

    Args:
        draw: Draws with an op's seed; with None TensorFlow gives it the next.
    """
    strategy = tf.distribute.get_strategy()
    if not (hands_out(strategy) and tf.executing_eagerly()):
        return draw(None)
    _, seed = server_addresses.next_seeds()
    # Called by itself, a function that is new each time is warned of.
    return tf.function(draw, autograph=False).get_concrete_function(seed)()


def called(strategy, function: Callable, arguments: Iterable[tuple]) -> list:
    """Has workers call a function, and waits until all calls are done.

    A call whose worker is lost is taken by another one. Where an argument can't
    be had, the calls before are done when that is raised.

    Args:
        strategy: One that hands out steps.
        function: A `tf.function`, or a concrete one.
        arguments: Those of each call; drawn while earlier calls run.
    Returns:
        A `tf.distribute.coordinator.RemoteValue` a call.
    Raises:
        LostWorkerError: If they aren't done after an hour, and a process of
            the cluster doesn't answer; from a minute on it's warned of.
    """
    coordinator = of(strategy)
    try:
        return [coordinator.schedule(function, args) for args in arguments]
    finally:
        _wait(coordinator, strategy)


def _wait(coordinator, strategy) -> None:
    """Waits until all calls are done.

    TensorFlow takes lost workers in again when all of them are back, so that
    it may wait for one though another is there.
    """
    start = looked = time.monotonic()
    while not coordinator.done():
        now = time.monotonic()
        time.sleep(min(_LONGEST_PAUSE, max((now - start) / 50, 0.0005)))
        if now - looked >= _SECONDS_A_LOOK:
            looked = now
            _tell_of_silence(strategy, now - start >= _LONGEST_WAIT)


def _tell_of_silence(strategy, is_enough: bool) -> None:
    silent = _without_answer(server_addresses.addresses(strategy))
    if not silent:
        return
    text = (
        "Steps on workers: they take longer than a minute. Expected an answer "
        f"from all of the cluster. Received: none from {', '.join(silent)}. "
        "TensorFlow waits until all lost workers are back, once none is left "
        "to take a step: start them again, at the same addresses."
    )
    if is_enough:
        raise lost_worker.LostWorkerError(None, None, text)
    warnings.warn(text, stacklevel=2)


def _without_answer(cluster: dict[str, list[str]]) -> list[str]:
    """Returns the tasks at whose address nobody listens."""
    return [
        f"{kind} {task} at {address}"
        for kind in ("worker", "ps")
        for task, address in enumerate(cluster.get(kind, ()))
        if not answers(address)
    ]


def answers(address: str, telling: bytes = b"") -> bool:
    """Tells whether somebody listens at an address.

    Args:
        address: As 'host:port'.
        telling: What is sent there, if it can be. Default: nothing.
    """
    host, _, port = address.rpartition(":")
    try:
        connection = socket.create_connection((host, int(port)), timeout=1)
    except OSError:
        return False
    with connection, contextlib.suppress(OSError):
        connection.sendall(telling)
    return True
