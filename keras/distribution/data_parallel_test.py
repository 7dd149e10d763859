"""Batches are split over devices, variables aren't."""

import numpy as np
import pytest
import tensorflow as tf

import keras

distribution = keras.distribution
DEVICES = distribution.list_devices("cpu")[:2]


def model():
    return keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(2, kernel_initializer="ones"),
        ]
    )


@pytest.mark.parametrize("rows", [4, 5])
def test_devices_share_batches_and_have_the_model_each(rows):
    x = np.random.default_rng(0).normal(size=(rows, 3))
    with distribution.DataParallel(devices=DEVICES).scope():
        many = model()
    np.testing.assert_allclose(
        many.predict(x, verbose=0), x.sum(1)[:, None] * [1, 1], rtol=1e-5
    )
    assert many.layers[0].kernel.layout.is_fully_replicated()


def test_the_first_axis_of_a_mesh_splits_batches():
    mesh = distribution.DeviceMesh((2,), ("rows",), DEVICES)
    found = distribution.DataParallel(mesh)
    assert found.batch_dim_name == "rows"
    assert found.num_model_replicas == 2


@pytest.fixture
def joined(monkeypatch):
    """A mesh, after which this process is one of two."""
    mesh = distribution.DeviceMesh((2,), ("rows",), DEVICES)
    assert mesh.backend_mesh.size == 2
    monkeypatch.setenv("DTENSOR_JOBS", "a:1,b:2")
    monkeypatch.setenv("DTENSOR_CLIENT_ID", "1")
    return mesh


def test_each_of_several_processes_reads_all_batches(joined):
    found = distribution.DataParallel(joined)
    assert (found.num_processes, found.data_shard_id) == (2, 1)
    dataset = found.distribute_dataset(tf.data.Dataset.range(3))
    assert [*dataset.as_numpy_iterator()] == [0, 1, 2]


def test_a_process_has_no_batches_of_its_own(joined):
    with pytest.raises(ValueError, match="dataset=False, in 2 processes"):
        distribution.DataParallel(joined, auto_shard_dataset=False)


def test_a_mesh_or_devices_are_given():
    mesh = distribution.DeviceMesh((2,), ("rows",), DEVICES)
    with pytest.raises(ValueError, match="Expected `device_mesh` or `devices`"):
        distribution.DataParallel(mesh, DEVICES)


def test_a_batch_on_a_mesh_is_dense():
    with distribution.DataParallel(devices=DEVICES).scope():
        layer = keras.layers.Lambda(lambda x: x.to_tensor())
        many = keras.Sequential([keras.Input((None,), ragged=True), layer])
    with pytest.raises(TypeError, match="Expected tensors.*RaggedTensor"):
        many.predict(tf.ragged.constant([[1.0], [2.0, 3.0]]), verbose=0)
