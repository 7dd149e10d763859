"""The variables and tables of a layer's feature columns."""

import collections

import tensorflow as tf

from keras.engine.layer import layer as layer_module


class ColumnState:
    """What TensorFlow's columns ask for their variables and tables.

    The names of the methods are those that the columns call.

    Args:
        layer: The layer whose weights the variables are.
    """

    def __init__(self, layer: layer_module.Layer) -> None:
        self._layer = layer
        self._variables: dict = collections.defaultdict(dict)
        self.tables: dict = {}

    def create_variable(
        self,
        feature_column,
        name: str,
        shape,
        dtype=None,
        trainable: bool = True,
        use_resource: bool = True,
        initializer=None,
    ) -> tf.Variable:
        """Creates a weight of the layer for a column.

        Args:
            feature_column: The column.
            name: Of the variable, among the column's.
            shape, dtype, trainable, initializer: Of the weight.
            use_resource: TensorFlow 1's; there is no other kind now.
        """
        variable = self._layer.add_weight(
            name,
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            trainable=trainable,
            autocast=False,
        )
        self._variables[feature_column][name] = variable
        return variable

    def get_variable(self, feature_column, name: str) -> tf.Variable:
        """Returns what `create_variable` made.

        Args:
            feature_column: The column.
            name: Of the variable.
        """
        return self._variables[feature_column][name]

    def add_resource(self, feature_column, resource_name: str, resource):
        """Keeps a column's table.

        Args:
            feature_column: The column.
            resource_name: Of the table, among the column's.
            resource: The table.
        """
        self.tables[feature_column.name, resource_name] = resource
        self._layer.note_table(resource)

    def has_resource(self, feature_column, resource_name: str) -> bool:
        """Tells whether `add_resource` was called.

        Args:
            feature_column: The column.
            resource_name: Of the table.
        """
        return (feature_column.name, resource_name) in self.tables

    def get_resource(self, feature_column, resource_name: str):
        """Returns what `add_resource` kept.

        Args:
            feature_column: The column.
            resource_name: Of the table.
        """
        return self.tables[feature_column.name, resource_name]
