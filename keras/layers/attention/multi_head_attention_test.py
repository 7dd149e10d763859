"""Tests of attention in several heads."""

import warnings

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import layers
from keras.layers.attention import multi_head_attention
from keras.testing import told_specs


def example(*shape):
    generator = np.random.default_rng(sum(shape))
    return tf.constant(generator.normal(size=shape), tf.float32)


QUERY, VALUE, KEY = example(2, 3, 4), example(2, 5, 6), example(2, 5, 2)
QUERY_MASK = tf.constant([[True, True, False], [True, False, True]])
VALUE_MASK = tf.sequence_mask([5, 2], 5)
KEY_MASK = tf.constant([[True, False, True, True, True]] * 2)
SMALL = {"num_heads": 2, "key_dim": 3}
RUNS = {
    "eager": lambda f: f,
    "graph": tf.function,
    "xla": lambda f: tf.function(f, jit_compile=True),
}
EVERY_RUN = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
PROJECTED = {
    "heads": lambda **more: layers.MultiHeadAttention(2, 3, **more),
    "groups": lambda **more: layers.GroupQueryAttention(3, 4, 2, **more),
}
EVERY_PROJECTED = pytest.mark.parametrize(
    "make", PROJECTED.values(), ids=PROJECTED
)


def masked(tensor, mask):
    """A new tensor, with a mask or without one."""
    copy = tf.identity(tensor)
    if mask is not None:
        copy._keras_mask = mask
    return copy


def both(*inputs, **arguments):
    """Ours and Keras 2's, built, with the same weights."""
    ours, theirs = (
        package.layers.MultiHeadAttention(**{**SMALL, **arguments})
        for package in (keras, tf_keras)
    )
    ours(*inputs), theirs(*inputs)
    theirs.set_weights([w + 0.1 for w in ours.get_weights()])
    ours.set_weights(theirs.get_weights())
    return ours, theirs


def assert_equal(found, expected):
    for one, other in zip(*map(tf.nest.flatten, (found, expected))):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


# Masks.


@pytest.mark.parametrize("of_query", [None, QUERY_MASK])
@pytest.mark.parametrize("of_value", [None, VALUE_MASK])
@pytest.mark.parametrize("of_key", [None, KEY_MASK])
@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize("causal", [False, True])
def test_all_masks_together_are_those_of_keras_2(
    of_query, of_value, of_key, given, causal
):
    ours, theirs = both(QUERY, VALUE, KEY)
    options = {
        "attention_mask": example(2, 3, 5) > -0.5 if given else None,
        "use_causal_mask": causal,
        "return_attention_scores": True,
    }
    inputs = [
        masked(QUERY, of_query),
        masked(VALUE, of_value),
        masked(KEY, of_key),
    ]
    assert_equal(ours(*inputs, **options), theirs(*inputs, **options))


@EVERY_RUN
def test_masks_of_the_inputs_are_there_in_every_way_of_a_call_row_24(run):
    layer, _ = both(QUERY, VALUE)
    expected = layer(QUERY, VALUE, attention_mask=VALUE_MASK[:, None])
    call = run(lambda q, v, m: layer(q, masked(v, m)))
    assert_equal(call(QUERY, VALUE, VALUE_MASK), expected)

    class Users(keras.layers.Layer):
        call = run(lambda self, inputs: layer(QUERY, inputs))

    assert_equal(Users()(masked(VALUE, VALUE_MASK)), expected)


@EVERY_PROJECTED
def test_masks_are_given_by_name_as_in_keras_3(make):
    layer = make()
    carried = layer(masked(QUERY, QUERY_MASK), masked(VALUE, VALUE_MASK), KEY)
    given = layer(
        QUERY, VALUE, KEY, query_mask=QUERY_MASK, value_mask=VALUE_MASK
    )
    np.testing.assert_array_equal(given, carried)
    assert differ(given, layer(QUERY, VALUE, KEY))


def differ(one, other):
    return float(tf.reduce_max(tf.abs(one - other))) > 1e-3


@EVERY_PROJECTED
def test_the_querys_mask_is_handed_on(make):
    table = layers.Embedding(9, 4, mask_zero=True)
    ids = tf.constant([[1, 2, 0]])
    outputs = make()(table(ids), QUERY[:1])
    np.testing.assert_array_equal(outputs._keras_mask, [[True, True, False]])
    symbol = make()(table(layers.Input((3,))), layers.Input((5, 4)))
    assert symbol._keras_mask.shape.as_list() == [None, 3]


