"""What `compile` was told, in files: metrics keep their names in logs."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import op_models

X = np.linspace(0, 1, 8, dtype="float32").reshape(4, 2)
Y = np.array([[0.0], [1.0], [1.0], [0.0]], "float32")
AUC, MSE = keras.metrics.AUC, keras.metrics.MeanSquaredError


@keras.saving.register_keras_serializable("compile_arguments")
def gap(y_true, y_pred):
    return tf.abs(y_true - y_pred)


@keras.saving.register_keras_serializable("compile_arguments")
class Nameless(keras.metrics.Mean):
    """A metric whose config has no name."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        return super().update_state(y_pred)

    def get_config(self):
        return {}


def heads(structure, **arguments):
    """A compiled model with an output 'cls' and an output 'reg'."""
    x = keras.Input((2,))
    outputs = {
        name: keras.layers.Dense(1, activation="sigmoid", name=name)(x)
        for name in ("cls", "reg")
    }
    model = keras.Model(x, structure(outputs))
    model.compile("sgd", "mse", **arguments)
    return model, {"cls": Y, "reg": Y}


def one_head(**arguments):
    layers = [keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse", **arguments)
    return model, Y


def listed(outputs):
    return [*outputs.values()]


CASES = {
    "names": lambda: heads(listed, metrics=[["mse", "acc"], ["mse"]]),
    "objects": lambda: heads(
        listed, metrics=[[AUC(), MSE(name="confusion")], [MSE()]]
    ),
    "by output": lambda: heads(
        dict, metrics={"cls": [AUC(name="q"), "acc"], "reg": MSE(name="q")}
    ),
    "functions": lambda: heads(listed, metrics=[gap, gap]),
    "shared": lambda: heads(listed, metrics=[MSE(name="m"), "mse"]),
    "weighted": lambda: heads(
        listed, metrics=["mse"], weighted_metrics=[[MSE(name="w")], [AUC()]]
    ),
    "named like the output": lambda: heads(
        listed, metrics=[[AUC(name="cls_auc")], [AUC(name="reg")]]
    ),
    "twice": lambda: heads(
        listed, metrics=[[MSE(name="m"), MSE(name="m")], []]
    ),
    "no name": lambda: heads(listed, metrics=[[Nameless()], []]),
    "one output": lambda: one_head(metrics=["mse", AUC(name="q"), gap]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_metric_has_the_same_name_after_any_number_of_files(name):
    model, labels = CASES[name]()
    if isinstance(model.output, list):
        labels = [*labels.values()]
    before = model.evaluate(X, labels, verbose=0, return_dict=True)
    for _ in range(3):
        model = op_models.reloaded(model)
        again = model.evaluate(X, labels, verbose=0, return_dict=True)
        assert again == pytest.approx(before, rel=1e-5)


def test_a_config_has_the_names_that_metrics_came_with():
    model, labels = heads(dict, metrics={"cls": AUC(name="q"), "reg": ["mse"]})
    fresh = model.get_compile_config()["metrics"]
    model.evaluate(X, labels, verbose=0)
    used = model.get_compile_config()["metrics"]
    assert used == fresh
    assert used["cls"]["config"]["name"] == "q"
    assert {"cls_q", "reg_mse"} <= set(model.metrics_names)


def test_xla_is_chosen_after_compile_too():
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    x = np.ones((4, 2))
    before = model.predict(x, verbose=0)
    step = model.make_predict_function()
    model.jit_compile = True
    assert model.jit_compile
    assert model.make_predict_function() is not step
    np.testing.assert_allclose(
        model.predict(x, verbose=0), before, rtol=1e-6, atol=1e-6
    )
    with pytest.raises(ValueError, match="Received: jit_compile='yes'"):
        model.jit_compile = "yes"


class Weightless(keras.metrics.Metric):
    def update_state(self, y_true, y_pred):
        pass


@pytest.mark.parametrize(
    "metric", [keras.metrics.Mean(), keras.metrics.Sum, Weightless()]
)
@pytest.mark.parametrize("name", ["metrics", "weighted_metrics"])
def test_a_metric_that_cannot_judge_is_told_before_a_step(metric, name):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse", **{name: [metric]})
    told = r"can't judge.*Expected.*y_true, y_pred.*Received: update_state\("
    with pytest.raises(TypeError, match=told):
        model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0)


def test_a_misspelt_argument_of_compile_is_told():
    told = r"compile: unknown .* those of its signature.*Received: \['metric'\]"
    with pytest.raises(TypeError, match=told):
        keras.Sequential([keras.layers.Dense(1)]).compile("sgd", metric=["mse"])


@pytest.mark.parametrize("shards", [-1, 1.5, "all"])
def test_evaluation_shards_are_a_number_or_auto(shards):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(1,))])
    with pytest.raises(ValueError, match="or 'auto'. Received: pss_evaluation"):
        model.compile("sgd", "mse", pss_evaluation_shards=shards)
