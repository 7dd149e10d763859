"""The outputs of a model, flat and by name, and what is said of each."""

import tensorflow as tf


class Outputs:
    """Flat order and names of a model's outputs.

    What is given for them (losses, weights, labels, …) may be one thing for
    all, a list, or a dict by name; `conform` brings it into the flat order.

    Args:
        structure: The nest of the outputs, of anything.
        names: A name an output, in flat order, for logs. Default: the keys of
            a dict of outputs, or made up.
    """

    def __init__(self, structure, names: list[str] | None) -> None:
        self._structure = structure
        self.count = len(tf.nest.flatten(structure))
        if names is None or len(names) != self.count:
            names = [f"output_{i + 1}" for i in range(self.count)]
            if self._is_flat_dict():
                names = sorted(structure)
        self.names = names

    def _is_flat_dict(self) -> bool:
        structure = self._structure
        return isinstance(structure, dict) and self.count == len(structure)

    def prefix(self, index: int) -> str:
        """Returns what names of an output's metrics begin with."""
        return f"{self.names[index]}_" if self.count > 1 else ""

    def conform(self, what: str, value, is_leaf, share: bool) -> list:
        """Returns what is given for each output, None where nothing is.

        Args:
            what: What it is, as a message says it.
            value: One thing, a list, a dict by output name, or a nest.
            is_leaf: Tells whether a value is one output's.
            share: Whether one thing stands for every output.
        Raises:
            ValueError: If a name isn't an output, or the number differs.
        """
        if value is None:
            return [None] * self.count
        if isinstance(value, dict):
            return self._by_name(what, value, is_leaf, share)
        if is_leaf(value):
            if self.count == 1 or share:
                return [value] * self.count
            raise self._wrong_number(what, 1)
        values = list(value)
        if self.count == 1 and len(values) != 1:
            return [values]
        if len(values) != self.count:
            values = tf.nest.flatten(value)
        if len(values) != self.count:
            raise self._wrong_number(what, len(values))
        return values

    def _by_name(self, what: str, value: dict, is_leaf, share: bool) -> list:
        names = self.names
        if self._is_flat_dict() and set(value) <= set(self._structure):
            names = sorted(self._structure)
        unknown = sorted(set(map(str, value)) - set(names))
        if unknown and self.count == 1 and len(value) == 1:
            return list(value.values())
        if unknown:
            raise ValueError(
                f"{what}: no such outputs. Expected some of {names}. "
                f"Received: {unknown}."
            )
        return [value.get(name) for name in names]

    def _wrong_number(self, what: str, received: int) -> ValueError:
        return ValueError(
            f"{what}: the model has {self.count} outputs. Expected one for "
            f"each, or a dict by name ({self.names}). Received: {received}."
        )


def is_tensor_leaf(value) -> bool:
    """Tells whether a value is the data of one output."""
    return not isinstance(value, (list, tuple, dict))
