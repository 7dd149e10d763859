"""Keras 2's HDF5: what it can't hold, what doesn't fit, what is damaged."""

import json
import os
import pathlib
import subprocess
import sys

import h5py
import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers, saving
from keras.saving.files import file_error

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def model(*names, units=2):
    names = names or ("a", "b")
    dense = [layers.Dense(units, name=name) for name in names]
    return keras.Sequential([keras.Input((units,)), *dense])


def values(of_model):
    return [w.tolist() for w in of_model.get_weights()]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.h5"


# Which format.


@pytest.mark.parametrize(
    "name, save_format, is_hdf5",
    [
        ("a.h5", None, True),
        ("a.hdf5", None, True),
        ("a", "h5", True),
        ("a.model", "hdf5", True),
        ("a.keras", None, False),
        ("a.keras", "keras_v3", False),
        ("a.keras", "h5", True),
    ],
)
def test_a_models_format_is_told_by_path_and_name(
    name, save_format, is_hdf5, tmp_path
):
    one = model()
    one.save(tmp_path / name, save_format=save_format)
    assert h5py.is_hdf5(tmp_path / name) == is_hdf5
    assert values(saving.load_model(tmp_path / name)) == values(one)


@pytest.mark.parametrize(
    "name, save_format",
    [("a.h5", "keras"), ("a.keras", "tf"), ("a", "keras"), ("a", "other")],
)
def test_a_path_and_a_name_that_disagree_are_told(name, save_format, tmp_path):
    with pytest.raises(ValueError, match="ends with '.keras'") as caught:
        model().save(tmp_path / name, save_format=save_format)
    assert f"save_format={save_format!r}" in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name, save_format",
    [
        ("a.weights.h5", None),
        ("a.weights.h5", "h5"),
        ("a.h5", None),
        ("a.h5", "keras"),
        ("a.keras", None),
        ("a", "h5"),
        ("a", None),
        ("a.ckpt", "tf"),
        ("folder/a", "tensorflow"),
    ],
)
def test_values_come_back_in_each_format(name, save_format, tmp_path):
    one, other = model(), model()
    one.save_weights(tmp_path / name, save_format=save_format)
    other.load_weights(tmp_path / name)
    assert values(one) == values(other)
    is_hdf5 = "h5" in name or save_format == "h5" or "keras" in name
    assert (tmp_path / name).exists() == is_hdf5


@pytest.mark.parametrize(
    "name, save", [("a.h5", "save"), ("a.weights.h5", "save_weights")]
)
def test_an_ending_of_hdf5_wins_over_tf_as_in_keras_2(name, save, tmp_path):
    with pytest.warns(UserWarning, match="save_format='tf', which is passed"):
        getattr(model(), save)(tmp_path / name, save_format="tf")
    assert h5py.is_hdf5(tmp_path / name)


def test_a_file_of_values_is_no_model(path):
    model().save_weights(path)
    with pytest.raises(file_error.ModelFileError, match="values alone"):
        saving.load_model(path)


def test_a_model_file_gives_its_values(path):
    one, other = model(), model()
    one.save(path)
    other.load_weights(path)
    assert values(one) == values(other)


# What is in it.


