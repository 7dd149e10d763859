"""Around an update: accumulation, clipping, decay, averages."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.distribute import variable_update
from keras.optimizers import step_policies
from keras.testing import two_replicas


def steps(optimizer, gradients, start, in_graph=False):
    """Returns where a variable goes, step by step."""
    w = tf.Variable(start)

    def step(gradient):
        optimizer.apply_gradients([(gradient, w)])

    step = tf.function(step) if in_graph else step
    path = []
    for gradient in gradients:
        step(tf.constant(gradient))
        path.append(w.numpy().tolist())
    return path


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_accumulation_updates_with_the_mean_gradient(in_graph):
    optimizer = keras.optimizers.SGD(0.5, gradient_accumulation_steps=2)
    path = steps(optimizer, [1.0, 3.0, 2.0, 6.0], 0.0, in_graph)
    assert path == [0.0, -1.0, -1.0, -3.0]
    assert int(optimizer.iterations) == 2


def test_accumulated_gradients_are_clipped_together():
    # The mean of the two, (3, 4), has a norm of 5.
    optimizer = keras.optimizers.SGD(
        1.0, gradient_accumulation_steps=2, clipnorm=1.0
    )
    path = steps(optimizer, [[6.0, 0.0], [0.0, 8.0]], [0.0, 0.0])
    np.testing.assert_allclose(path[1], [-0.6, -0.8], rtol=1e-6)


def test_accumulation_goes_on_from_a_saved_state():
    def make():
        return keras.optimizers.SGD(1.0, gradient_accumulation_steps=2)

    w, first, second, store = tf.Variable(0.0), make(), make(), {}
    first.apply_gradients([(tf.constant(1.0), w)])
    first.save_own_variables(store)
    second.build([w])
    second.load_own_variables(store)
    second.apply_gradients([(tf.constant(3.0), w)])
    assert w.numpy() == -2.0


def test_accumulation_adds_rows():
    optimizer = keras.optimizers.SGD(1.0, gradient_accumulation_steps=2)
    w = tf.Variable([0.0, 0.0])
    for row in (0, 1):
        rows = tf.IndexedSlices(tf.constant([2.0]), [row], [2])
        optimizer.apply_gradients([(rows, w)])
    assert w.numpy().tolist() == [-1.0, -1.0]


def test_accumulation_is_in_the_config_where_it_is_used():
    optimizer = keras.optimizers.Adam(gradient_accumulation_steps=3)
    again = keras.optimizers.Adam.from_config(optimizer.get_config())
    assert again.gradient_accumulation_steps == 3
    assert (
        "gradient_accumulation_steps"
        not in keras.optimizers.Adam(
            gradient_accumulation_steps=None
        ).get_config()
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"gradient_accumulation_steps": 1}, "2 or more.*steps=1"),
        ({"clipnorm": -1.0}, "Expected 0.*clipnorm=-1.0"),
    ],
)
def test_settings_out_of_range_are_told(settings, message):
    with pytest.raises(ValueError, match=message):
        keras.optimizers.SGD(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"gradient_accumulation_steps": 2, "clipnorm": 0.5},
        {"global_clipnorm": 0.5, "weight_decay": 0.1},
        {"clipvalue": 0.5, "use_ema": True, "ema_overwrite_frequency": 2},
    ],
    ids=["accumulation", "decay", "averages"],
)
def test_replicas_go_where_one_device_goes(settings):
    strategy = two_replicas.strategy()
    alone, one = tf.Variable([1.0, 2.0]), keras.optimizers.SGD(0.1, **settings)
    with strategy.scope():
        w, optimizer = (
            tf.Variable([1.0, 2.0]),
            keras.optimizers.SGD(0.1, **settings),
        )
    gradient = tf.constant([1.0, 3.0])

    def step():
        optimizer.apply_gradients([(gradient, w)])

    run = tf.function(lambda: strategy.run(step))
    for _ in range(4):
        run()
        one.apply_gradients([(2 * gradient, alone)])
    for part in strategy.experimental_local_results(w):
        np.testing.assert_allclose(part, alone, rtol=1e-6)


def test_an_average_starts_before_the_first_decay():
    optimizer = keras.optimizers.SGD(
        0.1, weight_decay=0.5, use_ema=True, ema_momentum=0.8
    )
    w = tf.Variable([1.0, -2.0])
    value = average = np.array([1.0, -2.0])
    for _ in range(3):
        optimizer.apply_gradients([(tf.constant([0.0, 1.0]), w)])
        value = value * (1 - 0.1 * 0.5) - 0.1 * np.array([0.0, 1.0])
        average = 0.8 * average + 0.2 * value
    np.testing.assert_allclose(w, value, rtol=1e-6)
    optimizer.finalize_variable_values([w])
    np.testing.assert_allclose(w, average, rtol=1e-6)


def test_a_gradient_that_is_not_finite_shows_after_the_common_clipping():
    optimizer = keras.optimizers.SGD(1.0, global_clipnorm=1.0)
    assert np.isnan(steps(optimizer, [[np.inf, 1.0]], [0.0, 0.0])[0]).all()


def test_settings_may_change_between_steps():
    w, optimizer = tf.Variable(5.0), keras.optimizers.SGD(1.0)
    optimizer.apply_gradients([(tf.constant(1.0), w)])
    optimizer.clipvalue, optimizer.weight_decay = 0.5, 0.25
    optimizer.apply_gradients([(tf.constant(9.0), w)])
    assert w.numpy() == 2.5  # 4 - 0.25 * 4 - 0.5


def model_with_averages():
    """A model whose weight stays where it is put."""
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(1, use_bias=False)]
    )
    still = keras.optimizers.SGD(0.0, use_ema=True, ema_momentum=0.9)
    model.compile(still, "mse")
    return model


def train(model):
    model.fit(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
    return model.get_weights()[0]


def test_averages_of_a_loaded_model_start_from_its_values(tmp_path):
    model = model_with_averages()
    model.set_weights([np.array([[100.0]])])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(train(again), [[100.0]], rtol=1e-6)


def test_averages_start_with_the_first_step_not_with_the_build():
    model = model_with_averages()
    model.optimizer.build(model.trainable_variables)
    model.set_weights([np.array([[100.0]])])
    model.optimizer.finalize_variable_values(model.trainable_variables)
    assert model.get_weights()[0] == [[100.0]]
    np.testing.assert_allclose(train(model), [[100.0]], rtol=1e-6)


def test_a_policy_of_ones_own_surrounds_the_update():
    class Halved(step_policies.StepPolicy):
        def take(self, optimizer, variables, update, gradients):
            update([g / 2 for g in gradients])

    class Own(keras.optimizers.SGD):
        _keras_policies = (*keras.optimizers.SGD._keras_policies, Halved)

    assert steps(Own(1.0), [4.0], 0.0) == [-2.0]
    assert steps(keras.optimizers.SGD(1.0), [4.0], 0.0) == [-4.0]


class OfNames(step_policies.StepPolicy):
    """A rate for each variable: the optimizer's, times the one of its name."""

    def rate(self, optimizer, variable, gradient, rate):
        times = {name: t for name, t in TIMES.items() if name in variable.name}
        return rate * next(iter(times.values()), 1.0)


