"""Variables that weight decay leaves alone."""

import re
from collections.abc import Iterable, Sequence

import tensorflow as tf


class Undecayed:
    """Variables that weight decay leaves alone.

    Args:
        variables: Some of them. Default: none.
        names: Regular expressions found in the names of others. Default: none.
    """

    def __init__(
        self, variables: Iterable[tf.Variable] = (), names: Iterable[str] = ()
    ) -> None:
        self._keys = {variable.ref() for variable in variables}
        self._names = list(names)

    def has(self, variable: tf.Variable) -> bool:
        """Tells whether a variable is one of them."""
        return variable.ref() in self._keys or any(
            re.search(name, variable.name) for name in self._names
        )

    def moved(
        self, old: Sequence[tf.Variable], new: Sequence[tf.Variable]
    ) -> "Undecayed":
        """Returns the same for others, in the places of the old ones.

        Args:
            old: Variables.
            new: As many.
        """
        found = Undecayed(names=self._names)
        found._keys = {
            b.ref() for a, b in zip(old, new) if a.ref() in self._keys
        }
        return found


# Methods of `Optimizer`, which binds them.


def exclude_from_weight_decay(
    self,
    var_list: Iterable[tf.Variable] | None = None,
    var_names: Iterable[str] | None = None,
) -> None:
    """Says which variables weight decay leaves alone.

    Args:
        var_list: Variables. Default None.
        var_names: Regular expressions found in names. Default None.
    """
    self._keras_state.undecayed = Undecayed(var_list or (), var_names or ())
    self._keras_state.changes += 1


def use_weight_decay(optimizer, variable: tf.Variable) -> bool:
    """Tells whether weight decay changes a variable."""
    return not optimizer._keras_state.undecayed.has(variable)