@keras.saving.register_keras_serializable("tests")
class Own(keras.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight("scale", shape=(), initializer="ones")
        self.shift = self.add_weight("scale", shape=(), initializer="zeros")

    def call(self, inputs):
        return self.scale * inputs + self.shift


class OwnModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.first, self.second = layers.Dense(2, name="d"), Own()
        self.bias = self.add_weight("bias", shape=(2,))

    def call(self, inputs):
        return self.second(self.first(inputs)) + self.bias

    def get_config(self):
        return {}


def own_loss(y_true, y_pred):
    return tf.reduce_mean(abs(y_true - y_pred), -1)


def test_a_subclassed_model_its_own_variables_and_functions_come_back(path):
    one = OwnModel()
    one.compile("adam", own_loss, metrics=[own_loss])
    one.fit(X, X[:, :2], verbose=0)
    one.save(path)
    known = {"OwnModel": OwnModel, "own_loss": own_loss}
    again = saving.load_model(path, known)
    np.testing.assert_array_equal(one(X), again(X))
    assert again.loss is own_loss and again.optimizer.iterations == 1
    with pytest.raises(file_error.ModelFileError, match="own_loss|OwnModel"):
        saving.load_model(path)


def test_a_python_function_runs_for_those_only_who_trust_the_file(path):
    one = keras.Sequential([keras.Input((3,)), layers.Lambda(lambda x: 2 * x)])
    one.save(path)
    with pytest.raises(file_error.ModelFileError, match="safe_mode=False"):
        saving.load_model(path)
    again = saving.load_model(path, safe_mode=False)
    np.testing.assert_array_equal(again(X), 2 * X)


def test_layers_of_one_name_are_refused(path):
    class Twins(keras.Model):
        def __init__(self):
            super().__init__()
            self.one = layers.Dense(2, name="d")
            self.two = layers.Dense(2, name="d")

        def call(self, x):
            return self.two(self.one(x))

    twins = Twins()
    twins(X)
    with pytest.raises(ValueError, match=r"Received twice: \['d'\]"):
        twins.save_weights(path)
    assert not path.exists()


def test_a_type_that_hdf5_has_not_is_refused(path):
    one = keras.Sequential(
        [keras.Input((3,)), layers.Dense(2, dtype="bfloat16")]
    )
    with pytest.raises(TypeError, match="bfloat16.*'.keras' file"):
        one.save_weights(path)
    assert not path.exists()


# What doesn't fit.


def test_all_that_does_not_fit_is_told_and_none_is_set(path):
    model("a", "b", "c", units=3).save_weights(path)
    one = model("a", "d")
    before = values(one)
    with pytest.raises(file_error.ModelFileError) as caught:
        one.load_weights(path)
    message = str(caught.value)
    assert "Unexpected in the file (1):\n  c: 2 variables" in message
    assert "a: expected [(2, 2), (2,)], found [(3, 3), (3,)]" in message
    assert values(one) == before


def test_layers_are_found_by_name_row_203(path):
    given = model("a", "b")
    given.save_weights(path)
    other = model("new", "b")
    with pytest.warns(UserWarning, match=r"Received: \['new'\], 1 of 2"):
        other.load_weights(path, by_name=True)
    assert values(other)[2:] == values(given)[2:]
    assert values(other)[:2] != values(given)[:2]


def test_no_name_in_common_is_an_error_row_203(path):
    model("a", "b").save_weights(path)
    with pytest.raises(file_error.ModelFileError) as caught:
        model("c", "d").load_weights(path, by_name=True)
    assert "['a', 'b'], 2 in all" in str(caught.value)
    assert "['c', 'd'], 2 of 2" in str(caught.value)


def test_the_same_names_in_another_order_are_matched_row_210(path):
    # Row 36.
    given, turned = model("a", "b"), model("b", "a")
    given.save_weights(path)
    turned.load_weights(path)
    assert values(turned) == values(given)[2:] + values(given)[:2]


def test_names_that_say_otherwise_than_places_are_told_row_210(path):
    given, other = model("a", "b", "c"), model("b", "d", "c")
    given.save_weights(path)
    with pytest.warns(UserWarning, match=r"\[\('a', 'b'\)\]"):
        other.load_weights(path)
    assert values(other) == values(given)  # by place, as in Keras 2
    # Numbers tell nothing: they count the layers of a process.
    model("dense", "dense_1").save_weights(path)
    model("dense_1", "dense_2").load_weights(path)


def test_names_may_look_like_paths_row_205(path):
    given = model("conv1/conv", "conv1", "conv1/bn")
    for name in (path, path.with_suffix(".weights.h5")):
        other = model("conv1/conv", "conv1", "conv1/bn")
        given.save_weights(name)
        other.load_weights(name)
        assert values(other) == values(given)
    given.save(path)
    assert values(saving.load_model(path)) == values(given)


@keras.saving.register_keras_serializable("tests")
class Many(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.parts = [layers.Dense(2), layers.Dense(2, name="d")]
        self.named = {"one": layers.Dense(2, name="d")}

    def call(self, inputs):
        for part in self.parts:
            inputs = part(inputs)
        return self.named["one"](inputs)


def test_equal_layers_in_a_layer_are_kept_apart_row_206(path):
    given = keras.Sequential([keras.Input((2,)), Many()])
    given.save(path)
    assert values(saving.load_model(path)) == values(given)


@pytest.mark.parametrize("by_name", [False, True])
def test_what_does_not_fit_may_be_skipped_either_way_row_202(by_name, path):
    given = model("a", "b")
    given.save_weights(path)
    wide = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(2, name="a"),
            layers.Dense(5, name="b"),
        ]
    )
    expected = r"b: expected \[\(2, 5\), \(5,\)\], found \[\(2, 2\), \(2,\)\]"
    with pytest.warns(UserWarning, match=expected):
        wide.load_weights(path, skip_mismatch=True, by_name=by_name)
    assert values(wide)[:2] == values(given)[:2]


