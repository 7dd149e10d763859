"""The state of optimizers of which Keras 3 goes on training."""
# The suite of this package lasts five minutes on a busy machine without it.
# bazel: alone=true

import json

import numpy as np
import pytest
import tf_keras

import keras
from keras import optimizers

X = np.random.default_rng(1).random((8, 3), "float32")
Y = np.random.default_rng(2).random((8, 2), "float32")
SCHEDULE = optimizers.schedules.ExponentialDecay(0.01, 2, 0.9)
OPTIMIZERS = {
    "sgd": lambda: optimizers.SGD(0.1),
    "momentum": lambda: optimizers.SGD(0.1, momentum=0.9),
    "adam": lambda: optimizers.Adam(0.01),
    "adam_by_schedule": lambda: optimizers.Adam(SCHEDULE),
    "averages": lambda: optimizers.Adam(0.01, use_ema=True),
    "accumulation": lambda: optimizers.Adam(
        0.01, gradient_accumulation_steps=2
    ),
    "nadam": lambda: optimizers.Nadam(0.01),
    "adafactor": lambda: optimizers.Adafactor(0.01),
    "scaled": lambda: keras.mixed_precision.LossScaleOptimizer(
        optimizers.Adam(0.01)
    ),
}
THERE = """
import os, sys, warnings
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras, numpy as np

assert keras.__version__.startswith("3.")
# It warns where it starts an optimizer anew.
warnings.simplefilter("error", UserWarning)
data = np.load("data.npz")
found = {}
for name in sys.argv[1:]:
    model = keras.models.load_model(name + ".keras")
    model.fit(data["x"], data["y"], batch_size=8, epochs=3, verbose=0)
    found[name] = np.asarray(model.weights[0])
    model.save(name + "_theirs.keras")
np.savez("theirs.npz", **found)
attention = keras.models.load_model("attention.keras")
seen = attention([data["steps"], -data["steps"]])
np.testing.assert_allclose(seen, data["seen"], 1e-5, 1e-6)
attention.save("attention_theirs.keras")
"""
STEPS = np.random.default_rng(3).random((2, 5, 3), "float32")


def trained(optimizer):
    dense = keras.layers.Dense(2)
    model = keras.Sequential([keras.Input((3,)), dense])
    model.compile(optimizer, "mse")
    return more(model)


def attention():
    a, b = keras.Input((5, 3)), keras.Input((5, 3))
    seen = keras.layers.MultiHeadAttention(2, 3)(a, value=b, key=a)
    return keras.Model([a, b], keras.layers.Dense(2)(seen))


def more(model):
    model.fit(X, Y, batch_size=8, epochs=3, verbose=0)
    return model


def test_keras_3_goes_on_from_our_files_and_we_from_ours(
    tmp_path, run_beside_ours
):
    ours = {}
    for name, make in OPTIMIZERS.items():
        model, path = trained(make()), tmp_path / f"{name}.keras"
        model.save(path, keras_version=3)
        ours[name] = more(model).get_weights()[0]
        again = more(keras.models.load_model(path)).get_weights()[0]
        np.testing.assert_allclose(again, ours[name], rtol=1e-5, err_msg=name)
    attends = attention()
    attends.save(tmp_path / "attention.keras", keras_version=3)
    seen = attends([STEPS, -STEPS])
    np.savez(tmp_path / "data.npz", x=X, y=Y, steps=STEPS, seen=seen)
    run_beside_ours(tmp_path, "-c", THERE, *OPTIMIZERS)
    theirs = np.load(tmp_path / "theirs.npz")
    for name, weights in ours.items():
        np.testing.assert_allclose(
            theirs[name], weights, rtol=1e-5, atol=1e-6, err_msg=name
        )
        keras.models.load_model(tmp_path / f"{name}_theirs.keras")
    for name in ("attention", "attention_theirs"):
        again = keras.models.load_model(tmp_path / f"{name}.keras")
        np.testing.assert_allclose(again([STEPS, -STEPS]), seen, 1e-5, 1e-6)


@pytest.mark.parametrize("zipped", [True, False])
def test_by_default_tf_keras_goes_on(tmp_path, zipped):
    model = trained(OPTIMIZERS["adam"]())
    path = tmp_path / ("m.keras" if zipped else "m")
    model.save(path, zipped=zipped)
    there = keras.models.load_model(path)
    if zipped:
        there = tf_keras.models.load_model(path)
    assert len(there.optimizer.variables) == 5
    assert int(there.optimizer.iterations) == 3


def test_a_folder_may_be_for_keras_3_too(tmp_path):
    model = trained(OPTIMIZERS["scaled"]())
    model.save(tmp_path / "m", zipped=False, keras_version=3)
    config = json.loads((tmp_path / "m" / "config.json").read_text())
    optimizer = config["compile_config"]["optimizer"]
    assert optimizer["class_name"] == "LossScaleOptimizer"
    assert "dynamic" not in optimizer["config"]


@pytest.mark.parametrize(
    ("name", "version"),
    [("m.h5", 3), ("m", 3), ("m.keras", 1), ("m.keras", "3")],
)
def test_another_version_or_format_is_refused(tmp_path, name, version):
    with pytest.raises(ValueError, match=f"Expected.*Received.*{version}"):
        trained("adam").save(tmp_path / name, keras_version=version)
    assert not list(tmp_path.iterdir())


def test_a_function_that_means_another_in_keras_3_is_told(tmp_path):
    dense = keras.layers.Dense(2, "hard_sigmoid", name="gate")
    model = keras.Sequential([keras.Input((3,)), dense])
    with pytest.raises(ValueError, match="'gate'.*Received: activation='hard"):
        model.save(tmp_path / "m.keras", keras_version=3)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: optimizers.legacy.SGD(), "Received: optimizer=SGD"),
        (
            lambda: keras.mixed_precision.LossScaleOptimizer(
                optimizers.legacy.SGD()
            ),
            "Received: optimizer=LossScaleOptimizer",
        ),
        (
            lambda: keras.mixed_precision.LossScaleOptimizer(
                optimizers.SGD(), dynamic=False, initial_scale=8.0
            ),
            "Received: dynamic=False",
        ),
    ],
)
def test_what_keras_3_does_not_have_is_told(tmp_path, make, said):
    with pytest.raises(ValueError, match=said):
        trained(make()).save(tmp_path / "m.keras", keras_version=3)
    assert not list(tmp_path.iterdir())
