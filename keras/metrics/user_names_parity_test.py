"""Names of a user's own metric, beside those that the base keeps.

tf_keras tells which names mean something in Keras 2. All others that our base
has are the user's.
"""

import copy
import functools
import itertools

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.metrics import metric

# Hooks of ours, with a test of their own: by their arguments they are known.
HOOKS = {"build", "check"}


@functools.cache
def of_keras_2():
    """Every name that a metric of tf_keras has."""
    return set(dir(tf_keras.metrics.Mean()))


@functools.cache
def ours():
    """Every name that our base gave a metric."""
    own = {*vars(metric.Metric), *vars(metric.Metric())}
    own -= {*dir(tf.Module), *vars(tf.Module())}
    return {name for name in own if not name.startswith(("__", "_self_"))}


@functools.cache
def free_names():
    """What a user may take to be free, and we have something like it."""
    bare = {
        name.removeprefix("_keras_")
        for name in ours()
        if name.startswith("_keras_")
    }
    bare |= vars(metric.MetricState("float32")).keys()
    found = bare | {"_" + name for name in bare} | ours()
    known = of_keras_2() | HOOKS
    return sorted(n for n in found - known if not n.startswith("_keras_"))


def test_private_names_are_those_of_keras_2_or_begin_as_ours():
    private = {name for name in ours() if name.startswith("_")}
    strange = private - of_keras_2()
    assert {n for n in strange if not n.startswith("_keras_")} == set()
    assert "_keras_state" in strange


def test_the_names_cover_those_that_were_hit():
    hit = {"_state", "_attributes", "_inner_metrics", "_own_variables"}
    assert hit < set(free_names())
    assert {"ensure_built", "is_built", "_is_built"} < set(free_names())


class Own(keras.metrics.Metric):
    def __init__(self, name="own", **kwargs):
        self.fill("before")
        super().__init__(name=name, **kwargs)
        self.fill("between")
        self.total = self.add_weight(name="total", initializer="zeros")
        self.inner = [keras.metrics.Mean()]
        self.fill("after")

    def fill(self, moment):
        pass

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(tf.reduce_sum(y_pred))
        self.inner[0].update_state(y_pred)

    def result(self):
        return self.total + self.inner[0].result()


class OfTheFirstBatch(Own):
    def build(self, y_true, y_pred):
        self.columns = self.add_weight(name="columns", shape=y_pred.shape[1:])

    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(y_true, y_pred)
        self.columns.assign_add(tf.reduce_sum(y_pred, 0))

    def result(self):
        return super().result() + tf.reduce_sum(self.columns)


def story(kind, folder):
    """What a metric of a class does until its second life."""
    entry = keras.layers.Dense(2, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((2,)), entry])
    model.compile("sgd", "mse", metrics=[kind()])
    x = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
    data = {"x": x, "y": x, "batch_size": 2, "verbose": 0}
    fit = model.fit(**data, shuffle=False, validation_data=(x, x), epochs=2)
    told = [fit.history["own"], fit.history["val_own"]]
    model.save(folder / "model.keras")
    again = keras.models.load_model(
        folder / "model.keras", {kind.__name__: kind}
    )
    told += [again.evaluate(**data), copy.deepcopy(model).evaluate(**data)]
    alone, other = kind(), kind()
    for one in (alone, other):
        one.update_state(x, x)
        told += [one(x, 2.0 * x).numpy()]
    alone.merge_state([other])
    told += [alone.result().numpy()]
    alone.reset_state()
    return [*told, alone.result().numpy()]


KINDS = pytest.mark.parametrize("base", [Own, OfTheFirstBatch])


@functools.cache
def expected(base, folder):
    return story(base, folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("plain")


def same(told, wanted):
    for one, other in zip(told, wanted, strict=True):
        np.testing.assert_array_equal(one, other)


@KINDS
@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_a_users_attributes_mean_nothing_to_us(base, moment, folder, tmp_path):
    values = itertools.cycle([3, {"a": 1}, "text", None, []])

    class Filled(base):
        def fill(self, now):
            if now == moment:
                for name in free_names():
                    setattr(self, name, next(values))

    same(story(Filled, tmp_path), expected(base, folder))


@KINDS
def test_a_users_variables_under_these_names_are_state(base, folder, tmp_path):
    class Filled(base):
        def fill(self, now):
            if now == "between":
                for name in free_names():
                    setattr(self, name, self.add_weight(name=name))

    same(story(Filled, tmp_path), expected(base, folder))
    assert len(Filled().variables) == len(free_names()) + len(Own().variables)


@KINDS
@pytest.mark.parametrize("kind", ["methods", "properties"])
def test_a_users_methods_mean_nothing_to_us(base, kind, folder, tmp_path):
    def method(self):
        raise AssertionError("nobody asked")

    value = method if kind == "methods" else property(lambda self: 5)
    own = {name: value for name in free_names()}
    same(story(type("Filled", (base,), own), tmp_path), expected(base, folder))


def test_the_type_may_be_set_by_its_private_name():
    made = keras.metrics.Mean()
    made._dtype = tf.float64
    assert (made.dtype, made._dtype) == ("float64", "float64")
