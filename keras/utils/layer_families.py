"""Which family a layer is of, and the hue in which drawings show it."""

import colorsys

from keras.engine.layer import layer as layer_module

# First module whose name a layer's begins with -> family.
_FAMILIES = {
    "keras.engine.graph.input_layer": "input",
    "keras.engine.graph": "operation",
    "keras.engine.model": "model",
    "keras.layers.convolutional": "convolution",
    "keras.layers.locally_connected": "convolution",
    "keras.layers.convolutional_recurrent": "recurrent",
    "keras.layers.recurrent": "recurrent",
    "keras.layers.attention": "attention",
    "keras.layers.activation": "activation",
    "keras.layers.normalization": "normalization",
    "keras.layers.pooling": "pooling",
    "keras.layers.reshaping": "shape",
    "keras.layers.regularization": "regularization",
    "keras.layers.merging": "merge",
    "keras.layers.audio": "preparation",
    "keras.layers.feature_columns": "preparation",
    "keras.layers.image": "preparation",
    "keras.layers.preprocessing": "preparation",
    "keras.layers.recoloring": "preparation",
    "keras.layers.core.activation": "activation",
    "keras.layers.core": "dense",
    "keras.layers.wrapping": "wrapper",
    "keras.layers": "layer",
}
_OWN = "custom"

# Degrees on the wheel of colors.
HUES = {
    "input": 215,
    "operation": 200,
    "model": 255,
    "convolution": 225,
    "recurrent": 280,
    "attention": 310,
    "activation": 45,
    "normalization": 160,
    "pooling": 185,
    "shape": 95,
    "regularization": 350,
    "merge": 130,
    "preparation": 75,
    "dense": 20,
    "wrapper": 265,
    "layer": 240,
    _OWN: 330,
}


def family(layer: layer_module.Layer) -> str:
    """Returns the family of a layer, a key of `HUES`.

    A user's class is of the family of the layer that it stands on; of the base
    class alone, it's "custom".

    Example:
        >>> from keras.utils import layer_families
        >>> layer_families.family(keras.layers.Conv2D(8, 3))
        'convolution'
    """
    for base in type(layer).__mro__:
        for start, name in _FAMILIES.items():
            if f"{base.__module__}.".startswith(f"{start}."):
                return name
    return _OWN


def color(family: str, lightness: float, saturation: float = 0.6) -> str:
    """Returns a family's color, as "#rrggbb".

    Args:
        family: A key of `HUES`.
        lightness: In [0, 1]: black to white.
        saturation: In [0, 1]: gray to full color. Default 0.6.

    Example:
        >>> from keras.utils import layer_families
        >>> layer_families.color("merge", 0.5, 0.0)
        '#808080'
    """
    parts = colorsys.hls_to_rgb(HUES[family] / 360, lightness, saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
