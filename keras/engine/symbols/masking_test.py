"""Masks over the edge of a `tf.function`, and the warning when one is lost."""

import sys
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.symbols import masking

# AutoGraph leaves our own package's code alone: this is a user's.
sys.modules["users_masks"] = sys.modules[__name__]
__name__ = "users_masks"

IDS = tf.constant([[1, 0, 2], [3, 3, 3]])


class Count(keras.layers.Layer):
    """Tells how many steps the mask leaves; -1 without a mask."""

    def call(self, inputs, mask=None):
        if mask is None:
            return tf.constant(-1)
        return tf.math.count_nonzero(mask, dtype=tf.int32)


class Half(keras.layers.Layer):
    """Knows nothing of masks."""

    def call(self, inputs):
        return inputs / 2


class FirstStep(keras.layers.Layer):
    """Knows nothing of masks, and leaves no steps."""

    def call(self, inputs):
        return inputs[:, 0]


class Attend(keras.layers.Layer):
    """Takes masks and passes them on, as attention does."""

    def __init__(self):
        super().__init__()
        self.supports_masking = True

    def call(self, inputs, mask=None):
        if mask is None:
            return inputs
        return inputs * tf.cast(mask, inputs.dtype)[..., None]


class Scan(keras.layers.Layer):
    """Takes masks and uses the steps up, as a recurrent layer does."""

    def call(self, inputs, mask=None):
        return tf.reduce_sum(inputs, 1)


def embedding():
    return keras.layers.Embedding(4, 2, mask_zero=True)


# Over the edge of a `tf.function`.


class CallsInside(keras.layers.Layer):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    @tf.function
    def call(self, inputs):
        outputs = self.inner(inputs)
        if tf.reduce_sum(inputs) > 1e6:
            outputs = outputs * 0  # AutoGraph's work is done here, too.
        return outputs


class CompiledInside(CallsInside):
    call = tf.function(
        lambda self, inputs: self.inner(inputs),
        jit_compile=True,
        autograph=False,
    )


def outside(function):
    def call(layer, ids):
        embed = embedding()
        return function(lambda x: layer(embed(x)))(ids)

    return call


