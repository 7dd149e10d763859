"""Activations in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats

_INPUT = floats(3, 4, 5)
_BROADCAST = {"keras 2 masks": "tf_keras broadcasts them against the features"}

ROWS = (
    layer_row.Row(
        layers.Activation,
        _INPUT,
        {"activation": "tanh"},
        {"activation": "relu"},
    ),
    layer_row.Row(layers.ELU, _INPUT, changes={"alpha": 0.5}),
    layer_row.Row(layers.LeakyReLU, _INPUT, changes={"alpha": 0.5}),
    layer_row.Row(
        layers.PReLU,
        _INPUT,
        {"alpha_initializer": "ones"},
        {
            "alpha_initializer": "zeros",
            "alpha_regularizer": "l2",
            "alpha_constraint": "non_neg",
            "shared_axes": [1],
        },
    ),
    layer_row.Row(
        layers.ReLU,
        _INPUT,
        changes={"max_value": 0.5, "negative_slope": 0.1, "threshold": 0.2},
    ),
    layer_row.Row(
        layers.Softmax,
        _INPUT,
        changes={"axis": 1, "robust_masking": None},
        exceptions=_BROADCAST,
    ),
    layer_row.Row(
        layers.Softmax,
        _INPUT,
        {"axis": (1, 2)},
        variant="two-axes",
        exceptions=_BROADCAST,
    ),
    layer_row.Row(layers.ThresholdedReLU, _INPUT, changes={"theta": 0.1}),
)

REFUSALS = ()
