"""The number of steps a call, by which is fastest."""

import time

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas
from keras.utils import steps_per_execution_tuner

Tuner = keras.utils.StepsPerExecutionTuner


def tuner_of(**options):
    steps = tf.Variable(1, dtype="int64")
    return Tuner(keras.optimizers.SGD(), steps, **options)


def numbers_tried(seconds_a_step, count=1):
    climb = steps_per_execution_tuner.Climb(0.1, 10**6)
    for _ in range(30):
        count = climb.next(count, 1 / seconds_a_step(count))
        yield count


def test_it_grows_until_more_steps_gain_nothing():
    # A call costs as much as 20 steps.
    seen = [*numbers_tried(lambda count: 20 / count + 1)]
    assert seen[:5] == [2, 3, 4, 6, 9]
    assert len({*seen[-10:]}) == 1 and 64 < seen[-1] < 1000


def test_it_turns_where_more_steps_are_slower():
    # Beyond 16 steps memory runs short.
    slow = lambda count: 20 / count + 1 + max(0, count - 16)  # noqa: E731
    seen = [*numbers_tried(slow)][-10:]
    assert all(4 <= count <= 24 for count in seen)


def test_it_never_leaves_its_range():
    climb = steps_per_execution_tuner.Climb(0.1, 5)
    assert climb.next(4, 10.0) == 5
    assert climb.next(5, 1.0) == 2
    assert climb.next(1, 9.0) == 1


def test_a_change_takes_as_many_measurements_as_asked_for():
    tuner = tuner_of(change_spe_interval=2)
    now = iter(range(100))
    watch = steps_per_execution_tuner._Watch(tuner, lambda: next(now))
    watch.on_interval()  # no step was taken: that isn't measured
    for number, expected in ((10, 1), (20, 2), (30, 2), (60, 3)):
        tuner.optimizer.iterations.assign(number)
        watch.on_interval()
        assert int(tuner.steps_per_execution) == expected


def test_a_loop_of_ones_own_is_tuned_while_it_runs():
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    tuner = tuner_of(interval=0.01, change_spe_interval=1)
    optimizer, steps = tuner.optimizer, tuner.steps_per_execution
    optimizer.build(model.trainable_variables)
    x = tf.constant(np.ones((4, 2), "float32"))

    @tf.function
    def train():
        for _ in tf.range(steps):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(model(x) ** 2)
            optimizer.minimize(loss, model.trainable_variables, tape)

    train()
    thread = tuner.start()
    assert tuner.start() is thread
    end = time.monotonic() + 60
    while int(steps) == 1 and time.monotonic() < end:
        train()
    tuner.stop()
    thread.join(60)
    assert int(steps) > 1 and not thread.is_alive()
    again = tuner.start()
    assert again.is_alive()
    tuner.stop()


def test_a_number_that_is_set_is_that_of_the_variable():
    tuner = tuner_of()
    tuner.steps_per_execution = 7
    assert int(tuner.steps_per_execution) == 7


def test_fit_finds_the_number_by_itself():
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse", steps_per_execution="auto", jit_compile="auto")
    model.fit(np.ones((8, 2)), np.ones((8, 1)), batch_size=2, verbose=0)
    assert int(model.optimizer.iterations) == 4


@pytest.mark.parametrize("variable", [3, tf.Variable(1.0)])
def test_what_is_no_variable_of_whole_numbers_is_told(variable):
    with pytest.raises(TypeError, match="whole numbers.*spe_variable="):
        Tuner(keras.optimizers.SGD(), variable)


@pytest.mark.parametrize(
    "name, value",
    [("interval", 0), ("change_spe_interval", 0), ("change_threshold", -1)],
)
def test_a_number_out_of_range_is_told(name, value):
    with pytest.raises(ValueError, match=f"{name}={value}"):
        tuner_of(**{name: value})


def test_an_optimizer_of_replicas_is_read():
    with two_replicas.strategy().scope():
        tuner = tuner_of()
    tuner.start()
    tuner.stop()
