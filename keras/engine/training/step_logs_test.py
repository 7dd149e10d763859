"""What a user's step may return, and what becomes of it."""

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

X = np.arange(14, dtype="float32").reshape(7, 2)
MODES = [{}, {"run_eagerly": True}]


def model_of(returned, **mode):
    """Its steps return what a function of the batch does."""

    class Model(keras.Model):
        def train_step(self, data):
            # A batch by itself comes as `(x,)`.
            return returned(data[0] if isinstance(data, tuple) else data)

        test_step = train_step

    model = Model()
    model.compile("sgd", **mode)
    return model


def rows(x):
    return {"tensor": x[:, 0]}


def ragged(x):
    return {"tensor": tf.RaggedTensor.from_tensor(x)}


def sparse(x):
    return {"tensor": tf.sparse.from_dense(x)}


def nested(x):
    return {"tensor": {"a": (x, tf.constant("text")), "b": x[0]}}


def plain(value):
    """Returns a leaf of logs as something that can be compared."""
    if isinstance(value, (tf.RaggedTensor, tf.SparseTensor)):
        return str(value)
    return np.asarray(value).tolist()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("returned", [rows, ragged, sparse, nested])
def test_any_tensor_may_be_in_logs(returned, mode):
    model = model_of(returned, **mode)
    history = model.fit(X, batch_size=4, shuffle=False, verbose=2).history
    found = [
        {name: values[-1] for name, values in history.items()},
        model.train_on_batch(X[4:], return_dict=True),
        model.evaluate(X[4:], return_dict=True, verbose=0),
    ]
    last = tf.nest.map_structure(plain, returned(tf.constant(X[4:])))
    for logs in found:
        assert tf.nest.map_structure(plain, logs) == last


def nothing(x):
    return None


def total(x):
    return tf.reduce_sum(x)


def totals(x):
    return [tf.reduce_sum(x)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("returned", [nothing, total, totals])
def test_a_step_that_returns_no_dict_is_named(returned, mode):
    model = model_of(returned, **mode)
    for _ in range(2):
        with pytest.raises(TypeError, match=r"\.train_step.*Expected a dict"):
            model.fit(X, verbose=0)
        with pytest.raises(TypeError, match=r"\.train_step.*Received: "):
            model.train_on_batch(X)
        with pytest.raises(TypeError, match=r"\.test_step.*Expected a dict"):
            model.evaluate(X, verbose=0)


def test_a_function_that_returns_no_dict_is_named():
    class Model(keras.Model):
        def make_train_function(self, force=False):
            return lambda iterator: next(iterator)

    x = keras.Input((2,))
    model = Model(x, x)
    model.compile("sgd")
    with pytest.raises(TypeError, match=r"\.make_train_function.*a dict"):
        model.fit(X, verbose=0)


def test_a_step_is_as_deep_in_graphs_at_each_trace():
    depths = []

    def noted(x):
        depth, graph = 0, tf.compat.v1.get_default_graph()
        while getattr(graph, "outer_graph", None) is not None:
            depth, graph = depth + 1, graph.outer_graph
        depths.append(depth)
        return {"loss": tf.reduce_sum(x)}

    model = model_of(noted)
    for columns in (2, 3, 4):
        model.fit(np.ones((4, columns)), verbose=0)
    assert len(set(depths)) == 1