def test_a_model_that_loses_no_mask_is_not_warned_of_row_25():
    ids = layers.Input((None,), dtype="int32")
    x = layers.Embedding(9, 4, mask_zero=True)(ids)
    x = layers.MultiHeadAttention(2, 3)(x, x)
    x = layers.LSTM(3)(x)
    model = keras.Model(ids, layers.Dense(1)(x))
    model.compile("sgd", "mse")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.fit(np.array([[1, 2, 0], [3, 0, 0]]), np.ones((2, 1)), verbose=0)
        outputs = model(tf.constant([[1, 2, 0]]))
    np.testing.assert_allclose(outputs, model(tf.constant([[1, 2]])), 1e-5)


@EVERY_PROJECTED
@pytest.mark.parametrize("dtype", ["mixed_float16", "mixed_bfloat16"])
def test_rows_of_padding_alone_give_numbers(make, dtype):
    layer = make(dtype=dtype)
    nothing = tf.zeros((2, 5), tf.bool)
    outputs = layer(QUERY * 90, VALUE * 90, value_mask=nothing)
    assert np.isfinite(outputs).all()


def test_a_mask_may_have_the_axis_of_heads():
    layer = layers.MultiHeadAttention(**SMALL)
    by_head = example(2, 2, 3, 5) > 0
    _, weights = layer(
        QUERY,
        masked(VALUE, VALUE_MASK),
        attention_mask=by_head,
        return_attention_scores=True,
    )
    counts = by_head & VALUE_MASK[:, None, None]
    some = tf.reduce_any(counts, -1, keepdims=True)
    np.testing.assert_array_equal((weights > 0) & some, counts)


def test_of_several_axes_the_masks_speak_of_the_first():
    x = example(2, 3, 2, 4)
    for axes in ((1,), (2,), (1, 2)):
        layer = layers.MultiHeadAttention(2, 3, attention_axes=axes)
        mask = tf.constant([[True, True, False]] * 2)
        outputs = layer(masked(x, mask), masked(x, mask))
        expected = layer(x[:, :2], x[:, :2])
        assert_equal(outputs[:, :2], expected)


# What comes later.


@EVERY_RUN
@EVERY_PROJECTED
@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("returns", [False, True])
def test_what_comes_later_is_not_seen_row_109(run, make, dropout, returns):
    layer = make(dropout=dropout)
    options = {"use_causal_mask": True, "return_attention_scores": returns}
    call = run(lambda x: layer(x, x, **options))
    assert_sees_no_later(call, example(2, 6, 4), returns)


def assert_sees_no_later(call, x, returns):
    later = tf.concat([x[:, :3], x[:, 3:] + 1], 1)
    results = call(x), call(later)
    for one, other in zip(*map(tf.nest.flatten, results)):
        is_scores = returns and one is tf.nest.flatten(results[0])[1]
        seen = (
            (..., slice(3), slice(None))
            if is_scores
            else (slice(None), slice(3))
        )
        np.testing.assert_allclose(one[seen], other[seen], atol=1e-5)
    assert differ(*(tf.nest.flatten(r)[0] for r in results))


@pytest.mark.parametrize("axes", [(1,), (1, 2), None])
def test_in_four_axes_too_what_comes_later_is_not_seen_row_109(axes):
    layer = layers.MultiHeadAttention(2, 3, attention_axes=axes)
    call = lambda x: layer(x, x, use_causal_mask=True)  # noqa: E731
    assert_sees_no_later(call, example(2, 6, 2, 4), False)


def test_several_axes_are_gone_through_row_by_row():
    x = example(1, 3, 2, 4)
    layer = layers.MultiHeadAttention(2, 3)
    flat = layers.MultiHeadAttention(2, 3)
    flat.build((1, 6, 4), (1, 6, 4))
    outputs = layer(x, x, use_causal_mask=True)
    flat.set_weights(layer.get_weights())
    rows = tf.reshape(x, (1, 6, 4))
    expected = flat(rows, rows, use_causal_mask=True)
    assert_equal(tf.reshape(outputs, (1, 6, 4)), expected)


