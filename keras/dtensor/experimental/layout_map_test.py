"""Keras 2's names for models on a mesh."""

import numpy as np
import pytest
import tensorflow as tf

import keras

dtensor = tf.experimental.dtensor
experimental = keras.dtensor.experimental
MESH = dtensor.create_mesh({"model": 2}, devices=["CPU:0", "CPU:1"])
COLUMNS = dtensor.Layout(["unsharded", "model"], MESH)
ROWS = dtensor.Layout(["model", "unsharded"], MESH)


def test_the_first_key_that_fits_the_beginning_tells():
    layouts = experimental.LayoutMap()
    layouts["dense.*kernel"], layouts["dense_1.*"] = COLUMNS, ROWS
    assert layouts["dense_1.kernel"] is COLUMNS
    assert layouts["dense_1.other"] is ROWS
    assert layouts["my_dense.kernel"] is None


def test_it_is_a_dict_whose_mesh_is_that_of_its_layouts():
    layouts = experimental.LayoutMap()
    assert layouts.get_default_mesh() is None
    layouts["a"] = COLUMNS
    assert layouts.get_default_mesh() == MESH
    assert (list(layouts), layouts.pop("a"), len(layouts)) == (
        ["a"],
        COLUMNS,
        0,
    )


@pytest.mark.parametrize("key", ["up.kernel", "up/kernel"])
def test_a_model_in_its_scope_trains_on_the_mesh(key):
    layouts = experimental.LayoutMap(MESH)
    layouts[key] = COLUMNS
    with experimental.layout_map_scope(layouts):
        dense = keras.layers.Dense(4, kernel_initializer="ones", name="up")
        model = keras.Sequential([keras.Input((3,)), dense])
    optimizer = experimental.optimizers.SGD(0.5, mesh=MESH)
    model.compile(optimizer, "mse")
    model.fit(np.ones((2, 3)), np.ones((2, 4)), verbose=0)
    # The gradient of a mean over 4 outputs, each 3 where it should be 1.
    np.testing.assert_allclose(dense.kernel.numpy(), 1 - 0.5 * 2 * 2 / 4)
    assert dense.kernel.layout == COLUMNS


def test_a_key_that_fits_no_variable_is_told():
    layouts = experimental.LayoutMap(MESH)
    layouts["up.kernel"], layouts["kernel"] = COLUMNS, COLUMNS
    with layouts.scope():
        model = keras.Sequential([keras.Input((3,))])
        model.add(keras.layers.Dense(4, name="up"))
        model.compile("sgd", "mse")
    with pytest.warns(match=r"no variable .* Received: \['kernel'\]"):
        model.fit(np.ones((2, 3)), np.ones((2, 4)), verbose=0)


def test_the_optimizers_are_ours():
    assert experimental.optimizers.Adam is keras.optimizers.Adam


def test_a_key_is_set_once():
    layouts = experimental.LayoutMap(MESH)
    layouts["a"] = ROWS
    with pytest.raises(ValueError, match="Delete the key first"):
        layouts["a"] = COLUMNS


def test_a_value_is_a_layout():
    with pytest.raises(TypeError, match=r"Received: \('model',\)"):
        experimental.LayoutMap(MESH)["a"] = ("model",)


def test_a_scope_needs_a_mesh():
    with pytest.raises(ValueError, match="Received: mesh=None and no layout"):
        with experimental.LayoutMap().scope():
            pass
