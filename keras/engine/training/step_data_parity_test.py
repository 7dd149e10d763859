"""What each kind of step is given, from each kind of data, as in tf_keras."""

import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import tf_keras

X = np.linspace(-1, 1, 8).reshape(4, 2).astype("float32")
Y = X[:, :1, None]
WHOLE = {
    "array": X,
    "tensor": tf.constant(X),
    "list": [X, Y],
    "tuple of one": (X,),
    "tuple of three": (X, Y, X),
    "dict": {"a": X},
    "tuple of a dict": ({"a": X},),
}
BATCHES = {
    "bare": X,
    "x": (X,),
    "x y": (X, Y),
    "x y w": (X, Y, Y[:, 0, 0]),
    "dict": {"a": X},
    "dict alone": ({"a": X},),
    "dict y": ({"a": X}, Y),
    "pair": ((X, Y),),
    "pair y": ((X, Y), Y),
}
STEPS = {"fit": "train", "evaluate": "test", "predict": "predict"}


def form(data):
    """Returns the structure of a step's data, with the rank of each leaf."""
    return tf.nest.map_structure(lambda leaf: leaf.shape.rank, data)


def given(package, call):
    """Returns what steps get while `call(model)` runs, each form once."""
    seen = []

    def note(data):
        if form(data) not in seen:
            seen.append(form(data))

    class Model(package.Model):
        def train_step(self, data):
            note(data)
            return {"loss": tf.constant(0.0)}

        def test_step(self, data):
            return Model.train_step(self, data)

        def predict_step(self, data):
            note(data)
            return tf.ones((4, 1))

    model = Model()
    model.compile("sgd", "mse", run_eagerly=True)
    call(model)
    return seen


def assert_same(call):
    found = given(keras, lambda model: call(keras, model))
    assert found == given(tf_keras, lambda model: call(tf_keras, model))
    assert found


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("method", STEPS)
@pytest.mark.parametrize("batch_size", [2, 4])
def test_of_arrays(kind, method, batch_size):
    def call(package, model):
        run = getattr(model, method)
        run(WHOLE[kind], batch_size=batch_size, verbose=0)

    assert_same(call)


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("step", STEPS.values())
def test_of_a_batch_alone(kind, step):
    assert_same(
        lambda package, model: getattr(model, f"{step}_on_batch")(WHOLE[kind])
    )


@pytest.mark.parametrize("source", ["dataset", "generator", "sequence"])
@pytest.mark.parametrize("kind", BATCHES)
@pytest.mark.parametrize("method", STEPS)
def test_of_batches(kind, method, source):
    def call(package, model):
        class Two(package.utils.Sequence):
            def __len__(self):
                return 2

            def __getitem__(self, index):
                return BATCHES[kind]

        data = {
            "dataset": tf.data.Dataset.from_tensors(BATCHES[kind]).repeat(2),
            "generator": iter([BATCHES[kind]] * 2),
            "sequence": Two(),
        }
        getattr(model, method)(data[source], verbose=0)

    assert_same(call)


@pytest.mark.parametrize("kind", BATCHES)
@pytest.mark.parametrize("step", STEPS.values())
def test_of_an_iterator(kind, step):
    def call(package, model):
        data = tf.data.Dataset.from_tensors(BATCHES[kind])
        getattr(model, f"make_{step}_function")()(iter(data))

    assert_same(call)
