"""HDF5 files of tf_keras and Keras 3 are read here, and ours by tf_keras."""
# The suite of this package lasts eight minutes on a slow machine without it.
# bazel: alone=true

import h5py
import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import saving

pytestmark = [
    pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5"),
    pytest.mark.filterwarnings("ignore:The `keras.initializers.serialize"),
]
X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = np.random.default_rng(1).normal(size=(8, 2)).astype("float32")


def stack(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.Dense(4, "relu", input_shape=(3,)),
            layers.BatchNormalization(),
            layers.Dense(2),
        ]
    )


def nested(k):
    layers, x = k.layers, k.Input((3,))
    inner = k.Sequential(
        [layers.Dense(4), layers.BatchNormalization()], name="inner"
    )
    joined = layers.Concatenate()([layers.Dropout(0.5)(inner(x)), x])
    return k.Model(x, layers.Dense(2)(joined))


def recurrent(k):
    layers, x = k.layers, k.Input((3,))
    steps = layers.Reshape((3, 1))(x)
    both = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(steps)
    return k.Model(x, layers.Dense(2)(layers.GRU(3)(both)))


def attention(k):
    layers, x = k.layers, k.Input((3,))
    steps = layers.Reshape((3, 1))(x)
    seen = layers.MultiHeadAttention(2, 3)(steps, steps)
    each = layers.TimeDistributed(layers.Dense(2))(
        layers.LayerNormalization()(seen)
    )
    local = layers.SeparableConv1D(3, 2)(each)
    pooled = layers.GlobalAveragePooling1D()(local)
    return k.Model(x, layers.Dense(2)(pooled))


def operations(k):
    x = k.Input((3,))
    return k.Model(x, k.layers.Dense(2)(tf.nn.relu(2.0 * x + 1.0)))


MODELS = [stack, nested, recurrent, attention, operations]
OPTIMIZERS = {
    "Adam": lambda o: o.Adam(0.01, clipnorm=1.0, use_ema=True),
    "SGD with a schedule": lambda o: o.SGD(
        o.schedules.ExponentialDecay(0.1, 10, 0.9), momentum=0.9
    ),
    "legacy Adam": lambda o: o.legacy.Adam(0.01, decay=0.1),
    "by name": lambda o: "rmsprop",
}
# What a file has of an optimizer doesn't hang on the model.
CASES = [(make, "Adam") for make in MODELS] + [
    (stack, name) for name in list(OPTIMIZERS)[1:]
]


def trained(k, make, optimizer):
    model = make(k)
    metrics = ["mae", k.metrics.RootMeanSquaredError()]
    made = OPTIMIZERS[optimizer](k.optimizers)
    model.compile(made, k.losses.Huber(2.0), metrics=metrics)
    model.fit(X, Y, epochs=2, shuffle=False, verbose=0)
    return model


def state_of(model):
    found = model.optimizer.variables
    return [v.numpy() for v in (found() if callable(found) else found)]


def expect_same(loaded, model):
    # Kernels of another package may sum in another order.
    near = {"rtol": 1e-5, "atol": 1e-6}
    np.testing.assert_allclose(
        loaded.predict(X, verbose=0), model.predict(X, verbose=0), **near
    )
    np.testing.assert_allclose(
        loaded.evaluate(X, Y, verbose=0),
        model.evaluate(X, Y, verbose=0),
        **near,
    )
    for one, other in zip(state_of(loaded), state_of(model), strict=True):
        np.testing.assert_array_equal(one, other)
    kind = type(model.optimizer).__name__
    assert type(loaded.optimizer).__name__ == kind
    for one in (loaded, model):  # and both go on alike
        one.fit(X, Y, shuffle=False, verbose=0)


@pytest.mark.parametrize("make, optimizer", CASES)
def test_a_model_of_tf_keras_goes_on_here(make, optimizer, tmp_path):
    # row 1
    # row 6
    # row 7
    path = tmp_path / "model.h5"
    theirs = trained(tf_keras, make, optimizer)
    theirs.save(path)
    ours = saving.load_model(path)
    expect_same(ours, theirs)


