"""Normalisations in the table of layers."""

import tensorflow as tf

from keras import layers
from keras.layers import experimental
from keras.testing import layer_row
from keras.testing.example_inputs import floats, whole
from keras.testing.refusal import Refusal

_SCALE_AND_SHIFT = {
    "epsilon": 0.1,
    "center": False,
    "scale": False,
    "beta_initializer": "ones",
    "gamma_initializer": "zeros",
    "beta_regularizer": "l2",
    "gamma_regularizer": "l2",
    "beta_constraint": "non_neg",
    "gamma_constraint": "non_neg",
}
_SYNCHRONIZED = {
    **_SCALE_AND_SHIFT,
    "axis": 1,
    "momentum": 0.5,
    "moving_mean_initializer": "ones",
    "moving_variance_initializer": "zeros",
}
_BATCH = {
    **_SYNCHRONIZED,
    "synchronized": True,
    "renorm": True,
    "renorm_clipping": None,  # without `renorm` they say nothing
    "renorm_momentum": None,
    "fused": None,  # the same numbers: batch_normalization_test.py
}
_RENORM = {
    "renorm": True,
    "renorm_momentum": 1.0,  # else one call's numbers aren't the next one's
    "renorm_clipping": {"rmax": 2.0, "rmin": 0.5, "dmax": 1.0},
}
_ROWS, _SEQUENCES = floats(4, 6), floats(4, 3, 6)
_IMAGES = floats(4, 3, 3, 4)
_UNBIASED = {
    "training": "tf_keras's moving variance follows n / (n - 1) times the "
    "batch's at 4 and 5 axes only"
}
_ONLY_KERAS_3 = {"keras 2": "only Keras 3 has it"}


def _batch(inputs, variant, changes=(), exceptions=(), **arguments):
    return layer_row.Row(
        layers.BatchNormalization,
        inputs,
        arguments,
        dict(changes),
        variant,
        exceptions=dict(exceptions),
    )


def _layer(inputs, variant="", changes=(), exceptions=(), **arguments):
    return layer_row.Row(
        layers.LayerNormalization,
        inputs,
        arguments,
        dict(changes),
        variant,
        exceptions=dict(exceptions),
    )


def _group(inputs, groups, variant, changes=(), **more):
    arguments = {"groups": groups, **more.pop("arguments", {})}
    # tf_keras broadcasts (batch, steps) to the last axes: it fails.
    exceptions = {"keras 2 masks": "tf_keras fails on the mask of a sequence"}
    return layer_row.Row(
        layers.GroupNormalization,
        inputs,
        arguments,
        dict(changes),
        variant,
        exceptions={**exceptions, **more.pop("exceptions", {})},
        **more,
    )


ROWS = (
    _batch(_IMAGES, "images", _BATCH, _UNBIASED),
    _batch(_ROWS, "rows"),
    _batch(_IMAGES, "no-memory", (), _UNBIASED, momentum=0.0),
    _batch(_IMAGES, "no-learning", momentum=1.0),
    _batch(_IMAGES, "not-fused", (), _UNBIASED, fused=False),
    _batch(_SEQUENCES, "sequences"),
    _batch(_SEQUENCES, "inner-axis", axis=1),
    _batch(_SEQUENCES, "two-axes", axis=[1, 2]),
    _batch(floats(4, 3, 2, 2), "channels-first", (), _UNBIASED, axis=1),
    _batch(floats(4, 3, 2, 2), "rows-of-images", axis=2),
    _batch(
        floats(4, 3, 2, 2, 3),
        "volumes",
        (),
        _UNBIASED,
        center=False,
        scale=False,
    ),
    _batch(
        _ROWS,
        "renorm",
        {"renorm_clipping": None, "renorm_momentum": 0.5},
        _ONLY_KERAS_3,
        **_RENORM,
    ),
    layer_row.Row(
        experimental.SyncBatchNormalization,
        _IMAGES,
        {},
        _SYNCHRONIZED,
        exceptions={"keras 2 masks": "tf_keras's has none of an image"},
    ),
    _layer(_ROWS, "", {**_SCALE_AND_SHIFT, "axis": 0, "rms_scaling": True}),
    _layer(_SEQUENCES, "two-axes", axis=[1, 2]),
    _layer(_SEQUENCES, "inner-axis", axis=1, scale=False),
    _layer(_IMAGES, "axes-swapped", axis=[3, 1]),
    _layer(whole(4, 6), "ints", center=False),
    _layer(_ROWS, "rms-scaling", (), _ONLY_KERAS_3, rms_scaling=True),
    _group(
        floats(4, 3, 4, 4),
        2,
        "images",
        {**_SCALE_AND_SHIFT, "groups": 4, "axis": 2},
    ),
    _group(_ROWS, 3, "rows"),
    _group(_SEQUENCES, -1, "each-channel"),
    _group(floats(4, 6, 2, 2), 3, "channels-first", arguments={"axis": 1}),
    layer_row.Row(layers.UnitNormalization, _ROWS, {}, {"axis": 0}),
    layer_row.Row(
        layers.UnitNormalization,
        _SEQUENCES,
        {"axis": [1, 2]},
        variant="two-axes",
    ),
    layer_row.Row(
        layers.RMSNormalization,
        _SEQUENCES,
        {},
        {"axis": 1, "epsilon": 0.1},
        exceptions=_ONLY_KERAS_3,
    ),
    layer_row.Row(
        layers.RMSNormalization,
        _SEQUENCES,
        {"axis": [2, 1]},
        variant="two-axes",
        exceptions=_ONLY_KERAS_3,
    ),
)

