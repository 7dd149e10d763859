"""Our layers and tf_keras's, side by side over the table of layers."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from keras import layers
from keras.testing import layer_table

ROWS = layer_table.ROWS
EVERY_LAYER = pytest.mark.parametrize("row", ROWS, ids=[r.id for r in ROWS])


def both(row, **changes):
    """Our layer and theirs, of one name."""
    arguments = {**row.arguments, "name": "mine", **changes}
    theirs = getattr(tf_keras.layers, row.layer_class.__name__)
    return row.layer_class(**arguments), theirs(**arguments)


def plain(value):
    """A config with one form for each kind of sequence and number."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (float, np.ndarray, np.generic)):
        return round(float(value), 6)  # tf_keras's pass through float32
    return value


@EVERY_LAYER
def test_config_is_that_of_keras_2(row):
    ours, theirs = both(row)
    assert plain(ours.get_config()) == plain(theirs.get_config())


@EVERY_LAYER
def test_keras_2_reads_the_config(row):
    ours, theirs = both(row)
    read = type(theirs).from_config(ours.get_config())
    assert plain(read.get_config()) == plain(theirs.get_config())


@EVERY_LAYER
def test_config_of_keras_2_is_read(row):
    ours, theirs = both(row)
    theirs(row.inputs())
    read = type(ours).from_config(theirs.get_config())
    read(row.inputs())
    read.set_weights(theirs.get_weights())
    np.testing.assert_allclose(
        read(row.inputs()), theirs(row.inputs()), rtol=1e-5, atol=1e-5
    )


# A model's first layer has one input.
FIRST = [row for row in ROWS if len(row.shapes) == 1]


@pytest.mark.parametrize("row", FIRST, ids=[r.id for r in FIRST])
def test_given_input_shape_is_in_the_config(row):
    ours, theirs = both(row, input_shape=row.shapes[0][1:])
    key = "batch_input_shape"
    assert ours.get_config()[key] == theirs.get_config()[key]


@EVERY_LAYER
def test_weights_have_the_names_order_and_shapes_of_keras_2(row):
    ours, theirs = both(row)
    ours(row.inputs())
    theirs(row.inputs())
    assert [(w.name, w.shape, w.dtype) for w in ours.weights] == [
        (w.name, w.shape, w.dtype) for w in theirs.weights
    ]
    assert [w.name for w in ours.trainable_weights] == [
        w.name for w in theirs.trainable_weights
    ]


@EVERY_LAYER
def test_inference_gives_the_numbers_of_keras_2(row):
    ours, theirs = both(row)
    inputs = row.inputs()
    ours(inputs), theirs(inputs)
    theirs.set_weights(random_weights(ours))
    ours.set_weights(random_weights(ours))
    expected = theirs(inputs)
    outputs = ours(inputs)
    assert outputs.dtype == expected.dtype
    np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-5)


def random_weights(layer):
    generator = np.random.default_rng(3)
    return [generator.uniform(0.5, 1.5, w.shape) for w in layer.weights]


# The noise of dropout is from another generator.
TRAINED = [
    (row, dtype)
    for dtype in ("float32", "float64")
    for row in ROWS
    if row.layer_class is not layers.Dropout
    if dtype != "float64" or row.has_float64_kernel
]


@pytest.mark.parametrize(
    "row,dtype", TRAINED, ids=[f"{row.id}-{dtype}" for row, dtype in TRAINED]
)
def test_training_gives_the_numbers_of_keras_2(row, dtype):
    ours, theirs = both(row, dtype=dtype)
    inputs = row.inputs()
    ours(inputs), theirs(inputs)
    theirs.set_weights(ours.get_weights())
    training = row.layer_class is layers.BatchNormalization
    training = {"training": True} if training else {}
    for _ in range(2):
        np.testing.assert_allclose(
            ours(inputs, **training),
            theirs(inputs, **training),
            rtol=1e-5,
            atol=1e-5,
        )
    for mine, other in zip(ours.weights, theirs.weights):
        np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-6)


@EVERY_LAYER
def test_gradients_are_those_of_keras_2(row):
    ours, theirs = both(row)
    inputs = row.inputs()
    ours(inputs), theirs(inputs)
    theirs.set_weights(ours.get_weights())
    for mine, other in zip(gradients(ours, inputs), gradients(theirs, inputs)):
        np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-5)


def gradients(layer, inputs):
    floats = [t for t in tf.nest.flatten(inputs) if t.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        loss = tf.reduce_sum(tf.square(tf.cast(layer(inputs), tf.float32)))
    found = tape.gradient(loss, [*layer.trainable_weights, *floats])
    return [tf.convert_to_tensor(g) for g in found if g is not None]


MASKED = [
    row
    for row in ROWS
    if all(len(shape) == 3 for shape in row.shapes)
    and row.dtype == "float32"
    # tf_keras broadcasts the mask against the features there.
    and row.id not in ("Softmax", "Softmax-two-axes")
]


@pytest.mark.parametrize("row", MASKED, ids=[r.id for r in MASKED])
@pytest.mark.parametrize("masked", ["all", "first"])
def test_masks_pass_or_stop_as_in_keras_2(row, masked):
    ours, theirs = both(row)
    found = ours(with_masks(row.inputs(), masked))
    expected = theirs(with_masks(row.inputs(), masked))
    mask = getattr(found, "_keras_mask", None)
    their_mask = getattr(expected, "_keras_mask", None)
    assert (mask is None) == (their_mask is None)
    if mask is not None:
        np.testing.assert_array_equal(mask, their_mask)


def with_masks(inputs, masked):
    for index, tensor in enumerate(tf.nest.flatten(inputs)):
        mask = np.ones(tensor.shape[:2], bool)
        mask[0, 0] = mask[-1, -1 - index % 2] = False
        if masked == "all" or not index:
            tensor._keras_mask = tf.constant(mask)
    return inputs
