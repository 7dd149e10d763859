"""Writes the files of this folder with tf_keras 2.21 or with Keras 3.15.

    python make.py tf_keras; python make.py keras

Run where `keras` is Keras 3. The `.npz` files hold inputs and outputs.
"""

import importlib
import pathlib
import sys
import zipfile

import numpy as np


def main(package: str) -> None:
    """Writes all files of one package."""
    keras = importlib.import_module(package)
    layers = keras.layers
    folder = pathlib.Path(__file__).parent

    def sequential():
        return keras.Sequential(
            [
                keras.Input((6, 6, 1)),
                layers.Conv2D(2, 3, activation="relu"),
                layers.BatchNormalization(),
                layers.Flatten(),
                layers.Dense(3, kernel_regularizer=keras.regularizers.L2(0.5)),
            ],
            name="stack",
        )

    def functional():
        a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
        shared = layers.Dense(4, name="shared")
        x = layers.Add()([shared(a), shared(b)])
        inner = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
        return keras.Model([a, b], [inner(x), inner(a)], name="graph")

    for make in (sequential, functional):
        model = make()
        model.compile(keras.optimizers.Adam(0.25), "mse")
        rng = np.random.default_rng(1)
        shapes = [tuple(tensor.shape[1:]) for tensor in model.inputs]
        inputs = [rng.normal(size=(4, *shape)) for shape in shapes]
        inputs = [array.astype("float32") for array in inputs]
        given = inputs if len(inputs) > 1 else inputs[0]
        made = model.predict(given, verbose=0)
        wanted = [y + 1 for y in made] if isinstance(made, list) else made + 1
        model.fit(given, wanted, epochs=2, batch_size=2, verbose=0)
        outputs = model.predict(given, verbose=0)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        name = f"{package}_{make.__name__}"
        model.save(folder / f"{name}.keras")
        pack(folder / f"{name}.keras")
        arrays = {f"x{i}": array for i, array in enumerate(inputs)}
        arrays |= {f"y{i}": array for i, array in enumerate(outputs)}
        np.savez_compressed(folder / f"{name}.npz", **arrays)


def pack(path: pathlib.Path) -> None:
    """Deflates the members of an archive: a fifth of the bytes."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


if __name__ == "__main__":
    main(sys.argv[1])
