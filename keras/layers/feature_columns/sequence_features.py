"""Feature columns of sequences as one dense tensor."""

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import output_spec
from keras.layers.feature_columns import column_layer
from keras.tf_internals import feature_columns as columns_module


class SequenceFeatures(column_layer.ColumnLayer):
    """Turns a dict of sequences into one row of numbers a step.

    y[b, t] = concat(column_1(features)[b, t], …)

    The columns are those of `tf.feature_column` for sequences, in the order of
    their names, and all have the same lengths.

    Args:
        feature_columns: `sequence_numeric_column`, and `embedding_column` or
            `indicator_column` of a `sequence_categorical_column_with_…`; one
            or several.
        trainable: False keeps embeddings as they are.
        name: The layer's name.
        partitioner: None.
    Call arguments:
        features: Dict of sparse tensors `(batch, time)` by the columns' keys.
        training: Has no effect on TensorFlow's columns.
    Output shape: `(batch, longest, numbers of all columns)`, and the lengths
        `(batch,)`: a pair.
    Variables: those of the embedding columns.
    Raises:
        TypeError: If a column isn't one of sequences, or features aren't a
            dict.
        ValueError: If there is no column, or two have one name.
    Example:
        >>> rating = tf.feature_column.sequence_numeric_column('rating')
        >>> layer = keras.experimental.SequenceFeatures(rating)
        >>> x = tf.sparse.from_dense([[1.0, 2.0], [3.0, 0.0]])
        >>> y, lengths = layer({'rating': x})
        >>> y.shape, lengths.numpy().tolist()
        (TensorShape([2, 2, 1]), [2, 1])
    """

    _kind = columns_module.SequenceDenseColumn

    def call(
        self, features: kinds.Tensors, training: bool | None = None
    ) -> kinds.Tensors:
        outputs, lengths = [], []
        computed = self._computed(
            features, training, "get_sequence_dense_tensor"
        )
        for column, (tensor, length) in computed:
            width = column.variable_shape.num_elements()
            shape = tf.concat([tf.shape(tensor)[:2], [width]], 0)
            outputs.append(tf.reshape(tensor, shape))
            outputs[-1].set_shape((*tensor.shape[:2], width))
            lengths.append(length)
        checks = [
            tf.debugging.assert_equal(
                lengths[0],
                length,
                f"{self._keras_who}: columns of different lengths.",
            )
            for length in lengths[1:]
        ]
        with tf.control_dependencies([c for c in checks if c is not None]):
            length = tf.identity(lengths[0])
        return tf.cast(tf.concat(outputs, -1), self.compute_dtype), length

    compute_output_spec = output_spec.traced

    def compute_output_shape(self, input_shape: kinds.Shapes) -> tf.TensorShape:
        shape = tf.nest.flatten(
            tf.nest.map_structure(tf.TensorShape, input_shape)
        )[0]
        return tf.TensorShape((*shape[:2], self._width))
