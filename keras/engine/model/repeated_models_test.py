# bazel: tags=nightly
"""100 models, and 10,000 predictions, in one process leave nothing behind."""

import keras
from keras.engine.model import repeated_use_test


def test_100_models_built_trained_and_dropped_take_20_mb_row_40():
    growth = repeated_use_test.growth
    assert growth(repeated_use_test.build_and_fit, times=100) < 20


def test_10_000_predictions_take_1_mb_row_5():
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
    x = repeated_use_test.X[:1]

    def predict():
        for _ in range(1000):
            model.predict(x, verbose=0)

    assert repeated_use_test.growth(predict, times=10) < 1
