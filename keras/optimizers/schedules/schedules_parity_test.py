"""Learning rate schedules against tf_keras."""

import math

import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.optimizers import schedules

CASES = [
    ("ExponentialDecay", (0.1, 10, 0.5), {}),
    ("ExponentialDecay", (0.1, 10, 0.5), {"staircase": True}),
    ("InverseTimeDecay", (0.1, 10, 0.5), {}),
    ("InverseTimeDecay", (0.1, 10, 0.5), {"staircase": True}),
    ("PiecewiseConstantDecay", ([3, 9], [1.0, 0.5, 0.1]), {}),
    ("PiecewiseConstantDecay", ([3.5, 9], [1.0, 0.5, 0.1]), {}),
    ("PolynomialDecay", (0.1, 10), {}),
    ("PolynomialDecay", (0.1, 10), {"cycle": True, "power": 0.5}),
    ("CosineDecay", (0.1, 10), {"alpha": 0.2}),
    ("CosineDecay", (0.1, 10), {"warmup_target": 0.5, "warmup_steps": 5}),
    ("CosineDecayRestarts", (0.1, 10), {}),
    ("CosineDecayRestarts", (0.1, 10), {"t_mul": 1.0, "m_mul": 0.5}),
    ("CosineDecayRestarts", (0.1, 10), {"t_mul": 1.5, "alpha": 0.1}),
]
IDS = [f"{name}-{'-'.join(settings)}" for name, _, settings in CASES]
every = pytest.mark.parametrize(("name", "args", "settings"), CASES, ids=IDS)


@every
def test_rates_are_those_of_tf_keras(name, args, settings):
    ours = getattr(schedules, name)(*args, **settings)
    theirs = getattr(tf_keras.optimizers.schedules, name)(*args, **settings)
    for step in (0, 1, 3, 4, 9, 10, 11, 29, 30, 70):
        step = tf.constant(step, tf.int64)
        # One rounding to float32.
        assert float(ours(step)) == pytest.approx(float(theirs(step)), abs=1e-7)


@every
def test_settings_are_those_of_tf_keras(name, args, settings):
    ours = getattr(schedules, name)(*args, **settings)
    theirs = getattr(tf_keras.optimizers.schedules, name)(*args, **settings)
    assert ours.get_config() == theirs.get_config()


@every
def test_a_serialised_schedule_comes_back(name, args, settings):
    ours = getattr(schedules, name)(*args, **settings)
    again = schedules.deserialize(schedules.serialize(ours))
    assert again.get_config() == ours.get_config()
    theirs = tf_keras.optimizers.schedules.deserialize(
        schedules.serialize(ours)
    )
    assert theirs.get_config() == ours.get_config()


# Row 132: -1 is what a dataset of unknown length says.
@pytest.mark.parametrize("steps", [0, -1])
@pytest.mark.parametrize(
    "name", ["CosineDecay", "ExponentialDecay", "InverseTimeDecay"]
)
def test_a_decay_over_no_steps_is_refused(name, steps):
    make = getattr(schedules, name)
    more = () if name == "CosineDecay" else (0.5,)
    with pytest.raises(ValueError, match=f"above 0.*decay_steps={steps}"):
        make(0.1, steps, *more)


@pytest.mark.parametrize("steps", [0, -1])
@pytest.mark.parametrize("name", ["CosineDecayRestarts", "PolynomialDecay"])
def test_a_decay_of_one_length_is_refused_likewise(name, steps):
    with pytest.raises(ValueError, match=f"above 0.*decay_steps={steps}"):
        getattr(schedules, name)(0.1, steps)


@every
def test_both_forms_of_a_config_go_both_ways(name, args, settings):
    ours = getattr(schedules, name)(*args, **settings)
    theirs = getattr(tf_keras.optimizers.schedules, name)(*args, **settings)
    for legacy in (False, True):
        mine, other = (
            package.serialize(
                learning_rate_schedule=schedule, use_legacy_format=legacy
            )
            for package, schedule in (
                (schedules, ours),
                (tf_keras.optimizers.schedules, theirs),
            )
        )
        assert mine == other
        made = schedules.deserialize(other, use_legacy_format=legacy)
        assert made.get_config() == ours.get_config()


def test_boundaries_and_values_have_to_fit():
    with pytest.raises(ValueError, match="1 boundaries and 1 values"):
        schedules.PiecewiseConstantDecay([1], [0.1])
    with pytest.raises(ValueError, match=r"growing.*boundaries=\[10, 5\]"):
        schedules.PiecewiseConstantDecay([10, 5], [1.0, 0.5, 0.1])


def restarted(step, first, t_mul):
    """The rate by whole steps: falls one after the other."""
    start, length = 0.0, float(first)
    # A step that is as good as at the end of a fall is the next one's first.
    while step - start >= length * (1 - 1e-9):
        start, length = start + length, length * t_mul
    return 0.5 * (1 + math.cos(math.pi * max(step - start, 0) / length))


@pytest.mark.parametrize("t_mul", [1.0, 1.1, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "XLA"])
def test_a_restart_is_at_its_step(t_mul, in_graph):
    """tf_keras ends a fall at step 21 of a first 10, where the next begins."""
    ours = schedules.CosineDecayRestarts(1.0, 10, t_mul=t_mul)
    rate = tf.function(ours, jit_compile=True) if in_graph else ours
    for step in range(0, 140, 1 if not in_graph else 7):
        found = float(rate(tf.constant(step, tf.int64)))
        # A rounding to float32.
        assert found == pytest.approx(restarted(step, 10, t_mul), abs=2e-7)
    assert float(rate(tf.constant(30 if t_mul == 2.0 else 0, tf.int64))) == 1.0


@pytest.mark.parametrize("floatx", ["float16", "bfloat16"])
@every
def test_rates_are_the_same_where_floats_are_halves(
    name, args, settings, floatx
):
    make = getattr(schedules, name)
    # Steps that halves don't hold: 3001 is 3000 in one, 3008 in the other.
    far = [3001.0 if arg == 10 else arg for arg in args]
    expected = [float(make(*far, **settings)(step)) for step in (1, 2999, 3001)]
    before = keras.backend.floatx()
    keras.backend.set_floatx(floatx)
    try:
        schedule = make(*far, **settings)
        found = [float(schedule(step)) for step in (1, 2999, 3001)]
    finally:
        keras.backend.set_floatx(before)
    assert found == expected
    # A rate of a user's own type is that number.
    first = tf.constant(0.5, floatx)
    if not isinstance(args[0], list):
        typed = make(first, *far[1:], **settings)(2999)
        plain = make(0.5, *far[1:], **settings)(2999)
        assert typed.dtype == tf.float32
        assert float(typed) == float(plain)


def test_numbers_keep_all_bits_in_float64():
    before = keras.backend.floatx()
    keras.backend.set_floatx("float64")
    try:
        rate = schedules.ExponentialDecay(0.1, 3, 0.3)(7)
    finally:
        keras.backend.set_floatx(before)
    assert float(rate) == pytest.approx(0.1 * 0.3 ** (7 / 3), rel=1e-15)
