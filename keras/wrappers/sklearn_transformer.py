"""A model as a transformer of scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras.wrappers import sklearn_estimator, sklearn_package


class SKLearnTransformer(
    sklearn_package.base.TransformerMixin, sklearn_estimator.SKLearnEstimator
):
    """A model as a transformer of scikit-learn: features are what it gives.

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
        >>> model = keras.Sequential([keras.layers.Dense(2)])
        >>> model.compile("adam", "mse")
        >>> transformer = keras.wrappers.SKLearnTransformer(
        ...     model, fit_kwargs={"epochs": 2, "verbose": 0}
        ... )
        >>> transformer.fit_transform(np.eye(2)).shape
        (2, 2)
    """

    def fit(
        self,
        X: Any,
        y: Any = None,
        sample_weight: Any = None,
        **kwargs: Any,
    ) -> SKLearnTransformer:
        """Makes a model and trains it; a warm start trains on.

        Args:
            X: Array or table `(rows, features)`; more axes are fine.
            y: What to train it for, a row each. Default None: X itself, as
                autoencoders are.
            sample_weight: `(rows,)`, how much a row's loss counts. Default
                None: each counts 1.
            **kwargs: Arguments of `Model.fit`, before those of `fit_kwargs`.

        Returns:
            The transformer.
        """
        return super().fit(X, y, sample_weight, **kwargs)

    def transform(self, X: Any) -> np.ndarray:
        """Returns what the model gives for each row.

        Args:
            X: As in `fit`.
        """
        return self._outputs(X)

    def predict(self, X: Any) -> np.ndarray:
        """As `transform`.

        Args:
            X: As in `fit`.
        """
        return self.transform(X)

    def __sklearn_tags__(self):
        """Tells scikit-learn that the model chooses the float type."""
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags

    def _check_rows(self, X, y, reset):
        check = sklearn_package.validate_data
        if y is None:
            X = check(self, X, reset=reset, allow_nd=True)
            return X, X
        X, y = check(
            self,
            X,
            y,
            reset=reset,
            allow_nd=True,
            multi_output=True,
            y_numeric=True,
        )
        return X, y.reshape(len(y), -1)
