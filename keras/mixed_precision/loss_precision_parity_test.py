"""The loss of a mixed model: of float32, where tf_keras's is of float16."""

import numpy as np
import pytest
import tf_keras

import keras

X = np.random.default_rng(0).normal(size=(32, 8, 8, 3)).astype("float32")
Y = np.random.default_rng(1).normal(size=(32, 1)).astype("float32")


def flat(layers):
    return [layers.Flatten(), layers.Dense(8, "tanh", kernel_regularizer="l2")]


def normed(layers):
    return [layers.Conv2D(4, 3), layers.BatchNormalization(), layers.ReLU()]


def pair(middle, last):
    """Returns models of both packages with equal weights."""
    models = []
    for package, usual in ((keras, None), (tf_keras, "float32")):
        layers = package.layers
        policy = package.mixed_precision.Policy("mixed_float16")
        package.mixed_precision.set_global_policy(policy)
        one = layers.Dense(1, dtype=last)
        stack = [*middle(layers), layers.Flatten(), one]
        model = package.Sequential([package.Input((8, 8, 3)), *stack])
        package.mixed_precision.set_global_policy(usual)
        model.compile(package.optimizers.SGD(0.01), "mse")
        models.append(model)
    models[1].set_weights(models[0].get_weights())
    return models


def trained(model):
    options = {"batch_size": 8, "shuffle": False, "verbose": 0}
    return model.fit(X, Y, epochs=2, **options).history["loss"]


@pytest.mark.parametrize("middle", [flat, normed])
def test_losses_are_those_of_tf_keras_where_its_loss_is_of_float32(middle):
    ours, theirs = pair(middle, "float32")
    # Sums of the same numbers, in another order.
    assert trained(ours) == pytest.approx(trained(theirs), rel=1e-6)
    for variable, their in zip(ours.weights, theirs.get_weights(), strict=True):
        our = variable.numpy()
        if "moving_variance" in variable.name:
            our = as_of_samples(our)
        np.testing.assert_allclose(our, their, atol=1e-6)


def as_of_samples(variance):
    """What tf_keras's fused kernel makes of it (row 110): n / (n - 1) times.

    After 8 steps of momentum 0.99, of 8 rows of 6 x 6 places each.
    """
    start, n = 0.99**8, 8 * 6 * 6
    return start + (variance - start) * n / (n - 1)


@pytest.mark.parametrize("middle", [flat, normed])
def test_a_loss_of_halves_is_that_of_float64_where_tf_keras_rounds(middle):
    ours, theirs = pair(middle, "mixed_float16")
    outputs = ours.predict(X, verbose=0)
    np.testing.assert_array_equal(outputs, theirs.predict(X, verbose=0))
    exact = np.mean((outputs.astype("float64") - Y) ** 2)
    penalties = ours.losses + [0.0]
    exact += float(penalties[0])
    assert outputs.dtype == "float16"
    assert ours.evaluate(X, Y, verbose=0) == pytest.approx(exact, rel=1e-6)
    # The differences in the fourth digit are tf_keras's.
    rounded = theirs.evaluate(X, Y, verbose=0)
    assert rounded != pytest.approx(exact, rel=1e-6)
    assert rounded == pytest.approx(exact, rel=2e-3)
    assert trained(ours) == pytest.approx(trained(theirs), rel=2e-3)
