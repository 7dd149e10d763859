"""Memory stays level over many models and many predictions."""
# Alone: the memory of others is not its own.
# bazel: alone=true

import gc

import numpy as np

import keras

X = np.random.default_rng(0).normal(size=(64, 8)).astype("float32")
Y = X[:, :1]


def megabytes():
    """Returns the memory of the process that is in use."""
    with open("/proc/self/status") as file:
        lines = dict(line.split(":", 1) for line in file)
    return int(lines["VmRSS"].split()[0]) / 1024


def growth(function, times, every=10):
    """Returns by how many MB memory grows over calls, the first ones apart.

    Python frees a model's cycles when it likes; here after each `every` calls,
    so that the number doesn't hang on when that was last.
    """
    for _ in range(5):
        function()
    gc.collect()
    before = megabytes()
    for number in range(times):
        function()
        if number % every == every - 1:
            gc.collect()
    return megabytes() - before


def build_and_fit():
    layers = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((8,)), *layers])
    model.compile("adam", "mse", metrics=["mse"])
    model.fit(X, Y, verbose=0)


def test_20_models_built_trained_and_dropped_take_12_mb_row_40():
    # 8 MB at once, for what TensorFlow keeps of the sizes of its own pools; the
    # 100 models of the row, in the nightly tests, take no more.
    assert growth(build_and_fit, times=20) < 12


def test_a_name_of_a_variable_takes_no_memory_row_40():
    def build():
        keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])

    # TensorFlow would keep 35 kB a name: 70 kB a model.
    assert growth(build, times=200) < 4


def test_predicting_again_and_again_takes_no_memory_row_5():
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])

    assert growth(lambda: model.predict(X[:1], verbose=0), 2000, every=500) < 1
