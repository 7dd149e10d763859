"""What layers over feature columns share."""

from typing import Any

import tensorflow as tf

from keras.engine.layer import layer
from keras.layers.feature_columns import column_list, column_state
from keras.tf_internals import feature_columns as columns_module


class ColumnLayer(layer.Layer):
    """Computes TensorFlow's feature columns of a dict of features.

    A subclass says of which kind they are, and what comes out.
    """

    _kind: type

    def __init__(
        self,
        feature_columns: Any,
        trainable: bool = True,
        name: str | None = None,
        partitioner: Any = None,
        **kwargs,
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        if partitioner is not None:
            raise ValueError(
                f"{self._keras_who}: variables aren't sharded by a layer. "
                f"Expected None. Received: partitioner={partitioner!r}. Use "
                "`tf.distribute.ParameterServerStrategy`'s."
            )
        self.partitioner = partitioner
        self.feature_columns = column_list.checked(
            self._keras_who, feature_columns, self._kind
        )
        self._tables = []
        self._state = column_state.ColumnState(self)

    @property
    def _feature_columns(self) -> list:
        # Keras 2's name.
        return self.feature_columns

    def note_table(self, table: Any) -> None:
        """Keeps a column's table, which SavedModels must have.

        Args:
            table: A lookup table.
        """
        self._tables = [*self._tables, table]

    def build(self, _: Any) -> None:
        for column in self.feature_columns:
            with tf.name_scope(column.name):
                column.create_state(self._state)

    def _computed(self, features, training, method: str):
        """Yields each column and what its method makes of the features."""
        if not isinstance(features, dict):
            raise TypeError(
                f"{self._keras_who}: columns find features by name. Expected "
                f"a dict of tensors. Received: {type(features).__name__}."
            )
        cache = columns_module.TransformationCache(features)
        for column in self.feature_columns:
            with tf.name_scope(column.name):
                yield column, getattr(column, method)(cache, self._state)

    @property
    def _width(self) -> int:
        """Numbers that the columns give of a row, or of a step of one."""
        return sum(
            column.variable_shape.num_elements()
            for column in self.feature_columns
        )

    def get_config(self) -> dict:
        """Returns the arguments, columns as TensorFlow describes them."""
        return {
            **super().get_config(),
            "feature_columns": column_list.to_config(self.feature_columns),
        }

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes a layer from what `get_config` returned.

        Args:
            config: Of this Keras, or of Keras 2.
            custom_objects: Names of the caller's own classes and functions.
        """
        columns = column_list.from_config(
            cls.__name__, config["feature_columns"], custom_objects
        )
        return super().from_config({**config, "feature_columns": columns})
