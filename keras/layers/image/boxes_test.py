"""Functions on boxes: what they return, and what they refuse."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras

boxes = keras.utils.bounding_boxes
SQUARE = [[0.0, 0.0, 2.0, 2.0]]
NO_BOX = [[-2.0, -2.0, -1.0, -1.0]]
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


@pytest.mark.parametrize("name", SAME_BOX)
def test_each_format_says_the_same_box(name):
    size = {"height": 100, "width": 200}
    pixels = boxes.convert_format([SAME_BOX[name]], name, "xyxy", **size)
    np.testing.assert_allclose(pixels, [SAME_BOX["xyxy"]], rtol=1e-6)
    back = boxes.convert_format(pixels, "xyxy", name, **size)
    np.testing.assert_allclose(back, [SAME_BOX[name]], rtol=1e-6)


def test_a_dict_of_boxes_is_left_as_it_was():
    given = {"boxes": SQUARE, "labels": [3]}
    found = boxes.convert_format(given, "xyxy", "center_xywh")
    assert given == {"boxes": SQUARE, "labels": [3]}
    assert found["labels"] == [3]
    np.testing.assert_array_equal(found["boxes"], [[1, 1, 2, 2]])


def test_a_format_may_be_written_in_capitals():
    found = boxes.convert_format(SQUARE, "xyXY", "rel_xyWH", 4, 8)
    np.testing.assert_array_equal(found, [[0, 0, 0.25, 0.5]])


def test_the_type_of_the_result_is_the_one_asked_for():
    found = boxes.convert_format(SQUARE, "xyxy", "xywh", dtype="float64")
    assert found.dtype == tf.float64


def test_each_image_may_have_a_size_of_its_own():
    size = tf.constant([[[2.0]], [[4.0]]])
    found = boxes.convert_format(
        [SQUARE, SQUARE], "xyxy", "rel_xyxy", height=size, width=2 * size
    )
    expected = [[[0, 0, 0.5, 1]], [[0, 0, 0.25, 0.5]]]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "name,more",
    [
        ("crop", {"top": 1, "left": 0, "height": 3, "width": 3}),
        ("pad", {"top": 1, "left": 2}),
        (
            "affine_transform",
            dict.fromkeys(("angle", "translate_x", "translate_y"), 0.1)
            | {"scale": 2, "shear_x": 3, "shear_y": 0}
            | {"height": 9, "width": 7},
        ),
    ],
)
def test_boxes_of_another_format_move_alike(name, more):
    function = getattr(boxes, name)
    found = function(
        boxes.convert_format(SQUARE, "xyxy", "center_yxhw"),
        **more,
        bounding_box_format="center_yxhw",
    )
    found = boxes.convert_format(found, "center_yxhw", "xyxy")
    np.testing.assert_allclose(found, function(SQUARE, **more), rtol=1e-5)


def test_clipped_boxes_of_another_format_are_of_it():
    found = boxes.clip_to_image_size(
        {"boxes": [[0.5, 0.5, 1.0, 1.0]], "labels": [1]},
        bounding_box_format="rel_xywh",
    )
    np.testing.assert_array_equal(found["boxes"], [[0.5, 0.5, 0.5, 0.5]])
    np.testing.assert_array_equal(found["labels"], [1])


def test_the_label_of_a_box_outside_is_minus_one():
    found = boxes.clip_to_image_size(
        {"boxes": SQUARE + NO_BOX, "labels": [1, 1]}, height=2, width=2
    )
    np.testing.assert_array_equal(found["labels"], [1, -1])


def test_classes_of_a_box_outside_are_all_minus_one():
    given = {"boxes": SQUARE + NO_BOX, "labels": [[0, 1], [1, 0]]}
    found = boxes.clip_to_image_size(given, height=2, width=2)
    np.testing.assert_array_equal(found["labels"], [[0, 1], [-1, -1]])


def test_a_quarter_turn_takes_a_box_to_the_other_side():
    found = boxes.affine_transform(
        [[0.0, 0.0, 2.0, 1.0]], 90, 0, 0, 1, 0, 0, height=5, width=5
    )
    np.testing.assert_allclose(found, [[0, 2, 1, 4]], atol=1e-5)


def test_levels_of_anchors_are_decoded_each():
    anchors, deltas = {"p3": SQUARE, "p4": NO_BOX}, [[0.0, 0.0, 0.0, 0.0]]
    found = boxes.decode_deltas_to_boxes(
        anchors, {"p3": deltas, "p4": deltas}, "xyxy", "xyxy"
    )
    np.testing.assert_allclose(found["p4"], NO_BOX)


def test_decoding_undoes_encoding():
    anchors = [[1.0, 2.0, 5.0, 9.0]]
    deltas = boxes.encode_box_to_deltas(anchors, SQUARE, "xyxy", "xyxy")
    found = boxes.decode_deltas_to_boxes(anchors, deltas, "xyxy", "xyxy")
    np.testing.assert_allclose(found, SQUARE, atol=1e-6)


def test_a_batch_and_a_list_overlap_in_either_order():
    batch = [SQUARE, SQUARE, NO_BOX]
    one = boxes.compute_iou(batch, SQUARE, "xyxy", use_masking=True)
    other = boxes.compute_iou(SQUARE, batch, "xyxy", use_masking=True)
    assert one.shape == other.shape == (3, 1, 1)
    np.testing.assert_allclose(one, other)
    assert one.numpy()[2] == -1


def test_relative_boxes_overlap_as_those_in_pixels():
    one, other = [[0.0, 0.0, 0.5, 0.5]], [[0.0, 0.25, 0.5, 0.5]]
    found = boxes.compute_ciou(one, other, "rel_xyxy", image_shape=(8, 8, 3))
    pixels = [[[8 * v for v in row] for row in of] for of in (one, other)]
    np.testing.assert_allclose(
        found, boxes.compute_ciou(*pixels, "xyxy"), rtol=1e-6
    )


@pytest.mark.parametrize(
    "function,arguments,parts",
    [
        ("convert_format", (SQUARE, "xy", "xyxy"), ("source='xy'", "'xywh'")),
        ("convert_format", (SQUARE, "xyxy", 3), ("target=3",)),
        (
            "convert_format",
            (SQUARE, "xyxy", "rel_xywh"),
            ("height and width", "height=None"),
        ),
        ("convert_format", ([[1, 2, 3]], "xyxy", "xywh"), ("(1, 3)",)),
        ("clip_to_image_size", ({"boxes": SQUARE},), ("height=None",)),
        ("crop", (SQUARE, 0, 0, 1, 1, "rel_xyxy"), ("'rel_xyxy'", "'xyxy'")),
        ("pad", (SQUARE, 0, 0, 1, 1, "round"), ("'round'",)),
        (
            "encode_box_to_deltas",
            (SQUARE, SQUARE, "xyxy", "xyxy", "xywh"),
            ("encoding_format='xywh'", "'center_yxhw'"),
        ),
        (
            "decode_deltas_to_boxes",
            (SQUARE, SQUARE, "xyxy", "xyxy", "center_xywh", [1, 2]),
            ("variance=[1, 2]", "four"),
        ),
        ("compute_iou", ([0, 0, 1, 1], SQUARE, "xyxy"), ("boxes1", "(4,)")),
        ("compute_ciou", (SQUARE, SQUARE, "rel_xyxy"), ("image_shape=None",)),
    ],
)
def test_a_mistake_is_told(function, arguments, parts):
    with pytest.raises(ValueError) as caught:
        getattr(boxes, function)(*arguments)
    message = str(caught.value)
    for part in (function, "Expected", "Received", *parts):
        assert part in message
