"""Forms of losses, metrics and weights, with the numbers of tf_keras."""

import functools
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import alike

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import tf_keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

assert_same = functools.partial(alike.assert_close, packages=(keras, tf_keras))

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(11, 4)).astype("float32")
Y = DRAW.normal(size=(11, 3)).astype("float32")
WEIGHT = DRAW.uniform(size=11).astype("float32")


def far(y_true, y_pred):
    return tf.abs(y_true - y_pred)


def made(package, **arguments):
    x = package.Input((4,))
    model = alike.with_drawn_weights(
        package.Model(x, package.layers.Dense(3)(x))
    )
    settings = {"loss": "mse", "metrics": [far]}
    settings["run_eagerly"] = package is tf_keras  # their traces take long
    model.compile(package.optimizers.SGD(0.05), **{**settings, **arguments})
    return model


def trained(model, y=Y, **fit):
    settings = {"batch_size": 4, "epochs": 2, "shuffle": False, "verbose": 0}
    history = model.fit(X, y, **{**settings, **fit}).history
    logs = model.evaluate(X, y, batch_size=4, verbose=0, return_dict=True)
    values = model.evaluate(X, y, batch_size=4, verbose=0)
    return history, logs, values, model.metrics_names, model.get_weights()


def mean_square(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2)


def square_a_row(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2, axis=-1)


def square(y_true, y_pred):
    return (y_true - y_pred) ** 2


@pytest.mark.parametrize("weight", [None, WEIGHT, WEIGHT[:, np.newaxis]])
@pytest.mark.parametrize("function", [mean_square, square_a_row, square])
def test_a_function_may_return_any_number_of_losses(function, weight):
    def case(package):
        model = made(
            package,
            loss=function,
            metrics=[function],
            weighted_metrics=[function],
        )
        return trained(model, sample_weight=weight)

    assert_same(case)


@pytest.mark.parametrize("reduction", ["auto", "sum", "sum_over_batch_size"])
@pytest.mark.parametrize("weight", [None, WEIGHT])
def test_the_ways_to_reduce_a_loss(reduction, weight):
    def case(package):
        loss = package.losses.MeanSquaredError(reduction=reduction)
        return trained(made(package, loss=loss), sample_weight=weight)

    assert_same(case)


def with_a_loss_of_the_users(package, reduction, **fit):
    class Loss(package.losses.Loss):
        def call(self, y_true, y_pred):
            return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)

    return trained(made(package, loss=Loss(reduction, name="mine")), **fit)


def test_a_loss_class_of_the_users():
    assert_same(lambda package: with_a_loss_of_the_users(package, "auto"))


def test_an_unreduced_loss_of_the_users_moves_weights_alike():
    def case(package):
        history, *_, weights = with_a_loss_of_the_users(package, "none")
        # Of unequal batches tf_keras tells another loss: it counts a batch
        # of n rows n times n (unseen_test.py has ours, the mean over rows).
        return history["far"], weights

    assert_same(case)


def test_an_unreduced_loss_of_the_users_is_told_alike_for_equal_batches():
    def case(package):
        return with_a_loss_of_the_users(package, "none", batch_size=11)[0]

    assert_same(case)


def test_metric_objects_of_the_users_may_return_dicts():
    def case(package):
        class Sums(package.metrics.Metric):
            def __init__(self):
                super().__init__(name="sums")
                self.total = self.add_weight(name="t", initializer="zeros")

            def update_state(self, y_true, y_pred, sample_weight=None):
                self.total.assign_add(tf.reduce_sum(y_pred))

            def result(self):
                return {"one": self.total + 0.0, "two": self.total * 2.0}

        history, logs, values, names, weights = trained(
            made(package, metrics=[Sums()])
        )
        # tf_keras names the metric alone, beside three values.
        if package is keras:
            assert names == ["loss", "one", "two"]
        return history, logs, values, weights

    assert_same(case)


def test_loss_weights_may_be_variables_and_tensors():
    def case(package):
        weight = tf.Variable(1.0)

        class Fade(package.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                weight.assign(0.1)

        x = package.Input((4,))
        heads = [package.layers.Dense(3)(x), package.layers.Dense(3)(x)]
        model = alike.with_drawn_weights(package.Model(x, heads))
        model.compile(
            package.optimizers.SGD(0.05),
            "mse",
            loss_weights=[weight, np.float32(0.5)],
        )
        return model.fit(
            X, [Y, Y], 4, epochs=2, shuffle=False, verbose=0, callbacks=[Fade()]
        ).history.values()

    assert_same(lambda package: list(case(package)))


def test_labels_of_another_type_and_one_axis_fewer_row_71():
    def case(package):
        x = package.Input((4,))
        y = package.layers.Dense(1, "sigmoid")(x)
        model = alike.with_drawn_weights(package.Model(x, y))
        names = ["binary_crossentropy", "accuracy", "mse"]
        model.compile(
            package.optimizers.SGD(0.05), names[0], names, None, names[:1]
        )
        return trained(model, np.arange(11) % 2)

    assert_same(case)
