"""SavedModels of tf_keras are read here, and ours by tf_keras."""
# The suite of this package lasts five minutes on a busy machine without it.
# bazel: alone=true

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import saving

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = np.random.default_rng(1).normal(size=(8, 2)).astype("float32")
NEAR = {"rtol": 1e-5, "atol": 1e-6}


def stack(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.Dense(4, "relu", input_shape=(3,)),
            layers.BatchNormalization(),
            layers.Dense(2, kernel_regularizer="l2"),
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
    return k.Model(
        x, layers.Dense(2)(layers.Bidirectional(layers.GRU(3))(steps))
    )


def attention(k):
    layers, x = k.layers, k.Input((3,))
    steps = layers.Reshape((3, 1))(x)
    seen = layers.MultiHeadAttention(2, 3)(steps, steps)
    pooled = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(seen))
    return k.Model(x, layers.Dense(2)(pooled))


def operations(k):
    x = k.Input((3,))
    return k.Model(x, k.layers.Dense(2)(tf.nn.relu(2.0 * x + 1.0)[:, :2]))


def halves(k):
    x = k.Input((3,))
    h = k.layers.Dense(4, dtype="mixed_bfloat16")(x)
    return k.Model(x, k.layers.Dense(2, dtype="float32")(h))


MODELS = [stack, nested, recurrent, attention, operations, halves]
OPTIMIZERS = {
    "Adam": lambda o: o.Adam(0.01, clipnorm=1.0, use_ema=True),
    "SGD with a schedule": lambda o: o.SGD(
        o.schedules.ExponentialDecay(0.1, 10, 0.9), momentum=0.9
    ),
    "legacy Adam": lambda o: o.legacy.Adam(0.01, decay=0.1),
}
CASES = [(make, "Adam") for make in MODELS] + [
    (stack, name) for name in list(OPTIMIZERS)[1:]
]


def trained(k, make, optimizer="Adam"):
    model = make(k)
    made = OPTIMIZERS[optimizer](k.optimizers)
    model.compile(made, k.losses.Huber(2.0), metrics=["mae"])
    model.fit(X, Y, epochs=2, shuffle=False, verbose=0)
    return model


def expect_same(loaded, model):
    for one, other in zip(
        loaded.get_weights(), model.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    # Kernels of another package may sum in another order.
    found, wanted = loaded.predict(X, verbose=0), model.predict(X, verbose=0)
    np.testing.assert_allclose(found, wanted, **NEAR)
    np.testing.assert_allclose(
        loaded.evaluate(X, Y, verbose=0),
        model.evaluate(X, Y, verbose=0),
        **NEAR,
    )


@pytest.mark.parametrize("make, optimizer", CASES)
def test_a_model_of_tf_keras_goes_on_here(make, optimizer, tmp_path):
    # row 1
    # row 2
    theirs = trained(tf_keras, make, optimizer)
    theirs.save(tmp_path / "model", save_format="tf")
    ours = saving.load_model(tmp_path / "model")
    expect_same(ours, theirs)
    assert type(ours).__name__ == type(theirs).__name__
    for one in (ours, theirs):
        one.fit(X, Y, shuffle=False, verbose=0)
    # The second halves of two runs: the optimizer went on where it was.
    for one, other in zip(
        ours.get_weights(), theirs.get_weights(), strict=True
    ):
        if make not in (nested, halves):  # Dropout; sums in halves
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("make, optimizer", CASES)
def test_a_model_of_ours_is_read_there_and_goes_on_here(
    make, optimizer, tmp_path
):
    path = str(tmp_path / "model")
    ours = trained(keras, make, optimizer)
    ours.save(path)
    again = saving.load_model(path)
    expect_same(again, ours)
    found = [one.optimizer.variables for one in (again, ours)]
    found = [one() if callable(one) else one for one in found]
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)
    theirs = tf_keras.models.load_model(path)
    expect_same(theirs, ours)
    assert type(theirs.optimizer).__name__ == type(ours.optimizer).__name__


def lookups(k):
    layers = k.layers
    given = layers.IntegerLookup(vocabulary=[7, 3], output_mode="multi_hot")
    learned = layers.StringLookup(mask_token="-")
    learned.adapt(["b", "a", "b", "-"])
    text = layers.TextVectorization(output_mode="tf_idf")
    text.adapt(["red sky", "red sea", "a sky"])
    numbers, words = k.Input((2,), dtype="int64"), k.Input((1,), dtype="string")
    outputs = [given(numbers), learned(words), text(words)]
    # Values behind tables, which are counted among the layers with weights.
    encoded = layers.StringLookup(output_mode="multi_hot")
    encoded.adapt(["b", "c"])
    deep = layers.Dense(2)(layers.Dense(4)(encoded(words)))
    return k.Model([numbers, words], [*outputs, deep])


