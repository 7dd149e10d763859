"""Training goes on from files of Keras 3, whatever its optimizer keeps."""

import json
import warnings

import numpy as np
import pytest

import keras

SCHEDULE = {"schedule": [0.1, 10, 0.5]}
SUMS = {"gradient_accumulation_steps": 3}
CASES = [
    ("SGD", {}),
    ("SGD", SCHEDULE),
    ("SGD", {"use_ema": True}),
    ("SGD", {"use_ema": True, **SCHEDULE}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, **SCHEDULE}),
    ("SGD", SUMS),
    ("SGD", {"momentum": 0.9, **SUMS}),
    ("Adam", SUMS),
    ("Adam", {"use_ema": True, **SUMS}),
    ("Adam", {"amsgrad": True, "clipnorm": 1.0}),
    ("AdamW", SCHEDULE),
    ("Adamax", {}),
    ("Adagrad", {}),
    ("Adadelta", {}),
    ("Ftrl", {}),
    ("Lion", {}),
    ("Lamb", {}),
    ("Lamb", {"use_ema": True, **SUMS}),
    ("Muon", {}),
    ("Nadam", {}),
    ("Nadam", SCHEDULE),
    ("Nadam", {"use_ema": True}),
    ("Adafactor", {}),
    ("Adafactor", SCHEDULE),
    ("RMSprop", {"momentum": 0.9, "centered": True}),
    ("ScheduleFreeAdamW", {}),
    ("SGD", {"scaled": 8.0}),
    ("Nadam", {"scaled": 8.0}),
    ("Adafactor", {"scaled": 8.0}),
    ("Lamb", {"scaled": 8.0, **SCHEDULE}),
    ("Adam", {"scaled": 8.0, "use_ema": True, **SUMS}),
    ("Adam", {"beside": "SGD"}),
    ("Nadam", {"beside": "Adafactor", **SCHEDULE}),
]
IDS = [f"{name}-{'-'.join(settings)}" for name, settings in CASES]
SCRIPT = """
import json
import numpy as np
import keras

def optimizer(name, settings):
    settings, rate = dict(settings), 0.1
    scale, beside = settings.pop("scaled", None), settings.pop("beside", None)
    if "schedule" in settings:
        rate = keras.optimizers.schedules.ExponentialDecay(
            *settings.pop("schedule")
        )
    found = getattr(keras.optimizers, name)(rate, **settings)
    if beside is not None:
        other = getattr(keras.optimizers, beside)(0.02)
        found = keras.optimizers.MultiOptimizer(
            keras.optimizers.OptimizerMap(found, {".*first/.*": other})
        )
    elif "schedule" not in cases[number][1]:
        found.learning_rate = 0.05
    if scale is None:
        return found
    return keras.optimizers.LossScaleOptimizer(
        found, initial_scale=scale, dynamic_growth_steps=2
    )

found, data, cases = {}, np.load("data.npz"), json.load(open("cases.json"))
x, y = data["x"], data["y"]
fit = {"batch_size": 1, "shuffle": False, "verbose": 0}
for number, (name, settings) in enumerate(cases):
    keras.utils.set_random_seed(number)
    model = keras.Sequential([
        keras.Input((4,)), keras.layers.Dense(3, "tanh", name="first"),
        keras.layers.Dense(1, name="last"),
    ])
    model.compile(optimizer(name, settings), "mse")
    model.fit(x[:10], y[:10], **fit)
    model.save(f"{number}.keras")
    for i, v in enumerate(model.optimizer.variables):
        found[f"{number}/held/{i}"] = keras.ops.convert_to_numpy(v)
    model.fit(x[10:], y[10:], **fit)
    for i, value in enumerate(model.get_weights()):
        found[f"{number}/{i}"] = value
    if "scaled" in settings:
        found[f"{number}/scale"] = np.array(model.optimizer.dynamic_scale)
np.savez("found.npz", **found)
"""
# 10 steps before the file, so that sums of 3 gradients are on their way in it.
X = np.random.default_rng(1).normal(size=(17, 4)).astype("float32")
Y = X[:, :1] * X[:, 1:2]


@pytest.fixture(scope="module")
def theirs(tmp_path_factory, run_beside_ours):
    folder = tmp_path_factory.mktemp("peer")
    (folder / "cases.json").write_text(json.dumps(CASES))
    (folder / "script.py").write_text(SCRIPT)
    np.savez(folder / "data.npz", x=X, y=Y)
    run_beside_ours(folder, "script.py")
    return folder, dict(np.load(folder / "found.npz"))


def loaded(theirs, number):
    """Returns the model of a file, and fails on "starts anew"."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return keras.models.load_model(theirs[0] / f"{number}.keras")


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_training_goes_on_from_a_file_of_keras_3(number, theirs):
    model, (_, found) = loaded(theirs, number), theirs
    (name, settings), optimizer = CASES[number], model.optimizer
    every = settings.get("gradient_accumulation_steps", 1)
    assert int(optimizer.iterations) == 10 // every
    if "schedule" not in settings and "beside" not in settings:
        assert float(optimizer.learning_rate) == np.float32(0.05)
    if name == "ScheduleFreeAdamW" or settings.keys() >= {"use_ema", *SUMS}:
        # The state is read, but another step follows. Keras 3.15 has one of its
        # own on TensorFlow (see the class), and moves averages with each
        # gradient of a sum, not with each update.
        assert_are_held(optimizer, number, found)
        return
    fit = {"batch_size": 1, "shuffle": False, "verbose": 0}
    model.fit(X[10:], Y[10:], **fit)
    for index, weight in enumerate(model.get_weights()):
        # Seven steps' roundings to float32, divided by small second moments.
        np.testing.assert_allclose(
            weight, found[f"{number}/{index}"], rtol=1e-4, atol=1e-5
        )
    if "scaled" in settings:
        assert float(optimizer.loss_scale) == float(found[f"{number}/scale"])


def assert_are_held(optimizer, number, found):
    """Checks each variable that the file has, by its place there."""
    keys = sorted(
        (key for key in found if key.startswith(f"{number}/held/")),
        key=lambda key: int(key.split("/")[-1]),
    )
    held = [found[key] for key in keys]
    start = 6 if "scaled" in CASES[number][1] else 2
    slots, own = held[start:], list(optimizer.variables)[1:]
    if "use_ema" in CASES[number][1]:
        # Ours: the number of gradients, their sums, averages.
        assert int(own[0]) == 10
        own = [*own[5:9], *own[1:5], *own[9:]]
        assert any(np.any(total) for total in own[4:8])
    for one, other in zip(own, slots, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_state_of_another_shape_is_told(theirs, tmp_path):
    model = loaded(theirs, IDS.index("Nadam-"))
    model.save_weights(tmp_path / "n.weights.h5")
    other = loaded(theirs, IDS.index("Adam-amsgrad-clipnorm"))
    with pytest.warns(UserWarning, match="starts anew"):
        other.load_weights(tmp_path / "n.weights.h5")
