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