NUMBERS = tf.constant([[7, 7], [3, 5]], tf.int64)
WORDS = tf.constant([["b"], ["red sky"]])


@pytest.mark.parametrize(
    "writer, reader", [(tf_keras, keras), (keras, tf_keras)]
)
@pytest.mark.parametrize("name", ["model", "model.h5"])
def test_learned_vocabularies_travel_both_ways(writer, reader, name, tmp_path):
    if writer is tf_keras and name == "model.h5":
        return  # It writes no learned vocabulary there.
    written = lookups(writer)
    written.save(tmp_path / name, save_format="h5" if "h5" in name else "tf")
    read = reader.models.load_model(tmp_path / name)
    wanted = written([NUMBERS, WORDS])
    for one, other in zip(read([NUMBERS, WORDS]), wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_a_vocabulary_file_is_the_one_that_came_along(tmp_path):
    file = tmp_path / "terms.txt"
    file.write_text("b\na\n")
    words = tf_keras.Input((1,), dtype="string")
    looked = tf_keras.layers.StringLookup(vocabulary=str(file))(words)
    theirs = tf_keras.Model(words, looked)
    theirs.save(tmp_path / "model", save_format="tf")
    file.write_text("changed\n")
    ours = saving.load_model(tmp_path / "model")
    np.testing.assert_array_equal(ours(WORDS), [[1], [0]])


def test_values_beside_a_learned_vocabulary_are_those_that_were(tmp_path):
    words, x = tf_keras.Input((1,), dtype="string"), tf_keras.Input((3,))
    looked = tf_keras.layers.StringLookup(output_mode="count")
    looked.adapt(["b", "a", "b"])
    normal = tf_keras.layers.Normalization()
    normal.adapt(X)
    joined = tf_keras.layers.Concatenate()([looked(words), normal(x)])
    theirs = tf_keras.Model([words, x], tf_keras.layers.Dense(2)(joined))
    theirs.save(tmp_path / "model", save_format="tf")
    ours = saving.load_model(tmp_path / "model")
    given = [WORDS, tf.constant(X[:2])]
    np.testing.assert_allclose(ours(given), theirs(given), **NEAR)


def subclass(k):
    class Twice(k.Model):
        def __init__(self, units=2, **kwargs):
            super().__init__(**kwargs)
            self.units = units
            self.inner = k.layers.Dense(units)
            self.drop = k.layers.Dropout(0.5)

        def call(self, x, training=False):
            return 2 * self.inner(self.drop(x, training=training))

        def get_config(self):
            return {"units": self.units, "name": self.name}

    return Twice


def test_a_subclassed_model_is_made_of_its_class(tmp_path):
    theirs = subclass(tf_keras)(name="mine")
    theirs(X)
    theirs.save(tmp_path / "model", save_format="tf")
    Ours = subclass(keras)
    ours = saving.load_model(tmp_path / "model", {"Twice": Ours})
    assert isinstance(ours, Ours) and ours.name == "mine"
    np.testing.assert_allclose(ours(X), theirs(X), **NEAR)
    ours.save(tmp_path / "again")
    Theirs = subclass(tf_keras)
    back = tf_keras.models.load_model(tmp_path / "again", {"Twice": Theirs})
    assert isinstance(back, Theirs)
    np.testing.assert_allclose(back(X), theirs(X), **NEAR)


def test_a_model_of_an_unknown_class_is_called_and_trained(tmp_path):
    # row 2
    theirs = subclass(tf_keras)()
    theirs(X)
    theirs.save(tmp_path / "model", save_format="tf")
    with pytest.warns(UserWarning, match="'Twice'"):
        ours = saving.load_model(tmp_path / "model")
    np.testing.assert_allclose(ours.predict(X, verbose=0), theirs(X), **NEAR)
    assert not np.allclose(ours(X, training=True), theirs(X))
    ours.compile(keras.optimizers.SGD(0.1), "mse")
    losses = ours.fit(X, Y, epochs=9, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_code_in_a_config_does_not_run(tmp_path):
    # row 57
    x = tf_keras.Input((3,))
    theirs = tf_keras.Model(x, tf_keras.layers.Lambda(lambda x: 2 * x)(x))
    theirs.save(tmp_path / "model", save_format="tf")
    with pytest.warns(UserWarning, match="safe_mode=False"):
        ours = saving.load_model(tmp_path / "model")
    # Its program is arithmetic.
    np.testing.assert_array_equal(ours(X), 2 * X)
    whole = saving.load_model(tmp_path / "model", safe_mode=False)
    assert [type(one).__name__ for one in whole.layers][-1] == "Lambda"


def counting(k):
    """Returns a layer and a model that each have a metric in an attribute."""

    class Counts(k.layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.mean = k.metrics.Mean(name="seen")
            self.dense = k.layers.Dense(2)

        def call(self, inputs):
            self.mean.update_state(inputs)
            return self.dense(inputs)

    class Counting(k.Model):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.counts = Counts()
            self.largest = k.metrics.MeanRelativeError([1.0])

        def call(self, inputs):
            return self.counts(inputs)

    return {"Counts": Counts, "Counting": Counting}


def test_metrics_in_attributes_travel_both_ways(tmp_path):
    classes = {k: counting(k) for k in (keras, tf_keras)}
    for writer in classes:
        path = str(tmp_path / writer.__name__)
        model = classes[writer]["Counting"]()
        expected = model(X).numpy()
        model.save(path, save_format="tf")
        # Tracing adds to the mean, which is of the same rows.
        mean = float(model.counts.mean.result())
        assert mean == pytest.approx(X.mean(), rel=1e-5)
        for reader, known in classes.items():
            read = reader.models.load_model(path, known)
            assert float(read.counts.mean.result()) == pytest.approx(mean)
            np.testing.assert_allclose(read(X), expected, **NEAR)
        served = tf.saved_model.load(path)
        np.testing.assert_allclose(served(X), expected, **NEAR)
        seen = served.counts.mean
        assert float(seen.total) / float(seen.count) == pytest.approx(mean)


def listing(k):
    class Inner(k.Model):
        def __init__(self, **options):
            super().__init__(**options)
            self.heads = {"a": k.layers.Dense(1), "b": [k.layers.Dense(1)]}

        def call(self, inputs):
            parts = self.heads["a"](inputs), self.heads["b"][0](inputs)
            return tf.concat(parts, -1)

    class Listing(k.Model):
        def __init__(self, **options):
            super().__init__(**options)
            self.steps = [k.layers.Dense(4), Inner()]
            self.unused = [k.layers.Dense(3)]

        def call(self, inputs):
            return self.steps[1](self.steps[0](inputs))

    return {"Listing": Listing, "Inner": Inner}


def test_layers_in_lists_and_dicts_are_described_for_tf_keras(tmp_path):
    model = listing(keras)["Listing"]()
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model", save_format="tf")
    there = tf_keras.models.load_model(
        tmp_path / "model", custom_objects=listing(tf_keras)
    )
    np.testing.assert_allclose(there(X), model(X), **NEAR)
    there.fit(X, Y, verbose=0)


def registered(k):
    """Returns a user's classes and function, registered with a package."""
    register = k.saving.register_keras_serializable("mine")

    class Halve(k.layers.Layer):
        def call(self, inputs):
            return inputs / 2

    class Around(k.layers.Layer):
        def __init__(self, parts, **kwargs):
            super().__init__(**kwargs)
            self.parts = [
                k.layers.deserialize(part) if isinstance(part, dict) else part
                for part in parts
            ]

        def call(self, inputs):
            return self.parts[1](self.parts[0](inputs))

        def get_config(self):
            parts = [k.layers.serialize(part) for part in self.parts]
            return {**super().get_config(), "parts": parts}

    class Fourth(k.losses.Loss):
        def call(self, y_true, y_pred):
            return tf.reduce_mean((y_true - y_pred) ** 4, -1)

    class Largest(k.metrics.Mean):
        def update_state(self, y_true, y_pred, sample_weight=None):
            return super().update_state(tf.reduce_max(abs(y_true - y_pred)))

    def doubled(x):
        return 2 * x

    return [register(c) for c in (Halve, Around, Fourth, Largest, doubled)]


OURS, THEIRS = registered(keras), registered(tf_keras)


def test_tf_keras_finds_what_users_registered_in_our_saved_model(tmp_path):
    halve, around, fourth, largest, doubled = OURS
    x = keras.Input((3, 2))
    y = keras.layers.TimeDistributed(halve())(x)
    y = around([halve(), keras.layers.Dense(2, doubled)])(y)
    model = keras.Model(x, y)
    model.compile("sgd", fourth(), metrics=[largest()])
    steps = np.stack([X, 2 * X], -1)
    model.train_on_batch(steps, steps)
    model.save(tmp_path / "m")
    there = tf_keras.models.load_model(tmp_path / "m")
    assert isinstance(there.layers[1].layer, THEIRS[0])
    assert isinstance(there.layers[2], THEIRS[1])
    assert isinstance(there.layers[2].parts[0], THEIRS[0])
    np.testing.assert_allclose(there(steps), model(steps), **NEAR)
    again = saving.load_model(tmp_path / "m")
    expected = model.evaluate(steps, steps, verbose=0)
    for read in (there, again):
        found = read.evaluate(steps, steps, verbose=0)
        np.testing.assert_allclose(found, expected, **NEAR)
