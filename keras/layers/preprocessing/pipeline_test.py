"""Layers one after the other, as one layer."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.testing import peer_calls

IMAGES = np.random.default_rng(0).random((4, 6, 8, 3)).astype("float32")


def pipeline():
    return layers.Pipeline(
        [layers.AutoContrast(value_range=(0, 1)), layers.RandomFlip(seed=3)],
        name="mine",
    )


def test_layers_are_called_one_after_the_other():
    contrast, flip = pipeline().layers
    expected = flip(contrast(IMAGES), training=True)
    np.testing.assert_array_equal(pipeline()(IMAGES, training=True), expected)


def test_training_is_told_to_every_layer():
    expected = pipeline().layers[0](IMAGES)
    found = pipeline()(IMAGES, training=False)
    np.testing.assert_array_equal(found, expected)
    assert np.any(pipeline()(IMAGES) != expected)
    model = keras.Sequential([keras.Input((6, 8, 3)), pipeline()])
    found = model.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_masks_go_through():
    outer = layers.Pipeline(
        [layers.Embedding(5, 4, mask_zero=True), layers.Dropout(0.5)]
    )
    found = outer(np.array([[1, 0]]))
    np.testing.assert_array_equal(found._keras_mask, [[True, False]])
    symbol = outer(keras.Input((2,), dtype="int32"))
    assert symbol._keras_mask.shape == (None, 2)
    mask = tf.constant([[False, True]])
    norm = layers.Pipeline([layers.Activation("relu")])
    found = norm(tf.ones((1, 2, 3)), mask=mask)
    np.testing.assert_array_equal(found._keras_mask, mask)


def test_dicts_go_through_tf_data():
    data = {"images": IMAGES, "labels": np.arange(4)}
    rows = tf.data.Dataset.from_tensor_slices(data).batch(2).map(pipeline())
    found = next(iter(rows))
    assert found["images"].shape == (2, 6, 8, 3)
    np.testing.assert_array_equal(found["labels"], [0, 1])


def test_weights_inside_are_its_weights_and_are_saved(tmp_path):
    inner = layers.Pipeline([layers.Dense(3), layers.Dense(2)])
    model = keras.Sequential([keras.Input((4,)), inner])
    assert [w.shape for w in inner.weights] == [(4, 3), (3,), (3, 2), (2,)]
    assert inner.compute_output_shape((None, 4)) == (None, 2)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    x = tf.ones((2, 4))
    np.testing.assert_allclose(loaded(x), model(x))


def test_config_makes_an_equal_one():
    config = pipeline().get_config()
    assert [*config] == ["name", "layers"]
    copy = layers.Pipeline.from_config(config)
    assert copy.get_config() == config
    assert copy.layers[1].mode == "horizontal_and_vertical"


def test_configs_go_to_keras_3_and_back(run_beside_ours, tmp_path):
    call = peer_calls.Call(
        "layers.Pipeline.from_config",
        {"config": pipeline().get_config()},
        "get_config",
    )
    found = peer_calls.results({"": call}, run_beside_ours, tmp_path)[""]
    copy = layers.Pipeline.from_config(found)
    assert copy.name == "mine"
    assert copy.layers[0].value_range == (0, 1)
    assert copy.layers[1].seed == 3


@pytest.mark.parametrize("given", [3, "Dense", layers.Dense(2)])
def test_what_is_no_list_is_refused(given):
    with pytest.raises(TypeError, match="Expected a list.*layers="):
        layers.Pipeline(given)


def test_what_is_no_layer_is_refused():
    with pytest.raises(TypeError, match="layers=3"):
        layers.Pipeline([layers.Dense(2), 3])
