"""Tests of averages that stand in for weights."""

import numpy as np
import pytest

import keras
from keras.callbacks import swap_ema_weights

X = np.ones((8, 1), "float32")
Y = 2 * X
# From the weight 0, a step of rate 0.1 goes a fifth of the way to 2; the
# average goes half of the way to the weight.
WEIGHTS = (0.4, 0.72)
AVERAGES = (0.2, 0.46)


def compiled(**options):
    layer = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((1,)), layer])
    options = {"use_ema": True, "ema_momentum": 0.5, **options}
    model.compile(keras.optimizers.SGD(0.1, **options), "mse")
    return model


class Watching(keras.callbacks.Callback):
    """Records the weight at each hook, except those of batches."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def _note(self, hook):
        weight = float(self.model.get_weights()[0][0, 0])
        self.seen.append((hook, round(weight, 5)))

    def on_epoch_begin(self, epoch, logs=None):
        self._note("epoch begin")

    def on_epoch_end(self, epoch, logs=None):
        self._note("epoch end")

    def on_test_begin(self, logs=None):
        self._note("test begin")

    def on_test_end(self, logs=None):
        self._note("test end")

    def on_predict_begin(self, logs=None):
        self._note("predict begin")

    def on_predict_end(self, logs=None):
        self._note("predict end")

    def on_train_end(self, logs=None):
        self._note("train end")


def fitted(*callbacks, epochs=2, **options):
    model, each = compiled(), Watching()
    model.fit(
        X,
        Y,
        epochs=epochs,
        validation_data=(X, Y),
        verbose=0,
        callbacks=[*callbacks, each],
        **options,
    )
    return model, each.seen


def test_the_averages_are_validated_and_the_weights_trained():
    _, seen = fitted(swap_ema_weights.SwapEMAWeights())
    assert seen == [
        ("epoch begin", 0.0),
        ("test begin", AVERAGES[0]),
        ("test end", WEIGHTS[0]),
        ("epoch end", WEIGHTS[0]),
        ("epoch begin", WEIGHTS[0]),
        ("test begin", AVERAGES[1]),
        ("test end", WEIGHTS[1]),
        ("epoch end", WEIGHTS[1]),
        ("train end", AVERAGES[1]),
    ]


def test_other_callbacks_see_the_averages_at_the_end_of_an_epoch():
    model, seen = fitted(swap_ema_weights.SwapEMAWeights(swap_on_epoch=True))
    assert [pair for pair in seen if "test" not in pair[0]] == [
        ("epoch begin", 0.0),
        ("epoch end", AVERAGES[0]),
        ("epoch begin", WEIGHTS[0]),
        ("epoch end", AVERAGES[1]),
        ("train end", AVERAGES[1]),
    ]
    np.testing.assert_allclose(model.get_weights()[0], [[AVERAGES[1]]])


def test_training_that_is_stopped_early_ends_with_the_averages():
    stop = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: setattr(stop.model, "stop_training", True)
    )
    swap = swap_ema_weights.SwapEMAWeights(swap_on_epoch=True)
    model, _ = fitted(swap, stop, epochs=9)
    np.testing.assert_allclose(model.get_weights()[0], [[AVERAGES[0]]])


@pytest.mark.parametrize("data", [(X, Y), (X,)])
def test_the_weights_are_back_after_evaluate_and_predict(data):
    model, each = compiled(), Watching()
    model.train_on_batch(X, Y)
    swap = swap_ema_weights.SwapEMAWeights()
    act = model.evaluate if len(data) == 2 else model.predict
    act(*data, verbose=0, callbacks=[swap, each])
    assert [weight for _, weight in each.seen] == [AVERAGES[0], WEIGHTS[0]]


def test_ctrl_c_puts_the_weights_back():
    def interrupt(batch, logs):
        raise KeyboardInterrupt

    model = compiled()
    swap = swap_ema_weights.SwapEMAWeights()
    each = keras.callbacks.LambdaCallback(on_test_batch_end=interrupt)
    with pytest.raises(KeyboardInterrupt):
        model.fit(
            X, Y, validation_data=(X, Y), verbose=0, callbacks=[swap, each]
        )
    np.testing.assert_allclose(model.get_weights()[0], [[WEIGHTS[0]]])


def test_an_optimizer_without_averages_is_refused():
    model = compiled(use_ema=False)
    with pytest.raises(ValueError, match="Expected one with use_ema=True"):
        model.fit(
            X, Y, verbose=0, callbacks=[swap_ema_weights.SwapEMAWeights()]
        )
