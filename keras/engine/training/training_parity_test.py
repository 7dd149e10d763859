"""`fit` and `evaluate`: names, order and values of logs as in tf_keras."""

import functools
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import tf_keras


DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(22, 4)).astype("float32")
Y = DRAW.normal(size=(22, 3)).astype("float32")
WEIGHT = DRAW.uniform(size=22).astype("float32")
CLASSES = DRAW.integers(0, 3, 22)


def far(y_true, y_pred):
    return tf.abs(y_true - y_pred)


class Near:
    """A metric that is an object."""

    def __call__(self, y_true, y_pred):
        return tf.square(y_true - y_pred)


def one(package, **arguments):
    x = package.Input((4,))
    hidden = package.layers.Dense(
        5, "tanh", kernel_regularizer=package.regularizers.L2(0.1)
    )(x)
    hidden = package.layers.BatchNormalization()(hidden)
    y = package.layers.Dense(3, arguments.pop("activation", None))(hidden)
    return compiled(package, package.Model(x, y), arguments)


def two(package, as_dict=False, **arguments):
    x = package.Input((4,))
    a = package.layers.Dense(3, name="a")(x)
    b = package.layers.Dense(3, name="b")(a)
    outputs = {"second": b, "first": a} if as_dict else [b, a]
    return compiled(package, package.Model(x, outputs), arguments)


def stacked(package, **arguments):
    layers = [package.layers.Dense(5, "relu"), package.layers.Dense(3)]
    model = package.Sequential(layers)
    model.build((None, 4))
    return compiled(package, model, arguments)


def compiled(package, model, arguments):
    draw = np.random.default_rng(1)
    model.set_weights(
        [draw.normal(size=w.shape) * 0.5 for w in model.get_weights()]
    )
    settings = {"optimizer": package.optimizers.SGD(0.05), "loss": "mse"}
    # Theirs without a trace, which takes most of the time.
    settings["run_eagerly"] = package is tf_keras
    model.compile(**{**settings, **arguments})
    return model


def results(package, make, fit, **arguments):
    model = make(package, **arguments)
    settings = {"batch_size": 5, "epochs": 2, "shuffle": False, "verbose": 0}
    settings = {**settings, "x": X, "y": Y, **fit}
    history = model.fit(**settings).history
    judged = {k: settings[k] for k in ("x", "y", "sample_weight") if k in fit}
    judged = {"x": X, "y": Y, **judged}
    found = model.evaluate(**judged, batch_size=5, verbose=0, return_dict=True)
    return history, found, model.metrics_names, model.get_weights()


def assert_same(make, fit=None, **arguments):
    ours = results(keras, make, fit or {}, **arguments)
    theirs = results(tf_keras, make, fit or {}, **arguments)
    assert list(ours[0]) == list(theirs[0])
    assert list(ours[1]) == list(theirs[1])
    assert ours[2] == theirs[2]
    for name, values in theirs[0].items():
        np.testing.assert_allclose(
            ours[0][name], values, 1e-5, 1e-5, True, name
        )
    for name, value in theirs[1].items():
        np.testing.assert_allclose(ours[1][name], value, 1e-5, 1e-5, True, name)
    for mine, other in zip(ours[3], theirs[3], strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-5)


METRICS = {
    "names": ["mse", "accuracy"],
    "functions": [far, "mse"],
    "object": [Near()],
    "partial": [functools.partial(far)],
    "none": None,
    "empty": [],
    "one": "mse",
}


@pytest.mark.parametrize("name", METRICS)
def test_metrics_of_one_output(name):
    assert_same(one, metrics=METRICS[name], weighted_metrics=METRICS[name])


@pytest.mark.parametrize(
    "fit",
    [
        {"sample_weight": WEIGHT},
        {"validation_split": 0.3},
        {"validation_data": (X[:7], Y[:7])},
        {"validation_data": (X[:7], Y[:7], WEIGHT[:7])},
        {"epochs": 4, "validation_data": (X, Y), "validation_freq": 2},
        {"epochs": 4, "validation_data": (X, Y), "validation_freq": [1, 4]},
        {"initial_epoch": 1, "epochs": 3},
        {"steps_per_epoch": 2, "epochs": 2},
        {"batch_size": 22},
        {"batch_size": 100},
        {"x": tf.constant(X)},
    ],
    ids=lambda fit: "-".join(fit),
)
def test_arguments_of_fit(fit):
    assert_same(one, fit, metrics=["mse"], weighted_metrics=[far])


def test_labels_of_classes_with_class_weights():
    assert_same(
        one,
        {"y": CLASSES, "class_weight": {0: 1.0, 1: 3.0, 2: 0.5}},
        activation="softmax",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )


TWO = {
    "one loss": {},
    "list": {"loss": ["mse", far]},
    "dict": {"loss": {"a": "mse", "b": far}},
    "partial list": {"loss": [None, "mse"]},
    "partial dict": {"loss": {"a": "mse"}},
    "weights": {"loss_weights": [0.5, 2.0]},
    "weights by name": {"loss_weights": {"a": 3.0}},
    "metrics": {"metrics": ["mse"]},
    "two metrics": {"metrics": ["mse", far]},
    "three metrics": {"metrics": ["mse", far, "acc"]},
    "two lists": {"metrics": ["mse", [far]]},
    "both the same": {"metrics": ["mse"], "weighted_metrics": ["mse"]},
    "metrics by name": {"metrics": {"a": ["mse", far], "b": "mse"}},
    "metrics of one": {"metrics": {"b": far}},
    "metric lists": {"metrics": [["mse"], [far, "mse"]]},
    "both kinds": {"metrics": [[far], []], "weighted_metrics": [[], ["mse"]]},
}


@pytest.mark.filterwarnings("ignore:No gradient")
@pytest.mark.parametrize("name", TWO)
def test_losses_and_metrics_of_two_outputs(name):
    fit = {"y": [Y, Y[:, ::-1]], "sample_weight": WEIGHT}
    assert_same(two, fit, **TWO[name])


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"loss": {"first": "mse", "second": far}},
        {"metrics": {"second": ["mse"]}, "loss_weights": {"first": 2.0}},
    ],
)
def test_losses_and_metrics_of_named_outputs(arguments):
    fit = {"y": {"first": Y, "second": Y[:, ::-1]}}
    assert_same(functools.partial(two, as_dict=True), fit, **arguments)


@pytest.mark.parametrize("labels", [list, tuple, dict])
def test_forms_of_labels_of_two_outputs(labels):
    parts = [Y, Y[:, ::-1]]
    y = dict(zip("ba", parts)) if labels is dict else labels(parts)
    assert_same(two, {"y": y})


@pytest.mark.parametrize("steps", [None, 1, 3])
@pytest.mark.parametrize("eagerly", [False, True])
def test_ways_to_run_a_step(steps, eagerly):
    assert_same(stacked, run_eagerly=eagerly, steps_per_execution=steps)
