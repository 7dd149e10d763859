"""Settings that are set on an optimizer that is in use."""

import copy
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras

optimizers = keras.optimizers
RATE = 1e-5
X = np.full((4, 1), 100.0, "float32")
Y = np.zeros((4, 1), "float32")
# The gradient of the weight w is 2 * 100 * 100 * w.
GRADIENT = 2e4


def constant(rate):
    return optimizers.schedules.PolynomialDecay(rate, 1, rate)


# What is set, and by how much a weight of 1 moves then.
SETTINGS = {
    "clipnorm": (1.0, RATE),
    "global_clipnorm": (1.0, RATE),
    "clipvalue": (0.5, RATE / 2),
    "weight_decay": (1e4, RATE * (GRADIENT + 1e4)),
    "momentum": (0.5, RATE * 1.5 * GRADIENT),
    "learning_rate": (constant(RATE / 2), RATE / 2 * GRADIENT),
}


def model_of(optimizer, **options):
    one = keras.layers.Dense(
        1, use_bias=False, kernel_initializer="ones", input_shape=(1,)
    )
    model = keras.Sequential([one])
    model.compile(optimizer, "mse", **options)
    return model


def fit(model):
    model.fit(X, Y, batch_size=4, verbose=0)


def on_batch(model):
    model.train_on_batch(X, Y)


def move(model, train):
    """Returns how far a step takes the weight from 1."""
    model.set_weights([[[1.0]]])
    train(model)
    return 1.0 - model.get_weights()[0].item()


@pytest.mark.parametrize("train", [fit, on_batch])
@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_acts_at_the_next_step(name, scaled, train):
    optimizer = optimizers.SGD(constant(RATE))
    if scaled:
        optimizer = keras.mixed_precision.LossScaleOptimizer(
            optimizer, False, 2.0
        )
    model = model_of(optimizer)
    # Numbers of float32 near 1 are 6e-8 apart.
    assert move(model, train) == pytest.approx(RATE * GRADIENT, abs=2e-7)
    value, expected = SETTINGS[name]
    setattr(optimizer, name, value)
    if name == "momentum":  # There's nothing to go on with at first.
        assert move(model, train) == pytest.approx(RATE * GRADIENT, abs=2e-7)
    assert move(model, train) == pytest.approx(expected, abs=2e-7)


def test_a_setting_acts_within_an_epoch():
    class Clip(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            weights.append(self.model.get_weights()[0].item())
            self.model.optimizer.clipnorm = 1.0

    weights = [1.0]
    model = model_of(optimizers.SGD(RATE))
    model.fit(X, Y, batch_size=2, verbose=0, callbacks=[Clip()])
    moves = -np.diff(weights)
    np.testing.assert_allclose(moves, [RATE * GRADIENT, RATE], atol=2e-7)


def test_another_optimizer_in_a_models_attribute_acts_at_the_next_step():
    model = model_of(optimizers.SGD(RATE))
    fit(model)
    model.optimizer = optimizers.SGD(RATE, clipnorm=1.0)
    assert move(model, fit) == pytest.approx(RATE, abs=2e-7)


def test_settings_of_an_optimizer_of_the_users_own_act_too():
    class Model(keras.Sequential):
        def __init__(self, layers):
            super().__init__(layers)
            self.own = optimizers.SGD(RATE)

        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((self(data[0]) - data[1]) ** 2)
            self.own.minimize(loss, self.trainable_variables, tape)
            return {"loss": loss}

    model = Model(model_of(None).layers)
    model.compile()
    assert move(model, fit) == pytest.approx(RATE * GRADIENT, abs=2e-7)
    model.own.clipnorm = 1.0
    assert move(model, fit) == pytest.approx(RATE, abs=2e-7)


def test_exclusion_from_decay_acts_at_the_next_step():
    optimizer = optimizers.SGD(RATE, weight_decay=1e4)
    model = model_of(optimizer)
    fit(model)
    optimizer.exclude_from_weight_decay(var_names=["kernel"])
    assert move(model, fit) == pytest.approx(RATE * GRADIENT, abs=2e-7)


@pytest.mark.parametrize("train", [fit, on_batch])
def test_a_setting_that_is_set_to_what_it_is_costs_no_trace(train):
    traces = []

    class Model(keras.Sequential):
        def train_step(self, data):
            traces.append(data)
            return super().train_step(data)

    model = Model(model_of(None).layers)
    model.compile(optimizers.SGD(RATE, weight_decay=0.25), "mse")
    train(model)
    count = len(traces)
    for value in (0.25, np.float64(0.25)):
        model.optimizer.weight_decay = value
        model.optimizer.learning_rate = RATE / 2  # a variable's value
        train(model)
    assert len(traces) == count


@pytest.mark.parametrize("names", [("clipnorm", "global_clipnorm")] * 2)
@pytest.mark.parametrize("scaled", [False, True])
def test_two_norms_are_refused_as_in_the_constructor(names, scaled):
    optimizer = optimizers.Adam()
    if scaled:
        optimizer = keras.mixed_precision.LossScaleOptimizer(optimizer)
    first, second = names
    setattr(optimizer, first, 1.0)
    with pytest.raises(ValueError, match=f"one way.*{second}=2.0|{first}=1.0"):
        setattr(optimizer, second, 2.0)
    assert getattr(optimizer, second) is None
    setattr(optimizer, first, None)
    setattr(optimizer, second, 2.0)
    assert getattr(optimizer, second) == 2.0


@pytest.mark.parametrize(
    "name, value",
    [("clipvalue", -1.0), ("gradient_accumulation_steps", 1)],
)
def test_a_setting_out_of_range_is_refused_and_left(name, value):
    optimizer = optimizers.RMSprop()
    with pytest.raises(ValueError, match=f"Received: {name}={value}"):
        setattr(optimizer, name, value)
    assert getattr(optimizer, name) is None


@pytest.mark.parametrize(
    "make, name, value",
    [
        (optimizers.SGD, "use_ema", True),
        (optimizers.SGD, "gradient_accumulation_steps", 2),
        (optimizers.Adam, "amsgrad", True),
        (optimizers.AdamW, "amsgrad", True),
        (optimizers.RMSprop, "centered", True),
        (optimizers.RMSprop, "momentum", 0.5),
    ],
)
def test_what_needs_slots_is_set_before_they_are_made(make, name, value):
    early, late = make(0.1), make(0.1)
    setattr(early, name, value)
    for optimizer in (early, late):
        optimizer.build([tf.Variable([1.0])])
    assert len(early.variables) > len(late.variables)
    with pytest.raises(ValueError, match=f"made.*Received: {name}={value}"):
        setattr(late, name, value)
    assert not getattr(late, name)
    late.apply_gradients(zip([tf.constant([1.0])], late._trainable_variables))


def test_settings_of_a_users_optimizer_may_change_while_it_is_traced():
    class Counting(optimizers.SGD):
        count = 0

        def update_step(self, gradient, variable):
            self.count = self.count + 1
            return super().update_step(gradient, variable)

    model = model_of(Counting(RATE))
    for _ in range(4):
        fit(model)
    assert model.optimizer.count <= 2


def test_a_copy_has_settings_of_its_own():
    optimizer = optimizers.SGD(RATE, clipnorm=1.0)
    other = copy.deepcopy(optimizer)
    other.clipnorm = 2.0
    assert optimizer.clipnorm == 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert other.from_config(other.get_config()).clipnorm == 2.0
