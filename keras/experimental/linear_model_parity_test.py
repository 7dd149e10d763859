"""Linear models, and wide and deep ones, are tf_keras's."""

import numpy as np
import pytest
import tf_keras

import keras

RNG = np.random.default_rng(0)
A = RNG.normal(size=(8, 2)).astype("float32")
B = RNG.normal(size=(8, 3)).astype("float32")
Y = RNG.normal(size=(8, 1)).astype("float32")
INPUTS = {"one": A, "pair": [A, B], "named": {"b": B, "a": A}}


@pytest.mark.parametrize("kind", INPUTS)
def test_a_linear_model_trains_as_there(kind, tmp_path):
    x, made = INPUTS[kind], []
    for package in (keras, tf_keras):
        model = package.experimental.LinearModel(
            activation="tanh", kernel_initializer="ones"
        )
        model.compile(package.optimizers.SGD(0.1), "mse")
        model.fit(x, Y, epochs=3, shuffle=False, verbose=0)
        made.append(model)
    for one, other in zip(*(m.get_weights() for m in made), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
    ours = made[0]
    ours.save(tmp_path / "a.keras")
    read = keras.saving.load_model(tmp_path / "a.keras")
    np.testing.assert_allclose(
        read.predict(x, verbose=0), ours.predict(x, verbose=0), rtol=1e-6
    )


@pytest.mark.parametrize("pair", [False, True])
def test_a_wide_and_deep_model_trains_as_there(pair):
    made = []
    for package in (keras, tf_keras):
        linear = package.experimental.LinearModel()
        deep = package.Sequential(
            [package.layers.Dense(1, kernel_initializer="ones")]
        )
        model = package.experimental.WideDeepModel(linear, deep, "sigmoid")
        sgd = package.optimizers.SGD
        optimizer = [sgd(0.1), sgd(0.5)] if pair else sgd(0.2)
        model.compile(optimizer, "mse")
        model.fit([A, B], Y, epochs=3, shuffle=False, verbose=0)
        made.append(model)
    for one, other in zip(*(m.get_weights() for m in made), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("file", ["a.keras", "folder"])
def test_a_file_keeps_both_optimizers(file, tmp_path):
    model = keras.experimental.WideDeepModel(
        keras.experimental.LinearModel(),
        keras.Sequential([keras.layers.Dense(1)]),
    )
    model.compile([keras.optimizers.SGD(0.25), "adam"], "mse")
    model.fit([A, B], Y, verbose=0)
    model.save(tmp_path / file)
    read = keras.saving.load_model(tmp_path / file)
    for one in (model, read):
        one.fit([A, B], Y, verbose=0, shuffle=False)
    sgd, adam = read.optimizer.optimizers
    assert [type(o).__name__ for o in (sgd, adam)] == ["SGD", "Adam"]
    assert float(sgd.learning_rate) == 0.25 and int(adam.iterations) == 2
    for one, other in zip(model.get_weights(), read.get_weights()):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_a_missing_input_is_told():
    model = keras.experimental.LinearModel()
    model({"a": A, "b": B})
    with pytest.raises(ValueError, match=r"without \['b'\]"):
        model({"a": A})


@pytest.mark.parametrize("given", [A, [A], [A, B, A]])
def test_more_or_fewer_inputs_are_told(given):
    model = keras.experimental.LinearModel()
    model([A, B])
    with pytest.raises(ValueError, match=r"Expected 2\. Received: [13]\."):
        model(given)


def test_more_than_two_optimizers_are_told():
    linear, deep = keras.experimental.LinearModel(), keras.layers.Dense(1)
    wide = keras.experimental.WideDeepModel(linear, deep)
    with pytest.raises(ValueError, match="Expected an optimizer, or.*: 3"):
        wide.compile(["sgd"] * 3, "mse")
