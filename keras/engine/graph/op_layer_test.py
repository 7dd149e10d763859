"""TensorFlow functions on symbolic tensors, and as what they are stored."""

import operator
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.graph import op_layer

A = np.arange(12.0, dtype="float32").reshape(2, 2, 3)
W = np.ones((3, 2), "float32")

FUNCTIONS = {
    "concat": lambda x: tf.concat([x, 2 * x], axis=-1),
    "stack": lambda x: tf.stack([x, x], axis=1),
    "where": lambda x: tf.where(x > 3, x, tf.zeros_like(x)),
    "einsum": lambda x: tf.einsum("bij,jk->bik", x, W),
    "einsum of two symbols": lambda x: tf.einsum("bij,bkj->bik", x, x),
    "reduce_mean": lambda x: tf.reduce_mean(x, axis=[1, 2]),
    "matmul with an array": lambda x: x @ W,
    "newaxis": lambda x: x[:, tf.newaxis],
    "softmax": lambda x: tf.nn.softmax(x, axis=1),
    "transpose": lambda x: tf.transpose(x, [0, 2, 1]),
    "cast": lambda x: tf.cast(x, tf.int32),
    "clip": lambda x: tf.clip_by_value(x, 1.0, 5.0),
    "gather": lambda x: tf.gather(x, [1, 0], axis=1),
    "one hot": lambda x: tf.one_hot(tf.cast(x[..., 0], tf.int32), 3),
    "shape": lambda x: tf.reshape(x, (tf.shape(x)[0], -1)),
    "tile": lambda x: tf.tile(x, [1, 2, 1]),
    "add_n": lambda x: tf.add_n([x, x]),
    "split": lambda x: tf.split(x, 3, axis=-1)[1],
    "unstack": lambda x: tf.unstack(x, axis=1)[0],
    "top_k": lambda x: tf.math.top_k(x, k=2).values,
    "keyword": lambda x: tf.expand_dims(input=x, axis=1),
    "name": lambda x: tf.nn.relu(x, name="mine"),
    "linalg": lambda x: tf.linalg.norm(x, axis=-1),
    "squeeze": lambda x: tf.squeeze(x[:, :1], axis=1),
    "argmax": lambda x: tf.argmax(x, axis=-1),
    "pad": lambda x: tf.pad(x, [[0, 0], [1, 1], [0, 0]]),
    "ellipsis": lambda x: x[..., 1:, 0],
    "tensor in a list": lambda x: tf.stack([x[..., 0], tf.ones((2, 2))]),
}


def model_of(function):
    x = keras.Input(A.shape[1:])
    return keras.Model(x, function(x))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_on_a_symbol_computes_what_it_does_on_a_value(name):
    function = FUNCTIONS[name]
    found = model_of(function)(A)
    np.testing.assert_allclose(found, function(tf.constant(A)), rtol=1e-6)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_model_of_a_function_comes_back_from_its_config(name):
    model = model_of(FUNCTIONS[name])
    again = keras.Model.from_config(model.get_config())
    np.testing.assert_array_equal(again(A), model(A))


@pytest.mark.parametrize(
    ("function", "shape"),
    [
        (lambda x: tf.concat([x, x], -1), [None, 2, 6]),
        (lambda x: x[:, 0], [None, 3]),
        (lambda x: tf.reduce_sum(x), []),
        (lambda x: tf.reshape(x, (-1, 6)), [None, 6]),
        (lambda x: tf.shape(x), [3]),
    ],
)
def test_a_function_on_a_symbol_tells_the_shape(function, shape):
    assert function(keras.Input((2, 3))).shape.as_list() == shape


def test_symbolic_bounds_of_a_slice_come_back_from_the_config():
    x, n = keras.Input((4,)), keras.Input((), dtype="int32")
    model = keras.Model([x, n], x[:, n[0] :: n[1]])
    again = keras.Model.from_config(model.get_config())
    for found in (model, again):
        values = found([tf.constant([[1, 2, 3, 4]]), tf.constant([1, 2])])
        np.testing.assert_array_equal(values, [[2, 4]])


def test_a_function_makes_a_layer_of_its_public_name():
    keras.backend.clear_session()
    model = model_of(lambda x: tf.nn.relu(tf.nn.relu(x))[:, 0] + 1)
    assert [layer.name for layer in model.layers[1:]] == [
        "tf.nn.relu",
        "tf.nn.relu_1",
        "tf.__operators__.getitem",
        "tf.__operators__.add",
    ]


def test_a_variable_in_a_call_is_a_weight_that_is_trained():
    w = tf.Variable(np.ones((3, 1), "float32"))
    x = keras.Input((3,))
    model = keras.Model(x, x @ w)
    assert [v is w for v in model.trainable_weights] == [True]
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(np.ones((4, 3)), np.zeros((4, 1)), verbose=0)
    # d/dw of (sum w)^2 is 2 * 3, times the rate: 0.6.
    np.testing.assert_allclose(w, np.full((3, 1), 0.4), rtol=1e-5)


