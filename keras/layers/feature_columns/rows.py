"""Feature columns in the table of layers."""

import tensorflow as tf

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole
from keras.testing.refusal import Refusal

_AGE = tf.feature_column.numeric_column("age", shape=(2,))
_JOB = tf.feature_column.categorical_column_with_identity("job", 4)
_SHAPES = {"age": floats(3, 2), "job": whole(3, 1, below=4)}
_COLUMNS = [
    _AGE,
    tf.feature_column.indicator_column(_JOB),
    tf.feature_column.bucketized_column(
        tf.feature_column.numeric_column("size"), [-0.5, 0.5]
    ),
]


ROWS = (
    layer_row.Row(
        layers.DenseFeatures,
        {**_SHAPES, "size": floats(3, 1)},
        {"feature_columns": _COLUMNS},
        {
            "feature_columns": _COLUMNS[:2],
            "trainable": None,  # these have no weight
            "name": None,
            "partitioner": None,  # refused
        },
    ),
)

REFUSALS = (
    Refusal(
        layers.DenseFeatures,
        {"feature_columns": _JOB},
        ("DenseColumn", "IdentityCategoricalColumn"),
        error=TypeError,
    ),
    Refusal(
        layers.DenseFeatures,
        {"feature_columns": []},
        ("different names", "feature_columns=[]"),
    ),
    Refusal(
        layers.DenseFeatures,
        {"feature_columns": [_AGE, _AGE]},
        ("different names", "['age', 'age']"),
    ),
    Refusal(
        layers.DenseFeatures,
        {"feature_columns": _AGE, "partitioner": 3},
        ("None", "partitioner=3"),
    ),
    Refusal(
        layers.DenseFeatures,
        {"feature_columns": _AGE},
        ("a dict", "EagerTensor"),
        floats(3, 2),
        error=TypeError,
    ),
)
