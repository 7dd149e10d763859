"""Changes by layers that are drawn, one after the other.

A batch goes through one layer at a time, and each of its images gets numbers of
its own. What is drawn is which layer, and a seed: from it the layer draws the
same for images, masks and boxes.
"""

import functools
from collections.abc import Callable

import tensorflow as tf

from keras.layers.image import box_moves, pixels


def draw(seed: tf.Tensor, count: int, among: int) -> dict:
    """Returns which of some layers come in turn, and a seed for each.

    Args:
        seed: `(2,)`.
        count: How many come.
        among: How many there are.
    """
    order_seed, seed = tf.unstack(tf.random.experimental.stateless_split(seed))
    chosen = tf.random.stateless_uniform(
        (count,), order_seed, 0, among, tf.int32
    )
    seeds = tf.random.experimental.stateless_split(seed, count)
    return {"layer_idxes": chosen, "seeds": seeds}


def in_turn(values: tf.Tensor, drawn: dict, changes: list[Callable]):
    """Returns what the changes that are drawn make of values.

    Args:
        values: Images, masks or boxes.
        drawn: What `draw` returns.
        changes: Functions of values and a seed, one for each layer.
    """

    def step(number, values):
        seed = drawn["seeds"][number]
        branches = [
            functools.partial(change, values, seed) for change in changes
        ]
        changed = tf.switch_case(drawn["layer_idxes"][number], branches)
        return number + 1, tf.ensure_shape(changed, values.shape)

    count = drawn["layer_idxes"].shape[0]
    start = (tf.constant(0), values)
    return tf.while_loop(lambda number, _: number < count, step, start)[1]


def nothing(values, seed):
    """Changes nothing."""
    return tf.identity(values)


def of_images(layer) -> Callable:
    """Returns what a layer does to images.

    Args:
        layer: An `ImageLayer`.
    """

    def change(images, seed):
        changed = layer.change_images(images, _drawn(layer, images, seed))
        return pixels.as_type(changed, images.dtype)

    return change


def of_masks(layer) -> Callable:
    """Returns what a layer does to masks."""
    if not layer._moves_pixels:
        return nothing

    def change(masks, seed):
        changed = layer.change_masks(masks, _drawn(layer, masks, seed))
        return pixels.as_type(changed, masks.dtype)

    return change


def of_boxes(input_shape: tf.Tensor, layer) -> Callable:
    """Returns what a layer does to boxes.

    Args:
        input_shape: Of the images: `(batch, height, width, channels)`.
        layer: An `ImageLayer`.
    """
    if not layer._moves_pixels:
        return nothing

    def change(boxes, seed):
        # Only the size of images counts: those without channels have no pixels.
        images = tf.zeros(tf.concat([input_shape[:3], [0]], 0))
        moved = layer.change_boxes(boxes, _drawn(layer, images, seed))
        # What left the image doesn't come back with the next layer.
        _, height, width, _ = tf.unstack(input_shape)
        clipped = box_moves.clip_to_image_size({"boxes": moved}, height, width)
        return clipped["boxes"]

    return change


def _drawn(layer, images, seed) -> dict:
    return {**layer.draw(images, seed), "input_shape": tf.shape(images)}
