"""Losses and metrics of a compiled model: what goes to which output."""

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"


X = np.linspace(-1, 1, 12).reshape(6, 2).astype("float32")
Y = np.full((6, 1), 0.5, "float32")


def mae(y_true, y_pred):
    return tf.abs(y_true - y_pred)


def sum_of(name, factor=1.0):
    start = keras.initializers.Constant(factor)
    return keras.layers.Dense(1, name=name, kernel_initializer=start)


def two_heads(structure=list):
    """Outputs s = x0 + x1, named 'one', and 2 s, named 'two'."""
    x = keras.Input((2,))
    heads = [sum_of("one")(x), sum_of("two", 2.0)(x)]
    if structure is dict:
        return keras.Model(x, {"b": heads[0], "a": heads[1]})
    return keras.Model(x, structure(heads))


SUM = X.sum(1, keepdims=True)
MSE_1, MSE_2 = ((SUM - Y) ** 2).mean(), ((2 * SUM - Y) ** 2).mean()
MAE_1, MAE_2 = abs(SUM - Y).mean(), abs(2 * SUM - Y).mean()


def logs_of(model, y=None, sample_weight=None, **arguments):
    model.compile(keras.optimizers.SGD(0.0), **arguments)
    y = [Y, Y] if y is None else y
    return model.evaluate(
        X, y, sample_weight=sample_weight, verbose=0, return_dict=True
    )


def check(found, expected):
    assert list(found) == list(expected)
    np.testing.assert_allclose(
        list(found.values()), list(expected.values()), rtol=1e-5
    )


# Losses.


def test_one_loss_is_for_every_output():
    check(
        logs_of(two_heads(), loss="mse"),
        {"loss": MSE_1 + MSE_2, "one_loss": MSE_1, "two_loss": MSE_2},
    )


@pytest.mark.parametrize(
    "loss",
    [
        ["mse", mae],
        ("mean_squared_error", mae),
        {"two": mae, "one": "mse"},
        [keras.losses.MeanSquaredError(), lambda y, p: mae(y, p)],
    ],
)
def test_losses_go_to_outputs_by_place_or_by_name(loss):
    check(
        logs_of(two_heads(), loss=loss),
        {"loss": MSE_1 + MAE_2, "one_loss": MSE_1, "two_loss": MAE_2},
    )


@pytest.mark.parametrize("loss", [["mse", None], {"one": "mse"}])
def test_an_output_without_a_loss_does_not_count(loss):
    found = logs_of(two_heads(), loss=loss)
    check(found, {"loss": MSE_1, "one_loss": MSE_1})


@pytest.mark.parametrize("weights", [[2.0, 0.5], {"one": 2, "two": 0.5}])
def test_loss_weights_scale_the_sum_and_not_the_parts(weights):
    check(
        logs_of(two_heads(), loss="mse", loss_weights=weights),
        {
            "loss": 2 * MSE_1 + 0.5 * MSE_2,
            "one_loss": MSE_1,
            "two_loss": MSE_2,
        },
    )


def test_a_loss_weight_scales_the_loss_of_an_only_output():
    x = keras.Input((2,))
    model = keras.Model(x, sum_of("one")(x))
    for weight in ([3.0], 3.0, {"one": 3.0}):
        check(
            logs_of(model, Y, loss="mse", loss_weights=weight),
            {"loss": 3 * MSE_1},
        )


def test_dict_outputs_take_losses_labels_and_weights_by_key():
    found = logs_of(
        two_heads(dict),
        {"a": Y, "b": Y},
        loss={"b": "mse", "a": mae},
        loss_weights={"a": 2.0},
        metrics={"a": ["mse"]},
    )
    check(
        found,
        {
            "loss": MSE_1 + 2 * MAE_2,
            "two_loss": MAE_2,
            "one_loss": MSE_1,
            "two_mse": MSE_2,
        },
    )


@pytest.mark.parametrize(
    "labels", [[Y, 2 * Y], (Y, 2 * Y), {"two": 2 * Y, "one": Y}]
)
def test_labels_go_to_outputs_by_place_or_by_name(labels):
    found = logs_of(two_heads(), labels, loss="mse")
    second = ((2 * SUM - 2 * Y) ** 2).mean()
    np.testing.assert_allclose(found["one_loss"], MSE_1, rtol=1e-5)
    np.testing.assert_allclose(found["two_loss"], second, rtol=1e-5)


