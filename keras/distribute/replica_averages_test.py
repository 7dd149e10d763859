"""A model on replicas answers as its file does."""

import numpy as np
import pytest

import keras
from keras.testing import two_replicas

X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
X[4:] += 20  # The second replica's rows.
Y = X[:, :1]
TWICE = np.repeat(X[:1], 2, axis=0)
WAYS = {
    "predict": lambda m: m.predict(TWICE, batch_size=2, verbose=0),
    "predict_on_batch": lambda m: m.predict_on_batch(TWICE),
    "predict_iter": lambda m: list(m.predict_iter(TWICE, 2))[0],
    "evaluate": lambda m: m.evaluate(X, Y, 8, verbose=0),
    "test_on_batch": lambda m: m.test_on_batch(X, Y),
}


def trained(**compiled):
    with two_replicas.strategy().scope():
        norm = keras.layers.BatchNormalization(momentum=0.5)
        model = keras.Sequential([norm, keras.layers.Dense(1)])
        model.compile("sgd", "mae", **compiled)
    model.fit(X, Y, 8, 2, 0, shuffle=False)
    return model


def on_one(model):
    alone = keras.models.clone_model(model)
    alone.build((None, 4))
    alone.set_weights(model.get_weights())
    alone.compile("sgd", "mae")
    return alone


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("eagerly", [False, True])
def test_answers_are_those_of_the_mean_of_averages(way, eagerly):
    model = trained(run_eagerly=eagerly)
    expected = WAYS[way](on_one(model))
    np.testing.assert_allclose(WAYS[way](model), expected, rtol=1e-5)


def test_validation_is_by_the_mean_of_averages_too():
    model = trained()
    logs = model.fit(
        X, Y, 8, verbose=0, shuffle=False, validation_data=(X, Y)
    ).history
    expected = on_one(model).evaluate(X, Y, 8, verbose=0)
    np.testing.assert_allclose(logs["val_loss"], [expected], rtol=1e-5)


def test_looking_on_changes_no_training():
    once, often = trained(), trained()
    often.set_weights(once.get_weights())
    for model in (once, often):
        model.fit(X, Y, 8, verbose=0, shuffle=False)
        if model is often:
            model.evaluate(X, Y, verbose=0)
        model.fit(X, Y, 8, verbose=0, shuffle=False)
    for one, other in zip(once.get_weights(), often.get_weights()):
        np.testing.assert_allclose(one, other, rtol=1e-6)
