"""Two replicas learn and measure what one device does (rows 12 and 13)."""

import contextlib

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas


def data(rows):
    draw = np.random.default_rng(rows)
    x = draw.normal(size=(rows, 4)).astype("float32")
    return x, draw.normal(size=(rows, 3)).astype("float32")


def model_in(strategy, optimizer="SGD"):
    scope = strategy.scope() if strategy else contextlib.nullcontext()
    with scope:
        x = keras.Input((4,))
        y = keras.layers.Dense(5, activation="tanh")(x)
        model = keras.Model(x, keras.layers.Dense(3)(y))
        model.compile(
            getattr(keras.optimizers, optimizer)(0.1), "mse", metrics=["mse"]
        )
    return model


def start(model):
    """Sets the weights to the same numbers each time."""
    draw = np.random.default_rng(1)
    model.set_weights([draw.normal(size=w.shape) for w in model.get_weights()])


def trained(model, rows, batch_size, **arguments):
    """Weights and history after two epochs from the same start."""
    start(model)
    history = model.fit(
        *data(rows),
        batch_size=batch_size,
        epochs=2,
        shuffle=False,
        verbose=0,
        **arguments,
    )
    return model.get_weights(), history.history


def hold_equal(ours, expected, atol=1e-6):
    """Holds weights and history equal; sums are taken in another order."""
    for mine, one_device in zip(ours[0], expected[0], strict=True):
        np.testing.assert_allclose(mine, one_device, atol=atol)
    for name, values in expected[1].items():
        np.testing.assert_allclose(ours[1][name], values, rtol=1e-5)


@pytest.fixture(scope="module")
def pair():
    """The same model on two replicas and on one device, traced once."""
    return model_in(two_replicas.strategy()), model_in(None)


# Rows and batch size; in the last four a replica gets no row at some step.
UNEVEN = [
    (8, 4),
    (7, 4),
    (6, 4),
    (5, 5),
    (3, 4),
    (5, 4),
    (1, 8),
    (9, 4),
    (3, 1),
]


@pytest.mark.parametrize("rows, batch_size", UNEVEN)
def test_two_replicas_learn_what_one_device_learns(pair, rows, batch_size):
    hold_equal(*(trained(model, rows, batch_size) for model in pair))


def test_two_replicas_learn_the_same_with_adam():
    # Adam divides by the root of squared gradients, which for small ones
    # blows their rounding up to about 1e-4 of a step of 0.1.
    strategies = (two_replicas.strategy(), None)
    models = [model_in(strategy, "Adam") for strategy in strategies]
    hold_equal(*(trained(model, 7, 4) for model in models), atol=2e-5)


def test_two_replicas_weigh_samples_as_one_device_does(pair):
    weight = np.array([0.0, 3.0, 1.0, 0.5, 2.0, 0.0, 5.0])
    hold_equal(*(trained(m, 7, 4, sample_weight=weight) for m in pair))


@pytest.mark.parametrize("rows", [1, 5, 8])
def test_evaluate_and_predict_give_one_device_s_numbers(pair, rows):
    x, y = data(rows)
    for model in pair:
        start(model)
    losses = [m.evaluate(x, y, batch_size=4, verbose=0) for m in pair]
    np.testing.assert_allclose(*losses, rtol=1e-5)
    outputs = [m.predict(x, batch_size=4, verbose=0) for m in pair]
    np.testing.assert_allclose(*outputs, atol=1e-6)


def test_a_dataset_of_uneven_batches_is_shared_out(pair):
    results = []
    for model in pair:
        start(model)
        dataset = tf.data.Dataset.from_tensor_slices(data(7)).batch(4)
        history = model.fit(dataset, epochs=2, verbose=0)
        results.append((model.get_weights(), history.history))
    hold_equal(*results)


def test_variables_of_a_mirrored_model_live_on_both_devices(pair):
    for variable in pair[0].trainable_variables:
        assert len(variable.values) == 2


def test_a_custom_loop_runs_under_strategy_run(pair):
    strategy, model = two_replicas.strategy(), pair[0]
    start(model)
    before = model.get_weights()

    @tf.function
    def step(x, y):
        def replica(x, y):
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum((model(x) - y) ** 2) / 8.0
            gradients = tape.gradient(loss, model.trainable_variables)
            model.optimizer.apply_gradients(
                zip(gradients, model.trainable_variables, strict=True)
            )
            return loss

        losses = strategy.run(replica, args=(x, y))
        return strategy.reduce("SUM", losses, axis=None)

    dataset = tf.data.Dataset.from_tensor_slices(data(8)).batch(8)
    for x, y in strategy.experimental_distribute_dataset(dataset):
        assert float(step(x, y)) > 0
    assert not np.array_equal(before[0], model.get_weights()[0])