@EVERY_PROJECTED
def test_a_window_lets_near_keys_in_only(make):
    x = example(2, 6, 4)
    _, weights = make(sliding_window=2)(x, x, return_attention_scores=True)
    near = abs(np.arange(6)[:, None] - np.arange(6)) < 2
    for head in range(weights.shape[1]):
        np.testing.assert_array_equal(weights[0, head] > 0, near)


# Shapes.


@pytest.mark.parametrize("axes", [None, 1, (1,), (2,), (1, 2), (-2,)])
def test_any_axes_give_the_numbers_of_keras_2(axes):
    x, y = example(2, 3, 2, 4), example(2, 3, 2, 5)
    ours, theirs = both(x, y, attention_axes=(2,) if axes == (-2,) else axes)
    if axes == (-2,):  # tf_keras counts them otherwise.
        weights = ours.get_weights()
        ours = layers.MultiHeadAttention(**SMALL, attention_axes=axes)
        ours(x, y)
        ours.set_weights(weights)
    options = {"return_attention_scores": True}
    assert_equal(ours(x, y, **options), theirs(x, y, **options))


@EVERY_PROJECTED
@pytest.mark.parametrize("returns", [False, True])
def test_what_comes_out_is_told_without_a_trace(make, returns):
    symbols = [layers.Input((n, 4), batch_size=2) for n in (3, 5)]
    told_specs.check_told_as_traced(
        make(dtype="mixed_bfloat16"), *symbols, return_attention_scores=returns
    )


@pytest.mark.parametrize("axes", [(1,), (2,), (1, 2)])
def test_weights_of_any_axes_are_told_without_a_trace(axes):
    symbols = [layers.Input((n, 3, 4)) for n in (2, 2)]
    told_specs.check_told_as_traced(
        layers.MultiHeadAttention(2, 3, attention_axes=axes),
        *symbols,
        return_attention_scores=True,
    )


def test_ragged_rows_are_as_each_row_alone():
    layer = layers.MultiHeadAttention(**SMALL)
    queries = tf.RaggedTensor.from_tensor(QUERY, [3, 1])
    values = tf.RaggedTensor.from_tensor(VALUE, [2, 5])
    outputs = layer(queries, values)
    assert isinstance(outputs, tf.RaggedTensor)
    for row in range(2):
        alone = layer(queries[row][None], values[row][None])
        assert_equal(outputs[row], alone[0])
    keys = tf.RaggedTensor.from_tensor(VALUE, [2, 5])
    assert_equal(layer(queries, values, keys).values, outputs.values)
    assert_equal(layer(queries, VALUE, keys).values, outputs.values)


def test_a_model_of_ragged_rows_is_told_of_them():
    rows = layers.Input((None, 4), ragged=True)
    outputs = layers.MultiHeadAttention(**SMALL)(rows, rows)
    assert isinstance(outputs.type_spec, tf.RaggedTensorSpec)
    model = keras.Model(rows, outputs)
    given = tf.RaggedTensor.from_tensor(QUERY, [3, 1])
    assert model(given).shape.as_list() == [2, None, 4]


# What others read, call and override.


def test_inner_layers_and_facts_have_keras_2s_names():
    ours, theirs = both(QUERY, VALUE, value_dim=4, dropout=0.2)
    for name in (
        "_num_heads _key_dim _value_dim _dropout _use_bias _attention_axes "
        "_combine_equation _dot_product_equation _built_from_signature "
        "_output_shape _query_shape _key_shape _value_shape"
    ).split():
        assert getattr(ours, name) == getattr(theirs, name), name
    for name in (
        "_query_dense _key_dense _value_dense _output_dense _dropout_layer "
        "_softmax"
    ).split():
        mine, other = getattr(ours, name), getattr(theirs, name)
        assert type(mine).__name__ == type(other).__name__
    assert ours._output_dense.equation == theirs._output_dense.equation
    assert ours._get_common_kwargs_for_sublayer().keys() == (
        theirs._get_common_kwargs_for_sublayer().keys()
    )
    assert ours.query_dense is ours._query_dense


