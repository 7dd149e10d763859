"""Large arrays that layers and models are made with.

They stand once in memory where the class describes itself; elsewhere the config
has what was given, whatever became of the variables.
"""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.saving.config import received

ROWS, WIDTH = 300, 100  # 120 kB
IDS = np.array([[1, 7], [299, 0]])


@pytest.fixture
def matrix():
    return np.random.default_rng(0).normal(size=(ROWS, WIDTH))


def register(cls):
    return keras.saving.register_keras_serializable("large_arguments_test")(cls)


@register
class Described(keras.layers.Layer):
    """Says its own configuration, as Keras 2 demands."""

    def __init__(self, matrix, flag=True, **kwargs):
        super().__init__(**kwargs)
        shape = matrix.shape
        self.rows, self.flag = shape[0], flag
        self.inner = keras.layers.Embedding(*shape, weights=[matrix])

    def call(self, ids):
        return self.inner(ids)

    def get_config(self):
        own = {"matrix": self.inner.get_weights()[0], "flag": self.flag}
        return {**super().get_config(), **own}


@register
class Undescribed(keras.layers.Layer):
    """Is described by what it was given."""

    def __init__(self, matrix, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.layers.Embedding(
            *matrix.shape, weights=[matrix], trainable=False
        )

    def call(self, ids):
        return self.inner(ids)


@register
class InBuild(keras.layers.Layer):
    def __init__(self, table, **kwargs):
        super().__init__(**kwargs)
        self.table = table

    def build(self, input_shape):
        values, self.table = self.table, None
        self.kept = self.add_weight(
            "kept",
            values.shape,
            initializer=keras.initializers.Constant(values),
            trainable=False,
        )

    def call(self, ids):
        return tf.gather(self.kept, ids)


@register
class OwnModel(keras.Model):
    def __init__(self, matrix, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.layers.Embedding(
            *matrix.shape, weights=[matrix], trainable=False
        )
        self.head = keras.layers.Dense(2)

    def call(self, ids):
        return self.head(self.inner(ids))


@register
class OwnGraph(keras.Model):
    def __init__(self, matrix, **kwargs):
        entry = keras.Input((2,), dtype="int64")
        inner = keras.layers.Embedding(
            *matrix.shape, weights=[matrix], trainable=False
        )
        super().__init__(entry, keras.layers.Dense(2)(inner(entry)), **kwargs)


CLASSES = [Described, Undescribed, InBuild, OwnModel, OwnGraph]
FORMS = {
    "array": lambda m: m,
    "float32": lambda m: m.astype("float32"),
    "tensor": lambda m: tf.constant(m, tf.float32),
}


def is_gone(reference):
    gc.collect()
    return reference() is None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("way", ["eager", "symbolic", "fit"])
def test_the_array_is_let_go_when_the_layer_is_built(form, way, matrix):
    given = FORMS[form](matrix + 0)  # nobody else's
    reference = weakref.ref(given)
    layer = Described(given)
    if way == "eager":
        layer(IDS)
    elif way == "symbolic":
        layer(keras.Input((2,), dtype="int64"))
    else:
        stack = keras.Sequential([layer, keras.layers.Dense(2)])
        stack.compile("sgd", "mse")
        stack.fit(IDS, np.zeros((2, 2, 2)), verbose=0)
    del given
    assert is_gone(reference)


def new_values(layer):
    """What a layer made of its config begins with, called on ids."""
    if not layer.built:
        layer(IDS)
    kept = [w for w in layer.weights if tuple(w.shape) == (ROWS, WIDTH)]
    return kept[0].numpy()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cls", CLASSES)
def test_config_copy_and_pickle_begin_with_the_same_values(cls, form, matrix):
    layer = cls(FORMS[form](matrix))
    layer(IDS)
    wanted = matrix.astype("float32")
    np.testing.assert_array_equal(new_values(layer), wanted)
    # What isn't described by symbols is made of the array again.
    made = cls.from_config(layer.get_config())
    np.testing.assert_array_equal(new_values(made), wanted)
    for copied in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        np.testing.assert_array_equal(new_values(copied), wanted)
        again = cls.from_config(copied.get_config())
        np.testing.assert_array_equal(new_values(again), wanted)


@pytest.mark.parametrize("cls", [Undescribed, InBuild, OwnModel])
@pytest.mark.parametrize("form", FORMS)
def test_a_config_has_the_array_as_it_was_given(cls, form, matrix):
    given = FORMS[form](matrix)
    layer = cls(given)
    layer(IDS)
    for weight in layer.weights:
        weight.assign(tf.zeros_like(weight))
    name = "table" if cls is InBuild else "matrix"
    found = keras.saving.deserialize_keras_object(layer.get_config()[name])
    assert np.asarray(found).dtype == np.asarray(given).dtype
    np.testing.assert_array_equal(found, given)


@register
class Scale(keras.layers.Layer):
    """Keeps an array, and a variable of its shape in another type."""

    def __init__(self, table, kept_as, **kwargs):
        super().__init__(**kwargs)
        self.table, self.kept_as = np.asarray(table), kept_as

    def build(self, input_shape):
        self.kept = tf.Variable(
            tf.cast(tf.ones(self.table.shape), self.kept_as), trainable=False
        )

    def call(self, x):
        is_text = self.table.dtype.kind in "UO"
        return x * (len(self.table) if is_text else float(self.table.max()))


@pytest.mark.parametrize("kept_as", ["bool", "int32", "float16", "float64"])
@pytest.mark.parametrize(
    "table",
    [
        np.full(100_000, 3, "int32"),
        np.full(100_000, 2909, "int64"),
        np.full(100_000, 0.25),
        np.full(20_000, "word"),
        np.full(20_000, "word", object),
    ],
    ids=["int32", "int64", "float64", "U", "O"],
)
def test_a_variable_of_the_shape_stands_for_no_array(table, kept_as):
    layer = Scale(table, kept_as)
    entry = keras.Input((2,))
    model = keras.Model(entry, layer(entry))
    ones = np.ones((1, 2))
    value = model.predict(ones)
    clone = keras.models.clone_model(model)
    np.testing.assert_array_equal(clone.predict(ones), value)


@pytest.mark.parametrize("cls", CLASSES)
def test_models_are_saved_and_cloned(cls, matrix, tmp_path):
    entry = keras.Input((2,), dtype="int64")
    model = keras.Model(entry, cls(matrix)(entry))
    clone = keras.models.clone_model(model)
    np.testing.assert_array_equal(new_values(clone), new_values(model))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded.predict(IDS), model.predict(IDS))


def test_a_users_graph_is_cloned_by_its_class(matrix):
    model = OwnGraph(matrix)
    clone = keras.models.clone_model(model)
    assert type(clone) is OwnGraph
    np.testing.assert_array_equal(new_values(clone), matrix.astype("float32"))


def test_what_training_changes_keeps_the_array_as_it_was_given(matrix):
    class Trained(keras.layers.Layer):
        def __init__(self, matrix, **kwargs):
            super().__init__(**kwargs)
            self.inner = keras.layers.Embedding(*matrix.shape, weights=[matrix])

        def call(self, ids):
            return self.inner(ids)

    layer = Trained(matrix)
    layer(IDS)
    layer.inner.embeddings.assign(tf.zeros((ROWS, WIDTH)))
    found = keras.saving.deserialize_keras_object(layer.get_config()["matrix"])
    np.testing.assert_array_equal(found, matrix)


def test_small_arrays_and_others_stay_as_they_are():
    small, text = np.ones(3), "text"
    given = received.Received((small, [text]), {"a": {"b": small}})
    given.forget_large()
    np.testing.assert_array_equal(given.args[0], small)
    np.testing.assert_array_equal(given.kwargs["a"]["b"], small)
    assert given.args[1] == [text]
