"""The type that a loss is told to compare in."""

import numpy as np
import pytest
import tensorflow as tf

import keras


@pytest.mark.parametrize(
    "dtype, error",
    [("int32", ValueError), ("flaot", ValueError), (3, TypeError)],
)
def test_what_is_no_float_type_is_told(dtype, error):
    with pytest.raises(error, match=f"float type.*Received: dtype={dtype!r}"):
        keras.losses.Huber(dtype=dtype)


def test_a_policy_stands_for_what_it_computes_in():
    policy = keras.mixed_precision.Policy("mixed_bfloat16")
    loss = keras.losses.MeanSquaredError(dtype=policy)
    assert loss.dtype == "bfloat16"
    assert loss([[1.0]], [[3.0]]).dtype == "bfloat16"


def test_the_third_argument_of_a_base_is_the_type_as_in_keras_3():
    class Absolute(keras.losses.Loss):
        def __init__(self):
            super().__init__("absolute", "sum", "float64")

        def call(self, y_true, y_pred):
            return abs(y_true - y_pred)

    assert Absolute()([1.0], [3.0]).dtype == "float64"


def test_a_class_may_have_another_use_for_the_name():
    class Absolute(keras.losses.Loss):
        def __init__(self, dtype):
            self.dtype = dtype
            super().__init__()

        def call(self, y_true, y_pred):
            return abs(y_true - y_pred)

    assert (Absolute("any").dtype, Absolute("any")([1.0], [3.0])) == ("any", 2)


def test_scores_and_masks_stay_with_predictions_of_another_type():
    scores = tf.constant([[200.0, 0.0], [0.0, 0.0]])
    p = keras.activations.softmax(scores)
    p._keras_mask = tf.constant([True, False])
    loss = keras.losses.SparseCategoricalCrossentropy(dtype="float64")
    np.testing.assert_allclose(loss([1, 1], p), 200.0)


def test_losses_of_two_types_add_up_in_a_model():
    inputs = keras.Input((2,))
    outputs = [keras.layers.Dense(1, name=name)(inputs) for name in "ab"]
    model = keras.Model(inputs, outputs)
    model.compile(
        "sgd", [keras.losses.MeanSquaredError(dtype="float64"), "mse"]
    )
    x, y = np.ones((4, 2)), [np.ones((4, 1)), np.ones((4, 1))]
    logs = model.evaluate(x, y, verbose=0, return_dict=True)
    np.testing.assert_allclose(logs["loss"], logs["a_loss"] + logs["b_loss"])
