"""Names, order and values of logs for any nest of outputs, as in tf_keras."""

import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import tf_keras

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(11, 4)).astype("float32")
Y = DRAW.normal(size=(11, 3)).astype("float32")

# Nests of outputs; 0 is the first head, 1 the second.
NESTS = {
    "one": 0,
    "a list of one": [0],
    "a list": [1, 0],
    "a tuple": (1, 0),
    "a dict of one": {"o": 0},
    "a dict": {"q": 1, "c": 0},
    "a dict of a list": {"u": [1, 0], "v": 0},
    "a list of a list": [[1, 0], 0],
    "the same twice": [0, 0],
}


def far(y_true, y_pred):
    return tf.abs(y_true - y_pred)


def heads(package, inputs):
    first = package.layers.Dense(3, name="a")(inputs)
    return first, package.layers.Dense(3, name="b")(first)


def functional(package, nest):
    x = package.Input((4,))
    made = heads(package, x)
    return package.Model(x, tf.nest.map_structure(lambda i: made[i], nest))


def subclassed(package, nest):
    class Model(package.Model):
        def __init__(self):
            super().__init__()
            self.first = package.layers.Dense(3)
            self.second = package.layers.Dense(3)

        def call(self, inputs):
            first = self.first(inputs)
            made = first, self.second(first)
            return tf.nest.map_structure(lambda i: made[i], nest)

    model = Model()
    model.build((None, 4))
    return model


def every(nest, part):
    return tf.nest.map_structure(lambda _: part, nest)


FORMS = {
    "one for all": lambda nest: {
        "loss": "mse",
        "loss_weights": 2.0,
        "metrics": ["mse", far, "acc"],
        "weighted_metrics": [far],
    },
    "a nest": lambda nest: {
        "loss": every(nest, "mse"),
        "loss_weights": every(nest, 0.5),
        "metrics": every(nest, "mse"),
        "weighted_metrics": every(nest, far),
    },
}


def results(package, make, nest, form):
    model = make(package, nest)
    draw = np.random.default_rng(1)
    model.set_weights(
        [draw.normal(size=w.shape) * 0.5 for w in model.get_weights()]
    )
    model.compile(
        package.optimizers.SGD(0.05),
        **FORMS[form](nest),
        run_eagerly=package is tf_keras,
    )
    y = tf.nest.map_structure(lambda i: Y + i, nest)
    y = Y if nest == [0] else y  # theirs takes no list of one
    history = model.fit(
        X, y, 4, 2, verbose=0, shuffle=False, validation_data=(X, y)
    ).history
    logs = model.evaluate(X, y, verbose=0, return_dict=True)
    values = model.evaluate(X, y, verbose=0)
    return history, logs, {"values": values}, model.metrics_names


NAMED = "one", "a list", "a dict", "a dict of a list", "a list of a list"

# A flat list of metrics is for every output, and no nest.
FLAT = "a list", "a tuple", "the same twice"


@pytest.mark.filterwarnings("ignore:No gradient")
@pytest.mark.parametrize(
    ("make", "nest", "form"),
    [
        (make, nest, form)
        for make in (functional, subclassed)
        for nest in (NESTS if make is functional else NAMED)
        for form in FORMS
        if form != "a nest" or nest not in FLAT
    ],
)
def test_logs_of_any_nest_of_outputs_row_20(nest, make, form):
    ours = results(keras, make, NESTS[nest], form)
    theirs = results(tf_keras, make, NESTS[nest], form)
    assert ours[3] == theirs[3]
    assert len(ours[3]) == len(tf.nest.flatten(ours[2]))  # row 21
    for mine, other in zip(ours[:3], theirs[:3]):
        assert list(mine) == list(other)
        for name, values in other.items():
            np.testing.assert_allclose(
                mine[name], values, 1e-5, 1e-5, True, name
            )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"loss": ["mse"]}, r"loss: the model has 2 outputs.*Received: 1"),
        ({"loss": {"z": "mse"}}, r"loss: no such outputs.*\['b', 'a'\].*'z'"),
        ({"loss": "mse", "metrics": {"z": "mse"}}, "metrics: no such outputs"),
        ({"loss": "mse", "metrics": [["mse"]] * 3}, "metrics: .*Received: 3"),
        (
            {"loss": "mse", "loss_weights": {"z": 1.0}},
            "loss_weights: no such outputs",
        ),
    ],
)
def test_what_fits_no_output_is_told_before_the_first_step(arguments, message):
    model = functional(keras, [1, 0])
    model.compile("sgd", **arguments)
    with pytest.raises(ValueError, match=message):
        model.fit(X, [Y, Y], verbose=0)


@pytest.mark.parametrize("name", ["loss", "metrics", "loss_weights"])
def test_a_wrong_name_of_an_only_output_is_told(name):
    value = {"z": 1.0 if name == "loss_weights" else "mse"}
    model = functional(keras, 0)
    model.compile("sgd", **{"loss": "mse", name: value})
    with pytest.raises(ValueError, match=rf"{name}: no such outputs.*\['a'\]"):
        model.fit(X, Y, verbose=0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"loss": 5}, TypeError, "loss: .*Received: 5 of type int"),
        ({"loss": ["mse", 5]}, TypeError, "loss: .*Received: 5"),
        ({"loss": "msee"}, ValueError, "mse.*Received: 'msee'"),
        ({"metrics": 5}, TypeError, "metrics: .*Received: 5"),
        ({"metrics": ["nope"]}, ValueError, "Received: 'nope'"),
        ({"weighted_metrics": [2.5]}, TypeError, "weighted_metrics: .*2.5"),
        ({"loss_weights": "x"}, TypeError, "loss_weights: .*'x'"),
        ({"steps_per_execution": 0}, ValueError, "steps_per_execution=0"),
        ({"jit_compile": "yes"}, ValueError, "jit_compile='yes'"),
        ({"target_tensors": [1]}, TypeError, "Received: .*target_tensors"),
    ],
)
def test_compile_tells_what_it_cannot_use(arguments, error, message):
    with pytest.raises(error, match=message):
        functional(keras, 0).compile("sgd", **arguments)


def test_compile_takes_the_arguments_of_older_keras_2():
    model = functional(keras, 0)
    model.compile(
        "sgd",
        "mse",
        sample_weight_mode="temporal",
        experimental_steps_per_execution=3,
    )
    assert model.steps_per_execution == 3


def test_a_metric_object_for_all_outputs_counts_each_apart():
    model = functional(keras, [1, 0])
    metric = keras.metrics.MeanSquaredError(name="error")
    model.compile("sgd", "mse", metrics=metric)
    logs = model.evaluate(X, [Y, Y], verbose=0, return_dict=True)
    np.testing.assert_allclose(logs["b_error"], logs["b_loss"], rtol=1e-6)
    np.testing.assert_allclose(logs["a_error"], logs["a_loss"], rtol=1e-6)


def test_accuracy_of_an_output_without_labels_stays_zero():
    model = functional(keras, [1, 0])
    model.compile("sgd", loss={"a": "mse"}, metrics=["acc"])
    with pytest.warns(UserWarning, match="none for 'b_acc'"):
        logs = model.evaluate(X, {"a": Y}, verbose=0, return_dict=True)
    assert list(logs) == ["loss", "a_loss", "b_acc", "a_acc"]
    assert logs["b_acc"] == 0.0
