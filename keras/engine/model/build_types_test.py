"""Models of a user's own that take other types than floats, from files."""

import json
import zipfile

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.model import build_types
from keras.testing import op_models

register = keras.saving.register_keras_serializable("build_types")


class WithDense(keras.Model):
    """A model with one layer that is built by a call."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(2)


@register
class Lengths(WithDense):
    def call(self, inputs):
        return self.dense(tf.cast(tf.strings.length(inputs), tf.float32))


@register
class Rows(WithDense):
    def call(self, inputs):
        return self.dense(tf.gather(tf.eye(3), inputs))


@register
class Truths(WithDense):
    def call(self, inputs):
        return self.dense(tf.where(inputs, 1.0, 0.0))


@register
class Mixed(WithDense):
    def call(self, inputs, more, mask=None, training=False):
        text, (number, flag) = inputs["text"], inputs["rest"]
        parts = [tf.strings.length(text), number, more["sum"]]
        parts = [tf.cast(part, tf.float32) for part in parts]
        return self.dense(sum(parts) + tf.where(flag, 1.0, 0.0))


@register
class Optional(WithDense):
    def call(self, inputs, bias=None, numbers=None):
        parts = [tf.cast(inputs, tf.float32), tf.cast(numbers, tf.float32)]
        return self.dense(sum(parts) + (0.0 if bias is None else bias))


@register
class Ragged(WithDense):
    def call(self, inputs):
        return self.dense(tf.reduce_sum(inputs, axis=1, keepdims=True) * 1.0)


@register
class Outer(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inner = Lengths()

    def call(self, inputs):
        return self.inner(inputs)


@register
class Layered(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(2)

    def call(self, inputs):
        return self.dense(tf.cast(tf.strings.length(inputs), tf.float32))


def stacked():
    return keras.Sequential([Layered()])


def stacked_model():
    return keras.Sequential([Lengths()])


def in_a_graph():
    x = keras.Input((1,), dtype="string")
    return keras.Model(x, Lengths()(x))


TEXT = tf.constant([["a"], ["bcd"]])
CALLS = {
    "text": (Lengths, [TEXT]),
    "whole numbers": (Rows, [tf.constant([2, 0], tf.int64)]),
    "truths": (Truths, [tf.constant([[True, False]])]),
    "ragged": (Ragged, [tf.ragged.constant([[1.0], [2.0, 3.0]])]),
    "mixed": (
        Mixed,
        [
            {"text": TEXT, "rest": (tf.constant([[3]]), tf.constant([[True]]))},
            {"sum": tf.constant([[4]], tf.int64)},
        ],
    ),
    "inside": (Outer, [TEXT]),
    "stack of a layer": (stacked, [TEXT]),
    "stack of a model": (stacked_model, [TEXT]),
    "graph": (in_a_graph, [TEXT]),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_model_is_built_for_the_types_that_it_was_called_with(name):
    make, args = CALLS[name]
    model = make()
    outputs = model(*args)
    again = op_models.reloaded(op_models.reloaded(model))
    np.testing.assert_array_equal(again(*args), outputs)


def test_types_by_keyword_are_kept():
    model, (first, more) = Mixed(), CALLS["mixed"][1]
    outputs = model(first, training=True, more=more)
    again = op_models.reloaded(model)
    np.testing.assert_array_equal(again(first, more), outputs)


def without_types(path):
    """Takes the types out of a file, as other packages write it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(parts["config.json"])
    del config["build_config"][build_types.KEY]
    parts["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


@pytest.mark.parametrize("name", ["text", "whole numbers", "inside"])
def test_a_file_without_types_is_read_where_one_type_fits_all(name, tmp_path):
    make, args = CALLS[name]
    model = make()
    outputs = model(*args)
    model.save(tmp_path / "model.keras")
    without_types(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(*args), outputs)


def test_a_file_without_types_of_several_kinds_is_refused(tmp_path):
    model = Mixed()
    model(*CALLS["mixed"][1])
    model.save(tmp_path / "model.keras")
    without_types(tmp_path / "model.keras")
    with pytest.raises(keras.saving.ModelFileError, match="float32"):
        keras.models.load_model(tmp_path / "model.keras")


def test_floats_need_no_types():
    model = Ragged()
    model(np.ones((2, 3)))
    assert model.get_build_config() == {"input_shape": (2, 3)}


def test_a_stack_is_built_for_the_type_of_its_data():
    model = stacked()
    model(TEXT)
    assert model.inputs[0].dtype == tf.string


@pytest.mark.parametrize("by_name", [False, True])
def test_an_argument_that_is_left_out_leaves_the_others_their_names(by_name):
    model, numbers = Optional(), tf.constant([[1], [2]])
    if by_name:
        expected = model(inputs=numbers, numbers=numbers)
    else:
        expected = model(numbers, None, numbers)
    args, kwargs = model.save_spec()
    assert [s.dtype for s in (*args, *kwargs.values())] == [tf.int32] * 2
    assert list(kwargs) == ["numbers"] * by_name
    found = op_models.reloaded(model)
    np.testing.assert_array_equal(found(numbers, None, numbers), expected)
    described = build_types.get_build_config(found)[build_types.KEY]
    assert described.keys() == {"", "numbers"}


@register
class BuiltByItsCall(keras.Model):
    def build(self, input_shape):
        self.dense = keras.layers.Dense(3)
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")

    def call(self, inputs):
        return self.scale * self.dense(inputs)


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "m"])
def test_layers_that_a_build_leaves_to_the_call_are_built(name, tmp_path):
    model = BuiltByItsCall()
    expected = model(np.ones((1, 4)))
    model.save(tmp_path / name)
    loaded = keras.models.load_model(tmp_path / name)
    np.testing.assert_array_equal(loaded(np.ones((1, 4))), expected)


@register
class MadeByItsCall(keras.Model):
    def build(self, input_shape):
        self.dense = None

    def call(self, inputs):
        if self.dense is None:
            self.dense = keras.layers.Dense(3)
        return self.dense(inputs)


@pytest.mark.parametrize("name", ["m.keras", "m.weights.h5"])
def test_layers_that_a_call_makes_are_told_to_need_one(name, tmp_path):
    model, other = MadeByItsCall(), MadeByItsCall()
    model(np.ones((1, 4)))
    other.build((1, 4))
    is_model = name == "m.keras"
    (model.save if is_model else model.save_weights)(tmp_path / name)
    load = keras.models.load_model if is_model else other.load_weights
    with pytest.raises(keras.saving.ModelFileError, match="call it on data"):
        load(tmp_path / name)
    other(np.ones((1, 4)))
    other.load_weights(tmp_path / name)
    np.testing.assert_array_equal(*(m.dense.kernel for m in (model, other)))
