"""What asks for values while a graph is traced, and what it's told."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

K = keras.backend
X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


def made():
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile(keras.optimizers.SGD(0.5, momentum=0.5), "mse")
    return model


def in_function(call):
    """Returns what `call()` returns while a function is traced."""
    found = []

    @tf.function(autograph=False)
    def traced():
        found.append(call())

    traced()
    return found[0]


def in_map(call):
    """Returns what `call()` returns while a function of rows is traced."""
    found = []
    tf.data.Dataset.range(2).map(lambda row: (found.append(call()), row)[1])
    return found[0]


TRACED = pytest.mark.parametrize("traced", [in_function, in_map])


@TRACED
def test_get_value_gives_a_variables_value_while_a_graph_is_traced(traced):
    variable = tf.Variable([1.0, 2.0])
    assert traced(lambda: K.get_value(variable)).tolist() == [1, 2]
    found = traced(lambda: K.batch_get_value([variable, variable]))
    assert np.array(found).tolist() == [[1, 2], [1, 2]]
    optimizer = keras.optimizers.SGD(0.5)
    assert traced(lambda: K.get_value(optimizer.learning_rate)) == 0.5
    assert traced(optimizer.get_config)["learning_rate"] == 0.5


def test_get_value_of_a_replicated_variable_in_steps_and_graphs():
    strategy = two_replicas.strategy()
    with strategy.scope():
        variable = tf.Variable(5.0)
    assert in_function(lambda: K.get_value(variable)) == 5
    found = []
    strategy.run(lambda: found.append(K.get_value(variable)))
    tf.function(strategy.run)(lambda: found.append(K.get_value(variable)))
    assert found == [5, 5, 5, 5]


def test_get_value_in_a_train_step_and_in_a_call():
    class Model(keras.Model):
        def call(self, inputs):
            return inputs * K.get_value(self.factor)

        def train_step(self, data):
            return {"rate": K.get_value(self.optimizer.learning_rate)}

    model = Model()
    model.factor = tf.Variable(3.0)
    model.compile(keras.optimizers.SGD(0.5))
    assert model.fit(X, Y, verbose=0).history == {"rate": [0.5]}
    assert model.predict(X, verbose=0).tolist() == (3 * X).tolist()


def test_get_value_of_what_a_graph_computes_is_refused():
    variable = tf.Variable(1.0)
    with pytest.raises(TypeError, match="Expected a variable.*SymbolicTensor"):
        in_function(lambda: K.get_value(variable * 2.0))
    made = []

    @tf.function(autograph=False)
    def makes(given):
        if not made:
            made.append(tf.Variable(1.0))
            K.get_value(made[0])

    with pytest.raises(TypeError, match="Expected a variable.*Variable"):
        makes(tf.constant(1.0))


@TRACED
@pytest.mark.parametrize("part", ["model", "layer", "optimizer"])
def test_get_weights_names_the_variables_in_its_place(traced, part):
    model = made()
    owner = {"layer": model.layers[0], "optimizer": model.optimizer}
    with pytest.raises(
        RuntimeError,
        match=r"get_weights was called inside a tf.function.*"
        r"Expected a call outside.*`set_weights\(other.weights\)`",
    ):
        traced(owner.get(part, model).get_weights)


def test_weights_are_set_by_variables_in_a_function():
    model, other = made(), made()
    in_function(lambda: model.set_weights(other.weights))
    for found, expected in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(found, expected)


FILES = {
    "save": "model.keras",
    "save_weights": "model.weights.h5",
    "load_weights": "model.weights.h5",
}


@TRACED
@pytest.mark.parametrize("method", FILES)
def test_files_are_written_and_read_outside_of_functions(
    traced, method, tmp_path
):
    model, path = made(), tmp_path / FILES[method]
    if method == "load_weights":
        model.save_weights(path)
    before = list(tmp_path.iterdir())
    with pytest.raises(RuntimeError, match="was called inside a tf.function"):
        traced(lambda: getattr(model, method)(path))
    assert list(tmp_path.iterdir()) == before


CALLS = {
    "fit": (X, Y),
    "evaluate": (X, Y),
    "predict": (X,),
    "predict_iter": (X,),
    "train_on_batch": (X, Y),
    "test_on_batch": (X, Y),
    "predict_on_batch": (X,),
}


@TRACED
@pytest.mark.parametrize("method", CALLS)
def test_training_and_predicting_inside_a_function_name_the_call(
    traced, method
):
    model = made()
    with pytest.raises(
        RuntimeError,
        match=rf"Sequential model '\w+'.{method} was called inside a "
        r"tf.function.*Expected a call outside.*`model\(x\)`",
    ):
        traced(lambda: getattr(model, method)(*CALLS[method]))
    model.fit(X, Y, verbose=0)
    assert in_function(lambda: model(X).shape) == (4, 1)


def dense():
    return keras.layers.Dense(1, input_shape=(2,)).build((None, 2))


@pytest.mark.parametrize(
    "make",
    [dense, keras.random.SeedGenerator, keras.metrics.Mean],
)
def test_what_has_variables_tells_of_a_graph_outside_of_functions(make):
    with tf.Graph().as_default():
        with pytest.raises(RuntimeError, match="disable_eager_execution"):
            make()


def test_a_function_isnt_such_a_graph():
    made = []

    @tf.function
    def function():
        made.append(keras.layers.Dense(1))
        return made[0](tf.ones((1, 2)))

    assert function().shape == (1, 1)
