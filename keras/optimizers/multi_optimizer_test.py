"""Several optimizers in one model (row 62)."""

import copy
import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

optimizers = keras.optimizers
X = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
FIT = {"x": X, "y": X[:, :1], "shuffle": False, "verbose": 0}


def both(**settings):
    mapping = optimizers.OptimizerMap(
        optimizers.Adam(0.1), {"base/.*": optimizers.SGD(0.05, momentum=0.9)}
    )
    return optimizers.MultiOptimizer(mapping, **settings)


def compiled(optimizer, **options):
    ones = {"kernel_initializer": "ones"}
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(2, name="base", **ones),
            keras.layers.Dense(1, name="head", **ones),
        ]
    )
    model.compile(optimizer, "mse", **options)
    return model


def alone(steps):
    """The same by two optimizers in a loop."""
    model = compiled("sgd")
    base, head = (layer.trainable_variables for layer in model.layers)
    slow, fast = optimizers.SGD(0.05, momentum=0.9), optimizers.Adam(0.1)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(X) - X[:, :1]) ** 2)
        given = tape.gradient(loss, base + head)
        slow.apply_gradients(zip(given[:2], base))
        fast.apply_gradients(zip(given[2:], head))
    return model.get_weights()


def same(weights, others, rtol=1e-5):
    for a, b in zip(weights, others, strict=True):
        np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-6)


@pytest.mark.parametrize("scale", [None, 1024.0])
@pytest.mark.parametrize("eager", [False, True], ids=["graph", "eager"])
def test_each_optimizer_changes_its_variables(eager, scale):
    optimizer = both(loss_scale_factor=scale)
    model = compiled(optimizer, run_eagerly=eager)
    model.fit(**FIT, epochs=4)
    same(model.get_weights(), alone(4))
    counts = [int(one.iterations) for one in (optimizer, *optimizer.optimizers)]
    assert counts == [4, 4, 4]


def test_replicas_go_where_one_device_goes():
    with two_replicas.strategy().scope():
        model = compiled(both())
    model.fit(**FIT, epochs=3, batch_size=4)
    same(model.get_weights(), alone(3))


def test_training_goes_on_from_a_file_and_in_a_copy(tmp_path):
    model = compiled(both())
    model.fit(**FIT, epochs=2)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert len(again.optimizer.variables) == len(model.optimizer.variables)
    copied = copy.deepcopy(model)
    for one in (model, again, copied):
        one.fit(**FIT, epochs=2)
    same(again.get_weights(), model.get_weights(), rtol=0)
    same(copied.get_weights(), model.get_weights(), rtol=0)


def test_the_config_makes_an_equal_one():
    optimizer = both(loss_scale_factor=2.0, name="both")
    config = json.loads(json.dumps(optimizers.serialize(optimizer)))
    again = optimizers.deserialize(config)
    assert again.get_config() == optimizer.get_config()


def test_a_lambda_is_not_saved(tmp_path):
    only = optimizers.SGD(0.1)
    model = compiled(optimizers.MultiOptimizer(lambda variable: only))
    with pytest.raises(NotImplementedError, match="Expected an OptimizerMap"):
        model.save(tmp_path / "model.keras")


def test_callbacks_see_one_rate_and_scale_all():
    model = compiled(both())
    rates = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    history = model.fit(**FIT, epochs=1, callbacks=[rates]).history
    slow, fast = model.optimizer.optimizers
    np.testing.assert_allclose(float(slow.learning_rate), 0.025)
    np.testing.assert_allclose(float(fast.learning_rate), 0.05)
    np.testing.assert_allclose(history["lr"], [0.025])


def rates_of(optimizer):
    return [float(one.learning_rate) for one in optimizer.optimizers]


def test_rates_keep_the_proportions_of_the_beginning():
    optimizer = both()
    for rate, other in ((0.0, 0.0), (0.2, 0.4), (0.05, 0.1)):
        optimizer.learning_rate = rate
        np.testing.assert_allclose(rates_of(optimizer), [rate, other])


def test_a_first_rate_of_0_has_no_proportion_to_others():
    slow, fast, still = (optimizers.SGD(rate) for rate in (0.0, 0.5, 0.0))
    mapping = optimizers.OptimizerMap(still, {"a": slow, "b": fast})
    optimizer = optimizers.MultiOptimizer(mapping)
    optimizer.learning_rate = 0.25
    assert rates_of(optimizer) == [0.25, 0.5, 0.25]


def with_schedule(is_first):
    """One that is halved at each step, and a plain one of half as much."""
    halving = optimizers.SGD(optimizers.schedules.ExponentialDecay(0.5, 1, 0.5))
    plain = optimizers.SGD(0.25)
    pair = [halving, plain] if is_first else [plain, halving]
    return optimizers.MultiOptimizer(
        optimizers.OptimizerMap(pair[1], {"base/.*": pair[0]})
    )


@pytest.mark.parametrize("is_first", [True, False])
def test_callbacks_act_on_a_schedule_among_several(is_first):
    """Row 48, and row 62."""
    optimizer = with_schedule(is_first)
    model = compiled(optimizer)
    model.fit(**FIT)  # Steps are compiled before there is a factor.
    plateau = keras.callbacks.ReduceLROnPlateau(
        "loss", factor=0.5, patience=1, min_delta=9.0
    )
    model.fit(**FIT, epochs=3, callbacks=[plateau])
    # Four steps, and lowered twice.
    found = rates_of(optimizer)[:: 1 if is_first else -1]
    assert found == [0.5**4 * 0.25, 0.25 * 0.25]
    scheduler = keras.callbacks.LearningRateScheduler(lambda epoch: 0.125)
    model.fit(**FIT, callbacks=[scheduler])
    assert rates_of(optimizer)[0] == 0.125


