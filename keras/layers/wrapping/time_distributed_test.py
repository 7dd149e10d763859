"""Tests of one layer for all steps, and of layers around another one."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers
from keras.testing import told_specs

X = np.random.default_rng(0).normal(size=(2, 5, 6, 3)).astype("float32")
INNER = {
    "dense": lambda package: package.layers.Dense(4, "tanh"),
    "conv": lambda package: package.layers.Conv1D(4, 3),
    "batch": lambda package: package.layers.BatchNormalization(momentum=0.5),
    "flatten": lambda package: package.layers.Flatten(),
    "model": lambda package: package.Sequential(
        [package.layers.Dense(3), package.layers.BatchNormalization()]
    ),
}
EVERY_INNER = pytest.mark.parametrize("kind", INNER)


def both(kind):
    """Ours and Keras 2's, built, with the same weights."""
    ours, theirs = (
        package.layers.TimeDistributed(INNER[kind](package), name="each")
        for package in (keras, tf_keras)
    )
    ours(X), theirs(X)
    ours.set_weights(theirs.get_weights())
    return ours, theirs


@EVERY_INNER
@pytest.mark.parametrize("training", [False, True])
def test_outputs_and_weights_are_those_of_keras_2(kind, training):
    ours, theirs = both(kind)
    np.testing.assert_allclose(
        ours(X, training=training), theirs(X, training=training), atol=1e-5
    )
    assert [w.shape for w in ours.weights] == [w.shape for w in theirs.weights]
    for one, other in zip(ours.get_weights(), theirs.get_weights()):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("kind", ["dense", "batch"])
def test_weights_have_the_names_of_keras_2(kind):
    ours, theirs = both(kind)
    names = [[w.name for w in layer.weights] for layer in (ours, theirs)]
    assert names[0] == names[1]
    trainable = [len(layer.trainable_weights) for layer in (ours, theirs)]
    assert trainable[0] == trainable[1]


@EVERY_INNER
@pytest.mark.parametrize("shape", [(2, 5, 6, 3), (None, None, 6, 3)])
def test_output_shapes_are_those_of_keras_2(kind, shape):
    ours, theirs = both(kind)
    assert tuple(ours.compute_output_shape(shape)) == tuple(
        theirs.compute_output_shape(shape)
    )


@EVERY_INNER
def test_a_model_of_free_batch_and_time_computes_the_same(kind):
    ours, _ = both(kind)
    inputs = keras.Input((None, 6, 3))
    model = keras.Model(inputs, ours(inputs))
    np.testing.assert_allclose(model.predict(X, verbose=0), ours(X), atol=1e-5)
    told_specs.check_told_as_traced(ours, inputs)


def test_the_layer_comes_from_a_config_of_any_form():
    dense = layers.Dense(4, name="inner")
    config = layers.TimeDistributed(dense).get_config()
    theirs = tf_keras.layers.TimeDistributed(tf_keras.layers.Dense(4))
    of_keras_1 = {"class_name": "Dense", "config": {"units": 4}}
    for given in (
        config,
        theirs.get_config(),
        {**config, "layer": of_keras_1},
    ):
        copy = layers.TimeDistributed.from_config(given)
        assert copy(X).shape == (2, 5, 6, 4)
    assert tf_keras.layers.TimeDistributed.from_config(config).layer.units == 4


@pytest.mark.parametrize("given", [3, "Dense", {"units": 3}])
def test_what_is_no_layer_is_refused(given):
    with pytest.raises(TypeError, match="no layer to wrap.*layer="):
        layers.TimeDistributed(given)


@EVERY_INNER
def test_a_file_of_ours_gives_the_same_model(kind, tmp_path):
    ours, _ = both(kind)
    model = keras.Sequential([keras.Input((5, 6, 3)), ours])
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(loaded(X), model(X), atol=1e-6)


@EVERY_INNER
def test_files_of_keras_2_are_read(kind, tmp_path):
    ours, theirs = both(kind)
    model = tf_keras.Sequential([tf_keras.Input((5, 6, 3)), theirs])
    model.save(str(tmp_path / "m.keras"))
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(loaded(X), theirs(X), atol=1e-5)
    model.save_weights(str(tmp_path / "m.weights.h5"))
    anew = keras.Sequential([keras.Input((5, 6, 3)), ours])
    ours.set_weights([0 * w for w in ours.get_weights()])
    anew.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_allclose(anew(X), theirs(X), atol=1e-5)


# Masks.

MASK = tf.sequence_mask([5, 2], 5)


def test_the_mask_of_steps_is_handed_on():
    layer = layers.TimeDistributed(layers.Conv1D(4, 3))
    outputs = layer(X, mask=MASK)
    np.testing.assert_array_equal(outputs._keras_mask, MASK)


def test_a_mask_inside_of_steps_leaves_the_steps_that_have_some():
    inside = tf.sequence_mask([[6, 1, 0], [2, 0, 0]], 6)
    layer = layers.TimeDistributed(layers.Flatten())
    outputs = layer(X[:, :3], mask=inside)
    expected = [[True, True, False], [True, False, False]]
    np.testing.assert_array_equal(outputs._keras_mask, expected)


