"""Names of a user's own optimizer, beside those that the base keeps.

tf_keras tells which private names mean something in Keras 2. All others that
our classes have are the user's.
"""

import copy
import dataclasses
import functools
import inspect
import itertools

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.optimizers import optimizer, optimizer_state, optimizer_variables

BASES = (optimizer.Optimizer, optimizer_variables.OptimizerVariables)
# Optimizers that were written for Keras 3 ask for these.
OF_KERAS_3 = {
    "_backend_update_step",
    "_get_current_learning_rate",
    "_get_variable_index",
    "_trainable_variables",
    "add_optimizer_variables",
    "apply",
    "assign",
    "assign_add",
    "assign_sub",
    "built",
    "gradient_accumulation_steps",
    "loss_scale_factor",
    "scale_loss",
}
ARGUMENTS = {"Adam": {"amsgrad": True}, "RMSprop": {"centered": True}}


def built(package, name):
    kind = getattr(package.optimizers, name)
    made = kind(0.5, **ARGUMENTS.get(name, {"momentum": 0.5}))
    made.build([tf.Variable(1.0)])
    return made


@functools.cache
def of_keras_2():
    """Every name that an optimizer of tf_keras has."""
    return {
        name
        for kind in ("Adam", "RMSprop", "SGD")
        for name in dir(built(tf_keras, kind))
    }


@functools.cache
def ours():
    """Every name that we gave an optimizer."""
    own = {name for base in BASES for name in vars(base)}
    for kind in ("Adam", "RMSprop", "SGD"):
        own |= vars(built(keras, kind)).keys()
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
    bare |= {f.name for f in dataclasses.fields(optimizer_state.OptimizerState)}
    found = bare | {"_" + name for name in bare} | ours()
    known = of_keras_2() | OF_KERAS_3
    return sorted(n for n in found - known if not n.startswith("_keras_"))


def test_private_names_are_those_of_keras_2_or_begin_as_ours():
    private = {name for name in ours() if name.startswith("_")}
    strange = private - of_keras_2() - OF_KERAS_3
    assert {n for n in strange if not n.startswith("_keras_")} == set()
    assert "_keras_step" in strange


def test_the_names_cover_those_that_were_hit():
    hit = {"_step", "_update", "_policies", "_undecayed", "_rate", "policies"}
    assert hit < set(free_names())
    assert {"learning_rate_factor", "ensure_built"} < set(free_names())
    assert len(free_names()) > 40


class Own(keras.optimizers.Optimizer):
    def __init__(self, rate=0.25, name="Own", **kwargs):
        self.fill("before")
        super().__init__(name, **kwargs)
        self._learning_rate = self._build_learning_rate(rate)
        self.fill("after")

    def fill(self, moment):
        pass

    def build(self, var_list):
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self._built = True
        self.fill("build")
        self.speeds = [
            self.add_variable_from_reference(v, "speed") for v in var_list
        ]

    def update_step(self, gradient, variable):
        speed = self.speeds[self._index_dict[self._var_key(variable)]]
        speed.assign(0.5 * speed - self.learning_rate * gradient)
        variable.assign_add(speed)


def story(kind, folder):
    """What an optimizer of a class does until its second life."""
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")]
    )
    settings = {"clipnorm": 0.5, "weight_decay": 0.1, "use_ema": True}
    model.compile(kind(**settings), "mse")
    x = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
    fit = {"x": x, "y": x[:, :1], "shuffle": False, "verbose": 0}
    told = [model.fit(**fit, epochs=2).history["loss"]]
    model.save(folder / "model.keras")
    again = keras.models.load_model(
        folder / "model.keras", {kind.__name__: kind}
    )
    told += [again.fit(**fit).history["loss"]]
    told += [copy.deepcopy(model).fit(**fit).history["loss"]]
    told += [model.fit(**fit).history["loss"]]
    model.optimizer.exclude_from_weight_decay(var_names=["kernel"])
    model.optimizer.learning_rate = 0.125
    told += [model.fit(**fit).history["loss"], *model.get_weights()]
    return told


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return story(Own, tmp_path_factory.mktemp("plain"))


def same(told, expected):
    for one, other in zip(told, expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("moment", ["before", "after", "build"])
def test_a_users_attributes_mean_nothing_to_us(moment, expected, tmp_path):
    values = itertools.cycle([3, {"a": 1}, "text", None, [], tf.Variable(2.0)])

    class Filled(Own):
        def fill(self, now):
            if now == moment:
                for name in free_names():
                    setattr(self, name, next(values))

    same(story(Filled, tmp_path), expected)


def test_a_users_methods_mean_nothing_to_us(expected, tmp_path):
    def method(self):
        raise AssertionError("nobody asked")

    own = {name: method for name in free_names()}
    same(story(type("Filled", (Own,), own), tmp_path), expected)


def test_a_users_properties_mean_nothing_to_us(expected, tmp_path):
    own = {name: property(lambda self: 5) for name in free_names()}
    same(story(type("Filled", (Own,), own), tmp_path), expected)


def test_a_name_may_be_set_as_in_keras_2():
    made = keras.optimizers.SGD()
    made.name = made.name + "_2"
    assert (made.name, made.get_config()["name"]) == ("SGD_2", "SGD_2")


@pytest.mark.parametrize("name", ["Adadelta", "Adagrad", "Adam", "SGD"])
def test_a_step_on_one_variable_takes_arguments_by_keras_2s_names(name):
    _, gradient, variable = inspect.signature(
        getattr(tf_keras.optimizers, name).update_step
    ).parameters
    found = []
    for package in (keras, tf_keras):
        weight, step = tf.Variable(1.0), tf.constant(0.5)
        one = getattr(package.optimizers, name)(0.1)
        one.build([weight])
        one.update_step(**{gradient: step, variable: weight})
        found.append(weight.numpy())
    np.testing.assert_allclose(*found, rtol=1e-6)
