"""Many threads may call and predict at once (row 74)."""

import concurrent.futures
import sys
import threading

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.layer import parts

__name__ = "users_code"
THREADS = 32
RANDOM = np.random.default_rng(0)
DATA = [
    RANDOM.normal(size=(rows, 5)).astype("float32")
    for rows in (1, 3, 7, 32, 33, 64, 100)
]
WAYS = {
    "predict": lambda m, x: m.predict(x, verbose=0),
    "predict in batches": lambda m, x: m.predict(x, 8, verbose=0),
    "predict_on_batch": lambda m, x: m.predict_on_batch(x),
    "predict_iter": lambda m, x: np.concatenate(list(m.predict_iter(x, 8))),
    "call": lambda m, x: m(x).numpy(),
}


class Branching(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = keras.layers.Dense(8)
        self.outer = keras.layers.Dense(3)

    def call(self, inputs):
        if tf.reduce_all(tf.abs(inputs) < 1000.0):  # AutoGraph has to help.
            inner = self.inner(inputs)
        else:
            inner = self.inner(-inputs)
        return self.outer(inner)


def sequential():
    layers = [keras.layers.Dense(8), keras.layers.BatchNormalization()]
    return keras.Sequential([*layers, keras.layers.Dense(3)])


@pytest.fixture(autouse=True)
def often_switched():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def in_threads(work, count=THREADS):
    """Runs `work(number)` in threads that start together."""
    start = threading.Barrier(count)

    def wait_and_work(number):
        start.wait()
        return work(number)

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(wait_and_work, range(count)))


def assert_serial(model, found, x):
    # The order of sums depends on the rows of a batch.
    np.testing.assert_allclose(found, model(x), rtol=1e-4, atol=1e-5)


def test_threads_give_what_one_thread_gives():
    models = [sequential(), Branching(), sequential()]
    expected = [[WAYS["call"](m, x) for x in DATA] for m in models]

    def work(number):
        order = np.random.default_rng(number)
        for way in order.choice(list(WAYS), 20):
            one, rows = order.integers(len(models)), order.integers(len(DATA))
            found = WAYS[way](models[one], DATA[rows])
            close = dict(rtol=1e-4, atol=1e-5)
            np.testing.assert_allclose(found, expected[one][rows], **close)

    in_threads(work)


class Dropped(dict):
    """What another thread drops as soon as something is put in."""

    def __init__(self, drop):
        super().__init__()
        self.drop = drop

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.drop()


def test_steps_may_be_dropped_while_a_thread_asks_for_them():
    model = sequential()
    WAYS["predict"](model, DATA[0])
    steps = model._keras_state.compile_state.steps
    steps._made = Dropped(steps.forget_all)
    assert_serial(model, WAYS["predict"](model, DATA[0]), DATA[0])


def test_parts_may_change_while_a_thread_asks_for_them():
    def look_anew():
        layer.inner = keras.layers.Dense(1)
        parts.once(layer, id)

    layer = keras.layers.Layer()
    parts.once(layer, id)
    layer._keras_state.parts._answers = Dropped(look_anew)
    assert parts.once(layer, type) is keras.layers.Layer


@pytest.mark.parametrize("new_model", [sequential, Branching])
@pytest.mark.parametrize("way", WAYS)
def test_the_first_calls_may_be_at_once(way, new_model):
    model = new_model()
    found = in_threads(lambda i: WAYS[way](model, DATA[i % 7]), count=8)
    assert len(model.weights) == (4 if new_model is Branching else 8)
    for number, outputs in enumerate(found):
        assert_serial(model, outputs, DATA[number % 7])


def test_models_may_be_built_at_once():
    def work(number):
        model = sequential()
        return model, WAYS["predict"](model, DATA[number % 7])

    for number, (model, outputs) in enumerate(in_threads(work)):
        assert_serial(model, outputs, DATA[number % 7])
