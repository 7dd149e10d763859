"""Workers and parameter servers that are threads of this process."""

import tensorflow as tf

from keras.testing import cluster


class ServerCluster:
    """One server and some workers, to which this process connects.

    A process connects to one cluster: what was made before is gone then.

    Args:
        num_workers: How many.
        num_servers: How many parameter servers. Default 1.
    """

    def __init__(self, num_workers: int, num_servers: int = 1) -> None:
        ports = cluster.free_ports(num_workers + num_servers)
        places = [f"localhost:{port}" for port in ports]
        jobs = {"worker": places[:num_workers], "ps": places[num_workers:]}
        self._spec = tf.train.ClusterSpec(jobs)
        self._servers = [
            self._started(job, number)
            for job, members in jobs.items()
            for number in range(len(members))
        ]

    def _started(self, job: str, number: int) -> tf.distribute.Server:
        place = tf.train.ServerDef(
            cluster=self._spec.as_cluster_def(),
            job_name=job,
            task_index=number,
            protocol="grpc",
        )
        # Workers wait for servers: with a thread for each core, and two cores,
        # all threads may be taken by those who wait.
        config = place.default_session_config
        config.inter_op_parallelism_threads = 1 + sum(
            self._spec.num_tasks(each) for each in self._spec.jobs
        )
        return tf.distribute.Server(place)

    def strategy(self, **options) -> tf.distribute.ParameterServerStrategy:
        """Returns a strategy of the cluster.

        Args:
            **options: More of its arguments.
        """
        resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
            self._spec, rpc_layer="grpc"
        )
        return tf.distribute.ParameterServerStrategy(resolver, **options)
