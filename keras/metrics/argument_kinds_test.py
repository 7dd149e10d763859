"""Wrong kinds of arguments are told by the metric, not by what it calls."""

import inspect
import json

import numpy as np
import pytest

import keras

#: What fits no argument of a metric.
WRONG = [object(), b"x", float("nan"), {"a": 1}]
NEEDED = {
    "fn": keras.losses.mse,
    "normalizer": [1.0],
    "num_classes": 3,
    "precision": 0.5,
    "recall": 0.5,
    "sensitivity": 0.5,
    "specificity": 0.5,
    "target_class_ids": [0],
}


def cases():
    for name in keras.metrics.__all__:
        cls = getattr(keras.metrics, name)
        if not isinstance(cls, type) or cls is keras.metrics.Metric:
            continue
        parameters = inspect.signature(cls).parameters
        needed = {k: v for k, v in NEEDED.items() if k in parameters}
        for argument in parameters.keys() - {"args", "kwargs"}:
            yield pytest.param(cls, needed, argument, id=f"{name}-{argument}")


@pytest.mark.parametrize(("cls", "needed", "argument"), list(cases()))
def test_every_argument_of_every_metric_is_checked(cls, needed, argument):
    cls(**needed)
    for value in WRONG:
        if argument == "normalizer" and value != value:
            continue  # a tensor of data, in which a number is missing
        with pytest.raises((TypeError, ValueError)) as caught:
            cls(**{**needed, argument: value})
        message = str(caught.value)
        assert message.startswith(f"{cls.__name__}: ")
        assert "Expected " in message and f"{argument}=" in message


@pytest.mark.parametrize(
    ("name", "arguments", "error", "message"),
    [
        ("AUC", {"num_thresholds": 2.5}, ValueError, "a whole number"),
        ("AUC", {"thresholds": 0.5}, ValueError, "a list of numbers"),
        ("AUC", {"multi_label": "yes"}, TypeError, "True or False"),
        ("AUC", {"label_weights": ["a"]}, TypeError, "a list of numbers"),
        ("MeanIoU", {"num_classes": "3"}, TypeError, "a whole number"),
        (
            "IoU",
            {"num_classes": 3, "target_class_ids": 1},
            ValueError,
            "a list of whole numbers",
        ),
        ("Precision", {"top_k": 1.5}, ValueError, "a whole number of 1"),
        ("Recall", {"thresholds": "half"}, ValueError, r"numbers in \[0, 1\]"),
        ("FBetaScore", {"beta": "2"}, TypeError, "a number"),
        ("BinaryCrossentropy", {"from_logits": "no"}, TypeError, "True or F"),
        ("MeanMetricWrapper", {"fn": "mse"}, TypeError, "a function"),
        ("Mean", {"name": 3}, ValueError, "text, or None"),
        ("Mean", {"dtype": "flaot32"}, ValueError, "one such as 'float32'"),
    ],
)
def test_what_was_expected_is_said(name, arguments, error, message):
    with pytest.raises(error, match=f"Expected {message}"):
        getattr(keras.metrics, name)(**arguments)


def test_arrays_and_numbers_of_numpy_are_right():
    ids = np.array([0, 2])
    assert keras.metrics.IoU(np.int64(3), ids).target_class_ids == [0, 2]
    area = keras.metrics.AUC(thresholds=np.array([0.2, 0.7]), from_logits=1)
    assert area.num_thresholds == 4
    assert keras.metrics.FBetaScore(beta=np.float32(2)).beta == 2


@pytest.mark.parametrize("fn", ["mse", None, 3])
def test_a_loss_of_no_function_is_told(fn):
    with pytest.raises(TypeError, match="Expected a function.*Received: fn="):
        keras.losses.LossFunctionWrapper(fn)


@pytest.mark.parametrize("name", ["Mean", "Sum", "MeanTensor"])
def test_text_is_no_number(name):
    with pytest.raises(TypeError, match="adds up numbers.*Received: text"):
        getattr(keras.metrics, name)().update_state(["a", "b"])


@pytest.mark.parametrize(
    "make",
    [
        keras.metrics.AUC,
        keras.metrics.F1Score,
        keras.metrics.R2Score,
        lambda: keras.metrics.MeanIoU(2),
        keras.metrics.BinaryIoU,
        lambda: keras.metrics.MeanRelativeError([1.0, 1.0]),
        keras.metrics.MeanSquaredError,
    ],
)
def test_text_and_nothing_are_compared_by_no_metric(make):
    numbers, metric = [[0.0, 1.0]], make()
    for wrong, message in ([["a", "b"]], "text"), (None, "None"):
        for given in (wrong, numbers), (numbers, wrong):
            with pytest.raises(
                TypeError, match=f"Expected.*Received:.*{message}|text can't"
            ):
                metric.update_state(*given)


def test_an_unknown_argument_is_refused_in_the_name_of_the_public_class():
    for name in keras.metrics.__all__:
        cls = getattr(keras.metrics, name)
        if isinstance(cls, type):
            assert not cls.__init__.__qualname__.startswith("_"), name
    with pytest.raises(TypeError, match="^Precision.*'from_logits'"):
        keras.metrics.Precision(from_logits=True)


@pytest.mark.parametrize("kind", [np.int64, np.uint8])
def test_classes_counted_by_numpy_are_as_others(kind):
    number, two = kind(3), kind(2)
    whole = keras.metrics.MeanIoU(number, ignore_class=two)
    assert float(whole([0, 1, 2], [0, 1, 1])) == 1.0
    one_hot = keras.metrics.OneHotIoU(number, np.array([0, 1]), axis=kind(1))
    assert float(one_hot(np.eye(3), np.eye(3))) == 1.0


def test_configs_hold_plain_numbers():
    made = (
        keras.metrics.BinaryAccuracy(threshold=np.float32(0.5)),
        keras.metrics.TopKCategoricalAccuracy(k=np.int64(2)),
        keras.metrics.CosineSimilarity(axis=np.int64(-1)),
        keras.losses.LossFunctionWrapper(
            keras.losses.huber, delta=np.float32(0.5)
        ),
    )
    for one in made:
        json.dumps(
            {k: v for k, v in one.get_config().items() if not callable(v)}
        )
