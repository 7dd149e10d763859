"""Values for a model's inputs: their structures, and numbers of axes."""

import numpy as np
import pytest
import tensorflow as tf

import keras

layers = keras.layers
A, B, C = (np.full((5, n), float(n), "float32") for n in (2, 3, 4))
NEST = {"p": (A, B), "q": C}


def nested_model():
    a, b, c = (keras.Input((n,), name=f"in{n}") for n in (2, 3, 4))
    x = layers.Concatenate()([a, b, c])
    ones = np.ones((9, 1), "float32")
    dense = layers.Dense(1, use_bias=False, weights=[ones])
    return keras.Model({"p": (a, b), "q": c}, dense(x))


# By hand: 2 * 2 + 3 * 3 + 4 * 4 a row.
SUMS = np.full((5, 1), 29.0)

FORMS = {
    "as declared": NEST,
    "a list for a tuple": {"q": C, "p": [A, B]},
    "in a row": [A, B, C],
    "by names of the inputs": {"in2": A, "in3": B, "in4": C},
}


@pytest.mark.parametrize("form", FORMS)
def test_nested_inputs_may_be_given_in_any_form_that_names_them(form):
    model = nested_model()
    for values in (model(FORMS[form]), model.predict(FORMS[form], verbose=0)):
        np.testing.assert_allclose(values, SUMS)


def test_nested_inputs_train():
    model = nested_model()
    model.compile("sgd", "mse")
    data = tf.data.Dataset.from_tensor_slices((NEST, SUMS)).batch(2)
    losses = [
        model.fit(NEST, SUMS, verbose=0).history["loss"],
        model.fit(data, verbose=0).history["loss"],
        [model.evaluate(NEST, SUMS, verbose=0)],
        [model.train_on_batch(NEST, SUMS)],
    ]
    np.testing.assert_allclose(losses, 0)


def test_nested_inputs_are_saved(tmp_path):
    model = nested_model()
    model.save(tmp_path / "model.keras")
    read = keras.models.model_from_json(model.to_json())
    read.set_weights(model.get_weights())
    for again in (keras.models.load_model(tmp_path / "model.keras"), read):
        np.testing.assert_allclose(again.predict(NEST, verbose=0), SUMS)


def test_nested_inputs_may_be_symbols():
    a, b, c = (keras.Input((n,)) for n in (2, 3, 4))
    model = keras.Model([a, b, c], nested_model()({"q": c, "p": (a, b)}))
    np.testing.assert_allclose(model([A, B, C]), SUMS)


def test_a_missing_part_of_a_nest_is_told():
    with pytest.raises(ValueError, match="missing.*'q'"):
        nested_model()({"p": (A, B)})
    with pytest.raises(ValueError, match="Expected 3.*Received: 2"):
        nested_model()({"p": (A,), "q": C})


def doubling(shape):
    x = keras.Input(shape)
    return keras.Model(x, x * 2)


@pytest.mark.parametrize(
    ("declared", "given", "returned"),
    [
        ((None,), (5, 6, 4), (5, 6, 4)),
        ((None,), (5,), (5,)),
        ((None, None, 3), (8, 9, 3), (8, 9, 3)),
        ((), (), ()),
        ((3,), (5, 3, 4), (5, 3, 4)),
        ((3,), (5, 3, 1), (5, 3)),
        ((3, 1), (5, 3), (5, 3, 1)),
    ],
)
def test_the_number_of_axes_may_differ(declared, given, returned):
    model = doubling(declared)
    assert model(np.ones(given)).shape == returned
    assert tf.function(model)(tf.ones(given)).shape == returned


@pytest.mark.parametrize(
    ("declared", "given"), [((3,), (5, 4)), ((3,), (5, 4, 3)), ((3, 1), (5, 4))]
)
def test_a_size_that_differs_is_refused(declared, given):
    with pytest.raises(ValueError, match="another shape.*Expected.*3"):
        doubling(declared)(np.ones(given))


def test_a_model_maps_over_images_without_a_batch():
    images = tf.data.Dataset.from_tensor_slices(tf.ones((4, 8, 8, 3)))
    found = next(iter(images.map(doubling((None, None, 3)))))
    np.testing.assert_array_equal(found, np.full((8, 8, 3), 2.0))


def test_a_stack_without_a_declared_shape_takes_any_number_of_axes():
    model = keras.Sequential([layers.Dense(2), layers.Dense(3)])
    assert model(np.ones((3, 4))).shape == (3, 3)
    assert model(np.ones((3, 5, 4))).shape == (3, 5, 3)
    assert model.predict(np.ones((3, 5, 4)), verbose=0).shape == (3, 5, 3)
    assert model(np.ones((2, 4))).shape == (2, 3)


class Sum(layers.Layer):
    """Adds its second input if there is one."""

    def call(self, inputs):
        """Adds."""
        first, second = inputs
        return first if second is None else first + second


def test_an_optional_input_may_be_left_out_in_every_method():
    x, y = keras.Input((2,)), keras.Input((2,), optional=True)
    model = keras.Model([x, y], Sum()([x, y]))
    model.compile("sgd", "mse")
    twos, ones = np.full((4, 2), 2.0), np.ones((4, 2))
    model.fit([twos, ones], ones, verbose=0)
    # Means of squares by hand: 2 - 1, and 2 + 1 - 1.
    assert model.evaluate([twos, ones], ones, verbose=0) == 4
    assert model.evaluate([twos, None], ones, verbose=0) == 1
    assert model.test_on_batch([twos, None], ones) == 1
    history = model.fit([twos, None], ones, verbose=0)
    assert history.history["loss"] == [1]
    np.testing.assert_array_equal(model.predict_on_batch([twos, None]), twos)
    np.testing.assert_array_equal(model.predict([twos, None], verbose=0), twos)


class Kind(layers.Layer):
    """Returns how many bytes a number has that it's given, and the axes."""

    def __init__(self):
        super().__init__(autocast=False)

    def call(self, inputs):
        return tf.constant([inputs.dtype.size, inputs.shape.rank])


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
@pytest.mark.parametrize("shape", [(2, 1), (2,)])
@pytest.mark.parametrize("word", [{}, {"training": True}])
def test_values_are_fitted_to_the_inputs_at_every_call(dtype, shape, word):
    x = keras.Input((1,))
    model = keras.Model(x, Kind()(x))
    for given in (tf.ones(shape, dtype), tf.ones((2, 1))) * 2:
        for _ in range(3):
            assert list(model(given, **word)) == [4, 2]