def test_a_variable_that_is_not_trainable_stays_so():
    w = tf.Variable(2.0, trainable=False)
    x = keras.Input((3,))
    model = keras.Model(x, x * w)
    assert (len(model.trainable_weights), len(model.weights)) == (0, 1)


def test_a_ragged_symbol_goes_through_functions():
    x = keras.Input((None,), ragged=True)
    y = tf.reduce_sum(x * 2, axis=1)
    assert y.shape.as_list() == [None]
    found = keras.Model(x, y)(tf.ragged.constant([[1.0], [2.0, 3.0]]))
    np.testing.assert_array_equal(found, [2, 10])


def test_a_ragged_output_stays_ragged():
    x = keras.Input((None,), ragged=True)
    model = keras.Model(x, x + 1)
    found = model(tf.ragged.constant([[1.0], [2.0, 3.0]]))
    assert found.to_list() == [[2], [3, 4]]
    assert isinstance(model.output.type_spec, tf.RaggedTensorSpec)


def test_operators_and_slices_work_on_a_ragged_symbol():
    x = keras.Input((None,), ragged=True)
    model = keras.Model(x, [1 - x, (2 + x)[:, :1], x[0], abs(-x), x == 2])
    again = keras.Model.from_config(model.get_config())
    for found in (model, again):
        values = found(tf.ragged.constant([[1.0], [2.0, 3.0]]))
        assert values[0].to_list() == [[0], [-1, -2]]
        assert values[1].to_list() == [[3], [4]]
        assert values[2].numpy().tolist() == [1]
        assert values[3].to_list() == [[1], [2, 3]]
        assert values[4].to_list() == [[False], [True, False]]


def test_text_goes_through_functions():
    x = keras.Input((), dtype="string")
    model = keras.Model(x, tf.strings.length(x))
    found = model(tf.constant(["a", "bcd"]))
    np.testing.assert_array_equal(found, [1, 3])


def test_a_function_on_values_only_makes_no_layer():
    layer = op_layer.TFOpLambda(tf.nn.relu)
    assert float(layer(tf.constant(-1.0))) == 0


def test_functions_work_on_the_first_symbol_of_a_process():
    code = (
        "import tensorflow as tf, keras\n"
        "assert (keras.Input((3,)) + 1).shape == (None, 3)\n"
        "assert tf.nn.relu(keras.Input((3,))).shape == (None, 3)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=os.getcwd())


def test_a_mask_and_a_cast_are_left_to_the_function():
    x = keras.Input((3,), dtype="float64")
    assert tf.square(x).dtype == tf.float64
    flags = keras.Input((3,), dtype="bool")
    found = keras.Model([x, flags], tf.boolean_mask(x, flags))
    values = found([np.array([[1.0, 2.0, 3.0]]), np.array([[1, 0, 1]], bool)])
    np.testing.assert_array_equal(values, [1, 3])


def test_a_function_of_the_users_that_uses_tensorflow_needs_no_layer():
    @tf.function
    def twice(x):
        return x * 2

    x = keras.Input((3,))
    made = (lambda t: tf.math.sin(t) ** 2 + tf.math.cos(t) ** 2)(x)
    np.testing.assert_allclose(keras.Model(x, made)(tf.ones((1, 3))), 1.0)
    assert float(twice(tf.constant(1.0))) == 2


@pytest.mark.parametrize(
    "call",
    [
        lambda x: tf.cond(tf.reduce_sum(x) > 0, lambda: x * 2, lambda: x),
        lambda x: tf.map_fn(lambda row: row + x, x),
        lambda x: tf.while_loop(
            lambda i, t: i < 3, lambda i, t: (i + 1, t + x), (0, x)
        ),
    ],
)
def test_a_function_that_uses_a_symbol_from_outside_is_refused(call):
    with pytest.raises(TypeError, match="from outside.*tf.where"):
        call(keras.Input((3,), name="x"))


def test_a_layer_that_uses_a_symbol_from_outside_is_refused():
    x, y = keras.Input((3,)), keras.Input((3,))
    layer = keras.layers.Lambda(lambda t: t + y, name="sum")
    with pytest.raises(
        TypeError, match=r"'sum'.*from outside.*layer\(\[x, y\]"
    ):
        layer(x)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: tf.map_fn(lambda row: row * 2, x),
        lambda x: tf.vectorized_map(lambda row: row * 2, x),
        lambda x: tf.while_loop(
            lambda i, t: i < 1, lambda i, t: (i + 1, t * 2), (0, x)
        )[1],
        lambda x: tf.scan(lambda a, row: row * 2, x),
    ],
)
def test_a_loop_of_its_own_arguments_is_computed(call):
    found = model_of(call)(A)
    np.testing.assert_allclose(found[1:], 2 * A[1:])


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("InstanceMethod", {"attr_name": "numpy"}),
        ("InstanceMethod", {"attr_name": "__class__"}),
        ("InstanceMethod", {"attr_name": "values"}),
        ("InstanceProperty", {"attr_name": "to_tensor"}),
        ("InstanceProperty", {"attr_name": "__globals__"}),
        ("ClassMethod", {"cls_symbol": "Module", "method_name": "from_tensor"}),
        ("ClassMethod", {"cls_symbol": "RaggedTensor", "method_name": "mro"}),
        ("TFOpLambda", {"function": "io.write_file"}),
        ("SlicingOpLambda", {"function": "py_function"}),
    ],
)
def test_a_file_may_name_listed_members_only(name, arguments):
    config = {"module": "keras.layers", "class_name": name, "config": arguments}
    with pytest.raises(ValueError, match="Unknown"):
        keras.saving.deserialize_keras_object(config)


