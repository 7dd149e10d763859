"""Values in a TensorFlow checkpoint: replaced whole, read whole."""

import os
import shutil

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving

X = np.ones((2, 3), "float32")


def make(value):
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, name="a")]
    )
    model.compile("adam", "mse")
    model.fit(X, X[:, :2], verbose=0)
    for weight in model.weights:
        weight.assign(np.full(weight.shape, value))
    return model


def loaded(path):
    model = make(0.0)
    model.load_weights(path)
    (value,) = {float(np.mean(weight)) for weight in model.weights}
    return value


def test_each_state_on_the_way_loads_as_the_older_or_the_newer(
    tmp_path, monkeypatch
):
    folder, states = tmp_path / "now", []
    make(1.0).save_weights(folder / "a")
    newer, replace = make(2.0), os.replace

    def noted(*arguments):
        states.append(shutil.copytree(folder, tmp_path / str(len(states))))
        replace(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", noted)
        newer.save_weights(folder / "a")
    # Two files, the index, and the note of the latest.
    assert [loaded(state / "a") for state in states] == [1.0, 1.0, 1.0, 2.0]
    assert tf.train.latest_checkpoint(folder) == str(folder / "a")


def test_one_that_is_replaced_while_it_is_read_is_read_again(
    tmp_path, monkeypatch
):
    make(1.0).save_weights(tmp_path / "a")
    newer, read, calls = make(2.0), tf.train.Checkpoint.read, []

    def late(self, path, options=None):
        if not calls:
            newer.save_weights(tmp_path / "a")
        calls.append(path)
        if len(calls) == 1:
            raise tf.errors.NotFoundError(None, None, "data is gone")
        return read(self, path, options)

    monkeypatch.setattr(tf.train.Checkpoint, "read", late)
    assert loaded(tmp_path / "a") == 2.0 and len(calls) == 2


def test_a_damaged_one_is_refused_at_once(tmp_path):
    for value in (1.0, 2.0):
        make(value).save_weights(tmp_path / "a")
    for place in tmp_path.glob("a.data-*"):
        place.write_bytes(place.read_bytes()[:-1])
    with pytest.raises(saving.ModelFileError, match="can't be read"):
        make(0.0).load_weights(tmp_path / "a")


def test_all_that_does_not_fit_is_listed_and_nothing_is_set(tmp_path):
    def stack(units):
        dense = [keras.layers.Dense(n) for n in (4, units, 2)]
        return keras.Sequential([keras.Input((3,)), *dense])

    stack(3).save_weights(tmp_path / "a")
    other = stack(5)
    before = other.get_weights()
    with pytest.raises(saving.ModelFileError, match=r"\(3\)") as caught:
        other.load_weights(tmp_path / "a")
    assert "expected (4, 5) float32, found (4, 3) float32" in str(caught.value)
    for one, now in zip(before, other.get_weights()):
        np.testing.assert_array_equal(one, now)


@keras.saving.register_keras_serializable("checkpoint_test")
class Remembers(keras.layers.Layer):
    words = np.zeros(3)

    def call(self, inputs):
        return inputs

    def save_own_variables(self, store):
        store["words"] = self.words

    def load_own_variables(self, store):
        self.words = store["words"]


@pytest.mark.parametrize("name", ["a.h5", "a_folder", "a.values", "a.v.h5"])
def test_arrays_that_a_format_has_no_place_for_are_told(name, tmp_path):
    layer = Remembers(name="first")
    model = keras.Sequential([keras.Input((3,)), layer, keras.layers.Dense(1)])
    layer.words = np.arange(3)
    is_model = name in ("a.h5", "a_folder")
    save = model.save if is_model else model.save_weights
    with pytest.warns(UserWarning, match=r"\['layers/remembers: words'\]"):
        save(tmp_path / name)


def test_weights_that_a_checkpoint_lacks_are_told(tmp_path):
    class Chain(keras.Model):
        def __init__(self, *names):
            super().__init__()
            self.names = names
            for name in names:
                setattr(self, name, keras.layers.Dense(2, use_bias=False))

        def call(self, inputs):
            for name in self.names:
                inputs = getattr(self, name)(inputs)
            return inputs

    one, other = Chain("a", "b"), Chain("a", "c")
    one(np.ones((1, 2)))
    other(np.ones((1, 2)))
    one.save_weights(tmp_path / "w")
    with pytest.warns(UserWarning, match=r"left as they(.|\n)*file \(1\):"):
        other.load_weights(tmp_path / "w")
    np.testing.assert_array_equal(one.a.kernel, other.a.kernel)


def of_optimizer(optimizer):
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, name="a")]
    )
    model.compile(optimizer, "mse")
    return model


