"""Tests of what a graph checks of data whose sizes no trace knows."""

import numpy as np
import pytest
import tensorflow as tf

import keras

__name__ = "users_code"  # AutoGraph leaves our own package's code alone.

GOOD, BAD = np.ones((4, 5), "float32"), np.ones((4, 7), "float32")
Y = np.ones((4, 1), "float32")
ANY = tf.TensorSpec(None, tf.float32)
RANKED = tf.TensorSpec((None, None), tf.float32)
TOLD = r"axis -1 of the input has another size. Expected 5. Received: shape=\("


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = keras.layers.Dense(3)
        self.last = keras.layers.Dense(1)

    def call(self, inputs):
        return self.last(self.first(inputs))


def functional():
    x = keras.Input((5,))
    return keras.Model(x, keras.layers.Dense(1)(keras.layers.Dense(3)(x)))


def later():
    return keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(1)])


def now():
    return keras.Sequential([keras.layers.Dense(1, input_shape=(5,))])


def made(make, **options):
    model = make()
    model.compile("sgd", "mse", **options)
    model(GOOD)
    return model


def dataset(x, spec):
    return tf.data.Dataset.from_generator(
        lambda: iter([(x, Y)] * 3), output_signature=(spec, spec)
    )


def generator(x):
    while True:
        yield x, Y


MODELS = pytest.mark.parametrize("make", [functional, now, later, Own])
DATA = pytest.mark.parametrize(
    "data",
    [
        lambda x: dataset(x, ANY),
        lambda x: dataset(x, RANKED),
        generator,
    ],
    ids=["any rank", "any sizes", "generator"],
)


@MODELS
@DATA
def test_data_of_unknown_sizes_is_told_of(make, data):
    model = made(make)
    model.fit(data(GOOD), steps_per_epoch=2, verbose=0)
    with pytest.raises(ValueError, match=TOLD):
        model.fit(data(BAD), steps_per_epoch=2, verbose=0)
    with pytest.raises(ValueError, match=TOLD):
        model.evaluate(data(BAD), steps=2, verbose=0)
    with pytest.raises(ValueError, match=TOLD):
        model.predict(data(BAD), steps=2, verbose=0)
    assert model.predict(data(GOOD), steps=2, verbose=0).shape == (8, 1)


@MODELS
@pytest.mark.parametrize("jit_compile", [False, True])
def test_arrays_are_told_of_after_other_shapes_were_traced(make, jit_compile):
    model = made(make, jit_compile=jit_compile)
    for rows in (4, 3):
        model.predict(GOOD[:rows], verbose=0)
        model.fit(GOOD[:rows], Y[:rows], verbose=0)
        model.train_on_batch(GOOD[:rows], Y[:rows])
    told = r"another (size|shape).*Expected .*5.*Received: shape=\(\w+, 7\)"
    for method, data in [
        (model.predict, (BAD,)),
        (model.predict_on_batch, (BAD,)),
        (model.fit, (BAD, Y)),
        (model.evaluate, (BAD, Y)),
        (model.train_on_batch, (BAD, Y)),
        (model.test_on_batch, (BAD, Y)),
        (model, (BAD,)),
    ]:
        with pytest.raises(ValueError, match=told):
            method(*data)
    assert model.predict(GOOD, verbose=0).shape == (4, 1)
    model.fit(GOOD, Y, verbose=0)


@MODELS
@pytest.mark.parametrize("spec", [ANY, RANKED])
def test_a_users_function_tells_it_too(make, spec):
    """TensorFlow writes the sizes there."""
    model = made(make)
    function = tf.function(lambda x: model(x), input_signature=[spec])
    told = r"Dense layer .*Expected 5. Received: shape=\] \[4 7\]"
    with pytest.raises(tf.errors.InvalidArgumentError, match=told):
        function(BAD)
    np.testing.assert_allclose(
        function(GOOD), model(GOOD), rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize("layout", ["channels_last", "channels_first"])
@pytest.mark.parametrize("spec", [ANY, tf.TensorSpec([None] * 4, tf.float32)])
def test_channels_are_told_of(layout, spec):
    layer = keras.layers.Conv2D(2, 1, data_format=layout)
    last = layout == "channels_last"
    layer(np.ones((1, 4, 4, 3) if last else (1, 3, 4, 4), "float32"))
    function = tf.function(layer.__call__, input_signature=[spec])
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected 3"):
        function(tf.ones((1, 4, 4, 5) if last else (1, 5, 4, 4)))
    if last:  # TensorFlow's CPU has no kernel for the other.
        assert function(tf.ones((1, 6, 5, 3))).shape == (1, 6, 5, 2)


def test_the_number_of_axes_is_told_of():
    class Rows(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.input_spec = keras.layers.InputSpec(ndim=2)

        def call(self, inputs):
            assert inputs.shape.rank == 2
            return inputs

    function = tf.function(Rows().__call__, input_signature=[ANY])
    assert function(tf.ones((2, 3))).shape == (2, 3)
    told = r"another number of axes. Expected 2. Received: shape=\] \[2 3 4\]"
    with pytest.raises(tf.errors.InvalidArgumentError, match=told):
        function(tf.ones((2, 3, 4)))


def test_what_a_trace_knows_takes_nothing():
    layer = keras.layers.Dense(1)
    layer(GOOD)

    def checks(spec):
        graph = tf.function(layer.__call__).get_concrete_function(spec).graph
        return [op for op in graph.get_operations() if op.type == "Assert"]

    assert not checks(tf.TensorSpec((None, 5), tf.float32))
    assert len(checks(RANKED)) == 1


def test_a_mask_goes_along():
    class Counting(keras.layers.Layer):
        def call(self, inputs, mask=None):
            return tf.reduce_sum(tf.cast(mask, tf.float32))

    class Around(keras.layers.Layer):
        supports_masking = True

        def __init__(self):
            super().__init__()
            self.input_spec = keras.layers.InputSpec(axes={-1: 5})
            self.inner = Counting()

        def call(self, inputs):
            return self.inner(inputs)

    around = Around()

    @tf.function(input_signature=[RANKED])
    def function(x):
        x._keras_mask = x[:, 0] > 0
        return around(x)

    assert function(np.eye(4, 5)) == 1


def test_gradients_go_through():
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    layer(GOOD)

    @tf.function(input_signature=[RANKED])
    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            total = tf.reduce_sum(layer(x))
        return tape.gradient(total, [x, layer.kernel])

    of_inputs, of_kernel = slope(GOOD)
    np.testing.assert_array_equal(of_inputs, np.ones((4, 5)))
    np.testing.assert_array_equal(of_kernel, np.full((5, 1), 4))


def test_xla_compiles_it():
    model = functional()
    model.compile("sgd", "mse", jit_compile=True)
    history = model.fit(dataset(GOOD, RANKED), verbose=0).history
    assert np.isfinite(history["loss"][0])
