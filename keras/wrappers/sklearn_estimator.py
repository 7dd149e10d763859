"""What the wrappers for scikit-learn share: a model that is made and fitted."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from keras import models
from keras.wrappers import sklearn_package


class SKLearnEstimator(sklearn_package.base.BaseEstimator):
    """An estimator whose `fit` makes a model and trains it.

    The constructor only stores: scikit-learn makes clones by it.
    """

    def __init__(
        self,
        model: models.Model | Callable[..., models.Model],
        warm_start: bool = False,
        model_kwargs: dict[str, Any] | None = None,
        fit_kwargs: dict[str, Any] | None = None,
    ) -> None:
        self.model = model
        self.warm_start = warm_start
        self.model_kwargs = model_kwargs
        self.fit_kwargs = fit_kwargs

    def fit(
        self, X: Any, y: Any, sample_weight: Any = None, **kwargs: Any
    ) -> SKLearnEstimator:
        """Makes a model and trains it; a warm start trains on.

        Args:
            X: Array or table `(rows, features)`; more axes are fine.
            y: What to predict, a row each.
            sample_weight: `(rows,)`, how much a row's loss counts. Default
                None: each counts 1.
            **kwargs: Arguments of `Model.fit`, before those of `fit_kwargs`.
                The y of `validation_data` are as y.

        Returns:
            The estimator.
        """
        goes_on = self.warm_start and hasattr(self, "model_")
        X, targets = self._check_rows(X, y, reset=not goes_on)
        arguments = {**(self.fit_kwargs or {}), **kwargs}
        if isinstance(arguments.get("validation_data"), (list, tuple)):
            X_held, y_held, *weight = arguments["validation_data"]
            held = self._check_rows(X_held, y_held, reset=False)
            arguments["validation_data"] = (*held, *weight)
        if arguments.get("class_weight") is not None:
            arguments["class_weight"] = self._class_weight(
                arguments["class_weight"], y
            )
        if sample_weight is not None:
            arguments["sample_weight"] = self._check_weights(sample_weight, X)
        model = self.model_ if goes_on else self._make_model(X, targets)
        self.history_ = model.fit(X, targets, **arguments)
        self.model_ = model
        return self

    @property
    def epoch_(self) -> int:
        """The number of epochs that the last `fit` took; 0 before."""
        return len(self.history_.epoch) if hasattr(self, "history_") else 0

    def _class_weight(self, weights, y):
        """Returns weights of classes as `Model.fit` takes them."""
        return weights

    def _check_rows(self, X, y, reset: bool) -> tuple[np.ndarray, np.ndarray]:
        """Returns checked inputs, and targets as the model gets them.

        Args:
            X, y: What `fit` was given.
            reset: True where the estimator learns its features and classes
                from them.
        """
        raise NotImplementedError

    def _check_weights(self, sample_weight, X) -> np.ndarray:
        weights = np.asarray(sample_weight, "float64")
        if weights.shape != X.shape[:1]:
            raise ValueError(
                f"{type(self).__name__}.fit: sample_weight isn't a number a "
                f"row. Expected shape {X.shape[:1]}. "
                f"Received: sample_weight of shape {weights.shape}."
            )
        if not weights.any():
            raise ValueError(
                f"{type(self).__name__}.fit: sample_weight is zero for each "
                "row. Expected a row to learn from. Received: "
                f"sample_weight of {len(weights)} zeros."
            )
        return weights

    def _make_model(self, X, targets) -> models.Model:
        if isinstance(self.model, models.Model):
            made = copy.deepcopy(self.model)
        elif callable(self.model):
            made = self.model(X, targets, **(self.model_kwargs or {}))
        else:
            made = self.model
        if not isinstance(made, models.Model):
            raise TypeError(
                f"{type(self).__name__}.fit: there is no model to train. "
                "Expected `model` to be a compiled Model, or a function of "
                "(X, y) that returns one. "
                f"Received: model={self.model!r}, which gave {made!r}."
            )
        return made

    def _outputs(self, X) -> np.ndarray:
        """What the trained model gives for checked rows."""
        sklearn_package.validation.check_is_fitted(self, "model_")
        X = sklearn_package.validate_data(self, X, reset=False, allow_nd=True)
        return self.model_.predict(X, verbose=0)
