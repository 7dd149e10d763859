"""Looking things up by name in one public namespace: `losses.get('mse')`."""

import functools
import sys
import types
from collections.abc import Collection, Iterator, Mapping

from keras.api import lazy
from keras.backend import suggestion
from keras.saving.config import object_config, registry


class PublicNames(Mapping):
    """The classes and functions that a public module has, and aliases.

    A name in the module's `__init__` is found by that; it is written nowhere
    else. The module is asked at the first look-up, when it is whole.

    Args:
        module: The public module: 'keras.losses'.
        aliases: What has other names, or only such. Default: none.
        left_out: Public names that stand for no object, such as a base class.
            Default: none.
        any_case: True takes names in small letters too. Default False.
    """

    def __init__(
        self,
        module: str,
        aliases: Mapping[str, object] | None = None,
        left_out: Collection[str] = (),
        any_case: bool = False,
    ) -> None:
        self._module = module
        self._aliases = dict(aliases or {})
        self._left_out = {"get", "serialize", "deserialize", *left_out}
        self._any_case = any_case
        # Names that were public: all are listed once a name, not once a layer.
        self._seen: set[str] = set()

    def _is_public(self, name: str) -> bool:
        if name not in self._seen and name in self._public():
            self._seen.add(name)
        return name in self._seen

    def _public(self) -> list[str]:
        # The module is there: it holds who asks.
        module = sys.modules[self._module]
        bound = vars(module)
        return [
            name
            for name in dir(module)
            if not name.startswith("_")
            and name not in self._left_out
            and not isinstance(bound.get(name), types.ModuleType)
        ]

    def __getitem__(self, name: str):
        if name in self._aliases:
            return self._aliases[name]
        if self._any_case and not self._is_public(name):
            name = {one.lower(): one for one in self._public()}.get(name, name)
        # Only the one that is asked for is read.
        module = sys.modules[self._module]
        found = getattr(module, name, None) if self._is_public(name) else None
        if not isinstance(found, (type, types.FunctionType)):
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        names = {*self._public(), *self._aliases}
        if self._any_case:
            names |= {name.lower() for name in names}
        return (name for name in sorted(names) if name in self)

    def __len__(self) -> int:
        return len(list(iter(self)))


class Namespace:
    """The names of one public module, and what they stand for.

    Args:
        kind: One of its objects, as an error says it: 'loss'.
        module: The public module: 'keras.losses'.
        names: Every accepted name, aliases too, with its class or function, or
            with a `functools.partial` that makes the object.
        default: What None stands for.
    """

    def __init__(
        self,
        kind: str,
        module: str,
        names: Mapping[str, object],
        default: object = None,
    ) -> None:
        self.kind = kind
        self.module = module
        self.names = names
        self.default = default

    def get(self, identifier):
        """Returns the object that a name, a config or an object stands for.

        Args:
            identifier: None; a known or registered name; a serialised object;
                a class (an instance with default arguments is made); or the
                object itself.
        Raises:
            ValueError: If a name is unknown.
            TypeError: If it is nothing of these.
        """
        if identifier is None:
            return self.default
        if isinstance(identifier, str):
            found = self._named(identifier)
            made = isinstance(found, (type, functools.partial))
            return found() if made else found
        if isinstance(identifier, dict):
            return self.deserialize(identifier)
        if isinstance(identifier, type):
            return identifier()
        if callable(identifier) or hasattr(identifier, "get_config"):
            return identifier
        raise TypeError(
            f"This is no {self.kind}. Expected a name, a config "
            f"dict, a callable or None. Received: {identifier!r} of type "
            f"{type(identifier).__name__}."
        )

    def check_name(self, name: str) -> None:
        """Raises where nobody knows a name; makes nothing.

        Args:
            name: Text.
        Raises:
            ValueError: If it's unknown.
        """
        self._named(name)

    def _named(self, name: str):
        if registry.registered or registry.scopes.stack:
            custom = registry.get_registered_object(name)
            if custom is not None:
                return custom
        if name in self.names:
            return self.names[name]
        known = {*self.names, *registry.known_names()}
        # 'adagrad', but not 'Mse' where there is 'mse'.
        any_case = name.lower() not in {one.lower() for one in known}
        note = lazy.note_of_missing(name, self.module, any_case)
        raise suggestion.unknown_name(self.kind, name, known, note=note)

    def serialize(self, obj, use_legacy_format: bool = False):
        """Returns the plain description of an object of this namespace.

        Args:
            obj: The object.
            use_legacy_format: True leaves out the module: the form of Keras 1.
        """
        described = object_config.plain(obj)
        if not use_legacy_format or not isinstance(described, dict):
            return described
        if described["class_name"] == "function":
            return described["config"]
        return {name: described[name] for name in ("class_name", "config")}

    def deserialize(self, config, custom_objects: dict | None = None):
        """Makes an object from its description.

        Args:
            config: What `serialize` returned, or a bare name.
            custom_objects: Names of the caller's own classes and functions.
        """
        with registry.CustomObjectScope(custom_objects or {}):
            if isinstance(config, str):
                return self.get(config)
            found = self._meant_by(config)
            if isinstance(found, types.FunctionType):
                return found
            if found is not None:
                config = {**config, "class_name": found.__name__}
            return object_config.deserialize_keras_object(
                config, namespace=self.module
            )

    def _meant_by(self, config) -> type | types.FunctionType | None:
        """Returns what a bare name in place of a class's stands for.

        As 'adam' or 'mean_squared_error' in a description by hand.
        """
        bare = isinstance(config, dict) and "module" not in config
        name = config.get("class_name") if bare else None
        if not isinstance(name, str) or registry.get_registered_object(name):
            return None
        found = self.names.get(name) or self.names.get(name.lower())
        is_named_so = getattr(found, "__name__", name) == name
        is_function = isinstance(found, types.FunctionType)
        return found if is_function or not is_named_so else None
