"""Learning rate schedules against tf_keras."""

import pytest
import tensorflow as tf
import tf_keras

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
