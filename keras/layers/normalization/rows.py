"""Normalisations in the table of layers."""

import tensorflow as tf

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats

_CHANGES = {
    "axis": 1,
    "momentum": 0.5,
    "epsilon": 0.1,
    "center": False,
    "scale": False,
    "beta_initializer": "ones",
    "gamma_initializer": "zeros",
    "moving_mean_initializer": "ones",
    "moving_variance_initializer": "zeros",
    "beta_regularizer": lambda beta: tf.reduce_sum(beta + 1),
    "gamma_regularizer": "l2",
    "beta_constraint": "non_neg",
    "gamma_constraint": "non_neg",
    "synchronized": True,
}
_IMAGES = floats(4, 3, 3, 3)


def _batch(inputs, variant, changes=(), **arguments) -> layer_row.Row:
    return layer_row.Row(
        layers.BatchNormalization, inputs, arguments, dict(changes), variant
    )


ROWS = (
    _batch(_IMAGES, "images", _CHANGES),
    _batch(floats(4, 5), "rows"),
    _batch(_IMAGES, "no-memory", momentum=0.0),
    _batch(_IMAGES, "no-learning", momentum=1.0),
    _batch(floats(4, 3, 5), "sequences"),
    _batch(floats(4, 3, 5), "inner-axis", axis=1),
    _batch(floats(4, 3, 5), "two-axes", axis=[1, 2]),
    _batch(floats(4, 3, 2, 2), "channels-first", axis=1),
    _batch(floats(4, 3, 2, 2), "rows-of-images", axis=2),
    _batch(floats(4, 3, 2, 2, 3), "volumes", center=False, scale=False),
)

REFUSALS = ()
