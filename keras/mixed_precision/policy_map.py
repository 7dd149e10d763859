"""A policy for each layer, by its path."""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from keras.mixed_precision import policy as policy_module


class DTypePolicyMap(policy_module.Policy, MutableMapping):
    """Policies by the paths of layers, and one for all others.

    A layer's path is what the names of its weights begin with: the names of the
    layers around it and its own, joined by '/'. Given to a layer as `dtype`, or
    to all by `set_global_policy`, it is asked once a layer, when that is built
    or first called; until then the layer has the default. Layers that a layer
    makes for itself are asked for by their own paths.

    Args:
        default_policy: Policy, or its name, of paths that nothing matches.
            Default None: the global one.
        policy_map: Maps paths, or regular expressions that match whole ones, to
            policies or their names. An equal path comes before expressions.
            Default None: empty.
    Raises:
        TypeError: If the map isn't a dict, or a key isn't text.
        ValueError: If the default is a map, or a policy is unknown.
    Example:
        >>> policies = keras.dtype_policies.DTypePolicyMap(
        ...     'mixed_bfloat16', {'(.*/)?logits': 'float32'})
        >>> keras.layers.Dense(2, dtype=policies, name='logits')(
        ...     keras.Input((3,))).dtype
        tf.float32
    """

    by_path = True

    def __init__(
        self,
        default_policy: policy_module.Policy | str | None = None,
        policy_map: Mapping | None = None,
    ) -> None:
        if isinstance(default_policy, DTypePolicyMap):
            raise ValueError(
                "DTypePolicyMap: a default goes by no path. Expected a policy "
                "of all layers, or its name. Received: default_policy="
                f"{default_policy!r}."
            )
        if not isinstance(policy_map, (Mapping, type(None))):
            raise TypeError(
                "DTypePolicyMap: which path has which policy? Expected a dict. "
                f"Received: policy_map={policy_map!r}."
            )
        self._given = default_policy
        self._default = policy_module.of_all_paths(default_policy)
        super().__init__(self._default.name)
        self.name = f"map_{self._default.name}"
        self._policies: dict[str, policy_module.Policy] = {}
        for path, policy in (policy_map or {}).items():
            self[path] = policy

    @property
    def default_policy(self) -> policy_module.Policy:
        """The policy of paths that nothing matches."""
        return self._default

    @property
    def scales_loss(self) -> bool:
        """Whether any of the layers needs a loss that is scaled."""
        found = [self._default, *self._policies.values()]
        return any(policy.scales_loss for policy in found)

    def __getitem__(self, path: str) -> policy_module.Policy:
        if path in self._policies:
            return self._policies[path]
        found = [key for key in self._policies if re.fullmatch(key, path)]
        if len(found) > 1:
            raise ValueError(
                "DTypePolicyMap: several policies for one layer. Expected one "
                f"expression that matches {path!r}. Received: {found}. Give "
                "the path itself, or expressions that exclude each other."
            )
        return self._policies[found[0]] if found else self._default

    def __setitem__(self, path: str, policy: object) -> None:
        if not isinstance(path, str):
            raise TypeError(
                "DTypePolicyMap: a layer goes by its path. Expected text. "
                f"Received: path={path!r}."
            )
        if path in self._policies:
            raise ValueError(
                "DTypePolicyMap: a path has one policy. Expected a new path. "
                f"Received: {path!r}, which has {self._policies[path]!r}. "
                f"`del` it first."
            )
        _check_expression(path)
        self._policies[path] = policy_module.of_all_paths(policy)

    def __delitem__(self, path: str) -> None:
        del self._policies[path]

    def __contains__(self, path: object) -> bool:
        return path in self._policies

    def __iter__(self) -> Iterator[str]:
        return iter(self._policies)

    def __len__(self) -> int:
        return len(self._policies)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, DTypePolicyMap)
            and other.name == self.name
            and other._policies == self._policies
        )

    __hash__ = policy_module.Policy.__hash__

    def __repr__(self) -> str:
        return f"<DTypePolicyMap {self._default.name!r} {self._policies!r}>"

    def get_config(self) -> dict:
        """Returns the constructor's arguments, as files hold them."""
        given = self._given
        return {
            "default_policy": None if given is None else self._default.name,
            "policy_map": {
                path: policy_module.described(policy)
                for path, policy in self._policies.items()
            },
        }

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes a map from what `get_config`, or Keras 3's, returned.

        Args:
            config: The arguments.
            custom_objects: Accepted for Keras 3: policies have no parts.
        """
        return cls(**config)


def _check_expression(path: str) -> None:
    try:
        re.compile(path)
    except re.error as error:
        raise ValueError(
            "DTypePolicyMap: a path is read as a regular expression too. "
            f"Expected one. Received: path={path!r} ({error}). Escape what "
            "stands for itself: `re.escape(path)`."
        ) from error
