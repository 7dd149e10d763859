"""Configs that another version of Keras wrote, made fit for our classes."""

import inspect

from keras.backend import class_facts, user_code
from keras.saving.config import keras1, keras2, keras3

# Arguments of every layer that arrive by `**kwargs`, and mean something when
# they are False.
_OF_EVERY_LAYER = frozenset({"autocast", "trainable"})


def adapted(cls: type, config: dict) -> dict:
    """Returns a config without what our class doesn't know and doesn't need.

    Old arguments get their new names. One that our class hasn't is left out
    where its value says that it isn't used: None or False. With any other value
    it stays, and the class refuses it.

    Args:
        cls: The class that is to be made.
        config: Its config, of any version.
    """
    if user_code.is_users(cls):
        return config
    config = keras3.activations_in_our_words(config)
    known = _arguments(cls) | _OF_EVERY_LAYER
    if config.keys() <= known and cls.__name__ not in keras1.SAME_WORDS:
        return config
    return {
        name: value
        for name, value in in_our_words(cls.__name__, config).items()
        if name in known or not (value is None or value is False)
    }


def in_our_words(class_name: str, config: dict) -> dict:
    """Returns the config of a class of ours without other versions' words.

    Args:
        class_name: The name of our class.
        config: Its config, of any version.
    """
    for version in (keras1, keras2, keras3):
        if class_name in version.CLASSES:
            config = version.CLASSES[class_name].in_our_words(config)
    return config


def has_word(class_name: str, argument: str) -> bool:
    """Tells whether another version has an argument that ours hasn't.

    Args:
        class_name: The name of our class.
        argument: The argument's.
    """
    return any(
        argument in version.CLASSES[class_name].words()
        for version in (keras1, keras2, keras3)
        if class_name in version.CLASSES
    )


@class_facts.once("__init__")
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
