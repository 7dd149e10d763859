"""Layers of one class in a file of values are told by names, or by places."""

import h5py
import numpy as np
import pytest

import keras
from keras.cli.inspection import hdf5_facts

layers = keras.layers
ENDINGS = [".weights.h5", ".weights.json", ".keras"]


def stack(names, units=4):
    dense = [layers.Dense(units, name=name) for name in names]
    return keras.Sequential([keras.Input((4,)), *dense])


def save(model, path):
    if path.suffix == ".json":
        model.save_weights(path, max_shard_size=1e-6)
    elif path.suffix == ".keras":
        model.save(path)
    else:
        model.save_weights(path)


def kernel(model, name):
    return model.get_layer(name).get_weights()[0]


# row 210
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_names_in_another_order_are_matched_by_name(ending, tmp_path):
    path = tmp_path / f"m{ending}"
    given, turned = stack("pqr"), stack("rqp")
    save(given, path)
    turned.load_weights(path)
    for name in "pqr":
        np.testing.assert_array_equal(kernel(turned, name), kernel(given, name))


# row 210
def test_names_of_layers_in_models_in_another_order_are_matched(tmp_path):
    path = tmp_path / "m.weights.h5"

    def nested(**inner):
        parts = []
        for name, members in inner.items():
            members = [layers.Dense(4, name=member) for member in members]
            parts.append(keras.Sequential([keras.Input((4,)), *members], name))
        return keras.Sequential([keras.Input((4,)), *parts])

    given, turned = nested(one="ab", two="ab"), nested(two="ba", one="ab")
    given.save_weights(path)
    turned.load_weights(path)
    for inner in ("one", "two"):
        for name in "ab":
            mine, theirs = turned.get_layer(inner), given.get_layer(inner)
            np.testing.assert_array_equal(
                kernel(mine, name), kernel(theirs, name)
            )


# row 210
def test_names_that_say_otherwise_than_places_are_told(tmp_path):
    path = tmp_path / "m.weights.h5"
    given, other = stack("pq"), stack("qr")
    given.save_weights(path)
    with pytest.warns(UserWarning, match=r"\[\('p', 'q'\)\], the file's name"):
        other.load_weights(path)
    np.testing.assert_array_equal(kernel(other, "q"), kernel(given, "p"))


# row 210
def test_a_checkpoint_goes_by_places_and_tells_it(tmp_path):
    given, turned = stack("pq"), stack("qp")
    given.save_weights(tmp_path / "m")
    with pytest.warns(UserWarning, match=r"\[\('p', 'q'\), \('q', 'p'\)\]"):
        turned.load_weights(tmp_path / "m")
    np.testing.assert_array_equal(kernel(turned, "q"), kernel(given, "p"))
    stack(["dense_1", "dense_2"]).save_weights(tmp_path / "n")
    stack(["dense_2", "dense_3"]).load_weights(tmp_path / "n")


# row 210
def test_other_names_go_by_places_and_numbers_tell_nothing(tmp_path):
    path = tmp_path / "m.weights.h5"
    given = stack(["dense_1", "dense_2"])
    given.save_weights(path)
    for names in (["dense_2", "dense_3"], ["x", "y"]):
        other = stack(names)
        other.load_weights(path)
        for mine, theirs in zip(other.weights, given.weights):
            np.testing.assert_array_equal(mine, theirs)


# row 210
def test_places_win_where_the_shapes_fit_there_alone(tmp_path):
    path = tmp_path / "m.weights.h5"

    def model(*names):
        first, second = names
        dense = [layers.Dense(3, name=first), layers.Dense(2, name=second)]
        return keras.Sequential([keras.Input((4,)), *dense])

    given, other = model("p", "q"), model("q", "p")
    given.save_weights(path)
    with pytest.warns(UserWarning, match="by their places"):
        other.load_weights(path)
    np.testing.assert_array_equal(kernel(other, "q"), kernel(given, "p"))


# row 210
def test_an_optimizer_starts_anew_where_layers_are_in_another_order(tmp_path):
    path = tmp_path / "m.weights.h5"
    given, turned = stack("pq"), stack("qp")
    for model in (given, turned):
        model.compile("adam", "mse")
    given.train_on_batch(np.ones((2, 4)), np.ones((2, 4)))
    given.save_weights(path)
    with pytest.warns(UserWarning, match="order. Received: another order"):
        turned.load_weights(path)
    assert turned.optimizer.iterations.numpy() == 0
    np.testing.assert_array_equal(kernel(turned, "q"), kernel(given, "q"))


# row 205
@pytest.mark.parametrize("name", ["..", "a/../b", "../a"])
def test_two_points_are_a_name_as_any_other(name, tmp_path):
    given, other = stack([name, "b"]), stack([name, "b"])
    given.save_weights(tmp_path / "a.h5")
    other.load_weights(tmp_path / "a.h5")
    np.testing.assert_array_equal(kernel(other, name), kernel(given, name))


# row 205
@pytest.mark.parametrize(
    "name",
    [".", "./a", "/a", "a//b", "b\0a", "top_level_model_weights"],
)
def test_a_name_that_leads_elsewhere_is_refused_when_it_is_saved(
    name, tmp_path
):
    with pytest.raises(ValueError, match="leads elsewhere.*name="):
        stack([name, "b"]).save(tmp_path / "a.h5")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_two_names_that_lead_to_one_place_are_refused(names, tmp_path):
    names = [{"a": "a", "b": "a/a/kernel:0"}[name] for name in names]
    with pytest.raises(ValueError, match="has its place. Expected.*name='"):
        stack(names).save_weights(tmp_path / "a.h5")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("name", ["model_weights", "optimizer_weights", "a/a"])
