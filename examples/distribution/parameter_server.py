"""Trains one network on two workers, whose variables are on a server.

The coordinator, which runs this file, hands steps of `fit` to workers. Each
takes the next one when it is free, and reads data of its own. Here they are
threads of one process; on a cluster each is a process that calls
`tf.distribute.Server(...).join()`, and `TF_CONFIG` tells its place.

    python examples/distribution/parameter_server.py

Prints the loss over all rows, and exits with 1 if it is above 0.05.
"""

import socket
import sys

import numpy as np
import tensorflow as tf
from tensorflow import keras

REQUIRED = 0.05  # Mean squared error; it reaches 0.005.

X = np.random.default_rng(0).normal(size=(512, 8)).astype("float32")
Y = np.tanh(X[:, :1] + X[:, 1:2])


def free_addresses(number: int) -> list[str]:
    """Returns addresses of this machine that nobody listens at."""
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("localhost", 0))
    found = [f"localhost:{s.getsockname()[1]}" for s in sockets]
    for each in sockets:  # All at the end: none is found twice so.
        each.close()
    return found


def start_servers(cluster: tf.train.ClusterSpec) -> list:
    """Starts all tasks of a cluster as threads."""
    servers = []
    for job in cluster.jobs:
        for number in cluster.task_indices(job):
            place = tf.train.ServerDef(
                cluster=cluster.as_cluster_def(),
                job_name=job,
                task_index=number,
                protocol="grpc",
            )
            # Where cores are few, those who wait would take all threads.
            place.default_session_config.inter_op_parallelism_threads = 4
            servers.append(tf.distribute.Server(place))
    return servers


def batches(context: tf.distribute.InputContext) -> tf.data.Dataset:
    """Makes the data on a worker."""
    size = context.get_per_replica_batch_size(64)
    rows = tf.data.Dataset.from_tensor_slices((X, Y))
    return rows.shuffle(len(X)).repeat().batch(size)


def main() -> None:
    """Starts the cluster, trains on it, and judges."""
    addresses = free_addresses(3)
    jobs = {"worker": addresses[:2], "ps": addresses[2:]}
    cluster = tf.train.ClusterSpec(jobs)
    servers = start_servers(cluster)
    strategy = tf.distribute.ParameterServerStrategy(
        tf.distribute.cluster_resolver.SimpleClusterResolver(
            cluster, rpc_layer="grpc"
        )
    )
    with strategy.scope():
        model = keras.Sequential(
            [
                keras.layers.Dense(32, activation="tanh", input_shape=(8,)),
                keras.layers.Dense(1),
            ]
        )
        model.compile(keras.optimizers.Adam(0.01), "mse")
    data = keras.utils.experimental.DatasetCreator(batches)
    model.fit(data, epochs=5, steps_per_epoch=40, verbose=0)
    loss = model.evaluate(X, Y, verbose=0)
    print(f"loss: {loss:.4f} (at most {REQUIRED}), servers: {len(servers)}")
    sys.exit(loss > REQUIRED)


if __name__ == "__main__":
    main()
