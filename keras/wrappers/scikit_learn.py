"""The estimators of Keras 1 and 2: any parameter goes where it's taken."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from keras import losses, models, utils
from keras.wrappers import sklearn_package


class BaseWrapper(sklearn_package.base.BaseEstimator):
    """What KerasClassifier and KerasRegressor share.

    Args:
        build_fn: Function that returns a compiled model. Default None: the
            class has a method `__call__` that does.
        **sk_params: Arguments of `build_fn`, and of `fit`, `predict` and
            `evaluate` of models; each goes to those that have it.

    Example:
        >>> from keras.wrappers import scikit_learn
        >>> issubclass(scikit_learn.KerasRegressor, scikit_learn.BaseWrapper)
        True
    """

    def __init__(
        self,
        build_fn: Callable[..., models.Model] | None = None,
        **sk_params: Any,
    ) -> None:
        self.build_fn = build_fn
        if "nb_epoch" in sk_params and not _takes(self._build, "nb_epoch"):
            sk_params["epochs"] = sk_params.pop("nb_epoch")  # Keras 1's.
        self.sk_params = sk_params
        self.check_params(sk_params)

    def check_params(self, params: dict[str, Any]) -> None:
        """Refuses a parameter that nothing takes.

        Args:
            params: Name to value.

        Raises:
            ValueError: If one is of no use.
        """
        takers = [self._build, *_METHODS]
        unknown = [
            name
            for name in params
            if not any(_takes(function, name) for function in takers)
        ]
        if unknown:
            raise ValueError(
                f"{type(self).__name__}: parameters that nothing takes. "
                "Expected arguments of build_fn, or of fit, predict or "
                f"evaluate. Received: {', '.join(unknown)}."
            )

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Returns all parameters, `build_fn` among them.

        Args:
            deep: Without effect, no parameter is an estimator. Default True.
        """
        return {**self.sk_params, "build_fn": self.build_fn}

    def set_params(self, **params: Any) -> BaseWrapper:
        """Sets parameters, and returns the estimator.

        Args:
            **params: As in the constructor.
        """
        self.build_fn = params.pop("build_fn", self.build_fn)
        self.check_params(params)
        self.sk_params.update(params)
        return self

    def filter_sk_params(
        self, fn: Callable, override: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Returns the parameters that a function takes.

        Args:
            fn: The function.
            override: Further arguments, before those. Default None.
        """
        taken = {
            name: value
            for name, value in self.sk_params.items()
            if _takes(fn, name)
        }
        return {**taken, **(override or {})}

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Builds a model, `self.model`, and trains it.

        Args:
            x: As in `Model.fit`.
            y: Targets, a row each; labels, or one-hot, of a classifier.
            **kwargs: Arguments of `Model.fit`.

        Returns:
            What `Model.fit` returns, a History.
        """
        self.model = self._build(**self.filter_sk_params(self._build))
        arguments = self.filter_sk_params(models.Model.fit, kwargs)
        return self.model.fit(x, self._targets(np.asarray(y)), **arguments)

    def _targets(self, y: np.ndarray) -> np.ndarray:
        """Targets as the model that was built gets them."""
        return y

    @property
    def _build(self) -> Callable[..., models.Model]:
        """The function that makes the model."""
        build = self if self.build_fn is None else self.build_fn
        if not callable(build):
            raise TypeError(
                f"{type(self).__name__}: nothing to build a model with. "
                "Expected a function that returns a compiled model, or a "
                "class with `__call__`. "
                f"Received: build_fn={self.build_fn!r}."
            )
        return build

    def _outputs(self, x, kwargs) -> np.ndarray:
        sklearn_package.validation.check_is_fitted(self)
        arguments = self.filter_sk_params(models.Model.predict, kwargs)
        return self.model.predict(x, **arguments)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "model")


