"""Attention in files of the other packages, and Keras 3's numbers.

Run as a program, it is Keras 3 that writes.
"""

import os
import sys

import numpy as np
import pytest
import tf_keras

import keras

ROWS = np.random.default_rng(0).normal(size=(2, 5, 8)).astype("float32")
KEYS = np.random.default_rng(1).normal(size=(2, 4, 8)).astype("float32")
MASK = np.array([[True, True, False, True]] * 2)
KINDS = {
    "heads": ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}),
    "heads-gated": (
        "MultiHeadAttention",
        {"num_heads": 2, "key_dim": 3, "use_gate": True, "value_dim": 2},
    ),
    "heads-near": (
        "MultiHeadAttention",
        {"num_heads": 2, "key_dim": 3, "sliding_window": 2, "output_shape": 5},
    ),
    "groups": (
        "GroupQueryAttention",
        {"head_dim": 3, "num_query_heads": 6, "num_key_value_heads": 2},
    ),
    "groups-gated": (
        "GroupQueryAttention",
        {
            "head_dim": 3,
            "num_query_heads": 4,
            "num_key_value_heads": 4,
            "use_gate": True,
            "sliding_window": 3,
            "use_bias": False,
        },
    ),
    "groups-of-one": (
        "GroupQueryAttention",
        {"head_dim": 2, "num_query_heads": 3, "num_key_value_heads": 1},
    ),
}


def model_of(package, kind):
    class_name, arguments = KINDS[kind]
    query, value, mask = (
        package.Input(t.shape[1:], dtype=t.dtype.name)
        for t in (ROWS, KEYS, MASK)
    )
    layer = getattr(package.layers, class_name)(**arguments)
    outputs, weights = layer(
        query,
        value,
        value_mask=mask,
        use_causal_mask=True,
        return_attention_scores=True,
    )
    return package.Model([query, value, mask], [outputs, weights])


def written(folder, package):
    for kind in KINDS:
        model = model_of(package, kind)
        model.save(os.path.join(folder, f"{kind}.keras"))
        outputs = model([ROWS, KEYS, MASK])
        np.savez(os.path.join(folder, f"{kind}.npz"), *outputs)


@pytest.fixture(scope="module")
def of_keras_3(tmp_path_factory, run_beside_ours):
    folder = tmp_path_factory.mktemp("keras3")
    run_beside_ours(folder, __file__, folder)
    return folder


def assert_gives(model, inputs, expected):
    for one, other in zip(model(inputs), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_keras_3_give_its_numbers(of_keras_3, kind):
    model = keras.saving.load_model(of_keras_3 / f"{kind}.keras")
    with np.load(of_keras_3 / f"{kind}.npz") as file:
        assert_gives(model, [ROWS, KEYS, MASK], file.values())


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_files_give_our_numbers(kind, tmp_path):
    model = model_of(keras, kind)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    inputs = [ROWS, KEYS, MASK]
    assert_gives(again, inputs, model(inputs))


def crossing(package):
    query, value = (package.Input(t.shape[1:]) for t in (ROWS, KEYS))
    layer = package.layers.MultiHeadAttention(2, 3, value_dim=4)
    outputs = layer(query, value, return_attention_scores=True)
    return package.Model([query, value], outputs)


@pytest.mark.parametrize(
    "writer,reader", [(tf_keras, keras), (keras, tf_keras)]
)
def test_keras_2_and_ours_read_each_others_files(writer, reader, tmp_path):
    model = crossing(writer)
    model.save(tmp_path / "model.keras")
    again = reader.models.load_model(tmp_path / "model.keras")
    assert_gives(again, [ROWS, KEYS], model([ROWS, KEYS]))


@pytest.mark.parametrize(
    "writer,reader", [(tf_keras, keras), (keras, tf_keras)]
)
def test_a_config_of_a_built_layer_makes_its_weights(writer, reader):
    layer = writer.layers.MultiHeadAttention(2, 3)
    layer(ROWS, KEYS)
    copy = reader.layers.MultiHeadAttention.from_config(layer.get_config())
    copy(ROWS, KEYS)
    copy.set_weights(layer.get_weights())
    np.testing.assert_allclose(copy(ROWS, KEYS), layer(ROWS, KEYS), atol=1e-6)


if __name__ == "__main__":
    assert keras.__version__.startswith("3.")
    written(sys.argv[1], keras)
