"""Models of named tuples keep them in every file, by class or by fields."""

import collections
import pickle
import typing

import numpy as np
import pytest

import keras

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Pair = collections.namedtuple("Pair", "first second")


class Typed(typing.NamedTuple):
    first: object
    second: object


class Halves(keras.layers.Layer):
    """Takes a named tuple and gives one."""

    def call(self, inputs, scales):
        return Pair(inputs.first * scales.first, inputs.second * scales.second)

    def compute_output_spec(self, inputs, scales):
        return Pair(*inputs)


WAYS = {
    "archive": lambda m, p, known: read(m, f"{p}/a.keras", known),
    "h5": lambda m, p, known: read(m, f"{p}/a.h5", known),
    "SavedModel": lambda m, p, known: read(m, f"{p}/a", known),
    "json": lambda m, p, known: of_json(m, known),
    "config": lambda m, p, known: of_config(m, known),
}


def read(model, path, known):
    model.save(path)
    return keras.models.load_model(path, custom_objects=known)


def of_json(model, known):
    made = keras.models.model_from_json(model.to_json(), known)
    made.set_weights(model.get_weights())
    return made


def of_config(model, known):
    made = keras.Model.from_config(model.get_config(), known)
    made.set_weights(model.get_weights())
    return made


def model_of(kind):
    inputs = kind(*(keras.Input((3,), name=name) for name in "ab"))
    outputs = kind(keras.layers.Dense(2)(inputs.first), inputs.second * 2.0)
    return keras.Model(inputs, [outputs, {"deep": outputs}])


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("kind", [Pair, Typed])
@pytest.mark.parametrize("is_known", [True, False])
def test_inputs_and_outputs_keep_their_names(is_known, kind, way, tmp_path):
    model = model_of(kind)
    known = {kind.__name__: kind} if is_known else {}
    found = way(model, tmp_path, known)
    given, wanted = found(kind(X, X + 1)), model(kind(X, X + 1))
    for one, other in ((given[0], wanted[0]), (given[1]["deep"], wanted[0])):
        assert one._fields == other._fields
        assert type(one).__name__ == kind.__name__
        assert (type(one) is kind) == is_known
        np.testing.assert_array_equal(one.first, other.first)
        np.testing.assert_array_equal(one.second, other.second)
    again = way(model, tmp_path, known)
    assert type(again.output[0]) is type(found.output[0])


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_arguments_of_a_call_keep_their_names(way, tmp_path):
    inputs = keras.Input((3,))
    model = keras.Model(
        inputs, Halves()(Pair(inputs, inputs), scales=Pair(2.0, 3.0))
    )
    for known in ({"Halves": Halves}, {"Halves": Halves, "Pair": Pair}):
        found = way(model, tmp_path, known)
        given, wanted = found(X), model(X)
        np.testing.assert_array_equal(given.first, wanted.first)
        np.testing.assert_array_equal(given.second, 3.0 * X)


def test_a_registered_class_is_found_without_being_passed(monkeypatch):
    registered = keras.saving.get_custom_objects()
    monkeypatch.setitem(registered, "mine>Pair", Pair)
    model = model_of(Pair)
    assert '"mine>Pair"' in model.to_json()
    assert type(of_json(model, None).output[0]) is Pair
    monkeypatch.delitem(registered, "mine>Pair")
    found = of_json(model, None).output[0]
    assert type(found) is not Pair and found._fields == Pair._fields


def test_a_class_of_other_fields_is_not_taken():
    other = collections.namedtuple("Pair", "second first")
    found = of_json(model_of(Pair), {"Pair": other}).output[0]
    assert type(found) is not other and found._fields == Pair._fields


def test_a_class_with_fields_that_have_no_name_comes_back(tmp_path):
    kind = collections.namedtuple("Odd", "first 1 second", rename=True)
    inputs = kind(*(keras.Input((3,), name=name) for name in "abc"))
    model = keras.Model(inputs, kind(*(2.0 * x for x in inputs)))
    again = read(model, tmp_path / "a.keras", None)
    assert again(kind(X, X, X))._fields == ("first", "_1", "second")
    assert pickle.loads(pickle.dumps(model))(kind(X, X, X))._fields[1] == "_1"
