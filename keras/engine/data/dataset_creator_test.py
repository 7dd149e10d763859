"""Tests of data sets that are made where they're read, or distributed."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.data import dataset_creator
from keras.testing import two_replicas

X = np.random.default_rng(0).random((10, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True) + 1


def rows(context):
    size = context.get_per_replica_batch_size(4)
    return tf.data.Dataset.from_tensor_slices((X, Y)).repeat().batch(size)


def finite_rows(context):
    size = context.get_per_replica_batch_size(4)
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(size)


def whole_batches():
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(4)


@pytest.fixture(scope="module", params=["one", "two replicas"])
def strategy(request):
    if request.param == "one":
        return tf.distribute.get_strategy()
    return two_replicas.strategy()


@pytest.fixture
def model(strategy):
    with strategy.scope():
        made = keras.Sequential(
            [keras.layers.Dense(1, kernel_initializer="ones")]
        )
        made.compile(keras.optimizers.SGD(0.1), "mse")
    return made


def numpy_losses(batches):
    """Returns each step's loss of SGD on y = x @ 1 + b, from b = 0."""
    kernel, bias, losses = np.ones((3, 1)), 0.0, []
    for x, y in batches:
        error = x @ kernel + bias - y
        losses.append(np.mean(error**2))
        kernel = kernel - 0.1 * 2 * x.T @ error / len(x)
        bias -= 0.1 * 2 * np.mean(error)
    return losses


def batches_of(steps):
    """Returns the batches of 4 rows of an endless X."""
    index = np.arange(4 * steps).reshape(steps, 4) % 10
    return [(X[i], Y[i]) for i in index]


def epoch_losses(history):
    return history.history["loss"]


def test_a_creator_trains_validates_and_predicts(model):
    creator = keras.utils.experimental.DatasetCreator(rows)
    history = model.fit(
        creator, steps_per_epoch=5, validation_data=creator,
        validation_steps=2, verbose=0,
    )  # fmt: skip
    expected = np.mean(numpy_losses(batches_of(5)))
    assert epoch_losses(history) == [pytest.approx(expected, rel=1e-5)]
    assert len(history.history["val_loss"]) == 1
    assert model.predict(creator, steps=5, verbose=0).shape == (20, 1)
    assert model.evaluate(creator, steps=5, verbose=0) > 0


def test_a_creator_needs_the_number_of_steps(model):
    creator = keras.utils.experimental.DatasetCreator(rows)
    with pytest.raises(ValueError, match="steps=None.*steps_per_epoch"):
        model.fit(creator, verbose=0)


def test_data_that_a_function_distributes_is_read_to_its_end(model, strategy):
    # Fewer steps than the function's batches: each replica takes one.
    data = strategy.distribute_datasets_from_function(finite_rows)
    history = model.fit(data, epochs=2, verbose=0)
    x = [X[0:4], X[4:8], X[8:]] * 2
    y = [Y[0:4], Y[4:8], Y[8:]] * 2
    losses = numpy_losses(zip(x, y))
    expected = [
        np.average(losses[k : k + 3], weights=[4, 4, 2]) for k in (0, 3)
    ]
    assert epoch_losses(history) == pytest.approx(expected, rel=1e-5)


def test_a_distributed_dataset_gives_the_numbers_of_its_arrays(model, strategy):
    data = strategy.experimental_distribute_dataset(whole_batches())
    expected = X @ np.ones((3, 1))
    np.testing.assert_allclose(
        model.predict(data, verbose=0), expected, rtol=1e-5
    )
    loss = np.mean((expected - Y) ** 2)
    assert model.evaluate(data, verbose=0) == pytest.approx(loss, rel=1e-5)
    assert len(model.fit(data, epochs=2, verbose=0).epoch) == 2


def test_an_endless_distributed_dataset_needs_the_number_of_steps(
    model, strategy
):
    endless = whole_batches().repeat()
    data = strategy.experimental_distribute_dataset(endless)
    with pytest.raises(ValueError, match="no end.*steps=None"):
        model.fit(data, verbose=0)
    assert len(model.fit(data, steps_per_epoch=2, verbose=0).epoch) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [((3,), "dataset_fn=3"), ((rows, 3), "input_options=3")],
)
def test_arguments_of_other_kinds_are_refused(arguments, told):
    with pytest.raises(TypeError, match=f"DatasetCreator: .*{told}"):
        dataset_creator.DatasetCreator(*arguments)


def test_a_function_that_returns_no_dataset_is_refused():
    with pytest.raises(TypeError, match="Expected a tf.data.Dataset.*: 3"):
        dataset_creator.DatasetCreator(lambda context: 3)()
