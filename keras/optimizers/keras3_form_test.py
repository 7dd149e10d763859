"""Optimizers of a user's own: Keras 3's form, Keras 2's, and below ours."""

import contextlib
import copy
import functools

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

SETTINGS = {"clipvalue": 0.5, "weight_decay": 0.1, "use_ema": True}


class Heavy(keras.optimizers.Optimizer):
    """Momentum, as Keras 3's guide has an optimizer written."""

    def __init__(self, learning_rate=0.1, momentum=0.5, name="heavy", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.momentum = momentum

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.speeds = [
            self.add_variable_from_reference(reference_variable=v, name="m")
            for v in variables
        ]

    def update_step(self, gradient, variable, learning_rate):
        m = self.speeds[self._get_variable_index(variable)]
        self.assign(m, self.momentum * m - learning_rate * gradient)
        self.assign_add(variable, m)

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum}


class Positional(Heavy):
    """The same, with Keras 3's order of arguments."""

    def __init__(
        self, learning_rate=0.1, weight_decay=None, clipnorm=None, name="heavy"
    ):
        keras.optimizers.Optimizer.__init__(
            self,
            learning_rate,
            weight_decay,
            clipnorm,
            None,
            None,
            False,
            0.99,
            None,
            None,
            None,
            name,
        )
        self.momentum = 0.5


def model_with(optimizer):
    entry = keras.layers.Dense(1, input_shape=(2,), kernel_initializer="ones")
    model = keras.Sequential([entry])
    model.compile(optimizer, "mse")
    return model


def fit(model, epochs=1):
    x = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
    model.fit(x, x[:, :1], epochs=epochs, shuffle=False, verbose=0)
    return model.get_weights()


@pytest.mark.parametrize("kind", [Heavy, Positional])
@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_an_optimizer_written_for_keras_3_steps(kind, in_graph):
    w, optimizer = tf.Variable(1.0), kind(0.25)

    def step():
        optimizer.apply_gradients([(tf.constant(1.0), w)])

    step = tf.function(step) if in_graph else step
    step()
    step()
    assert w.numpy() == 1.0 - 0.25 - 0.375
    assert [v.numpy() for v in optimizer.variables] == [2, -0.375]


@pytest.mark.parametrize("settings", [{}, SETTINGS], ids=["", "settings"])
def test_it_trains_as_ours_of_the_same_rule_does(settings):
    ours = keras.optimizers.SGD(0.1, momentum=0.5, **settings)
    for one, other in zip(
        fit(model_with(Heavy(0.1, **settings)), 3),
        fit(model_with(ours), 3),
        strict=True,
    ):
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_it_takes_a_schedule():
    rate = keras.optimizers.schedules.PiecewiseConstantDecay([0], [1.0, 0.5])
    w, optimizer = tf.Variable(0.0), Heavy(rate, momentum=0.0)
    for _ in range(2):
        optimizer.apply_gradients([(tf.constant(-1.0), w)])
    assert w.numpy() == 1.5
    again = Heavy.from_config(optimizer.get_config())
    assert again.get_config() == optimizer.get_config()


