"""Parts and arrays of any name come back, or aren't saved: none is lost."""

import h5py
import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

ENDINGS = [".keras", ".weights.h5", ".weights.json"]
ATTRIBUTES = [
    *("vars", "beside-values", "conv-1", "layer-9", "layer_with_weights-9"),
    *("a/b", "c//d", "/e", "f/", "g/vars/0", ".", "..", "../h", "i.j", "k\\l"),
    *("", " ", "1", "m\0n", "é", "%x"),
]


@keras.saving.register_keras_serializable("part_names_test")
class Named(layers.Layer):
    """Has a part in each of some attributes."""

    def __init__(self, attributes, kind="Dense", **kwargs):
        super().__init__(**kwargs)
        self.attributes, self.kind = attributes, kind
        for attribute in attributes:
            setattr(self, attribute, getattr(layers, kind)(2))

    def call(self, x):
        return sum(getattr(self, each)(x) for each in self.attributes)


@keras.saving.register_keras_serializable("part_names_test")
class Own(layers.Layer):
    """Calls its two arrays as it's told."""

    def __init__(self, keys, **kwargs):
        super().__init__(**kwargs)
        self.keys = keys

    def build(self, shape):
        self.own = [self.add_weight(shape=shape[1:]) for _ in self.keys]

    def call(self, x):
        return sum(x * each for each in self.own)

    def save_own_variables(self, store):
        for key, each in zip(self.keys, self.own):
            store[key] = each.numpy()

    def load_own_variables(self, store):
        assert set(store) == set(self.keys)
        for key, each in zip(self.keys, self.own):
            each.assign(store[key])


@keras.saving.register_keras_serializable("part_names_test")
class X(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inner = layers.Dense(2)

    def build(self, shape):
        self.own = self.add_weight(shape=(2,), initializer="uniform")

    def call(self, x):
        return self.inner(x) + self.own


@keras.saving.register_keras_serializable("part_names_test")
class X_1(X):  # noqa: N801  The name is what this is about.
    pass


@keras.saving.register_keras_serializable("part_names_test")
class Vars(X):
    pass


@keras.saving.register_keras_serializable("part_names_test")
class Listing(layers.Layer):
    """Has members of such classes in a list."""

    def __init__(self, kinds, **kwargs):
        super().__init__(**kwargs)
        self.kinds = kinds
        self.members = [globals()[kind]() for kind in kinds]

    def call(self, x):
        return sum(member(x) for member in self.members)


def stack(*parts):
    model = keras.Sequential([keras.Input((2,)), *parts])
    for number, variable in enumerate(model.weights):
        values = np.arange(variable.shape.num_elements()) + 100.0 * number
        variable.assign(values.reshape(variable.shape))
    return model


def save(model, path):
    if path.suffix == ".json":
        model.save_weights(path, max_shard_size=1)
    else:
        (model.save if path.suffix == ".keras" else model.save_weights)(path)


def assert_comes_back(make, path):
    """Saves what `make` makes, and loads it into another."""
    model, other = make(), make()
    save(model, path)
    for variable in other.weights:
        variable.assign(tf.zeros_like(variable))
    other.load_weights(path)
    found = [other]
    if path.suffix == ".keras":
        found.append(keras.models.load_model(path))
    for each in found:
        for one, two in zip(model.weights, each.weights, strict=True):
            np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("ending", ENDINGS)
def test_parts_in_attributes_of_any_name_come_back(ending, tmp_path):
    def make():
        return stack(Named(ATTRIBUTES))

    assert len(make().weights) == 2 * len(ATTRIBUTES)
    assert_comes_back(make, tmp_path / f"m{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_files_of_parts_in_attributes_of_any_name_come_back(ending, tmp_path):
    def make(words):
        layer = layers.Layer()
        for number, attribute in enumerate(ATTRIBUTES):
            lookup = layers.StringLookup()
            lookup.set_vocabulary([f"{word}{number}" for word in words])
            setattr(layer, attribute, lookup)
        layer(np.ones(1))
        return keras.Sequential([keras.Input((2,)), layer])

    path = tmp_path / f"m{ending}"
    save(make("ab"), path)
    other = make("cd")
    other.load_weights(path)
    for number, attribute in enumerate(ATTRIBUTES):
        found = getattr(other.layers[0], attribute).get_vocabulary()
        assert found[1:] == [f"a{number}", f"b{number}"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "keys", [("a/b", "a/c"), ("a/vars/0", "vars/0"), ("vars", ".."), ("é", "0")]
)
def test_arrays_of_a_user_s_keys_come_back(keys, ending, tmp_path):
    assert_comes_back(lambda: stack(Own(keys)), tmp_path / f"m{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "a//b", "./a", "a/.", "a\0b", "1/a", 1]
)
def test_a_key_that_leads_elsewhere_is_refused(key, ending, tmp_path):
    model = stack(Own((key, "1")))
    with pytest.raises(ValueError, match="its key. Expected.*Received: key="):
        save(model, tmp_path / f"m{ending}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "kinds",
    [["X", "X", "X_1"], ["X_1", "X", "X", "X_1"], ["Vars", "X", "Vars"]],
)
def test_members_that_would_share_a_path_are_apart(kinds, ending, tmp_path):
    path = tmp_path / f"m{ending}"
    assert_comes_back(lambda: stack(Listing(kinds)), path)
    path = tmp_path / f"n{ending}"
    assert_comes_back(lambda: stack(*(globals()[k]() for k in kinds)), path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_two_attributes_of_one_path_are_refused(ending, tmp_path):
    model = stack(Named(["a", "b"]))
    (layer,) = model.layers
    setattr(layer.a, "b/c", layers.Dense(2))
    setattr(layer, "a/b", layers.Layer())
    getattr(layer, "a/b").c = layers.Dense(2)
    getattr(layer.a, "b/c").build((None, 2))
    getattr(layer, "a/b").c.build((None, 2))
    reason = "one place in the file. Expected.*layers/named/a/b/c.*'Dense'"
    with pytest.raises(ValueError, match=reason):
        save(model, tmp_path / f"m{ending}")
    assert not list(tmp_path.iterdir())


def test_a_group_in_itself_below_the_arrays_is_refused(tmp_path):
    path = tmp_path / "m.weights.h5"
    stack(Own(("a/b", "a/c"))).save_weights(path)
    with h5py.File(path, "r+") as file:
        group = file["layers/own/vars/a"]
        group["again"] = group
    with pytest.raises(keras.saving.ModelFileError, match="inside itself"):
        stack(Own(("a/b", "a/c"))).load_weights(path)
