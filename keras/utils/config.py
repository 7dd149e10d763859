"""Settings of a program: by attribute or by key, and closed when done."""

import json
from collections.abc import Iterator, MutableMapping
from typing import Any

from keras.backend import suggestion


class Config(MutableMapping):
    """Keeps settings by name: `config.rate` and `config["rate"]` are one.

    For what a program is run with. It is a mapping, so `f(**config)`, `in`,
    `len` and `update` work; once frozen, nobody changes it by accident.

    Args:
        **kwargs: The settings.
    Raises:
        ValueError: If a frozen one is changed.
        AttributeError: If a setting isn't there, or has a method's name.
    Example:
        >>> config = keras.utils.Config(rate=0.1, units=[32, 16])
        >>> config.momentum = 0.9
        >>> config["rate"], sorted(config)
        (0.1, ['momentum', 'rate', 'units'])
        >>> config.freeze()
        >>> config.to_json()
        '{"rate": 0.1, "units": [32, 16], "momentum": 0.9}'
    """

    _settings: dict[str, Any]
    _frozen: bool

    def __init__(self, **kwargs) -> None:
        object.__setattr__(self, "_settings", kwargs)
        object.__setattr__(self, "_frozen", False)

    @property
    def frozen(self) -> bool:
        """Whether changes are refused."""
        return self._frozen

    def freeze(self) -> None:
        """Refuses changes from now on."""
        object.__setattr__(self, "_frozen", True)

    def unfreeze(self) -> None:
        """Lets settings be changed again."""
        object.__setattr__(self, "_frozen", False)

    def as_dict(self) -> dict[str, Any]:
        """Returns the settings in a dict of their own."""
        return dict(self._settings)

    def to_json(self) -> str:
        """Returns the settings as JSON text.

        Raises:
            TypeError: If one is no plain value.
        """
        try:
            return json.dumps(self._settings)
        except TypeError as error:
            raise TypeError(
                "Config.to_json: a setting is no plain value. Expected "
                "numbers, texts, bools, None, lists and dicts of them. "
                f"Received: {self!r}. {error}."
            ) from error

    def get(self, keyname: str, value: Any = None) -> Any:
        """Returns a setting, or `value` where there is none."""
        return self._settings.get(keyname, value)

    def __getitem__(self, key: str) -> Any:
        return self._settings[key]

    def __setitem__(self, key: str, item: Any) -> None:
        self._require_open(key)
        self._settings[key] = item

    def __delitem__(self, key: str) -> None:
        self._require_open(key)
        del self._settings[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)

    def __getattr__(self, name: str) -> Any:
        # Asked for what the class hasn't: a copy that is being made has none.
        settings = vars(self).get("_settings", {})
        if name in settings:
            return settings[name]
        near = suggestion.nearest_names(name, settings) or sorted(settings)[:9]
        raise AttributeError(
            f"Config: there is no such setting. Expected one of "
            f"{len(settings)}, nearest: {near}. Received: {name!r}."
        )

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(type(self), name):
            raise AttributeError(
                f"Config: `{name}` is one of its own names. Expected another "
                f"name for a setting. Received: {name}={value!r}. By key it "
                f"can be kept: `config[{name!r}]`."
            )
        self[name] = value

    def __delattr__(self, name: str) -> None:
        del self[name]

    def __repr__(self) -> str:
        return f"<Config {self._settings!r}>"

    def _require_open(self, key: str) -> None:
        if self._frozen:
            raise ValueError(
                "Config: it is frozen. Expected no change. Received: "
                f"{key!r} to change. Call `config.unfreeze()` before."
            )
