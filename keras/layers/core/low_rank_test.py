"""Tests of what is added to frozen weights."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

X = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
IDS = np.array([[1, 2], [3, 0]])
CASES = {
    "Dense": (lambda **k: layers.Dense(4, "tanh", **k), X, "kernel"),
    "EinsumDense": (
        lambda **k: layers.EinsumDense(
            "abc,cde->abde", (None, 4, 2), bias_axes="e", **k
        ),
        X,
        "kernel",
    ),
    "Conv1D": (
        lambda **k: layers.Conv1D(4, 2, padding="causal", **k),
        X,
        "kernel",
    ),
    "Conv2D": (
        lambda **k: layers.Conv2D(4, (2, 1), groups=2, **k),
        np.stack([X, X + 1, X, 2 * X], -1),
        "kernel",
    ),
    "Conv3D": (
        lambda **k: layers.Conv3D(
            2, 2, data_format="channels_first", activation="relu", **k
        ),
        np.stack([X, X - 1], -1)[:, None],
        "kernel",
    ),
    "Embedding": (lambda **k: layers.Embedding(7, 4, **k), IDS, "embeddings"),
}
EVERY = pytest.mark.parametrize(
    ("make", "x", "name"), CASES.values(), ids=CASES
)


def adapted(make, x, name):
    """Returns a layer with an addition, and its weights before that."""
    layer = make()
    layer(x)
    before = layer.get_weights()
    layer.enable_lora(2, lora_alpha=6)
    b = getattr(layer, f"lora_{name}_b")
    b.assign(np.random.default_rng(1).normal(size=b.shape))
    return layer, before


def plain(make, x, layer, before, name):
    """Returns a layer whose weight is the sum, by the formula."""
    a, b = (getattr(layer, f"lora_{name}_{each}") for each in "ab")
    whole = before[0] + 3 * np.tensordot(a.numpy(), b.numpy(), 1)
    other = make()
    other(x)
    other.set_weights([whole, *before[1:]])
    return other


@EVERY
def test_the_product_is_added_to_the_weight(make, x, name):
    layer, before = adapted(make, x, name)
    expected = plain(make, x, layer, before, name)
    for call in (layer, tf.function(layer)):
        np.testing.assert_allclose(call(x), expected(x), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(
        getattr(layer, name), getattr(expected, name), rtol=1e-5, atol=1e-6
    )


@EVERY
def test_nothing_changes_at_first(make, x, name):
    layer = make()
    y = layer(x)
    layer.enable_lora(3)
    np.testing.assert_allclose(layer(x), y, rtol=1e-6)


@EVERY
def test_training_leaves_the_weight_alone(make, x, name):
    layer, before = adapted(make, x, name)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(x) ** 2)
    gradients = tape.gradient(loss, layer.trainable_weights)
    assert None not in gradients
    trained = [v.name.split("/")[-1] for v in layer.trainable_weights]
    assert trained[-2:] == [f"lora_{name}_a:0", f"lora_{name}_b:0"]
    assert [v.shape for v in layer.non_trainable_weights] == [before[0].shape]


@EVERY
def test_files_have_the_sum_for_the_weight(make, x, name):
    layer, before = adapted(make, x, name)
    store = {}
    layer.save_own_variables(store)
    assert [v.shape for v in store.values()] == [v.shape for v in before]
    same, other = make(lora_rank=2, lora_alpha=6), make()
    for each in (same, other):
        each(x)
        each.load_own_variables(store)
        np.testing.assert_allclose(each(x), layer(x), rtol=1e-4, atol=1e-5)
    # Else it would never learn again.
    assert np.any(getattr(same, f"lora_{name}_a"))


@EVERY
def test_a_config_has_the_rank_if_there_is_one(make, x, name):
    layer, _ = adapted(make, x, name)
    config = layer.get_config()
    assert (config["lora_rank"], config["lora_alpha"]) == (2, 6)
    again = type(layer).from_config(config)
    again(x)
    assert again.lora_enabled
    assert "lora_rank" not in make().get_config()


@pytest.mark.parametrize("file", ["a.keras", "a.h5", "a"])
def test_a_trained_addition_comes_back_from_every_file(file, tmp_path):
    model = keras.Sequential(
        [keras.Input((5, 3)), layers.Dense(4, "relu"), layers.Dense(1)]
    )
    dense = model.layers[0]
    dense.enable_lora(2)
    frozen = dense._kernel.numpy()
    model.compile("sgd", "mse")
    model.fit(X, np.ones((4, 5, 1)), verbose=0)
    np.testing.assert_array_equal(dense._kernel, frozen)
    assert np.any(dense.lora_kernel_b)
    model.save(tmp_path / file)
    again = keras.models.load_model(tmp_path / file)
    assert again.layers[0].lora_enabled
    np.testing.assert_allclose(again(X), model(X), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("policy", ["mixed_float16", "float64"])
def test_a_policy_has_the_outputs_type(policy):
    layer = layers.Dense(4, dtype=policy, lora_rank=2)
    assert layer(X).dtype == layer.compute_dtype
    assert layer.lora_kernel_a.dtype == tf.float32


def test_only_rows_that_are_looked_up_are_computed():
    layer = layers.Embedding(7, 4, lora_rank=2)
    ragged = tf.ragged.constant([[1], [2, 3]])
    with tf.GradientTape() as tape:
        y = layer(ragged)
    gradient = tape.gradient(y.flat_values, layer.lora_embeddings_a)
    assert isinstance(gradient, tf.IndexedSlices)
    np.testing.assert_allclose(y[1], layer(tf.constant([2, 3])), rtol=1e-6)


def refused(match, do):
    with pytest.raises(ValueError, match=match):
        do()


def test_what_can_not_be_added_is_refused():
    for rank in ({"lora_rank": 0}, {"lora_rank": 2, "lora_alpha": -1}):
        refused("Received: lora_", lambda given=rank: layers.Dense(3, **given))
    held = layers.Dense(3, kernel_constraint="max_norm", lora_rank=2)
    refused("no constraint.*kernel_constraint=", lambda: held(X))
    refused("built layer", lambda: layers.Dense(3).enable_lora(2))
    layer = layers.Dense(3, lora_rank=2)
    layer(X)
    refused("already.*rank=4, after lora_rank=2", lambda: layer.enable_lora(4))
