"""Boxes in images: formats, moves, differences from anchors, overlaps."""

from keras.layers.image.box_deltas import (
    decode_deltas_to_boxes as decode_deltas_to_boxes,
)
from keras.layers.image.box_deltas import (
    encode_box_to_deltas as encode_box_to_deltas,
)
from keras.layers.image.box_formats import convert_format as convert_format
from keras.layers.image.box_moves import affine_transform as affine_transform
from keras.layers.image.box_moves import (
    clip_to_image_size as clip_to_image_size,
)
from keras.layers.image.box_moves import crop as crop
from keras.layers.image.box_moves import pad as pad
from keras.layers.image.box_overlap import compute_ciou as compute_ciou
from keras.layers.image.box_overlap import compute_iou as compute_iou
