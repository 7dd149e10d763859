"""Values of layers in Keras 2's HDF5 are those of the variables, or refused."""

import h5py
import numpy as np
import pytest

import keras


def test_complex_numbers_are_no_values_of_real_variables(tmp_path):
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    model.save_weights(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as file:
        group = file[model.layers[0].name]
        name = group.attrs["weight_names"][0]
        del group[name], group.attrs["keras_crc32"]
        group[name] = np.full((3, 2), 1 + 2j, "complex64")
    with pytest.raises(keras.saving.ModelFileError, match="found complex"):
        model.load_weights(tmp_path / "m.h5")


class Typed(keras.layers.Layer):
    """Has a variable of some type."""

    def __init__(self, kind, **kwargs):
        super().__init__(**kwargs)
        self.kind = kind

    def build(self, shape):
        self.own = self.add_weight(
            shape=(2,), dtype=self.kind, trainable=False, initializer="zeros"
        )

    def call(self, x):
        return x


def typed(kind, values=None):
    model = keras.Sequential([keras.Input((2,)), Typed(kind)])
    if values is not None:
        model.layers[0].own.assign(np.array(values, kind))
    return model


@pytest.mark.parametrize(
    "theirs, values, mine",
    [
        ("float32", [1.5, 2.0], "int32"),
        ("float32", [np.nan, 2.0], "int32"),
        ("float64", [2.0**31, 0.0], "int32"),
        ("float32", [2.0**63, 0.0], "int64"),
        ("float16", [-1.0, 0.0], "uint8"),
        ("float32", [0.5, 0.0], "bool"),
        ("int32", [3, 0], "bool"),
    ],
)
def test_numbers_that_would_be_cut_are_refused(theirs, values, mine, tmp_path):
    typed(theirs, values).save_weights(tmp_path / "m.h5")
    other = typed(mine)
    reason = f"typed.*expected {mine}, found {theirs} that it can't hold"
    with pytest.raises(keras.saving.ModelFileError, match=reason):
        other.load_weights(tmp_path / "m.h5")
    np.testing.assert_array_equal(other.layers[0].own, [0, 0])


@pytest.mark.parametrize("theirs", ["float16", "float64", "int64", "bool"])
@pytest.mark.parametrize("mine", ["int32", "uint8", "bool", "float32"])
def test_whole_numbers_of_another_type_are_values(theirs, mine, tmp_path):
    typed(theirs, [1, 0]).save_weights(tmp_path / "m.h5")
    other = typed(mine)
    other.load_weights(tmp_path / "m.h5")
    np.testing.assert_array_equal(other.layers[0].own, [1, 0])


def nested(frozen):
    """Two layers of one shape and of made names; some are frozen."""
    layers = [keras.layers.Dense(4, use_bias=False) for _ in range(3)]
    for number in frozen:
        layers[number].trainable = False
    inner = keras.Sequential([keras.Input((4,)), *layers], name="inner")
    return keras.Sequential([keras.Input((4,)), inner])


@pytest.mark.parametrize("before, after", [([0], []), ([], [0]), ([1], [0])])
def test_layers_that_were_frozen_otherwise_get_their_own(
    before, after, tmp_path
):
    model, other = nested(before), nested(after)
    model.save_weights(tmp_path / "m.h5")
    with pytest.warns(UserWarning, match="'inner'.*made names"):
        other.load_weights(tmp_path / "m.h5")
    for one, two in zip(model.layers[0].layers, other.layers[0].layers):
        np.testing.assert_array_equal(one.kernel, two.kernel)


def test_layers_that_are_frozen_alike_get_their_own_silently(tmp_path):
    model, other = nested([1]), nested([1])
    model.save_weights(tmp_path / "m.h5")
    other.load_weights(tmp_path / "m.h5")
    for one, two in zip(model.layers[0].layers, other.layers[0].layers):
        np.testing.assert_array_equal(one.kernel, two.kernel)
