"""What every test starts from: two logical CPU devices, a quiet TensorFlow."""

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Stand-ins for modules: their names are other modules' names.
collect_ignore_glob = ["keras/api/_v?/*", "pip_package/tf_keras/*"]


def two_cpu_devices(tf):
    """Splits the CPU, so that distribution is tested on any machine."""
    cpu = tf.config.list_physical_devices("CPU")[0]
    half = tf.config.LogicalDeviceConfiguration()
    tf.config.set_logical_device_configuration(cpu, [half, half])


def pytest_configure():
    import tensorflow as tf

    two_cpu_devices(tf)


@pytest.fixture(autouse=True, scope="session")
def example_names(doctest_namespace):
    """`keras`, `tf` and `np` are there in every docstring example."""
    import numpy as np
    import tensorflow as tf

    import keras

    doctest_namespace.update(keras=keras, np=np, tf=tf)
