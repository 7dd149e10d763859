"""Legacy optimizers against tf_keras's (row 133)."""

import copy
import inspect
import json

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.testing import two_replicas

CASES = [
    ("SGD", {}),
    ("SGD", {"decay": 0.1, "clipvalue": 0.5}),
    ("SGD", {"momentum": 0.9, "clipnorm": 0.5}),
    ("SGD", {"momentum": 0.9, "nesterov": True, "global_clipnorm": 0.5}),
    ("RMSprop", {"decay": 0.1}),
    ("RMSprop", {"centered": True, "rho": 0.8, "epsilon": 1e-3}),
    ("RMSprop", {"momentum": 0.9}),
    ("RMSprop", {"momentum": 0.9, "centered": True}),
    ("Adagrad", {"decay": 0.1}),
    ("Adagrad", {"initial_accumulator_value": 0.5, "epsilon": 1e-2}),
    ("Adadelta", {"decay": 0.1, "learning_rate": 1.0}),
    ("Adadelta", {"learning_rate": 1.0, "rho": 0.8, "epsilon": 1e-3}),
    ("Adam", {"decay": 0.1}),
    ("Adam", {"beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-2}),
    ("Adam", {"amsgrad": True}),
    ("Adamax", {"decay": 0.1}),
    ("Adamax", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-2}),
    ("Nadam", {}),
    ("Nadam", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-2}),
    ("Ftrl", {"learning_rate": 0.1, "decay": 0.1}),
    (
        "Ftrl",
        {
            "learning_rate_power": -0.7,
            "initial_accumulator_value": 0.5,
            "l1_regularization_strength": 0.2,
            "l2_regularization_strength": 0.1,
            "l2_shrinkage_regularization_strength": 0.05,
            "beta": 0.3,
        },
    ),
]
IDS = [f"{name}-{'-'.join(settings)}" for name, settings in CASES]
every = pytest.mark.parametrize(("name", "settings"), CASES, ids=IDS)


def pair(name, settings):
    """Returns an optimizer of ours, and tf_keras's."""
    return [
        getattr(package.optimizers.legacy, name)(**settings)
        for package in (keras, tf_keras)
    ]


def variables():
    draw = np.random.default_rng(1)
    return [
        tf.Variable(draw.normal(size=shape), dtype="float32", name=name)
        for name, shape in (("k", (4, 3)), ("b", (3,)))
    ]


def train(optimizer, own, sparse=False, steps=20):
    draw = np.random.default_rng(2)
    for _ in range(steps):
        gradient = tf.constant(draw.normal(size=(4, 3)), tf.float32)
        if sparse:
            gradient = tf.IndexedSlices(
                gradient[:3], tf.constant([1, 3, 1]), tf.constant([4, 3])
            )
        bias = tf.constant(draw.normal(size=3), tf.float32)
        optimizer.apply_gradients(zip([gradient, bias], own, strict=True))


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@every
def test_twenty_steps_end_where_tf_keras_ends(name, settings, sparse):
    if sparse and {"clipnorm", "global_clipnorm", "clipvalue"} & {*settings}:
        settings = {**settings, "clipnorm": None, "clipvalue": None}
        settings.pop("global_clipnorm", None)
    (ours, theirs), (mine, other) = (
        pair(name, settings),
        (variables() for _ in "ab"),
    )
    train(ours, mine, sparse)
    train(theirs, other, sparse)
    for a, b in zip(mine, other, strict=True):
        # Twenty roundings to float32.
        np.testing.assert_allclose(a, b, rtol=0, atol=2e-6)
    assert [v.name for v in ours.weights] == [v.name for v in theirs.weights]
    assert ours.get_slot_names() == theirs.get_slot_names()
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=2e-6)
    assert ours.get_config() == theirs.get_config()


@every
def test_replicas_go_where_one_device_goes(name, settings):
    strategy = two_replicas.strategy()
    alone, one = tf.Variable([1.0, 2.0]), pair(name, settings)[0]
    with strategy.scope():
        w, optimizer = tf.Variable([1.0, 2.0]), pair(name, settings)[0]
    gradient = tf.constant([1.0, 3.0])

    def apply():
        # Each replica's own: one tensor for both would be added to nothing.
        optimizer.apply_gradients([(gradient * 1.0, w)])

    @tf.function
    def step():
        strategy.run(apply)

    for _ in range(3):
        step()
        one.apply_gradients([(2 * gradient, alone)])
    for part in strategy.experimental_local_results(w):
        np.testing.assert_allclose(part, alone, rtol=1e-5)


@every
def test_a_config_goes_both_ways(name, settings):
    ours, theirs = pair(name, settings)
    for serialize, deserialize in (
        (keras.optimizers.serialize, tf_keras.optimizers.deserialize),
        (tf_keras.optimizers.serialize, keras.optimizers.deserialize),
    ):
        made = ours if serialize is keras.optimizers.serialize else theirs
        config = json.loads(json.dumps(serialize(made)))
        assert deserialize(config).get_config() == made.get_config()
    assert keras.optimizers.serialize(ours) == tf_keras.optimizers.serialize(
        theirs
    )


@pytest.mark.parametrize("name", sorted({name for name, _ in CASES}))
def test_arguments_are_those_of_tf_keras(name):
    ours, theirs = (
        inspect.signature(getattr(package.optimizers.legacy, name).__init__)
        for package in (keras, tf_keras)
    )
    assert [(p.name, p.default, p.kind) for p in ours.parameters.values()] == [
        (p.name, p.default, p.kind) for p in theirs.parameters.values()
    ]


