"""Values of a user's own type go through every method of a model."""

import numpy as np
import pytest
import tensorflow as tf

import keras

SPEC = tf.TensorSpec((None, 2))


class Typed(tf.experimental.BatchableExtensionType):
    a: tf.Tensor
    b: tf.Tensor

    @property
    def shape(self):
        return self.a.shape

    @property
    def dtype(self):
        return self.a.dtype

    class Spec:
        @property
        def shape(self):
            return self.a.shape

        @property
        def dtype(self):
            return self.a.dtype


class Untyped(tf.experimental.BatchableExtensionType):
    a: tf.Tensor
    b: tf.Tensor

    @property
    def shape(self):
        return self.a.shape

    class Spec:
        @property
        def shape(self):
            return self.a.shape


class Sum(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1, kernel_initializer="ones")

    def call(self, value):
        return self.dense(value.a + value.b)


def new_model(kind):
    x = keras.Input(type_spec=kind.Spec(SPEC, SPEC))
    model = keras.Model(x, Sum()(x))
    model.compile(keras.optimizers.SGD(0.0), "mse")
    return model


def new_value(kind, rows=40):
    a = tf.reshape(tf.range(2.0 * rows), (rows, 2))
    return kind(a, -2.0 * a)


# The sum of a row's two numbers, less twice that.
EXPECTED = -(4.0 * np.arange(40.0)[:, None] + 1.0)


def batched(*parts):
    data = parts if len(parts) > 1 else parts[0]
    return tf.data.Dataset.from_tensor_slices(data).batch(8)


def yielded(*parts):
    yield from batched(*parts)


PREDICTED = {
    "predict value": lambda m, v: m.predict(v, verbose=0),
    "predict value at once": lambda m, v: m.predict(v, 64, verbose=0),
    "predict dataset": lambda m, v: m.predict(batched(v), verbose=0),
    "predict generator": lambda m, v: m.predict(yielded(v), verbose=0),
    "predict_on_batch": lambda m, v: m.predict_on_batch(v),
    "predict_iter": lambda m, v: np.concatenate([*m.predict_iter(v)]),
    "call": lambda m, v: m(v),
}
LOSSES = {
    "fit value": lambda m, v, y: m.fit(v, y, verbose=0).history["loss"][0],
    "fit batches": lambda m, *d: m.fit(
        *d, batch_size=8, shuffle=False, verbose=0
    ).history["loss"][0],
    "fit dataset": lambda m, *d: m.fit(batched(*d), verbose=0).history["loss"][
        0
    ],
    "fit generator": lambda m, *d: m.fit(yielded(*d), verbose=0).history[
        "loss"
    ][0],
    "validation": lambda m, *d: m.fit(*d, validation_data=d, verbose=0).history[
        "val_loss"
    ][0],
    "evaluate": lambda m, v, y: m.evaluate(v, y, verbose=0),
    "train_on_batch": lambda m, v, y: m.train_on_batch(v, y),
    "test_on_batch": lambda m, v, y: m.test_on_batch(v, y),
}


@pytest.mark.parametrize("way", PREDICTED)
@pytest.mark.parametrize("kind", [Typed, Untyped])
def test_outputs_are_those_of_the_rows(kind, way):
    found = PREDICTED[way](new_model(kind), new_value(kind))
    np.testing.assert_allclose(found, EXPECTED, 1e-6)


@pytest.mark.parametrize("way", LOSSES)
@pytest.mark.parametrize("kind", [Typed, Untyped])
def test_losses_are_those_of_the_rows(kind, way):
    labels = EXPECTED + 2.0
    found = LOSSES[way](new_model(kind), new_value(kind), labels)
    np.testing.assert_allclose(found, 4.0, 1e-4)  # sums of float32


def test_batches_of_other_sizes_are_one_trace():
    model, traces = new_model(Typed), []
    model.layers[1].dense.activation = lambda x: traces.append(x) or x
    for rows in (3, 5, 8, 5, 3):
        model.predict_on_batch(new_value(Typed, rows))
        model.predict(new_value(Typed, rows), verbose=0)
    assert len(traces) <= 2


def test_a_part_for_validation_is_not_split_off():
    model, value = new_model(Typed), new_value(Typed)
    with pytest.raises(ValueError, match="Received: Typed.*validation_data="):
        model.fit(value, EXPECTED, validation_split=0.5, verbose=0)
