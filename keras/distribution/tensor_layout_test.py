"""A layout tells each device's part of a tensor."""

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
