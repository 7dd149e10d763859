"""Optimizers against tf_keras: numbers, settings, state, checkpoints."""

import inspect

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

CASES = [
    ("SGD", {}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("SGD", {"clipnorm": 0.5}),
    ("SGD", {"clipvalue": 0.1}),
    ("SGD", {"global_clipnorm": 0.5}),
    ("SGD", {"weight_decay": 0.1}),
    (
        "AdamW",
        {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 3},
    ),
    ("SGD", {"use_ema": True, "ema_momentum": 0.5}),
    (
        "SGD",
        {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 7},
    ),
    ("Adam", {}),
    ("Adam", {"amsgrad": True}),
    ("Adam", {"weight_decay": 0.1, "beta_1": 0.8, "beta_2": 0.99}),
    ("AdamW", {}),
    ("AdamW", {"weight_decay": 0.1, "amsgrad": True, "global_clipnorm": 0.5}),
    ("RMSprop", {}),
    ("RMSprop", {"momentum": 0.9}),
    ("RMSprop", {"momentum": 0.9, "centered": True, "rho": 0.8}),
    ("RMSprop", {"centered": True, "epsilon": 1e-3}),
    ("Adagrad", {}),
    ("Adagrad", {"initial_accumulator_value": 0.0, "epsilon": 1e-3}),
    ("Adadelta", {"learning_rate": 1.0}),
    ("Adadelta", {"learning_rate": 1.0, "rho": 0.5, "epsilon": 1e-3}),
    ("Adamax", {}),
    ("Adamax", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-2}),
    ("Nadam", {}),
    ("Nadam", {"beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-2}),
    ("Ftrl", {"learning_rate": 0.1}),
    ("Ftrl", {"learning_rate_power": -0.7, "initial_accumulator_value": 0.5}),
    (
        "Ftrl",
        {
            "learning_rate": 0.1,
            "beta": 0.3,
            "l1_regularization_strength": 0.2,
            "l2_regularization_strength": 0.1,
            "l2_shrinkage_regularization_strength": 0.05,
        },
    ),
    ("Lion", {}),
    ("Lion", {"beta_1": 0.8, "beta_2": 0.9, "weight_decay": 0.1}),
    ("Adafactor", {}),
    ("Adafactor", {"learning_rate": 0.5, "clip_threshold": 0.3}),
    (
        "Adafactor",
        {"beta_2_decay": -0.5, "epsilon_1": 1e-2, "epsilon_2": 10.0},
    ),
]
IDS = [f"{name}-{'-'.join(settings)}" for name, settings in CASES]
# Of rows without a gradient it leaves nothing, from the first step on.
ZERO_IN_TF_KERAS = ("Ftrl",)
CLIPS = {"clipnorm", "clipvalue", "global_clipnorm"}


def pair(name, settings):
    """Returns an optimizer of ours, and tf_keras's."""
    ours = getattr(keras.optimizers, name)(**settings)
    return ours, getattr(tf_keras.optimizers, name)(**settings)


def two_copies():
    """Returns equal variables twice."""
    draw = np.random.default_rng(1)
    values = [draw.normal(size=(4, 3)), draw.normal(size=3)]
    return [
        [tf.Variable(value, dtype="float32") for value in values]
        for _ in range(2)
    ]


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize(("name", "settings"), CASES, ids=IDS)
def test_thirty_steps_end_where_tf_keras_ends(name, settings, sparse):
    draw = np.random.default_rng(2)
    ours, theirs = pair(name, settings)
    mine, other = two_copies()
    for _ in range(30):
        gradient = tf.constant(draw.normal(size=(4, 3)), tf.float32)
        if sparse:
            gradient = tf.IndexedSlices(gradient[:3], [1, 3, 1], [4, 3])
        bias = tf.constant(draw.normal(size=3), tf.float32)
        ours.apply_gradients(zip([gradient, bias], mine, strict=True))
        if sparse and CLIPS & settings.keys():
            # tf_keras clips each of a row's pieces, not their sum.
            summed = gradient.values[0] + gradient.values[2]
            rows = tf.stack([summed, gradient.values[1]])
            gradient = tf.IndexedSlices(rows, [1, 3], [4, 3])
        theirs.apply_gradients(zip([gradient, bias], other, strict=True))
    ours.finalize_variable_values(mine)
    theirs.finalize_variable_values(other)
    if sparse and name in ZERO_IN_TF_KERAS:
        assert not other[0].numpy()[[0, 2]].any()
        other[0].assign(tf.where([[True], [False]] * 2, mine[0], other[0]))
    for a, b in zip(mine, other, strict=True):
        # Thirty roundings to float32.
        np.testing.assert_allclose(a, b, rtol=0, atol=2e-6)


@pytest.mark.parametrize("name", sorted({name for name, _ in CASES}))
def test_arguments_are_those_of_tf_keras(name):
    ours, theirs = (
        inspect.signature(getattr(package.optimizers, name).__init__)
        for package in (keras, tf_keras)
    )
    assert [(p.name, p.default, p.kind) for p in ours.parameters.values()] == [
        (p.name, p.default, p.kind) for p in theirs.parameters.values()
    ]


def test_excluded_weights_stay_as_in_tf_keras():
    ours, theirs = pair("AdamW", {"weight_decay": 0.1})
    found = []
    for optimizer in (ours, theirs):
        w, b, c = (tf.Variable([1.0], name=n) for n in ("w", "bias", "c"))
        optimizer.exclude_from_weight_decay(var_list=[c], var_names=["bias"])
        for _ in range(5):
            pairs = [(tf.constant([0.5]), v) for v in (w, b, c)]
            optimizer.apply_gradients(pairs)
        found.append([float(v[0]) for v in (w, b, c)])
    np.testing.assert_allclose(*found, rtol=1e-6)
    assert found[0][0] < found[0][1] == found[0][2]


@pytest.mark.parametrize(("name", "settings"), CASES, ids=IDS)
def test_settings_are_those_of_tf_keras(name, settings):
    ours, theirs = pair(name, settings)
    assert ours.get_config() == theirs.get_config()


@pytest.mark.parametrize(("name", "settings"), CASES, ids=IDS)
def test_state_has_the_order_names_and_shapes_of_tf_keras(name, settings):
    ours, theirs = pair(name, settings)
    for optimizer, variables in zip((ours, theirs), two_copies(), strict=True):
        optimizer.build(variables)
    assert [(v.name, v.shape, v.dtype) for v in ours.variables] == [
        (v.name, v.shape, v.dtype) for v in theirs.variables
    ]


def test_state_written_by_tf_keras_loads():
    ours, theirs = pair("Adam", {})
    mine, other = two_copies()
    theirs.apply_gradients([(tf.ones_like(v), v) for v in other])
    store = {}
    theirs.save_own_variables(store)
    ours.build(mine)
    ours.load_own_variables(store)
    for a, b in zip(ours.variables, theirs.variables, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_checkpoint_of_tf_keras_restores(tmp_path):
    ours, theirs = pair("Adam", {"learning_rate": 0.25})
    mine, other = two_copies()
    theirs.apply_gradients([(tf.ones_like(v), v) for v in other])
    path = tf.train.Checkpoint(optimizer=theirs).write(str(tmp_path / "c"))
    fresh = keras.optimizers.Adam()
    fresh.build(mine)
    tf.train.Checkpoint(optimizer=fresh).read(
        path
    ).assert_existing_objects_matched()
    assert float(fresh.learning_rate) == 0.25
    for a, b in zip(fresh.variables, theirs.variables, strict=True):
        np.testing.assert_array_equal(a, b)


def test_adaptive_epsilon_is_that_of_tf_keras():
    ours, theirs = pair("Adam", {"adaptive_epsilon": True, "epsilon": 0.1})
    mine, other = two_copies()
    for _ in range(10):
        ours.apply_gradients([(v, v) for v in mine])
        theirs.apply_gradients([(v, v) for v in other])
    np.testing.assert_allclose(mine[0], other[0], rtol=0, atol=1e-6)
