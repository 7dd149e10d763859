"""The area under curves: by definition, bad input, in `fit`."""

import numpy as np
import pytest
import tensorflow as tf

import keras

DRAW = np.random.default_rng(0)


def by_ranks(labels, predictions, weights):
    """The chance that a positive is above a negative; ties count half."""
    difference = predictions[:, None] - predictions[None, :]
    wins = (difference > 0) + 0.5 * (difference == 0)
    pairs = (labels * weights)[:, None] * ((1 - labels) * weights)[None, :]
    return (wins * pairs).sum() / pairs.sum()


def test_roc_is_the_chance_that_a_positive_is_above_a_negative():
    labels = (DRAW.random(300) > 0.7).astype(float)
    weights = DRAW.random(300)
    # In the middle between thresholds: no rounding decides a comparison.
    predictions = (DRAW.integers(0, 20, 300) + 0.5) / 20
    area = keras.metrics.AUC(num_thresholds=21)
    for part in np.split(np.arange(300), 3):
        area.update_state(labels[part], predictions[part], weights[part])
    expected = by_ranks(labels, predictions, weights)
    np.testing.assert_allclose(area.result(), expected, rtol=1e-5)


def test_pr_of_two_thresholds_by_hand():
    area = keras.metrics.AUC(2, curve="PR", summation_method="minoring")
    # All are predicted positive at 0, none at 1: precision 1/4 or 0.
    assert float(area([0, 0, 0, 1], [0.1, 0.2, 0.3, 0.4])) == 0.0
    area = keras.metrics.AUC(2, curve="PR", summation_method="majoring")
    assert float(area([0, 0, 0, 1], [0.1, 0.2, 0.3, 0.4])) == 0.25


def test_scores_taken_for_probabilities_are_told():
    area = keras.metrics.AUC()
    with pytest.raises(ValueError, match="Received: .*from_logits"):
        area.update_state(tf.constant([0.0, 1.0]), tf.constant([-3.0, 4.0]))


def model(**options):
    model = keras.Sequential([keras.layers.Dense(3, "sigmoid")])
    area = keras.metrics.AUC(name="area", multi_label=True, **options)
    model.compile("sgd", "binary_crossentropy", metrics=[area])
    return model


def test_the_state_of_each_label_is_made_before_the_first_step():
    trained = model()
    x, y = np.ones((4, 2)), DRAW.integers(0, 2, (4, 3))
    history = trained.fit(x, y, epochs=2, verbose=0).history
    assert 0 <= history["area"][-1] <= 1
    assert trained.metrics[-1].true_positives.shape == (200, 3)


def test_a_wrong_number_of_labels_is_told_before_a_step():
    with pytest.raises(ValueError, match=r"\(batch, 2\).*shape=\(.*3\)"):
        model(num_labels=2).fit(np.ones((4, 2)), np.ones((4, 3)), verbose=0)


def test_a_model_with_areas_goes_on_after_loading(tmp_path):
    trained = model()
    x, y = DRAW.random((8, 2)), DRAW.integers(0, 2, (8, 3))
    trained.fit(x, y, verbose=0)
    trained.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert again.evaluate(x, y, verbose=0) == trained.evaluate(x, y, verbose=0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_thresholds": 1}, "2 or more.*num_thresholds=1"),
        ({"curve": "ROK"}, "'ROC', 'PR'.*curve='ROK'"),
        ({"summation_method": "mean"}, "'minoring'.*'mean'"),
        ({"num_labels": 2}, "multi_label=True.*num_labels=2"),
        ({"thresholds": [0.5, 2.0]}, r"\[0, 1\].*2.0"),
    ],
)
def test_wrong_arguments_are_told(options, message):
    with pytest.raises(ValueError, match=message):
        keras.metrics.AUC(**options)


@pytest.mark.parametrize("p", [1.0000002, np.nan, 3.0, -0.5])
def test_predictions_beyond_an_end_do_not_end_training(p):
    layer = keras.layers.Lambda(lambda x: 0 * x + p)
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile("sgd", "mse", metrics=[keras.metrics.AUC()])
    y = np.array([[0.0], [1.0]])
    assert model.evaluate(np.ones((2, 1)), y, verbose=0)[1] == 0.5


def test_roundings_beyond_an_end_are_none():
    metric = keras.metrics.AUC()
    metric.update_state([0.0, 1.0], [0.0, 1.0000002])
    assert metric.result() == 1.0
    with pytest.raises(ValueError, match="Received: .*from_logits"):
        metric.update_state([0.0, 1.0], [0.0, 1.5])


def crowded(transform=lambda p: p):
    """Labels, and predictions of rare events."""
    draw = np.random.default_rng(0)
    labels = (draw.random(2000) < 0.3).astype("float64")
    return labels, transform(draw.beta(1 + labels, 3) * 0.003)


@pytest.mark.parametrize(
    "transform",
    [
        lambda p: p,
        lambda p: p / 0.003,
        np.square,
        np.sqrt,
        lambda p: 1 - 0.003 + p,
        lambda p: 1e-6 * p,
    ],
    ids=["crowd", "wide", "square", "root", "at 1", "at 0"],
)
def test_dense_thresholds_tell_crowds_apart_row_128(transform):
    labels, p = crowded(transform)
    expected = by_ranks(labels, p, np.ones(2000))
    area = keras.metrics.AUC(None)
    np.testing.assert_allclose(area(labels, p), expected, atol=0.002)
    again = keras.metrics.AUC.from_config(area.get_config())
    assert again.get_config()["num_thresholds"] is None
    assert again.thresholds == area.thresholds
    assert again.num_thresholds == len(area.thresholds) == 995


def test_crowds_are_warned_of_once_row_128():
    labels, p = crowded()
    area = keras.metrics.AUC(name="mine")
    area.update_state(labels, p)
    with pytest.warns(UserWarning, match="'mine'.*100%.*num_thresholds=None"):
        area.result()
    area.result()
    for other in (keras.metrics.AUC(None), keras.metrics.AUC(curve="PR")):
        other(labels, p)
    keras.metrics.AUC()(labels, p / 0.003)


def test_crowds_of_an_epoch_are_told_in_fit_row_128():
    labels, p = crowded()
    passed = keras.Sequential([keras.layers.Rescaling(1.0)])
    passed.compile(loss="mse", metrics=[keras.metrics.AUC()])
    # Scores crowd there, too: `from_logits` is named beside it.
    with pytest.warns(UserWarning, match="num_thresholds=None.*from_logits"):
        for _ in range(2):
            passed.evaluate(p[:, None], labels[:, None], verbose=0)
