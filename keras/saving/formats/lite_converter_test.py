"""TensorFlow's converter to its Lite format takes models as they are."""

import numpy as np
import pytest
import tensorflow as tf

import keras

layers = keras.layers
ROWS = np.linspace(-1.0, 1.0, 12, dtype="float32").reshape(3, 4)
IMAGES = np.linspace(-1.0, 1.0, 2 * 8 * 8 * 3).reshape(2, 8, 8, 3)
# TensorFlow says that the interpreter moves to a package of its own, and that
# it has no numbers of inputs that it learns from the representative ones.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter"),
    pytest.mark.filterwarnings("ignore:Statistics for quantized inputs"),
]


def dense():
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, "relu"), layers.Dense(2, "softmax")]
    )


def images():
    """Convolution, normalization, pooling."""
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(2),
        ]
    )


def words():
    return keras.Sequential(
        [
            keras.Input((5,), dtype="int32"),
            layers.Embedding(7, 3),
            layers.GlobalAveragePooling1D(),
        ]
    )


def texts():
    return keras.Sequential(
        [
            keras.Input((2,), dtype="string"),
            layers.StringLookup(vocabulary=["a", "b"]),
            layers.Embedding(3, 2),
        ]
    )


def operators():
    inputs = keras.Input((4,))
    x = layers.Dense(3)(inputs)
    return keras.Model(inputs, tf.nn.relu(x) * 2.0 + x[:, :1])


class Subclassed(keras.Model):
    """Layers in attributes."""

    def __init__(self):
        super().__init__()
        self.first, self.last = layers.Dense(3), layers.Dense(2)

    def call(self, inputs):
        return self.last(tf.nn.relu(self.first(inputs)))


CASES = {
    "dense": (dense, ROWS),
    "images": (images, IMAGES.astype("float32")),
    "words": (words, np.arange(15, dtype="int32").reshape(3, 5) % 7),
    "texts": (texts, np.array([["b", "z"], ["a", "b"]], object)),
    "operators": (operators, ROWS),
    "subclassed": (Subclassed, ROWS),
}


def predicted(content: bytes, inputs: np.ndarray) -> np.ndarray:
    interpreter = tf.lite.Interpreter(model_content=content)
    (taken,) = interpreter.get_input_details()
    (given,) = interpreter.get_output_details()
    interpreter.resize_tensor_input(taken["index"], inputs.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(taken["index"], inputs)
    interpreter.invoke()
    return interpreter.get_tensor(given["index"])


@pytest.fixture(params=CASES)
def case(request):
    """A model that was called, and what it is called on."""
    make, inputs = CASES[request.param]
    model = make()
    model(inputs)
    return model, inputs


def check(converter, model, inputs, tolerance=1e-5):
    """Compares with the model; kernels of Lite round in their own way."""
    found = predicted(converter.convert(), inputs)
    np.testing.assert_allclose(found, model(inputs), tolerance, tolerance)


def test_a_model_is_converted_row_52(case):
    model, inputs = case
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    check(converter, model, inputs)


def test_an_exported_model_is_converted_row_52(case, tmp_path):
    model, inputs = case
    model.export(str(tmp_path / "model"), verbose=False)
    converter = tf.lite.TFLiteConverter.from_saved_model(
        str(tmp_path / "model")
    )
    check(converter, model, inputs)


def test_a_trained_model_is_quantized_row_52():
    keras.utils.set_random_seed(1)
    model = images()
    inputs = CASES["images"][1]
    model.compile("sgd", "mse")
    model.fit(inputs, np.zeros((2, 2)), verbose=0)
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: [[inputs[:1]], [inputs[1:]]]
    # Eight bits for what lies between -2 and 2.
    assert np.abs(model(inputs)).max() < 2
    check(converter, model, inputs, 4 / 255)


def test_the_declared_size_of_a_batch_is_that_of_the_converted_model():
    model = keras.Sequential([keras.Input((4,), batch_size=3), layers.Dense(1)])
    content = tf.lite.TFLiteConverter.from_keras_model(model).convert()
    interpreter = tf.lite.Interpreter(model_content=content)
    (taken,) = interpreter.get_input_details()
    assert taken["shape"].tolist() == [3, 4]
