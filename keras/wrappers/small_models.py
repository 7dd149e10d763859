"""Models of one layer that tests of the wrappers make, the same each time."""

from typing import Any

from keras import layers, models, optimizers
from keras.wrappers import (
    sklearn_classifier,
    sklearn_regressor,
    sklearn_transformer,
)


def exact(X, y, loss: Any = "mse", activation=None):
    """A model whose `fit` has no chance in it, and no scale of the loss.

    Its values start at zero, and RMSprop's steps don't follow the loss's
    size; so with whole batches a row of weight 2 is a row that is there twice.
    """
    layer = layers.Dense(y.shape[1], activation, kernel_initializer="zeros")
    model = models.Sequential([layer])
    model.compile(
        optimizers.RMSprop(0.05, epsilon=1e-12), loss, run_eagerly=True
    )
    return model


def estimators():
    """One of each wrapper, ready for scikit-learn's checks."""
    fit_kwargs = {"epochs": 30, "batch_size": 10_000, "verbose": 0}
    probabilities = {
        "loss": "categorical_crossentropy",
        "activation": "softmax",
    }
    return [
        sklearn_classifier.SKLearnClassifier(
            exact, model_kwargs=probabilities, fit_kwargs=fit_kwargs
        ),
        sklearn_regressor.SKLearnRegressor(exact, fit_kwargs=fit_kwargs),
        sklearn_transformer.SKLearnTransformer(exact, fit_kwargs=fit_kwargs),
    ]
