"""What Keras 3 writes otherwise, without Keras 3."""

import numpy as np

import keras


def test_hard_sigmoid_of_a_keras_3_file_is_its_own_function():
    # x / 6 + 1/2 there; 0.2 x + 1/2 in Keras 2, and here.
    policy = {"module": "keras", "class_name": "DTypePolicy"}
    policy["config"] = {"name": "float32"}
    config = {"activation": "hard_sigmoid", "dtype": policy, "name": "it"}
    theirs, ours = (
        keras.layers.deserialize({"class_name": "Activation", "config": each})
        for each in (config, {**config, "dtype": "float32"})
    )
    x = np.array([-2.7, -1.0, 2.7], "float32")
    np.testing.assert_allclose(theirs(x), [0.05, 1 / 3, 0.95], rtol=1e-6)
    np.testing.assert_allclose(ours(x), [0, 0.3, 1], atol=1e-6)
    again = keras.layers.Activation.from_config(theirs.get_config())
    np.testing.assert_array_equal(again(x), theirs(x))


def test_that_of_a_cell_and_a_gate_is_too():
    policy = {"module": "keras", "class_name": "DTypePolicy"}
    policy["config"] = {"name": "float32"}
    gate = {"recurrent_activation": "hard_sigmoid", "units": 2}
    config = {**gate, "dtype": policy}
    layer = keras.layers.deserialize({"class_name": "LSTM", "config": config})
    assert layer.recurrent_activation is keras.activations.relu6_sigmoid
    cell = {"class_name": "GRUCell", "module": "keras.layers", "config": config}
    config = {"cell": cell, "dtype": policy}
    layer = keras.layers.deserialize({"class_name": "RNN", "config": config})
    assert layer.cell.recurrent_activation is keras.activations.relu6_sigmoid
