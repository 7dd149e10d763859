"""Joining processes, so that a mesh can have the devices of all of them."""

import os

import tensorflow as tf

from keras.distribute import task_place
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
    the processes, and this only looks whether it can.

    Args:
        job_addresses: 'host:port' of every process, in order, with commas
            between; the same text in each process.
        num_processes: How many there are. Default: as many as addresses.
        process_id: Which of them this one is, from 0. Default 0.
    Raises:
        ValueError: If these don't fit each other, or `TF_CONFIG` gives this
            process no place.
        OSError: If something listens at the port that it gives.
    Example:
        >>> keras.distribution.initialize(num_processes=1)
    """
    text = _given(job_addresses, "JOB_ADDRESSES") or ""
    if not text:
        task_place.check("initialize")
    addresses = [one.strip() for one in text.split(",") if one.strip()]
    count = int(_given(num_processes, "NUM_PROCESSES") or len(addresses) or 1)
    number = int(_given(process_id, "PROCESS_ID") or 0)
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
    os.environ["DTENSOR_JOBS"] = ",".join(addresses)
    os.environ["DTENSOR_CLIENT_ID"] = str(number)
    dtensor.initialize_accelerator_system(devices.preferred_type())


def _given(value, name: str):
    return os.environ.get(_IN_ENVIRONMENT + name) if value is None else value
