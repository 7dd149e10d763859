"""Normalisations beside the other packages', where no table compares them."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers


def example(shape):
    return np.random.default_rng(0).normal(2, 3, shape).astype("float32")


@pytest.mark.parametrize("momentum", [0.0, 0.75])
@pytest.mark.parametrize(
    ("shape", "axis"),
    [((4, 5, 2, 3), -1), ((4, 3, 2, 2), 1), ((4, 2, 3, 2, 3), -1)],
    ids=["images", "channels first", "volumes"],
)
def test_images_train_as_in_keras_2_but_for_the_variance_it_follows(
    shape, axis, momentum
):
    # Row 110: n / (n - 1) times the batch's variance there.
    x = example(shape)
    ours = layers.BatchNormalization(axis, momentum=momentum)
    theirs = tf_keras.layers.BatchNormalization(axis, momentum=momentum)
    one, other = ours(x, training=True), theirs(x, training=True)
    np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        ours.moving_mean, theirs.moving_mean, rtol=1e-5, atol=1e-6
    )
    count = x.size / 3
    step = (theirs.moving_variance - momentum) * (count - 1) / count
    np.testing.assert_allclose(ours.moving_variance, momentum + step, rtol=1e-5)


def test_synchronized_batch_normalization_is_that_of_keras_2():
    x = example((4, 5, 3))
    ours = layers.experimental.SyncBatchNormalization(momentum=0.5)
    theirs = tf_keras.layers.experimental.SyncBatchNormalization(momentum=0.5)
    for _ in range(2):
        outputs, expected = (n(x, training=True) for n in (ours, theirs))
        np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)
    for mine, other in zip(ours.weights, theirs.weights, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-5)
    read = type(theirs).from_config(ours.get_config())
    expected = theirs.get_config() | {"name": read.name, "axis": 2}
    assert read.get_config() == expected
    assert type(ours).from_config(theirs.get_config()).momentum == 0.5


@pytest.mark.parametrize("shape", [(2, 3, 4), (2, 3, 4, 4)])
def test_masked_places_count_no_more_than_in_keras_2(shape):
    x = example(shape)
    mask = np.ones(shape, bool)
    mask[0, 1:] = mask[1, :1, 2:] = False
    ours, theirs = (
        package.layers.GroupNormalization(2) for package in (keras, tf_keras)
    )
    outputs, expected = (n(x, mask=tf.constant(mask)) for n in (ours, theirs))
    np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-6)


RENORM = """
import sys
import keras, numpy as np
x = np.load(sys.argv[1])["x"]
layer = keras.layers.BatchNormalization(
    momentum=0.9, renorm=True, renorm_momentum=0.7,
    renorm_clipping={"rmax": 3.0, "dmax": 2.0})
rms = keras.layers.RMSNormalization(axis=[1, 2])
scaled = keras.layers.LayerNormalization(rms_scaling=True)
outputs = [np.array(layer(part, training=True)) for part in np.split(x, 2)]
np.savez(sys.argv[2], *outputs, *map(np.array, layer.weights),
         np.array(rms(x)), np.array(scaled(x)))
"""


def test_what_only_keras_3_has_gives_its_numbers(tmp_path, run_beside_ours):
    x = example((8, 5, 3))
    np.savez(tmp_path / "x.npz", x=x)
    (tmp_path / "theirs.py").write_text(RENORM)
    run_beside_ours(tmp_path, "-W", "ignore", "theirs.py", "x.npz", "y.npz")
    layer = layers.BatchNormalization(
        momentum=0.9,
        renorm=True,
        renorm_momentum=0.7,
        renorm_clipping={"rmax": 3.0, "dmax": 2.0},
    )
    found = [layer(part, training=True) for part in np.split(x, 2)]
    found += [*layer.weights, layers.RMSNormalization(axis=[1, 2])(x)]
    found += [layers.LayerNormalization(rms_scaling=True)(x)]
    expected = np.load(tmp_path / "y.npz")
    for one, name in zip(found, expected.files, strict=True):
        np.testing.assert_allclose(one, expected[name], rtol=1e-4, atol=1e-5)
