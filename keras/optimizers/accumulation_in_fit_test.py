"""`fit` on small batches whose gradients are accumulated: one large batch's."""

import contextlib

import numpy as np
import pytest

import keras
from keras.testing import two_replicas

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(24, 3)).astype("float32")
Y = DRAW.normal(size=(24, 2)).astype("float32")


def trained(settings, scale, batch_size, scope, seed=1):
    """The weights after two epochs."""
    with scope:
        keras.utils.set_random_seed(seed)
        model = keras.Sequential(
            [
                keras.Input((3,)),
                keras.layers.Dense(4, "tanh"),
                keras.layers.Dense(2),
            ]
        )
        optimizer = keras.optimizers.Adam(0.01, **settings)
        if scale is not None:
            optimizer = keras.mixed_precision.LossScaleOptimizer(
                optimizer, dynamic=scale == "dynamic", initial_scale=128.0
            )
        model.compile(optimizer, "mse")
    model.fit(X, Y, batch_size, epochs=2, shuffle=False, verbose=0)
    return model.get_weights()


@pytest.mark.parametrize(
    ("settings", "scale", "replicas"),
    [
        ({}, None, 2),
        ({"clipnorm": 0.1}, "dynamic", 2),
        ({"global_clipnorm": 0.1}, "fixed", 1),
        ({"clipvalue": 0.02, "weight_decay": 0.1}, "dynamic", 1),
    ],
    ids=["plain", "clipnorm", "global_clipnorm", "clipvalue"],
)
def test_three_batches_of_four_are_one_of_twelve(settings, scale, replicas):
    # Row 61.
    scope = two_replicas.strategy().scope() if replicas == 2 else None
    three = trained(
        {**settings, "gradient_accumulation_steps": 3},
        scale,
        4,
        scope or contextlib.nullcontext(),
    )
    one = trained(settings, scale, 12, contextlib.nullcontext())
    for found, expected in zip(three, one, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
