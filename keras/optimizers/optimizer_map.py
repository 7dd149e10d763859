"""Which optimizer changes which variable."""

import re
import warnings
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import tensorflow as tf

from keras.optimizers import optimizer
from keras.saving.config import object_config


class OptimizerMap(MutableMapping):
    """Optimizers by the names of variables.

    A name that is a key has its optimizer; else one whose key, as a regular
    expression, matches the whole name; else the default one.

    Args:
        default_optimizer: Of variables that no key stands for.
        optimizer_map: Optimizers by name or regular expression. Default None:
            none.
    Raises:
        TypeError: If one isn't an optimizer, or the map no dict.
    Example:
        >>> optimizers = keras.optimizers
        >>> slow, fast = optimizers.SGD(0.01), optimizers.Adam()
        >>> found = optimizers.OptimizerMap(fast, {"base/.*": slow})
        >>> found["base/dense/kernel"] is slow
        True
    """

    def __init__(
        self,
        default_optimizer: optimizer.Optimizer,
        optimizer_map: dict | None = None,
    ) -> None:
        _check("default_optimizer", default_optimizer)
        if not isinstance(optimizer_map, (dict, type(None))):
            raise TypeError(
                "OptimizerMap: wrong map. Expected a dict from names to "
                f"optimizers. Received: optimizer_map={optimizer_map!r}."
            )
        self._default_optimizer = default_optimizer
        self._optimizer_map: dict[str, optimizer.Optimizer] = {}
        for key, value in (optimizer_map or {}).items():
            self[key] = value

    @property
    def default_optimizer(self) -> optimizer.Optimizer:
        """The optimizer of variables that no key stands for."""
        return self._default_optimizer

    def __getitem__(self, key: str) -> optimizer.Optimizer:
        """Returns the optimizer of a variable's name.

        Raises:
            ValueError: If several keys match.
        """
        if key in self._optimizer_map:
            return self._optimizer_map[key]
        found = [k for k in self._optimizer_map if re.fullmatch(k, key)]
        if len(found) > 1:
            raise ValueError(
                "OptimizerMap: several keys match a variable. Expected one. "
                f"Received: {found} for {key!r}."
            )
        if found:
            return self._optimizer_map[found[0]]
        return self._default_optimizer

    def __setitem__(self, key: str, value: optimizer.Optimizer) -> None:
        """Gives a name its optimizer.

        Raises:
            TypeError: If the key is no text, or the value no optimizer.
            ValueError: If the name has one.
        """
        if not isinstance(key, str):
            raise TypeError(
                "OptimizerMap: wrong key. Expected a name or regular "
                f"expression. Received: {key!r}."
            )
        if key in self._optimizer_map:
            raise ValueError(
                "OptimizerMap: a name has one optimizer. Expected a new name. "
                f"Received: {key!r}. Delete it first."
            )
        _check(key, value)
        try:
            re.compile(key)
        except re.error as error:
            raise ValueError(
                "OptimizerMap: a key is neither a name nor a regular "
                f"expression. Expected one of them. Received: {key!r}: {error}."
            ) from error
        self._optimizer_map[key] = value

    def __delitem__(self, key: str) -> None:
        del self._optimizer_map[key]

    def __len__(self) -> int:
        return len(self._optimizer_map)

    def __iter__(self) -> Iterator[str]:
        return iter(self._optimizer_map)

    def __call__(self, variable: tf.Variable) -> optimizer.Optimizer:
        """Returns the optimizer of a variable."""
        if variable.name in self._optimizer_map:  # as 'dense/kernel:0'
            return self._optimizer_map[variable.name]
        return self[_path(variable)]

    def warn_of_unused(self, variables: Sequence[tf.Variable]) -> None:
        """Warns of keys that stand for none of the variables.

        Args:
            variables: All that there are.
        """
        names = {n for v in variables for n in (v.name, _path(v))}
        unused = [
            key
            for key in self._optimizer_map
            if key not in names and not any(re.fullmatch(key, n) for n in names)
        ]
        if unused:
            warnings.warn(
                "OptimizerMap: keys that match no variable. Expected whole "
                f"names, or regular expressions of them, such as "
                f"{sorted(map(_path, variables))[:3]}. Received: {unused}. For "
                "a layer write 'its_name/.*'.",
                stacklevel=2,
            )

    def get_config(self) -> dict:
        """Returns the optimizers as plain data."""
        return {
            "default_optimizer": object_config.serialize_keras_object(
                self._default_optimizer
            ),
            "optimizer_map": {
                key: object_config.serialize_keras_object(value)
                for key, value in self._optimizer_map.items()
            },
        }

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes a map from what `get_config` returned.

        Args:
            config: The arguments.
            custom_objects: Names of the caller's own classes.
        """

        def made(value):
            return object_config.deserialize_keras_object(
                value, custom_objects=custom_objects
            )

        found = {k: made(v) for k, v in config["optimizer_map"].items()}
        return cls(made(config["default_optimizer"]), found)


def _path(variable: tf.Variable) -> str:
    return getattr(variable, "path", variable.name.split(":")[0])


def _check(name: str, value) -> None:
    if not isinstance(value, optimizer.Optimizer):
        raise TypeError(
            f"OptimizerMap: {name!r} has no optimizer. Expected one of "
            f"`keras.optimizers`. Received: {value!r}."
        )
    if value._keras_wraps_others:
        raise TypeError(
            f"OptimizerMap: {name!r} is an optimizer of optimizers. Expected "
            f"one that changes variables itself. Received: {value!r}."
        )