class TrustRatio(step_policies.StepPolicy):
    """LARS: the rate times the norm of the weights by that of the gradient."""

    asked_by = ("trust",)

    def rate(self, optimizer, variable, gradient, rate):
        norms = tf.norm(variable) / tf.norm(gradient)
        return rate * optimizer.trust * norms


class Lookahead(step_policies.StepPolicy):
    """Every other step goes half of the way from where the last pair ended."""

    def build(self, optimizer, variables):
        self.slow = [
            optimizer.add_variable_from_reference(v, "slow", initial_value=v)
            for v in variables
        ]

    def take(self, optimizer, variables, update, gradients):
        update(gradients)
        slow = [self.slow[optimizer._keras_index(v)] for v in variables]
        is_due = optimizer.iterations % 2 == 0
        variable_update.each(
            lambda v, s: v.assign(tf.where(is_due, (v + s) / 2, v)),
            variables,
            slow,
        )
        variable_update.each(
            lambda s, v: s.assign(tf.where(is_due, v, s)), slow, variables
        )


TIMES = {"head": 10.0, "frozen": 0.0}
RULES = {
    "sgd": lambda base: base(0.1),
    "momentum": lambda base: base(0.1, 0.9),
    "adam": lambda base: base(0.1),
    "adamw": lambda base: base(0.1, weight_decay=0.5),
    "rmsprop": lambda base: base(0.1),
}
BASES = {
    "sgd": keras.optimizers.SGD,
    "momentum": keras.optimizers.SGD,
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "rmsprop": keras.optimizers.RMSprop,
}


def with_policy(base, policy):
    class Own(base):
        _keras_policies = (*base._keras_policies, policy)
        trust = 0.5

    return Own


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
@pytest.mark.parametrize("rule", RULES)
def test_a_variable_may_have_a_rate_of_its_own(rule, in_graph):
    make = RULES[rule]
    names = ("plain", "head", "frozen")
    own = [tf.Variable([1.0, -2.0], name=name) for name in names]
    alone = [tf.Variable([1.0, -2.0], name=name) for name in names]
    together = make(with_policy(BASES[rule], OfNames))
    each = [make(BASES[rule]) for _ in names]
    for optimizer, name in zip(each, names, strict=True):
        optimizer.learning_rate = 0.1 * TIMES.get(name, 1.0)

    def step(gradient):
        together.apply_gradients([(gradient, v) for v in own])

    step = tf.function(step) if in_graph else step
    for gradient in ([1.0, 3.0], [-2.0, 0.5], [4.0, 4.0]):
        step(tf.constant(gradient))
        for optimizer, variable in zip(each, alone, strict=True):
            optimizer.apply_gradients([(tf.constant(gradient), variable)])
    for one, other in zip(own, alone, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)
    assert own[2].numpy().tolist() == [1.0, -2.0]
    assert float(together.learning_rate) == np.float32(0.1)


