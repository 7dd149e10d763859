"""A model as a regressor of scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras.wrappers import sklearn_estimator, sklearn_package


class SKLearnRegressor(
    sklearn_package.base.RegressorMixin, sklearn_estimator.SKLearnEstimator
):
    """A model as a regressor of scikit-learn, of one number a row or more.

    Targets `(rows,)` reach the model as a column, `(rows, 1)`; predictions have
    the shape that targets had, and their precision where it's the higher one.

    Args:
        model: A function that makes a compiled model: called as
            `model(X, y, **model_kwargs)`. Or a compiled model; a copy of it is
            trained, from the values that it has.
        warm_start: True goes on with the trained model in the next `fit`.
            Default False: each begins with a new one.
        model_kwargs: Further arguments of the function. Default None.
        fit_kwargs: Arguments of `Model.fit`, such as `epochs`. Default None.

    Attributes:
        model_: The trained model.
        history_: What `Model.fit` returned.

    Raises:
        ImportError: If scikit-learn isn't installed.
        RuntimeError: In `fit`, if the model isn't compiled.

    Example:
        >>> model = keras.Sequential([keras.layers.Dense(1)])
        >>> model.compile("adam", "mse")
        >>> regressor = keras.wrappers.SKLearnRegressor(
        ...     model, fit_kwargs={"epochs": 2, "verbose": 0}
        ... )
        >>> X = np.array([[0.0], [1.0], [2.0]])
        >>> regressor.fit(X, [1.0, 3.0, 5.0]).predict(X).shape
        (3,)
    """

    def predict(self, X: Any) -> np.ndarray:
        """Predicts the targets of each row.

        Args:
            X: As in `fit`.

        Returns:
            Numbers, `(rows,)` or `(rows, targets)` as in `fit`.
        """
        outputs = self._outputs(X)
        expected = (len(outputs), *(self._target_shape or (1,)))
        if outputs.shape != expected:
            raise ValueError(
                f"{type(self).__name__}: the model doesn't give a number for "
                f"each target. Expected shape {expected}. "
                f"Received: {outputs.shape}. End it in a layer of "
                f"{expected[1]} units."
            )
        precision = np.result_type(outputs, self._target_type)
        return outputs.reshape(-1, *self._target_shape).astype(precision)

    def __sklearn_tags__(self):
        """Tells scikit-learn that a row may have several targets."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _check_rows(self, X, y, reset):
        X, y = sklearn_package.validate_data(
            self,
            X,
            y,
            reset=reset,
            allow_nd=True,
            multi_output=True,
            y_numeric=True,
        )
        if reset:
            self._target_shape, self._target_type = y.shape[1:], y.dtype
        return X, y.reshape(len(y), -1)