@pytest.mark.parametrize("is_built", [False, True])
@pytest.mark.parametrize("others", [keras.optimizers, keras.optimizers.legacy])
def test_a_state_of_another_class_is_left_with_a_warning(
    others, is_built, tmp_path
):
    model = of_optimizer(others.SGD(0.1, momentum=0.9))
    model.fit(X, X[:, :2], verbose=0)
    model.save_weights(tmp_path / "w")
    other, anew = (of_optimizer(others.Adagrad(0.1)) for _ in range(2))
    if is_built:
        for each in (other, anew):
            each.optimizer.build(each.trainable_variables)
    with pytest.warns(UserWarning, match="anew. Expected.*Adagrad.*SGD"):
        other.load_weights(tmp_path / "w").expect_partial()
    anew.set_weights(model.get_weights())
    for each in (other, anew):
        each.fit(X, X[:, 1:], verbose=0)
    np.testing.assert_array_equal(*(m.get_weights()[0] for m in (other, anew)))
    assert int(other.optimizer.iterations) == 1


def test_a_state_of_a_class_below_goes_on(tmp_path):
    model = of_optimizer(keras.optimizers.Adam(0.1))
    model.fit(X, X[:, :2], verbose=0)
    model.save_weights(tmp_path / "w")
    other = of_optimizer(keras.optimizers.AdamW(0.1))
    other.load_weights(tmp_path / "w")
    other.optimizer.build(other.trainable_variables)
    assert int(other.optimizer.iterations) == 1
    for one, two in zip(model.optimizer.variables, other.optimizer.variables):
        np.testing.assert_array_equal(one, two)


def looking(lookup, scale):
    """A model of a table, which Keras 2 counts if it's learned, and layers."""
    words = keras.Input((1,), dtype="string")
    x = keras.layers.Dense(4, name="a")(lookup(words))
    model = keras.Model(words, keras.layers.Dense(4, name="b")(x))
    for number, weight in enumerate(model.trainable_weights):
        weight.assign(np.full(weight.shape, scale * (number + 1)))
    return model


def learned_and_given():
    one = keras.layers.StringLookup(output_mode="multi_hot")
    one.adapt(["a", "b", "c"])
    other = keras.layers.StringLookup(
        vocabulary=one.get_vocabulary(), output_mode="multi_hot"
    )
    return one, other


@pytest.mark.parametrize("is_nested", [False, True])
@pytest.mark.parametrize("is_back", [False, True])
def test_layers_behind_a_table_keep_their_values(is_back, is_nested, tmp_path):
    """What has a neighbour's shape isn't taken for it."""
    lookups = learned_and_given()[:: -1 if is_back else 1]
    writer, reader = looking(lookups[0], 1.0), looking(lookups[1], 0.0)
    if is_nested:
        writer, reader = keras.Sequential([writer]), keras.Sequential([reader])
    names = [name for name in vars(reader) if name.startswith("layer")]
    writer.save_weights(tmp_path / "c")
    reader.load_weights(tmp_path / "c")
    for one, other in zip(reader.weights, writer.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert [n for n in vars(reader) if n.startswith("layer")] == names
    reader.save_weights(tmp_path / "again")
    again = looking(lookups[1], 0.0)
    if is_nested:
        again = keras.Sequential([again])
    again.load_weights(tmp_path / "again")
    np.testing.assert_array_equal(again.weights[0], writer.weights[0])


def test_a_layer_without_values_may_come_between(tmp_path):
    """Layers with weights are counted: so it was, and is, in Keras 2."""
    layers = keras.layers
    first, second = layers.Dense(3), layers.Dense(2)
    writer = keras.Sequential([keras.Input((3,)), first, second])
    writer.save_weights(tmp_path / "c")
    inner = [layers.Dense(3), layers.Dropout(0.5), layers.Dense(2)]
    reader = keras.Sequential([keras.Input((3,)), *inner])
    reader.load_weights(tmp_path / "c")
    np.testing.assert_array_equal(reader(X), writer(X))


def test_layers_behind_a_model_of_tables_keep_their_values(tmp_path):
    writer, reader = (
        looking(
            keras.Sequential([keras.Input((1,), dtype="string"), lookup]), scale
        )
        for lookup, scale in zip(learned_and_given(), (1.0, 0.0))
    )
    writer.save_weights(tmp_path / "c")
    reader.load_weights(tmp_path / "c")
    for one, other in zip(reader.weights, writer.weights, strict=True):
        np.testing.assert_array_equal(one, other)
