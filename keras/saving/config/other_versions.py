"""Configs that another version of Keras wrote, made fit for our classes."""

import functools
import inspect

from keras.backend import user_code
from keras.saving.config import call_numbers

# Arguments of every layer that arrive by `**kwargs`, and mean something when
# they are False.
_OF_EVERY_LAYER = frozenset({"autocast", "trainable"})

# Arguments that other versions write with a value that says nothing, as the
# one that they go with is off.
_IDLE = {
    "ema_momentum": "use_ema",
    "renorm_clipping": "renorm",
    "renorm_momentum": "renorm",
}


def adapted(cls: type, config: dict) -> dict:
    """Returns a config without what our class doesn't know and doesn't need.

    An argument that a class of ours hasn't is left out where its value says
    that
    it isn't used: None or False. With any other value it stays, and the
    class refuses it.

    Args:
        cls: The class that is to be made.
        config: Its config, of any version.
    """
    if user_code.is_users(cls):
        return config
    if call_numbers.is_graph(config):
        config = call_numbers.from_zero(config)
    known = _arguments(cls) | _OF_EVERY_LAYER
    return {
        name: value
        for name, value in config.items()
        if name in known or not (_says_nothing(value) or _is_idle(name, config))
    }


def _says_nothing(value) -> bool:
    return value is None or value is False


def _is_idle(name: str, config: dict) -> bool:
    return name in _IDLE and not config.get(_IDLE[name])


@functools.cache
def _arguments(cls: type) -> frozenset[str]:
    """The arguments of a class's constructor, and of those it hands on to."""
    names: set[str] = set()
    for owner in cls.__mro__:
        if "__init__" not in vars(owner):
            continue
        parameters = inspect.signature(owner.__init__).parameters.values()
        names |= {p.name for p in parameters}
        if not any(p.kind is p.VAR_KEYWORD for p in parameters):
            break
    return frozenset(names)
