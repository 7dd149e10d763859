"""Masks in a layer's call: each test gives with us what tf_keras gives.

Each test is handed the package, and what it returns is compared: plain values.
"""

import tensorflow as tf
import tf_keras

import keras
from keras.testing import alike

same = alike.over(keras, tf_keras)

IDS = tf.constant([[1, 0, 2]])


def values(tensors):
    return [round(float(tensor), 4) for tensor in tensors]


def as_list(mask):
    return None if mask is None else mask.numpy().tolist()


def counting(package):
    class Count(package.layers.Layer):
        def call(self, inputs, mask=None):
            if mask is None:
                return tf.cast(inputs[0, 0, 0] * 0 - 1, tf.int32)
            return tf.math.count_nonzero(mask, dtype=tf.int32)

    return Count()


@same
def test_masks_come_in_the_nest_of_the_inputs(package):
    class Tell(package.layers.Layer):
        def call(self, inputs, mask=None):
            return [tf.nest.map_structure(as_list, mask)]

    x = package.layers.Embedding(4, 2, mask_zero=True)(IDS)
    plain = tf.ones((1, 3, 2))
    nests = [x, [x, plain], {"a": x, "b": [plain]}, [plain, plain]]
    return [Tell()(nest) for nest in nests]


@same
def test_the_callers_word_on_the_mask_counts_none_too(package):
    class Hands(package.layers.Layer):
        def __init__(self):
            super().__init__()
            self.count = counting(package)
            self.embed = package.layers.Embedding(4, 2, mask_zero=True)

        def call(self, inputs, mask=None):
            return self.count(self.embed(inputs), mask=mask)

    x = package.layers.Embedding(4, 2, mask_zero=True)(IDS)
    ids = package.Input((3,), dtype="int32")
    model = package.Model(ids, Hands()(ids))
    count = counting(package)
    given = [{}, {"mask": None}, {"mask": tf.constant([[True, False, False]])}]
    found = [int(count(x, **mask)) for mask in given]
    return found, int(Hands()(IDS)), int(model(IDS))


@same
def test_masks_pass_through_layers_that_support_them(package):
    class Twice(package.layers.Layer):
        def __init__(self):
            super().__init__()
            self.supports_masking = True

        def call(self, inputs):
            return {"a": inputs, "b": [inputs * 2]}

    x = package.layers.Embedding(4, 2, mask_zero=True)(IDS)
    outputs = Twice()(x)
    count = counting(package)
    return int(count(outputs["a"])), int(count(outputs["b"][0]))
