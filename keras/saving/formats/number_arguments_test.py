"""Arguments that are tensors or arrays come back from files as numbers."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.array([[1.0, 2.0, 3.0], [0.5, 0.0, 2.0]], "float32")
Y = np.array([[1.0], [0.0]], "float32")
KINDS = {
    "tensor": tf.constant,
    "array": np.array,
    "NumPy's number": lambda value: np.array(value, "float32")[()],
    "variable": lambda value: tf.Variable(value, trainable=False),
}


def stack(of):
    """A model whose layers take numbers of a kind."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((3,)),
            layers.Rescaling(of([1.0, 0.5, 1 / 3]), offset=of(0.25)),
            layers.GaussianNoise(of(0.125)),
            layers.LeakyReLU(of(0.5)),
            layers.Dropout(of(0.5)),
            layers.BatchNormalization(momentum=of(0.5), epsilon=of(0.25)),
            layers.Dense(
                1,
                activation="sigmoid",
                kernel_initializer=keras.initializers.Constant(of(0.5)),
                kernel_constraint=keras.constraints.MaxNorm(of(0.5)),
            ),
        ]
    )


def penalised(of):
    """A model whose layers take sizes, factors and pairs of a kind."""
    layers = keras.layers
    penalty = keras.regularizers.L1L2(of(0.125), of(0.25))
    return keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(of(4), kernel_regularizer=penalty),
            layers.Reshape(of([2, 2])),
            layers.Conv1D(of(2), of(2), strides=of([1])),
            layers.Flatten(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def back(model, path):
    model.save(path, **({} if "." in path.name else {"save_format": "tf"}))
    return keras.models.load_model(path)


@pytest.mark.parametrize("file", ["m.keras", "m.h5"])
@pytest.mark.parametrize("kind", KINDS)
def test_layers_come_back_row_209(kind, file, tmp_path):
    model = stack(KINDS[kind])
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    again = back(model, tmp_path / file)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert len(again.weights) == len(model.weights)


@pytest.mark.parametrize("kind", ["tensor", "array", "NumPy's number"])
def test_sizes_and_penalties_are_numbers_row_209(kind):
    model = penalised(KINDS[kind])
    again = keras.models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    np.testing.assert_array_equal(again.losses, model.losses)
    assert '"__' not in model.to_json()


@pytest.mark.parametrize(
    "kind,file",
    [("tensor", "m.keras"), ("array", "m.h5"), ("NumPy's number", "m")],
)
def test_what_a_model_trains_with_comes_back_row_209(kind, file, tmp_path):
    of, model = KINDS[kind], penalised(np.array)
    model.compile(
        keras.optimizers.SGD(
            of(0.125), of(0.5), weight_decay=of(0.25), clipnorm=of(1.0)
        ),
        keras.losses.Huber(of(0.5)),
        metrics=[
            keras.metrics.AUC(thresholds=of([0.25, 0.5])),
            keras.metrics.Precision(thresholds=of(0.25)),
            keras.metrics.FBetaScore("micro", of(2.0), of(0.25)),
        ],
    )
    model.fit(X, Y, verbose=0)
    again = back(model, tmp_path / file)
    assert again.optimizer.get_config() == model.optimizer.get_config()
    for one in (model, again):
        one.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(again.evaluate(X, Y), model.evaluate(X, Y))


def test_a_setting_of_an_optimizer_is_what_a_variable_holds():
    with pytest.warns(UserWarning, match="momentum stays at 0.5"):
        made = keras.optimizers.SGD(0.1, momentum=tf.Variable(0.5))
    assert made.get_config()["momentum"] == 0.5
