"""What users' losses and metrics are given is what Keras 2 gives them."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

RNG = np.random.default_rng(0)
X = RNG.normal(size=(8, 4)).astype("float32")
Y = RNG.normal(size=8).astype("float32")
IDS = RNG.integers(0, 3, 8)
WEIGHTS = np.arange(1.0, 9.0, dtype="float32")
START = RNG.normal(size=(4, 3)).astype("float32")


def loss_class(k, seen):
    class Own(k.losses.Loss):
        def call(self, y_true, y_pred):
            seen.append((y_true.shape.rank, y_pred.shape.rank))
            return tf.reduce_mean(
                abs(tf.cast(y_true, y_pred.dtype) - y_pred), -1
            )

    return Own()


def loss_function(k, seen):
    def own(y_true, y_pred):
        seen.append((y_true.shape.rank, y_pred.shape.rank))
        return tf.reduce_mean(abs(tf.cast(y_true, y_pred.dtype) - y_pred), -1)

    return own


def loss_with_a_call_of_its_own(k, seen):
    class Own(k.losses.Loss):
        def __call__(self, y_true, y_pred, sample_weight=None):
            seen.append((y_true.shape.rank, y_pred.shape.rank))
            error = abs(tf.cast(y_true, y_pred.dtype) - y_pred)
            return tf.reduce_mean(error * sample_weight)

    return Own()


def metric_class(k, seen):
    class Own(k.metrics.Metric):
        def __init__(self, name="own", **kwargs):
            super().__init__(name=name, **kwargs)
            self.total = self.add_weight(name="total", initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            error = abs(tf.cast(y_true, y_pred.dtype) - y_pred)
            if sample_weight is not None:
                error *= tf.broadcast_to(sample_weight, tf.shape(error))
            self.total.assign_add(tf.reduce_sum(error))

        def result(self):
            return self.total

    return Own()


def metric_of_the_mean(k, seen):
    class Own(k.metrics.Mean):
        def update_state(self, y_true, y_pred, sample_weight=None):
            error = abs(tf.cast(y_true, y_pred.dtype) - y_pred)
            return super().update_state(error, sample_weight)

    return Own(name="own")


def run(k, units, y, loss, metric, data="arrays"):
    seen = []
    dense = k.layers.Dense(units, use_bias=False)
    model = k.Sequential([k.Input((4,)), dense])
    dense.kernel.assign(START[:, :units])
    made = metric(k, seen) if metric else "mae"
    model.compile(k.optimizers.SGD(0.1), loss(k, seen), weighted_metrics=[made])
    if data == "arrays":
        history = model.fit(
            X, y, 4, 2, verbose=0, shuffle=False, sample_weight=WEIGHTS
        ).history
        return {**history, "seen": sorted({*seen})}
    batches = tf.data.Dataset.from_tensor_slices((X, y, WEIGHTS)).batch(4)
    history = model.fit(batches, epochs=2, verbose=0).history
    return {**history, "seen": sorted({*seen})}


def expect_equal(*args):
    found, expected = run(keras, *args), run(tf_keras, *args)
    assert found.keys() == expected.keys()
    assert found.pop("seen") == expected.pop("seen")
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-5)


@pytest.mark.parametrize("data", ["arrays", "dataset"])
@pytest.mark.parametrize(
    ("units", "y"),
    [(1, Y), (1, Y[:, np.newaxis]), (3, IDS)],
    ids=["row", "column", "classes"],
)
@pytest.mark.parametrize(
    "loss", [loss_class, loss_function, loss_with_a_call_of_its_own]
)
def test_a_row_of_labels_is_a_column_to_a_users_loss(units, y, loss, data):
    expect_equal(units, y, loss, metric_of_the_mean, data)


@pytest.mark.parametrize("metric", [metric_class, metric_of_the_mean])
@pytest.mark.parametrize("units", [1, 3])
def test_so_it_is_to_a_users_metric_and_so_are_weights(units, metric):
    expect_equal(units, Y, loss_function, metric)


def test_a_metric_that_prepares_predictions_judges_labels_itself():
    def trained(k):
        class Masks(k.metrics.MeanIoU):
            def update_state(self, y_true, y_pred, sample_weight=None):
                y_pred = tf.argmax(y_pred, -1)
                return super().update_state(y_true, y_pred, sample_weight)

        model = k.Sequential([k.Input((4, 4, 3)), k.layers.Softmax()])
        model.compile(
            "sgd", "sparse_categorical_crossentropy", metrics=[Masks(3)]
        )
        return model.evaluate(IMAGES, LABELS, verbose=0)

    np.testing.assert_allclose(trained(keras), trained(tf_keras), rtol=1e-5)


IMAGES = RNG.normal(size=(4, 4, 4, 3)).astype("float32")
LABELS = RNG.integers(0, 3, (4, 4, 4))
