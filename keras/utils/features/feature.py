"""What a space is told of a column, and of columns that belong together."""

import tensorflow as tf

from keras.layers import arguments, inner_layer
from keras.saving.config import constructor


class Feature(constructor.Configurable):
    """A column: its type, the layer that reads it, and what becomes of it.

    Args:
        dtype: Type of the column, such as 'string'.
        preprocessor: The layer that it goes through first, or its config.
        output_mode: 'int': the layer's indices. 'one_hot': a vector with 1 at
            each of them. 'float': the layer's numbers.
    Raises:
        ValueError: If there is no such mode.
        TypeError: If the preprocessor is no layer, or there is no such type.
    """

    def __init__(self, dtype, preprocessor, output_mode: str) -> None:
        where = type(self).__name__
        arguments.one_of(
            where, "output_mode", output_mode, ("int", "one_hot", "float")
        )
        self.dtype = tf.as_dtype(dtype).name
        self.preprocessor = inner_layer.made(
            where, preprocessor, "preprocessor"
        )
        self.output_mode = output_mode


class Cross(constructor.Configurable):
    """Columns whose values mean something together, hashed to one index.

    Args:
        feature_names: Names of two features or more, of whole numbers or
            strings behind their preprocessors.
        crossing_dim: How many indices there are, 1 or more.
        output_mode: 'int': the index. 'one_hot': a vector with 1 at it.
    Raises:
        ValueError: If there is no such mode, or a feature is alone.
    """

    def __init__(
        self, feature_names, crossing_dim: int, output_mode: str = "one_hot"
    ) -> None:
        where = type(self).__name__
        arguments.one_of(where, "output_mode", output_mode, ("int", "one_hot"))
        is_one = isinstance(feature_names, str)
        self.feature_names = () if is_one else tuple(feature_names)
        if len(self.feature_names) < 2:
            raise ValueError(
                f"{where}: there is nothing to cross. Expected the names of "
                "two features or more. Received: "
                f"feature_names={feature_names!r}."
            )
        self.crossing_dim = arguments.whole_number(
            where, "crossing_dim", crossing_dim
        )
        self.output_mode = output_mode

    @property
    def name(self) -> str:
        """The features' names, joined."""
        return "_X_".join(self.feature_names)
