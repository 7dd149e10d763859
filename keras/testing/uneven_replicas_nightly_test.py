"""Row 12 in full: any rows, batch sizes and replicas give one device's numbers.

Each number of replicas has a process of its own, with as many devices.
"""
# bazel: tags=nightly

import os
import subprocess
import sys

import numpy as np
import pytest

RATE = 0.1
X = np.random.default_rng(1).normal(size=(17, 3)).astype("float32")
Y = np.random.default_rng(2).normal(size=(17, 1)).astype("float32")


@pytest.mark.parametrize("replicas", [1, 2, 3, 4])
def test_every_size_of_data_and_batch_is_shared_out(replicas):  # row 12
    done = subprocess.run(
        [sys.executable, __file__, str(replicas)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split()[-2:] == ["136", "sizes"]


def trained(rows, batch_size):
    """Returns the weights after one epoch of SGD, in NumPy."""
    kernel, bias = np.ones((3, 1)), np.zeros(1)
    for start in range(0, rows, batch_size):
        x = X[start : min(start + batch_size, rows)]
        error = x @ kernel + bias - Y[start : start + len(x)]
        kernel = kernel - RATE * 2 * x.T @ error / len(x)
        bias = bias - RATE * 2 * error.mean(axis=0)
    return kernel, bias


def check(model, rows, batch_size):
    """Holds fit, evaluate and predict against NumPy."""
    x, y = X[:rows], Y[:rows]
    model.set_weights([np.ones((3, 1)), np.zeros(1)])
    arguments = {"batch_size": batch_size, "verbose": 0}
    model.fit(x, y, shuffle=False, **arguments)
    kernel, bias = trained(rows, batch_size)
    for own, expected in zip(model.get_weights(), (kernel, bias)):
        np.testing.assert_allclose(own, expected, rtol=1e-4, atol=1e-5)
    outputs = x @ kernel + bias
    np.testing.assert_allclose(
        model.predict(x, **arguments), outputs, rtol=1e-4, atol=1e-5
    )
    loss = np.mean((outputs - y) ** 2)
    np.testing.assert_allclose(
        model.evaluate(x, y, **arguments), loss, rtol=1e-4
    )


def check_all(replicas):
    """Goes over all sizes with so many devices."""
    import tensorflow as tf

    import keras

    cpu = tf.config.list_physical_devices("CPU")[0]
    part = tf.config.LogicalDeviceConfiguration()
    tf.config.set_logical_device_configuration(cpu, [part] * replicas)
    names = [f"CPU:{index}" for index in range(replicas)]
    with tf.distribute.MirroredStrategy(names).scope():
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(RATE), "mse")
    sizes = [(rows, size) for rows in range(1, 18) for size in range(1, 9)]
    for rows, batch_size in sizes:
        check(model, rows, batch_size)
    print(len(sizes), "sizes")


if __name__ == "__main__":
    check_all(int(sys.argv[1]))
