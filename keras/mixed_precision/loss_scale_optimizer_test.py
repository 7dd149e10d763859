"""Loss scaling: by hand, in `fit`, in files."""

import copy
import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.random.default_rng(0).normal(size=(32, 2)).astype("float32")
Y = X.sum(1, keepdims=True)


def scaled(**options):
    """Returns plain descent of rate 1 with a scale."""
    inner = keras.optimizers.SGD(1.0)
    return keras.mixed_precision.LossScaleOptimizer(inner, **options)


@pytest.fixture
def mixed_float16():
    keras.mixed_precision.set_global_policy("mixed_float16")
    yield
    keras.mixed_precision.set_global_policy(None)


@pytest.fixture
def model(mixed_float16):
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(4, kernel_initializer="ones"),
            keras.layers.Dense(1, kernel_initializer="ones", dtype="float32"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01, clipnorm=1.0), "mse")
    return model


def test_a_gradient_too_small_for_a_half_changes_the_weight():
    w, x = tf.Variable(0.0), tf.constant(1.0, tf.float16)

    def loss():  # Its gradient, 2^-30, passes through float16.
        return tf.cast(tf.cast(w, tf.float16) * x, tf.float32) * 2.0**-30

    scaled().minimize(loss, [w])
    assert w.numpy() == -(2.0**-30)


def test_a_loop_of_ones_own_scales_and_unscales():
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        loss = optimizer.get_scaled_loss(w * w)
    assert float(loss) == 72.0
    gradients = optimizer.get_unscaled_gradients(tape.gradient(loss, [w]))
    assert float(gradients[0]) == 6.0
    assert optimizer.get_unscaled_gradients([None]) == [None]
    assert float(optimizer.get_scaled_loss(lambda: tf.constant(2.0))()) == 16.0


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_a_step_that_is_not_finite_is_left_out_and_halves_the_scale(in_graph):
    optimizer, w = scaled(initial_scale=8.0), tf.Variable(1.0)

    def step(gradient):
        optimizer.apply_gradients([(gradient, w)])

    step = tf.function(step) if in_graph else step
    for gradient in (np.inf, np.nan, 1.0):
        step(tf.constant(gradient, tf.float32))
    assert (w.numpy(), float(optimizer.loss_scale)) == (0.0, 2.0)
    assert int(optimizer.iterations) == 3


def test_the_scale_doubles_after_so_many_good_steps():
    optimizer, w = (
        scaled(initial_scale=8, dynamic_growth_steps=3),
        tf.Variable(1.0),
    )
    scales = []
    for gradient in (0.0, 0.0, 0.0, 0.0, np.inf, 0.0):
        optimizer.apply_gradients([(tf.constant(gradient, tf.float32), w)])
        scales.append(float(optimizer.loss_scale))
    assert scales == [8, 8, 16, 16, 8, 8]
    assert int(optimizer.dynamic_counter) == 1


def take(optimizer, gradients):
    """Returns the scale after each gradient."""
    (w,) = optimizer._trainable_variables or [tf.Variable(1.0)]
    scales = []
    for gradient in gradients:
        optimizer.apply_gradients([(tf.constant(gradient, tf.float32), w)])
        scales.append(float(optimizer.loss_scale))
    return scales


def test_the_scale_goes_below_one():
    scales = take(scaled(initial_scale=2), [np.inf, np.nan, np.inf, 1.0])
    assert scales == [1.0, 0.5, 0.25, 0.25]


@pytest.mark.parametrize("initial, last", [(2.0**-13, 2**-14), (1e-9, 1e-9)])
def test_a_scale_that_is_as_small_as_it_gets_is_told_once(initial, last):
    optimizer = scaled(initial_scale=initial)
    scales = take(optimizer, [np.inf]) if initial > last else [last]
    with pytest.warns(UserWarning, match=f"Received: loss_scale={last:.3g}"):
        scales += take(optimizer, [np.inf])
    scales += take(optimizer, [np.nan, 1.0])  # Warnings are errors here.
    assert scales == pytest.approx([last] * 4)