def test_a_member_of_a_dense_tensor_is_refused():
    layer = op_layer.InstanceMethod("row_lengths")
    with pytest.raises(TypeError, match="ragged or sparse.*tf.Tensor"):
        layer(tf.ones((2, 3)), [], {})


def test_a_call_of_a_file_without_a_tensor_of_the_model_is_not_run():
    x = keras.Input((3,))
    config = keras.Model(x, tf.fill(tf.shape(x), 1.0)).get_config()
    fill = next(la for la in config["layers"] if la["name"] == "tf.fill")
    fill["inbound_nodes"] = [["_CONSTANT_VALUE", -1, [2**40], {"value": 1.0}]]
    with pytest.raises(ValueError, match="no tensor of the model"):
        keras.Model.from_config(config)


def test_a_call_of_a_file_that_fails_names_its_layer():
    x = keras.Input((3,))
    config = keras.Model(x, tf.expand_dims(x, 1)).get_config()
    config["layers"][1]["inbound_nodes"][0][3]["axis"] = 7
    with pytest.raises(ValueError, match="call of 'tf.expand_dims.*' failed"):
        keras.Model.from_config(config)


@pytest.mark.parametrize(
    "call",
    [
        tf.print,
        lambda x: tf.debugging.assert_less(x, 3.0),
        lambda x: tf.debugging.assert_rank(x, 2),
    ],
)
def test_a_function_that_would_never_run_is_refused(call):
    with pytest.raises(TypeError, match="never run.*a layer's `call`"):
        call(keras.Input((3,)))


def test_an_ellipsis_is_stored_as_slices():
    x = keras.Input((3, 4))
    model = keras.Model(x, x[..., None, 0])
    (call,) = model.get_config()["layers"][1]["inbound_nodes"]
    all_of_it = {"start": None, "stop": None, "step": None}
    assert call[3]["slice_spec"] == [all_of_it, all_of_it, None, 0]


def test_a_function_s_name_passes_over_those_of_a_loaded_model():
    keras.backend.clear_session()
    config = model_of(lambda x: tf.square(tf.nn.relu(x))).get_config()
    keras.backend.clear_session()
    model = keras.Model.from_config(config)
    longer = keras.Model(model.input, tf.nn.relu(tf.square(model.output)))
    names = [layer.name for layer in longer.layers[1:]]
    assert names == [
        "tf.nn.relu",
        "tf.math.square",
        "tf.math.square_1",
        "tf.nn.relu_1",
    ]


def test_a_config_takes_no_names_from_functions_to_come():
    keras.backend.clear_session()
    model = model_of(tf.square)
    keras.Model.from_config(model.get_config())
    made = tf.square(model.output)
    assert made._keras_history.layer.name == "tf.math.square_1"


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv", "pow", "gt"])
def test_a_variable_on_the_left_is_a_weight_too(name):
    of = getattr(operator, name)
    variable, x = tf.Variable(3.0), keras.Input((2,))
    model = keras.Model(x, of(variable, x))
    assert [v is variable for v in model.weights] == [True]
    again = keras.Model.from_config(model.get_config())
    variable.assign(5.0)
    again.set_weights(model.get_weights())
    for found in (model, again):
        made = found(tf.constant([[2.0, 7.0]]))
        np.testing.assert_allclose(made, of(5.0, np.array([[2.0, 7.0]])))


@pytest.mark.parametrize(
    "function, symbol",
    [
        (tf.nn.relu, "nn.relu"),
        (lambda x: x + 1.0, "__operators__.add"),
        (lambda x: x[:, 1:], "__operators__.getitem"),
        (lambda x: tf.concat([x, x], 1), "concat"),
    ],
)
def test_a_function_is_known_by_its_public_name(function, symbol):
    layer = function(keras.Input((3,)))._keras_history.layer
    assert layer.symbol == symbol and layer.name.startswith(f"tf.{symbol}")
