"""Clones and summaries: the same structure, order and counts as tf_keras's."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras


def zoo(package):
    """Models of each kind, from either package, with the same names."""
    package.backend.clear_session()
    layers = package.layers
    inner = package.Sequential(
        [layers.Dense(4, input_shape=(4,)), layers.BatchNormalization()],
        name="inner",
    )
    x, y = package.Input((4,), name="x"), package.Input((4,), name="y")
    shared = layers.Dense(4, name="shared", activation="tanh")
    late, early = shared(shared(x)), shared(y)
    both = layers.Concatenate()([early, inner(late), inner(early)])
    end = tf.nn.relu(both)[:, 1:] * 2.0
    graph = package.Model([x, y], [layers.Dense(2, name="end")(end), late])
    return [inner, package.Model(x, inner(x) + 1.0), graph]


def lines_of(model, first, last):
    """The characters of a range of columns in a wide summary."""
    lines = []
    model.summary(
        200, [0.3, 0.6, 0.7, 1.0], lambda line, **_: lines.append(line)
    )
    # tf_keras shows an input's shape in a list, and has empty lines.
    cells = [line[first:last].strip(" []_=") for line in lines]
    return [cell for cell in cells if cell]


@pytest.mark.parametrize("number", range(3))
def test_clones_have_the_same_layers_and_weights(number):
    ours = keras.models.clone_model(zoo(keras)[number])
    theirs = tf_keras.models.clone_model(zoo(tf_keras)[number])
    assert ours.name == theirs.name
    assert [la.name for la in ours.layers] == [la.name for la in theirs.layers]
    assert [w.name for w in ours.weights] == [w.name for w in theirs.weights]


@pytest.mark.parametrize("number", range(3))
def test_clones_compute_the_same_from_the_same_weights(number):
    ours = keras.models.clone_model(zoo(keras)[number])
    theirs = tf_keras.models.clone_model(zoo(tf_keras)[number])
    draw = np.random.default_rng(number)
    weights = [draw.random(w.shape, "float32") for w in theirs.weights]
    ours.set_weights(weights)
    theirs.set_weights(weights)
    data = [draw.random((3, 4), "float32") for _ in theirs.inputs]
    data = data if len(data) > 1 else data[0]
    for a, b in zip(tf.nest.flatten(ours(data)), tf.nest.flatten(theirs(data))):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("columns", [(0, 60), (60, 120), (120, 140)])
def test_summaries_have_the_same_names_shapes_counts_and_totals(
    number, columns
):
    ours, theirs = zoo(keras)[number], zoo(tf_keras)[number]
    assert lines_of(ours, *columns) == lines_of(theirs, *columns)
