"""Adding to what an exception says.

TensorFlow's errors keep their text in an attribute that can't be set by a
public name. And where AutoGraph converted the code that failed, it makes a new
exception at each level, of what it noted when it saw the first one.
"""

import os

import tensorflow as tf

#: Where TensorFlow's own code lies.
TENSORFLOW = os.path.dirname(tf.__file__) + os.sep


def with_text(error: Exception, text: str) -> Exception:
    """Returns an exception that says more; where it can be, the same object.

    Args:
        error: Caught here; not raised again yet.
        text: What it says in addition.
    """
    metadata = getattr(error, "ag_error_metadata", None)
    if metadata is None:
        _append(error, text)
        return error
    metadata.cause_message += text
    original = error if error.__context__ is None else error.__context__
    remade = metadata.to_exception(original)
    if type(remade) is type(original):
        return remade
    # AutoGraph can't make one of this type, so it's to leave this one alone.
    _append(original, metadata.get_message())
    original.ag_pass_through = True
    del original.ag_error_metadata
    return original


def has_listing(error: Exception) -> bool:
    """Tells whether the message lists the lines of code that led here."""
    return getattr(error, "ag_error_metadata", None) is not None


def _append(error: Exception, text: str) -> None:
    """Adds to the message, or, if that isn't the only argument, in a note."""
    if isinstance(error, tf.errors.OpError):
        error._message = f"{error.message}{text}"
    elif len(error.args) == 1 and error.args[0] == str(error):
        error.args = (f"{error}{text}",)
    else:
        error.__notes__ = [*getattr(error, "__notes__", ()), text.strip()]
