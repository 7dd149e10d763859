"""Every rule trains on two by two devices as on one.

A process of its own has the four devices.
"""
# bazel: tags=nightly size=large

import contextlib
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras

RULES = [
    "SGD(0.1, momentum=0.9, nesterov=True)",
    "RMSprop(0.01, momentum=0.5)",
    "RMSprop(0.01, centered=True)",
    "Adagrad(0.1)",
    "Adadelta(0.1)",
    "Adafactor(0.01)",
    "Adam(0.01, use_ema=True, amsgrad=True)",
    "Adam(0.01, global_clipnorm=0.1)",
    "AdamW(0.01)",
    "Adamax(0.01)",
    "Ftrl(0.01)",
    "Lamb(0.01)",
    "Lion(0.01)",
    "Muon(0.01)",
    "Nadam(0.01)",
    "ScheduleFreeAdamW(0.01)",
]


@pytest.fixture(scope="module")
def differences():
    done = subprocess.run(
        [sys.executable, __file__],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(line.split(" | ") for line in done.stdout.splitlines())


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_gives_the_weights_of_one_device(differences, rule):
    assert float(differences[rule]) < 1e-5


def weights(rule):
    """Returns a kernel after four steps."""
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((6,)), *layers])
    # A rule of the table above, and nothing else.
    optimizer = eval(f"keras.optimizers.{rule}")
    model.compile(optimizer, "mse")
    x = np.random.default_rng(0).normal(size=(8, 6)).astype("float32")
    model.fit(x, x[:, :1], batch_size=4, epochs=2, shuffle=False, verbose=0)
    return model.get_weights()[0]


def main():
    """Prints each rule with how far a mesh's weights are from a device's."""
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 4,
    )
    distribution = keras.distribution
    layouts = distribution.LayoutMap(
        distribution.DeviceMesh((2, 2), ("batch", "model"))
    )
    layouts["dense.*/kernel"] = ("model", None)
    parallel = distribution.ModelParallel(layout_map=layouts)
    for rule in RULES:
        found = []
        for scope in (parallel.scope(), contextlib.nullcontext()):
            with scope:
                found.append(weights(rule))
        print(rule, "|", np.abs(found[0] - found[1]).max())


if __name__ == "__main__":
    main()
