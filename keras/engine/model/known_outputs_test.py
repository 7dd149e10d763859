"""A model called on symbols such as its own is not traced again."""

import numpy as np
import tensorflow as tf

import keras


class _Counting(keras.layers.Layer):
    """Adds one, and counts how often somebody has it compute."""

    calls = 0
    penalty = 0

    def call(self, inputs):
        self.calls += 1
        if self.penalty:
            self.add_loss(self.penalty * tf.reduce_sum(inputs))
        return inputs + 1


def _nested(*layers):
    x = keras.Input((3,))
    y = x
    for layer in layers:
        y = layer(y)
    return keras.Model(x, y)


def test_a_call_on_the_same_types_traces_nothing():
    layer = _Counting()
    inner = _nested(layer)
    calls = layer.calls
    x = keras.Input((3,))
    outer = keras.Model(x, inner(x, training=False))
    assert layer.calls == calls
    assert outer.output_shape == (None, 3)
    np.testing.assert_array_equal(outer(np.ones((2, 3))), np.full((2, 3), 2))


def test_the_symbols_are_new_ones_that_follow_from_the_call():
    inner = _nested(keras.layers.Dense(2))
    first, second = (inner(keras.Input((3,))) for _ in range(2))
    assert first is not second and first is not inner.output
    assert first._keras_history.layer is inner


def test_another_batch_or_type_is_told_by_a_trace():
    inner = _nested(keras.layers.Dense(2))
    assert inner(keras.Input((3,), batch_size=4)).shape == (4, 2)
    assert inner(keras.Input((3,), dtype="int32")).shape == (None, 2)


def test_what_a_call_adds_to_the_loss_is_noted_again():
    layer = _Counting()
    layer.penalty = 0.5
    inner = _nested(layer)
    x = keras.Input((3,))
    outer = keras.Model(x, inner(inner(x)))
    outer(np.ones((2, 3)))
    # 0.5 * (2 * 3 * 1 + 2 * 3 * 2)
    np.testing.assert_allclose(sum(outer.losses), 9)


def test_a_penalty_given_later_on_activity_is_noted():
    dense = keras.layers.Dense(2, kernel_initializer="ones")
    inner = _nested(dense)
    dense.activity_regularizer = keras.regularizers.L1(0.1)
    x = keras.Input((3,))
    outer = keras.Model(x, inner(x))
    outer(np.ones((4, 3)))
    # 0.1 * (3 + 3) a row
    np.testing.assert_allclose(sum(outer.losses), 0.6, rtol=1e-6)


def test_a_stack_inside_that_lost_a_layer_is_looked_at_anew():
    stack = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
    stack.add(keras.layers.Dense(5))
    inner = _nested(stack)
    stack.pop()
    x = keras.Input((3,))
    assert inner(x).shape == (None, 4)


def test_the_mask_of_what_comes_out_goes_on():
    ids = keras.Input((None,), dtype="int32")
    words = keras.layers.Embedding(5, 2, mask_zero=True)(ids)
    inner = keras.Model(ids, words)
    again = keras.Input((None,), dtype="int32")
    out = keras.layers.GlobalAveragePooling1D()(inner(again))
    outer = keras.Model(again, out)
    table = inner.layers[-1].embeddings.numpy()
    expected = (table[1] + table[2]) / 2
    np.testing.assert_allclose(outer(np.array([[1, 2, 0, 0]]))[0], expected)


def test_a_class_of_the_users_own_call_is_traced():
    class Doubled(keras.Model):
        def call(self, inputs):
            return tf.concat([super().call(inputs)] * 2, axis=-1)

    x = keras.Input((3,))
    inner = Doubled(x, keras.layers.Dense(2)(x))
    assert inner(keras.Input((3,))).shape == (None, 4)
