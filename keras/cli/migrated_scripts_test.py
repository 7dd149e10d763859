"""Scripts of four dialects: what becomes of them, and a few that run."""
# bazel: data=testdata/*.txt

import ast
import collections
import functools

import numpy as np
import pytest

from keras.cli.migration import script
from keras.testing import older_scripts

NAMES = older_scripts.NAMES
LEFT = {
    # Of a model in a file nobody sees how many outputs it has.
    "keras2_cnn": [(37, "predict_classes")],
    "tf1_session": [
        (8, "tf.ConfigProto"),
        (10, "tf.Session"),
        (11, "K.set_session"),
        (19, "tf.global_variables_initializer"),
    ],
}
# Weights of the model, counted by hand from the layers' definitions. A GRU has
# 3 * (4 * 3 + 3 * 3 + 2 * 3): two biases, where Keras 1 had one.
WEIGHTS = {
    "keras1_cnn": 40 + 16 + 296 + 330,
    "keras1_generator": 40 + 50,
    "keras1_mlp": 64 * 32 + 32 + 32 * 10 + 10,
}


@functools.cache
def today(name, dialect=None):
    return script.rewrite(older_scripts.source(name), dialect)


def test_there_are_20_scripts_in_four_dialects():
    dialects = collections.Counter(name.split("_")[0] for name in NAMES)
    assert len(NAMES) >= 20
    assert {"keras1", "keras2", "tf", "tf1"} == set(dialects)
    assert min(dialects.values()) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_the_dialect_is_seen(name):
    dialect = name.rpartition("_")[0]
    assert today(name) == today(name, dialect)


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_changes_nothing(name):
    once = today(name).source
    assert script.rewrite(once).source == once
    same = name.rpartition("_")[0]
    assert script.rewrite(once, same).source == once


@pytest.mark.parametrize("name", NAMES)
def test_only_what_is_left_is_listed(name):
    notes = [
        (n.line, n.reason.split()[0].rstrip(":")) for n in today(name).notes
    ]
    assert notes == LEFT.get(name, [])


@pytest.mark.parametrize("name", NAMES)
def test_comments_and_lines_without_older_names_stay(name):
    before = older_scripts.source(name).decode().splitlines()
    after = set(today(name).source.decode().splitlines())
    words = ("#", '"""', "'''", "for ", "if ", "def ", "rng")
    lines = [line for line in before if "image_dim_ordering" not in line]
    kept = [line for line in lines if line.startswith(words)]
    assert [line for line in kept if line not in after] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_out_parses_and_names_nothing_older(name):
    tree = ast.parse(today(name).source)
    keywords = {
        keyword.arg
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
    }
    assert not keywords & {
        "border_mode", "init", "lr", "nb_epoch", "nb_filter", "subsample"
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(WEIGHTS))
def test_a_model_of_keras_1_has_the_weights_of_its_layers(name, tmp_path):
    made = older_scripts.run(today(name).source, tmp_path)["model"]
    assert made.count_params() == WEIGHTS[name]


def test_branches_are_joined_as_keras_1_joined_them(tmp_path):
    made = older_scripts.run(today("keras1_merge").source, tmp_path)
    a = np.repeat(made["x"].sum(axis=1, keepdims=True), 4, axis=1)
    b = np.tanh(np.repeat(made["y"].sum(axis=1, keepdims=True), 4, axis=1))
    expected = [
        a + b,
        a * b,
        (a + b) / 2,
        np.maximum(a, b),
        np.concatenate([a, b], axis=-1),
        (a * b).sum(axis=1, keepdims=True),
        a - b,
    ]
    for output, numbers in zip(made["result"], expected, strict=True):
        np.testing.assert_allclose(output, numbers, rtol=1e-5)


@pytest.mark.parametrize(
    "name", ["keras1_merge", "keras2_siamese", "tf1_eager"]
)
def test_a_script_computes_the_same_before_and_after(name, tmp_path):
    after = older_scripts.results(
        older_scripts.run(today(name).source, tmp_path)
    )
    before = older_scripts.results(older_scripts.before(name, tmp_path))
    for ours, theirs in zip(after, before, strict=True):
        # The same operations, in graphs that may be fused otherwise.
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