def test_an_unknown_output_name_is_told():
    with pytest.raises(ValueError, match=r"\['one', 'two'\].*\['three'\]"):
        logs_of(two_heads(), loss={"one": "mse", "three": "mse"})
    with pytest.raises(ValueError, match=r"Received: \['three'\]"):
        logs_of(two_heads(), {"one": Y, "three": Y}, loss="mse")
    with pytest.raises(ValueError, match=r"metrics.*Received: \['three'\]"):
        logs_of(two_heads(), loss="mse", metrics={"three": mae})


def test_a_wrong_number_of_losses_is_told():
    with pytest.raises(ValueError, match="2 outputs.*Received: 3"):
        logs_of(two_heads(), loss=["mse", "mse", "mse"])


def test_a_model_with_nothing_to_make_small_is_told():
    with pytest.raises(ValueError, match="nothing to make small"):
        two = two_heads()
        two.compile("sgd")
        two.fit(X, [Y, Y], verbose=0)


def test_a_model_without_a_loss_is_judged_by_its_metrics():
    x = keras.Input((2,))
    model = keras.Model(x, x)
    model.compile("sgd", metrics=["mse"])
    zeros = np.zeros_like(X)
    expected = np.square(X).mean()
    found = model.evaluate(X, zeros, verbose=0)
    np.testing.assert_allclose(found, [0.0, expected], rtol=1e-6)
    found = model.test_on_batch(X, zeros)
    np.testing.assert_allclose(found, [0.0, expected], rtol=1e-6)
    with pytest.raises(ValueError, match="nothing to make small"):
        model.train_on_batch(X, zeros)
    model.compile("sgd")
    assert model.evaluate(X, verbose=0) == 0.0


def test_a_users_loss_may_return_a_value_a_row_or_a_scalar():
    x = keras.Input((2,))
    model = keras.Model(x, sum_of("one")(x))

    def squared(y_true, y_pred):
        return tf.square(y_true - y_pred)

    def mean(y_true, y_pred):
        return tf.reduce_mean(squared(y_true, y_pred))

    for loss in (squared, mean):
        check(logs_of(model, Y, loss=loss), {"loss": MSE_1})


def test_a_users_loss_may_branch_on_a_tensor():
    def branching(y_true, y_pred):
        if tf.reduce_mean(y_true) > 0:
            return tf.abs(y_true - y_pred)
        return y_pred

    x = keras.Input((2,))
    model = keras.Model(x, sum_of("one")(x))
    check(logs_of(model, Y, loss=branching), {"loss": MAE_1})


# Sample weights.


def test_sample_weights_count_in_losses_and_weighted_metrics_only():
    weight = np.arange(6.0)
    found = logs_of(
        two_heads(),
        sample_weight=weight,
        loss="mse",
        metrics=[[mae], []],
        weighted_metrics=[[mae], []],
    )
    rows = abs(SUM - Y)[:, 0]
    assert list(found)[3:] == ["one_mae", "one_weighted_mae"]
    np.testing.assert_allclose(found["one_mae"], MAE_1, rtol=1e-5)
    weighted = (rows * weight).sum() / weight.sum()
    np.testing.assert_allclose(found["one_weighted_mae"], weighted, rtol=1e-5)
    squares = ((SUM - Y) ** 2)[:, 0]
    np.testing.assert_allclose(
        found["one_loss"], (squares * weight).mean(), rtol=1e-5
    )


def test_each_output_may_have_sample_weights_of_its_own():
    weights = [np.ones(6), np.zeros(6)]
    for given in (weights, dict(zip(["one", "two"], weights))):
        found = logs_of(two_heads(), sample_weight=given, loss="mse")
        np.testing.assert_allclose(found["one_loss"], MSE_1, rtol=1e-5)
        assert found["two_loss"] == 0


# Metrics.


def test_metrics_of_each_output_carry_its_name():
    metrics = {"two": [mae, "mse"], "one": mae}
    found = logs_of(two_heads(), loss="mse", metrics=metrics)
    assert list(found)[3:] == ["one_mae", "two_mae", "two_mse"]
    np.testing.assert_allclose(
        list(found.values())[3:], [MAE_1, MAE_2, MSE_2], rtol=1e-5
    )


def test_a_metric_object_keeps_its_name_after_the_outputs():
    metric = keras.metrics.MeanSquaredError(name="error")
    found = logs_of(two_heads(), loss="mse", metrics=[[metric], None])
    assert list(found)[-1] == "one_error"


def test_two_metrics_of_one_name_are_numbered():
    x = keras.Input((2,))
    model = keras.Model(x, sum_of("one")(x))
    found = logs_of(model, Y, loss="mse", metrics=[mae, mae])
    assert list(found) == ["loss", "mae", "mae_1"]


