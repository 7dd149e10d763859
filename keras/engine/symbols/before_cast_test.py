"""Float ids under a mixed policy: the right rows, or an error before that."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

COUNT = 5000
# None of them is a number of either half type.
IDS = np.array([[2909.0, 4999.0], [4097.0, 257.0]], "float32")
# Rows that halves can hold: thousands and the rest.
ROWS = np.stack([np.arange(COUNT) // 100, np.arange(COUNT) % 100], 1)

mixed = pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])


@pytest.fixture(autouse=True)
def under(policy):
    keras.mixed_precision.set_global_policy(policy)
    yield
    keras.mixed_precision.set_global_policy(None)


def table():
    embedding = layers.Embedding(COUNT, 2)
    embedding.build((None,))
    embedding.set_weights([ROWS])
    return embedding


class Inside(layers.Layer):
    def __init__(self, find=lambda x: x):
        super().__init__()
        self.table, self.find = table(), find

    def call(self, inputs):
        return self.table(self.find(inputs))


class InModel(keras.Model):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)


def functional(layer, shape=(2,), dtype=None):
    inputs = keras.Input(shape, dtype=dtype)
    return keras.Model(inputs, layer(inputs))


def in_steps():
    around = layers.TimeDistributed(table())
    return lambda ids: around(ids[..., None])[..., 0, :]


MODELS = {
    "embedding": lambda: table(),
    "layer": lambda: Inside(),
    "subclass": lambda: InModel(table()),
    "layer in subclass": lambda: InModel(Inside()),
    "functional": lambda: functional(table()),
    "functional with a layer": lambda: functional(Inside()),
    "functional in subclass": lambda: InModel(functional(table())),
    "functional of ints in subclass": lambda: InModel(
        functional(table(), dtype="int32")
    ),
    "sequential": lambda: keras.Sequential([table()]),
    "sequential without a shape": lambda: keras.Sequential([Inside()]),
    "time distributed": in_steps,
}


def assert_rows(found, ids=IDS):
    found = tf.cast(found, tf.float32) @ [[100.0], [1.0]]
    np.testing.assert_array_equal(np.asarray(found)[..., 0], ids)


@mixed
@pytest.mark.parametrize("name", MODELS)
def test_float_ids_find_their_rows(name, policy):
    model = MODELS[name]()
    for _ in range(3):
        assert_rows(model(tf.constant(IDS)))
    assert_rows(tf.function(lambda ids: model(ids))(IDS))
    if isinstance(model, keras.Model):
        assert_rows(model.predict(IDS, verbose=0))
        assert_rows(model.predict_on_batch(IDS))


@mixed
def test_float_ids_in_a_nest_find_their_rows(policy):
    model = InModel(Inside(lambda x: x["ids"][0]))
    inputs = {"ids": (IDS,), "others": IDS}
    assert_rows(model(inputs))
    assert_rows(model.predict(inputs, verbose=0))


@mixed
def test_float_ids_whose_axes_an_inner_model_changes_find_their_rows(policy):
    flat = IDS[:, 0]
    assert_rows(InModel(functional(table(), (1,)))(flat), flat[:, None])
    assert_rows(InModel(functional(table(), ()))(flat[:, None]), flat)


@mixed
def test_ragged_and_sparse_float_ids_find_their_rows(policy):
    model = InModel(table())
    ragged = tf.RaggedTensor.from_tensor(IDS)
    assert_rows(model(ragged).to_tensor())
    assert_rows(model(tf.sparse.from_dense(IDS)))


@mixed
def test_ids_that_were_rounded_are_refused(policy):
    model = InModel(Inside(lambda x: x[:, :1]))
    last = "2048" if policy == "mixed_float16" else "256"
    for call in (model, tf.function(model)):
        with pytest.raises(TypeError, match=f"below {COUNT}.*up to {last}"):
            call(IDS)


@mixed
def test_ids_that_will_be_rounded_are_refused_in_a_symbolic_call(policy):
    rounded = layers.Reshape((2, 1))(keras.Input((2,)))
    with pytest.raises(TypeError, match="ids were rounded.*Received: dtype="):
        table()(rounded)


@mixed
def test_a_half_type_that_has_all_ids_does(policy):
    small = layers.Embedding(257, 2, embeddings_initializer="ones")
    ids = tf.constant([256.0, 3.0], small.compute_dtype)
    assert small(ids).shape == (2, 2)


@mixed
def test_a_subclass_around_an_embedding_is_built_by_its_shape(policy):
    model = InModel(table())
    model.build((None, 2))
    assert_rows(model(IDS))


@mixed
def test_a_stack_s_input_has_the_type_of_its_first_layer_s_variables(policy):
    model = keras.Sequential([layers.Dense(2, input_shape=(3,))])
    assert model.inputs[0].dtype == "float32"
    assert model.outputs[0].dtype == model.compute_dtype
