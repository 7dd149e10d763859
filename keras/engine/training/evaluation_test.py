"""`evaluate` says what NumPy says, for every batch size and remainder."""

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(17, 3)).astype("float32")
Y = DRAW.normal(size=(17, 2)).astype("float32")
WEIGHT = DRAW.uniform(size=17).astype("float32")


def distance(y_true, y_pred):
    return tf.abs(y_true - y_pred)


@pytest.fixture(scope="module")
def model():
    x = keras.Input((3,))
    start = keras.initializers.Constant(0.5)
    model = keras.Model(x, keras.layers.Dense(2, kernel_initializer=start)(x))
    model.compile(
        "sgd", "mse", metrics=[distance], weighted_metrics=["mse", distance]
    )
    return model


def reference(rows, weight):
    """Mean of the weighted losses, mean of a metric, weighted means."""
    error = X[:rows] @ np.full((3, 2), 0.5) - Y[:rows]
    squares, distances = (error**2).mean(1), abs(error).mean(1)
    return [
        (squares * weight).mean(),
        distances.mean(),
        np.average(squares, weights=weight),
        np.average(distances, weights=weight),
    ]


@pytest.mark.parametrize("batch_size", range(1, 9))
def test_arrays_of_any_length_row_60(model, batch_size):
    for rows in range(1, 18):
        found = model.evaluate(
            X[:rows], Y[:rows], batch_size=batch_size, verbose=0
        )
        expected = reference(rows, np.ones(rows))
        np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("batch_size", range(1, 9))
def test_weighted_arrays_of_any_length_row_60(model, batch_size):
    for rows in range(1, 18):
        found = model.evaluate(
            X[:rows],
            Y[:rows],
            batch_size=batch_size,
            sample_weight=WEIGHT[:rows],
            verbose=0,
        )
        expected = reference(rows, WEIGHT[:rows])
        np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("drop_remainder", [False, True])
def test_datasets_of_any_length_row_60(model, batch_size, drop_remainder):
    for rows in range(1 if not drop_remainder else batch_size, 18, 3):
        parts = X[:rows], Y[:rows], WEIGHT[:rows]
        data = tf.data.Dataset.from_tensor_slices(parts)
        data = data.batch(batch_size, drop_remainder=drop_remainder)
        if drop_remainder:
            rows -= rows % batch_size
        found = model.evaluate(data, verbose=0)
        expected = reference(rows, WEIGHT[:rows])
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_batches_of_different_sizes_row_60(model):
    sizes = [3, 1, 7, 2, 4]
    ends = np.cumsum(sizes)

    def batches():
        for start, end in zip(ends - sizes, ends):
            yield X[start:end], Y[start:end], WEIGHT[start:end]

    found = model.evaluate(batches(), verbose=0)
    np.testing.assert_allclose(found, reference(17, WEIGHT), rtol=1e-5)


def test_steps_stop_in_the_middle_row_60(model):
    found = model.evaluate(X, Y, batch_size=5, steps=2, verbose=0)
    np.testing.assert_allclose(found, reference(10, np.ones(10)), rtol=1e-5)


def test_a_list_and_a_dict_say_the_same_under_the_metrics_names(model):
    values = model.evaluate(X, Y, verbose=0)
    logs = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert list(logs) == model.metrics_names
    np.testing.assert_allclose(values, list(logs.values()), rtol=1e-6)


def test_a_batch_that_is_not_reset_joins_the_earlier_ones(model):
    model.test_on_batch(X[:4], Y[:4])
    found = model.test_on_batch(X[4:], Y[4:], reset_metrics=False)
    np.testing.assert_allclose(found, reference(17, np.ones(17)), rtol=1e-5)


