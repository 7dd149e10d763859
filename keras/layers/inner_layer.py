"""The layer that a wrapper is given."""

from keras.engine.layer import layer as layer_module
from keras.layers import lookup


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