REFUSALS = (
    Refusal(
        layers.BatchNormalization,
        {"axis": "last"},
        ("an int", "axis='last'"),
        error=TypeError,
    ),
    Refusal(layers.BatchNormalization, {"momentum": 2}, ("momentum=2",)),
    Refusal(
        layers.BatchNormalization,
        {"virtual_batch_size": 4, "adjustment": None},
        ("parts of a batch", "{'virtual_batch_size': 4}"),
    ),
    Refusal(
        layers.BatchNormalization,
        {"adjustment": tf.identity},
        ("adjustment=None", "'adjustment': <function"),
    ),
    Refusal(layers.BatchNormalization, {"epsilon": -1}, ("epsilon=-1",)),
    Refusal(
        layers.BatchNormalization,
        {"renorm": True, "renorm_clipping": {"most": 2}},
        ("'rmax'", "{'most': 2}"),
    ),
    Refusal(
        layers.BatchNormalization,
        {"renorm": True, "renorm_clipping": {"rmin": 2, "rmax": 1}},
        ("rmin at most rmax", "'rmin': 2"),
    ),
    Refusal(
        layers.BatchNormalization,
        {"renorm_momentum": 2},
        ("renorm_momentum=2",),
    ),
    Refusal(
        layers.BatchNormalization,
        {"axis": 2},
        ("axis=2", "shape=(4, 6)"),
        _ROWS,
    ),
    Refusal(
        layers.BatchNormalization,
        {"fused": True},
        ("4 or 5 axes", "shape=(4, 6)"),
        _ROWS,
    ),
    Refusal(
        layers.LayerNormalization,
        {"axis": 1.5},
        ("an int", "axis=1.5"),
        error=TypeError,
    ),
    Refusal(layers.LayerNormalization, {"epsilon": "x"}, ("epsilon='x'",)),
    Refusal(
        layers.LayerNormalization,
        {"axis": [1, -1]},
        ("different axes", "axis=[1, -1]", "shape=(4, 6)"),
        _ROWS,
    ),
    Refusal(layers.GroupNormalization, {"groups": 0}, ("groups=0",)),
    Refusal(
        layers.GroupNormalization,
        {"axis": "x"},
        ("an int", "axis='x'"),
        error=TypeError,
    ),
    Refusal(layers.GroupNormalization, {"epsilon": -1}, ("epsilon=-1",)),
    Refusal(
        layers.GroupNormalization,
        {"groups": 4},
        ("divides", "groups=4", "channels=6"),
        _ROWS,
    ),
    Refusal(
        layers.GroupNormalization,
        {"axis": 0},
        ("after the batch's", "axis=0"),
        _ROWS,
    ),
    Refusal(
        layers.UnitNormalization,
        {"axis": None},
        ("an int", "axis=None"),
        error=TypeError,
    ),
    Refusal(layers.UnitNormalization, {"axis": 3}, ("axis=3", "(4, 6)"), _ROWS),
    Refusal(
        layers.RMSNormalization,
        {"axis": "x"},
        ("an int", "axis='x'"),
        error=TypeError,
    ),
    Refusal(layers.RMSNormalization, {"epsilon": -1}, ("epsilon=-1",)),
    Refusal(layers.RMSNormalization, {"axis": 2}, ("axis=2", "(4, 6)"), _ROWS),
    Refusal(
        layers.SpectralNormalization,
        {"layer": layers.Dense(2), "power_iterations": 0},
        ("power_iterations=0",),
    ),
    Refusal(
        layers.SpectralNormalization,
        {"layer": "dense"},
        ("a layer", "'dense'"),
        error=TypeError,
    ),
    Refusal(
        layers.SpectralNormalization,
        {"layer": layers.ReLU()},
        ("`kernel` or `embeddings`", "ReLU"),
        _ROWS,
    ),
)
