"""What `tf.saved_model.save` finds in a module, and which call it serves.

TensorFlow asks each object for its parts by the kind of file, and takes the
function under one private name for the signature of a SavedModel that is given
none (its Lite converter gives none). No public name tells either.
"""

import contextlib
import contextvars
from collections.abc import Callable, Iterable, Iterator

from keras.tf_internals import composite_parts

SIGNATURE = "_default_save_signature"
_left_out: contextvars.ContextVar[frozenset] = contextvars.ContextVar(
    "left_out", default=frozenset()
)


@contextlib.contextmanager
def without(names: Iterable[str]) -> Iterator[None]:
    """Marks a block in which models are saved without some of their parts.

    Args:
        names: Their attributes.
    """
    token = _left_out.set(frozenset(names))
    try:
        yield
    finally:
        _left_out.reset(token)


def hook(more: Callable, but_not: Iterable[str]) -> Callable:
    """Makes the method by which TensorFlow asks a module for its parts.

    Args:
        more: `more(module)` returns what a SavedModel has beside the parts: a
            dict of `tf.function`s, and of others that TensorFlow follows, by
            the attribute that they become.
        but_not: Attributes that a SavedModel has no use for.
    """
    unused = frozenset(but_not)

    def _trackable_children(module, save_type="checkpoint", **kwargs) -> dict:
        parts = composite_parts.children(module, save_type, **kwargs)
        if save_type != "savedmodel":
            return parts
        found = {**more(module), **parts}
        dropped = unused | _left_out.get()
        return {k: part for k, part in found.items() if k not in dropped}

    return _trackable_children
