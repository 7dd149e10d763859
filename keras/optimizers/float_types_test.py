"""Training in every float type: rules, schedules, penalties, floatx."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import schedules

TYPES = ["float16", "bfloat16", "float32", "float64", "mixed_float16"]
RULES = {
    "sgd": lambda: keras.optimizers.SGD(0.25),
    "adam": lambda: keras.optimizers.Adam(0.25),
    "amsgrad": lambda: keras.optimizers.Adam(0.25, amsgrad=True),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.25),
    "all options": lambda: keras.optimizers.Adam(
        0.25, weight_decay=0.1, global_clipnorm=1.0, use_ema=True
    ),
}
SCHEDULES = [
    schedules.ExponentialDecay(0.25, 10, 0.5),
    schedules.InverseTimeDecay(0.25, 10, 0.5),
    schedules.CosineDecay(0.25, 10),
    schedules.CosineDecay(0.125, 10, warmup_target=0.25, warmup_steps=5),
    schedules.CosineDecayRestarts(0.25, 10),
    schedules.PiecewiseConstantDecay([1], [0.25, 0.5]),
    schedules.PolynomialDecay(0.25, 10),
]


@pytest.fixture(params=["float32", "float64"])
def floatx(request):
    before = keras.backend.floatx()
    keras.backend.set_floatx(request.param)
    yield request.param
    keras.backend.set_floatx(before)


def losses_of(optimizer, dtype, eager=False, **options):
    """Trains zeros toward 8 and returns the losses."""
    start = {"kernel_initializer": "zeros", "dtype": dtype}
    # More numbers than Adam leaves to TensorFlow's kernel.
    model = keras.Sequential([keras.layers.Dense(200, **start, **options)])
    model.compile(optimizer, "mse", run_eagerly=eager)
    x, y = np.ones((4, 1)), np.full((4, 200), 8.0)
    return model.fit(x, y, epochs=5, verbose=0).history["loss"]


@pytest.mark.parametrize("eager", [False, True], ids=["graph", "eager"])
@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_trains_in_every_type(rule, dtype, eager):
    losses = losses_of(RULES[rule](), dtype, eager)
    assert np.isfinite(losses).all() and losses[-1] < losses[0]


@pytest.mark.parametrize("dtype", TYPES)
def test_every_rule_trains_under_any_floatx(floatx, dtype):
    losses = losses_of("adam", dtype, kernel_regularizer="l2")
    assert np.isfinite(losses).all() and losses[-1] < losses[0]


@pytest.mark.parametrize("dtype", ["float16", "float64"])
@pytest.mark.parametrize(
    "schedule", SCHEDULES, ids=lambda s: f"{type(s).__name__}{s.name or ''}"
)
def test_every_schedule_trains_in_every_type(floatx, schedule, dtype):
    assert schedule(0).dtype == floatx
    losses = losses_of(keras.optimizers.Adam(schedule), dtype)
    assert np.isfinite(losses).all() and losses[-1] < losses[0]


def test_a_schedule_of_whole_numbers_is_a_float():
    assert float(schedules.CosineDecay(1, 10)(5)) == pytest.approx(0.5)


def test_layers_of_three_types_train_in_one_model():
    model = keras.Sequential(
        [
            keras.layers.Dense(4, dtype="float64", kernel_regularizer="l2"),
            keras.layers.Dense(4, dtype="float16", kernel_regularizer="l1"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    history = model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def test_float64_adam_has_the_numbers_of_float64():
    w = tf.Variable(np.ones(200))
    optimizer = keras.optimizers.Adam(0.1)
    step = tf.function(lambda: optimizer.apply_gradients([(2 * w, w)]))
    expected, m, v = 1.0, 0.0, 0.0
    rate = np.float64(np.float32(0.1))  # a variable of floatx
    for t in range(1, 11):
        step()
        g = 2 * expected
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        alpha = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        expected -= alpha * m / (np.sqrt(v) + 1e-7)
    np.testing.assert_allclose(w, expected, rtol=1e-12)
