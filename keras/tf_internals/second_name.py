"""A second name by which checkpoints have a part of a module.

TensorFlow tracks what is set as an attribute. Where the name that files of
another package have is a property of ours, only the hook below puts it there:
it has no public name.
"""

import tensorflow as tf


def give(owner: tf.Module, part, name: str) -> None:
    """Has checkpoints find a part by one more name.

    Args:
        owner: What has the part.
        part: The part; nothing happens where checkpoints have no such things.
        name: The further name.
    """
    if isinstance(part, tf.__internal__.tracking.Trackable):
        owner._track_trackable(part, name, overwrite=True)
