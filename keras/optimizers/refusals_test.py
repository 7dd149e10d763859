"""Arguments that optimizers refuse, and what they say of them."""

import numpy as np
import pytest
import tensorflow as tf

import keras

RATES = [
    ("0.1", TypeError, "a number, .*learning_rate='0.1'"),
    (True, TypeError, "a number, .*learning_rate=True"),
    (None, TypeError, "a number, .*learning_rate=None"),
    ([0.1, 0.2], TypeError, r"a number, .*learning_rate=.*\[0.1, 0.2\]"),
    (-0.5, ValueError, "0 or more.*learning_rate=-0.5"),
    (float("nan"), ValueError, "0 or more.*learning_rate=nan"),
]
FRACTIONS = {
    "Adadelta": ("rho",),
    "Adam": ("beta_1", "beta_2"),
    "AdamW": ("beta_1", "beta_2"),
    "Adamax": ("beta_1", "beta_2"),
    "Lamb": ("beta_1", "beta_2"),
    "Nadam": ("beta_1", "beta_2"),
    "RMSprop": ("rho", "momentum"),
}
NOT_NEGATIVE = {
    "Adadelta": ("epsilon",),
    "Adafactor": ("epsilon_1", "epsilon_2"),
    "Adagrad": ("initial_accumulator_value", "epsilon"),
    "Adam": ("epsilon",),
    "Adamax": ("epsilon",),
    "Ftrl": (
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
    ),
    "Lamb": ("epsilon",),
    "Nadam": ("epsilon",),
    "RMSprop": ("epsilon",),
}
OTHERS = [
    ("Adafactor", "beta_2_decay", 0.5, "below 0"),
    ("Adafactor", "clip_threshold", 0, "above 0"),
    ("Ftrl", "learning_rate_power", 0.5, "0 or less"),
    ("Lion", "beta_1", 0.0, r"\(0, 1\]"),
    ("Lion", "beta_2", 1.5, r"\[0, 1\]"),
    ("SGD", "momentum", 1.5, r"\[0, 1\]"),
]


def cases():
    for name, arguments in FRACTIONS.items():
        for argument in arguments:
            yield name, argument, 1.0, r"in \[0, 1\)"
            yield name, argument, -0.1, r"in \[0, 1\)"
    for name, arguments in NOT_NEGATIVE.items():
        for argument in arguments:
            yield name, argument, -0.1, "0 or more"
    yield from OTHERS


@pytest.mark.parametrize(("name", "argument", "value", "expected"), [*cases()])
def test_a_number_out_of_range_is_told(name, argument, value, expected):
    message = f"{name}: wrong {argument}.*{expected}.*{argument}={value}"
    with pytest.raises(ValueError, match=message):
        getattr(keras.optimizers, name)(**{argument: value})


@pytest.mark.parametrize("value", ["0.9", None])
def test_what_is_no_number_is_told(value):
    with pytest.raises(TypeError, match=f"wrong beta_1.*beta_1={value!r}"):
        keras.optimizers.Adam(beta_1=value)


@pytest.mark.parametrize(("rate", "error", "message"), RATES)
def test_a_learning_rate_has_to_be_one(rate, error, message):
    with pytest.raises(error, match=f"SGD: .*{message}"):
        keras.optimizers.SGD(rate)
    optimizer = keras.optimizers.SGD(0.25)
    with pytest.raises(error, match=f"SGD: .*{message}"):
        optimizer.learning_rate = rate
    assert float(optimizer.learning_rate) == 0.25


RIGHT = {
    "python": 0.25,
    "int": 1,
    "numpy": np.float32(0.25),
    "array": np.array(0.25),
    "tensor": tf.constant(0.25, tf.float64),
    "function": lambda: 0.25,
}


@pytest.mark.parametrize("kind", RIGHT)
def test_numbers_of_every_kind_are_learning_rates(kind):
    # Row 134.
    optimizer, w = keras.optimizers.SGD(RIGHT[kind]), tf.Variable(0.0)
    optimizer.apply_gradients([(tf.constant(-1.0), w)])
    assert float(w) == (1.0 if kind == "int" else 0.25)


def test_a_learning_rate_of_0_really_stops():
    # Row 134.
    optimizer, w = keras.optimizers.Adam(0.25), tf.Variable(1.0)
    optimizer.learning_rate = 0.0
    optimizer.apply_gradients([(tf.constant(1.0), w)])
    assert float(w) == 1.0


