"""Files of their own that parts of a model keep in a `.keras` archive."""

import os
import zipfile

import h5py
import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving
from keras.saving.formats import archive

layers = keras.layers
X = np.ones((2, 3), "float32")
FILE = "words.txt"


class Words:
    """A vocabulary in a file; to be mixed into a layer."""

    def __init__(self, words=(), **kwargs):
        super().__init__(**kwargs)
        self.found = list(words)

    def call(self, inputs):
        return inputs

    def get_config(self):
        base = super().get_config()
        return {key: base[key] for key in ("name", "trainable", "dtype")}

    def save_assets(self, dir_path):
        assert isinstance(dir_path, str)
        with open(os.path.join(dir_path, FILE), "w") as file:
            file.write("\n".join(self.found))

    def load_assets(self, dir_path):
        with open(os.path.join(dir_path, FILE)) as file:
            self.found = file.read().split("\n")


@saving.register_keras_serializable("assets_test")
class Table(Words, layers.Layer):
    pass


@saving.register_keras_serializable("assets_test")
class Nested(keras.Model):
    def __init__(self, words=(), **kwargs):
        super().__init__(**kwargs)
        self.tables = {"a": [Table(words)]}
        self.last = layers.Dense(2)

    def call(self, inputs):
        return self.last(self.tables["a"][0](inputs))

    def get_config(self):
        return {"name": self.name}


def stack(words=("a", "b")):
    return keras.Sequential([keras.Input((3,)), Table(words), layers.Dense(2)])


def nested(words=("a", "b")):
    model = Nested(words)
    model(X)
    return model


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.keras"


def table_of(model):
    return next(p for p in model.submodules if isinstance(p, Words))


@pytest.mark.parametrize("make", [stack, nested])
def test_a_part_reads_the_files_that_it_wrote(make, path):
    make(["x", "ß"]).save(path)
    assert table_of(saving.load_model(path)).found == ["x", "ß"]
    other = make()
    other.load_weights(path)
    assert table_of(other).found == ["x", "ß"]


def test_files_stand_where_the_other_packages_look(path):
    # Seen in files of Keras 3.15 for a StringLookup in a Sequential, and of
    # tf_keras 2.21 for one in an attribute.
    stack().save(path)
    assert f"assets/layers/table/{FILE}" in zipfile.ZipFile(path).namelist()
    nested().save(path)
    assert f"assets/tables/a/table/{FILE}" in names(path)


def names(path):
    with zipfile.ZipFile(path) as file:
        # tf_keras and Keras 3 name containers alike, by their class.
        return [name.replace("container", "a") for name in file.namelist()]


def rewrite(path, change):
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)


@pytest.mark.parametrize(
    "name",
    ["assets/../x", "assets//etc/x", "assets/a\\b", f"assets/{'a/' * 200}b"],
)
def test_a_name_that_leads_elsewhere_is_refused(path, name):
    stack().save(path)
    rewrite(path, lambda members: members.update({name: b""}))
    with pytest.raises(saving.ModelFileError, match="leads elsewhere"):
        saving.load_model(path)


