"""What `TF_CONFIG` tells a process of its place, looked at before it's used.

TensorFlow takes a text without a cluster for a process on its own, and names no
variable where it fails on another.
"""

import collections
import itertools
import json
import os
import socket
import warnings
from collections.abc import Mapping

import tensorflow as tf

_FORM = (
    '{"cluster": {"worker": ["host:port", ...]}, '
    '"task": {"type": "worker", "index": 0}}'
)
_OF_WORKERS = tf.distribute.MultiWorkerMirroredStrategy
_WORKERS = ("chief", "worker")
_KINDS = (*_WORKERS, "ps", "evaluator")


def check(where: str) -> None:
    """Raises unless `TF_CONFIG`, if it's set, places this process.

    Args:
        where: Who asks, for messages.
    Raises:
        ValueError: If it isn't JSON of the right form, or the task isn't in
            the cluster.
        OSError: If something listens at the task's port.
    """
    text = os.environ.get("TF_CONFIG", "")
    if not text:
        return
    try:
        config = json.loads(text)
    except ValueError as error:
        raise _refused(where, "isn't JSON", text, f" ({error})") from error
    config = config if isinstance(config, Mapping) else {}
    cluster, task = config.get("cluster"), config.get("task")
    if not (isinstance(cluster, Mapping) and cluster):
        raise _refused(where, "has no cluster", text)
    if not (isinstance(task, Mapping) and {"type", "index"} <= set(task)):
        raise _refused(where, "has no task", text)
    _check_cluster(where, cluster, text)
    _check_port(where, _address(where, cluster, task, text))


def workers() -> tuple[list[str], int]:
    """Returns the addresses of the workers, and which of them is this one.

    They are what `TF_CONFIG` tells, which `check` found right. Where this
    process, or another, isn't one of them (a server, an evaluator), there are
    none: each comes when it may.
    """
    config = json.loads(os.environ.get("TF_CONFIG") or "{}")
    cluster = config.get("cluster", {})
    task = config.get("task", {})
    kind = task.get("type")
    if kind not in _WORKERS or "ps" in cluster:
        return [], 0
    addresses = [list(cluster.get(each, ())) for each in _WORKERS]
    before = sum(map(len, addresses[: _WORKERS.index(kind)]))
    return [*itertools.chain(*addresses)], before + int(task["index"])


def warn_alone(who: str, strategy) -> None:
    """Warns of a strategy of several workers that found none in `TF_CONFIG`.

    Args:
        who: The model that trains with it.
        strategy: Any strategy.
    """
    text = os.environ.get("TF_CONFIG", "")
    if not (text and isinstance(strategy, _OF_WORKERS)):
        return
    if not strategy.cluster_resolver.cluster_spec().jobs:
        warnings.warn(
            f"{who}: MultiWorkerMirroredStrategy trains in this process alone, "
            f"as TF_CONFIG has no cluster. Expected {_FORM}. Received: "
            f"TF_CONFIG={text!r}. Unset it if that is meant.",
            stacklevel=4,
        )


def _refused(where: str, what: str, text: str, how: str = "") -> ValueError:
    return ValueError(
        f"{where}: TF_CONFIG {what}. Expected {_FORM}. Received: "
        f"TF_CONFIG={text!r}{how}. Set it before TensorFlow is imported, to "
        "the same cluster in each process; unset it to train in one."
    )


def _check_cluster(where: str, cluster: Mapping, text: str) -> None:
    for kind, addresses in cluster.items():
        if kind not in _KINDS:
            raise _refused(where, f"has none of the kinds {_KINDS}", text)
        if not isinstance(addresses, list) or not all(
            map(is_address, addresses)
        ):
            raise _refused(where, f"has no list of addresses of {kind}", text)
    # An evaluator listens nowhere, so any address serves.
    listening = [a for kind, a in cluster.items() if kind != "evaluator"]
    addresses = [str(each) for each in itertools.chain(*listening)]
    twice = given_twice(addresses)
    if twice:
        count = addresses.count(twice[0])
        what = f"gives {twice[0]!r} to {count} processes"
        how = ", where each needs an address of its own"
        raise _refused(where, what, text, how)


def given_twice(addresses: list[str]) -> list[str]:
    """Returns the addresses that more than one process has."""
    counts = collections.Counter(addresses)
    return [address for address, count in counts.items() if count > 1]


def is_address(address) -> bool:
    """Tells whether an address has the form 'host:port'."""
    port = str(address).rpartition(":")
    return bool(port[0]) and port[2].isdecimal() and int(port[2]) < 65536


def _address(where: str, cluster, task, text: str) -> str | None:
    """Returns the task's address; None for one that is outside the cluster."""
    kind, index = task["type"], str(task["index"])
    if kind == "evaluator" and kind not in cluster:
        return None
    addresses = cluster.get(kind, [])
    if not index.isdecimal() or int(index) >= len(addresses):
        what = f"places this process at {kind!r} number {index}"
        found = {each: len(addresses) for each, addresses in cluster.items()}
        how = f", whose cluster has {found}, numbered from 0"
        raise _refused(where, what, text, how)
    return addresses[int(index)]


def _check_port(where: str, address: str | None) -> None:
    if address is None:
        return
    with socket.socket() as tried:
        # A port that a process has just left is free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("", int(address.rpartition(":")[2])))
        except OSError as error:
            raise OSError(
                f"{where}: this process can't listen where TF_CONFIG places "
                f"it. Expected a free port. Received: {address!r} ({error}). "
                "End what listens there, as a process of an earlier run, or "
                "choose another port in each process's TF_CONFIG."
            ) from error
