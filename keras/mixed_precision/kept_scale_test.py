"""A loss scale and its count of good steps are part of what is saved."""

import numpy as np
import pytest
import tensorflow as tf

import keras

X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


def made():
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")]
    )
    model.compile(
        keras.mixed_precision.LossScaleOptimizer(
            keras.optimizers.SGD(0.01),
            initial_scale=8.0,
            dynamic_growth_steps=2,
        ),
        "mse",
    )
    return model


def by_file(model, path):
    model.save(path)
    return keras.models.load_model(path)


def by_checkpoint(model, path):
    tf.train.Checkpoint(model=model).write(path)
    again = made()
    tf.train.Checkpoint(model=again).restore(path).expect_partial()
    return again


@pytest.mark.parametrize(
    ("way", "name"),
    [(by_file, "a.keras"), (by_file, "a.h5"), (by_checkpoint, "a")],
    ids=["keras", "h5", "checkpoint"],
)
def test_a_scale_goes_on_where_it_was(way, name, tmp_path):
    # Row 135.
    model = made()
    for _ in range(3):
        model.train_on_batch(X, Y)
    assert float(model.optimizer.loss_scale) == 16
    again = way(model, str(tmp_path / name))
    assert float(again.optimizer.loss_scale) == 16
    again.train_on_batch(X, Y)
    assert float(again.optimizer.loss_scale) == 32