@pytest.mark.parametrize("jit", [False, True])
def test_fit_tells_of_steps_that_all_are_left_out(jit, model):
    model.compile("sgd", "mse", jit_compile=jit)
    x, y = np.ones((60, 2)), np.full((60, 1), np.nan)
    with pytest.warns(UserWarning, match="steps are left out") as caught:
        model.fit(x, y, batch_size=1, epochs=3, verbose=0)
    assert len(caught) == 1


def test_a_model_whose_gradients_are_no_halves_learns(model):
    inner = keras.optimizers.SGD(1e-6)
    optimizer = keras.mixed_precision.LossScaleOptimizer(inner)
    model.compile(optimizer, "mse")
    x, y = np.ones((40, 2)), np.full((40, 1), 1e5)  # gradients of 2e5
    losses = model.fit(x, y, batch_size=1, epochs=3, verbose=0)
    assert np.all(np.diff(losses.history["loss"]) < 0)
    assert 2**-10 < float(optimizer.loss_scale) < 1


def test_a_fixed_scale_takes_every_step():
    optimizer = scaled(dynamic=False, initial_scale=4.0)
    w = tf.Variable(1.0)
    optimizer.apply_gradients([(tf.constant(np.inf, tf.float32), w)])
    assert w.numpy() == -np.inf
    assert (float(optimizer.loss_scale), optimizer.dynamic) == (4.0, False)


def test_replicas_leave_out_a_step_together():
    strategy = two_replicas.strategy()
    with strategy.scope():
        w, optimizer = tf.Variable(1.0), scaled(initial_scale=8.0)

    def step():
        context = tf.distribute.get_replica_context()
        is_first = tf.equal(context.replica_id_in_sync_group, 0)
        bad = tf.where(is_first, tf.constant(np.inf), tf.constant(1.0))
        optimizer.apply_gradients([(bad, w)])

    tf.function(lambda: strategy.run(step))()
    for part in strategy.experimental_local_results(w):
        assert part.numpy() == 1.0
    assert float(optimizer.loss_scale) == 4.0


def test_settings_are_those_of_the_inner_optimizer():
    optimizer = keras.mixed_precision.LossScaleOptimizer(
        keras.optimizers.Adam(0.5, clipnorm=1.0)
    )
    optimizer.learning_rate = 0.25
    optimizer.clipnorm = 2.0
    inner = optimizer.inner_optimizer
    assert (float(inner.learning_rate), inner.clipnorm) == (0.25, 2.0)
    assert float(optimizer.lr) == 0.25
    assert optimizer.beta_1 == 0.9
    optimizer.learning_rate = lambda: 0.125
    assert optimizer.learning_rate == 0.125 == inner.learning_rate


def test_only_a_mixed_float16_model_scales(model):
    kind = keras.mixed_precision.LossScaleOptimizer
    assert type(model.optimizer) is kind
    model.compile(kind(keras.optimizers.SGD()), "mse")
    assert type(model.optimizer.inner_optimizer) is keras.optimizers.SGD
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    other = keras.Sequential([keras.layers.Dense(1)])
    other.compile("sgd", "mse")
    assert type(other.optimizer) is keras.optimizers.SGD


