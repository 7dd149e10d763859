"""The layer inside of another one: what a wrapper is given, or a part."""

import contextlib
import re
from collections.abc import Iterator

from keras.engine.layer import layer as layer_module
from keras.layers import lookup

# How a message of a layer begins.
_WHO = re.compile(r"^\w+ layer '[^']*'")


def made(where: str, given, argument: str = "layer") -> layer_module.Layer:
    """Returns a layer, as given or made from its config.

    Args:
        where: The wrapper as a message calls it.
        given: A layer, or the config of one in any form: class name and
            config alone (Keras 1 and 2), or module and registered name, too.
        argument: The argument's name.
    Raises:
        TypeError: If it is neither.
        ValueError: If the config's class isn't known.
    """
    is_config = isinstance(given, dict) and "class_name" in given
    layer = lookup.deserialize(given) if is_config else given
    if isinstance(layer, layer_module.Layer):
        return layer
    raise TypeError(
        f"{where}: there is no layer to wrap. Expected a layer, or the config "
        f"of one. Received: {argument}={given!r} of type "
        f"{type(given).__name__}."
    )


@contextlib.contextmanager
def told_as(where: str) -> Iterator[None]:
    """Tells errors of a layer inside as those of the layer that a user made.

    Args:
        where: That layer as a message calls it.
    Raises:
        Exception: What is raised inside, with another beginning.
    """
    try:
        yield
    except (ValueError, TypeError, RuntimeError) as error:
        message = _WHO.sub(lambda _: where, str(error), count=1)
        if message == str(error):
            raise
        raise type(error)(message) from error


def who(name: str, options: dict) -> str:
    """Returns what a message calls a layer that isn't made yet.

    Args:
        name: Its class's.
        options: Arguments of its constructor, which may have its name.
    """
    given = options.get("name")
    return f"{name} layer {given!r}" if given else f"{name} layer"