@pytest.mark.parametrize("make, optimizer", CASES)
def test_a_model_of_ours_goes_on_in_tf_keras_and_here(
    make, optimizer, tmp_path
):
    path = tmp_path / "model.hdf5"
    ours = trained(keras, make, optimizer)
    ours.save(path)
    theirs, again = tf_keras.models.load_model(path), saving.load_model(path)
    before = state_of(ours)
    expect_same(again, ours)
    assert len(state_of(theirs)) == len(before)
    for one, other in zip(state_of(theirs), before, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("make", MODELS)
@pytest.mark.parametrize("name", ["w.h5", "w.hdf5", "checkpoint"])
def test_values_alone_are_read_both_ways(make, name, tmp_path):
    ours, theirs = make(keras), make(tf_keras)
    theirs.save_weights(tmp_path / name)
    status = ours.load_weights(tmp_path / name)
    for one, other in zip(
        ours.get_weights(), theirs.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    if name == "checkpoint":
        if make in (stack, recurrent, operations):
            status.assert_consumed()  # Where nothing draws by a state of ours.
        latest = tf.train.latest_checkpoint(tmp_path)
        assert latest == str(tmp_path / name)
    for variable in ours.weights:
        variable.assign(variable + 1)
    ours.save_weights(tmp_path / f"back_{name}")
    theirs.load_weights(tmp_path / f"back_{name}")
    for one, other in zip(
        ours.get_weights(), theirs.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)


BY_KERAS_3 = """
import sys, keras, numpy as np
X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
x = keras.Input((3,))
inner = keras.Sequential(
    [
        keras.Input((3,)),
        keras.layers.Dense(4),
        keras.layers.BatchNormalization(),
    ]
)
h = keras.layers.Reshape((4, 1))(keras.layers.Dropout(0.5)(inner(x)))
h = keras.layers.Bidirectional(keras.layers.LSTM(3))(h)
model = keras.Model(x, keras.layers.Dense(2)(h))
model.compile(keras.optimizers.Adam(0.02), "mse", metrics=["mae"])
model.fit(X, X[:, :2], epochs=2, verbose=0)
model.save("model.h5")
momentum = model.optimizer.variables[2]
np.savez("values.npz", model.predict(X, verbose=0), momentum)
"""


def test_a_model_of_keras_3_goes_on_here(tmp_path, run_beside_ours):
    (tmp_path / "by_keras_3.py").write_text(BY_KERAS_3)
    run_beside_ours(tmp_path, "by_keras_3.py")
    outputs, momentum = np.load(tmp_path / "values.npz").values()
    model = saving.load_model(tmp_path / "model.h5")
    np.testing.assert_allclose(
        model.predict(X, verbose=0), outputs, rtol=1e-5, atol=1e-6
    )
    assert model.optimizer.iterations == 2
    assert float(model.optimizer.learning_rate) == np.float32(0.02)
    np.testing.assert_array_equal(model.optimizer.variables[1], momentum)


def test_a_model_that_was_not_compiled_is_none_either(tmp_path):
    theirs = stack(tf_keras)
    theirs.save(tmp_path / "a.h5")
    assert saving.load_model(tmp_path / "a.h5").optimizer is None
    trained(tf_keras, stack, "Adam").save(tmp_path / "b.h5")
    assert saving.load_model(tmp_path / "b.h5", compile=False).optimizer is None


def test_the_optimizer_may_stay_behind_row_35(tmp_path):
    ours = trained(keras, stack, "Adam")
    ours.save(tmp_path / "a.h5", include_optimizer=False)
    assert saving.load_model(tmp_path / "a.h5").optimizer is None
    with h5py.File(tmp_path / "a.h5") as file:
        assert "optimizer_weights" not in file


def test_what_was_frozen_in_a_model_inside_is_told_by_name(tmp_path):
    theirs = nested(tf_keras)
    theirs.save_weights(tmp_path / "w.h5")
    ours = nested(keras)
    ours.get_layer("inner").layers[0].trainable = False
    # The frozen kernel comes last now; the shapes say so.
    ours.load_weights(tmp_path / "w.h5")
    ours.get_layer("inner").trainable = True
    np.testing.assert_allclose(
        ours.predict(X, verbose=0), theirs.predict(X, verbose=0), rtol=1e-5
    )


def test_many_long_names_come_in_pieces(tmp_path):
    names = [f"layer_{n}_{'x' * 200}" for n in range(400)]
    made = [
        k.Sequential(
            [k.Input((1,))] + [k.layers.Dense(1, name=name) for name in names]
        )
        for k in (keras, tf_keras)
    ]
    for writer, reader in (made, made[::-1]):
        writer.save_weights(tmp_path / "w.h5")
        with h5py.File(tmp_path / "w.h5") as file:
            assert {"layer_names0", "layer_names1"} <= set(file.attrs)
        reader.load_weights(tmp_path / "w.h5")
        np.testing.assert_array_equal(
            reader.get_weights()[-2], writer.get_weights()[-2]
        )
        writer.layers[-1].kernel.assign([[7.0]])


def test_code_in_a_file_of_tf_keras_runs_on_demand_only_row_57(tmp_path):
    x = tf_keras.Input((3,))
    doubled = tf_keras.layers.Lambda(lambda x: 2 * x)(x)
    tf_keras.Model(x, doubled).save(tmp_path / "a.h5")
    with pytest.raises(saving.ModelFileError, match="safe_mode=False"):
        saving.load_model(tmp_path / "a.h5")
    model = saving.load_model(tmp_path / "a.h5", safe_mode=False)
    np.testing.assert_array_equal(model(X), 2 * X)


def partly_frozen(k, letter):
    """The variables that are trained aren't the first of a model in another."""
    layers = k.layers
    inner = k.Sequential(
        [
            k.Input((3,)),
            layers.Dense(3, name=f"{letter}1", trainable=False),
            layers.BatchNormalization(name=f"{letter}2"),
            layers.BatchNormalization(name=f"{letter}3"),
            layers.Dense(3, name=f"{letter}4"),
        ]
    )
    x = k.Input((3,))
    return k.Model(x, k.Sequential([k.Input((3,)), inner])(x))


@pytest.mark.parametrize(
    "writer, reader", [(tf_keras, keras), (keras, tf_keras), (keras, keras)]
)
def test_values_of_nested_models_go_where_they_were(writer, reader, tmp_path):
    written = partly_frozen(writer, "a")
    rng = np.random.default_rng(2)
    written.set_weights(
        [rng.uniform(0.5, 1.5, w.shape) for w in written.weights]
    )
    written.save(tmp_path / "model.h5")
    written.save_weights(tmp_path / "values.h5")
    other = partly_frozen(reader, "b")
    other.load_weights(tmp_path / "values.h5")
    for read in (reader.models.load_model(tmp_path / "model.h5"), other):
        np.testing.assert_allclose(read(X), written(X), rtol=1e-6, atol=1e-6)


def looking_up(package, vocabulary=None):
    k = package.layers
    texts = k.TextVectorization(vocabulary=vocabulary, name="texts")
    if vocabulary is None:
        texts.adapt(["a b", "a"])
    words = package.Input((1,), dtype="string")
    return package.Model(words, k.Embedding(9, 2)(texts(words)))


@pytest.mark.parametrize("package", [tf_keras, keras])
def test_values_alone_have_no_place_for_learned_words(package, tmp_path):
    with pytest.raises(NotImplementedError):
        looking_up(package).save_weights(str(tmp_path / "m.h5"))
    looking_up(package, ["c"]).save_weights(str(tmp_path / "m.h5"))


def test_the_layers_that_learned_are_named(tmp_path):
    learned = r"was learned.*Received: \['layers/text_vectorization.*weights.h5"
    with pytest.raises(NotImplementedError, match=learned):
        looking_up(keras).save_weights(str(tmp_path / "m.h5"))
    assert not list(tmp_path.iterdir())


def registered(k):
    class Halve(k.layers.Layer):
        def call(self, inputs):
            return inputs / 2

    def doubled(x):
        return 2 * x

    register = k.saving.register_keras_serializable("mine_h5")
    return register(Halve), register(doubled)


Halve, doubled = registered(keras)
registered(tf_keras)


def test_what_users_registered_is_found_by_its_one_name(tmp_path):
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, doubled), Halve()]
    )
    model.save(tmp_path / "m.h5")
    there = tf_keras.models.load_model(tmp_path / "m.h5")
    np.testing.assert_allclose(there(X), model(X), rtol=1e-6)
    again = saving.load_model(tmp_path / "m.h5")
    np.testing.assert_allclose(again(X), model(X), rtol=1e-6)
