"""Functions on boxes give the numbers of Keras 3."""
# bazel: deps=//keras

import itertools

import numpy as np
import pytest

import keras
from keras.testing import peer_calls

G = np.random.default_rng(0)
LOW = G.uniform(-5, 20, (3, 4, 2))
BOXES = np.concatenate([LOW, LOW + G.uniform(1, 30, (3, 4, 2))], -1)
BOXES = BOXES.astype("float32")
LABELS = np.arange(12).reshape(3, 4)
SIZE = {"height": 30, "width": 40}
FORMATS = (
    *("xyxy", "yxyx", "xywh", "center_xywh", "center_yxhw", "rel_xyxy"),
    *("rel_yxyx", "rel_xywh", "rel_center_xywh"),
)
AFFINE = {
    "angle": G.uniform(-90, 90, 3).astype("float32"),
    "translate_x": G.uniform(-1, 1, 3).astype("float32"),
    "translate_y": G.uniform(-1, 1, 3).astype("float32"),
    "scale": G.uniform(0.5, 2, 3).astype("float32"),
    "shear_x": G.uniform(-30, 30, 3).astype("float32"),
    "shear_y": G.uniform(-30, 30, 3).astype("float32"),
    **SIZE,
}
IMAGE = (30, 40, 3)
ANCHORS = BOXES[0]


def call(name, **arguments):
    return peer_calls.Call(f"utils.bounding_boxes.{name}", arguments)


CALLS = {
    f"{source} to {target}": call(
        "convert_format", boxes=BOXES, source=source, target=target, **SIZE
    )
    for source, target in itertools.product(FORMATS, FORMATS)
}
CALLS |= {
    "clip": call(
        "clip_to_image_size",
        bounding_boxes={"boxes": BOXES, "labels": LABELS},
        height=3,
        width=9,
    ),
    "clip relative": call(
        "clip_to_image_size",
        bounding_boxes={"boxes": BOXES / 20, "labels": LABELS},
        bounding_box_format="rel_xyxy",
    ),
    "crop": call("crop", boxes=BOXES, top=2, left=3, height=5, width=6),
    "pad": call("pad", boxes=BOXES, top=2, left=3),
    "affine": call("affine_transform", boxes=BOXES, **AFFINE),
    "affine around a point": call(
        "affine_transform", boxes=BOXES, **AFFINE, center_x=0.2, center_y=0.9
    ),
    "iou": call(
        "compute_iou", boxes1=BOXES, boxes2=ANCHORS, bounding_box_format="xyxy"
    ),
    "iou masked": call(
        "compute_iou",
        boxes1=BOXES - 30,
        boxes2=BOXES - 20,
        bounding_box_format="xyxy",
        use_masking=True,
        mask_val=-3,
    ),
    "iou relative": call(
        "compute_iou",
        boxes1=ANCHORS,
        boxes2=ANCHORS[::-1],
        bounding_box_format="rel_xywh",
        image_shape=IMAGE,
    ),
    "ciou": call(
        "compute_ciou",
        boxes1=BOXES,
        boxes2=BOXES[::-1],
        bounding_box_format="xyxy",
    ),
}
for of in ({}, {"variance": [0.1, 0.1, 0.2, 0.2]}, {"image_shape": IMAGE}):
    source = "rel_xywh" if "image_shape" in of else "xywh"
    for order in ("center_yxhw", "center_xywh"):
        both = {"anchors": ANCHORS, "anchor_format": "xyxy", **of}
        CALLS[f"encode {order} {of}"] = call(
            "encode_box_to_deltas",
            boxes=BOXES,
            box_format=source,
            encoding_format=order,
            **both,
        )
        CALLS[f"decode {order} {of}"] = call(
            "decode_deltas_to_boxes",
            boxes_delta=BOXES / 9,
            box_format=source,
            encoded_format=order,
            **both,
        )


@pytest.fixture(scope="module")
def theirs(run_beside_ours, tmp_path_factory):
    folder = tmp_path_factory.mktemp("boxes")
    return peer_calls.results(CALLS, run_beside_ours, folder)


@pytest.mark.parametrize("name", CALLS)
def test_numbers_are_those_of_keras_3(name, theirs):
    found = peer_calls.as_arrays(CALLS[name].of(keras))
    expected = theirs[name]
    if not isinstance(found, dict):
        found, expected = {"boxes": found}, {"boxes": expected}
    assert found.keys() == expected.keys()
    for part in found:
        assert found[part].dtype == expected[part].dtype
        # Differences of numbers about 60 in 24 bits.
        np.testing.assert_allclose(
            found[part], expected[part], rtol=1e-5, atol=2e-5
        )