@pytest.mark.parametrize("is_first", [True, False])
def test_a_rate_that_cannot_be_set_changes_none(is_first):
    optimizer = with_schedule(is_first)
    before = rates_of(optimizer)
    for value in (optimizers.schedules.CosineDecay(0.5, 3), "fast", -1.0):
        with pytest.raises((TypeError, ValueError), match="learning_rate="):
            optimizer.learning_rate = value
        assert rates_of(optimizer) == before
    if is_first:
        with pytest.raises(TypeError, match="has one. Received.*=0.25"):
            optimizer.learning_rate = 0.25
        assert rates_of(optimizer) == before


def test_a_schedule_behind_a_number_goes_with_it_in_compiled_steps():
    optimizer = with_schedule(False)
    model = compiled(optimizer)
    model.fit(**FIT)
    optimizer.learning_rate = 0.0
    before = model.get_weights()
    model.fit(**FIT)
    same(model.get_weights(), before, rtol=0)
    optimizer.learning_rate = 0.5
    model.fit(**FIT)
    assert rates_of(optimizer) == [0.5, 0.5**3 * 2]


def test_settings_of_each_optimizer_count_in_compiled_steps():
    model = compiled(both())
    model.fit(**FIT)
    model.optimizer.optimizers[0].clipvalue = 1e-30
    before = model.layers[0].get_weights()
    model.optimizer.optimizers[0].momentum = 0.0
    model.fit(**FIT)
    same(model.layers[0].get_weights(), before)


def test_a_mixed_model_scales_the_loss_around_it(tmp_path):
    model = compiled(keras.mixed_precision.LossScaleOptimizer(both()))
    model.fit(**FIT, epochs=4)
    same(model.get_weights(), alone(4))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    for one in (model, again):
        one.fit(**FIT)
    same(again.get_weights(), model.get_weights(), rtol=0)


def test_averages_end_in_the_variables():
    slow = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    optimizer = optimizers.MultiOptimizer(lambda variable: slow)
    w = tf.Variable(1.0)
    optimizer.apply_gradients([(tf.constant(1.0), w)])
    optimizer.finalize_variable_values([w])
    assert float(w) == 0.5


def test_a_map_is_a_dict_of_names_and_expressions():
    one, other, rest = optimizers.SGD(), optimizers.SGD(), optimizers.SGD()
    found = optimizers.OptimizerMap(rest)
    found["a/b"], found["a/.*"] = one, other
    assert found["a/b"] is one and found["a/c"] is other and found["c"] is rest
    assert found(tf.Variable(1.0, name="a/c")) is other
    assert found.default_optimizer is rest
    assert (len(found), list(found)) == (2, ["a/b", "a/.*"])
    del found["a/.*"]
    assert found["a/c"] is rest


def overlapping():
    one = optimizers.SGD()
    return optimizers.OptimizerMap(one, {"a.*": one, ".*b": one})["ab"]


def doubled():
    found = optimizers.OptimizerMap(optimizers.SGD(), {"a": optimizers.SGD()})
    found["a"] = optimizers.SGD()


REFUSED = [
    (overlapping, ValueError, r"Expected one.*\['a.\*', '.\*b'\] for 'ab'"),
    (doubled, ValueError, "a new name.*'a'"),
    (lambda: optimizers.OptimizerMap("sgd"), TypeError, "Expected.*'sgd'"),
    (
        lambda: optimizers.OptimizerMap(optimizers.SGD(), [1]),
        TypeError,
        r"a dict.*optimizer_map=\[1\]",
    ),
    (
        lambda: optimizers.OptimizerMap(optimizers.SGD(), {1: 2}),
        TypeError,
        "a name or.*1",
    ),
    (lambda: optimizers.OptimizerMap(both()), TypeError, "of optimizers"),
    (lambda: optimizers.MultiOptimizer("sgd"), TypeError, "map='sgd'"),
    (
        lambda: optimizers.MultiOptimizer(lambda v: "sgd").build(
            [tf.Variable(1.0)]
        ),
        TypeError,
        "Received: 'sgd'",
    ),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_it_refuses_is_told(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_key_is_a_name_as_variables_tell_it_or_an_expression():
    slow, fast = optimizers.SGD(0.0), optimizers.SGD(1.0)
    mapping = optimizers.OptimizerMap(fast, {"base/kernel:0": slow})
    assert mapping(tf.Variable(1.0, name="base/kernel")) is slow
    with pytest.raises(ValueError, match=r"neither a name.*'\(x'"):
        optimizers.OptimizerMap(fast, {"(x": slow})


def test_keys_of_no_variable_are_warned_of():
    slow, fast = optimizers.SGD(0.0), optimizers.SGD(1.0)
    mapping = optimizers.OptimizerMap(fast, {"base": slow, "head/.*": slow})
    optimizer = optimizers.MultiOptimizer(mapping)
    names = ("base/kernel", "head/kernel")
    with pytest.warns(UserWarning, match=r"\['base'\].*its_name/"):
        optimizer.build([tf.Variable(1.0, name=name) for name in names])
