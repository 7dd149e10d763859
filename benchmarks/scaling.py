"""What a step costs by the number of replicas, and what workers send.

`python -m benchmarks.scaling` prints both. The replicas are logical devices of
one processor, so that the time is what sharing costs, and no gain. Bytes are
those of a network of its own, in which two workers train: that takes
util-linux's `unshare` and iproute2's `ip`.
"""

import os
import subprocess
import sys
import time

import tensorflow as tf

import keras
from benchmarks import table, workload
from keras.testing import cluster

REPLICAS = (1, 2, 4)
BATCH = 64
STEPS = (100, 1000)
ROUNDS = 5


def main() -> None:
    """Measures, and prints tables."""
    rows = [["replicas", "ms a step"]]
    for count in REPLICAS:
        seconds = _printed("replicas", str(count))
        rows.append([str(count), table.number(1e3 * seconds)])
    print(table.aligned(rows))
    network = ("unshare", "--map-root-user", "--net")
    sent = _printed("network", before=network)
    print(f"bytes that a worker of two sends a step: {sent:.0f}")
    parameters = workload.mlp(keras).count_params()
    print(f"bytes of the gradients: {4 * parameters}")


def _printed(*arguments: str, before: tuple = ()) -> float:
    command = [*before, sys.executable, "-m", __spec__.name, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return float(done.stdout.split()[-1])


def _fit(model, steps: int) -> None:
    x, y = workload.rows(quick=True)
    rows = steps * BATCH
    x, y = (tf.repeat(part, -(-rows // len(part)), 0)[:rows] for part in (x, y))
    model.fit(x, y, BATCH, shuffle=False, verbose=0)


def replicas(count: str) -> float:
    """Returns the seconds of a step on so many logical devices."""
    cpu = tf.config.list_physical_devices("CPU")[0]
    one = tf.config.LogicalDeviceConfiguration()
    tf.config.set_logical_device_configuration(cpu, [one] * int(count))
    devices = [f"CPU:{number}" for number in range(int(count))]
    scope = tf.distribute.MirroredStrategy(devices).scope()
    with scope:
        model = workload.compiled_mlp(keras, [])
    _fit(model, STEPS[0])
    few, many = (_least_seconds(model, steps) for steps in STEPS)
    return (many - few) / (STEPS[1] - STEPS[0])


def _least_seconds(model, steps: int) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        _fit(model, steps)
        times.append(time.perf_counter() - start)
    return min(times)


def network() -> float:
    """Returns the bytes that each of two workers sends a step."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    sent = []
    for steps in STEPS:
        before = _bytes_sent()
        workers = cluster.Cluster(os.path.abspath(__file__), "worker", steps)
        workers.results()
        sent.append(_bytes_sent() - before)
    return (sent[1] - sent[0]) / (STEPS[1] - STEPS[0]) / 2


def worker(steps: str) -> int:
    """Trains as one of several workers."""
    with tf.distribute.MultiWorkerMirroredStrategy().scope():
        model = workload.compiled_mlp(keras, [])
    _fit(model, int(steps))
    return 0


def _bytes_sent() -> int:
    with open("/proc/net/dev") as file:
        numbers = next(line.split() for line in file if "lo:" in line)
    return int(numbers[9])


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        act = {"replicas": replicas, "network": network, "worker": worker}
        print(act[sys.argv[1]](*sys.argv[2:]))