def test_a_mixed_model_trains_and_leaves_out_bad_steps(model):
    losses = model.fit(X, Y, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    before, scale = model.get_weights(), float(model.optimizer.loss_scale)
    model.train_on_batch(np.full((2, 2), np.inf), Y[:2])
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert float(model.optimizer.loss_scale) == scale / 2


def test_a_mixed_model_goes_on_where_it_was_saved(model, tmp_path):
    model.train_on_batch(np.full((2, 2), np.inf), Y[:2])
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    scale = float(model.optimizer.loss_scale)
    assert float(again.optimizer.loss_scale) == scale < 2.0**15
    counters = [int(m.optimizer.dynamic_counter) for m in (model, again)]
    assert counters[0] == counters[1]
    losses = [m.train_on_batch(X, Y) for m in (model, again)]
    assert losses[0] == losses[1]
    for one, other in zip(
        model.get_weights(), again.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_a_copy_has_a_state_of_its_own():
    optimizer, w = scaled(), tf.Variable(1.0)
    optimizer.apply_gradients([(tf.constant(1.0), w)])
    again, v = copy.deepcopy((optimizer, w))
    again.apply_gradients([(tf.constant(np.inf), v)])
    assert float(again.loss_scale) == 2.0**14
    assert float(optimizer.loss_scale) == 2.0**15


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"initial_scale": 0}, ValueError, "above 0.*initial_scale=0"),
        ({"initial_scale": float("inf")}, ValueError, "initial_scale=inf"),
        ({"initial_scale": "8"}, TypeError, "initial_scale='8'"),
        ({"dynamic_growth_steps": 0}, ValueError, "dynamic_growth_steps=0"),
        ({"dynamic_growth_steps": 1.5}, ValueError, "growth_steps=1.5"),
        ({"dynamic_growth_steps": "a"}, TypeError, "growth_steps='a'"),
        ({"dynamic": False}, ValueError, "fixed scale.*initial_scale=None"),
        (
            {
                "dynamic": False,
                "initial_scale": 2.0,
                "dynamic_growth_steps": 5,
            },
            ValueError,
            "dynamic_growth_steps=5",
        ),
        ({"inner_optimizer": "adam"}, TypeError, "inner_optimizer='adam'"),
    ],
    ids=str,
)
def test_wrong_arguments_are_told(options, error, message):
    options = {"inner_optimizer": keras.optimizers.SGD(), **options}
    with pytest.raises(error, match=message):
        keras.mixed_precision.LossScaleOptimizer(**options)


# What the outer optimizer does itself, by the inner one's ways.
OUTER = {
    "apply",
    "apply_gradients",
    "build",
    "compute_gradients",
    "ensure_built",
    "from_config",
    "get_config",
    "load_own_variables",  # the scale, then the inner optimizer's
    "minimize",
    "scale_loss",
}


def public_names():
    """Every public name that a class of ours gives an optimizer."""
    known = dir(keras.optimizers.Optimizer("any"))
    others = {n for n in known if n.startswith("_")} | set(dir(tf.Module))
    return sorted({*known} - others | {"name", "variables"})


def asked_of_inner(names):
    """Returns an outer optimizer, and what its inner one is asked for."""
    asked = []

    def property_of(name):
        return property(
            lambda self: asked.append(name) or f"value of {name}",
            lambda self, value: asked.append((name, value)),
        )

    def method_of(name):
        return lambda self, *args, **kwargs: (
            asked.append(name) or f"result of {name}"
        )

    base = keras.optimizers.SGD
    own = {
        name: method_of(name)
        if callable(getattr(base, name, None))
        else property_of(name)
        for name in names
        if hasattr(base, name)
    }
    inner = type("Own", (base,), own)(1.0)
    return keras.mixed_precision.LossScaleOptimizer(inner), asked


@pytest.mark.parametrize("name", sorted({*public_names()} - OUTER))
def test_what_is_asked_of_the_outer_optimizer_is_asked_of_the_inner(name):
    outer, asked = asked_of_inner([name])
    inner = outer.inner_optimizer
    asked.clear()
    if not hasattr(keras.optimizers.SGD, name):  # a setting
        before = getattr(outer, name)
        assert before == vars(inner)[name]
        setattr(outer, name, 2)
        assert getattr(inner, name) == getattr(outer, name) == 2
        assert name not in vars(outer)
    elif isinstance(vars(type(inner))[name], property):
        assert getattr(outer, name) == f"value of {name}"
        setattr(outer, name, "new")
        assert (asked[0], asked[-1]) == (name, (name, "new"))
    else:
        assert getattr(outer, name)() == f"result of {name}"
        assert asked == [name]


