"""Forecasts the level of the sea a day ahead, from the two days before.

The series is made here: an hourly level of five tides with the periods that
they have in nature, and wind that lasts for hours. A convolutional network is
trained on windows of it, and compared with the guess that a tide comes again
after 24 hours 50 minutes.

    python examples/time_series.py [--small]

Exits with 1 if the mean absolute error on the last fifth of the series, which
the network never saw, is above what is stated here.
"""

import sys

import numpy as np
from tensorflow import keras

SMALL = "--small" in sys.argv[1:]
EPOCHS = 2 if SMALL else 30
REQUIRED = 0.3 if SMALL else 0.13  # Metres; the wind alone makes 0.08.
HOURS = 24 * 365
WINDOW = 48  # Hours that the network sees,
AHEAD = 24  # and hours from the last of them to the one that it forecasts.
TIDES = {  # Period in hours, and height in metres.
    "M2": (12.4206, 1.0),
    "S2": (12.0, 0.4),
    "N2": (12.6583, 0.2),
    "K1": (23.9345, 0.3),
    "O1": (25.8193, 0.2),
}


def sea_level():
    """Returns the level of each hour in metres, `(hours, 1)`."""
    random = np.random.default_rng(seed=0)
    hour = np.arange(HOURS)
    level = sum(
        height * np.cos(2 * np.pi * (hour / period + random.random()))
        for period, height in TIDES.values()
    )
    gusts = random.normal(scale=0.06, size=HOURS)
    wind = np.zeros(HOURS)
    for now in range(1, HOURS):
        wind[now] = 0.8 * wind[now - 1] + gusts[now]
    return (level + wind)[:, None].astype("float32")


def windows(level):
    """Returns a dataset of windows and the level a day after each."""
    return keras.utils.timeseries_dataset_from_array(
        level[:-AHEAD],
        level[WINDOW + AHEAD - 1 :],
        sequence_length=WINDOW,
        batch_size=64,
    )


def make_model(level):
    """A convolutional network; what it adds to the last level it learns."""
    scale = keras.layers.Normalization()
    scale.adapt(level)

    window = keras.Input((WINDOW, 1))
    x = scale(window)
    x = keras.layers.Conv1D(32, 5, activation="relu")(x)
    x = keras.layers.MaxPooling1D(2)(x)
    x = keras.layers.Conv1D(32, 5, activation="relu")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(64, activation="relu")(x)
    return keras.Model(window, keras.layers.Dense(1)(x))


def main():
    """Runs it all; returns the exit status."""
    keras.utils.set_random_seed(1)
    level = sea_level()
    split = HOURS * 4 // 5
    train = windows(level[:split]).shuffle(1000, seed=0)
    test = windows(level[split:])

    model = make_model(level[:split])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    slower = keras.callbacks.ReduceLROnPlateau("loss", patience=2)
    model.fit(train, epochs=EPOCHS, callbacks=[slower], verbose=0)
    _, reached = model.evaluate(test, verbose=0)

    repeated = np.mean(np.abs(level[split + 25 :] - level[split:-25]))
    print(f"error of the tide of 25 hours before: {repeated:.3f} m")
    print(f"error of the network: {reached:.3f} m")
    print(f"required: {REQUIRED} m")
    return 0 if reached <= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