SETTINGS = (
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "weight_decay",
    "ema_momentum",
    "loss_scale_factor",
)


@pytest.mark.parametrize("value", ["text", [1.0], float("nan"), max])
@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("optimizer", ["SGD", "AdamW"])
def test_a_setting_that_is_no_number_is_told(optimizer, name, value):
    is_number = isinstance(value, float)
    message = f"{optimizer}: wrong {name}. Expected a number.*{name}="
    with pytest.raises(ValueError if is_number else TypeError, match=message):
        getattr(keras.optimizers, optimizer)(**{name: value})


@pytest.mark.parametrize("value", ["text", 0, -1, 1.5, max])
def test_averages_are_taken_every_so_many_steps(value):
    with pytest.raises(ValueError, match="1 or more.*overwrite_frequency="):
        keras.optimizers.SGD(use_ema=True, ema_overwrite_frequency=value)


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
@pytest.mark.parametrize("rule", ["Adam", "SGD"])
@pytest.mark.parametrize(
    ("gradient", "received"),
    [
        (tf.constant([1.0, 2.0, 3.0]), r"float32 \(3,\)"),
        (tf.constant([1.0, 2.0], tf.float16), r"float16 \(2,\)"),
    ],
    ids=["shape", "type"],
)
def test_a_gradient_that_does_not_fit_is_told(
    rule, gradient, received, in_graph
):
    optimizer = getattr(keras.optimizers, rule)(0.1)
    w = tf.Variable([1.0, 1.0], name="w")
    optimizer.build([w])

    def step():
        optimizer.apply_gradients([(gradient, w)])

    message = rf"Expected float32 \(2,\), as 'w:0' is. Received: {received}"
    with pytest.raises(ValueError, match=message):
        (tf.function(step, autograph=False) if in_graph else step)()


@pytest.mark.parametrize(
    "pairs",
    [
        lambda v, g: [(v, g)],
        lambda v, g: [g],
        lambda v, g: [(g, v, v)],
        lambda v, g: [(g, None)],
    ],
    ids=["wrong way round", "alone", "three", "of nothing"],
)
def test_what_is_no_pair_of_a_gradient_and_a_variable_is_told(pairs):
    given = pairs(tf.Variable([1.0, 1.0]), tf.constant([1.0, 1.0]))
    with pytest.raises(TypeError, match="gradient and its variable.*Received"):
        keras.optimizers.SGD(0.1).apply_gradients(given)


def test_weights_do_not_grow_by_decay():
    with pytest.raises(ValueError, match="AdamW: weights would grow.*=-1.0"):
        keras.optimizers.AdamW(weight_decay=-1.0)


@pytest.mark.parametrize("name", ["adam", "ADAM", "Adam"])
def test_a_description_by_hand_names_an_optimizer_in_any_case(name):
    config = {"class_name": name, "config": {"learning_rate": 0.25}}
    for made in (
        keras.optimizers.get(config),
        keras.optimizers.deserialize(config),
    ):
        assert type(made) is keras.optimizers.Adam
        assert float(made.learning_rate) == 0.25
    loss = {"class_name": "mean_squared_error", "config": {}}
    assert keras.losses.get(loss) is keras.losses.mean_squared_error


@pytest.mark.parametrize(
    "name, advice",
    [("get_updates", "`update_step`"), ("_resource_apply_dense", "legacy")],
)
@pytest.mark.parametrize("base", ["Adam", "Optimizer"])
def test_a_rule_that_nothing_calls_is_told(base, name, advice):
    base = getattr(keras.optimizers, base)
    older = type("Mine", (base,), {name: lambda self, *args: None})
    with pytest.raises(TypeError, match=f"Mine.*`{name}`.*{advice}"):
        older()
    newer = {name: lambda self, *args: None, "update_step": lambda *args: None}
    assert type("Both", (base,), newer)()


def test_a_users_constructor_sets_the_rate_that_the_base_got_none_of():
    class Mine(keras.optimizers.Optimizer):
        def __init__(self):
            super().__init__("mine")
            self.learning_rate = 0.25

    assert float(Mine().lr) == 0.25
    with pytest.raises(ValueError, match="learning_rate"):
        Mine().learning_rate = -1.0
