"""Predicts the fuel that cars use, from a table of numbers and categories.

A `FeatureSpace` says what each column of a pandas table is. It encodes the
columns for training, and becomes the first layer of the model that is kept:
this one takes rows as they are in the table.

    python examples/tabular.py [--small]

The 392 cars of 1970 to 1982 come inside the package mlxtend. Exits with 1 if
the mean absolute error on cars that it never saw is above what is stated here.
"""

import sys

import numpy as np
import pandas
import tensorflow as tf
from mlxtend import data
from tensorflow import keras

SMALL = "--small" in sys.argv[1:]
EPOCHS = 10 if SMALL else 40
REQUIRED = 4.5 if SMALL else 2.4  # Miles a gallon.
COLUMNS = [
    "cylinders",
    "displacement",
    "horsepower",
    "weight",
    "acceleration",
    "year",
    "origin",
]
ORIGINS = {1: "America", 2: "Europe", 3: "Japan"}


def load_cars():
    """Returns a table of cars, and the miles that each goes on a gallon."""
    numbers, miles = data.autompg_data()
    cars = pandas.DataFrame(numbers[:, :7], columns=COLUMNS)
    cars["cylinders"] = cars["cylinders"].astype("int64")
    cars["origin"] = cars["origin"].map(ORIGINS)
    order = np.random.default_rng(seed=0).permutation(len(cars))
    return cars.iloc[order], miles[order].astype("float32")


def make_dataset(cars, miles):
    """Returns a dataset of batches of rows, each a dict of columns."""
    columns = {name: column.to_numpy() for name, column in cars.items()}
    return tf.data.Dataset.from_tensor_slices((columns, miles)).batch(32)


def make_space():
    """What each column is, and which two mean something together."""
    return keras.utils.FeatureSpace(
        {
            "cylinders": "integer_categorical",
            "displacement": "float_normalized",
            "horsepower": "float_normalized",
            "weight": "float_normalized",
            "acceleration": "float_normalized",
            "year": "float_normalized",
            "origin": "string_categorical",
        },
        crosses=[("cylinders", "origin")],
        output_mode="concat",
    )


def main():
    """Runs it all; returns the exit status."""
    keras.utils.set_random_seed(1)
    cars, miles = load_cars()
    split = len(cars) * 4 // 5
    train = make_dataset(cars[:split], miles[:split])
    test = make_dataset(cars[split:], miles[split:])

    space = make_space()
    space.adapt(train.map(lambda columns, _: columns))

    features = space.get_encoded_features()
    x = keras.layers.Dense(32, activation="relu")(features)
    x = keras.layers.Dense(32, activation="relu")(x)
    gallon = keras.layers.Dense(1)(x)

    # Encoded rows are trained on: they're encoded once, beside the training.
    model = keras.Model(features, gallon)
    model.compile(keras.optimizers.Adam(3e-3), loss="mae")
    encoded = train.map(lambda columns, miles: (space(columns), miles)).cache()
    model.fit(encoded.shuffle(10, seed=0), epochs=EPOCHS, verbose=0)

    # The same layers after the space's own inputs: rows as they are.
    whole = keras.Model(space.get_inputs(), gallon)
    whole.compile(loss="mae")
    reached = whole.evaluate(test, verbose=0)

    one = {name: column.to_numpy()[:1] for name, column in cars.items()}
    (predicted,) = whole.predict(one, verbose=0)[0]
    print(cars.iloc[0].to_string())
    print(f"predicted {predicted:.1f} miles a gallon, measured {miles[0]:.1f}")
    print(f"mean absolute error on {len(miles) - split} cars: {reached:.2f}")
    print(f"required: {REQUIRED}")
    return 0 if reached <= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
