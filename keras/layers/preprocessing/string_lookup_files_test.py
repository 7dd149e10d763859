"""A vocabulary on its way through files."""

import json
import zipfile

import h5py
import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.layers.preprocessing import vocabulary_file

WORDS = np.array([["a", "b"], ["a", "c"]])
MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")


def model_of(layer):
    inputs = keras.Input((2,), dtype="string")
    return keras.Model(inputs, layer(inputs))


def adapted(**arguments):
    layer = keras.layers.StringLookup(**arguments)
    layer.adapt(WORDS)
    return layer


def reloaded(model, tmp_path):
    model.save(tmp_path / "model.keras")
    return keras.models.load_model(tmp_path / "model.keras")


@pytest.mark.parametrize("mode", MODES)
def test_a_learned_vocabulary_comes_back(mode, tmp_path):
    model = model_of(adapted(output_mode=mode))
    found = reloaded(model, tmp_path)
    x = np.array([["b", "z"]])
    expected = model.predict(x, verbose=0)
    np.testing.assert_array_equal(found.predict(x, verbose=0), expected)
    assert found.layers[1].get_vocabulary() == ["[UNK]", "a", "c", "b"]


@pytest.mark.parametrize("mode", ["int", "tf_idf"])
def test_a_given_vocabulary_is_in_the_configuration(mode, tmp_path):
    weights = [0.5, 2.0] if mode == "tf_idf" else None
    layer = keras.layers.StringLookup(
        vocabulary=["a", "b"], idf_weights=weights, output_mode=mode
    )
    copy = keras.layers.StringLookup.from_config(layer.get_config())
    np.testing.assert_array_equal(copy(WORDS), layer(WORDS))
    found = reloaded(model_of(layer), tmp_path)
    np.testing.assert_array_equal(found(tf.constant(WORDS)), layer(WORDS))
    # It is the constructor's still.
    assert found.layers[1].get_config() == layer.get_config()


def test_one_that_was_set_later_is_a_file(tmp_path):
    layer = keras.layers.StringLookup(vocabulary=["a"])
    layer.set_vocabulary(["b", "c"])
    assert layer.get_config()["vocabulary"] is None
    found = reloaded(model_of(layer), tmp_path)
    assert found.layers[1].get_vocabulary() == ["[UNK]", "b", "c"]


def test_a_layer_that_has_learned_nothing_is_saved_so(tmp_path):
    found = reloaded(model_of(keras.layers.StringLookup()), tmp_path)
    assert found.layers[1].vocabulary_size() == 1


ODD = ["with\nbreak", "with\rreturn", " blank ", "", "\u2028", "ÿ", "\udcff"]


@pytest.mark.parametrize("odd", ODD)
def test_any_string_comes_back(odd, tmp_path):
    layer = keras.layers.StringLookup()
    layer.set_vocabulary(["a", odd])
    found = reloaded(model_of(layer), tmp_path)
    assert found.layers[1].get_vocabulary() == ["[UNK]", "a", odd]


def test_a_refused_archive_leaves_the_vocabulary(tmp_path):
    model = model_of(adapted())
    path = tmp_path / "model.keras"
    model_of(keras.layers.StringLookup(output_mode="int")).save(path)
    with zipfile.ZipFile(path, "a") as archive:
        name = "assets/layers/string_lookup/vocabulary.json"
        archive.writestr(name, json.dumps({"no": "list"}))
    with pytest.raises(ValueError, match="no vocabulary"):
        model.load_weights(path)
    assert model.layers[1].get_vocabulary() == ["[UNK]", "a", "c", "b"]


def test_a_text_file_may_be_given(tmp_path):
    (tmp_path / "words.txt").write_bytes(b"a\r\nb c\n d \n")
    layer = keras.layers.StringLookup(vocabulary=str(tmp_path / "words.txt"))
    assert layer.get_vocabulary() == ["[UNK]", "a", "b c", " d "]
    assert layer.get_config()["vocabulary"] == ["a", "b c", " d "]


def test_a_file_of_a_model_names_no_other_file(tmp_path):
    (tmp_path / "words.txt").write_text("a\n")
    config = keras.layers.StringLookup().get_config()
    config["vocabulary"] = str(tmp_path / "words.txt")
    # A user's own word.
    own = keras.layers.StringLookup.from_config(config)
    assert own.get_vocabulary(False) == ["a"]
    data = {"class_name": "StringLookup", "config": config}
    with pytest.raises(ValueError, match="which anybody could have named"):
        keras.layers.deserialize(data)
    model = model_of(keras.layers.StringLookup(vocabulary=["q"]))
    model.save(tmp_path / "model.keras")
    path = tmp_path / "evil.keras"
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        names = [n for n in archive.namelist() if "assets" not in n]
        entries = {name: archive.read(name) for name in names}
    named = json.dumps(str(tmp_path / "words.txt")).encode()
    evil = entries["config.json"].replace(b'["q"]', named)
    assert evil != entries["config.json"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**entries, "config.json": evil}.items():
            archive.writestr(name, content)
    with pytest.raises(ValueError, match="which anybody could have named"):
        keras.models.load_model(path)
    trusted = keras.models.load_model(path, safe_mode=False)
    assert trusted.layers[1].get_vocabulary() == ["[UNK]", "a"]