def test_a_flat_list_of_metrics_is_for_every_output():
    metric = keras.metrics.MeanSquaredError(name="error")
    for _ in range(2):  # The second time it has a name in logs already.
        found = logs_of(two_heads(), loss="mse", metrics=[mae, metric])
        assert list(found)[3:] == [
            "one_mae",
            "one_error",
            "two_mae",
            "two_error",
        ]
        np.testing.assert_allclose(found["two_error"], MSE_2, rtol=1e-5)


def test_a_function_is_a_metric_of_its_own_name():
    def largest(y_true, y_pred):
        return tf.reduce_max(tf.abs(y_true - y_pred), axis=-1)

    x = keras.Input((2,))
    model = keras.Model(x, sum_of("one")(x))
    found = logs_of(model, Y, loss="mse", metrics=[largest])
    check(found, {"loss": MSE_1, "largest": MAE_1})


LABELS = {
    "binary": np.array([[0.0], [1.0]]),
    "sparse": np.array([0, 2]),
    "sparse column": np.array([[0], [2]]),
    "one hot": np.array([[1.0, 0, 0], [0, 0, 1.0]]),
}


def any_loss(y_true, y_pred):
    return tf.reduce_sum(y_pred, axis=-1)


@pytest.mark.parametrize("kind", LABELS)
@pytest.mark.parametrize("name", ["accuracy", "acc"])
def test_accuracy_follows_the_labels(kind, name):
    labels = LABELS[kind]
    units = 1 if kind == "binary" else 3
    x = keras.Input((2,))
    start = keras.initializers.Constant([1.0, 0.8, 0.6][:units])
    head = keras.layers.Dense(units, bias_initializer=start)
    model = keras.Model(x, head(x))
    model.compile("sgd", any_loss, metrics=[name])
    logs = model.evaluate(np.zeros((2, 2)), labels, verbose=0, return_dict=True)
    assert (list(logs), logs[name]) == (["loss", name], 0.5)


def test_metrics_come_in_the_order_of_logs_before_and_after_training():
    model = two_heads()
    model.compile("sgd", "mse", metrics=[mae, "mse"])
    values = model.evaluate(X, [Y, Y], verbose=0)
    assert len(values) == len(model.metrics_names)
    history = model.fit(X, [Y, Y], verbose=0).history
    assert list(history) == model.metrics_names


def test_metrics_are_those_that_a_model_has_when_it_is_asked():
    model = keras.Sequential([keras.layers.Dense(1)])
    seen = [model.metrics_names]
    for error in (mae, "mse"):
        model.compile(None, "mse", metrics=[error], run_eagerly=True)
        seen.append(model.metrics_names)
        model.test_on_batch(X, Y)
        seen.append(list(model.get_metrics_result()))
    model.counts = [keras.metrics.Sum(name="count")]
    seen.append(list(model.get_metrics_result()))
    model.counts.append(keras.metrics.Sum(name="other"))
    seen.append(model.metrics_names)
    model.metrics[-1].name = "renamed"
    seen.append(list(model.get_metrics_result()))
    model.metrics.clear()
    compiled = ["loss", "mse"]
    assert seen == [
        *([], [], ["loss", "mae"], [], compiled),
        *([*compiled, "count"], [*compiled, "count", "other"]),
        [*compiled, "count", "renamed"],
    ]
    assert model.metrics_names == seen[-1]


def test_compile_again_forgets_losses_and_metrics():
    model = two_heads()
    logs_of(model, loss="mse", metrics=[mae])
    found = logs_of(model, loss=mae)
    assert list(found) == ["loss", "one_loss", "two_loss"]


def test_a_subclass_names_its_outputs_by_number_and_dicts_by_key():
    class Two(keras.Model):
        def __init__(self, as_dict):
            super().__init__()
            self.one, self.two = sum_of("one"), sum_of("two", 2.0)
            self.as_dict = as_dict

        def call(self, inputs):
            outputs = self.one(inputs), self.two(inputs)
            return dict(zip("ab", outputs)) if self.as_dict else outputs

    found = logs_of(Two(False), loss="mse")
    assert list(found) == ["loss", "output_1_loss", "output_2_loss"]
    found = logs_of(Two(True), {"a": Y, "b": Y}, loss="mse")
    assert list(found) == ["loss", "a_loss", "b_loss"]


def test_losses_of_layers_are_part_of_the_loss_only():
    x = keras.Input((2,))
    layer = keras.layers.Dense(
        1, kernel_initializer="ones", kernel_regularizer="l2", name="one"
    )
    model = keras.Model(x, layer(x))
    check(
        logs_of(model, Y, loss="mse", metrics=["mse"]),
        {"loss": MSE_1 + 0.02, "mse": MSE_1},
    )