@pytest.mark.parametrize("name", ["a.weights.h5", "checkpoint"])
def test_names_are_of_keras_2s_files_alone(name, tmp_path):
    model().save_weights(tmp_path / name)
    with pytest.raises(ValueError, match="Expected by_name=False"):
        model().load_weights(tmp_path / name, by_name=True)


def test_options_are_of_checkpoints_alone(path, tmp_path):
    options = tf.train.CheckpointOptions()
    with pytest.raises(ValueError, match="for TensorFlow checkpoints"):
        model().save_weights(path, options=options)
    one, other = model(), model()
    one.save_weights(tmp_path / "c", options=options)
    other.load_weights(tmp_path / "c", options=options)
    assert values(one) == values(other)


# Checkpoints.


def test_a_checkpoint_waits_for_variables(tmp_path):
    def stack():
        return keras.Sequential([layers.Dense(2), layers.Dense(1)])

    one, other = stack(), stack()
    one(X)
    one.save_weights(tmp_path / "c")
    status = other.load_weights(tmp_path / "c")
    np.testing.assert_array_equal(other(X), one(X))
    status.assert_existing_objects_matched()


def test_a_checkpoint_of_something_else_is_told(tmp_path):
    tf.train.Checkpoint(v=tf.Variable(1.0)).write(str(tmp_path / "c"))
    with pytest.raises((AssertionError, ValueError)):
        model().load_weights(tmp_path / "c")


def test_a_checkpoint_is_kept_on_demand(tmp_path):
    one = model()
    one.save_weights(tmp_path / "c")
    with pytest.raises(ValueError, match="overwrite=True"):
        one.save_weights(tmp_path / "c", overwrite=False)
    one.save_weights(tmp_path / "c")
    names = {file.name for file in pathlib.Path(tmp_path).iterdir()}
    # Another number of files than the older one's: that is how it's replaced.
    files = {f"c.data-0000{i}-of-00002" for i in range(2)}
    assert names == {"c.index", "checkpoint", *files}


# Safe.


def changed_attribute(path, name, change):
    with h5py.File(path, "a") as file:
        text = json.dumps(change(json.loads(file.attrs[name])))
        del file.attrs[name], file.attrs[f"{name}_crc32"]
        file.attrs[name] = text


def test_a_size_that_no_value_backs_is_refused(path):
    model().save(path)

    def grow(config):
        config["config"]["layers"][1]["config"]["units"] = 2**28
        return config

    changed_attribute(path, "model_config", grow)
    with pytest.raises(file_error.ModelFileError, match="would take"):
        saving.load_model(path)


def test_what_changed_since_is_told(path):
    one = model()
    one.compile("adam", "mse")
    one.fit(X[:, :2], X[:, :2], verbose=0)
    one.save(path)
    with h5py.File(path, "a") as file:
        file["model_weights/b/b/bias:0"][...] = 1.0
    with pytest.raises(file_error.ModelFileError, match="'b' are damaged"):
        saving.load_model(path)
    one.save(path)
    with h5py.File(path, "a") as file:
        text = file.attrs["model_config"].replace('"linear"', '"linea2"')
        del file.attrs["model_config"]
        file.attrs["model_config"] = text
    with pytest.raises(file_error.ModelFileError, match="'model_config' in it"):
        saving.load_model(path)


