"""`predict`: the structure of what comes out, and both ways to it."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.arange(14.0, dtype="float32").reshape(7, 2)


def model_of(function, **arguments):
    x = keras.Input(**{"shape": (2,), **arguments})
    return keras.Model(x, function(x))


def predicted(model, x=X, **arguments):
    return model.predict(x, verbose=0, **arguments)


STRUCTURES = {
    "one": lambda x: x * 2,
    "list": lambda x: [x * 2, x[:, 0]],
    "tuple": lambda x: (x * 2, x[:, 0]),
    "dict": lambda x: {"b": x * 2, "a": x[:, 0]},
    "nest": lambda x: {"b": [x * 2, (x[:, 0],)]},
}


@pytest.mark.parametrize("name", STRUCTURES)
@pytest.mark.parametrize("size", [32, 7, 3, 1])
def test_outputs_keep_their_structure_whatever_the_batches(name, size):
    found = predicted(model_of(STRUCTURES[name]), batch_size=size)
    expected = STRUCTURES[name](X)
    tf.nest.assert_same_structure(found, expected)
    for part, value in zip(tf.nest.flatten(found), tf.nest.flatten(expected)):
        assert isinstance(part, np.ndarray)
        np.testing.assert_array_equal(part, value)


@pytest.mark.parametrize("size", [32, 2])
def test_a_ragged_output_is_a_ragged_tensor_over_all_rows(size):
    x = keras.Input((None,), ragged=True)
    rows = tf.ragged.constant([[1.0], [], [2.0, 3.0]])
    found = predicted(keras.Model(x, x * 2), rows, batch_size=size)
    assert isinstance(found, tf.RaggedTensor)
    assert found.to_list() == [[2], [], [4, 6]]


@pytest.mark.parametrize("size", [32, 2])
def test_text_comes_out_as_bytes(size):
    x = keras.Input((), dtype="string")
    model = keras.Model(x, tf.strings.upper(x))
    found = predicted(model, np.array(["a", "b", "c"]), batch_size=size)
    assert found.tolist() == [b"A", b"B", b"C"]


SOURCES = {
    "array": lambda: X,
    "tensor": lambda: tf.constant(X),
    "list": lambda: [X],
    "dataset": lambda: tf.data.Dataset.from_tensor_slices(X).batch(3),
    "pairs": lambda: tf.data.Dataset.from_tensor_slices((X, X)).batch(3),
    "generator": lambda: (X[i : i + 3] for i in (0, 3, 6)),
}


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_gives_the_same_rows_in_order(name):
    model = model_of(lambda x: x + 1)
    np.testing.assert_array_equal(predicted(model, SOURCES[name]()), X + 1)


def test_a_callback_sees_each_batch_and_changes_no_number():
    class Watch(keras.callbacks.Callback):
        seen = []

        def on_predict_batch_end(self, batch, logs=None):
            self.seen.append((batch, np.shape(logs["outputs"])))

    watch = Watch()
    model = model_of(lambda x: x + 1)
    found = predicted(model, batch_size=3, callbacks=[watch])
    np.testing.assert_array_equal(found, predicted(model))
    assert watch.seen == [(0, (3, 2)), (1, (3, 2)), (2, (1, 2))]


@pytest.mark.parametrize("last_axis_first", [True, False])
def test_rows_of_one_number_are_the_same_in_either_shape(last_axis_first):
    inputs = keras.Input((1,))
    model = keras.Model(inputs, keras.layers.Softmax()(inputs))
    wide = np.arange(4.0, dtype="float32")[:, None]
    arrays = [wide, wide[:, 0]] if last_axis_first else [wide[:, 0], wide]
    for rows in arrays:
        of_rows = tf.data.Dataset.from_tensor_slices(rows).batch(2)
        for found in (
            model.predict(rows, batch_size=2, verbose=0),
            model.predict(of_rows, verbose=0),
            model.predict_on_batch(rows),
        ):
            np.testing.assert_array_equal(found, np.ones((4, 1)))


def test_steps_limit_the_batches():
    found = predicted(model_of(lambda x: x), batch_size=2, steps=2)
    np.testing.assert_array_equal(found, X[:4])


def test_one_row_and_many_agree():
    model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(2)])
    whole = predicted(model)
    rows = [predicted(model, X[i : i + 1]) for i in range(7)]
    np.testing.assert_allclose(
        np.concatenate(rows), whole, rtol=1e-5, atol=1e-6
    )
    np.testing.assert_allclose(
        model.predict_on_batch(X), whole, rtol=1e-5, atol=1e-6
    )
    np.testing.assert_allclose(model(X), whole, rtol=1e-5, atol=1e-6)


def test_weights_set_between_two_predictions_count():
    model = keras.Sequential([keras.layers.Dense(1, use_bias=False)])
    predicted(model)
    model.set_weights([np.ones((2, 1))])
    np.testing.assert_array_equal(predicted(model)[:, 0], X.sum(1))


def test_layers_run_as_at_inference():
    model = keras.Sequential([keras.layers.Dropout(0.5)])
    np.testing.assert_array_equal(predicted(model), X)
    with pytest.raises(ValueError):
        model.predict(X, batch_size=0, verbose=0)


def test_no_training_and_no_compile_are_needed():
    model = model_of(lambda x: x)
    assert not model.compiled
    assert predicted(model).shape == (7, 2)


def test_a_row_without_a_batch_axis_is_refused():
    model = model_of(keras.layers.Dense(1))
    with pytest.raises(ValueError, match="Expected"):
        predicted(model, X[0])


def test_code_that_runs_eagerly_only_may_be_in_a_model_run_eagerly():
    class Twice(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(2)

        def call(self, inputs):
            return self.dense(tf.constant(inputs.numpy() * 2))

    model = Twice()
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(X, X, verbose=0, validation_data=(X, X))
    assert model.evaluate(X, X, verbose=0) > 0
    for size in (32, 3):
        found = predicted(model, batch_size=size)
        np.testing.assert_allclose(found, model.dense(X * 2), rtol=1e-5)


def test_outputs_of_one_number_a_row_are_one_axis():
    found = predicted(model_of(lambda x: tf.reduce_sum(x, 1)), batch_size=3)
    assert found.shape == (7,)


@pytest.mark.parametrize("name", SOURCES)
def test_streaming_gives_each_batch_in_order(name):
    model = model_of(lambda x: {"a": x + 1, "b": [x[:, 0]]})
    parts = list(model.predict_iter(SOURCES[name](), batch_size=None))
    whole = [np.concatenate([part["a"] for part in parts])]
    whole.append(np.concatenate([part["b"][0] for part in parts]))
    np.testing.assert_array_equal(whole[0], X + 1)
    np.testing.assert_array_equal(whole[1], X[:, 0])
    assert isinstance(parts[0]["a"], np.ndarray)


def test_streaming_takes_as_many_batches_as_asked_for():
    parts = model_of(lambda x: x).predict_iter(X, batch_size=2, steps=3)
    assert [part.shape for part in parts] == [(2, 2)] * 3


def test_streaming_reads_no_batch_before_it_is_asked_for():
    read = []

    def rows():
        for start in (0, 3, 6):
            read.append(start)
            yield X[start : start + 3]

    parts = model_of(lambda x: x).predict_iter(rows())
    next(parts)
    assert len(read) < 3
    assert len(list(parts)) == 2


def test_streaming_refuses_bad_arguments_at_once():
    with pytest.raises(ValueError, match="Received: batch_size=0"):
        model_of(lambda x: x).predict_iter(X, batch_size=0)


def test_rows_of_other_shapes_in_later_batches_make_a_ragged_tensor():
    x = keras.Input((None, None, 1))
    model = keras.Model(x, x * 2)
    rows = [np.ones((2, *shape, 1), "float32") for shape in [(3, 4), (5, 4)]]
    found = predicted(model, iter(rows))
    assert found.shape.as_list() == [4, None, 4, 1]
    assert found.row_lengths().numpy().tolist() == [3, 3, 5, 5]
    np.testing.assert_array_equal(found.flat_values, np.full((16, 4, 1), 2.0))
    found = [part.shape for part in model.predict_iter(iter(rows))]
    assert found == [(2, 3, 4, 1), (2, 5, 4, 1)]


def test_padded_batches_of_a_known_number_may_differ_in_shape():
    data = tf.data.Dataset.from_tensor_slices([1, 2, 5, 6]).map(
        lambda length: tf.ones((length, 1))
    )
    data = data.padded_batch(2).apply(
        tf.data.experimental.assert_cardinality(2)
    )
    x = keras.Input((None, 1))
    found = predicted(keras.Model(x, x + 1), data)
    assert found.row_lengths().numpy().tolist() == [2, 2, 6, 6]


def test_rows_with_more_axes_in_later_batches_are_named():
    class Model(keras.Model):
        def predict_step(self, data):
            self.add_axis = not getattr(self, "add_axis", True)
            return data[:, None] if self.add_axis else data

    model = Model()
    model.compile(run_eagerly=True)
    with pytest.raises(ValueError, match=r"1 axes a row.*shape=\(1, 2\)"):
        predicted(model, iter([X[:3], X[:3]]))


LABELS = [
    np.zeros((7, 2, 3)),
    np.full(7, "a"),
    tf.ragged.constant([[1]] * 7),
    {"u": np.zeros(7), "v": np.zeros((7, 3))},
]


@pytest.mark.parametrize("labels", LABELS)
def test_labels_of_any_shape_or_type_are_ignored(labels):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mse"])
    data = tf.data.Dataset.from_tensor_slices((X[:7], labels)).batch(4)
    found = predicted(model, data)
    np.testing.assert_allclose(found, model(X[:7]), rtol=1e-6, atol=1e-6)


def test_what_a_generator_yields_beside_inputs_is_not_looked_at():
    def batches():
        yield X[:4], "a"
        yield X[4:], {"b": object()}, None

    found = predicted(model_of(lambda x: x), batches())
    np.testing.assert_array_equal(found, X)


def test_a_users_predict_step_gets_the_labels_too():
    class Model(keras.Model):
        def predict_step(self, data):
            return data[1]

    x = keras.Input((2,))
    data = tf.data.Dataset.from_tensors((X[:3], np.arange(3)))
    assert predicted(Model(x, x), data).tolist() == [0, 1, 2]


def test_one_batch_may_be_sparse_or_ragged():
    sparse = tf.sparse.from_dense([[0.0, 1.0], [2.0, 0.0]])
    x = keras.Input((2,), sparse=True)
    double = keras.Model(x, x * 2.0)
    for rows in (2, 1):
        found = double.predict_on_batch(
            tf.sparse.slice(sparse, [0, 0], [rows, 2])
        )
        dense = tf.sparse.to_dense(found)
        assert dense.numpy().tolist() == [[0.0, 2.0], [4.0, 0.0]][:rows]
    x = keras.Input((None,), ragged=True)
    ragged = tf.ragged.constant([[1.0], [2.0, 3.0]])
    found = keras.Model(x, x * 2.0).predict_on_batch(ragged)
    assert found.to_list() == [[2.0], [4.0, 6.0]]


def test_later_batches_may_be_longer_than_the_first():
    rows = [X[:1], X[1:6], X[6:]]
    data = tf.data.Dataset.from_generator(
        lambda: iter(rows), output_signature=tf.TensorSpec((None, 2))
    )
    data = data.apply(tf.data.experimental.assert_cardinality(3))
    found = predicted(model_of(lambda x: {"a": x, "b": x[:, 0]}), data)
    np.testing.assert_array_equal(found["a"], X)
    np.testing.assert_array_equal(found["b"], X[:, 0])


def test_a_sparse_output_is_sparse_over_all_rows():
    class Sparse(keras.Model):
        def call(self, inputs):
            return tf.sparse.from_dense(inputs)

    model = Sparse()
    found = predicted(model, batch_size=3)
    np.testing.assert_array_equal(tf.sparse.to_dense(found), X)


def test_one_number_a_batch_is_one_row_a_batch():
    class Total(keras.Model):
        def call(self, inputs):
            return tf.reduce_sum(inputs)

    found = predicted(Total(), batch_size=3)
    assert found.tolist() == [15, 51, 25]


@pytest.mark.parametrize("jit", [False, True])
def test_a_fixed_number_of_steps_a_run_changes_no_number(jit):
    model = model_of(STRUCTURES["nest"])
    model.compile(steps_per_execution=2, jit_compile=jit)
    found = predicted(model, batch_size=2)
    np.testing.assert_array_equal(found["b"][0], X * 2)


def test_rows_of_many_replicas_are_in_order():
    with two_replicas.strategy().scope():
        model = model_of(lambda x: x + 1)
    np.testing.assert_array_equal(predicted(model, batch_size=4), X + 1)
    parts = model.predict_iter(X, batch_size=4)
    np.testing.assert_array_equal(np.concatenate(list(parts)), X + 1)
