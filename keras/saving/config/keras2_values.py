"""Values of configs as Keras 2 writes them in the JSON of a SavedModel."""

from keras.saving.config import type_specs

# Begins the names of entries of ours that say arguments of calls exactly: in a
# form of their own, which has some of the same marks.
_OURS = "exact_"


def decoded(value):
    """Returns the values that marked dicts stand for: tuples, shapes, types.

    Args:
        value: A part of the JSON.
    Raises:
        ValueError: If a type of tensors isn't known.
    """
    if isinstance(value, list):
        return [decoded(part) for part in value]
    if not isinstance(value, dict):
        return value
    parts = {
        key: part if key.startswith(_OURS) else decoded(part)
        for key, part in value.items()
    }
    known = _MARKS.get(str(parts.get("class_name")))
    return known(parts) if known else parts


_MARKS = {
    "__tuple__": lambda parts: tuple(parts.get("items") or ()),
    "TensorShape": lambda parts: parts.get("items"),
    "TypeSpec": type_specs.made,
    "__ellipsis__": lambda parts: Ellipsis,
    "__bytes__": lambda parts: str(parts.get("value")).encode(),
}