MUTATIONS = """
import random, sys
import numpy as np
import keras
from keras.saving.files import file_error

path, count = sys.argv[1], int(sys.argv[2])
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
model.compile("adam", "mse")
model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
model.save(path)
draw, whole = random.Random(0), open(path, "rb").read()
for number in range(count):
    content = bytearray(whole)
    for _ in range(draw.choice([1, 1, 4])):
        content[draw.randrange(len(content))] = draw.randrange(256)
    with open(path, "wb") as file:
        file.write(content)
    try:
        found = keras.models.load_model(path).get_weights()
    except file_error.ModelFileError:
        continue
    for one, other in zip(found, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
print("whole")
"""


def test_changed_bytes_are_told_or_change_nothing(path, tmp_path):
    """In a process of its own: HDF5's library might crash, or never end."""
    script = tmp_path / "mutations.py"
    script.write_text(MUTATIONS)
    done = subprocess.run(
        [sys.executable, script, path, "300"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.stdout.endswith("whole\n"), done.stderr[-2000:]


def test_links_out_of_the_file_are_refused(path, tmp_path):
    model().save_weights(tmp_path / "other.h5")
    model().save_weights(path)
    with h5py.File(path, "a") as file:
        del file["a"]["a"]["kernel:0"]
        file["a"]["a"]["kernel:0"] = h5py.ExternalLink(
            str(tmp_path / "other.h5"), "a/a/kernel:0"
        )
    with pytest.raises(file_error.ModelFileError, match="leads elsewhere"):
        model().load_weights(path)


@pytest.mark.parametrize("name", ["absent", "a/absent", "..", "/", ""])
def test_a_name_that_leads_to_nothing_is_told(name, path):
    model().save_weights(path)
    with h5py.File(path, "a") as file:
        file["a"].attrs["weight_names"] = np.array([name, "a/bias:0"], "S20")
    with pytest.raises(file_error.ModelFileError):
        model().load_weights(path)


def test_names_that_are_no_text_are_told(path):
    model().save_weights(path)
    with h5py.File(path, "a") as file:
        del file.attrs["layer_names"]
        file.attrs["layer_names"] = np.arange(3)
    with pytest.raises(file_error.ModelFileError, match="isn't text"):
        model().load_weights(path)


def references(content, size):
    """Returns where the references to a string of a size in the heap are."""
    return [
        place
        for place in range(0, len(content) - 16, 4)
        if content[place : place + 4] == size.to_bytes(4, "little")
        and content[place + 12 : place + 16] == (1).to_bytes(4, "little")
    ]


def test_a_string_that_stands_for_many_is_refused(path):
    model().save_weights(path)
    size = 2**20
    with h5py.File(path, "a") as file:
        del file.attrs["layer_names"]
        file.attrs["layer_names"] = ["x" * size] + ["y"] * 200
    content = bytearray(path.read_bytes())
    head = path.read_bytes().replace(b"x" * size, b"")
    (start,) = references(head, size)
    one = bytes(head[start : start + 16])
    start = content.find(one)
    content[start : start + 16 * 201] = one * 201
    path.write_bytes(content)
    with h5py.File(path) as file:
        assert sum(map(len, file.attrs["layer_names"])) == 201 * size
    with pytest.raises(file_error.ModelFileError, match="would take"):
        model().load_weights(path)


def test_a_damaged_heap_gives_an_error_or_the_same(path):
    one = model()
    one.compile("adam", "mse")
    one.save(path)
    whole = path.read_bytes()
    heap = whole.find(b"GCOL\x01\0\0\0")
    refused = 0
    for place in (*range(heap + 8, heap + 18), *range(heap + 24, heap + 32)):
        for value in (0, 1, 127, 255):
            content = bytearray(whole)
            content[place] = value
            path.write_bytes(content)
            try:
                assert values(saving.load_model(path)) == values(one)
            except file_error.ModelFileError:
                refused += 1
    assert refused > 40  # of 72, some of which change nothing
