"""Losses against tf_keras, run over the table of losses."""

import inspect

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras.losses import rows

PACKAGES = (keras, tf_keras)


def every(*concerns, only=lambda row: True):
    """A mark that runs a test over the rows that tf_keras has."""
    concerns = {"keras 2", *concerns}
    asked = [
        row
        for row in rows.ROWS
        if only(row) and not row.exceptions.keys() & concerns
    ]
    return pytest.mark.parametrize("row", asked, ids=[row.id for row in asked])


def is_a_class(row):
    return "keras 2 class" not in row.exceptions


def functions(row):
    """Our function and theirs, with the row's settings."""
    name = row.function.__name__
    for package in PACKAGES:
        fn = getattr(package.losses, name)
        yield lambda y, p, fn=fn: fn(y, p, **row.settings)


def classes(row, **arguments):
    """Our loss and theirs."""
    name = row.loss_class.__name__
    return [
        getattr(package.losses, name)(**row.settings, **arguments)
        for package in PACKAGES
    ]


def same(ours, theirs):
    """Compares to the last bits of float32."""
    assert type(ours) is type(theirs)
    assert ours.dtype == theirs.dtype
    if isinstance(ours, tf.RaggedTensor):
        assert ours.row_lengths().numpy().tolist() == [1, 3, 2]
        ours, theirs = ours.flat_values, theirs.flat_values
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)


def pair(row, shape, dtype="float32"):
    return [tf.constant(one, dtype) for one in row.draw(shape)]


SHAPES = pytest.mark.parametrize(
    "shape", [(6, 4), (3, 2, 4), (2, 3, 2, 4)], ids=len
)


@every()
@SHAPES
def test_functions_give_the_numbers_of_tf_keras(row, shape):
    ours, theirs = functions(row)
    y, p = pair(row, shape)
    same(ours(y, p), theirs(y, p))


@every("keras 2 float64")
@SHAPES
def test_functions_give_the_numbers_of_tf_keras_in_float64(row, shape):
    ours, theirs = functions(row)
    y, p = pair(row, shape, "float64")
    same(ours(y, p), theirs(y, p))


@every("keras 2 alone")
def test_a_single_example_has_the_loss_of_tf_keras(row):
    ours, theirs = functions(row)
    y, p = pair(row, (4,))
    same(ours(y, p), theirs(y, p))


@every("keras 2 whole labels")
@pytest.mark.parametrize("dtype", ["int32", "int64", "bool"])
def test_labels_of_other_types_count_as_in_tf_keras(row, dtype):
    ours, theirs = functions(row)
    y, p = row.draw((6, 4))
    y, p = tf.constant(np.abs(y).astype(dtype)), tf.constant(p, tf.float32)
    same(ours(y, p), theirs(y, p))


@every("keras 2 edges")
def test_losses_at_the_edges_are_those_of_tf_keras(row):
    ours, theirs = functions(row)
    edges = row.kind.at_the_edges(row.settings.get("axis", -1))
    y, p = (tf.constant(one, tf.float32) for one in edges)
    same(ours(y, p), theirs(y, p))


WEIGHTS = {
    "none": None,
    "scalar": 2.0,
    "rows": np.arange(6.0),
    "column": np.arange(6.0)[:, None],
}
MASK = np.array([True, True, False, True, False, True])


@every("keras 2 means", only=is_a_class)
@pytest.mark.parametrize("reduction", ["auto", "none", "sum"])
@pytest.mark.parametrize("masked", [False, True], ids=["", "masked"])
def test_weights_and_masks_reduce_as_in_tf_keras(row, reduction, masked):
    for last in ((), (2,)):
        y, p = pair(row, (6, *last, 4))
        if row.settings.get("axis") == 0:
            y, p = (tf.reshape(one, (4, 6)) for one in pair(row, (6, 4)))
        if masked:
            p._keras_mask = tf.constant(MASK)
        for weights in WEIGHTS.values():
            found = [
                loss(y, p, sample_weight=weights)
                for loss in classes(row, reduction=reduction)
            ]
            same(*found)


def is_over_the_last_axis(row):
    return "axis" not in row.settings and "keras 2 class" not in row.exceptions


