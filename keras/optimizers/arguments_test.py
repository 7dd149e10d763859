"""Every constructor argument survives the config and changes something."""

import functools
import inspect

import numpy as np
import pytest
import tensorflow as tf

import keras

# A value that differs from every default, and matters in a few steps.
VALUES = {
    "adam_beta_1": 0.7,
    "adam_beta_2": 0.8,
    "adam_lr_ratio": 0.5,
    "adam_weight_decay": 0.3,
    "alpha": 0.3,
    "beta": 0.3,
    "beta_1": 0.999,
    "beta_2": 0.8,
    "beta_2_decay": -0.5,
    "boundaries": [2, 5],
    "clip_threshold": 0.25,
    "clipnorm": 0.1,
    "clipvalue": 0.1,
    "decay": 0.3,
    "decay_rate": 0.7,
    "decay_steps": 6,
    "ema_momentum": 0.5,
    "ema_overwrite_frequency": 2,
    "end_learning_rate": 0.03,
    "epsilon": 0.3,
    "epsilon_1": 0.3,
    "epsilon_2": 3.0,
    "exclude_layers": ["kernel"],
    "first_decay_steps": 6,
    "global_clipnorm": 0.1,
    "gradient_accumulation_steps": 3,
    "initial_accumulator_value": 0.7,
    "initial_learning_rate": 0.7,
    "l1_regularization_strength": 0.2,
    "l2_regularization_strength": 0.2,
    "l2_shrinkage_regularization_strength": 0.2,
    "learning_rate": 0.37,
    "learning_rate_power": -0.3,
    "loss_scale_factor": 4.0,
    "m_mul": 0.5,
    "momentum": 0.6,
    "muon_a": 3.0,
    "muon_b": -4.5,
    "muon_c": 1.0,
    "ns_steps": 2,
    "power": 2.0,
    "rho": 0.6,
    "rms_rate": 0.7,
    "t_mul": 3.0,
    "values": [0.3, 0.2, 0.1],
    "warmup_steps": 3,
    "warmup_target": 0.9,
    "weight_decay": 0.3,
}
# What an argument needs beside it to have an effect.
NEEDS = {
    "ema_momentum": {"use_ema": True, "ema_overwrite_frequency": 2},
    "ema_overwrite_frequency": {"use_ema": True, "ema_momentum": 0.5},
    "nesterov": {"momentum": 0.9},
    "relative_step": {"learning_rate": 2.0},
    "warmup_steps": {"warmup_target": 0.8},
    "warmup_target": {"warmup_steps": 4},
}
# Names, and where a rule runs.
IDLE = {"name", "jit_compile", "kwargs"}
# Rows without a gradient stay as they are anyway.
ALWAYS_LAZY = {keras.optimizers.Adagrad, keras.optimizers.Ftrl}
NEVER_LAZY = {
    keras.optimizers.Adafactor,
    keras.optimizers.Lamb,
    keras.optimizers.Muon,
    keras.optimizers.ScheduleFreeAdamW,
}
BY_KEYWORD = {
    keras.optimizers.Optimizer: {
        "gradient_accumulation_steps": None,
        "lazy": False,
        "loss_scale_factor": None,
    },
    keras.optimizers.legacy.Optimizer: {
        "clipnorm": None,
        "clipvalue": None,
        "decay": 0.0,
        "global_clipnorm": None,
    },
}


def optimizers():
    """Yields each class with an argument, and a value that isn't its own."""
    for module in (keras.optimizers, keras.optimizers.legacy):
        for name in module.__all__:
            cls = getattr(module, name)
            base = module.Optimizer
            is_rule = isinstance(cls, type) and issubclass(cls, base)
            if is_rule and "learning_rate" in defaults(cls):
                for argument, default in defaults(cls, base).items():
                    if argument == "lazy" and cls in NEVER_LAZY:
                        continue
                    yield cls, argument, other_than(argument, default)


