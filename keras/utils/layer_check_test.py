"""What `layer_test` finds in layers, good and bad."""

import numpy as np
import pytest

import keras

layer_test = keras.utils.layer_test


class Twice(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs


def test_it_returns_the_output_for_more_checks():
    data = np.array([[1.0, -2.0]], "float32")
    found = layer_test(keras.layers.ReLU, input_data=data)
    assert found.tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize(
    "layer, arguments, shape",
    [
        (keras.layers.Dense, {"units": 3}, (2, 4)),
        (keras.layers.Conv2D, {"filters": 2, "kernel_size": 3}, (2, 5, 5, 1)),
        (keras.layers.LSTM, {"units": 2, "return_sequences": True}, (2, 3, 4)),
        (keras.layers.Dropout, {"rate": 0.5}, (None, None)),
        (keras.layers.BatchNormalization, {}, (3, 2)),
        (Twice, {}, (2, 2)),
    ],
)
def test_a_good_layer_holds(layer, arguments, shape):
    found = layer_test(layer, arguments, input_shape=shape)
    assert found.ndim == len(shape)


def test_indices_of_texts_hold():
    found = layer_test(
        keras.layers.StringLookup,
        input_data=np.array([["b"], ["a"]], object),
        input_dtype="string",
        adapt_data=["a", "b", "b"],
        expected_output=np.array([[1], [2]]),
        expected_output_dtype="int64",
        validate_training=False,
    )
    assert found.dtype == np.int64


class Harness:
    """What `tf.test.TestCase` has of it, strict to the last bit."""

    def assertAllClose(self, expected, found, rtol=0, atol=0):  # noqa: N802
        assert np.array_equal(expected, found), "harness"


def test_a_test_case_compares_when_it_is_given():
    data = np.ones((1, 2), "float32")
    layer_test(Twice, input_data=data, expected_output=2 * data)
    with pytest.raises(AssertionError, match="Twice: the output is.*harness"):
        layer_test(
            Twice,
            input_data=data,
            expected_output=2.000001 * data,
            test_harness=Harness(),
        )


def test_what_comes_out_is_held_against_what_is_expected():
    shape = (2, 3)
    for expected, told in (
        ({"expected_output": np.zeros((2, 3))}, "the output is another"),
        ({"expected_output_dtype": "int32"}, "'int32'.*Received: 'float32'"),
        ({"expected_output_shape": (None, 4)}, r"\(None, 4\).*\(None, 3\)"),
        ({"supports_masking": True}, "supports_masking.*Expected True"),
    ):
        with pytest.raises(AssertionError, match=f"(?s)layer_test of .*{told}"):
            layer_test(Twice, input_shape=shape, **expected)


def test_a_wrong_shape_that_the_layer_tells_is_found():
    class Liar(Twice):
        def compute_output_shape(self, input_shape):
            return (*input_shape[:-1], 7)

    with pytest.raises(AssertionError, match=r"Expected \(2, 7\).*\(2, 3\)"):
        layer_test(Liar, input_shape=(2, 3))


def test_an_argument_that_the_config_forgets_is_found():
    class Forgetful(keras.layers.Layer):
        def __init__(self, factor=1.0, **kwargs):
            super().__init__(**kwargs)
            self.factor = factor

        def build(self, input_shape):
            self.bias = self.add_weight("bias", input_shape[-1:])

        def call(self, inputs):
            return self.factor * inputs + self.bias

        def get_config(self):
            config = super().get_config()
            config.pop("factor", None)
            return config

    layer_test(Forgetful, input_shape=(2, 3))
    with pytest.raises(AssertionError, match="from its config is another"):
        layer_test(Forgetful, {"factor": 3.0}, input_shape=(2, 3))


def test_without_data_or_a_shape_it_says_so():
    with pytest.raises(ValueError, match="input_shape=None and input_data"):
        layer_test(Twice)


def test_the_older_paths_lead_to_it():
    with pytest.warns(DeprecationWarning, match="keras.utils import"):
        from keras.utils.test_utils import layer_test as older
    assert older is layer_test
