"""The estimators of Keras 1 and 2 work with today's scikit-learn."""

import pickle

import numpy as np
import pytest
from sklearn import (
    base,
    exceptions,
    model_selection,
    pipeline,
    preprocessing,
)

import keras
from keras.wrappers import scikit_learn

X = np.random.default_rng(seed=0).normal(size=(30, 3))
LABELS = np.where(X[:, 0] > 0, "yes", "no")
QUICK = {"epochs": 2, "verbose": 0}


def build(units=1, loss="binary_crossentropy", metrics=None, rate=0.1):
    activation = "sigmoid" if units == 1 else "softmax"
    model = keras.Sequential([keras.layers.Dense(units, activation)])
    model.compile(keras.optimizers.Adam(rate), loss, metrics, run_eagerly=True)
    return model


def build_line(rate=0.1):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(
        keras.optimizers.Adam(rate), "mse", metrics=["mae"], run_eagerly=True
    )
    return model


class Itself(scikit_learn.KerasClassifier):
    def __call__(self, units=1):
        return build(units)


# row 233
@pytest.mark.parametrize("metrics", [None, ["acc"], ["AUC", "accuracy"]])
def test_the_score_is_the_accuracy_whatever_was_compiled(metrics):
    made = scikit_learn.KerasClassifier(build, metrics=metrics, **QUICK)
    made.fit(X, LABELS)
    by_hand = np.mean(made.predict(X) == LABELS)
    assert made.score(X, LABELS) == pytest.approx(by_hand)
    only_yes = (LABELS == "yes").astype("float32")
    by_hand = np.mean(made.predict(X[LABELS == "yes"]) == "yes")
    weighted = made.score(X, LABELS, sample_weight=only_yes)
    assert weighted == pytest.approx(by_hand)


# row 233
def test_a_search_finds_the_parameters_of_build_fn_and_of_fit():
    made = scikit_learn.KerasRegressor(build_fn=build_line, verbose=0)
    grid = {"rate": [1e-9, 0.1], "epochs": [1, 20]}
    search = model_selection.GridSearchCV(made, grid, cv=3)
    search.fit(X, X[:, 0])
    assert search.best_params_ == {"rate": 0.1, "epochs": 20}
    assert len(search.best_estimator_.model.history.epoch) == 20


# row 233
def test_a_clone_has_every_parameter():
    for wrapper in (scikit_learn.KerasClassifier, scikit_learn.KerasRegressor):
        made = wrapper(build, rate=0.3, batch_size=[4], **QUICK)
        assert base.clone(made).get_params() == made.get_params()


# row 233
def test_a_pipeline_predicts_labels_that_are_words():
    made = pipeline.make_pipeline(
        preprocessing.StandardScaler(),
        scikit_learn.KerasClassifier(build, epochs=30, verbose=0),
    )
    assert made.fit(X, LABELS).score(X, LABELS) > 0.9
    scores = model_selection.cross_val_score(made, X, LABELS, cv=2)
    assert np.min(scores) > 0.6


def test_a_class_may_build_the_model_itself():
    made = base.clone(Itself(units=1, **QUICK))
    made.fit(X, LABELS)
    assert made.predict(X).shape == (30,)


def test_fit_returns_the_history():
    made = scikit_learn.KerasClassifier(build, **QUICK)
    history = made.fit(X, LABELS, epochs=3)
    assert len(history.history["loss"]) == 3
    assert made.sk_params == QUICK


@pytest.mark.parametrize(
    "loss",
    [
        "categorical_crossentropy",
        keras.losses.categorical_crossentropy,
        keras.losses.CategoricalCrossentropy(),
        "sparse_categorical_crossentropy",
    ],
)
def test_labels_are_as_the_loss_takes_them(loss):
    made = scikit_learn.KerasClassifier(build, units=3, loss=loss, **QUICK)
    labels = np.array(["a", "b", "c"])[np.arange(30) % 3]
    made.fit(X, labels)
    probabilities = made.predict_proba(X)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(
        made.predict(X), made.classes_[probabilities.argmax(axis=1)]
    )


def test_one_hot_labels_are_numbers_of_columns():
    loss = "categorical_crossentropy"
    made = scikit_learn.KerasClassifier(build, units=3, loss=loss, **QUICK)
    one_hot = np.eye(3)[np.arange(30) % 3]
    made.fit(X, one_hot)
    assert made.n_classes_ == 3
    by_hand = np.mean(made.predict(X) == np.arange(30) % 3)
    assert made.score(X, one_hot) == pytest.approx(by_hand)


def test_one_probability_stands_for_two_classes():
    made = scikit_learn.KerasClassifier(build, **QUICK)
    made.fit(X, LABELS)
    second = made.model.predict(X, verbose=0)
    np.testing.assert_allclose(
        made.predict_proba(X), np.hstack([1 - second, second])
    )


def test_the_score_of_a_regressor_is_minus_the_loss():
    made = scikit_learn.KerasRegressor(build_line, **QUICK)
    made.fit(X, X[:, 0])
    by_hand = -np.mean((made.predict(X) - X[:, 0]) ** 2)
    assert made.score(X, X[:, 0]) == pytest.approx(by_hand, rel=1e-5)


def test_a_fitted_estimator_is_pickled_with_its_model():
    made = scikit_learn.KerasClassifier(build, **QUICK)
    made.fit(X, LABELS)
    again = pickle.loads(pickle.dumps(made))
    np.testing.assert_array_equal(again.predict_proba(X), made.predict_proba(X))


def test_set_params_takes_build_fn_too():
    made = scikit_learn.KerasRegressor(build, units=2)
    made.set_params(build_fn=build_line, rate=0.5)
    assert made.get_params() == {
        "build_fn": build_line,
        "units": 2,
        "rate": 0.5,
    }


def test_a_parameter_that_nothing_takes_is_refused():
    with pytest.raises(ValueError, match="nothing takes.*Received: epoks, uni"):
        scikit_learn.KerasClassifier(build, epoks=3, uni=2, units=4)


def test_something_must_build_the_model():
    with pytest.raises(TypeError, match="nothing to build.*build_fn=None"):
        scikit_learn.KerasClassifier()


def test_predicting_comes_after_fit():
    regressor = scikit_learn.KerasRegressor(build_line)
    classifier = scikit_learn.KerasClassifier(build)
    one_hot = np.eye(2)[[0, 1, 1]]
    for call in (
        lambda: regressor.predict(X),
        lambda: regressor.score(X, X),
        lambda: classifier.predict(X),
        lambda: classifier.score(X[:3], one_hot),
    ):
        with pytest.raises(exceptions.NotFittedError):
            call()
