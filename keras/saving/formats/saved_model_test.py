"""Tests of SavedModels as a format of models."""

import dataclasses
import json
import os
import shutil

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers, saving
from keras.saving.files import keras_metadata

# Graphs and eager sums differ in the last bit.
NEAR = {"rtol": 1e-6, "atol": 1e-6}
X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def made():
    model = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4, "tanh"), layers.Dense(2)]
    )
    model.compile("adam", "mse")
    model.fit(X, X[:, :2], verbose=0)
    return model


def content(folder):
    return sorted(
        (str(file.relative_to(folder)), file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file()
    )


@pytest.mark.parametrize("save_format", [None, "tf", "tensorflow"])
def test_a_path_without_an_ending_is_a_folder(save_format, tmp_path):
    model = made()
    model.save(tmp_path / "model", save_format=save_format)
    read = saving.load_model(tmp_path / "model")
    np.testing.assert_array_equal(read(X), model(X))
    assert isinstance(read, keras.Sequential)
    assert read.optimizer.iterations == 1


def test_tensorflow_calls_and_serves_it_without_us(tmp_path):
    model = made()
    model.save(tmp_path / "model")
    loaded = tf.saved_model.load(str(tmp_path / "model"))
    np.testing.assert_allclose(loaded(X), model(X), **NEAR)
    served = loaded.signatures["serving_default"](tf.constant(X))
    assert list(served) == model.output_names
    assert len(loaded.trainable_variables) == 4


def test_kept_rows_go_on_where_tensorflow_calls(tmp_path):
    rows = keras.Input((2, 3), batch_size=2)
    model = keras.Model(rows, layers.SimpleRNN(2, stateful=True)(rows))
    model.save(tmp_path / "model")
    loaded = tf.saved_model.load(str(tmp_path / "model"))
    read = saving.load_model(tmp_path / "model")
    for _ in range(2):
        expected = model(X.reshape(2, 2, 3))
        for one in (loaded, read):
            np.testing.assert_allclose(
                one(X.reshape(2, 2, 3)), expected, **NEAR
            )


def test_a_program_has_a_table_as_it_is_when_it_is_saved(tmp_path):
    layer = layers.StringLookup(vocabulary=["a"])
    model = keras.Sequential([keras.Input((1,), dtype="string"), layer])
    for vocabulary, expected in ((["a"], [1, 0]), (["b", "a"], [2, 1])):
        layer.set_vocabulary(vocabulary)
        model.save(tmp_path / "model")
        loaded = tf.saved_model.load(str(tmp_path / "model"))
        found = loaded(tf.constant([["a"], ["b"]]))
        np.testing.assert_array_equal(found[:, 0], expected)


def test_the_optimizer_may_stay_behind_and_training_goes_on_else(tmp_path):
    # row 35
    model = made()
    model.save(tmp_path / "without", include_optimizer=False)
    assert saving.load_model(tmp_path / "without").optimizer is None
    names = [
        n
        for n, _ in tf.train.list_variables(
            str(tmp_path / "without" / "variables" / "variables")
        )
    ]
    assert not [name for name in names if "optimizer" in name]
    model.save(tmp_path / "with")
    read = saving.load_model(tmp_path / "with")
    for one in (model, read):
        one.fit(X, X[:, :2], verbose=0)
    for one, other in zip(model.get_weights(), read.get_weights()):
        np.testing.assert_allclose(one, other, **NEAR)
    assert saving.load_model(tmp_path / "with", compile=False).optimizer is None


def test_signatures_and_options_are_tensorflows(tmp_path):
    model = made()

    @tf.function(input_signature=[tf.TensorSpec((None, 3))])
    def twice(x):
        return {"twice": 2 * model(x)}

    options = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
    model.save(tmp_path / "model", signatures={"twice": twice}, options=options)
    loaded = tf.saved_model.load(str(tmp_path / "model"))
    assert list(loaded.signatures) == ["twice"]
    found = loaded.signatures["twice"](tf.constant(X))["twice"]
    np.testing.assert_allclose(found, 2 * model(X), **NEAR)


def test_the_call_may_be_left_out(tmp_path):
    model = made()
    model.save(tmp_path / "model", save_traces=False)
    assert not callable(tf.saved_model.load(str(tmp_path / "model")))
    np.testing.assert_array_equal(
        saving.load_model(tmp_path / "model")(X), model(X)
    )


@pytest.mark.parametrize("argument", ["save_traces", "signatures", "options"])
def test_what_only_a_folder_has_is_refused_for_files(argument, tmp_path):
    value = False if argument == "save_traces" else {"a": None}
    with pytest.raises(TypeError, match=argument):
        made().save(tmp_path / "a.keras", **{argument: value})
    assert not os.listdir(tmp_path)


def test_an_older_folder_stays_until_the_new_one_is_whole(
    tmp_path, monkeypatch
):
    model = made()
    model.save(tmp_path / "model")
    before = content(tmp_path)
    monkeypatch.setattr(keras_metadata, "packed", lambda nodes: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        model.save(tmp_path / "model")
    assert content(tmp_path) == before
    monkeypatch.undo()
    with pytest.raises(ValueError, match="overwrite=True"):
        model.save(tmp_path / "model", overwrite=False)
    assert content(tmp_path) == before
    model.save(tmp_path / "model")
    assert os.listdir(tmp_path) == ["model"]


def test_a_folder_of_something_else_is_not_replaced(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="saved_model.pb"):
        made().save(tmp_path / "model")
    assert os.listdir(tmp_path / "model") == ["mine.txt"]


@pytest.mark.parametrize("name", ["saved_model.pb", keras_metadata.FILE])
def test_damage_is_told_by_the_path(name, tmp_path):
    made().save(tmp_path / "model")
    (tmp_path / "model" / name).write_bytes(b"\xff\x01damage")
    with pytest.raises(saving.ModelFileError, match=f"model.*{name}"):
        saving.load_model(tmp_path / "model")


def test_all_values_that_do_not_fit_are_listed_at_once(tmp_path):
    made().save(tmp_path / "model")
    shapes = [(5, False), (2, True), (3, True)]
    others = [layers.Dense(n, use_bias=bias) for n, bias in shapes]
    keras.Sequential([keras.Input((3,)), *others]).save(tmp_path / "other")
    for part in ("variables.index", "variables.data-00000-of-00001"):
        os.replace(
            tmp_path / "other" / "variables" / part,
            tmp_path / "model" / "variables" / part,
        )
    with pytest.raises(saving.ModelFileError) as told:
        saving.load_model(tmp_path / "model")
    message = str(told.value)
    assert "Missing in the file (1)" in message and "(4,) float32" in message
    assert "Unexpected in the file (2)" in message
    assert "-2/kernel: (2, 3) float32" in message
    assert "expected (4, 2) float32, found (5, 2) float32" in message


def test_a_class_with_fewer_layers_is_told_what_it_lost(tmp_path):
    class Stack(keras.Model):
        def __init__(self, names="ab", **kwargs):
            super().__init__(**kwargs)
            self.parts = {name: layers.Dense(3) for name in names}

        def call(self, inputs):
            for part in self.parts.values():
                inputs = part(inputs)
            return inputs

        def get_config(self):
            return {}

    saved = Stack("abc")
    saved(X)
    saved.save(tmp_path / "model")
    with pytest.raises(saving.ModelFileError, match="parts/c/kernel: .3, 3."):
        saving.load_model(tmp_path / "model", {"Stack": Stack})


def test_a_config_far_larger_than_the_values_is_refused(tmp_path):
    made().save(tmp_path / "model")
    file = tmp_path / "model" / keras_metadata.FILE
    nodes = keras_metadata.unpacked(file.read_bytes())
    changed = [
        keras_metadata.Node(
            node.number,
            node.path,
            node.kind,
            node.text.replace('"units": 4', '"units": 268435456'),
        )
        for node in nodes
    ]
    file.write_bytes(keras_metadata.packed(changed))
    with pytest.raises(saving.ModelFileError, match="bytes of variables"):
        saving.load_model(tmp_path / "model")


def test_a_layer_of_the_users_without_a_config_is_run_by_the_program(tmp_path):
    class Doubled(layers.Layer):
        def __init__(self, unit, **kwargs):
            super().__init__(**kwargs)
            self.scale = self.add_weight(shape=(), initializer="ones")

        def call(self, x):
            return 2 * self.scale * x

        def get_config(self):
            raise NotImplementedError

    inputs = keras.Input((3,))
    model = keras.Model(inputs, layers.Dense(2)(Doubled(1)(inputs)))
    with pytest.raises(NotImplementedError):
        model.save(tmp_path / "model")
    assert not os.listdir(tmp_path)


def test_other_formats_names_and_this_one_dont_mix(tmp_path):
    with pytest.raises(ValueError, match="save_format='tf'"):
        made().save(tmp_path / "model.keras", save_format="tf")


def test_assets_that_the_format_has_no_place_for_are_told(tmp_path):
    class WithFile(layers.Layer):
        def call(self, x):
            return x

        def save_assets(self, dir_path):
            with open(os.path.join(dir_path, "a"), "w") as file:
                file.write("a")

        def load_assets(self, dir_path):
            pass

    model = keras.Sequential([keras.Input((3,)), WithFile(), layers.Dense(1)])
    for name in ("model", "model.h5"):
        with pytest.warns(UserWarning, match="save_assets"):
            model.save(tmp_path / name)


@pytest.mark.parametrize("name", ["a", "a.h5", "a.keras"])
def test_a_loss_of_the_users_is_known_by_its_name(name, tmp_path):
    def mine(y_true, y_pred):
        return tf.reduce_mean(tf.square(y_true - y_pred), -1)

    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    model.compile("adam", mine, metrics=[mine])
    model.fit(X, X[:, :2], verbose=0)
    model.save(tmp_path / name)
    read = saving.load_model(tmp_path / name, {"mine": mine})
    assert read.loss is mine
    with pytest.raises(saving.ModelFileError, match="objects={'mine': ...}"):
        saving.load_model(tmp_path / name)


@keras.saving.register_keras_serializable("saved_model_test")
class PairCell(layers.Layer):
    """Adds up two sequences."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.state_size = self.output_size = 3

    def call(self, inputs, states):
        a, b = inputs
        return a + b + states[0], [a + b + states[0]]


def test_a_call_on_a_tuple_is_read_as_one(tmp_path):
    a, b = keras.Input((2, 3)), keras.Input((2, 3))
    model = keras.Model([a, b], layers.RNN(PairCell())((a, b)))
    model.save(tmp_path / "model")
    read = saving.load_model(tmp_path / "model")
    assert isinstance(read, keras.Model) and read.layers[-1].cell.built
    rows = X.reshape(2, 2, 3)
    np.testing.assert_allclose(read([rows, rows]), rows.sum(1) * 2, **NEAR)


def cut(folder):
    (folder / "variables.index").write_bytes(b"no index")


@pytest.mark.parametrize("damage", [shutil.rmtree, cut])
def test_a_program_whose_values_are_gone_is_told(damage, tmp_path):
    made().save(tmp_path / "model")
    os.remove(tmp_path / "model" / keras_metadata.FILE)
    damage(tmp_path / "model" / "variables")
    with pytest.raises(saving.ModelFileError, match="can't be loaded"):
        saving.load_model(tmp_path / "model")


def test_what_a_file_says_of_its_name_is_no_description(tmp_path):
    # What stands for a model that can't be made is revived with trust.
    made().save(tmp_path / "folder", save_format="tf")
    stack = keras.Sequential(
        [keras.Input((2,)), layers.Lambda(lambda x: 2 * x)]
    )
    told = {
        "class_name": "Unknown",
        "config": {},
        "name": json.loads(stack.to_json()),
    }
    place = tmp_path / "folder" / keras_metadata.FILE
    nodes = [
        dataclasses.replace(node, text=json.dumps(told))
        if node.number == 0
        else node
        for node in keras_metadata.unpacked(place.read_bytes())
    ]
    place.write_bytes(keras_metadata.packed(nodes))
    with pytest.warns(UserWarning, match="calls its program"):
        model = keras.models.load_model(tmp_path / "folder")
    assert model.name.startswith("saved_model_program")