def test_an_inner_layer_makes_a_mask_of_its_own_as_in_keras_2():
    indices = tf.constant([[[1, 0], [2, 3]]])
    ours, theirs = (
        package.layers.TimeDistributed(
            package.layers.Embedding(5, 2, mask_zero=True)
        )
        for package in (keras, tf_keras)
    )
    expected = theirs(indices)._keras_mask
    np.testing.assert_array_equal(ours(indices)._keras_mask, expected)
    symbol = ours(keras.Input((3, 2), dtype="int32"))
    assert symbol._keras_mask.shape.as_list() == [None, 3, 2]


def test_an_inner_layer_that_takes_a_mask_gets_that_of_its_steps():
    x = tf.constant(X[:, :, 0])
    layer = layers.TimeDistributed(layers.BatchNormalization(momentum=0.0))
    found = layer(x, mask=MASK, training=True)
    # The steps of all rows are one batch; Keras 3 takes each step for one.
    counted = X[:, :, 0][MASK.numpy()]
    mean, variance = counted.mean(0), counted.var(0)
    np.testing.assert_allclose(layer.layer.moving_mean, mean, atol=1e-5)
    np.testing.assert_allclose(layer.layer.moving_variance, variance, 1e-4)
    expected = (X[:, :, 0] - mean) / np.sqrt(variance + 1e-3)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


# Other inputs.


def test_rows_of_ragged_steps_stay_ragged():
    layer = layers.TimeDistributed(layers.Dense(4))
    ragged = tf.RaggedTensor.from_tensor(X[:, :, 0], lengths=[5, 2])
    outputs = layer(ragged)
    assert outputs.shape.as_list() == [2, None, 4]
    np.testing.assert_allclose(outputs[1], layer(X[:, :, 0])[1, :2], atol=1e-6)
    symbol = layer(keras.Input((None, 3), ragged=True))
    assert symbol.ragged


def test_nests_go_in_and_come_out():
    class Swap(layers.Layer):
        def call(self, inputs):
            return {"a": inputs["b"][:, :2], "b": inputs["a"]}

    layer = layers.TimeDistributed(Swap())
    inputs = {"a": tf.constant(X), "b": tf.constant(X[:, :, 0])}
    outputs = layer(inputs)
    np.testing.assert_array_equal(outputs["a"], X[:, :, 0, :2])
    np.testing.assert_array_equal(outputs["b"], X)
    symbols = {"a": keras.Input((5, 6, 3)), "b": keras.Input((5, 3))}
    assert layer(symbols)["a"].shape.as_list() == [None, 5, 2]


def test_a_stateful_layer_sees_the_steps_one_after_the_other():
    class Sums(layers.Layer):
        def __init__(self):
            super().__init__()
            self.stateful = True

        def build(self, input_shape):
            self.total = self.add_weight("total", (2, 3), initializer="zeros")

        def call(self, inputs):
            self.total.assign_add(inputs)
            return tf.identity(self.total)

    x = tf.constant(X[:, :, 0])
    outputs = layers.TimeDistributed(Sums())(x)
    np.testing.assert_allclose(outputs, tf.cumsum(x, axis=1), atol=1e-5)


def test_weights_given_to_the_inner_layer_are_its_first_values():
    kernel, bias = np.full((3, 2), 4.0), np.ones(2)
    inner = layers.Dense(2, weights=[kernel, bias])
    layers.TimeDistributed(inner)(X)
    np.testing.assert_array_equal(inner.kernel, kernel)


def test_an_input_without_a_time_axis_is_refused():
    with pytest.raises(ValueError, match=r"3 axes or more.*\(2, 5\)"):
        layers.TimeDistributed(layers.Dense(2))(X[:, :, 0, 0])


class Twice(layers.Wrapper):
    def __init__(self, layer, times=2, **kwargs):
        super().__init__(layer, **kwargs)
        self.times = times

    def call(self, inputs):
        return self.times * self.layer(inputs)


def test_a_users_wrapper_builds_and_saves_its_layer():
    twice = Twice(layers.Dense(2), times=3)
    outputs = twice(X)
    np.testing.assert_allclose(outputs, 3 * twice.layer(X))
    copy = Twice.from_config(twice.get_config())
    copy.build(X.shape)
    copy.set_weights(twice.get_weights())
    np.testing.assert_allclose(copy(X), outputs)


def test_a_wrapper_reads_its_layer_of_a_class_of_the_users():
    class Mine(layers.Dense):
        pass

    config = {"layer": {"class_name": "Mine", "config": {"units": 2}}}
    made = layers.Wrapper.from_config(config, custom_objects={"Mine": Mine})
    assert type(made.layer) is Mine


def test_a_mask_may_be_an_array():
    layer = keras.layers.TimeDistributed(keras.layers.Dense(2))
    mask = np.ones((2, 3), bool)
    assert layer(np.ones((2, 3, 4), "float32"), mask=mask).shape == (2, 3, 2)


