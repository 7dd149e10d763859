"""The nest of a batch: its parts, its branches and their names."""

import typing
from collections import abc


def as_tuples(structure: typing.Any) -> typing.Any:
    """Copies a nest with each list made a tuple; leaves are kept.

    TensorFlow takes a list for a tensor in some places and for a nest in
    others. A tuple is a nest everywhere.

    Example:
        >>> as_tuples({"a": [1, (2, [3])]})
        {'a': (1, (2, (3,)))}
    """
    if isinstance(structure, abc.Mapping):
        return {key: as_tuples(value) for key, value in structure.items()}
    if is_namedtuple(structure):
        return type(structure)(*(as_tuples(part) for part in structure))
    if isinstance(structure, (list, tuple)):
        return tuple(as_tuples(part) for part in structure)
    return structure


def is_namedtuple(structure: typing.Any) -> bool:
    """Tells whether a value is a tuple with named fields."""
    return isinstance(structure, tuple) and type(structure) is not tuple


def branches(structure: typing.Any, name: str) -> dict[str, typing.Any]:
    """Names every leaf of a nest by the way that leads to it.

    Args:
        structure: Nest of tuples, lists and mappings.
        name: What the whole is called.

    Example:
        >>> branches({"a": (1, 2), "b": 3}, "x")
        {"x['a'][0]": 1, "x['a'][1]": 2, "x['b']": 3}
    """
    if isinstance(structure, abc.Mapping):
        parts = [(key, structure[key]) for key in _in_order(structure)]
    elif isinstance(structure, (list, tuple)):
        parts = list(enumerate(structure))
    else:
        return {name: structure}
    named = {}
    for key, part in parts:
        named.update(branches(part, f"{name}[{key!r}]"))
    return named


def _in_order(mapping: abc.Mapping) -> list:
    # The order in which tf.nest flattens a mapping.
    return sorted(mapping)


def batch_branches(data: typing.Any) -> dict[str, typing.Any]:
    """Names the leaves of a batch `x`, `y` and `sample_weight`, less None."""
    parts = unpack_x_y_sample_weight(data)
    named = {}
    for name, part in zip(("x", "y", "sample_weight"), parts, strict=True):
        named.update(branches(part, name))
    return {name: leaf for name, leaf in named.items() if leaf is not None}


def unpack_x_y_sample_weight(data: typing.Any) -> tuple:
    """Takes a batch of data apart.

    Args:
        data: `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`. Only a tuple or
            a list is taken apart; any other nest is all input.

    Returns:
        `(x, y, sample_weight)`, with None for each part that isn't there.

    Raises:
        ValueError: If a tuple has no part, or more than three.

    Example:
        >>> unpack_x_y_sample_weight(("inputs", "labels"))
        ('inputs', 'labels', None)
    """
    if not (type(data) is tuple or isinstance(data, list)):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(
            f"Taking a batch apart: it has {len(data)} parts. Expected x, (x,),"
            " (x, y) or (x, y, sample_weight). Received: a "
            f"{type(data).__name__} of length {len(data)}. Put several inputs "
            "into a tuple or dict of their own: ((a, b, c, d), y)."
        )
    return (*data, None, None)[:3]


def pack_x_y_sample_weight(
    x: typing.Any, y: typing.Any = None, sample_weight: typing.Any = None
) -> typing.Any:
    """Puts the parts of a batch together, so that they can be taken apart.

    Args:
        x: Inputs, a tensor or a nest.
        y: Labels, or None.
        sample_weight: Weights of the samples, or None.

    Returns:
        `x` alone where it can't be mistaken for a batch with labels, else
        `(x,)`, `(x, y)` or `(x, y, sample_weight)`.

    Example:
        >>> pack_x_y_sample_weight("inputs")
        'inputs'
        >>> pack_x_y_sample_weight(["a", "b"])
        (['a', 'b'],)
    """
    if sample_weight is not None:
        return x, y, sample_weight
    if y is not None:
        return x, y
    return (x,) if isinstance(x, (list, tuple)) else x
