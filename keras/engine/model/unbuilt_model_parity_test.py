"""What a model says before its first call: as tf_keras does."""

import pytest
import tf_keras

import keras
from keras.testing import alike

same = alike.over(keras, tf_keras)

QUESTIONS = (
    "weights",
    "variables",
    "trainable_weights",
    "non_trainable_variables",
    "get_weights",
    "count_params",
)


def subclass(package):
    class Model(package.Model):
        def __init__(self):
            super().__init__()
            self.dense = package.layers.Dense(1)

        def call(self, inputs):
            return self.dense(inputs)

    return Model


def with_build(package):
    class Builds(subclass(package)):
        def build(self, input_shape):
            self.dense.build(input_shape)

    return Builds


def around(package):
    class Around(package.Model):
        def __init__(self):
            super().__init__()
            self.inner = [subclass(package)()]

    return Around


KINDS = {
    "subclass": lambda k: subclass(k)(),
    "with build": lambda k: with_build(k)(),
    "around": lambda k: around(k)(),
    "sequential": lambda k: k.Sequential([k.layers.Dense(1)]),
    "empty sequential": lambda k: k.Sequential(),
    "sequential of a model": lambda k: k.Sequential([subclass(k)()]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_that_is_not_built_says_what_it_did(kind):
    @same
    def check(package):
        found = []
        for question in QUESTIONS:
            model = KINDS[kind](package)
            try:
                value = getattr(model, question)
                found.append(value() if callable(value) else value)
            except ValueError:
                found.append("refused")
        return found

    check()
