"""Optimizers that only Keras 3 has, against Keras 3.15."""

import json

import numpy as np
import pytest
import tensorflow as tf

import keras

CASES = [
    ("Lamb", {}),
    ("Lamb", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-2}),
    ("Lamb", {"weight_decay": 0.1, "global_clipnorm": 0.5}),
    ("Muon", {}),
    ("Muon", {"nesterov": False, "rms_rate": None, "ns_steps": 3}),
    ("Muon", {"exclude_embeddings": False, "adam_lr_ratio": 0.5}),
    ("Muon", {"exclude_layers": ["last"], "adam_weight_decay": 0.2}),
    ("Nadam", {}),
    ("ScheduleFreeAdamW", {}),
    ("ScheduleFreeAdamW", {"warmup_steps": 4, "beta_1": 0.8, "epsilon": 1e-2}),
    ("Adam", {"loss_scale_factor": 4.0, "gradient_accumulation_steps": 2}),
]
IDS = [f"{name}-{'-'.join(settings)}" for name, settings in CASES]
SHAPES = {"a_kernel": (5, 3), "bias": (3,), "embedding": (4, 3), "last": (3, 5)}
SCRIPT = """
import json, sys
import numpy as np
import keras

cases, shapes = json.load(open("cases.json"))
found = {}
for number, (name, settings) in enumerate(cases):
    draw = np.random.default_rng(7)
    optimizer = getattr(keras.optimizers, name)(0.1, **settings)
    own = [
        keras.Variable(draw.normal(size=shape), dtype="float32", name=key)
        for key, shape in shapes.items()
    ]
    for _ in range(12):
        optimizer.apply_gradients(
            [(keras.ops.cast(draw.normal(size=v.shape), "float32"), v)
             for v in own]
        )
    for key, v in zip(shapes, own):
        found[f"{number}/{key}"] = keras.ops.convert_to_numpy(v)
    found[f"{number}/config"] = json.dumps(
        keras.optimizers.serialize(optimizer)
    )
np.savez("found.npz", **found)
"""


@pytest.fixture(scope="module")
def theirs(tmp_path_factory, run_beside_ours):
    folder = tmp_path_factory.mktemp("peer")
    (folder / "cases.json").write_text(json.dumps([CASES, SHAPES]))
    (folder / "script.py").write_text(SCRIPT)
    run_beside_ours(folder, "script.py")
    return dict(np.load(folder / "found.npz"))


# On TensorFlow, Keras 3.15 finds the old average from the new end of the steps:
# a variable's `value` follows it. rows.py holds the formula.
BY_FORMULA = [
    number
    for number, (name, _) in enumerate(CASES)
    if name != "ScheduleFreeAdamW"
]


@pytest.mark.parametrize("number", BY_FORMULA, ids=lambda number: IDS[number])
def test_twelve_steps_end_where_keras_3_ends(number, theirs):
    (name, settings), draw = CASES[number], np.random.default_rng(7)
    optimizer = getattr(keras.optimizers, name)(0.1, **settings)
    own = [
        tf.Variable(draw.normal(size=shape), dtype="float32", name=key)
        for key, shape in SHAPES.items()
    ]
    for _ in range(12):
        draws = [draw.normal(size=v.shape) for v in own]
        given = [tf.constant(values, tf.float32) for values in draws]
        optimizer.apply_gradients(zip(given, own, strict=True))
    for key, variable in zip(SHAPES, own, strict=True):
        # Twelve roundings to float32, of betas too.
        np.testing.assert_allclose(
            variable, theirs[f"{number}/{key}"], rtol=2e-5, atol=1e-5
        )


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_a_config_of_keras_3_makes_an_equal_one(number, theirs):
    name, settings = CASES[number]
    made = keras.optimizers.deserialize(
        json.loads(str(theirs[f"{number}/config"]))
    )
    own = {**getattr(keras.optimizers, name)(0.1, **settings).get_config()}
    own["name"] = made.name
    assert made.get_config() == own
