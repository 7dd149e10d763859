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


def with_terms(package):
    package.backend.clear_session()
    x = package.Input((4,), name="x")
    model = package.Model(x, package.layers.Dense(2, name="end")(x))
    model.add_loss(tf.reduce_mean(model.output**2))
    model.add_metric(tf.reduce_max(x), name="peak", aggregation="mean")
    return model


def in_layers(package):
    package.backend.clear_session()

    class Terms(package.layers.Layer):
        def call(self, inputs):
            self.add_loss(tf.reduce_sum(inputs))
            self.add_metric(tf.reduce_min(inputs), "low", aggregation="mean")
            return inputs

    x = package.Input((4,), name="x")
    return package.Model(x, package.layers.Dense(2, name="end")(Terms()(x)))


def cloned(model, package):
    return package.models.clone_model(model)


def from_config(model, package):
    return package.Model.from_config(model.get_config())


@pytest.mark.parametrize(
    "make, copied",
    [(with_terms, cloned), (with_terms, from_config), (in_layers, cloned)],
)
def test_copies_have_the_losses_and_metrics_of_the_model(make, copied):
    ours, theirs = (copied(make(p), p) for p in (keras, tf_keras))
    assert [la.name for la in ours.layers] == [la.name for la in theirs.layers]
    ours.set_weights(theirs.get_weights())
    data = np.linspace(-1, 1, 12, dtype="float32").reshape(3, 4)
    for model in (ours, theirs):
        model.compile("sgd")
    np.testing.assert_allclose(
        ours.evaluate(data, verbose=0), theirs.evaluate(data, verbose=0), 1e-6
    )
    assert ours.metrics_names == theirs.metrics_names


@pytest.mark.parametrize("reader", [keras, tf_keras])
@pytest.mark.parametrize("writer", [keras, tf_keras])
@pytest.mark.parametrize("trained", [False, True])
def test_files_with_losses_and_metrics_go_both_ways(
    writer, reader, trained, tmp_path
):
    data = np.linspace(-1, 1, 12, dtype="float32").reshape(3, 4)
    model = with_terms(writer)
    model.compile("sgd")
    if trained:
        model.fit(data, verbose=0)
    model.save(tmp_path / "model.keras")
    again = reader.models.load_model(tmp_path / "model.keras")
    assert [la.name for la in again.layers] == [la.name for la in model.layers]
    np.testing.assert_allclose(
        again.evaluate(data, verbose=0), model.evaluate(data, verbose=0), 1e-6
    )


@pytest.mark.parametrize("package", [keras, tf_keras])
def test_a_clone_begins_with_the_type_of_a_tensor(package):
    x = package.Input((4,), name="x")
    model = package.Model(x, package.layers.Dense(2)(x))
    rows = tf.ones((10, 4))
    clone = package.models.clone_model(model, input_tensors=[rows])
    assert clone.input_shape == (10, 4)
    assert clone.layers[0].name == "input_wrapper_for_x"
    assert type(clone.layers[0]).__name__ == "InputLayer"