@keras.saving.register_keras_serializable("lookup_files_test")
class Wrapped(keras.layers.Layer):
    """One that hands a path on, past any `from_config` of the lookup."""

    def __init__(self, words, **kwargs):
        super().__init__(**kwargs)
        self.words = words
        self.lookup = keras.layers.StringLookup()
        self.lookup.set_vocabulary(words)

    def get_config(self):
        return {**super().get_config(), "words": self.words}


@keras.saving.register_keras_serializable("lookup_files_test")
class OwnLookup(keras.layers.StringLookup):
    @classmethod
    def from_config(cls, config):
        return cls(**config)


@pytest.mark.parametrize("kind", [Wrapped, OwnLookup])
def test_no_class_reads_a_file_that_a_config_names(kind, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("a\n")
    argument = "words" if kind is Wrapped else "vocabulary"
    data = keras.layers.serialize(kind(**{argument: ["q"]}))
    data["config"][argument] = str(path)
    with pytest.raises(ValueError, match="which anybody could have named"):
        keras.layers.deserialize(data)
    trusted = keras.saving.deserialize_keras_object(data, safe_mode=False)
    lookup = trusted.lookup if kind is Wrapped else trusted
    assert lookup.get_vocabulary(False) == ["a"]
    assert kind(**{argument: str(path)}) is not None


def test_a_path_may_be_an_object(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("a\nb\n")
    layer = keras.layers.StringLookup(vocabulary=path)
    assert layer.get_vocabulary(False) == ["a", "b"]


WAYS = {
    "int": {},
    "buckets": {"num_oov_indices": 3, "mask_token": ""},
    "count": {"output_mode": "count"},
    "tf_idf": {"output_mode": "tf_idf"},
    "padded": {
        "output_mode": "tf_idf",
        "max_tokens": 9,
        "pad_to_max_tokens": True,
    },
}


def written(model, path):
    if path.name.endswith(".keras"):
        model.save(path)
    else:
        model.save_weights(path)
    return path


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["model.keras", "model.weights.h5"])
def test_weights_bring_the_vocabulary(name, way, tmp_path):
    model = model_of(adapted(**WAYS[way]))
    path = written(model, tmp_path / name)
    # As it is in a config: its size is known, and nothing else.
    told = keras.layers.StringLookup(vocabulary_size=4, **WAYS[way])
    other = model_of(told)
    other.load_weights(path)
    x = tf.constant([["b", "z"]])
    np.testing.assert_array_equal(other(x), model(x))
    assert told.get_vocabulary(False) == ["a", "c", "b"]


FROM = {
    "learned": lambda words: lookup_that_learned(words),
    "given": lambda words: keras.layers.StringLookup(vocabulary=words),
}


def lookup_that_learned(words):
    layer = keras.layers.StringLookup()
    layer.set_vocabulary(words)
    return layer


@pytest.mark.parametrize("name", ["model.keras", "model.weights.h5"])
@pytest.mark.parametrize("had", FROM)
@pytest.mark.parametrize("stored", FROM)
def test_weights_bring_a_given_vocabulary_too(stored, had, name, tmp_path):
    model = model_of(FROM[stored](["a", "b", "c"]))
    path = written(model, tmp_path / name)
    layer = FROM[had](["c", "b", "a"])
    other = model_of(layer)
    other.load_weights(path)
    x = tf.constant([["a", "b"], ["c", "z"]])
    np.testing.assert_array_equal(other(x), model(x))
    # Whatever comes of it has the same vocabulary.
    np.testing.assert_array_equal(reloaded(other, tmp_path)(x), model(x))


@pytest.mark.parametrize("had", FROM)
def test_a_vocabulary_that_does_not_fit_is_skipped_on_request(had, tmp_path):
    mode = {"output_mode": "multi_hot"}
    stored = keras.layers.StringLookup(vocabulary=["a", "b", "c"], **mode)
    path = written(model_of(stored), tmp_path / "model.weights.h5")
    layer = keras.layers.StringLookup(**mode)
    layer.set_vocabulary(["q"])
    if had == "given":
        layer = keras.layers.StringLookup(vocabulary=["q"], **mode)
    model = model_of(layer)
    with pytest.raises(keras.saving.ModelFileError, match="size of the voc"):
        model.load_weights(path)
    with pytest.warns(UserWarning, match="left as it was"):
        model.load_weights(path, skip_mismatch=True)
    assert layer.get_vocabulary(False) == ["q"]


@pytest.mark.parametrize("way", WAYS)
def test_a_whole_model_comes_back_in_any_mode(way, tmp_path):
    model = model_of(adapted(**WAYS[way]))
    x = tf.constant([["b", "z"]])
    np.testing.assert_array_equal(reloaded(model, tmp_path)(x), model(x))


class Two(keras.Model):
    def __init__(self):
        super().__init__()
        lookup = keras.layers.StringLookup
        self.lookups = {"a": [lookup(), lookup()]}

    def call(self, x):
        first, second = self.lookups["a"]
        return first(x) + 10 * second(x)


def test_two_in_a_nest_keep_apart_in_a_file_of_weights(tmp_path):
    model, other = Two(), Two()
    for layer, words in zip(model.lookups["a"], (["a"], ["b", "c"])):
        layer.adapt(words)
    for layer in other.lookups["a"]:
        layer.adapt(["q"])
    x = tf.constant([["a", "b", "c"]])
    model(x), other(x)
    other.load_weights(written(model, tmp_path / "model.weights.h5"))
    assert other(x).numpy().tolist() == model(x).numpy().tolist()


@pytest.mark.parametrize("name", ["model.keras", "model.weights.h5"])
def test_a_vocabulary_of_another_size_is_refused_whole(name, tmp_path):
    path = written(model_of(adapted(output_mode="tf_idf")), tmp_path / name)
    layer = keras.layers.StringLookup(output_mode="tf_idf")
    layer.adapt(np.array([["p", "q"]]))
    model = model_of(layer)
    x = tf.constant([["p", "a"]])
    before = model(x).numpy()
    with pytest.raises(keras.saving.ModelFileError, match="changed after"):
        model.load_weights(path)
    assert layer.get_vocabulary(False) == ["q", "p"]
    np.testing.assert_array_equal(model(x), before)


def test_a_file_of_weights_with_a_damaged_vocabulary_is_refused(tmp_path):
    model = model_of(adapted())
    path = written(model, tmp_path / "model.weights.h5")
    with h5py.File(path, "r+") as file:
        content = file["beside-values/zip"]
        content[50] ^= 1
    with pytest.raises(keras.saving.ModelFileError, match="damaged"):
        model.load_weights(path)
    assert model.layers[1].get_vocabulary(False) == ["a", "c", "b"]


def test_other_packages_pass_over_the_vocabulary_in_weights(tmp_path):
    def small(k):
        inputs = k.Input((2,), dtype="string")
        layer = k.layers.StringLookup()
        layer.adapt(WORDS if k is keras else tf.constant(WORDS))
        return k.Model(inputs, k.layers.Embedding(4, 2)(layer(inputs)))

    model, theirs = small(keras), small(tf_keras)
    path = written(model, tmp_path / "model.weights.h5")
    theirs.load_weights(path)
    x = tf.constant(WORDS)
    np.testing.assert_array_equal(theirs(x), model(x))
    theirs.save_weights(path)
    small(keras).load_weights(path)


def test_exported_the_table_goes_along(tmp_path):
    model = model_of(adapted(output_mode="multi_hot"))
    model.export(str(tmp_path / "exported"), verbose=False)
    served = tf.saved_model.load(str(tmp_path / "exported"))
    x = np.array([["b", "z"]])
    expected = model.predict(x, verbose=0)
    np.testing.assert_array_equal(served.serve(tf.constant(x)), expected)


def test_a_checkpoint_of_tensorflow_has_the_table(tmp_path):
    model = model_of(adapted())
    path = tf.train.Checkpoint(model).write(str(tmp_path / "checkpoint"))
    other = model_of(keras.layers.StringLookup())
    tf.train.Checkpoint(other).read(path).assert_consumed()
    assert other.layers[1].get_vocabulary() == ["[UNK]", "a", "c", "b"]


def test_a_folder_without_a_file_has_no_tokens(tmp_path):
    assert vocabulary_file.read(str(tmp_path)) == []


def test_a_sequential_model_that_begins_with_strings_comes_back(tmp_path):
    lookup = keras.layers.StringLookup(vocabulary=["a", "b"])
    model = keras.Sequential([lookup, keras.layers.Embedding(3, 2)])
    expected = model(tf.constant(WORDS))
    found = reloaded(model, tmp_path)
    np.testing.assert_array_equal(found(tf.constant(WORDS)), expected)


def test_words_that_a_description_tells_of_and_has_not_are_told():
    layer = keras.layers.StringLookup.from_config(adapted().get_config())
    told = r"0 tokens of 4 that its description .* Save to '\.keras'"
    with pytest.raises(RuntimeError, match=told):
        layer(tf.constant(["a"]))


@pytest.mark.parametrize("name", ["m", "m.h5", "m.keras"])
@pytest.mark.parametrize("kind", ["StringLookup", "TextVectorization"])
def test_layers_behind_what_was_learned_keep_their_values(kind, name, tmp_path):
    layer = getattr(keras.layers, kind)(output_mode="multi_hot")
    layer.adapt(["a b", "c"])
    words = keras.Input((1,), dtype="string")
    inner = keras.layers.Dense(2)(layer(words))
    model = keras.Model(words, keras.layers.Dense(2)(inner))
    how = {"save_format": "tf"} if name == "m" else {}
    model.save(tmp_path / name, **how)
    found = keras.models.load_model(tmp_path / name)
    x = tf.constant([["a b"], ["c"], ["d"]])
    np.testing.assert_array_equal(found(x), model(x))
