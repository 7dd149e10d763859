"""Steps that a coordinator hands to workers, beside variables on servers."""

from collections.abc import Callable, Iterable

import tensorflow as tf

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


def called(strategy, function: Callable, arguments: Iterable[tuple]) -> list:
    """Has workers call a function, and waits until all calls are done.

    A call whose worker is lost is taken by another one.

    Args:
        strategy: One that hands out steps.
        function: A `tf.function`, or a concrete one.
        arguments: Those of each call; drawn while earlier calls run.
    Returns:
        A `tf.distribute.coordinator.RemoteValue` a call.
    """
    coordinator = of(strategy)
    found = [coordinator.schedule(function, args) for args in arguments]
    coordinator.join()
    return found
