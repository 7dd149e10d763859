"""Activations in the table of layers."""

from keras import layers
from keras.testing import layer_row
from keras.testing.example_inputs import floats, strings, whole
from keras.testing.refusal import Refusal

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
    layer_row.Row(
        layers.LeakyReLU,
        _INPUT,
        changes={"alpha": 0.5, "negative_slope": 0.5},
    ),
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
        layers.PReLU,
        floats(2, 3, 4, 2),
        {"alpha_initializer": "ones", "shared_axes": [1, 2]},
        variant="shared",
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

REFUSALS = (
    Refusal(
        layers.Activation,
        {"activation": "relu"},
        ("numbers", "string (1, 2)", "StringLookup"),
        strings(1, 2),
        error=TypeError,
    ),
    Refusal(layers.ELU, {"alpha": -1}, ("at least 0", "alpha=-1")),
    Refusal(layers.LeakyReLU, {"alpha": -1}, ("at least 0", "alpha=-1")),
    Refusal(
        layers.LeakyReLU,
        {"negative_slope": -1},
        ("at least 0", "negative_slope=-1"),
    ),
    Refusal(
        layers.PReLU,
        {"shared_axes": "a"},
        ("an int, or several", "shared_axes='a'"),
        error=TypeError,
    ),
    Refusal(
        layers.PReLU,
        {"shared_axes": [3]},
        ("-3 to 2", "shared_axes=[3]"),
        _INPUT,
    ),
    Refusal(layers.ReLU, {"max_value": -1}, ("at least 0", "max_value=-1")),
    Refusal(
        layers.ReLU, {"negative_slope": -1}, ("at least 0", "negative_slope=-1")
    ),
    Refusal(layers.ReLU, {"threshold": -1}, ("at least 0", "threshold=-1")),
    Refusal(
        layers.Softmax, {"axis": "a"}, ("an int", "axis='a'"), error=TypeError
    ),
    Refusal(layers.Softmax, {"axis": 3}, ("-3 to 2", "axis=[3]"), _INPUT),
    Refusal(
        layers.Softmax,
        {},
        ("float type", "int32"),
        whole(2, 3),
        error=TypeError,
    ),
    Refusal(layers.ThresholdedReLU, {"theta": -1}, ("at least 0", "theta=-1")),
)
