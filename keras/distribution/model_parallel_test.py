"""A map tells how variables are split."""

import pytest

import keras

distribution = keras.distribution
MESH = distribution.DeviceMesh(
    (1, 2), ("batch", "model"), distribution.list_devices("cpu")[:2]
)


def parallel(**layouts):
    found = distribution.LayoutMap(MESH)
    found.update(layouts)
    return distribution.ModelParallel(layout_map=found)


def test_it_tells_how_a_variable_lies():
    split = parallel(kernel=(None, "model"))
    with split.scope():
        dense = keras.layers.Dense(4)
        dense.build((None, 3))
    assert split.get_variable_layout(dense.kernel).axes == (None, "model")
    assert split.get_variable_layout(dense.bias).axes == (None,)
    assert dense.kernel.layout.sharding_specs == ["unsharded", "model"]


def test_it_tells_how_data_and_other_tensors_lie():
    split = parallel(output=("batch", None))
    assert split.get_data_layout((8, 3)).axes == ("batch", None)
    assert split.get_tensor_layout("dense/output").axes == ("batch", None)
    assert split.get_tensor_layout("dense") is None


def test_it_tells_what_it_was_made_of():
    split = parallel()
    assert split.device_mesh is MESH
    assert split.batch_dim_name == "batch"
    assert (split.num_model_replicas, split.num_processes) == (1, 1)
    assert (split.data_shard_id, split.auto_shard_dataset) == (0, True)


def test_one_process_takes_the_whole_dataset():
    dataset = object()
    assert parallel().distribute_dataset(dataset) is dataset


def test_a_size_that_the_mesh_does_not_divide_is_refused():
    with parallel(kernel=(None, "model")).scope():
        with pytest.raises(
            ValueError,
            match=r"'kernel': axis 1.*2 divides.*\(3, 5\).*Leave the axis",
        ):
            keras.layers.Dense(5).build((None, 3))


def test_a_key_that_nothing_fits_is_warned_of():
    with parallel(kernle=(None, "model")).scope():
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
    with pytest.warns(UserWarning, match=r"Received: \['kernle'\]"):
        model.predict([[1.0, 2.0, 3.0]], verbose=0)


def test_a_key_for_a_model_to_come_is_told_of_once_and_fits_then():
    split = parallel(first=(None, "model"), second=(None, "model"))

    def predict(name):
        with split.scope():
            dense = keras.layers.Dense(4, name=name, use_bias=False)
            model = keras.Sequential([keras.Input((3,)), dense])
        model.predict([[1.0, 2.0, 3.0]], verbose=0)
        return dense.kernel.layout.sharding_specs

    with pytest.warns(UserWarning, match=r"made so far.*to come.*'second'"):
        predict("first")
    predict("other")
    assert predict("second") == ["unsharded", "model"]


def test_a_map_is_asked_for():
    with pytest.raises(TypeError, match="Received: layout_map=None"):
        distribution.ModelParallel()


def test_an_axis_of_the_mesh_splits_batches():
    layouts = distribution.LayoutMap(MESH)
    with pytest.raises(ValueError, match="Received: batch_dim_name='rows'"):
        distribution.ModelParallel(layout_map=layouts, batch_dim_name="rows")


def test_the_mesh_is_that_of_the_map():
    other = distribution.DeviceMesh((1,), ("batch",), ["cpu:0"])
    with pytest.raises(ValueError, match="Expected the same one"):
        distribution.ModelParallel(
            layout_map=distribution.LayoutMap(MESH), device_mesh=other
        )