def test_weights_a_step_are_means_over_steps():
    x = DRAW.normal(size=(5, 4, 3)).astype("float32")
    y = DRAW.normal(size=(5, 4, 3)).astype("float32")
    weight = DRAW.uniform(size=(5, 4)).astype("float32")
    inputs = keras.Input((4, 3))
    model = keras.Model(inputs, inputs)
    model.compile(loss="mse", weighted_metrics=["mse"])
    losses = ((x - y) ** 2).mean(-1)
    expected = (losses * weight).mean(), np.average(losses, weights=weight)
    for given in (weight, weight[..., np.newaxis]):
        found = model.evaluate(
            x, y, batch_size=2, sample_weight=given, verbose=0
        )
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_terms_of_layers_without_a_compiled_loss_are_means_over_rows_row_60():
    class Term(keras.layers.Layer):
        def call(self, inputs):
            self.add_loss(tf.reduce_mean(inputs**2))
            self.add_metric(inputs, name="mean", aggregation="mean")
            return inputs

    model = keras.Sequential([keras.Input((3,)), Term()])
    model.compile()
    for batch_size in range(1, 9):
        found = model.evaluate(X, batch_size=batch_size, verbose=0)
        np.testing.assert_allclose(found, [(X**2).mean(), X.mean()], 1e-4)


@pytest.mark.parametrize("mode", [{}, {"run_eagerly": True}])
@pytest.mark.parametrize("judge", ["test_on_batch", "evaluate"])
def test_judging_in_a_callback_leaves_the_training_numbers_alone(judge, mode):
    def losses(callbacks):
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        model.set_weights([np.ones((3, 2)), np.zeros(2)])
        model.compile("sgd", "mse", metrics=["mse"], **mode)
        return model.fit(
            X, Y, batch_size=5, shuffle=False, verbose=0, callbacks=callbacks
        ).history

    class Judge(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.found = getattr(self.model, judge)(9 * X, Y)

        def on_train_batch_end(self, batch, logs=None):
            self.on_epoch_begin(batch)

    watch = Judge()
    assert losses([watch]) == losses([])
    assert watch.found[0] == watch.found[1] > 10


class Several(keras.metrics.Metric):
    """Has a count, and twice that, under names of their own."""

    def __init__(self, name="several", **kwargs):
        super().__init__(name=name, **kwargs)
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.count.assign_add(1.0)

    def result(self):
        return {"twice": 2 * self.count, "once": self.count}


class OfBatch(keras.Sequential):
    """Logs other values than its metrics, under their names."""

    def test_step(self, data):
        return {name: -1.0 for name in super().test_step(data)}


RESULTS = {"loss": 0.0, "mse": 0.0, "once": 1.0, "twice": 2.0}


def several(kind=keras.Sequential, **options):
    model = kind([keras.layers.Dense(2, input_shape=(3,))])
    model.set_weights([np.zeros((3, 2)), np.zeros(2)])
    model.compile("sgd", "mse", metrics=[Several(), "mse"], **options)
    return model


@pytest.mark.parametrize("run_eagerly", [False, True])
@pytest.mark.parametrize("method", ["evaluate", "test_on_batch"])
def test_names_and_values_agree_where_a_metric_has_several(method, run_eagerly):
    """Row 21."""
    model, y = several(run_eagerly=run_eagerly), np.zeros((17, 2))
    silent = {"verbose": 0, "batch_size": 17} if method == "evaluate" else {}
    values = getattr(model, method)(X, y, **silent)
    assert dict(zip(model.metrics_names, values, strict=True)) == RESULTS
    assert getattr(model, method)(X, y, return_dict=True, **silent) == RESULTS


def test_an_epoch_has_what_metrics_of_several_values_say():
    """A user's step may log a batch's under their names, as in Keras 2."""
    found = several(OfBatch).evaluate(
        X, np.zeros((17, 2)), batch_size=17, verbose=0, return_dict=True
    )
    assert found == RESULTS


def test_the_names_are_known_from_the_first_step_on():
    """Row 21."""
    model = several()
    model.train_on_batch(X, np.zeros((17, 2)))
    assert model.metrics_names == list(RESULTS)
    assert len(model.train_on_batch(X, np.zeros((17, 2)))) == 4


def test_a_look_at_the_names_computes_nothing():
    class OfRows(Several):
        def result(self):
            assert self.count > 0, "There is nothing to divide by."
            return super().result()

    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    model.compile("sgd", "mse", metrics=[OfRows()], run_eagerly=True)
    model.evaluate(X, np.zeros((17, 2)), verbose=0)
    model.reset_metrics()
    assert model.metrics_names == ["loss", "once", "twice"]
