"""Regular expressions over paths name layouts."""

import pytest

import keras

distribution = keras.distribution
MESH = distribution.DeviceMesh(
    (2,), ("model",), distribution.list_devices("cpu")[:2]
)


@pytest.fixture
def layouts():
    return distribution.LayoutMap(MESH)


def test_a_key_is_looked_for_anywhere_in_a_path(layouts):
    layouts["dense.*kernel"] = (None, "model")
    assert layouts["block/dense_1/kernel"].axes == (None, "model")
    assert layouts["block/dense_1/bias"] is None


def test_a_layout_without_a_mesh_gets_that_of_the_map(layouts):
    layouts["kernel"] = distribution.TensorLayout(("model",))
    assert layouts["kernel"].device_mesh is MESH


def test_it_is_a_dict(layouts):
    layouts["a"], layouts["b"] = ("model",), (None,)
    assert list(layouts) == ["a", "b"]
    assert layouts.pop("a").axes == ("model",)
    assert len(layouts) == 1


def test_keys_that_no_path_fits_are_told(layouts):
    layouts["kernel"], layouts["bias"] = ("model",), (None,)
    layouts["dense/bias"]
    assert layouts.unused_keys == ["kernel"]


def test_a_path_that_two_keys_fit_is_refused(layouts):
    layouts["dense"], layouts["kernel"] = (None, "model"), ("model", None)
    with pytest.raises(
        ValueError, match=r"'dense/kernel'.*Received: \['dense', 'kernel'\]"
    ):
        layouts["dense/kernel"]


def test_a_key_is_set_once(layouts):
    layouts["kernel"] = ("model",)
    with pytest.raises(ValueError, match="Delete the key first"):
        layouts["kernel"] = (None,)


def test_a_key_is_a_regular_expression(layouts):
    with pytest.raises(ValueError, match=r"Received: key='\('"):
        layouts["("] = ("model",)


def test_a_value_is_a_layout(layouts):
    with pytest.raises(TypeError, match="Received: 'model'"):
        layouts["kernel"] = "model"


def test_a_map_is_for_a_mesh():
    with pytest.raises(TypeError, match="Received: device_mesh=None"):
        distribution.LayoutMap(None)


def test_a_layout_of_another_mesh_is_refused(layouts):
    devices = distribution.list_devices("cpu")[:2]
    same = distribution.DeviceMesh((2,), ("model",), devices)
    other = distribution.DeviceMesh((1, 2), ("batch", "model"), devices)
    with pytest.raises(ValueError, match="'a' has a layout of another mesh"):
        layouts["a"] = distribution.TensorLayout((None, "model"), other)
    layouts["a"] = distribution.TensorLayout((None, "model"), same)