def test_it_goes_on_where_it_was_saved(tmp_path):
    model = model_with(Heavy(0.1, 0.75, clipvalue=0.5))
    fit(model)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", {"Heavy": Heavy})
    assert again.optimizer.get_config() == model.optimizer.get_config()
    assert (again.optimizer.momentum, again.optimizer.clipvalue) == (0.75, 0.5)
    for one, other in zip(fit(model), fit(again), strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_steps_on_replicas():
    strategy = two_replicas.strategy()
    with strategy.scope():
        w, optimizer = tf.Variable(1.0), Heavy(0.25)

    def step():
        optimizer.apply_gradients([(tf.constant(0.5), w)])

    tf.function(lambda: strategy.run(step))()
    for part in strategy.experimental_local_results(w):
        assert part.numpy() == 0.75


def test_its_name_is_the_classs_where_none_is_given():
    class Plain(keras.optimizers.Optimizer):
        def __init__(self):
            super().__init__(0.5)

        def update_step(self, gradient, variable, learning_rate):
            self.assign_sub(variable, learning_rate * gradient)

    w, optimizer = tf.Variable(1.0), Plain()
    optimizer.apply([tf.constant(1.0)], [w])
    assert (w.numpy(), optimizer.name) == (0.5, "Plain")
    optimizer.learning_rate = 0.25
    optimizer.apply([tf.constant(1.0)])
    assert w.numpy() == 0.25


BELOW_OURS = {
    "sgd": lambda kind: kind(0.1),
    "momentum": lambda kind: kind(0.1, 0.9),
    "adam": lambda kind: kind(0.1),
    "rmsprop": lambda kind: kind(0.1, momentum=0.5),
}
KINDS = {
    "sgd": keras.optimizers.SGD,
    "momentum": keras.optimizers.SGD,
    "adam": keras.optimizers.Adam,
    "rmsprop": keras.optimizers.RMSprop,
}


@pytest.mark.parametrize("takes_rate", [False, True], ids=["keras 2", "3"])
@pytest.mark.parametrize("rule", BELOW_OURS)
def test_a_class_below_ours_changes_what_a_variable_gets(rule, takes_rate):
    class ForKeras2(KINDS[rule]):
        def update_step(self, gradient, variable):
            super().update_step(gradient - 1.0, variable)

    class ForKeras3(KINDS[rule]):
        def update_step(self, gradient, variable, learning_rate):
            super().update_step(gradient - 1.0, variable, learning_rate / 2)

    make = BELOW_OURS[rule]
    own = make(ForKeras3 if takes_rate else ForKeras2)
    ours = make(KINDS[rule])
    if takes_rate:
        ours.learning_rate = 0.05
    w, v = tf.Variable([1.0, 2.0]), tf.Variable([1.0, 2.0])
    for gradient in ([3.0, -1.0], [0.5, 2.0]):
        own.apply_gradients([(tf.constant(gradient), w)])
        ours.apply_gradients([(tf.constant(gradient) - 1.0, v)])
    np.testing.assert_allclose(w, v, rtol=1e-6)


class Doubled(keras.optimizers.SGD):
    """Keras 3's form of a step of a user's own."""

    def apply(self, grads, trainable_variables=None):
        grads = [2.0 * gradient for gradient in grads]
        return super().apply(grads, trainable_variables)


class Tripled(Doubled):
    """Keras 2's form around it."""

    def apply_gradients(self, grads_and_vars, **options):
        pairs = [(1.5 * g, v) for g, v in grads_and_vars]
        return super().apply_gradients(pairs, **options)


TIMES = [(keras.optimizers.SGD, 1), (Doubled, 2), (Tripled, 3)]


@pytest.mark.parametrize("cls, times", TIMES)
@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_every_way_to_a_step_goes_through_a_users_apply_once(
    cls, times, in_graph
):
    w = tf.Variable(0.0)
    ways = {
        "apply_gradients": lambda o: o.apply_gradients([(tf.constant(1.0), w)]),
        "minimize": lambda o: o.minimize(lambda: 1.0 * w, [w]),
    }
    for name, way in ways.items():
        w.assign(0.0)
        step = functools.partial(way, cls(0.5))
        (tf.function(step) if in_graph else step)()
        assert w.numpy() == -0.5 * times, name


def test_apply_by_itself_is_the_users_once():
    for cls, times in [*TIMES[:2], (Tripled, 2)]:
        w = tf.Variable(0.0)
        cls(0.5).apply([tf.constant(1.0)], [w])
        assert w.numpy() == -0.5 * times


@pytest.mark.parametrize("cls, times", TIMES)
@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
@pytest.mark.parametrize("replicas", [1, 2])
def test_fit_steps_by_a_users_apply(cls, times, policy, replicas):
    strategy = two_replicas.strategy()
    with strategy.scope() if replicas == 2 else contextlib.nullcontext():
        layer = keras.layers.Dense(
            1, use_bias=False, kernel_initializer="zeros", dtype=policy
        )
        model = keras.Sequential([keras.Input((1,)), layer])
        optimizer = cls(0.125)
        if policy == "mixed_float16":
            optimizer = keras.mixed_precision.LossScaleOptimizer(
                optimizer, dynamic=False, initial_scale=4.0
            )
        model.compile(optimizer, "mse")
    x = np.ones((4, 1), "float32")
    model.fit(x, x, verbose=0)
    # The gradient of the loss is -2.
    assert model.get_weights()[0].tolist() == [[0.25 * times]]


def test_slots_are_made_as_keras_3_says():
    optimizer, w = keras.optimizers.SGD(), tf.Variable([1.0, 2.0])
    add = optimizer.add_variable_from_reference
    first = add(w, "first", "ones")
    second = add(reference_variable=w, name="second", initializer="ones")
    third = add(w, "third", initializer=keras.initializers.Constant(3.0))
    fourth, fifth = optimizer.add_optimizer_variables([w], ["4", "5"], "ones")
    found = [v.numpy().tolist() for v in (first, second, third)]
    assert found == [[1.0, 1.0], [1.0, 1.0], [3.0, 3.0]]
    assert [len(fourth), len(fifth)] == [1, 1]
    assert optimizer.variables[1:] == [first, second, third, *fourth, *fifth]


def test_slots_of_several_names_are_in_keras_3s_order():
    optimizer = keras.optimizers.SGD()
    w, b = tf.Variable([1.0, 2.0]), tf.Variable(3.0)
    one, other = optimizer.add_optimizer_variables(
        [w, b], ["m", "v"], ["zeros", "ones"]
    )
    assert optimizer.variables[1:] == [one[0], other[0], one[1], other[1]]
    assert [v.numpy().tolist() for v in other] == [[1.0, 1.0], 1.0]


def test_variables_are_made_as_keras_2_or_3_says():
    add = keras.optimizers.SGD().add_variable
    of_keras_2 = add((2,), "int64", "ones", "count")
    of_keras_3 = add((2,), "ones", "int64", name="count")
    named = add(shape=(2,), initializer="ones", dtype="int64")
    for variable in (of_keras_2, of_keras_3, named):
        assert variable.numpy().tolist() == [1, 1]
        assert variable.dtype == "int64"
    assert add((), "zeros", aggregation="mean").dtype == "float32"
    with pytest.raises(ValueError, match="sum.*aggregation='median'"):
        add((), aggregation="median")


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: keras.optimizers.Optimizer(0.1, learning_rate=0.2),
            TypeError,
            "given twice.*0.2",
        ),
        (
            lambda: keras.optimizers.SGD(loss_scale_factor=0.0),
            ValueError,
            "above 0.*loss_scale_factor=0.0",
        ),
        (
            lambda: Heavy(speed=2),
            TypeError,
            "unknown arguments.*speed",
        ),
    ],
    ids=["twice", "scale", "unknown"],
)
def test_wrong_arguments_are_told(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_class_without_a_rule_is_told():
    optimizer = keras.optimizers.Optimizer("none")
    with pytest.raises(NotImplementedError, match="needs a rule.*update_step"):
        optimizer.apply_gradients([(tf.constant(1.0), tf.Variable(1.0))])


def test_a_slot_has_the_shape_and_the_first_values_that_it_is_given():
    optimizer, w = Heavy(), tf.Variable([1.0, 2.0])
    add = optimizer.add_variable_from_reference
    for initializer in ("ones", tf.ones, tf.ones(5), np.ones(5)):
        slot = add(w, "a", shape=(5,), initializer=initializer)
        np.testing.assert_array_equal(slot, np.ones(5))
        assert slot.dtype == w.dtype
    for initializer in (tf.constant([3.0, 4.0]), tf.Variable([3.0, 4.0])):
        np.testing.assert_array_equal(
            add(w, "b", initializer=initializer), [3, 4]
        )
    with pytest.raises(ValueError, match=r"shape=\(2,\). Received.*\(5,\)"):
        add(w, "c", initializer=tf.ones(5))


def test_a_variable_takes_its_arguments_in_the_order_of_either_keras():
    optimizer = Heavy()
    mean = tf.VariableAggregation.MEAN
    ours = optimizer.add_variable(
        (2,), "float64", "ones", "v", aggregation="mean"
    )
    theirs = optimizer.add_variable((2,), "ones", "float64", "mean", None, "v")
    named = optimizer.add_variable((2,), "ones", "float64", name="mean")
    value = optimizer.add_variable(
        (2,), np.ones(2), "float64", "mean", name="v"
    )
    for one in (ours, theirs, named, value):
        np.testing.assert_array_equal(one, [1.0, 1.0])
        assert one.dtype == tf.float64
    assert [v.name for v in (ours, theirs, named)] == ["v:0", "v:0", "mean:0"]
    assert {v.aggregation for v in (ours, theirs, value)} == {mean}
    with pytest.raises(TypeError, match="too many.*Received"):
        optimizer.add_variable((2,), "float32", "ones", "v", "mean")


def test_what_a_copy_is_told_the_original_is_not():
    w = tf.Variable(1.0, name="w")
    optimizer = keras.optimizers.AdamW()
    for copied in (copy.copy(optimizer), copy.deepcopy(optimizer)):
        copied.exclude_from_weight_decay(var_names=["w"])
        assert not copied._use_weight_decay(w)
        assert optimizer._use_weight_decay(w)


def test_gradients_are_divided_by_what_the_loss_was_multiplied_with():
    optimizer = keras.optimizers.SGD(1.0, loss_scale_factor=8.0, clipvalue=2.0)
    w = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        loss = optimizer.scale_loss(w * 0.5)
    assert float(loss) == 12.0
    optimizer.apply(tape.gradient(loss, [w]), [w])
    assert w.numpy() == 2.5
    rows = tf.IndexedSlices(tf.constant([24.0]), [1], tf.constant([2]))
    pair = tf.Variable([0.0, 0.0])
    keras.optimizers.SGD(1.0, loss_scale_factor=8.0).apply([rows], [pair])
    assert pair.numpy().tolist() == [0.0, -3.0]


@pytest.mark.parametrize("is_tensor", [False, True])
def test_minimize_scales_the_loss_itself(is_tensor):
    optimizer = keras.optimizers.SGD(1.0, loss_scale_factor=2.0**20)
    w, x = tf.Variable(0.0), tf.constant(1.0, tf.float16)

    def loss():  # Its gradient, 2^-30, passes through float16.
        return tf.cast(tf.cast(w, tf.float16) * x, tf.float32) * 2.0**-30

    with tf.GradientTape() as tape:
        value = loss()
    optimizer.minimize(*((value, [w], tape) if is_tensor else (loss, [w])))
    assert w.numpy() == -(2.0**-30)


def test_a_loss_without_a_factor_stays_as_it_is():
    optimizer = keras.optimizers.SGD()
    assert optimizer.loss_scale_factor is None
    assert optimizer.scale_loss(3.0) == 3.0


def test_the_factor_is_in_the_config_where_it_is_used():
    optimizer = keras.optimizers.Adam(loss_scale_factor=4.0)
    again = keras.optimizers.Adam.from_config(optimizer.get_config())
    assert again.loss_scale_factor == 4.0
    assert "loss_scale_factor" not in keras.optimizers.Adam().get_config()
    keras.optimizers.Adam.from_config(
        {**keras.optimizers.Adam().get_config(), "loss_scale_factor": None}
    )


def test_a_factor_set_between_epochs_counts_in_a_compiled_step():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.SGD(0.0)
    model.compile(optimizer, "mse")
    x = np.ones((2, 1), "float32")
    model.fit(x, x, verbose=0)
    before = model.get_weights()
    optimizer.loss_scale_factor, optimizer.learning_rate = 4.0, 0.5
    model.fit(x, x, verbose=0)
    factor = before[0][0, 0] - 1.0
    np.testing.assert_allclose(model.get_weights()[1], -factor, rtol=1e-5)
