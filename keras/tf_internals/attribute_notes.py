"""What TensorFlow makes of containers in attributes, and notes about them.

A list, tuple or dict in an attribute of a `tf.Module` becomes one that
checkpoints know, and a note says under which name. Their classes have no public
names; who goes through all that an object holds meets them.
"""

from tensorflow.python.trackable import base, data_structures

_PROXIES = (data_structures._TupleWrapper, data_structures._DictWrapper)
_CLASSES = (base.TrackableReference, data_structures.TrackableDataStructure)


def is_one(value) -> bool:
    """Tells whether a value is such a container, or such a note."""
    return isinstance(value, _CLASSES)


def is_proxy(value) -> bool:
    """Tells whether a value is such a container that passes for another.

    To `isinstance`, and in a pickle, it's the tuple or dict in its place,
    `value.__wrapped__`.
    """
    return type(value) in _PROXIES


def around(value: tuple | dict):
    """Returns the proxy of a tuple or dict: what is in it is tracked."""
    made = _PROXIES[isinstance(value, dict)]
    return made(value)
