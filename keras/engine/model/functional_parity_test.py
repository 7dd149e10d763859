"""Random functional models: the same order and names as in tf_keras."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras


def random_model(package, seed):
    """A random graph: shared layers, nested models, several ends."""
    draw = np.random.default_rng(seed)
    layers = package.layers
    package.backend.clear_session()
    inputs = [package.Input((4,), name=f"in{i}") for i in range(3)]
    inner = package.Sequential(
        [package.Input((4,)), layers.Dense(4, name="a"), layers.Dense(4)],
        name="inner",
    )
    shared = [
        layers.Dense(4, name="shared"),
        layers.BatchNormalization(),
        inner,
    ]
    symbols = list(inputs)
    for step in range(15):
        one, two = draw.integers(0, len(symbols), 2)
        kind = draw.integers(0, 5)
        if kind == 0:
            made = layers.Dense(4, name=f"d{step}")(symbols[one])
        elif kind == 1:
            made = shared[draw.integers(0, 3)](symbols[one])
        elif kind == 2:
            made = layers.Add()([symbols[one], symbols[two]])
        elif kind == 3:
            made = symbols[one] * 2.0 + symbols[two]
        else:
            both = layers.Concatenate()([symbols[one], symbols[two]])
            made = layers.Dense(4)(both)
        symbols.append(made)
    ends = draw.choice(np.arange(3, len(symbols)), 2, replace=False)
    last = layers.Add(name="last")([*inputs, symbols[-1]])
    return package.Model(inputs, [*(symbols[i] for i in ends), last])


def both(seed):
    return random_model(keras, seed), random_model(tf_keras, seed)


@pytest.mark.parametrize("seed", range(12))
def test_layers_weights_and_outputs_of_a_random_model_are_tf_keras_s(seed):
    ours, theirs = both(seed)
    assert [a.name for a in ours.layers] == [a.name for a in theirs.layers]
    assert ours.output_names == theirs.output_names
    assert [v.name for v in ours.weights] == [v.name for v in theirs.weights]
    assert [v.shape for v in ours.trainable_weights] == [
        v.shape for v in theirs.trainable_weights
    ]
    ours.set_weights(theirs.get_weights())
    data = [tf.constant(np.random.rand(2, 4), "float32") for _ in range(3)]
    for a, b in zip(ours(data), theirs(data)):
        np.testing.assert_allclose(a, b, rtol=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_a_random_model_comes_back_from_tf_keras_s_config(seed):
    ours, theirs = both(seed)
    described = theirs.get_config()
    again = keras.Model.from_config(described)
    assert [a.name for a in again.layers] == [a.name for a in theirs.layers]
    back = tf_keras.Model.from_config(ours.get_config())
    assert [a.name for a in back.layers] == [a.name for a in ours.layers]


def names_of(package, make):
    package.backend.clear_session()
    model = make(package)
    return [v.name for v in model.weights]


def called_sequential(package):
    dense = package.layers.Dense
    inner = package.Sequential([dense(2, name="c")], name="inner")
    model = package.Sequential([dense(2, name="a"), inner], name="model")
    model(tf.ones((1, 3)))
    return model


def fitted_sequential(package):
    model = package.Sequential([package.layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    return model


def subclass(package):
    class Model(package.Model):
        def __init__(self):
            super().__init__(name="outer")
            self.parts = [package.layers.Dense(2, name="d")]
            self.stack = package.Sequential([package.layers.Dense(2)], name="s")

        def call(self, inputs):
            return self.stack(self.parts[0](inputs))

    return Model()


def called_subclass(package):
    model = subclass(package)
    model(tf.ones((1, 3)))
    return model


def fitted_subclass(package):
    model = subclass(package)
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    return model


def built_sequential(package):
    model = package.Sequential([package.layers.Dense(2)], name="s")
    model.build((None, 3))
    return model


MAKERS = [
    called_sequential,
    fitted_sequential,
    built_sequential,
    called_subclass,
    fitted_subclass,
]


@pytest.mark.parametrize("make", MAKERS)
def test_weights_have_the_names_of_tf_keras(make):
    assert names_of(keras, make) == names_of(tf_keras, make)
