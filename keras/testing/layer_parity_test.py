"""Our layers and tf_keras's, side by side over the table of layers."""
# bazel: rows=keras/layers/*/rows.py shard_count=2

import warnings

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from keras.testing import example_inputs, layer_table

EVERY_LAYER = layer_table.every_layer("keras 2")


def both(row, **changes):
    """Our layer and theirs, of one name."""
    changes = {"name": "mine", **changes}
    name, spaces = row.layer_class.__name__, tf_keras.layers
    if not hasattr(spaces, name):
        spaces = tf_keras.layers.experimental
    theirs = getattr(spaces, name)
    return row.make(**changes), theirs(**row.given(tf_keras.layers, **changes))


def both_built(row, **changes):
    """Our layer and theirs, with the same weights."""
    ours, theirs = both(row, **changes)
    feed = row.feed()
    feed.into(ours), feed.into(theirs)
    theirs.set_weights(ours.get_weights())
    return ours, theirs


def plain(value):
    """A config with one form for each kind of sequence and number."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (float, np.ndarray, np.generic)):
        return round(float(value), 6)  # tf_keras's pass through float32
    return value


@layer_table.every_layer("keras 2", "keras 2 config")
def test_config_is_that_of_keras_2(row):
    ours, theirs = both(row)
    expected = theirs.get_config()
    # The kind of tf_keras's generator, which Keras 3 wouldn't read.
    expected.pop("rng_type", None)
    assert plain(ours.get_config()) == plain(expected)


@EVERY_LAYER
def test_keras_2_reads_the_config(row):
    ours, theirs = both(row)
    read = type(theirs).from_config(ours.get_config())
    assert plain(read.get_config()) == plain(theirs.get_config())


@EVERY_LAYER
def test_config_of_keras_2_is_read(row):
    ours, theirs = both(row)
    feed = row.feed()
    feed.into(theirs)
    read = type(ours).from_config(theirs.get_config())
    feed.into(read)
    read.set_weights(theirs.get_weights())
    row.assert_close(feed.into(read), feed.into(theirs))


def is_first(row):
    """A model's first layer has one input."""
    return isinstance(row.inputs, example_inputs.Example) and not row.keywords


@layer_table.every_layer("keras 2", only=is_first)
def test_given_input_shape_is_in_the_config(row):
    ours, theirs = both(row, input_shape=row.inputs.shape[1:])
    key = "batch_input_shape"
    assert ours.get_config()[key] == theirs.get_config()[key]


@EVERY_LAYER
def test_weights_have_the_names_order_and_shapes_of_keras_2(row):
    ours, theirs = both_built(row)
    assert [(w.name, w.shape, w.dtype) for w in ours.weights] == [
        (w.name, w.shape, w.dtype) for w in theirs.weights
    ]
    assert [w.name for w in ours.trainable_weights] == [
        w.name for w in theirs.trainable_weights
    ]


@EVERY_LAYER
def test_inference_gives_the_numbers_of_keras_2(row):
    ours, theirs = both_built(row)
    feed = row.feed()
    theirs.set_weights(random_weights(ours))
    ours.set_weights(random_weights(ours))
    expected, outputs = feed.into(theirs), feed.into(ours)
    row.assert_close(outputs, expected)
    tf.nest.map_structure(
        lambda one, other: np.testing.assert_equal(one.dtype, other.dtype),
        outputs,
        expected,
    )


def random_weights(layer):
    generator = np.random.default_rng(3)
    shapes = map(np.shape, layer.get_weights())
    return [generator.uniform(0.5, 1.5, shape) for shape in shapes]


def assert_trains_alike(row, dtype):
    ours, theirs = both(row, dtype=dtype)
    feed = row.feed()
    # Keras 2 casts the first argument only.
    typed = tf.nest.map_structure(lambda t: of_type(t, dtype), feed)
    feed.into(ours), typed.into(theirs)
    theirs.set_weights(ours.get_weights())
    training = {"training": True} if row.takes_training else {}
    for _ in range(2):
        row.assert_close(
            feed.into(ours, **training), typed.into(theirs, **training)
        )
    for mine, other in zip(ours.weights, theirs.weights):
        row.assert_close(mine, other)


def of_type(tensor, dtype):
    return tf.cast(tensor, dtype) if tensor.dtype.is_floating else tensor


def is_certain(row):
    """What is drawn is from another generator in tf_keras."""
    return not row.is_random


@layer_table.every_layer("keras 2", "training", only=is_certain)
def test_training_gives_the_numbers_of_keras_2(row):
    assert_trains_alike(row, "float32")


@layer_table.every_layer(
    "keras 2", "keras 2 float64", "training", "float64", only=is_certain
)
def test_training_in_float64_gives_the_numbers_of_keras_2(row):
    assert_trains_alike(row, "float64")


@layer_table.every_layer("keras 2", "gradients")
def test_gradients_are_those_of_keras_2(row):
    ours, theirs = both_built(row)
    feed = row.feed()
    for mine, other in zip(gradients(ours, feed), gradients(theirs, feed)):
        row.assert_close(mine, other, times=10)


def gradients(layer, feed):
    floats = [
        tensor
        for tensor in tf.nest.flatten(feed)
        if tensor.dtype.is_floating and not isinstance(tensor, tf.SparseTensor)
    ]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        outputs = tf.nest.flatten(feed.into(layer))
        loss = sum(
            tf.reduce_sum(tf.square(tf.cast(output, tf.float32)))
            for output in outputs
        )
    found = tape.gradient(loss, [*layer.trainable_weights, *floats])
    return [as_dense(g) for g in found if g is not None]


def as_dense(gradient):
    if isinstance(gradient, tf.RaggedTensor):
        return gradient.flat_values
    return tf.convert_to_tensor(gradient)


def is_sequence(row):
    """Every input is `(batch, steps, features)`: it may have a mask."""
    examples = tf.nest.flatten([row.inputs, row.keywords])
    return all(
        len(e.shape) == 3
        and e.dtype == "float32"
        and not (e.row_lengths or e.is_sparse)
        for e in examples
    )


@layer_table.every_layer("keras 2", "keras 2 masks", only=is_sequence)
@pytest.mark.parametrize("masked", ["all", "first"])
def test_masks_pass_or_stop_as_in_keras_2(row, masked):
    ours, theirs = both(row)
    expected = with_masks(row.feed(), masked).into(theirs)
    their_mask = getattr(expected, "_keras_mask", None)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = with_masks(row.feed(), masked).into(ours)
    mask = getattr(found, "_keras_mask", None)
    # One that takes masks may use it up; who drops it says so.
    assert their_mask is None or not told
    assert all("mask of its input ends here" in str(w.message) for w in told)
    assert (mask is None) == (their_mask is None)
    if mask is not None:
        np.testing.assert_array_equal(mask, their_mask)


def with_masks(feed, masked):
    for index, tensor in enumerate(tf.nest.flatten(feed)):
        mask = np.ones(tensor.shape[:2], bool)
        mask[0, 0] = mask[-1, -1 - index % 2] = False
        if masked == "all" or not index:
            tensor._keras_mask = tf.constant(mask)
    return feed