class Counted(layers.Layer):
    """Sums what a mask leaves of the first axis after the batch's."""

    supports_masking = True

    def __init__(self, stateful=False):
        super().__init__()
        self.stateful = stateful

    def call(self, x, mask=None):
        kept = tf.cast(tf.ones((), bool) if mask is None else mask, x.dtype)
        while kept.shape.rank < x.shape.rank:
            kept = kept[..., None]
        return tf.reduce_sum(x * kept, 1)

    def compute_mask(self, inputs, mask=None):
        return None


STEPS = np.arange(1, 13, dtype="float32").reshape(2, 2, 3, 1)
TAIL = {"steps": (), "rows in steps": (3,), "all": (3, 1), "column": (1,)}


@pytest.mark.parametrize("stateful", [False, True])
@pytest.mark.parametrize("tail", TAIL)
def test_a_mask_of_any_more_axes_counts_in_each_step(tail, stateful):
    random = np.random.default_rng(3)
    mask = random.integers(0, 2, (2, 2, *TAIL[tail])).astype(bool)
    layer = layers.TimeDistributed(Counted(stateful))
    kept = mask.reshape(*mask.shape, *[1] * (4 - mask.ndim))
    expected = (STEPS * kept).sum(2)
    found = layer(tf.constant(STEPS), mask=tf.constant(mask))
    np.testing.assert_array_equal(found, expected)
    inner_axes = tuple(range(2, mask.ndim))
    steps = mask.any(inner_axes) if inner_axes else mask
    np.testing.assert_array_equal(found._keras_mask, steps)


WRONG = [(2,), (2, 1), (1, 2), (2, 3), (4, 1), (1, 4), (4, 3)]


@pytest.mark.parametrize("shape", WRONG)
@pytest.mark.parametrize("inner", ["counts", "dense", "embedding"])
def test_a_mask_of_other_steps_is_refused(inner, shape):
    made = {
        "counts": Counted,
        "dense": lambda: layers.Dense(1),
        "embedding": lambda: layers.Embedding(13, 1, mask_zero=True),
    }
    layer = layers.TimeDistributed(made[inner]())
    x = tf.constant(STEPS[..., 0] if inner == "embedding" else STEPS)
    said = rf"here \(2, 2\)\. Received: a mask of shape=\({shape[0]},"
    with pytest.raises(ValueError, match=said):
        layer(x, mask=tf.ones(shape, tf.bool))
    layer(x, mask=tf.ones((2, 2), tf.bool))


def test_a_mask_that_travels_is_of_steps_and_of_what_is_in_them():
    ids = np.array([[[1, 0, 2], [0, 0, 3]], [[1, 1, 0], [0, 2, 3]]])
    options = {"mask_zero": True, "embeddings_initializer": "ones"}
    for around in (layers.TimeDistributed, lambda layer: layer):
        inputs = keras.Input((2, 3), dtype="int32")
        x = around(layers.Embedding(4, 1, **options))(inputs)
        x = layers.TimeDistributed(layers.Dense(1, "linear", False, "ones"))(x)
        model = keras.Model(inputs, layers.TimeDistributed(Counted())(x))
        expected = (ids != 0).sum(-1)[..., None]
        np.testing.assert_allclose(model(ids), expected)


@pytest.mark.parametrize("is_built", [False, True])
def test_a_mask_may_be_an_array_of_numpys(is_built):
    x = np.arange(6.0, dtype="float32").reshape(1, 2, 3, 1)
    mask = np.array([[[True, True, False], [True, False, False]]])
    each = layers.TimeDistributed(layers.GlobalAveragePooling1D())
    if is_built:
        each(x)
    # (0 + 1) / 2 and 3 / 1.
    np.testing.assert_allclose(each(x, mask=mask), [[[0.5], [3.0]]])


@pytest.mark.parametrize("how", ["eager", "graph", "model"])
def test_words_of_padding_are_passed_over_in_each_sentence_row_106(how):
    ids = np.array([[[1, 2, 0], [0, 3, 1]], [[4, 0, 0], [0, 0, 0]]], "int32")
    table = layers.Embedding(9, 5, mask_zero=True)
    lstm = layers.LSTM(3)
    read = layers.TimeDistributed(table), layers.TimeDistributed(lstm)
    ways = {"eager": lambda x: read[1](read[0](x))}
    spec = tf.TensorSpec((None, None, 3), tf.int32)
    ways["graph"] = tf.function(ways["eager"], input_signature=[spec])
    inputs = keras.Input((None, 3), dtype="int32")
    ways["model"] = keras.Model(inputs, ways["eager"](inputs))
    outputs = ways[how](tf.constant(ids))
    for sentence in range(2):
        words = ids[:, sentence]
        alone = lstm(table(words), mask=tf.constant(words != 0))
        np.testing.assert_allclose(outputs[:, sentence], alone, atol=1e-5)
    if how == "eager":
        outer = [[True, True], [True, False]]
        np.testing.assert_array_equal(outputs._keras_mask, outer)


def test_a_mask_is_told_for_arrays_too():
    layer, mask = layers.TimeDistributed(layers.Dense(2)), np.eye(2, 5) > 0
    found = layer.compute_mask(np.ones((2, 5, 4), "float32"), mask)
    np.testing.assert_array_equal(found, mask)
