"""StringLookup's numbers and configs beside tf_keras's; files of both peers.

Run as a program it stands for another package: it writes models to a folder,
and reads those that this package wrote there.
"""

import importlib
import inspect
import pathlib
import sys
import warnings

import numpy as np
import pytest
import tensorflow as tf

WORDS = ["b", "a", "b", "c", "c", "c", "ä", ""]
# tf_keras takes documents of as many different words only, and Keras 3 reads no
# empty word at the end of a file.
ROWS = [["a", "b", "b"], ["a", "c", "a"], ["ä", "d", "ä"]]
CASES = {
    "int": {},
    "mask": {"mask_token": "", "num_oov_indices": 3},
    "short": {"max_tokens": 3},
    "small": {"dtype": "int32"},
    "multi_hot": {"output_mode": "multi_hot", "mask_token": ""},
    "count": {"output_mode": "count", "num_oov_indices": 2},
    "tf_idf": {"output_mode": "tf_idf"},
    "padded": {
        "output_mode": "tf_idf",
        "max_tokens": 9,
        "pad_to_max_tokens": True,
    },
    "given": {"vocabulary": ["a", "b"]},
    "weighed": {
        "vocabulary": ["a", "b"],
        "idf_weights": [0.5, 2.0],
        "output_mode": "tf_idf",
    },
    "special": {"vocabulary": ["", "[UNK]", "a"], "mask_token": ""},
}
X = [["a", "z", "b"], ["", "ä", "[UNK]"]]


def learned(k, name):
    layer = k.layers.StringLookup(name="words", **CASES[name])
    if "vocabulary" not in CASES[name]:
        layer.adapt(tf.constant(ROWS))
    return layer


def model_of(k, name):
    x = k.Input((3,), dtype="string", name="x")
    return k.Model(x, learned(k, name)(x))


def tf_keras():
    return importlib.import_module("tf_keras")


def ours():
    return importlib.import_module("keras")


def words_of(layer):
    return [str(word) for word in layer.get_vocabulary()]


EVERY_CASE = pytest.mark.parametrize("name", CASES)


@EVERY_CASE
def test_what_is_learned_and_computed_is_that_of_keras_2(name):
    mine, theirs = learned(ours(), name), learned(tf_keras(), name)
    assert words_of(mine) == words_of(theirs)
    x = tf.constant(X)
    found, expected = mine(x), theirs(x)
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    if "output_mode" not in CASES[name]:
        assert (
            mine(tf.ragged.constant(X)).to_list() == expected.numpy().tolist()
        )


@EVERY_CASE
@pytest.mark.parametrize("sparse", [False, True])
def test_configs_go_both_ways(name, sparse):
    options = (
        {"sparse": True} if sparse and "output_mode" in CASES[name] else {}
    )
    options |= CASES[name] | {"name": "words"}
    mine = ours().layers.StringLookup(**options)
    theirs = tf_keras().layers.StringLookup(**options)
    config, expected = mine.get_config(), theirs.get_config()
    for key in ("vocabulary", "idf_weights"):
        if expected[key] is not None:  # A list that TensorFlow follows.
            expected[key] = list(expected[key])
    assert config == expected
    assert type(mine).from_config(expected).get_config() == config
    again = type(theirs).from_config(config)
    assert words_of(again) == words_of(theirs)


def test_arguments_stand_in_the_order_of_keras_2():
    mine = inspect.signature(ours().layers.StringLookup.__init__).parameters
    theirs = inspect.signature(tf_keras().layers.StringLookup).parameters
    named = [p for p in theirs.values() if p.kind is not p.VAR_KEYWORD]
    for one, other in zip(list(mine.values())[1:], named):
        assert (one.name, one.default) == (other.name, other.default)


DOCUMENTS = {
    "rows": lambda: np.array(ROWS),
    "column": lambda: np.array(WORDS)[:, np.newaxis],
    "ragged": lambda: tf.ragged.constant([WORDS[:3], WORDS[3:]]),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("batch_size", [None, 1, 2])
def test_documents_weigh_what_they_weigh_in_keras_2(kind, batch_size):
    layers = []
    for k in (ours(), tf_keras()):
        layer = k.layers.StringLookup(output_mode="tf_idf")
        layer.adapt(DOCUMENTS[kind](), batch_size)
        layers.append(layer)
    mine, theirs = layers
    assert words_of(mine) == words_of(theirs)
    np.testing.assert_allclose(mine.idf_weights, theirs.idf_weights, rtol=1e-6)


# Files.


def write(k, folder):
    for name in CASES:
        k.backend.clear_session()
        model = model_of(k, name)
        model.save(folder / f"{name}.keras")
        np.save(folder / f"{name}.npy", np.array(model(tf.constant(X))))


def check(k, folder):
    for name in CASES:
        k.backend.clear_session()
        model = k.models.load_model(folder / f"{name}.keras")
        check_outputs(model, name, folder)


def check_outputs(model, name, folder):
    found, expected = model(tf.constant(X)), np.load(folder / f"{name}.npy")
    np.testing.assert_allclose(found, expected, rtol=1e-6, err_msg=name)


def stand_for(package, mine, theirs):
    """What the other process does."""
    warnings.simplefilter("ignore")
    k = importlib.import_module(package)
    assert "4.0" not in k.__version__
    if package == "keras":
        CASES["small"] = {}  # It has no types of indices.
        del CASES["padded"]  # It can't read its own files of these.
    write(k, theirs)
    check(k, mine)


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """The files that this package writes."""
    folder = tmp_path_factory.mktemp("ours")
    write(ours(), folder)
    return folder


@pytest.fixture(scope="module", params=["tf_keras", "keras"])
def theirs(request, mine, tmp_path_factory, run_beside_ours):
    """The other package's files, after it has read ours."""
    folder = tmp_path_factory.mktemp(request.param)
    run_beside_ours(folder, __file__, request.param, mine, folder)
    return folder


def test_a_policy_of_floats_in_a_config_of_keras_3_is_not_of_indices():
    policy = {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": {"name": "mixed_bfloat16"},
        "registered_name": None,
    }
    cls = ours().layers.StringLookup
    config = {**cls(vocabulary=["a"]).get_config(), "dtype": policy}
    assert cls.from_config(config)(["a"]).dtype == tf.int64
    rows = cls.from_config({**config, "output_mode": "count"})(["a"])
    assert rows.dtype == tf.bfloat16
    with pytest.raises(ValueError, match="whole numbers.*float32"):
        cls(dtype="float32")


@EVERY_CASE
def test_files_go_both_ways(theirs, name):
    if not (theirs / f"{name}.keras").exists():
        assert (name, theirs.name[:5]) == ("padded", "keras")
        return
    model = ours().models.load_model(theirs / f"{name}.keras")
    check_outputs(model, name, theirs)
    layer = model.get_layer("words")
    other = model_of(ours(), name)
    other.load_weights(theirs / f"{name}.keras")
    check_outputs(other, name, theirs)
    assert words_of(layer) == words_of(other.get_layer("words"))


if __name__ == "__main__":
    stand_for(sys.argv[1], *map(pathlib.Path, sys.argv[2:]))
