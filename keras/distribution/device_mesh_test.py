"""A mesh is a grid of devices with named axes."""

import pytest
import tensorflow as tf

import keras

DEVICES = keras.distribution.list_devices("cpu")[:2]


def test_devices_fill_the_last_axis_first(monkeypatch):
    names = [f"cpu:{i}" for i in range(6)]
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda _: names)
    mesh = keras.distribution.DeviceMesh((2, 3), ("a", "b"), names)
    assert mesh.devices.tolist() == [names[:3], names[3:]]


def test_a_mesh_is_one_of_tensorflow():
    mesh = keras.distribution.DeviceMesh((1, 2), ("a", "b"), DEVICES)
    assert mesh.backend_mesh.dim_names == ["a", "b"]
    assert mesh.backend_mesh.shape() == [1, 2]


@pytest.mark.parametrize(
    "shape, names, expected",
    [
        ((), (), r"at least one axis.*shape=\(\)"),
        ((2,), ("a", "b"), r"name of its own.*shape=\(2,\)"),
        ((2, 1), ("a", "a"), r"Expected 2 different names.*\['a', 'a'\]"),
        ((2, 2), ("a", "b"), "Expected 4 devices.*Received: 2"),
        ((-1, -2), ("a", "b"), r"sizes of 1 or more.*shape=\(-1, -2\)"),
    ],
)
def test_what_does_not_fit_is_refused(shape, names, expected):
    with pytest.raises(ValueError, match=expected):
        keras.distribution.DeviceMesh(shape, names, DEVICES)


def test_a_device_has_one_place():
    with pytest.raises(ValueError, match=r"2 different.*\['cpu:0'\] more than"):
        keras.distribution.DeviceMesh((2,), ("a",), ["cpu:0", "cpu:0"])


def test_a_mesh_is_of_devices_that_are_there():
    with pytest.raises(ValueError, match="cpu:0.*Received: cpu:99"):
        keras.distribution.DeviceMesh((2,), ("a",), ["cpu:0", "CPU:99"])


@pytest.mark.parametrize("names", ["cpu:1 cpu:0", "cpu:0 cpu:2", "cpu:0 gpu:1"])
def test_devices_of_several_processes_have_one_order(monkeypatch, names):
    dtensor = tf.experimental.dtensor
    monkeypatch.setattr(dtensor, "num_clients", lambda: 2)
    keras.distribution.DeviceMesh((2,), ("a",), ["cpu:0", "CPU:1"])
    with pytest.raises(ValueError, match=f"'cpu:1'].*{names.split()[1]}.*turn"):
        keras.distribution.DeviceMesh((2,), ("a",), names.split())


def test_sizes_are_whole_numbers():
    with pytest.raises(TypeError, match=r"Expected whole.*\(2.0, '1'\)"):
        keras.distribution.DeviceMesh((2.0, "1"), ("a", "b"), DEVICES)


def test_devices_without_a_kind_are_told_by_name():
    with pytest.raises(ValueError, match=r"Expected some of \['cpu:0'.*: 0, 1"):
        keras.distribution.DeviceMesh((2,), ("a",), [0, 1])


def test_a_device_is_the_same_however_it_is_written():
    with pytest.raises(ValueError, match="more than once"):
        keras.distribution.DeviceMesh((2,), ("b",), ["cpu:0", "CPU:0"])