def schedules():
    """Yields each schedule with an argument, and a value for it."""
    module = keras.optimizers.schedules
    for name in module.__all__:
        cls = getattr(module, name)
        if isinstance(cls, type) and cls is not module.LearningRateSchedule:
            for argument, default in defaults(cls).items():
                yield cls, argument, other_than(argument, default)


def defaults(cls, base=None):
    found = {
        name: parameter.default
        for name, parameter in inspect.signature(cls).parameters.items()
        if name not in IDLE
    }
    return {**found, **BY_KEYWORD.get(base, {})}


def other_than(argument, default):
    return not default if isinstance(default, bool) else VALUES[argument]


def labels(cases):
    return [f"{cls.__module__[17:]}-{argument}" for cls, argument, _ in cases]


def after_steps(optimizer):
    """Returns what six steps make of variables and of the optimizer's own."""
    draw = np.random.default_rng(0)
    start = draw.normal(size=(4, 3)).astype("float32")
    kernel = tf.Variable(start, name="kernel")
    bias = tf.Variable([0.5, -0.5], name="bias")
    table = tf.Variable(tf.ones((5, 2)), name="embeddings")
    variables = [kernel, bias, table]
    optimizer.build(variables)
    for step in range(6):
        g = draw.normal(size=(4, 3)).astype("float32")
        rows = tf.IndexedSlices(tf.constant(g[:2, :2]), [step % 5, 3], (5, 2))
        given = [tf.constant(g), tf.constant(g[0, :2]), rows]
        optimizer.apply_gradients(zip(given, variables))
    return [v.numpy() for v in (*variables, *optimizer.variables)]


@functools.cache
def without(cls, *beside):
    return after_steps(cls(**dict(beside)))


def same(found, others):
    shapes = [[a.shape for a in arrays] for arrays in (found, others)]
    return shapes[0] == shapes[1] and all(map(np.array_equal, found, others))


@pytest.mark.parametrize(
    ("cls", "argument", "value"), CASES := [*optimizers()], ids=labels(CASES)
)
def test_an_argument_of_an_optimizer_changes_steps(cls, argument, value):
    # Row 70
    beside = {"learning_rate": 0.1, **NEEDS.get(argument, {})}
    beside = {k: v for k, v in beside.items() if k in defaults(cls)}
    if argument == "lazy" and "momentum" in defaults(cls):
        beside["momentum"] = 0.9
    beside.pop(argument, None)
    given = cls(**beside, **{argument: value})
    config = given.get_config()
    again = cls.from_config(config)
    assert again.get_config() == config
    assert config[argument] == pytest.approx(value)
    changed = after_steps(given)
    assert same(changed, after_steps(again))
    is_idle = argument == "lazy" and cls in ALWAYS_LAZY
    assert same(changed, without(cls, *beside.items())) == is_idle


@pytest.mark.parametrize("cls", NEVER_LAZY)
def test_a_rule_that_changes_all_rows_refuses_to_be_lazy(cls):
    with pytest.raises(ValueError, match="as a whole.*Received: lazy=True"):
        cls(lazy=True)


REQUIRED = {
    "initial_learning_rate": 0.5,
    "decay_steps": 10,
    "first_decay_steps": 10,
    "decay_rate": 0.5,
    "boundaries": [3, 6],
    "values": [0.5, 0.4, 0.3],
}


@pytest.mark.parametrize(
    ("cls", "argument", "value"), TIMES := [*schedules()], ids=labels(TIMES)
)
def test_an_argument_of_a_schedule_changes_rates(cls, argument, value):
    # Row 70
    beside = {**REQUIRED, **NEEDS.get(argument, {})}
    beside = {k: v for k, v in beside.items() if k in defaults(cls)}
    plain = cls(**beside)
    given = cls(**{**beside, argument: value})
    config = given.get_config()
    assert config[argument] == value
    again = keras.optimizers.schedules.deserialize(
        keras.optimizers.schedules.serialize(given)
    )
    assert again.get_config() == config
    rates = [
        [float(schedule(step)) for step in range(30)]
        for schedule in (given, again, plain)
    ]
    assert rates[0] == rates[1]
    assert rates[0] != rates[2]
