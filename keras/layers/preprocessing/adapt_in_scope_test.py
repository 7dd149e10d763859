"""What layers learn in a strategy's scope is what they learn without one."""

import numpy as np
import pytest

from keras import layers
from keras.testing import two_replicas

NUMBERS = np.arange(12, dtype="float32").reshape(6, 2)
IDS = np.array([3, 3, 5, 7, 5, 3])
WORDS = np.array(["a", "b", "a", "c c", "b", "a"])


@pytest.mark.parametrize(
    "make,data",
    [
        (lambda: layers.Normalization(), NUMBERS),
        (lambda: layers.Normalization(axis=None), NUMBERS),
        (lambda: layers.Discretization(num_bins=3), NUMBERS),
        (lambda: layers.StringLookup(), WORDS),
        (lambda: layers.IntegerLookup(output_mode="one_hot"), IDS),
        (lambda: layers.TextVectorization(output_mode="tf_idf"), WORDS),
    ],
    ids=["mean", "one mean", "bins", "words", "ids", "tf_idf"],
)
def test_adapt_in_a_scope(make, data):
    wanted = make()
    wanted.adapt(data)
    with two_replicas.strategy().scope():
        layer = make()
        layer.adapt(data)
        layer.adapt(data)
    np.testing.assert_allclose(layer(data), wanted(data))
