"""What `tf.saved_model.save` finds in a module, and which call it serves.

TensorFlow asks each object for its parts by the kind of file, and takes the
function under one private name for the signature of a SavedModel that is given
none (its Lite converter gives none). No public name tells either.
"""

from collections.abc import Callable, Iterable

from keras.tf_internals import composite_parts

SIGNATURE = "_default_save_signature"


def hook(more: Callable, but_not: Iterable[str]) -> Callable:
    """Makes the method by which TensorFlow asks a module for its parts.

    Args:
        more: `more(module)` returns what a SavedModel has beside the parts: a
            dict of `tf.function`s, and of others that TensorFlow follows, by
            the attribute that they become.
        but_not: Attributes that a SavedModel has no use for.
    """
    left_out = frozenset(but_not)

    def _trackable_children(module, save_type="checkpoint", **kwargs) -> dict:
        parts = composite_parts.children(module, save_type, **kwargs)
        if save_type != "savedmodel":
            return parts
        kept = {k: part for k, part in parts.items() if k not in left_out}
        return {**more(module), **kept}

    return _trackable_children