def test_a_link_is_refused(path):
    stack().save(path)
    link = zipfile.ZipInfo("assets/layers/table/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(saving.ModelFileError, match="disguise"):
        saving.load_model(path)


def test_a_file_that_is_a_folder_too_is_refused(path):
    stack().save(path)
    rewrite(path, lambda m: m.update({f"assets/layers/table/{FILE}/b": b""}))
    with pytest.raises(saving.ModelFileError, match="damaged"):
        saving.load_model(path)


def test_members_that_nobody_asks_for_count(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(archive.CONFIG, "{}")
        for number in range(5):
            file.writestr(f"{number}", bytes(2**26))
    with pytest.raises(saving.ModelFileError, match="335,544,322 bytes"):
        saving.load_model(path)


def test_a_missing_file_is_named_and_all_stays_as_it_was(path):
    stack(["new"]).save(path)
    rewrite(path, lambda members: members.pop(f"assets/layers/table/{FILE}"))
    model = stack(["old"])
    before = model.get_weights()
    with pytest.raises(saving.ModelFileError, match="'layers/table'.*words"):
        model.load_weights(path)
    assert table_of(model).found == ["old"]
    for mine, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(mine, old)


def test_what_a_refused_file_changed_is_put_back_once(path):
    class Counting(Words, layers.Layer):
        """Its files change a variable, and its arrays are read by itself."""

        def build(self, input_shape):
            self.scale = self.add_weight("scale", (2,))
            self.seen = []

        def load_own_variables(self, store):
            self.seen.append(store["0"][:].tolist())
            super().load_own_variables(store)

        def load_assets(self, dir_path):
            super().load_assets(dir_path)
            self.scale.assign([9.0, 9.0])

    def made(value, *words):
        front = Counting(words)
        model = keras.Sequential([keras.Input((3,)), front, Table(words)])
        front.scale.assign([value, value])
        return model, front

    made(1.0, "new")[0].save(path)
    rewrite(path, lambda members: members.pop(f"assets/layers/table/{FILE}"))
    model, front = made(2.0, "old")
    with pytest.raises(saving.ModelFileError, match="'layers/table'"):
        model.load_weights(path)
    assert front.seen == [[1.0, 1.0], [2.0, 2.0]]
    assert front.scale.numpy().tolist() == [2.0, 2.0]
    assert front.found == ["old"]


def test_a_vocabulary_may_stand_among_the_weights(tmp_path):
    class Lookup(layers.Layer):
        def build(self, input_shape):
            self.keys = self.add_weight(
                "keys",
                (2,),
                "string",
                lambda shape, dtype: tf.constant(["", ""]),
                trainable=False,
            )

    model, other = (keras.Sequential([Lookup()]) for _ in range(2))
    model.build((None, 3))
    other.build((None, 3))
    model.layers[0].keys.assign(["ä", b"\xff"])
    model.save_weights(tmp_path / "m.weights.h5")
    other.load_weights(tmp_path / "m.weights.h5")
    assert other.layers[0].keys.numpy().tolist() == ["ä".encode(), b"\xff"]


def test_files_of_keras_2_12_and_2_13_lie_elsewhere(path, tmp_path):
    # They call the list of layers otherwise.
    model = keras.Sequential(
        [keras.Input((3,)), Table(["a"]), layers.Dense(2), Table(["b", "c"])]
    )
    model.save(path)
    older, values = tmp_path / "older.keras", tmp_path / "model.weights.h5"
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(older, "w") as made:
        given.extract(values.name, tmp_path)
        with h5py.File(values, "a") as file:
            file.move("layers", "_layer_checkpoint_dependencies")
        for name in given.namelist():
            renamed = name.replace(
                "assets/layers/", "assets/_layer_checkpoint_dependencies/"
            )
            if name != values.name:
                made.writestr(renamed, given.read(name))
        made.write(values, values.name)
    read = saving.load_model(older)
    assert [read.layers[n].found for n in (0, 2)] == [["a"], ["b", "c"]]


def lookups(order):
    found = {name: layers.StringLookup(name=name) for name in order}
    inputs = [keras.Input((1,), dtype="string") for _ in order]
    outputs = [layer(x) for layer, x in zip(found.values(), inputs)]
    return keras.Model(inputs, outputs)


@pytest.mark.parametrize("name", ["m.keras", "m.weights.h5", "m.weights.json"])
def test_vocabularies_of_layers_in_another_order_go_by_name(name, tmp_path):
    model, other = lookups("ab"), lookups("ba")
    model.get_layer("a").set_vocabulary(["p", "q"])
    model.get_layer("b").set_vocabulary(["r", "s"])
    if name.endswith(".keras"):
        model.save(tmp_path / name)
    elif name.endswith(".json"):
        model.save_weights(tmp_path / name, max_shard_size=1)
    else:
        model.save_weights(tmp_path / name)
    other.load_weights(tmp_path / name)
    assert other.get_layer("a").get_vocabulary()[1:] == ["p", "q"]
    assert other.get_layer("b").get_vocabulary()[1:] == ["r", "s"]


def test_a_file_goes_where_the_values_of_its_part_go(path):
    class Weighed(Table):
        def build(self, input_shape):
            self.scale = self.add_weight("scale", (3,))

    class Renamed(Weighed):
        pass

    def made(kind, words):
        return keras.Sequential([keras.Input((3,)), kind(words)])

    made(Weighed, ["x", "y"]).save(path)
    other = made(Renamed, ["z"])
    other.load_weights(path)
    assert other.layers[0].found == ["x", "y"]
