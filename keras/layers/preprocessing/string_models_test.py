"""Models that begin with a table of strings: made, trained, saved, copied."""
# bazel: deps=//keras

import numpy as np
import pytest
import tensorflow as tf

import keras

WORDS = [["a"], ["b"], ["z"], ["c"]]
INDICES = [1, 2, 0, 3]
FLAT = [word for (word,) in WORDS]
LABELS = np.array([[0.0], [1.0], [0.0], [1.0]], "float32")


@keras.saving.register_keras_serializable("string_models_test")
class Subclassed(keras.Model):
    """The same layers, called in Python."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.parts = layers()

    def call(self, x):
        for part in self.parts:
            x = part(x)
        return x


def layers(**options):
    return [
        keras.layers.StringLookup(vocabulary=["a", "b", "c"], **options),
        keras.layers.Embedding(4, 2),
        keras.layers.Flatten(),
        keras.layers.Dense(1, use_bias=False),
    ]


def functional():
    inputs = outputs = keras.Input((1,), dtype="string")
    for layer in layers():
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def stack(*entry):
    return keras.Sequential([*entry, *layers()])


MODELS = {
    "bare": stack,
    "input_shape": lambda: keras.Sequential(layers(input_shape=(1,))),
    "column": lambda: stack(keras.Input((1,), dtype="string")),
    "scalar": lambda: stack(keras.Input((), dtype="string")),
    "functional": functional,
    "subclassed": Subclassed,
}
DATA = {
    "list": WORDS,
    "array": np.array(WORDS),
    "objects": np.array(WORDS, dtype=object),
    "tensor": tf.constant(WORDS),
    "flat list": FLAT,
    "flat array": np.array(FLAT),
    "flat tensor": tf.constant(FLAT),
}


def expected(model):
    embeddings, kernel = model.get_weights()[-2:]
    return embeddings[INDICES] @ kernel


@pytest.mark.parametrize("data", ["list", "objects", "flat list", "tensor"])
@pytest.mark.parametrize("kind", MODELS)
def test_strings_are_predicted_in_every_form(kind, data):
    model = MODELS[kind]()
    found = model.predict(DATA[data], verbose=0)
    np.testing.assert_allclose(found, expected(model), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("data", [n for n in DATA if "list" not in n])
@pytest.mark.parametrize("kind", MODELS)
def test_models_are_called_on_strings(kind, data):
    model = MODELS[kind]()
    found = model(DATA[data])
    np.testing.assert_allclose(found, expected(model), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("kind", MODELS)
def test_data_sets_of_strings_are_predicted_and_trained_on(kind):
    model = MODELS[kind]()
    model.compile("sgd", "mse")
    rows = tf.data.Dataset.from_tensor_slices((WORDS, LABELS)).batch(3)
    history = model.fit(rows, epochs=2, verbose=0).history["loss"]
    assert history[1] < history[0]
    found = model.predict(rows.map(lambda x, y: x), verbose=0)
    np.testing.assert_allclose(found, expected(model), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("data", ["list", "objects", "flat list"])
@pytest.mark.parametrize("kind", ["bare", "column", "subclassed"])
def test_models_are_trained_on_strings(kind, data):
    model = MODELS[kind]()
    model.compile(keras.optimizers.SGD(0.5), "mse")
    history = model.fit(DATA[data], LABELS, epochs=2, verbose=0).history["loss"]
    assert history[1] < history[0]
    assert model.evaluate(DATA[data], LABELS, verbose=0) < history[1]


@pytest.mark.parametrize("kind", MODELS)
def test_models_of_strings_are_saved_and_loaded(kind, tmp_path):
    model = MODELS[kind]()
    wanted = model.predict(DATA["array"], verbose=0)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded(DATA["array"]), wanted)
    model.save_weights(tmp_path / "w.weights.h5")
    again = MODELS[kind]()
    again(DATA["array"])
    again.load_weights(tmp_path / "w.weights.h5")
    np.testing.assert_array_equal(again(DATA["array"]), wanted)


@pytest.mark.parametrize("called", [False, True])
@pytest.mark.parametrize("kind", [k for k in MODELS if k != "subclassed"])
def test_models_of_strings_are_cloned(kind, called):
    model = MODELS[kind]()
    if called:
        model(DATA["array"])
    clone = keras.models.clone_model(model)
    found = clone.predict(DATA["list"], verbose=0)
    np.testing.assert_allclose(found, expected(clone), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("kind", MODELS)
def test_models_of_strings_are_built_by_a_shape(kind):
    model = MODELS[kind]()
    model.build((None, 1))
    assert [v.shape for v in model.weights] == [(4, 2), (2, 1)]


def test_a_layer_around_a_table_is_built_by_a_shape():
    class Inner(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.parts = layers()[:2]

        def call(self, x):
            return self.parts[1](self.parts[0](x))

    assert Inner().compute_output_shape((None, 1)) == (None, 1, 2)
    model = keras.Sequential([Inner()])
    model.build((None, 1))
    assert [v.shape for v in model.weights] == [(4, 2)]
    assert model(DATA["tensor"]).shape == (4, 1, 2)


def test_what_takes_neither_floats_nor_strings_says_why():
    class Wrong(Subclassed):
        def call(self, x):
            raise TypeError(f"of type {x.dtype.name}")

    with pytest.raises(TypeError, match="of type float32"):
        Wrong().build((None, 1))


class Within(keras.layers.Layer):
    """Has a lookup in it, and can be traced before it's adapted."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.lookup = keras.layers.StringLookup()

    def call(self, x):
        return tf.cast(self.lookup(x), "float32")


