"""Joining processes, so that a mesh can have the devices of all of them."""

import os

import tensorflow as tf

from keras.distribute import gathering, task_place
from keras.distribution import devices

dtensor = tf.experimental.dtensor

_IN_ENVIRONMENT = "KERAS_DISTRIBUTION_"


def initialize(
    job_addresses: str | None = None,
    num_processes: int | None = None,
    process_id: int | None = None,
) -> None:
    """Joins the processes that run one program; to be called first of all.

    One process needs no such call. What isn't given is read from
    `KERAS_DISTRIBUTION_JOB_ADDRESSES`, `KERAS_DISTRIBUTION_NUM_PROCESSES` and
    `KERAS_DISTRIBUTION_PROCESS_ID`. Where `TF_CONFIG` is set, a strategy joins
    the processes, and this only looks whether it can, and waits for them.

    It returns when all are there. One that ends, or hangs, before they are is
    told of after 300 seconds, or after `KERAS_DISTRIBUTION_JOIN_SECONDS`.

    Args:
        job_addresses: 'host:port' of every process, in order, with commas
            between; the same text in each process.
        num_processes: How many there are. Default: as many as addresses.
        process_id: Which of them this one is, from 0. Default 0.
    Raises:
        ValueError: If these don't fit each other, an address is none or is
            given twice, or `TF_CONFIG` gives this process no place.
        OSError: If something listens at this process's port.
        RuntimeError: If the others don't come in time.
    Example:
        >>> keras.distribution.initialize(num_processes=1)
    """
    text = _given(job_addresses, "JOB_ADDRESSES") or ""
    if not text:
        task_place.check("initialize")
        peers, number = task_place.workers()
        if len(peers) > 1:
            gathering.wait("initialize", peers, number)
    addresses = [one.strip() for one in text.split(",") if one.strip()]
    count = _number(num_processes, "NUM_PROCESSES") or len(addresses) or 1
    number = _number(process_id, "PROCESS_ID") or 0
    is_known = len(addresses) == count or (count == 1 and not addresses)
    if not is_known or not 0 <= number < count:
        raise ValueError(
            "initialize: the processes aren't told as they are. Expected an "
            "address for each, and a number below theirs. Received: "
            f"job_addresses={addresses}, num_processes={count}, "
            f"process_id={number}."
        )
    if count == 1:
        return
    _check_addresses(addresses)
    gathering.wait("initialize", addresses, number)
    os.environ["DTENSOR_JOBS"] = ",".join(addresses)
    os.environ["DTENSOR_CLIENT_ID"] = str(number)
    dtensor.initialize_accelerator_system(devices.preferred_type())


def _check_addresses(addresses: list[str]) -> None:
    wrong = [each for each in addresses if not task_place.is_address(each)]
    wrong = wrong or task_place.given_twice(addresses)
    if wrong:
        raise ValueError(
            "initialize: a process listens at its address. Expected a "
            "'host:port' for each, no two alike, ports below 65536. Received: "
            f"{wrong[0]!r} in job_addresses={addresses}."
        )


def _given(value, name: str):
    return os.environ.get(_IN_ENVIRONMENT + name) if value is None else value


def _number(value: int | None, name: str) -> int | None:
    given = _given(value, name)
    if given is None or isinstance(given, int):
        return given
    if str(given).strip().isdecimal():
        return int(given)
    raise ValueError(
        "initialize: processes are counted. Expected a whole number. Received: "
        f"{name.lower()}={given!r}, as an argument or by "
        f"{_IN_ENVIRONMENT}{name}."
    )