@pytest.mark.parametrize(
    "function,arguments",
    [
        ("_build_proj_equation", (2, 1, 2)),
        ("_build_proj_equation", (3, 2, 1)),
        ("_build_attention_equation", (4, (1,))),
        ("_build_attention_equation", (5, (1, 2))),
        ("_build_attention_equation", (5, (2,))),
        ("_get_output_shape", (3, [2, 4])),
    ],
)
def test_helpers_return_what_keras_2s_do(function, arguments):
    theirs = tf_keras.src.layers.attention.multi_head_attention
    assert getattr(multi_head_attention, function)(*arguments) == (
        getattr(theirs, function)(*arguments)
    )


def scaled(package):
    """What model libraries make of the layer."""

    class Scaled(package.layers.MultiHeadAttention):
        def _build_attention(self, rank):
            super()._build_attention(rank)
            self.scale = self.add_weight("scale", (), initializer="ones")

        def _masked_softmax(self, attention_scores, attention_mask=None):
            scores = attention_scores * self.scale
            return super()._masked_softmax(scores, attention_mask)

        def _compute_attention(
            self, query, key, value, attention_mask=None, training=None
        ):
            scores = tf.einsum(self._dot_product_equation, key, query)
            scores = self._masked_softmax(scores, attention_mask)
            scores = self._dropout_layer(scores, training=training)
            means = tf.einsum(self._combine_equation, scores, value)
            return means, scores

        def call(self, query, value, attention_mask=None, training=None):
            return super().call(
                query,
                value,
                attention_mask=attention_mask,
                training=training,
                use_causal_mask=True,
            )

    return Scaled


def test_a_subclass_overrides_what_it_does_with_keras_2():
    ours, theirs = (scaled(package)(2, 3) for package in (keras, tf_keras))
    x = masked(QUERY, QUERY_MASK)
    ours(x, x), theirs(x, x)
    by_name = {w.name.split("/", 1)[1]: w.numpy() for w in ours.weights}
    theirs.set_weights(
        [by_name[w.name.split("/", 1)[1]] for w in theirs.weights]
    )
    assert_equal(ours(x, x), theirs(x, x))


def test_the_inner_layers_can_be_made_before_a_call():
    layer = layers.MultiHeadAttention(**SMALL)
    layer._build_from_signature(QUERY, value=tf.TensorShape([None, 5, 6]))
    made = layer._query_dense
    layer(QUERY, VALUE)
    assert layer._query_dense is made
    assert len(layer.weights) == 8


def test_weights_in_place_of_an_inner_layer_are_used():
    layer = layers.MultiHeadAttention(**SMALL, use_bias=False)
    layer(QUERY, VALUE)
    kernel = layer._query_dense.kernel
    layer._query_dense = layers.Lambda(
        lambda x: tf.einsum("abc,cde->abde", x, kernel)
    )
    assert layer(QUERY, VALUE).shape == (2, 3, 4)
    assert len(layer.trainable_weights) == 3


def test_penalties_are_those_of_keras_2():
    penalties = dict.fromkeys(
        (f"{of}_regularizer" for of in ("kernel", "bias", "activity")), "l2"
    )
    ours, theirs = both(QUERY, VALUE, **penalties)
    ours(QUERY, VALUE), theirs(QUERY, VALUE)
    np.testing.assert_allclose(
        sorted(map(float, ours.losses)),
        sorted(map(float, theirs.losses)),
        rtol=1e-5,
    )


@EVERY_PROJECTED
def test_dropout_drops_weights_in_training_only(make):
    layer = make(dropout=0.5, seed=1)
    assert differ(layer(QUERY, VALUE, training=True), layer(QUERY, VALUE))
    np.testing.assert_array_equal(layer(QUERY, VALUE), layer(QUERY, VALUE))
    again = make(dropout=0.5, seed=1)
    again.build(QUERY.shape, VALUE.shape)
    again.set_weights(layer.get_weights())
    fresh = make(dropout=0.5, seed=1)
    fresh.build(QUERY.shape, VALUE.shape)
    fresh.set_weights(layer.get_weights())
    np.testing.assert_array_equal(
        again(QUERY, VALUE, training=True), fresh(QUERY, VALUE, training=True)
    )


def test_a_mask_of_other_axes_is_told_of_the_layer():
    layer = layers.MultiHeadAttention(2, 3, attention_axes=(2,))
    x, mask = tf.ones((2, 3, 5, 4)), tf.ones((2, 1, 3, 5, 5))
    with pytest.raises(ValueError, match="^MultiHeadAttention.*mask isn't"):
        layer(x, x, attention_mask=mask)