def test_a_rate_may_follow_the_gradient_inside_the_momentum():
    optimizer = with_policy(keras.optimizers.SGD, TrustRatio)(0.5, 0.5)
    w, m, expected = tf.Variable([3.0, 4.0]), 0.0, np.array([3.0, 4.0])
    for g in np.array([[0.0, 2.0], [1.0, 0.0]]):
        rate = 0.25 * np.linalg.norm(expected) / np.linalg.norm(g)
        m = 0.5 * m - rate * g
        expected = expected + m
        optimizer.apply_gradients([(tf.constant(g, tf.float32), w)])
    np.testing.assert_allclose(w, expected, rtol=1e-6)
    optimizer.trust = 0  # nobody asks for it any more
    before = w.numpy() + 0.5 * m
    optimizer.apply_gradients([(tf.constant([1.0, 0.0]), w)])
    np.testing.assert_allclose(w, before - [0.5, 0.0], rtol=1e-6)


@pytest.mark.parametrize("takes_rate", [False, True], ids=["keras 2", "3"])
def test_a_users_rule_gets_the_rate_of_the_variable(takes_rate):
    class Own(with_policy(keras.optimizers.Optimizer, OfNames)):
        def __init__(self):
            super().__init__("own")
            self._learning_rate = self._build_learning_rate(0.1)

    def for_keras_2(self, gradient, variable):
        variable.assign_sub(self.learning_rate * gradient)

    def for_keras_3(self, gradient, variable, learning_rate):
        variable.assign_sub(learning_rate * gradient)

    Own.update_step = for_keras_3 if takes_rate else for_keras_2
    w, head = tf.Variable(0.0, name="w"), tf.Variable(0.0, name="head")
    Own().apply_gradients([(tf.constant(1.0), v) for v in (w, head)])
    np.testing.assert_allclose([w, head], [-0.1, -1.0])


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_a_policy_may_keep_a_value_for_each_variable(in_graph):
    optimizer = with_policy(keras.optimizers.SGD, Lookahead)(1.0)
    path = steps(optimizer, [-1.0, -3.0, -2.0, -2.0], 0.0, in_graph)
    assert path == [1.0, 2.0, 4.0, 4.0]


def test_policies_of_ones_own_act_on_replicas_too():
    strategy = two_replicas.strategy()
    policies = (*keras.optimizers.SGD._keras_policies, OfNames, Lookahead)
    kind = type("Own", (keras.optimizers.SGD,), {"_keras_policies": policies})
    with strategy.scope():
        w, optimizer = tf.Variable(0.0, name="head"), kind(0.1)

    def step():
        optimizer.apply_gradients([(tf.constant(0.5), w)])

    run = tf.function(lambda: strategy.run(step))
    run()
    run()
    # Each step is 10 * 0.1 times the sum of two halves.
    for part in strategy.experimental_local_results(w):
        np.testing.assert_allclose(part, -1.0, rtol=1e-6)


@pytest.mark.parametrize(
    "settings",
    [
        {"weight_decay": 0.1, "use_ema": True, "ema_momentum": 0.5},
        {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 2},
        {"clipvalue": 0.5, "use_ema": True, "ema_momentum": 0.5},
        {"clipnorm": 0.5, "weight_decay": 0.1},
    ],
    ids="-".join,
)
def test_three_small_batches_are_one_of_their_mean(settings):
    # Row 131.
    draw = np.random.default_rng(0).normal(size=(5, 3, 4)).astype("float32")
    one = keras.optimizers.Adam(0.1, **settings)
    three = keras.optimizers.Adam(
        0.1, gradient_accumulation_steps=3, **settings
    )
    w, other = tf.Variable([1.0] * 4), tf.Variable([1.0] * 4)
    for batch in draw:
        one.apply_gradients([(tf.constant(batch.mean(axis=0)), w)])
        for gradient in batch:
            three.apply_gradients([(tf.constant(gradient), other)])
        # A mean in another order, five times.
        np.testing.assert_allclose(other, w, rtol=1e-5)
    for optimizer, variable in ((one, w), (three, other)):
        optimizer.finalize_variable_values([variable])
    np.testing.assert_allclose(other, w, rtol=1e-5)


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.uint8])
def test_steps_and_limits_may_be_numbers_of_numpy(kind):
    two = kind(2)
    optimizer = keras.optimizers.SGD(
        1.0, gradient_accumulation_steps=two, clipvalue=two
    )
    assert steps(optimizer, [1.0, 2.0, 9.0, 9.0], 0.0, True)[1:] == [
        -1.5,
        -1.5,
        -3.5,
    ]
