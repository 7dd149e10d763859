"""A model as a classifier of scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras import backend
from keras.wrappers import sklearn_estimator, sklearn_package

# Of 16 bits, whose numbers near 1 lie 2 ** -8 apart.
_TOLERANCE = 2**-8


class SKLearnClassifier(
    sklearn_package.base.ClassifierMixin, sklearn_estimator.SKLearnEstimator
):
    """A model as a classifier of scikit-learn.

    Labels may be of any type; the model gets them one-hot, `(rows, classes)`,
    for two classes too, and gives a number for each class. The highest wins.

    Args:
        model: A function that makes a compiled model: called as
            `model(X, y, **model_kwargs)`, y one-hot. Or a compiled model; a
            copy of it is trained, from the values that it has.
        warm_start: True goes on with the trained model in the next `fit`.
            Default False: each begins with a new one.
        model_kwargs: Further arguments of the function. Default None.
        fit_kwargs: Arguments of `Model.fit`, such as `epochs`. Default None.

    Attributes:
        model_: The trained model.
        history_: What `Model.fit` returned.
        classes_: The labels, sorted, `(classes,)`.

    Raises:
        ImportError: If scikit-learn isn't installed.
        RuntimeError: In `fit`, if the model isn't compiled.

    Example:
        >>> def make(X, y):
        ...     width = y.shape[1]
        ...     layers = [keras.layers.Dense(width, activation="softmax")]
        ...     model = keras.Sequential(layers)
        ...     model.compile("adam", "categorical_crossentropy")
        ...     return model
        >>> classifier = keras.wrappers.SKLearnClassifier(
        ...     make, fit_kwargs={"epochs": 2, "verbose": 0}
        ... )
        >>> X = np.array([[0.0], [1.0], [2.0]])
        >>> classifier.fit(X, ["cat", "dog", "cat"]).predict(X).shape
        (3,)
    """

    def predict(self, X: Any) -> np.ndarray:
        """Predicts a label for each row.

        Args:
            X: As in `fit`.

        Returns:
            Labels of `classes_`, `(rows,)`.
        """
        best = self._outputs(X).argmax(axis=-1)
        return self.classes_[best]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Predicts how probable each class is: what a softmax gives.

        Args:
            X: As in `fit`.

        Returns:
            The model's outputs, `(rows, classes)`.

        Raises:
            ValueError: If these are no probabilities.
        """
        scores = self._outputs(X)
        sums = scores.sum(axis=-1, dtype="float64")
        if not (np.all(scores >= 0) and np.allclose(sums, 1, atol=_TOLERANCE)):
            wrong = np.argmax(~np.isclose(sums, 1, atol=_TOLERANCE))
            raise ValueError(
                f"{type(self).__name__}: the model gives no probabilities. "
                "Expected numbers from 0 on that add up to 1 in each row. "
                f"Received: {scores[wrong]} in row {wrong}. End the model in a "
                "softmax."
            )
        return scores

    def decision_function(self, X: Any) -> np.ndarray:
        """How much the model is for each class, or for the second of two.

        Args:
            X: As in `fit`.

        Returns:
            The model's outputs, `(rows, classes)`. Of two classes `(rows,)`,
            the second one's output less the first one's.
        """
        scores = self._outputs(X)
        if len(self.classes_) == 2:
            return scores[:, 1] - scores[:, 0]
        return scores

    def _check_rows(self, X, y, reset):
        X, y = sklearn_package.validate_data(
            self, X, y, reset=reset, allow_nd=True
        )
        sklearn_package.multiclass.check_classification_targets(y)
        if reset:
            self.classes_ = np.unique(y)
        self._refuse_unknown(np.setdiff1d(y, self.classes_))
        one_hot = np.eye(len(self.classes_), dtype=backend.floatx())
        return X, one_hot[np.searchsorted(self.classes_, y)]

    def _class_weight(self, weights, y):
        """Returns weights by places in `classes_`; users write labels."""
        is_table = isinstance(weights, dict)
        if not (is_table or weights == "balanced"):
            raise ValueError(
                f"{type(self).__name__}.fit: the weights of classes are none. "
                "Expected a dict from labels to numbers, or 'balanced'. "
                f"Received: class_weight={weights!r}."
            )
        if not is_table:
            found = sklearn_package.class_weight.compute_class_weight(
                "balanced", classes=np.unique(y), y=y
            )
            weights = dict(zip(np.unique(y).tolist(), found.tolist()))
        places = {c: n for n, c in enumerate(self.classes_.tolist())}
        strange = [label for label in weights if label not in places]
        if strange:
            raise ValueError(
                f"{type(self).__name__}.fit: weights of labels that there "
                f"aren't. Expected some of {list(places)}. Received: "
                f"class_weight with {strange}."
            )
        return {places[label]: float(w) for label, w in weights.items()}

    def _refuse_unknown(self, labels) -> None:
        if len(labels):
            raise ValueError(
                f"{type(self).__name__}.fit: labels that the model wasn't "
                f"made for. Expected some of {self.classes_.tolist()}. "
                f"Received: {labels.tolist()}. Set warm_start=False to begin "
                "with a new model."
            )

    def _make_model(self, X, targets):
        made = super()._make_model(X, targets)
        # Before a loss meets labels of another shape.
        self._check_scores(made(X[:1]))
        return made

    def _check_scores(self, scores) -> None:
        expected = (len(scores), len(self.classes_))
        if scores.shape != expected:
            raise ValueError(
                f"{type(self).__name__}: the model doesn't give a number for "
                f"each class. Expected shape {expected}. "
                f"Received: {tuple(scores.shape)}. End it in a layer of "
                f"{expected[1]} units; labels are one-hot, of two classes too."
            )