def change_numbers(optimizer):
    """Sets numbers that have variables, to what no constructor was given."""
    for name in ("learning_rate", "momentum", "beta_1", "rho"):
        value = getattr(optimizer, name, None)
        if value is not None and float(value):
            setattr(optimizer, name, 0.9 * float(value))


@pytest.mark.parametrize("to_ours", [True, False], ids=["ours", "theirs"])
@every
def test_a_checkpoint_restores_numbers_that_were_set(
    name, settings, to_ours, tmp_path
):
    both = list(zip(pair(name, settings), (variables() for _ in "ab")))
    (new, mine), (old, other) = both if to_ours else both[::-1]
    train(old, other, steps=3)
    change_numbers(old)
    path = tf.train.Checkpoint(o=old, v=other).write(str(tmp_path / "c"))
    tf.train.Checkpoint(o=new, v=mine).read(path)
    draw = np.random.default_rng(5)
    for _ in range(3):
        given = [
            tf.constant(draw.normal(size=v.shape), tf.float32) for v in mine
        ]
        new.apply_gradients(zip(given, mine))
        old.apply_gradients(zip(given, other))
    for a, b in zip(mine, other, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=2e-6)
    assert int(new.iterations) == 6
    rates = [float(each.learning_rate) for each in (new, old)]
    assert rates[0] == rates[1] != settings.get("learning_rate")


def test_a_checkpoint_has_a_rate_that_is_the_users_own_variable(tmp_path):
    path = str(tmp_path / "c")
    for package, value in ((keras, 0.5), (tf_keras, 0.25)):
        w, rate = tf.Variable(1.0), tf.Variable(value)
        optimizer = package.optimizers.legacy.SGD(rate)
        optimizer.apply_gradients([(tf.constant(0.0), w)])
        saved = tf.train.Checkpoint(o=optimizer)
        if package is keras:
            saved.write(path)
        saved.read(path)
        assert float(rate) == 0.5
        assert optimizer.learning_rate is rate


def model_of(package, optimizer):
    model = package.Sequential(
        [
            package.Input((2,)),
            package.layers.Dense(1, kernel_initializer="ones"),
        ]
    )
    model.compile(optimizer, "mse")
    return model


X = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
FIT = {"x": X, "y": X[:, :1], "shuffle": False, "verbose": 0}


@every
def test_a_file_of_tf_keras_goes_on(name, settings, tmp_path):
    theirs = model_of(tf_keras, pair(name, settings)[1])
    theirs.fit(**FIT, epochs=2)
    theirs.save(tmp_path / "m.keras")
    ours = keras.models.load_model(tmp_path / "m.keras")
    assert type(ours.optimizer) is getattr(keras.optimizers.legacy, name)
    # A file of tf_keras leaves the state of such optimizers out.
    ours.optimizer.build(ours.trainable_variables)
    ours.optimizer.set_weights(theirs.optimizer.get_weights())
    for model in (ours, theirs):
        model.fit(**FIT, epochs=2)
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=2e-6)


@every
def test_a_file_of_ours_goes_on(name, settings, tmp_path):
    model = model_of(keras, pair(name, settings)[0])
    model.fit(**FIT, epochs=2)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    copied = copy.deepcopy(model)
    for one in (model, again, copied):
        one.fit(**FIT, epochs=2)
    for other in (again, copied):
        for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)


def test_numbers_are_attributes():
    found = []
    for optimizer in pair("Adam", {"learning_rate": 0.5}):
        w = tf.Variable(1.0)
        before = float(optimizer.lr), float(optimizer.beta_1)
        optimizer.apply_gradients([(tf.constant(1.0), w)])
        optimizer.lr = 0.25
        optimizer.beta_1 = 0.5
        optimizer.learning_rate.assign(0.125)
        optimizer.apply_gradients([(tf.constant(-1.0), w)])
        found.append([*before, float(optimizer.learning_rate), float(w)])
    np.testing.assert_allclose(*found, rtol=1e-6)


@pytest.mark.parametrize("kind", ["schedule", "function"])
def test_a_rate_may_change_by_itself(kind):
    found = []
    for package in (keras, tf_keras):
        optimizers = package.optimizers
        rate = optimizers.schedules.InverseTimeDecay(0.5, 1, 1.0)
        rate = rate if kind == "schedule" else lambda: 0.125
        optimizer, w = optimizers.legacy.SGD(rate), tf.Variable(0.0)
        for _ in range(3):
            optimizer.apply_gradients([(tf.constant(1.0), w)])
        found.append((float(w), optimizer.get_config()["learning_rate"]))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-6)
    ours, theirs = (rate for _, rate in found)
    assert ours["config"] == theirs["config"] if kind == "schedule" else 0.125


def test_old_configs_with_decay_make_a_legacy_optimizer():
    config = {"class_name": "SGD", "config": {"lr": 0.5, "decay": 0.25}}
    made = keras.optimizers.get(config)
    assert type(made) is keras.optimizers.legacy.SGD
    assert made.get_config()["decay"] == 0.25
    named = keras.optimizers.get("adam", use_legacy_optimizer=True)
    assert type(named) is keras.optimizers.legacy.Adam


def test_a_decay_of_the_momentums_schedule_is_kept():
    found = []
    for optimizer in pair("Nadam", {"schedule_decay": 0.5}):
        w = tf.Variable([1.0, 2.0])
        for step in range(5):
            optimizer.apply_gradients([(tf.constant([1.0, -step]), w)])
        found.append(w.numpy())
        assert optimizer.get_config()["decay"] == 0.5
    np.testing.assert_allclose(*found, rtol=1e-6)
    # tf_keras takes 0.004 for what a config says.
    again = keras.optimizers.legacy.Nadam.from_config({"decay": 0.5})
    assert again.get_config()["decay"] == 0.5
