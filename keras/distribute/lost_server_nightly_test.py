"""Workers of a parameter server that are killed, and come back."""

# bazel: tags=nightly size=large alone=true

import json
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.distribute import coordinators
from keras.testing import cluster, server_program

X = np.random.default_rng(0).normal(size=(640, 3)).astype("float32")
Y = X @ np.float32([[1], [-2], [3]])


class Servers:
    """Two workers and a parameter server, a process each."""

    def __init__(self):
        places = [f"localhost:{port}" for port in cluster.free_ports(3)]
        self.jobs = {"worker": places[:2], "ps": places[2:]}
        self.processes = {
            place: self.started(*place)
            for place in (("worker", 0), ("worker", 1), ("ps", 0))
        }

    def started(self, kind, index):
        path = server_program.__file__
        command = sys.executable, path, json.dumps(self.jobs), kind, str(index)
        paths = os.pathsep.join(filter(None, sys.path))
        return subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": paths}
        )

    def kill(self, *place):
        self.processes[place].kill()
        self.processes[place].wait()

    def start_again(self, *place):
        self.processes[place] = self.started(*place)

    def strategy(self):
        resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
            tf.train.ClusterSpec(self.jobs), rpc_layer="grpc"
        )
        return tf.distribute.ParameterServerStrategy(resolver)


@pytest.fixture
def servers(monkeypatch):
    # A call that meets a lost worker fails, and is taken by another.
    monkeypatch.setenv("GRPC_FAIL_FAST", "use_caller")
    found = Servers()
    yield found
    for place in found.processes:
        found.kill(*place)


class Losing(keras.callbacks.Callback):
    """Kills a worker within an epoch, and starts it again in a later one."""

    def __init__(self, servers):
        super().__init__()
        self.servers = servers

    def on_train_batch_end(self, batch, logs=None):
        epoch = len(self.model.history.epoch)
        if epoch == 1 and self.servers.processes["worker", 0].poll() is None:
            self.servers.kill("worker", 0)

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 3:
            self.servers.start_again("worker", 0)


def test_training_goes_on_without_a_worker_and_with_it_again_row_32(servers):
    # row 32
    strategy = servers.strategy()
    assert coordinators.num_workers() == 2
    assert len(tf.config.list_logical_devices("CPU")) > 4  # two on each
    with strategy.scope():
        model = keras.Sequential(
            [keras.Input((3,)), keras.layers.Dense(1, use_bias=False)]
        )
        model.compile(keras.optimizers.Adam(0.05), "mse")
    history = model.fit(
        X, Y, 8, epochs=5, verbose=0, callbacks=[Losing(servers)]
    )
    assert history.epoch == list(range(5))
    # The worker's last step may have been taken before it was lost.
    assert model.optimizer.iterations.numpy() in (400, 401)
    assert history.history["loss"][-1] < 1e-3
