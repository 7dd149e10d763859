"""A process that is a worker, or a parameter server, of a cluster.

`python server_program.py ADDRESSES KIND INDEX`: the addresses are JSON, lists
by kind. It has two devices, and ends when it's killed.
"""

import json
import sys

import tensorflow as tf

DEVICES = 2


def main(addresses: str, kind: str, index: str) -> None:
    """Serves."""
    place = tf.train.ServerDef(
        cluster=tf.train.ClusterSpec(json.loads(addresses)).as_cluster_def(),
        job_name=kind,
        task_index=int(index),
        protocol="grpc",
    )
    config = place.default_session_config
    config.device_count["CPU"] = DEVICES
    # With a thread for each core, all may wait for another process.
    config.inter_op_parallelism_threads = 6
    tf.distribute.Server(place).join()


if __name__ == "__main__":
    main(*sys.argv[1:])
