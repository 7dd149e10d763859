"""What stands for an older optimizer in a SavedModel that is loaded.

TensorFlow writes slots (momenta, …) as an optimizer's, and asks the object of
that kind for each when it loads them; before that it imports
`keras.optimizers.legacy`, so that there is one. No public name declares it.
"""

import tensorflow as tf

# The kind, as Keras 2 calls it.
KIND = "optimizer"
_load = tf.__internal__.saved_model.load


class SlotOwner(tf.__internal__.tracking.AutoTrackable):
    """Holds the slots; it optimizes nothing."""

    def add_slot(self, var, slot_name: str, **kwargs) -> tf.Variable:
        """Returns a new slot of a variable.

        Args:
            var: The variable.
            slot_name: What the slot is: 'm'.
            **kwargs: What an optimizer would be told of its first value.
        """
        with tf.init_scope():
            return tf.Variable(
                tf.zeros(var.shape, var.dtype), trainable=False, name=slot_name
            )


def _register() -> None:
    """Has TensorFlow make one where a SavedModel has an older optimizer."""
    made = _load.VersionedTypeRegistration(
        object_factory=lambda proto: SlotOwner(),
        version=2,
        min_producer_version=1,
        min_consumer_version=1,
    )
    _load.register_revived_type(KIND, lambda obj: False, versions=[made])


# Not in place of another package's, which makes whole optimizers.
if KIND not in _load.registered_identifiers():
    _register()