def test_the_walk_covers_what_an_optimizer_has():
    assert len(public_names()) > 35
    assert {*OUTER, "clipnorm", "exclude_from_weight_decay"} < {*public_names()}
    others = {"learning_rate_factor", "finalize_variable_values", "name"}
    assert others < {*public_names()}


@pytest.mark.parametrize("by", ["var_list", "var_names"])
@pytest.mark.parametrize("built", [False, True])
def test_weight_decay_leaves_out_what_is_excluded(by, built):
    w, b = tf.Variable(1.0, name="w"), tf.Variable(1.0, name="bias")
    optimizer = keras.mixed_precision.LossScaleOptimizer(
        keras.optimizers.AdamW(0.1, weight_decay=1.0)
    )
    if built:
        optimizer.build([w, b])
    optimizer.exclude_from_weight_decay(
        **{by: [b] if by == "var_list" else ["bias"]}
    )
    optimizer.apply_gradients([(tf.constant(0.0), w), (tf.constant(0.0), b)])
    np.testing.assert_allclose([w, b], [0.9, 1.0], rtol=1e-6)


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_the_inner_optimizers_own_way_of_a_step_is_taken(in_graph):
    class Halved(keras.optimizers.SGD):
        def compute_gradients(self, loss, var_list, tape=None):
            pairs = super().compute_gradients(loss, var_list, tape)
            return [(g * 3.0, v) for g, v in pairs]

        def apply_gradients(self, grads_and_vars, name=None):
            halves = [(g / 2.0, v) for g, v in grads_and_vars]
            return super().apply_gradients(halves, name)

    optimizer = keras.mixed_precision.LossScaleOptimizer(
        Halved(1.0), initial_scale=8.0
    )
    w = tf.Variable(0.0)

    def step():
        optimizer.minimize(lambda: w, [w])

    step = tf.function(step) if in_graph else step
    step()
    assert (w.numpy(), int(optimizer.iterations)) == (-1.5, 1)


def test_a_schedule_put_into_the_inner_optimizer_counts():
    optimizer = scaled()
    optimizer.inner_optimizer.learning_rate = lambda: 0.125
    assert optimizer.learning_rate == 0.125
    assert optimizer.add_learning_rate_factor()
    optimizer.learning_rate_factor.assign(0.5)
    assert float(optimizer.inner_optimizer.learning_rate) == 0.0625


@pytest.mark.parametrize(
    "name",
    """dynamic loss_scale dynamic_counter initial_scale dynamic_growth_steps
    inner_optimizer""".split(),
)
def test_what_only_the_constructor_sets_cannot_be_set_later(name):
    optimizer = scaled()
    with pytest.raises(AttributeError, match=f"constructor.*{name}=False"):
        setattr(optimizer, name, False)
    assert name == "inner_optimizer" or not hasattr(
        optimizer.inner_optimizer, name
    )


def test_a_name_of_its_own_is_kept():
    kind = keras.mixed_precision.LossScaleOptimizer
    inner = keras.optimizers.SGD
    plain, named = kind(inner(name="in")), kind(inner(name="in"), name="out")
    assert (plain.name, named.name) == ("in", "out")
    assert named.inner_optimizer.name == "in"
    assert "name" not in plain.get_config()
    again = kind.from_config(json.loads(json.dumps(named.get_config())))
    assert (again.name, again.inner_optimizer.name) == ("out", "in")
    assert copy.copy(named).name == copy.deepcopy(named).name == "out"
    named.name, plain.name = "other", "further"
    assert (named.name, named.inner_optimizer.name) == ("other", "in")
    assert plain.inner_optimizer.name == "further"
    # What Keras 3 calls one that was given no name.
    config = {**plain.get_config(), "name": "loss_scale_optimizer_1"}
    assert kind.from_config(config).name == "further"
    with pytest.raises(TypeError, match="Expected text.*name=3"):
        kind(inner(), name=3)
