"""Files of tf_keras and Keras 3 load here, and ours load there."""

import pathlib

import numpy as np
import pytest

import keras

layers = keras.layers
DATA = pathlib.Path(__file__).parent / "testdata"
# One step of float32 in sums of 32 products.
CLOSE = {"rtol": 1e-5, "atol": 1e-6}

FILES = sorted(path.stem for path in DATA.glob("*.keras"))


def arrays(name, letter):
    stored = np.load(DATA / f"{name}.npz")
    return [stored[key] for key in sorted(stored) if key.startswith(letter)]


def predicted(model, inputs):
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    return outputs if isinstance(outputs, list) else [outputs]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_package_predicts_the_same(name):
    model = keras.models.load_model(DATA / f"{name}.keras")
    outputs = predicted(model, arrays(name, "x"))
    for ours, theirs in zip(outputs, arrays(name, "y"), strict=True):
        np.testing.assert_allclose(ours, theirs, **CLOSE)


@pytest.mark.parametrize("name", FILES)
def test_the_optimizer_of_another_package_goes_on(name):
    model = keras.models.load_model(DATA / f"{name}.keras")
    assert int(model.optimizer.iterations) == 4
    assert float(model.optimizer.learning_rate) == 0.25
    slots = model.optimizer.variables[1:]
    assert all(np.any(variable.numpy()) for variable in slots)


@pytest.mark.parametrize("name", FILES)
def test_weights_of_another_package_load(name):
    model = keras.models.load_model(DATA / f"{name}.keras", compile=False)
    for variable in model.variables:
        variable.assign_add(np.ones(variable.shape))
    model.load_weights(DATA / f"{name}.keras")
    outputs = predicted(model, arrays(name, "x"))
    for ours, theirs in zip(outputs, arrays(name, "y"), strict=True):
        np.testing.assert_allclose(ours, theirs, **CLOSE)


# Ours, read by the others.


def sequential():
    model = keras.Sequential(
        [
            layers.Conv2D(2, 3, activation="relu", input_shape=(6, 6, 1)),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(3, kernel_regularizer=keras.regularizers.L2(0.5)),
        ]
    )
    model.compile("adam", "mse", metrics=["accuracy"])
    return model


def functional():
    a, b = keras.Input((4,)), keras.Input((4,))
    shared = layers.Dense(4)
    i = keras.Input((4,))
    inner = keras.Model(i, layers.Dense(4)(i), name="inner")
    stack = keras.Sequential([layers.Dense(4, input_shape=(4,))], name="stack")
    x = layers.Concatenate()([inner(shared(a)), stack(shared(b)), inner(b)])
    model = keras.Model([a, b], [layers.Dense(2)(x), stack(inner(a))])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    return model


def embedding():
    return keras.Sequential(
        [
            layers.Embedding(5, 3, input_length=4),
            layers.Flatten(),
            layers.Dense(2, dtype="mixed_float16"),
        ]
    )


def kinds():
    """Layers whose config Keras 3 refuses as Keras 2 has it."""
    x = keras.Input((6, 6, 2))
    y = layers.DepthwiseConv2D(2)(layers.SpatialDropout2D(0.5)(x))
    y = layers.SeparableConv2D(4, 2)(layers.Conv2DTranspose(2, 3)(y))
    y = layers.SeparableConv1D(3, 2)(layers.Reshape((6, 24))(y))
    y = layers.Conv1DTranspose(2, 2)(layers.DepthwiseConv1D(2)(y))
    y = layers.SpatialDropout1D(0.5)(layers.GRU(3, return_sequences=True)(y))
    rows = layers.ConvLSTM1D(2, 2, recurrent_activation="sigmoid")(x)
    return keras.Model(x, [layers.LSTM(2)(y), rows])


READER = """
import sys, warnings, numpy as np, importlib
keras = importlib.import_module(sys.argv[1])
assert "4.0" not in keras.__version__
for stem in sys.argv[2:]:
    stored = np.load(stem + ".npz")
    inputs = [stored[k] for k in sorted(stored) if k[0] == "x"]
    given = inputs if len(inputs) > 1 else inputs[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = keras.models.load_model(stem + ".keras")
    def check():
        out = model.predict(given, verbose=0)
        for i, y in enumerate(out if isinstance(out, list) else [out]):
            np.testing.assert_allclose(y, stored[f"y{i}"], 1e-5, 1e-6)
    check()
    model.load_weights(stem + ".weights.h5")
    check()
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("written")
    rng = np.random.default_rng(2)
    for make in (sequential, functional, embedding, kinds):
        model = make()
        shapes = [tuple(t.shape[1:]) for t in model.inputs]
        inputs = [rng.uniform(0, 4, (3, *s)).astype("float32") for s in shapes]
        inputs = [np.floor(array) for array in inputs]
        outputs = predicted(model, inputs)
        if model.optimizer is not None:
            given = inputs if len(inputs) > 1 else inputs[0]
            model.fit(given, outputs if outputs[1:] else outputs[0], verbose=0)
            outputs = predicted(model, inputs)
        model.save(folder / f"{make.__name__}.keras")
        model.save_weights(folder / f"{make.__name__}.weights.h5")
        stored = {f"x{i}": array for i, array in enumerate(inputs)}
        stored |= {f"y{i}": array for i, array in enumerate(outputs)}
        np.savez(folder / f"{make.__name__}.npz", **stored)
    return folder


@pytest.mark.parametrize("package", ["tf_keras", "keras"])
def test_another_package_reads_our_files(package, written, run_beside_ours):
    stems = sorted(str(path.with_suffix("")) for path in written.glob("*.npz"))
    run_beside_ours(written, "-c", READER, package, *stems, timeout=120)