def ragged(row, *lengths):
    """Labels and predictions in rows of these lengths."""
    return [
        tf.RaggedTensor.from_row_lengths(one, lengths)
        for one in pair(row, (sum(lengths), 4))
    ]


@every("ragged", "keras 2 ragged", "keras 2 means", only=is_over_the_last_axis)
@pytest.mark.parametrize("reduction", ["auto", "none", "sum"])
@pytest.mark.parametrize("weights", [None, [0.5, 2.0, 1.0]])
def test_ragged_rows_are_compared_as_in_tf_keras(row, reduction, weights):
    y, p = ragged(row, 1, 3, 2)
    ours, theirs = classes(row, reduction=reduction)
    same(*(loss(y, p, sample_weight=weights) for loss in (ours, theirs)))
    same(*(loss(y, p) for loss in functions(row)))


@every("ragged", "keras 2 ragged", "keras 2 edges", only=is_over_the_last_axis)
def test_ragged_predictions_of_dense_labels_are_padded_as_in_tf_keras(row):
    y, p = ragged(row, 1, 3, 2)
    same(*(loss(y.to_tensor(), p) for loss in classes(row)))


@every("ragged", "keras 2 ragged", only=lambda row: row.stretches)
def test_ragged_last_axes_have_a_loss_a_row_as_in_tf_keras(row):
    y, p = (
        tf.RaggedTensor.from_row_lengths(one[0], [1, 3])
        for one in pair(row, (1, 4))
    )
    same(*(loss(y, p) for loss in functions(row)))
    for weights in (None, [0.5, 2.0]):
        same(*(loss(y, p, sample_weight=weights) for loss in classes(row)))


@every(only=is_a_class)
def test_settings_are_those_of_tf_keras(row):
    ours, theirs = classes(row, reduction="sum", name="mine")
    assert ours.get_config() == theirs.get_config()
    again = keras.losses.deserialize(tf_keras.losses.serialize(theirs))
    assert again.get_config() == ours.get_config()
    again = tf_keras.losses.deserialize(keras.losses.serialize(ours))
    assert again.get_config() == theirs.get_config()


@every(only=lambda row: not row.settings)
def test_signatures_are_those_of_tf_keras(row):
    theirs = getattr(tf_keras.losses, row.loss_class.__name__)
    assert parameters(row.loss_class) == parameters(theirs)
    theirs = getattr(tf_keras.losses, row.function.__name__)
    assert parameters(row.function) == parameters(theirs)


def parameters(of):
    """Names and defaults, but for Keras 3's, which are by keyword alone."""
    found = inspect.signature(of).parameters.values()
    return [(p.name, p.default) for p in found if p.kind is not p.KEYWORD_ONLY]


def is_of_probabilities(row):
    name = row.function.__name__
    return not row.settings and name.endswith("_crossentropy")


@every("keras 2 scores", only=is_of_probabilities)
@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_probabilities_of_an_activation_count_as_their_scores(row, in_graph):
    draw = np.random.default_rng(1)
    scores = tf.constant(80 * draw.normal(size=(6, 4)), tf.float32)
    y = pair(row, (6, 4))[0]
    of_bits = row.kind is rows.example_labels.BITS
    activation = "sigmoid" if of_bits else "softmax"
    found = []
    for package, fn in zip(PACKAGES, functions(row), strict=True):

        def loss(x, package=package, fn=fn):
            return fn(y, getattr(package.activations, activation)(x))

        found.append((tf.function(loss) if in_graph else loss)(scores))
    same(*found)
    # Float32's probabilities end at 1e-7, that is a loss of 16.
    assert np.max(found[0]) > 17


@pytest.mark.parametrize("weights", [None, [1.0, 2.0, 3.0], np.ones((3, 2))])
def test_an_ignored_class_counts_in_no_mean(weights):
    draw = np.random.default_rng(0)
    p = tf.nn.softmax(tf.constant(draw.normal(size=(3, 2, 4)), tf.float32))
    found = [
        package.losses.SparseCategoricalCrossentropy(ignore_class=0)(
            np.array([[0, 1], [3, 2], [1, 0]]), p, sample_weight=weights
        )
        for package in PACKAGES
    ]
    same(*found)