def test_a_layer_may_be_called_as_what_a_file_has(name, is_whole, tmp_path):
    path, given, other = (
        tmp_path / "a.h5",
        stack([name, "a"]),
        stack(["c", "d"]),
    )
    (given.save if is_whole else given.save_weights)(path)
    other.load_weights(path)
    np.testing.assert_array_equal(kernel(other, "c"), kernel(given, name))
    np.testing.assert_array_equal(kernel(other, "d"), kernel(given, "a"))
    assert name in [one.name for one in hdf5_facts.read(path).layers]


@pytest.mark.parametrize(
    "names", [("/w", "d"), ("./w", "w"), ("a//b", "a/b"), ("a\0b", "a\0c")]
)
def test_variables_of_any_name_come_back(names, tmp_path):
    def make():
        class Named(layers.Layer):
            def build(self, shape):
                self.own = [
                    self.add_weight(name, shape[1:], initializer="uniform")
                    for name in names
                ]

            def call(self, x):
                return sum(x * each for each in self.own)

        return keras.Sequential([keras.Input((4,)), Named(name="n")])

    given, other = make(), make()
    given.save_weights(tmp_path / "a.h5")
    other.load_weights(tmp_path / "a.h5")
    for one, two in zip(given.weights, other.weights, strict=True):
        np.testing.assert_array_equal(one, two)


def test_layers_have_another_name_in_files_of_keras_2_12_and_2_13(tmp_path):
    def model():
        x = keras.Input((5, 4))
        y = layers.Bidirectional(layers.LSTM(2, return_sequences=True))(x)
        y = layers.MultiHeadAttention(2, 3)(y, y)
        inner = keras.Sequential([keras.Input((5, 4)), layers.LSTM(2)])
        return keras.Model(x, inner(y))

    path = tmp_path / "m.weights.h5"
    given, other = model(), model()
    given.save_weights(path)
    with h5py.File(path, "a") as file:
        name = "_layer_checkpoint_dependencies"
        file.move("layers/sequential/layers", f"layers/sequential/{name}")
        file.move("layers", name)
    other.load_weights(path)
    for mine, theirs in zip(other.weights, given.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_keras_2_12_and_2_13_count_layers_with_variables_twice(tmp_path):
    def model():
        steps = [layers.Dense(4), layers.ReLU(), layers.Dense(4)]
        steps = [layers.TimeDistributed(layer) for layer in steps]
        rows = [layers.LSTM(4, return_sequences=True) for _ in range(3)]
        inner = keras.Sequential([keras.Input((5, 4)), *rows])
        return keras.Sequential([keras.Input((5, 4)), *steps, inner])

    path = tmp_path / "m.weights.h5"
    given, other = model(), model()
    given.save_weights(path)
    with h5py.File(path, "a") as file:
        listed = file["layers"]
        listed.move("time_distributed_2", "time_distributed_3")
        inner = listed["sequential/layers"]
        inner.move("lstm_2", "lstm_4")
        inner.move("lstm_1", "lstm_2")
        # Names of layers, which those files haven't.
        file.visititems(lambda _, group: group.attrs.pop("name", None))
        name = "_layer_checkpoint_dependencies"
        file.move("layers/sequential/layers", f"layers/sequential/{name}")
        file.move("layers", name)
    other.load_weights(path)
    for mine, theirs in zip(other.weights, given.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_keras_2_14_counts_layers_once(tmp_path):
    # Its list has the name that it has in 2.12: the numbers tell them apart.
    def model():
        steps = [layers.Dense(4), layers.ReLU(), layers.Dense(4)]
        steps += [layers.Dense(2), layers.Dense(4), layers.Dense(2)]
        return keras.Sequential([keras.Input((4,)), *steps])

    path = tmp_path / "m.weights.h5"
    given, other = model(), model()
    given.save_weights(path)
    with h5py.File(path, "a") as file:
        file.visititems(lambda _, group: group.attrs.pop("name", None))
        file.move("layers", "_layer_checkpoint_dependencies")
    other.load_weights(path)
    for mine, theirs in zip(other.weights, given.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def with_inner_layers():
    x = keras.Input((4, 3))
    cells = [layers.LSTMCell(2), layers.GRUCell(2)]
    y = layers.Bidirectional(layers.LSTM(2, return_sequences=True))(x)
    y = layers.RNN(cells, return_sequences=True)(y)
    return keras.Model(x, layers.TimeDistributed(layers.Dense(2))(y))


# row 238
@pytest.mark.parametrize("ending", [".json", ".keras", ".h5"])
def test_names_of_weights_are_those_of_the_description(ending, tmp_path):
    model, path = with_inner_layers(), tmp_path / f"m{ending}"
    layers.LSTM(2), layers.Dense(2)  # others are counted meanwhile
    if ending == ".json":
        again = keras.models.model_from_json(model.to_json())
    else:
        model.save(path)
        again = keras.models.load_model(path)
    found, expected = ([w.name for w in m.weights] for m in (again, model))
    assert found == expected
