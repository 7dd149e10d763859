r"""What attributes of parts are called in the paths of files.

A name goes into a path as it is, as in tf_keras and Keras 3: with '/', or '\\',
it's one of several names. What can't be a name there, or has a meaning, is
marked. No file of theirs has any of these: they refuse them, or lose them.
"""

import re

from keras.saving.files import h5_store

_MARK = "%"
# '.' is the group itself to HDF5; '..' leads out of a folder of files.
_TAKEN = frozenset({"", ".", "..", h5_store.VARS, h5_store.BESIDE})


def in_path(attribute: str) -> str:
    """Returns what an attribute is called in a path.

    Args:
        attribute: Its name, of any text.
    """
    if attribute.isidentifier() and attribute not in _TAKEN:
        return attribute
    return "/".join(map(_in_path, re.split(r"[/\\]", attribute)))


def _in_path(name: str) -> str:
    # HDF5 ends a name at a zero.
    return f"{_MARK}{name}" if name in _TAKEN else name.replace("\0", "%00")


def apart(name: str, number: int) -> str:
    """Returns a name for one of several members that would have the same.

    Args:
        name: What all of them would be called.
        number: Which of them it is, from 0.
    """
    return f"{name}{_MARK}{number}"
