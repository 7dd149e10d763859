"""`decay=` beside a learning rate, as in Keras 1; numbers of tf_keras."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

K = keras.backend


def told(make, says):
    with pytest.warns(DeprecationWarning, match=says):
        return make()


def test_decay_is_a_schedule():
    made = told(
        lambda: keras.optimizers.SGD(lr=0.5, decay=0.25, nesterov=True),
        "SGD: an older Keras took decay=",
    )
    weight = tf.Variable(0.0)
    for wanted in (-0.5, -0.5 - 0.5 / 1.25, -0.5 - 0.5 / 1.25 - 0.5 / 1.5):
        made.apply_gradients([(tf.constant(1.0), weight)])
        np.testing.assert_allclose(weight, wanted, rtol=1e-6)
    plain = told(lambda: keras.optimizers.Adam(0.5, decay=0.0), "without it")
    assert float(plain.learning_rate) == 0.5 and plain.decay == 0


def test_places_of_adam_before_amsgrad():
    made = told(
        lambda: keras.optimizers.Adam(0.5, 0.25, 0.75, None, 0.25, True),
        "Adam: an older Keras took decay=, epsilon=",
    )
    assert (made.beta_1, made.beta_2, made.amsgrad) == (0.25, 0.75, True)
    assert made.epsilon == 1e-7
    today = keras.optimizers.Adam(0.5, 0.25, 0.75, 1e-3, True)
    assert today.adaptive_epsilon and float(today.learning_rate) == 0.5


@pytest.mark.parametrize(
    "make",
    [
        lambda o: o.Adadelta(1.0, 0.95, None),
        lambda o: o.Adagrad(0.5, None),
        lambda o: o.Adam(0.5, 0.9, 0.99, None),
        lambda o: o.Adam(0.5, 0.9, 0.99, None, True),
        lambda o: o.Adamax(0.5, 0.9, 0.99, None, 0.0),
        lambda o: o.Nadam(0.5, 0.9, 0.99, None, 0.004),
        lambda o: o.RMSprop(0.5, 0.9, None),
        lambda o: o.SGD(0.5, 0.9, np.float32(0), True),
    ],
)
def test_no_epsilon_by_place_is_the_usual_one(make):
    made = told(lambda: make(keras.optimizers), "took .*(epsilon|decay)=")
    assert getattr(made, "epsilon", 1e-7) == 1e-7 and not made.weight_decay


def test_the_constant_of_nadams_schedule_may_be_said():
    told(lambda: keras.optimizers.Nadam(schedule_decay=0.004), "without it")
    with pytest.raises(TypeError, match="schedule_decay"):
        keras.optimizers.Nadam(schedule_decay=0.1)


@pytest.mark.parametrize(
    "make, expected",
    [
        (
            lambda o: o.SGD(0.5, 0.9, 0.25, True),
            {"momentum": 0.9, "nesterov": True, "weight_decay": None},
        ),
        (lambda o: o.SGD(0.5, 0.9, decay=0.25), {"momentum": 0.9}),
        (lambda o: o.Adam(0.5, 0.4, decay=0.25), {"beta_1": 0.4}),
        (
            lambda o: o.Adam(0.5, 0.4, 0.9, 1e-8, 0.25, True),
            {"beta_1": 0.4, "epsilon": 1e-8, "amsgrad": True},
        ),
        (lambda o: o.RMSprop(0.5, 0.8, decay=0.25), {"rho": 0.8}),
        (
            lambda o: o.RMSprop(0.5, 0.8, 1e-8, 0.25),
            {"rho": 0.8, "epsilon": 1e-8, "momentum": 0.0},
        ),
        (lambda o: o.RMSprop(0.5, 0.8, None, 0.25), {"epsilon": 1e-7}),
    ],
)
def test_a_decay_leaves_the_other_arguments_in_place(make, expected):
    with pytest.warns(DeprecationWarning, match="InverseTimeDecay"):
        config = make(keras.optimizers).get_config()
    rate = config["learning_rate"]["config"]
    assert (rate["initial_learning_rate"], rate["decay_rate"]) == (0.5, 0.25)
    assert {name: config[name] for name in expected} == expected


X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Y = X[:, :1] ** 2


def trained(package, make, *callbacks):
    """Returns logs and weights after three epochs of two steps."""
    model = package.Sequential(
        [package.layers.Dense(1, kernel_initializer="ones", input_shape=(3,))]
    )
    model.compile(make(), "mse")
    fitted = model.fit(
        X, Y, 4, epochs=3, verbose=0, shuffle=False, callbacks=[*callbacks]
    )
    return fitted.history, model.get_weights()


def lowered(package):
    class Lowered(package.callbacks.Callback):
        """Sets the rate as callbacks of Keras 1 do."""

        def on_epoch_begin(self, epoch, logs=None):
            rate = self.model.optimizer.lr
            K.set_value(rate, K.get_value(rate) / 2)

    return Lowered()


@pytest.mark.parametrize(
    "callback",
    [
        lowered,
        lambda package: package.callbacks.LearningRateScheduler(
            lambda epoch, rate: 0.5 * rate
        ),
        lambda package: package.callbacks.ReduceLROnPlateau(
            monitor="loss", patience=1, min_delta=10.0
        ),
    ],
    ids=["set_value", "scheduler", "plateau"],
)
@pytest.mark.filterwarnings("ignore:.*took decay=:DeprecationWarning")
def test_the_rate_beside_a_decay_is_set_while_it_trains(callback):
    ours, theirs = (
        trained(
            package,
            lambda home=home: home.SGD(0.1, 0.5, decay=0.25),
            callback(package),
        )
        for package, home in (
            (keras, keras.optimizers),
            (tf_keras, tf_keras.optimizers.legacy),
        )
    )
    assert ours[0].keys() == theirs[0].keys()
    for name in ours[0]:
        np.testing.assert_allclose(ours[0][name], theirs[0][name], 1e-4)
    np.testing.assert_allclose(ours[1][0], theirs[1][0], rtol=1e-4)


def test_rate_and_decay_are_read_set_and_described():
    with pytest.warns(DeprecationWarning, match="InverseTimeDecay"):
        made = keras.optimizers.SGD(0.5, decay=0.25)
    K.set_value(made.lr, 0.75)
    made.decay = 0.5
    assert (K.get_value(made.lr), K.get_value(made.decay)) == (0.75, 0.5)
    rate = made.get_config()["learning_rate"]["config"]
    assert (rate["initial_learning_rate"], rate["decay_rate"]) == (0.75, 0.5)
    made.learning_rate = 0.25
    assert float(made.learning_rate) == 0.25


def test_a_class_may_keep_another_decay():
    class Mine(keras.optimizers.Adam):
        def __init__(self):
            super().__init__()
            self.decay = "mine"

    assert Mine().decay == "mine"


def test_a_decay_goes_with_a_number_of_0_or_more():
    schedule = keras.optimizers.schedules.InverseTimeDecay(0.5, 1, 0.5)
    with pytest.raises(TypeError, match="Expected a number beside decay="):
        keras.optimizers.SGD(schedule, decay=0.5)
    with pytest.raises(ValueError, match="Received: decay=-0.5"):
        keras.optimizers.SGD(0.5, decay=-0.5)
