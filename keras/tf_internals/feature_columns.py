"""What a layer over feature columns needs of them.

The columns themselves are public (`tf.feature_column`). No public name tells
which of them give dense tensors, holds what several columns compute of one
feature, or turns a column into plain data and back.
"""

import tensorflow as tf

_COLUMNS = tf.__internal__.feature_column

FeatureColumn = _COLUMNS.FeatureColumn
DenseColumn = _COLUMNS.DenseColumn
SequenceDenseColumn = _COLUMNS.SequenceDenseColumn
TransformationCache = _COLUMNS.FeatureTransformationCache
serialize = _COLUMNS.serialize_feature_column
deserialize = _COLUMNS.deserialize_feature_column
