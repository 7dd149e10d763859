"""A layout tells each device's part of a tensor."""

import contextlib

import numpy as np
import pytest
import tensorflow as tf

import keras

distribution = keras.distribution
MESH = distribution.DeviceMesh(
    (2,), ("model",), distribution.list_devices("cpu")[:2]
)


def parts(tensor):
    unpacked = tf.experimental.dtensor.unpack(tensor)
    return [part.numpy().tolist() for part in unpacked]


def test_each_device_gets_its_part():
    layout = distribution.TensorLayout((None, "model"), MESH)
    tensor = distribution.distribute_tensor([[1, 2], [3, 4]], layout)
    assert parts(tensor) == [[[1], [3]], [[2], [4]]]


def test_a_graph_lays_a_tensor_out_anew():
    rows = distribution.TensorLayout(("model", None), MESH)
    columns = distribution.TensorLayout((None, "model"), MESH)
    tensor = distribution.distribute_tensor(np.eye(2), rows)
    turn = tf.function(lambda x: distribution.distribute_tensor(x, columns))
    assert parts(turn(tensor)) == [[[1], [0]], [[0], [1]]]


def test_a_layer_on_a_mesh_takes_a_distributed_tensor():
    with distribution.DataParallel(MESH).scope():
        layer = keras.layers.Dense(1, kernel_initializer="ones")
        layer.build((None, 2))
    layout = distribution.TensorLayout(("model", None), MESH)
    outputs = layer(distribution.distribute_tensor(np.ones((4, 2)), layout))
    assert parts(outputs) == [[[2], [2]], [[2], [2]]]


@pytest.mark.parametrize("axes", [("rows",), ("model", "model")])
def test_an_axis_that_the_mesh_can_not_split_is_refused(axes):
    with pytest.raises(ValueError, match=r"Expected names of \['model'\]"):
        distribution.TensorLayout(axes, MESH)
    layout = distribution.TensorLayout(axes)
    with pytest.raises(ValueError, match="Received: axes="):
        layout.device_mesh = MESH


def test_a_layout_keeps_its_mesh():
    layout = distribution.TensorLayout(("model",), MESH)
    with pytest.raises(ValueError, match="Expected a layout without one"):
        layout.device_mesh = MESH


def test_a_layout_without_a_mesh_distributes_nothing():
    layout = distribution.TensorLayout((None,))
    with pytest.raises(ValueError, match="Expected `device_mesh` to be set"):
        distribution.distribute_tensor([1], layout)


def test_a_size_that_the_mesh_does_not_divide_is_refused():
    layout = distribution.TensorLayout(("model",), MESH)
    with pytest.raises(ValueError, match=r"that 2 divides.*shape=\(3,\)"):
        distribution.distribute_tensor([1, 2, 3], layout)


def test_a_layout_has_an_entry_for_each_axis():
    layout = distribution.TensorLayout(("model",), MESH)
    with pytest.raises(ValueError, match=r"each of shape=\(1, 1\)"):
        distribution.distribute_tensor([[1]], layout)


@keras.saving.register_keras_serializable("tensor_layout_test")
class LaidOut(keras.layers.Layer):
    """Splits its input's columns."""

    def call(self, inputs):
        layout = distribution.TensorLayout((None, "model"), MESH)
        return distribution.distribute_tensor(inputs, layout)


X = np.arange(12, dtype="float32").reshape(3, 4)


def functional(*last):
    inputs = keras.Input((4,))
    outputs = LaidOut()(inputs)
    for layer in last:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def ones():
    return keras.layers.Dense(1, kernel_initializer="ones")


def test_a_layer_of_a_functional_model_lays_its_values_out():
    with distribution.DataParallel(MESH).scope():
        model = functional(ones())
    inner = keras.Model(model.inputs, model.layers[1].output)
    layout = distribution.TensorLayout((None, None), MESH)
    with distribution.DataParallel(MESH).scope():
        values = inner(distribution.distribute_tensor(X, layout))
    assert [len(part[0]) for part in parts(values)] == [2, 2]
    predicted = model.predict(X, verbose=0)
    np.testing.assert_array_equal(predicted, X.sum(1, keepdims=True))


def test_a_functional_model_with_such_a_layer_trains():
    def trained(scope):
        with scope:
            model = functional(ones())
        model.compile("sgd", "mse")
        return model.fit(X, X[:, :1], epochs=2, verbose=0).history["loss"]

    on_mesh = trained(distribution.DataParallel(MESH).scope())
    np.testing.assert_allclose(
        on_mesh, trained(contextlib.nullcontext()), rtol=1e-6
    )


def test_on_one_device_such_a_layer_changes_nothing():
    bare, model = functional(), functional(ones())
    np.testing.assert_array_equal(bare.predict(X, verbose=0), X)
    expected = X.sum(1, keepdims=True)
    np.testing.assert_array_equal(model.predict(X, verbose=0), expected)
    np.testing.assert_array_equal(model(X), expected)


@pytest.mark.parametrize("name", ["a.keras", "a"])
def test_a_file_brings_such_a_model_to_one_device(name, tmp_path):
    with distribution.DataParallel(MESH).scope():
        model = functional(ones())
    model.save(tmp_path / name)
    loaded = keras.models.load_model(tmp_path / name)
    np.testing.assert_array_equal(loaded(X), X.sum(1, keepdims=True))


@pytest.mark.parametrize("write", ["export", "save"])
def test_a_program_with_such_a_layer_runs_anywhere(write, tmp_path):
    with distribution.DataParallel(MESH).scope():
        inputs = keras.Input(batch_shape=(3, 4))
        model = keras.Model(inputs, ones()(LaidOut()(inputs)))
    getattr(model, write)(tmp_path / "program")
    program = tf.saved_model.load(str(tmp_path / "program"))
    served = program.signatures["serving_default"](tf.constant(X))
    np.testing.assert_array_equal(
        [*served.values()][0], X.sum(1, keepdims=True)
    )


def test_a_symbolic_tensor_is_on_no_device():
    layout = distribution.TensorLayout((None, "model"), MESH)
    symbol = keras.Input((4,))
    assert distribution.distribute_tensor(symbol, layout) is symbol
    with pytest.raises(ValueError, match=r"that 2 divides.*shape=\(None, 3\)"):
        distribution.distribute_tensor(keras.Input((3,)), layout)