class KerasClassifier(sklearn_package.base.ClassifierMixin, BaseWrapper):
    """A function that makes a model, as a classifier of scikit-learn.

    New code takes `keras.wrappers.SKLearnClassifier`.

    Labels may be of any type. The model gets their places in `classes_`,
    one-hot if its loss is `categorical_crossentropy`, and gives a number for
    each class, or the probability of the second of two.

    Args:
        build_fn: Function that returns a compiled model. Default None: the
            class has a method `__call__` that does.
        **sk_params: Arguments of `build_fn`, and of `fit`, `predict` and
            `evaluate` of models; each goes to those that have it.

    Attributes:
        model: The trained model.
        classes_: The labels, sorted, `(classes,)`.
        n_classes_: How many they are.

    Raises:
        ImportError: If scikit-learn isn't installed.
        ValueError: If a parameter is none of these functions' arguments.

    Example:
        >>> from keras.wrappers import scikit_learn
        >>> def build(units):
        ...     model = keras.Sequential([keras.layers.Dense(units)])
        ...     model.compile("adam", "mse")
        ...     return model
        >>> model = scikit_learn.KerasClassifier(
        ...     build, units=1, epochs=2, verbose=0
        ... )
        >>> history = model.fit(np.array([[0.0], [1.0]]), ["cat", "dog"])
        >>> model.predict(np.array([[0.0], [1.0]])).shape
        (2,)
    """

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Predicts a label for each row.

        Args:
            x: As in `Model.predict`.
            **kwargs: Arguments of `Model.predict`.

        Returns:
            Labels of `classes_`, `(rows,)`.
        """
        found = self.predict_proba(x, **kwargs)
        return self.classes_[found.argmax(axis=-1)]

    def predict_proba(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Returns what the model gives for each class, `(rows, classes)`.

        Args:
            x: As in `Model.predict`.
            **kwargs: Arguments of `Model.predict`.
        """
        outputs = self._outputs(x, kwargs)
        if outputs.shape[1] == 1:
            return np.hstack([1 - outputs, outputs])
        return outputs

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The share of rows whose label is predicted, in [0, 1].

        Args:
            x: As in `predict`.
            y: As in `fit`.
            **kwargs: Arguments of `Model.predict`, and `sample_weight`, how
                much a row counts.
        """
        sklearn_package.validation.check_is_fitted(self)
        weight = kwargs.pop("sample_weight", None)
        y = np.asarray(y)
        labels = self.classes_[y.argmax(-1)] if _is_one_hot(y) else y
        return sklearn_package.metrics.accuracy_score(
            labels.reshape(-1), self.predict(x, **kwargs), sample_weight=weight
        )

    def _targets(self, y):
        if _is_one_hot(y):
            self.classes_ = np.arange(y.shape[1])
        else:
            self.classes_, y = np.unique(y.reshape(-1), return_inverse=True)
            if _takes_one_hot(self.model.loss):
                y = utils.to_categorical(y)
        self.n_classes_ = len(self.classes_)
        return y


class KerasRegressor(sklearn_package.base.RegressorMixin, BaseWrapper):
    """A function that makes a model, as a regressor of scikit-learn.

    New code takes `keras.wrappers.SKLearnRegressor`.

    Args:
        build_fn: Function that returns a compiled model. Default None: the
            class has a method `__call__` that does.
        **sk_params: Arguments of `build_fn`, and of `fit`, `predict` and
            `evaluate` of models; each goes to those that have it.

    Attributes:
        model: The trained model.

    Raises:
        ImportError: If scikit-learn isn't installed.
        ValueError: If a parameter is none of these functions' arguments.

    Example:
        >>> from keras.wrappers import scikit_learn
        >>> def build():
        ...     model = keras.Sequential([keras.layers.Dense(1)])
        ...     model.compile("adam", "mse")
        ...     return model
        >>> model = scikit_learn.KerasRegressor(build, epochs=2, verbose=0)
        >>> x = np.array([[0.0], [1.0]])
        >>> history = model.fit(x, np.array([1.0, 2.0]))
        >>> model.predict(x).shape
        (2,)
    """

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Predicts the target of each row.

        Args:
            x: As in `Model.predict`.
            **kwargs: Arguments of `Model.predict`.

        Returns:
            Numbers, `(rows,)`, or `(rows, targets)` if there are several.
        """
        outputs = self._outputs(x, kwargs)
        return outputs[:, 0] if outputs.shape[1:] == (1,) else outputs

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Minus the loss: the higher, the better.

        Args:
            x: As in `Model.evaluate`.
            y: As in `fit`.
            **kwargs: Arguments of `Model.evaluate`.
        """
        sklearn_package.validation.check_is_fitted(self)
        arguments = self.filter_sk_params(models.Model.evaluate, kwargs)
        found = self.model.evaluate(x, y, **{**arguments, "return_dict": True})
        return -found["loss"]


_METHODS = (models.Model.fit, models.Model.predict, models.Model.evaluate)


def _takes(function: Callable, name: str) -> bool:
    """Whether a function has an argument of that name."""
    return name in inspect.signature(function).parameters


def _takes_one_hot(loss: Any) -> bool:
    name = "categorical_crossentropy"
    return loss in (name, losses.categorical_crossentropy) or isinstance(
        loss, losses.CategoricalCrossentropy
    )


def _is_one_hot(y: np.ndarray) -> bool:
    return y.ndim == 2 and y.shape[1] > 1
