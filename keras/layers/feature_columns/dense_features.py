"""Feature columns as one dense tensor."""

from typing import Any

import tensorflow as tf

from keras.engine import kinds
from keras.layers.feature_columns import column_layer
from keras.tf_internals import feature_columns as columns_module


class DenseFeatures(column_layer.ColumnLayer):
    """Turns a dict of features into one row of numbers a sample.

    y = concat(column_1(features), column_2(features), …)

    The columns are those of `tf.feature_column`, in the order of their names.
    For models that have them; new ones take preprocessing layers.

    Args:
        feature_columns: Dense columns: `numeric_column`, `bucketized_column`,
            `indicator_column`, `embedding_column`; one or several.
        trainable: False keeps embeddings as they are.
        name: The layer's name.
        partitioner: None.
    Call arguments:
        features: Dict of tensors, dense or sparse, by the columns' keys.
        cols_to_output_tensors: Dict that gets each column's tensor.
        training: Has no effect on TensorFlow's columns.
    Output shape: `(batch, numbers of all columns)`.
    Variables: those of the embedding columns.
    Raises:
        TypeError: If a column isn't dense, or features aren't a dict.
        ValueError: If there is no column, or two have one name.
    Example:
        >>> age = tf.feature_column.numeric_column('age')
        >>> layer = keras.layers.DenseFeatures([age])
        >>> layer({'age': tf.constant([[3.0]])}).numpy()
        array([[3.]], dtype=float32)
    """

    _kind = columns_module.DenseColumn

    def call(
        self,
        features: kinds.Tensors,
        cols_to_output_tensors: Any = None,
        training: bool | None = None,
    ) -> kinds.Tensors:
        outputs = []
        computed = self._computed(features, training, "get_dense_tensor")
        for column, tensor in computed:
            width = column.variable_shape.num_elements()
            outputs.append(tf.reshape(tensor, (tf.shape(tensor)[0], width)))
            if cols_to_output_tensors is not None:
                cols_to_output_tensors[column] = outputs[-1]
        return tf.cast(tf.concat(outputs, -1), self.compute_dtype)

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shape = tf.nest.flatten(
            tf.nest.map_structure(tf.TensorShape, input_shape)
        )[0]
        return tf.TensorShape((shape[0], self._width))