def of_symbols(front):
    x = keras.Input((1,), dtype="string")
    return keras.Model(x, keras.layers.Dense(1)(front(x)))


class Made(keras.Model):
    """Makes its own graph of layers."""

    def __init__(self):
        x = keras.Input((1,), dtype="string")
        super().__init__(x, keras.layers.Dense(1)(Within()(x)))


class Plain(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.front, self.dense = Within(), keras.layers.Dense(1)

    def call(self, x):
        return self.dense(self.front(x))


LEARNING = {
    "within": lambda: of_symbols(Within()),
    "nested": lambda: of_symbols(of_symbols(Within())),
    "stack": lambda: keras.Sequential(
        [keras.Input((1,), dtype="string"), Within(), keras.layers.Dense(1)]
    ),
    "maker": Made,
    "plain": Plain,
}
WAYS_IN = {
    "call": lambda model, x: model(x),
    "predict": lambda model, x: model.predict(x, verbose=0),
    "fit": lambda model, x: model.fit(x, LABELS, verbose=0),
    "evaluate": lambda model, x: model.evaluate(x, LABELS, verbose=0),
    "train_on_batch": lambda model, x: model.train_on_batch(x, LABELS),
    "function": lambda model, x: tf.function(model)(x),
    "map": lambda model, x: tf.data.Dataset.from_tensors(x).map(model),
    "nested": lambda model, x: tf.map_fn(
        model.__call__, x[None], fn_output_signature="float32"
    ),
}


def lookups_in(model):
    every = model._flatten_layers()
    return [x for x in every if isinstance(x, keras.layers.StringLookup)]


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("kind", ["within", "stack", "plain"])
def test_a_missing_vocabulary_is_told_before_tensorflow_sees_it(kind, way):
    model = LEARNING[kind]()
    model.compile("sgd", "mse")
    x = tf.constant(WORDS)
    with pytest.raises(RuntimeError, match=r"no vocabulary yet.*`adapt`"):
        WAYS_IN[way](model, x)
    [lookup] = lookups_in(model)
    lookup.adapt(FLAT)
    WAYS_IN[way](model, x)


@pytest.mark.parametrize("kind", LEARNING)
def test_a_clone_has_the_vocabulary_and_not_the_weights(kind):
    model = LEARNING[kind]()
    for lookup in lookups_in(model):
        lookup.adapt(FLAT)
    model(tf.constant(WORDS))
    clone = keras.models.clone_model(model)
    before = clone(tf.constant(WORDS))
    assert not np.array_equal(before, model(tf.constant(WORDS)))
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(
        clone.predict(tf.constant(WORDS)), model(tf.constant(WORDS))
    )
    own, other = lookups_in(model)[0], lookups_in(clone)[0]
    other.adapt(["new"])
    assert own.get_vocabulary() != other.get_vocabulary()


@pytest.mark.parametrize("options", [{}, {"output_mode": "tf_idf"}])
def test_layers_that_a_function_clones_have_the_vocabulary_too(options):
    front = keras.layers.StringLookup(**options)
    front.adapt(WORDS)
    x = keras.Input((1,), dtype="string")
    model = keras.Model(x, front(x))

    def cloned(layer):
        return type(layer).from_config(layer.get_config())

    clone = keras.models.clone_model(model, clone_function=cloned)
    np.testing.assert_array_equal(
        clone(tf.constant(WORDS)), model(tf.constant(WORDS))
    )


# What a function may change in a lookup, and not ask of the vocabulary.
OTHER = {
    "smaller": {"max_tokens": 3},
    "another unknown token": {"oov_token": "b", "invert": True},
    "more unknown tokens": {"num_oov_indices": 2},
    "a mask": {"mask_token": "a"},
    "another mode": {"output_mode": "multi_hot", "max_tokens": 9},
}


@pytest.mark.parametrize("name", OTHER)
def test_a_lookup_of_another_configuration_has_to_learn(name):
    front = keras.layers.StringLookup(vocabulary_size=4)
    front.adapt(["a", "b", "c"])
    model = keras.Sequential([keras.Input((1,), dtype="string"), front])

    def cloned(layer):
        other = {"vocabulary_size": 4, "dtype": "int64"}
        if name == "another mode":
            other["dtype"] = "float32"
        return type(layer).from_config(
            {**layer.get_config(), **other, **OTHER[name]}
        )

    if "invert" in OTHER[name]:
        made = cloned(front)
        front._keras_hand_on(made)
    else:
        clone = keras.models.clone_model(model, clone_function=cloned)
        [made] = lookups_in(clone)
        with pytest.raises(RuntimeError, match="no vocabulary yet"):
            clone(tf.constant([["a"]]))
    assert made.get_vocabulary(include_special_tokens=False) == []


class TwoLookups(keras.layers.Layer):
    def __init__(self, names=("first", "second"), **kwargs):
        super().__init__(**kwargs)
        for name in names:
            setattr(self, name, keras.layers.StringLookup())

    def call(self, inputs):
        return self.first(inputs) * 100 + self.second(inputs)


def test_lookups_of_a_clone_get_what_those_in_their_places_learned():
    own = TwoLookups()
    model = keras.Sequential([keras.Input((), dtype="string"), own])
    own.first.adapt(["x"])
    own.second.adapt(["y", "z"])
    clone = keras.models.clone_model(
        model, clone_function=lambda layer: TwoLookups(("second", "first"))
    )
    x = tf.constant(["x", "y", "z"])
    np.testing.assert_array_equal(clone(x), model(x))


def test_a_users_function_of_any_name_needs_the_vocabulary():
    lookup = keras.layers.StringLookup()

    @tf.function
    def scratch(x):
        return lookup(x)

    with pytest.raises(RuntimeError, match="no vocabulary yet"):
        scratch(tf.constant(["a"]))


# Values of weights.


def learned(tokens, **options):
    layer = keras.layers.StringLookup(**options)
    layer.adapt(np.array(tokens))
    return layer


def test_a_vocabulary_that_was_learned_is_among_the_values_of_weights():
    layer, other = learned(["a", "b", "b"]), learned(["x", "y"])
    (values,) = layer.get_weights()
    assert values.tolist() == [b"b", b"a"]
    other.set_weights(layer.get_weights())
    assert other(tf.constant(["a", "b", "x"])).numpy().tolist() == [2, 1, 0]


def test_that_of_the_constructor_is_not_for_the_config_has_it():
    assert keras.layers.StringLookup(vocabulary=["a"]).get_weights() == []


def text_model(words):
    text = keras.layers.TextVectorization()
    text.adapt(words)
    embedding = keras.layers.Embedding(4, 2)
    pool = keras.layers.GlobalAveragePooling1D()
    inputs = keras.Input((1,), dtype="string")
    return keras.Sequential([inputs, text, embedding, pool])


def test_a_models_values_have_it_where_the_layer_stands():
    model, other = text_model(["a b", "b"]), text_model(["x y"])
    tokens, embeddings = model.get_weights()
    assert tokens.tolist() == [b"b", b"a"] and embeddings.shape == (4, 2)
    other.set_weights([tokens, embeddings])
    x = tf.constant([["a b"], ["b q"]])
    np.testing.assert_array_equal(other(x), model(x))


def test_values_without_it_are_refused_and_nothing_is_set():
    model = text_model(["a b", "b"])
    before = model.get_weights()[1]
    with pytest.raises(ValueError, match="1 for vocabularies. Received: 1"):
        model.set_weights([before + 1])
    with pytest.raises(ValueError, match="twice"):
        model.set_weights([np.array(["q", "q"]), before + 1])
    with pytest.raises(ValueError, match="shape"):
        model.set_weights([np.array(["q"]), before[:1]])
    np.testing.assert_array_equal(model.get_weights()[1], before)
    assert model.layers[0].get_vocabulary()[2:] == ["b", "a"]


def test_weights_of_tf_idf_come_before_the_tokens():
    text, other = (
        keras.layers.TextVectorization(output_mode="tf_idf") for _ in range(2)
    )
    text.adapt(["a b", "b"])
    other.adapt(["q"])
    assert [len(values) for values in text.get_weights()] == [3, 2]
    other.set_weights(text.get_weights())
    np.testing.assert_array_equal(other(["a b"]), text(["a b"]))


def test_the_layer_that_lacks_a_vocabulary_is_the_one_the_user_made():
    with pytest.raises(RuntimeError, match="^TextVectorization layer 'mine'"):
        keras.layers.TextVectorization(name="mine")(tf.constant(["a"]))
