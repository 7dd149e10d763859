"""As many boxes for each image."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.testing import peer_calls

IMAGES = np.random.default_rng(0).integers(0, 256, (2, 4, 4, 3), "uint8")


@pytest.mark.parametrize("number", [1, 2, 5])
@pytest.mark.parametrize("training", [True, False])
def test_every_image_has_as_many_boxes(number, training):
    boxes = tf.ragged.constant(
        [[[0.0, 0, 2, 2], [1, 1, 2, 2]], []], inner_shape=(4,)
    )
    given = {"boxes": boxes, "labels": tf.ragged.constant([[4, 5], []])}
    layer = layers.MaxNumBoundingBoxes(
        number, fill_value=-7, bounding_box_format="xyxy"
    )
    sample = {"images": IMAGES, "labels": [7, 8], "bounding_boxes": given}
    found = layer(sample, training=training)
    np.testing.assert_array_equal(found["images"], IMAGES)
    np.testing.assert_array_equal(found["labels"], [7, 8])
    found = found["bounding_boxes"]
    assert found["boxes"].shape == (2, number, 4)
    labels = [*[4, 5][:number], *[-7] * (number - 2)]
    np.testing.assert_array_equal(found["labels"][0], labels)
    added = found["boxes"][0, 2:].numpy()
    np.testing.assert_array_equal(added, np.full(added.shape, -7))


def test_boxes_of_free_number_become_a_known_one():
    symbols = {
        "images": keras.Input((4, 4, 3)),
        "bounding_boxes": {
            "boxes": keras.Input((None, 4)),
            "labels": keras.Input((None,)),
        },
    }
    layer = layers.MaxNumBoundingBoxes(3, bounding_box_format="xyxy")
    found = layer(symbols)["bounding_boxes"]
    assert found["boxes"].shape == (None, 3, 4)
    assert found["labels"].shape == (None, 3)


def test_configs_go_to_keras_3_and_back(run_beside_ours, tmp_path):
    layer = layers.MaxNumBoundingBoxes(3, bounding_box_format="xywh")
    call = peer_calls.Call(
        "layers.MaxNumBoundingBoxes.from_config",
        {"config": layer.get_config()},
        "get_config",
    )
    found = peer_calls.results({"": call}, run_beside_ours, tmp_path)[""]
    copy = layers.MaxNumBoundingBoxes.from_config(found)
    assert copy.max_number == 3 and copy.bounding_box_format == "xywh"