WAYS = {
    "eager": lambda layer, ids: layer(embedding()(ids)),
    "graph": outside(tf.function),
    "jit": outside(lambda call: tf.function(call, jit_compile=True)),
    "model": lambda layer, ids: keras.Sequential([embedding(), layer])(ids),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("kind", [CallsInside, CompiledInside])
def test_a_call_that_is_a_tf_function_hands_masks_in_row_24(kind, way):
    assert int(way(kind(Count()), IDS)) == 5


def test_a_call_that_is_a_tf_function_hands_masks_out_row_24():
    assert int(Count()(CompiledInside(Attend())(embedding()(IDS)))) == 5


def test_an_instances_call_may_be_made_a_tf_function_row_24():
    layer = Attend()
    layer.call = tf.function(layer.call)
    assert int(Count()(layer(embedding()(IDS)))) == 5


def test_unmasked_inputs_after_masked_ones_have_no_mask():
    layer = CallsInside(Count())
    assert int(layer(embedding()(IDS))) == 5
    assert int(layer(tf.ones((2, 3, 2)))) == -1


def test_the_masks_of_further_arguments_go_in_too():
    class Second(keras.layers.Layer):
        @tf.function
        def call(self, query, value):
            return Count()(value)

    found = Second()(tf.ones((2, 3, 2)), value=embedding()(IDS))
    assert int(found) == 5


def test_a_fixed_signature_leaves_no_room_for_masks():
    class Fixed(CallsInside):
        call = tf.function(
            lambda self, inputs: self.inner(inputs),
            input_signature=[tf.TensorSpec((None, None, 2))],
        )

    with pytest.warns(UserWarning, match="Fixed layer .* ends here"):
        assert int(Fixed(Count())(embedding()(IDS))) == -1


# What the caller says.


def test_no_mask_that_the_caller_gives_is_none_at_all():
    # So has tf_keras it: `mask=None` isn't the same as saying nothing.
    assert int(Count()(embedding()(IDS), mask=None)) == -1


# Lost masks.


def told(*layers):
    """Returns the warnings of building, calling and running a model."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = keras.Sequential(layers)
        model(IDS)
        model(IDS)
        model.predict(IDS, verbose=0)
    return [str(w.message) for w in caught if w.category is UserWarning]


def test_a_dropped_mask_is_told_once_row_25():
    dense = keras.layers.Dense(2)
    (message,) = told(embedding(), Half(name="h"), dense, Scan(name="s"))
    assert message.startswith("Half layer 'h': the mask of its input ends here")
    assert "Expected a layer that takes masks" in message
    assert "by `supports_masking = True`" in message
    assert "Received: a mask of shape=" in message
    assert len(message) < 350


def test_a_correct_model_is_not_warned_of_row_25():
    dense = keras.layers.Dense(2)
    drop = keras.layers.Dropout(0.5)
    assert told(embedding(), drop, Attend(), Scan(), dense) == []


@pytest.mark.parametrize(
    "layer",
    [
        Half(),
        FirstStep(),
        keras.layers.Conv1D(2, 2),
        keras.layers.AveragePooling1D(2),
        keras.layers.GlobalMaxPooling1D(),
        keras.layers.Flatten(),
        keras.layers.Permute((2, 1)),
        keras.layers.Reshape((2, 3)),
        keras.layers.Lambda(tf.abs),
    ],
    ids=lambda layer: type(layer).__name__,
)
@pytest.mark.parametrize("way", ["eager", "graph", "symbolic"])
def test_who_drops_a_mask_is_told_whoever_comes_after(layer, way):
    layer = type(layer).from_config(layer.get_config())
    embed = embedding()
    x = embed(IDS)
    calls = {
        "eager": lambda: layer(x),
        "graph": lambda: tf.function(lambda: layer(embed(IDS)))(),
        "symbolic": lambda: layer(
            embedding()(keras.Input((3,), dtype="int32"))
        ),
    }
    with pytest.warns(UserWarning, match=f"'{layer.name}'.* ends here") as one:
        calls[way]()
    assert len(one) == 1
    layer(x)  # warnings are errors


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Dense(2),
        keras.layers.Dropout(0.5),
        keras.layers.SpatialDropout1D(0.5),
        keras.layers.Activation("relu"),
        keras.layers.ReLU(),
        keras.layers.LayerNormalization(),
        keras.layers.BatchNormalization(),
        keras.layers.GaussianNoise(1.0),
        keras.layers.ActivityRegularization(1.0),
        keras.layers.TimeDistributed(keras.layers.Dense(2)),
        keras.layers.TimeDistributed(keras.layers.Reshape((2, 1))),
        keras.layers.Bidirectional(keras.layers.LSTM(2)),
        keras.layers.SpectralNormalization(keras.layers.Dense(2)),
        keras.layers.GlobalAveragePooling1D(),
        keras.Sequential([keras.layers.Dense(2), Scan()]),
    ],
    ids=lambda layer: layer.name,
)
def test_who_uses_a_mask_or_passes_it_on_is_not_told(layer):
    assert told(embedding(), layer) == []


@pytest.mark.parametrize("way", ["call", "tf.function"])
def test_who_has_a_layer_inside_that_takes_the_mask_is_not_told_row_25(way):
    class Around(keras.layers.Layer):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def call(self, inputs):
            return self.inner(inputs)

    kind = {"call": Around, "tf.function": CompiledInside}[way]
    assert told(embedding(), kind(Scan())) == []
    (message,) = told(embedding(), kind(Half()))
    assert message.startswith("Half layer")


def test_a_mask_that_is_used_up_is_not_told_row_25():
    assert told(embedding(), Scan(), keras.layers.BatchNormalization()) == []


def test_the_mask_of_an_inner_layer_is_kept_row_25():
    class Block(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = Attend()

        def call(self, inputs):
            return self.inner(inputs)

    assert told(embedding(), Block(), Scan()) == []


def test_a_caller_who_says_so_is_not_warned_row_25():
    half = Half()(embedding()(IDS), mask=None)
    ids = keras.Input((3,), dtype="int32")
    flat = keras.layers.Flatten()(embedding()(ids), mask=None)
    assert keras.Model(ids, flat)(IDS).shape == (2, 6)  # warnings are errors
    np.testing.assert_allclose(
        Scan()(half, mask=None), tf.reduce_sum(half, 1), rtol=1e-6
    )


def test_a_functional_model_tells_of_a_lost_mask_row_25():
    ids = keras.Input((3,), dtype="int32")
    with pytest.warns(UserWarning, match="Half layer .* ends here"):
        model = keras.Model(ids, Scan()(Half()(embedding()(ids))))
    model(IDS)


FUNCTIONS = {
    "operator": lambda x: x + 1.0,
    "reflected operator": lambda x: 2.0 * x,
    "two tensors": lambda x: x + x,
    "function": tf.nn.relu,
    "list": lambda x: tf.concat([x, x], -1),
    "slice": lambda x: x[..., :1],
    "keyword": lambda x: tf.reshape(tensor=x, shape=(-1, 3, 2)),
    "one after the other": lambda x: tf.nn.relu(tf.abs(x) - 1.0),
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_loses_the_mask_and_it_is_told_once(function):
    ids = keras.Input((3,), dtype="int32")
    x = FUNCTIONS[function](embedding()(ids))
    assert not hasattr(x, "_keras_mask")
    model = keras.Model(ids, Scan(name="s")(x))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model(IDS)
        model(IDS)
        model.predict(IDS, verbose=0)
    (message,) = [str(w.message) for w in caught]
    assert message.startswith("Scan layer 's' takes a mask and gets none:")
    assert "Lambda" in message and "mask=lambda" in message
    assert len(message) < 350


def test_a_function_that_uses_the_mask_up_is_not_told():
    ids = keras.Input((3,), dtype="int32")
    x = tf.reduce_sum(embedding()(ids), 1)
    model = keras.Model(ids, Scan()(tf.expand_dims(x, -1)))
    assert model(IDS).shape == (2, 1)  # warnings are errors


def test_a_lambda_that_says_so_passes_the_mask_on():
    def twice(x, mask=None):
        assert mask is not None
        return 2.0 * x

    for layer in (
        keras.layers.Lambda(tf.abs, mask=lambda x, mask: mask),
        keras.layers.Lambda(twice, mask=lambda x, mask: mask),
    ):
        ids = keras.Input((3,), dtype="int32")
        x = layer(embedding()(ids))
        assert x._keras_mask.shape == (None, 3)
        assert told(embedding(), layer, Scan()) == []


def test_a_lambda_that_takes_the_mask_has_used_it():
    def kept(x, mask=None):
        return x if mask is None else x * tf.cast(mask, x.dtype)[..., None]

    assert told(embedding(), keras.layers.Lambda(kept), Scan()) == []


# Masks of several arguments, by name.

OTHER = tf.constant([[0, 1, 0], [2, 0, 0]])


class Match(keras.layers.Layer):
    """Says which steps of two tensors count, by the masks that it's given."""

    def call(self, query, value, query_mask=None, value_mask=None):
        return tf.stack([self.count(query_mask), self.count(value_mask)])

    def count(self, mask):
        if mask is None:
            return tf.constant(-1)
        return tf.math.count_nonzero(mask, dtype=tf.int32)


def embed(ids, dtype=None):
    embedding = keras.layers.Embedding(4, 2, mask_zero=True, dtype=dtype)
    return embedding(ids)


def by_position(layer, *args, **kwargs):
    return layer(*args, **kwargs)


def in_a_graph(layer, *args, **kwargs):
    return tf.function(lambda: layer(*args, **kwargs))()


def in_a_model(layer, query, value, **masks):
    x, y = keras.Input((3,), dtype=tf.int32), keras.Input((3,), dtype=tf.int32)
    outputs = layer(embed(x), embed(y), **masks)
    return keras.Model([x, y], outputs)([IDS, OTHER])


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
@pytest.mark.parametrize("way", [by_position, in_a_graph, in_a_model])
def test_each_argument_has_its_mask_under_its_name(way, policy):
    def found(**masks):
        layer = Match(dtype=policy)
        return way(layer, embed(IDS), embed(OTHER), **masks).numpy().tolist()

    assert found() == [5, 2]
    assert found(query_mask=None) == [-1, 2]
    assert found(value_mask=tf.constant([[True, False, False]])) == [5, 1]


def test_arguments_by_name_and_nests_have_their_masks_too():
    class Nest(Match):
        def call(self, query, value, query_mask=None, value_mask=None):
            counts = [self.count(mask) for mask in value_mask]
            return tf.stack([self.count(query_mask), *counts])

    query, values = embed(IDS), [embed(OTHER), embed(0 * IDS)]
    assert Match()(value=values[0], query=query).numpy().tolist() == [5, 2]
    assert Nest()(value=values, query=query).numpy().tolist() == [5, 2, 0]


def test_tensors_without_masks_have_none_by_name():
    x = tf.ones((2, 3, 2))
    for _ in range(3):
        assert Match()(x, x).numpy().tolist() == [-1, -1]
    assert Match()(x, embed(IDS)).numpy().tolist() == [-1, 5]


def test_a_mask_that_a_layer_lost_before_a_named_one_is_told():
    ids = keras.Input((3,), dtype=tf.int32)
    model = keras.Model(ids, Match()(embed(ids), tf.abs(embed(ids))))
    with pytest.warns(UserWarning, match="Match layer.*math.abs"):
        model(IDS)


@pytest.mark.parametrize("way", [by_position, in_a_graph])
@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16", "float64"])
def test_a_tensor_that_is_cast_for_a_call_keeps_its_mask(way, policy):
    class Looks(keras.layers.Layer):
        supports_masking = True

        def call(self, inputs):
            mask = getattr(inputs, "_keras_mask", None)
            return Match.count(self, mask)

    assert int(way(Looks(dtype=policy), embed(IDS))) == 5
    with pytest.warns(UserWarning, match="'half'.* ends here"):
        way(Half(name="half", dtype=policy), embed(IDS))


@pytest.mark.parametrize("way", [by_position, in_a_graph])
def test_one_tensor_alone_has_its_mask_under_mask_only(way):
    class One(keras.layers.Layer):
        def call(self, x, scale=1.0, x_mask=None):
            return x * scale if x_mask is None else 0.0 * x

    x = tf.ones((2, 3, 2))
    masking.attach(x, IDS != 0)
    # As tf_keras 2.21 and Keras 3.15 do.
    with pytest.warns(UserWarning, match="One layer .* ends here"):
        found = way(One(), x, scale=2.0)
    np.testing.assert_array_equal(found, 2.0 * x)


def test_a_mask_that_a_layer_takes_for_its_second_argument_only_is_lost():
    class Second(keras.layers.Layer):
        def call(self, query, value, value_mask=None):
            return query * 1.0

    for layer in (Second(name="second"), Half(name="second")):
        more = [embed(OTHER)] if isinstance(layer, Second) else []
        with pytest.warns(UserWarning, match="'second'.* ends here"):
            layer(embed(IDS), *more)
