"""The outputs of a model, flat and by name, and what is said of each."""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf


class Kind(NamedTuple):
    """A kind of thing that is given for outputs.

    Attributes:
        what: What it is, as a message says it.
        is_leaf: Tells whether a value is one output's.
        share: Whether one thing stands for every output.
        expected: What each part has to be, as a message says it.
    """

    what: str
    is_leaf: Callable[[Any], bool]
    share: bool = False
    expected: str = "tensors"


def is_tensor_leaf(value) -> bool:
    """Tells whether a value is the data of one output."""
    return not isinstance(value, (list, tuple, dict))


LABELS = Kind("y", is_tensor_leaf, share=True)
WEIGHTS = Kind("sample_weight", is_tensor_leaf, share=True)


def check_parts(kind: Kind, value) -> None:
    """Raises unless what is given is made of parts for outputs.

    Raises:
        TypeError: If a part isn't of the kind.
    """
    for part in tf.nest.flatten(value):
        if part is not None and not kind.is_leaf(part):
            raise TypeError(
                f"{kind.what}: it can't be made of this. Expected "
                f"{kind.expected}, for each output. Received: {part!r} of type "
                f"{type(part).__name__}."
            )


class Outputs:
    """Flat order and names of a model's outputs.

    What is given for them (losses, weights, labels, …) may be one thing for
    all, a list, a dict by name, or a nest like that of the outputs; `conform`
    brings it into the flat order.

    Args:
        structure: The nest of the outputs, of anything.
        names: A name an output, in flat order, for logs. Default: the keys
            and numbers that lead to it, such as 'mask' or 'output_1'.
    Attributes:
        count: How many outputs there are.
        is_one_tensor: Whether there is one, in no nest.
    """

    def __init__(self, structure, names: list[str] | None) -> None:
        # Without the outputs themselves, which may belong to a graph.
        self._structure = tf.nest.map_structure(lambda _: None, structure)
        self.is_one_tensor = self._structure is None
        self.count = len(tf.nest.flatten(structure))
        if names is None or len(names) != self.count:
            names = _made_up_names(structure, "output")
        self.names = names

    def prefix(self, index: int) -> str:
        """Returns what names of an output's metrics begin with."""
        return f"{self.names[index]}_" if self.count > 1 else ""

    def described(self, index: int) -> str:
        """Returns what a message says after a loss's name: which output's."""
        return f" of output {self.names[index]!r}" if self.count > 1 else ""

    def is_for_all(self, kind: Kind, value) -> bool:
        """Tells whether one thing is given, and stands for several outputs."""
        return value is not None and self.count > 1 and kind.is_leaf(value)

    def conform(self, kind: Kind, value) -> list:
        """Returns what is given for each output, None where nothing is.

        Args:
            kind: What it is.
            value: One thing, a list, a dict by output name, or a nest.
        Raises:
            ValueError: If a name isn't an output, or the number differs.
        """
        if value is None:
            return [None] * self.count
        if self.is_one_tensor and kind.is_leaf(value):  # The only output.
            return [value]
        laid = _laid_out(self._structure, value, kind)
        if laid is not None:
            return laid
        if isinstance(value, dict):
            return self._by_name(kind, value)
        values = list(value) if isinstance(value, (list, tuple)) else [value]
        if len(values) != self.count:
            raise self.wrong_number(kind, len(values))
        return values

    def _by_name(self, kind: Kind, value: dict) -> list:
        if not set(value) <= set(self.names):
            names = self.names
            if isinstance(self._structure, dict):
                names = sorted(self._structure)
            unknown = sorted(set(map(str, value)) - set(names))
            raise ValueError(
                f"{kind.what}: no such outputs. Expected some of {names}. "
                f"Received: {unknown or list(value)}."
            )
        return [value.get(name) for name in self.names]

    def wrong_number(self, kind: Kind, received: int) -> ValueError:
        """Returns the error of parts that aren't as many as the outputs."""
        outputs = "1 output" if self.count == 1 else f"{self.count} outputs"
        return ValueError(
            f"{kind.what}: the model has {outputs}. Expected one for "
            f"each, or a dict by name ({self.names}). Received: {received}."
        )


def _made_up_names(structure, prefix: str) -> list[str]:
    """Returns names from the keys and the numbers that lead to outputs."""
    if not tf.nest.is_nested(structure):
        return [prefix if prefix != "output" else "output_1"]
    if isinstance(structure, dict):
        start = "" if prefix == "output" else f"{prefix}_"
        parts = [(f"{start}{key}", structure[key]) for key in sorted(structure)]
    else:
        parts = [(f"{prefix}_{i}", part) for i, part in enumerate(structure, 1)]
    return [name for path, part in parts for name in _made_up_names(part, path)]


def _laid_out(structure, value, kind: Kind) -> list | None:
    """Returns a value's parts in flat order; None where the nests differ."""
    if value is None:
        return [None] * len(tf.nest.flatten(structure))
    if not tf.nest.is_nested(structure):
        return [value] if kind.is_leaf(value) else None
    if isinstance(structure, dict):
        if not (isinstance(value, dict) and set(value) <= set(structure)):
            return _shared(structure, value, kind)
        pairs = [(structure[key], value.get(key)) for key in sorted(structure)]
    else:
        listed = isinstance(value, (list, tuple))
        if not listed or len(value) != len(structure):
            return _shared(structure, value, kind)
        pairs = zip(structure, value)
    parts = [_laid_out(part, given, kind) for part, given in pairs]
    if any(part is None for part in parts):
        return None
    return [leaf for part in parts for leaf in part]


def _shared(structure, value, kind: Kind) -> list | None:
    count = len(tf.nest.flatten(structure))
    if kind.is_leaf(value) and (kind.share or count == 1):
        return [value] * count
    return None
