"""What every test starts from: two CPU devices, and the process's defaults."""

import os
import subprocess
import sys

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# TensorFlow asks the processor otherwise, and the peers' convolutions can do
# less without it.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
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


@pytest.fixture(scope="session")
def run_beside_ours():
    """Runs Python where `import keras` finds the index's package.

    What runs there can import nothing from this tree.
    """

    def run(folder, *arguments, timeout=240):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": "", "TF_CPP_MIN_LOG_LEVEL": "3"},
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    return run


@pytest.fixture(autouse=True)
def unchanged_process(request):
    """A test that leaves the process changed fails, by its own name.

    An example in a docstring may: it shows what a user writes.
    """
    from keras.testing import global_state

    before = global_state.start()
    yield
    changed = global_state.restore(before)
    if changed and not isinstance(request.node, pytest.DoctestItem):
        pytest.fail(
            "The test leaves the process changed. Expected it to put back what "
            "it sets (monkeypatch, a scope, a fixture). Received:\n  "
            + "\n  ".join(changed),
            pytrace=False,
        )
