"""Formats of bounding boxes, held against their definitions."""

import numpy as np
import pytest
import tensorflow as tf

from keras.layers.image import bounding_boxes

# One box, 10 x 20 pixels at (30, 40), in an image of 100 x 200.
SAME_BOX = {
    "xyxy": [30, 40, 40, 60],
    "yxyx": [40, 30, 60, 40],
    "xywh": [30, 40, 10, 20],
    "center_xywh": [35, 50, 10, 20],
    "center_yxhw": [50, 35, 20, 10],
    "rel_xyxy": [0.15, 0.4, 0.2, 0.6],
    "rel_yxyx": [0.4, 0.15, 0.6, 0.2],
    "rel_xywh": [0.15, 0.4, 0.05, 0.2],
    "rel_center_xywh": [0.175, 0.5, 0.05, 0.2],
    "rel_center_yxhw": [0.5, 0.175, 0.2, 0.05],
}


@pytest.mark.parametrize("name", bounding_boxes.ALL_FORMATS)
def test_each_format_says_the_same_box(name):
    box = np.array([SAME_BOX[name]], "float32")
    pixels = bounding_boxes.to_xyxy(box, name, 100, 200)
    np.testing.assert_allclose(pixels, [SAME_BOX["xyxy"]], rtol=1e-6)
    back = bounding_boxes.from_xyxy(pixels, name, 100, 200)
    np.testing.assert_allclose(back, box, rtol=1e-6)


def test_boxes_are_cut_off_and_lose_their_label_where_nothing_is_left():
    boxes = np.array([[[-5, 2, 3, 50], [20, 0, 30, 4]]], "float32")
    found = bounding_boxes.clipped(boxes, 8, 16)
    np.testing.assert_array_equal(found, [[[0, 2, 3, 8], [16, 0, 16, 4]]])
    labels = bounding_boxes.labels_of_seen(found, tf.constant([[1, 2]]))
    np.testing.assert_array_equal(labels, [[1, -1]])
    one_hot = tf.constant([[[0, 1], [1, 0]]])
    labels = bounding_boxes.labels_of_seen(found, one_hot)
    np.testing.assert_array_equal(labels, [[[0, 1], [-1, -1]]])
