"""A stack that changes after it was used computes and trains what it holds."""

import numpy as np
import pytest

import keras
from keras.engine.graph import graph

X = np.ones((4, 3), "float32")


def constant(value, name):
    return keras.layers.Dense(
        1,
        kernel_initializer=keras.initializers.Constant(value),
        name=name,
    )


def used(*layers):
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], verbose=0)
    model.evaluate(X, X[:, :1], verbose=0)
    model.predict(X, verbose=0)
    return model


def test_predict_after_pop_returns_the_lower_layers_output():
    model = used(keras.layers.Dense(2), constant(1.0, "top"))
    model.pop()
    assert model.predict(X, verbose=0).shape == (4, 2)
    np.testing.assert_allclose(model.predict(X, verbose=0), model(X), 1e-6)


def test_fit_after_pop_and_add_trains_the_new_layer_only():
    old = constant(1.0, "old")
    model = used(keras.layers.Dense(2), old)
    model.pop()
    new = constant(2.0, "new")
    model.add(new)
    with pytest.raises(ValueError, match="new/kernel"):
        model.fit(X, X[:, :1], verbose=0)  # its optimizer knows the old one
    model.compile("sgd", "mse")
    before = [old.kernel.numpy(), new.kernel.numpy()]
    model.fit(X, X[:, :1], verbose=0)
    np.testing.assert_array_equal(old.kernel, before[0])
    assert np.abs(new.kernel.numpy() - before[1]).max() > 0


@pytest.mark.parametrize("method", ["evaluate", "test_on_batch"])
def test_a_changed_stack_is_judged_as_it_is(method):
    model = used(constant(1.0, "one"))
    model.pop()
    model.add(constant(2.0, "two"))
    silent = {"verbose": 0} if method == "evaluate" else {}
    # (2 + 2 + 2 - 1) ** 2
    loss = getattr(model, method)(X, X[:, :1], **silent)
    assert loss == pytest.approx(25.0)


def test_a_growing_stack_is_sorted_once(monkeypatch):
    sorted_graphs = []

    class Counted(graph.Graph):
        def __init__(self, inputs, outputs):
            sorted_graphs.append(outputs)
            super().__init__(inputs, outputs)

    monkeypatch.setattr(graph, "Graph", Counted)
    model = keras.Sequential([keras.Input((3,))])
    for _ in range(20):
        model.add(keras.layers.Dense(3))
    model(X)
    assert len(sorted_graphs) == 1
