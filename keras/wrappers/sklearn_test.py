"""Models are classifiers, regressors and transformers of scikit-learn."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn import base, model_selection, pipeline, preprocessing
from sklearn.utils import estimator_checks

import keras
from keras.wrappers import small_models

X = np.random.default_rng(seed=0).normal(size=(30, 3))
LABELS = np.where(X[:, 0] > 0, "yes", "no")
QUICK = {"epochs": 2, "verbose": 0}
PROBABILITIES = {"loss": "categorical_crossentropy", "activation": "softmax"}


def classifier(**arguments):
    return keras.wrappers.SKLearnClassifier(
        small_models.exact,
        model_kwargs=PROBABILITIES,
        fit_kwargs=QUICK,
        **arguments,
    )


def regressor(model=small_models.exact, **arguments):
    return keras.wrappers.SKLearnRegressor(model, fit_kwargs=QUICK, **arguments)


# row 232: all checks run in the nightly test.
@pytest.mark.parametrize(
    "estimator",
    small_models.estimators(),
    ids=lambda estimator: type(estimator).__name__,
)
@pytest.mark.parametrize(
    "name",
    [
        "check_do_not_raise_errors_in_init_or_set_params",
        "check_estimator_cloneable",
        "check_estimators_unfitted",
        "check_get_params_invariance",
        "check_mixin_order",
        "check_n_features_in_after_fitting",
        "check_sample_weights_shape",
        "check_valid_tag_types",
    ],
)
def test_an_estimator_passes_a_check_of_scikit_learn(estimator, name):
    getattr(estimator_checks, name)(type(estimator).__name__, estimator)


# row 232
@pytest.mark.parametrize("wrapper", ["Classifier", "Regressor", "Transformer"])
def test_a_clone_has_every_parameter(wrapper):
    made = getattr(keras.wrappers, f"SKLearn{wrapper}")(
        small_models.exact,
        warm_start=True,
        model_kwargs={"loss": "mae"},
        fit_kwargs={"epochs": 7},
    )
    assert base.clone(made).get_params() == made.get_params()


# row 232
def test_a_search_trains_as_many_epochs_as_were_asked_for():
    search = model_selection.GridSearchCV(
        classifier(),
        {"fit_kwargs": [{"epochs": 1, "verbose": 0}, {**QUICK, "epochs": 7}]},
        scoring=lambda estimator, X, y: estimator.epoch_,
        cv=2,
    )
    search.fit(X, LABELS)
    assert search.best_score_ == search.best_estimator_.epoch_ == 7


# row 232
def test_arguments_of_fit_leave_fit_kwargs_as_they_are():
    made = classifier()
    made.fit(X, LABELS, epochs=3)
    assert made.epoch_ == 3 and made.fit_kwargs == {"epochs": 2, "verbose": 0}


def test_a_classifier_learns_labels_that_are_words():
    made = pipeline.make_pipeline(
        preprocessing.StandardScaler(),
        classifier().set_params(fit_kwargs={"epochs": 30, "verbose": 0}),
    )
    assert made.fit(X, LABELS).score(X, LABELS) > 0.9
    assert set(made.predict(X)) == {"yes", "no"}


def test_a_decision_above_zero_is_for_the_second_of_two_classes():
    made = classifier().fit(X, LABELS)
    expected = np.where(made.decision_function(X) > 0, "yes", "no")
    np.testing.assert_array_equal(made.predict(X), expected)


def test_the_probabilities_are_the_models_outputs():
    made = classifier().fit(X, LABELS)
    probabilities = made.predict_proba(X)
    np.testing.assert_array_equal(
        probabilities, made.model_.predict(X, verbose=0)
    )
    np.testing.assert_array_equal(
        made.predict(X), made.classes_[probabilities.argmax(axis=-1)]
    )


def test_outputs_that_are_no_probabilities_are_told():
    made = keras.wrappers.SKLearnClassifier(
        small_models.exact, fit_kwargs=QUICK
    )
    made.fit(X, LABELS)
    with pytest.raises(ValueError, match="no probabilities.*softmax"):
        made.predict_proba(X)


def test_a_model_of_one_unit_is_told_before_it_is_trained():
    def build(X, y):
        model = keras.Sequential([keras.layers.Dense(1, "sigmoid")])
        model.compile("adam", "binary_crossentropy")
        return model

    made = keras.wrappers.SKLearnClassifier(build)
    with pytest.raises(ValueError, match=r"\(1, 2\).*\(1, 1\).*of 2 units"):
        made.fit(X, LABELS)


def test_of_three_classes_the_decisions_are_the_models_outputs():
    made = classifier().fit(X, np.arange(30) % 3)
    expected = made.model_.predict(X, verbose=0)
    np.testing.assert_array_equal(made.decision_function(X), expected)


def test_validation_data_may_have_words_for_labels():
    made = classifier().fit(X, LABELS, validation_data=(X, LABELS))
    weighted = (X, LABELS, np.ones(30))
    made.fit(X, LABELS, validation_data=weighted)
    assert len(made.history_.history["val_loss"]) == 2


def test_a_warm_start_goes_on_with_the_trained_model():
    warm, cold = (regressor(warm_start=flag).fit(X, X[:, 0]) for flag in (1, 0))
    trained = [warm.model_, cold.model_]
    warm.fit(X, X[:, 0])
    cold.fit(X, X[:, 0])
    assert warm.model_ is trained[0] and cold.model_ is not trained[1]
    assert warm.model_.optimizer.iterations == 2 * 2  # Epochs of one batch.
    assert cold.model_.optimizer.iterations == 2


def test_a_given_model_is_copied_with_its_values():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    model.build((None, 3))
    model.set_weights([np.ones((3, 1)), np.zeros(1)])
    made = regressor(model).fit(X, X.sum(axis=1))
    assert made.model_ is not model
    np.testing.assert_allclose(made.predict(X), X.sum(axis=1), atol=1e-5)
    np.testing.assert_array_equal(model.get_weights()[0], np.ones((3, 1)))


@pytest.mark.parametrize("targets", [X[:, 0], X[:, :1], X[:, :2]])
def test_predictions_have_the_targets_shape_and_precision(targets):
    predictions = regressor().fit(X, targets).predict(X)
    assert predictions.shape == targets.shape
    assert predictions.dtype == "float64"


def test_a_transformer_without_targets_learns_its_inputs():
    made = keras.wrappers.SKLearnTransformer(
        small_models.exact, fit_kwargs={"epochs": 100, "verbose": 0}
    )
    # RMSprop's steps of 0.05 end near the identity, not at it.
    np.testing.assert_allclose(made.fit_transform(X), X, atol=0.5)
    np.testing.assert_array_equal(made.predict(X), made.transform(X))


def test_a_fitted_estimator_is_pickled_with_its_model():
    made = classifier().fit(X, LABELS)
    again = pickle.loads(pickle.dumps(made))
    np.testing.assert_array_equal(
        again.decision_function(X), made.decision_function(X)
    )


def test_a_weight_of_zero_takes_a_row_out():
    odd = np.where(np.arange(30) == 7, 1e6, X[:, 0])
    whole = {"batch_size": 30, "epochs": 20}
    made = regressor().fit(X, odd, odd < 1e6, **whole)
    without = regressor().fit(X[odd < 1e6], odd[odd < 1e6], **whole)
    np.testing.assert_allclose(made.predict(X), without.predict(X), atol=1e-5)


def test_images_are_rows_too():
    images = np.zeros((4, 5, 5, 1))

    def make(X, y):
        layers = [keras.layers.Flatten(), keras.layers.Dense(2)]
        model = keras.Sequential(layers)
        model.compile("sgd", "mse", run_eagerly=True)
        return model

    made = keras.wrappers.SKLearnClassifier(make, fit_kwargs=QUICK)
    assert made.fit(images, [0, 1, 0, 1]).predict(images).shape == (4,)


def test_what_makes_no_model_is_refused():
    with pytest.raises(TypeError, match="function of .X, y.*model=5"):
        regressor(5).fit(X, X[:, 0])
    with pytest.raises(TypeError, match="no model to train.*gave None"):
        regressor(lambda X, y: None).fit(X, X[:, 0])


def test_a_model_that_is_not_compiled_is_refused():
    with pytest.raises(RuntimeError, match="compile"):
        regressor(keras.Sequential([keras.layers.Dense(1)])).fit(X, X[:, 0])


def test_a_number_for_each_class_is_asked_for():
    model = keras.Sequential([keras.layers.Dense(3, input_shape=(3,))])
    model.compile("sgd", lambda y, p: p, run_eagerly=True)
    made = keras.wrappers.SKLearnClassifier(model, fit_kwargs=QUICK)
    with pytest.raises(ValueError, match=r"Expected shape \(1, 2\).*\(1, 3\)"):
        made.fit(X, LABELS)


def test_a_number_for_each_target_is_asked_for():
    model = keras.Sequential([keras.layers.Dense(3, input_shape=(3,))])
    model.compile("sgd", lambda y, p: p, run_eagerly=True)
    made = regressor(model).fit(X, X[:, 0])
    with pytest.raises(ValueError, match=r"Expected shape \(30, 1\).*30, 3"):
        made.predict(X)


@pytest.mark.parametrize(
    "weight, said", [(np.ones((30, 1)), r"\(30, 1\)"), (np.zeros(30), "zeros")]
)
def test_sample_weights_are_checked(weight, said):
    with pytest.raises(ValueError, match=f"sample_weight.*{said}"):
        classifier().fit(X, LABELS, sample_weight=weight)


def test_labels_that_the_model_was_not_made_for_are_refused():
    made = classifier(warm_start=True).fit(X, LABELS)
    with pytest.raises(ValueError, match="Expected some of.*no.*'perhaps'"):
        made.fit(X, np.full(30, "perhaps"))


def test_before_fit_no_epoch_was_trained():
    assert classifier().epoch_ == 0


def test_scikit_learn_is_imported_with_a_wrapper_and_asked_for_by_name():
    program = """if 1:
        import sys
        import keras
        import keras.wrappers
        assert "sklearn" not in sys.modules
        sys.modules["sklearn"] = None
        try:
            keras.wrappers.SKLearnClassifier
        except ImportError as error:
            print(error)
        """
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    assert "scikit-learn isn't installed" in done.stdout, done.stderr


def weights_for_classes(labels, weights, **validation):
    """The loss of the first step, with weights of classes."""
    made = keras.wrappers.SKLearnClassifier(
        small_models.exact, model_kwargs=PROBABILITIES
    )
    rows = {"batch_size": len(X), "verbose": 0}
    made.fit(X, labels, class_weight=weights, **rows, **validation)
    return made.history_.history["loss"][0]


@pytest.mark.parametrize("first, second", [(1, 2), ("no", "yes")])
def test_weights_of_classes_go_by_label(first, second):
    labels = np.where(X[:, 0] > 0, second, first)
    loss = weights_for_classes(labels, {first: 5.0, second: 1.0})
    # Before the first step each row costs log 2.
    share = np.mean(np.where(labels == first, 5.0, 1.0))
    np.testing.assert_allclose(loss, share * np.log(2), rtol=1e-5)


def test_balanced_classes_have_the_same_weight_in_all():
    loss = weights_for_classes(LABELS, "balanced", validation_data=[X, LABELS])
    np.testing.assert_allclose(loss, np.log(2), rtol=1e-5)


@pytest.mark.parametrize("weights", [{"maybe": 2.0}, {0: 1.0}, [1.0, 2.0]])
def test_weights_of_labels_that_there_are_not_are_refused(weights):
    with pytest.raises(ValueError, match=r"Received: class_weight"):
        classifier().fit(X, LABELS, class_weight=weights)
