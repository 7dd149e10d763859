"""Wrong arguments of losses, metrics and schedules are told at once."""

import pytest
import tensorflow as tf

import keras

SCHEDULES = keras.optimizers.schedules
SMOOTHING = "a number in [0, 1]"
AXIS = "a whole number, or several"
NUMBER = "a number"
POSITIVE = "a number of 0 or more"
CLASS = "a whole number, or None"
WRONG = {
    "axis": (AXIS, ["text", 1.5, float("nan"), [None]]),
    "alpha": ("a number, or one a class", ["text", float("nan"), [None]]),
    "gamma": (POSITIVE, ["text", -1.5, float("nan"), [None]]),
    "delta": ("a number above 0", ["text", -1.5, 0, [None]]),
    "ignore_class": (CLASS, ["text", 1.5, float("nan"), [None]]),
    "k": ("a whole number above 0", ["text", 0, 1.5, [None], None]),
    "label_smoothing": (SMOOTHING, ["text", -0.1, 1.1, [None]]),
    "threshold": (NUMBER, ["text", float("nan"), [None]]),
}
TAKEN_BY = {
    "BinaryCrossentropy": ["label_smoothing", "axis"],
    "BinaryFocalCrossentropy": ["alpha", "gamma", "label_smoothing", "axis"],
    "CategoricalCrossentropy": ["label_smoothing", "axis"],
    "CategoricalFocalCrossentropy": ["gamma", "label_smoothing", "axis"],
    "CosineSimilarity": ["axis"],
    "Dice": ["axis"],
    "Huber": ["delta"],
    "SparseCategoricalCrossentropy": ["ignore_class", "axis"],
    "Tversky": ["axis"],
}
METRICS = {
    "BinaryAccuracy": ["threshold"],
    "BinaryCrossentropy": ["label_smoothing"],
    "CategoricalCrossentropy": ["label_smoothing", "axis"],
    "CosineSimilarity": ["axis"],
    "SparseCategoricalCrossentropy": ["ignore_class", "axis"],
    "SparseTopKCategoricalAccuracy": ["k"],
    "TopKCategoricalAccuracy": ["k"],
}
DECAY = {"initial_learning_rate": 0.5, "decay_steps": 5}
RATED = {**DECAY, "decay_rate": 0.5}
RESTARTS = {"initial_learning_rate": 0.5, "first_decay_steps": 5}
OF_SCHEDULES = {
    "CosineDecay": (DECAY, ["alpha", "warmup_target", "warmup_steps"]),
    "CosineDecayRestarts": (RESTARTS, ["t_mul", "m_mul", "alpha"]),
    "ExponentialDecay": (RATED, ["decay_rate"]),
    "InverseTimeDecay": (RATED, ["decay_rate"]),
    "PolynomialDecay": (DECAY, ["end_learning_rate", "power"]),
}


def of_functions():
    for module, classes in (
        (keras.losses, TAKEN_BY),
        (keras.metrics, METRICS),
    ):
        for name, arguments in classes.items():
            for argument in arguments:
                expected, values = WRONG[argument]
                for value in values:
                    cls = getattr(module, name)
                    yield cls, {}, argument, value, expected


def of_schedules():
    signed = [float("nan"), "text", [0.5]]
    for name, (needed, arguments) in OF_SCHEDULES.items():
        cls = getattr(SCHEDULES, name)
        for argument in (*needed, *arguments):
            is_signed = argument not in (
                "initial_learning_rate",
                "warmup_steps",
            )
            for value in signed if is_signed else [-0.5, *signed]:
                expected = NUMBER if is_signed else POSITIVE
                yield cls, needed, argument, value, expected
    lists = {"boundaries": [1], "values": [0.1, 0.2]}
    for argument in lists:
        for value in ("text", 0.5, None):
            yield (
                SCHEDULES.PiecewiseConstantDecay,
                lists,
                argument,
                value,
                "a list of numbers",
            )
        yield (
            SCHEDULES.PiecewiseConstantDecay,
            lists,
            argument,
            ["text", None],
            NUMBER,
        )


@pytest.mark.parametrize(
    ("cls", "needed", "argument", "value", "expected"),
    [*of_functions(), *of_schedules()],
)
def test_a_wrong_argument_is_told(cls, needed, argument, value, expected):
    with pytest.raises((TypeError, ValueError)) as caught:
        cls(**{**needed, argument: value})
    message = str(caught.value)
    assert message.startswith(f"{cls.__name__}: ")
    assert f"Expected {expected}. Received: {argument}=" in message


def test_tensors_are_settings_too():
    smoothing = tf.constant(0.1)
    loss = keras.losses.BinaryCrossentropy(label_smoothing=smoothing)
    plain = keras.losses.BinaryCrossentropy(label_smoothing=0.1)
    y, p = tf.constant([[1.0]]), tf.constant([[0.7]])
    assert float(loss(y, p)) == pytest.approx(float(plain(y, p)))
    SCHEDULES.ExponentialDecay(tf.constant(0.5), tf.constant(5), 0.5)


def test_a_users_function_takes_what_it_likes():
    def far(y, p, axis):
        return tf.reduce_mean(abs(y - p), int(axis))

    loss = keras.losses.LossFunctionWrapper(far, axis="-1")
    assert float(loss(tf.zeros((2, 1)), tf.ones((2, 1)))) == 1.0
