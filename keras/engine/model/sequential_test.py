"""Stacks of layers: ways to give the shape, changes, look-ups, errors."""

import numpy as np
import pytest
import tensorflow as tf

import keras

layers = keras.layers


def ones(*shape):
    return np.ones(shape, "float32")


def dense(units, **arguments):
    return layers.Dense(units, kernel_initializer="ones", **arguments)


def by_input():
    return keras.Sequential([keras.Input((3,)), dense(4), dense(2)])


def by_input_layer():
    entry = layers.InputLayer(input_shape=(3,))
    return keras.Sequential([entry, dense(4), dense(2)])


def by_first_layer():
    return keras.Sequential([dense(4, input_shape=(3,)), dense(2)])


def by_input_dim():
    return keras.Sequential([dense(4, input_dim=3), dense(2)])


def by_build():
    model = keras.Sequential([dense(4), dense(2)])
    model.build((None, 3))
    return model


def by_call():
    model = keras.Sequential([dense(4), dense(2)])
    model(ones(1, 3))
    return model


def by_fit():
    model = keras.Sequential([dense(4), dense(2)])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    model.fit(ones(4, 3), ones(4, 2), verbose=0)
    return model


def by_predict():
    model = keras.Sequential([dense(4), dense(2)])
    model.predict(ones(4, 3), verbose=0)
    return model


def by_adding():
    model = keras.Sequential()
    model.add(keras.Input((3,)))
    model.add(dense(4))
    model.add(dense(2))
    return model


def by_config():
    return keras.Sequential.from_config(by_fit().get_config())


WAYS = [
    by_input,
    by_input_layer,
    by_first_layer,
    by_input_dim,
    by_build,
    by_call,
    by_fit,
    by_predict,
    by_adding,
]


@pytest.mark.parametrize("make", WAYS)
def test_every_way_to_tell_the_shape_gives_the_same_model(make):
    model = make()
    assert model.built
    assert [w.shape for w in model.weights] == [(3, 4), (4,), (4, 2), (2,)]
    assert (model.input_shape, model.output_shape) == ((None, 3), (None, 2))
    np.testing.assert_array_equal(model(ones(1, 3)), [[12, 12]])


@pytest.mark.parametrize("make", WAYS)
def test_inner_outputs_can_be_had_of_every_model_row_14(make):
    model = make()
    features = keras.Model(
        model.inputs, [model.layers[0].output, model.outputs[0]]
    )
    inner, last = features(ones(1, 3))
    np.testing.assert_array_equal(inner, 3 * ones(1, 4))
    np.testing.assert_array_equal(last, model(ones(1, 3)))
    assert model.layers[1].input_shape == (None, 4)
    assert keras.Model(model.input, model.output).output_shape == (None, 2)


@pytest.mark.parametrize("make", [*WAYS, by_config])
def test_a_model_comes_back_from_its_config(make):
    model = make()
    again = keras.Sequential.from_config(model.get_config())
    assert [layer.name for layer in again.layers] == [
        layer.name for layer in model.layers
    ]
    np.testing.assert_array_equal(again(ones(1, 3)), [[12, 12]])


def test_a_config_of_a_built_model_builds_the_copy():
    again = keras.Sequential.from_config(by_fit().get_config())
    assert again.built
    assert len(again.weights) == 4


def test_the_entry_is_no_layer_of_the_list():
    assert len(by_input().layers) == len(by_input_layer().layers) == 2
    assert by_input().get_layer(index=0) is not None


# Before there is a shape.


def test_a_model_without_a_shape_says_so():
    model = keras.Sequential([dense(4)])
    assert (model.built, model.inputs, model.outputs) == (False, None, None)
    with pytest.raises(AttributeError, match="has no output"):
        _ = model.output
    with pytest.raises(ValueError, match="`weights` before"):
        _ = model.weights


def test_an_empty_model_passes_its_input_on():
    np.testing.assert_array_equal(keras.Sequential()(ones(1, 2)), ones(1, 2))


def test_a_layer_without_variables_needs_no_shape():
    model = keras.Sequential([layers.Flatten(), layers.ReLU()])
    np.testing.assert_array_equal(model(-ones(2, 2, 1)), 0 * ones(2, 2))


def test_a_model_is_a_layer_of_a_model():
    outer = keras.Sequential([by_input(), dense(1)])
    assert outer.built
    np.testing.assert_array_equal(outer(ones(1, 3)), [[24]])
    late = keras.Sequential([keras.Sequential([dense(4)]), dense(1)])
    np.testing.assert_array_equal(late(ones(1, 3)), [[12]])
    assert len(late.weights) == 4


def test_a_model_on_a_symbol_is_part_of_a_functional_model():
    x = keras.Input((3,))
    model = keras.Model(x, keras.Sequential([dense(4), dense(2)])(x))
    np.testing.assert_array_equal(model(ones(1, 3)), [[12, 12]])
    assert len(model.weights) == 4


# Other shapes later.


def test_a_free_axis_may_change_between_calls():
    model = keras.Sequential([dense(2)])
    for steps in (5, 3, 7):
        assert model(ones(1, steps, 3)).shape == (1, steps, 2)
    assert len(model.weights) == 2


def test_images_of_several_sizes_go_through_one_model():
    model = keras.Sequential(
        [layers.Conv2D(2, 1), layers.GlobalAveragePooling2D()]
    )
    for size in (4, 6, 4):
        assert model(ones(1, size, size, 1)).shape == (1, 2)
    assert model.predict(ones(2, 8, 8, 1), verbose=0).shape == (2, 2)


def test_another_size_of_the_features_is_refused():
    model = keras.Sequential([dense(2)])
    model(ones(1, 3))
    with pytest.raises(ValueError, match="Expected"):
        model(ones(1, 4))


def test_the_number_of_rows_is_free_after_a_first_call():
    model = keras.Sequential([dense(2)])
    model(ones(5, 3))
    assert model.input_shape == (None, 3)
    assert model(ones(2, 3)).shape == (2, 2)


def test_a_fixed_number_of_rows_is_kept():
    model = keras.Sequential([dense(2, batch_input_shape=(5, 3))])
    assert model.output_shape == (5, 2)


# Changing the stack.


def test_pop_takes_the_last_layer_and_its_weights():
    model = by_input()
    model.pop()
    assert (model.output_shape, len(model.weights)) == ((None, 4), 2)
    np.testing.assert_array_equal(model(ones(1, 3)), 3 * ones(1, 4))


def test_pop_of_nothing_is_refused():
    with pytest.raises(TypeError, match="no layer to take away"):
        keras.Sequential().pop()


def test_popping_every_layer_leaves_an_empty_model_to_add_to():
    model = by_call()
    model.pop()
    model.pop()
    assert model.layers == []
    model.add(dense(1))
    assert model(ones(1, 5)).shape == (1, 1)


def test_a_layer_may_be_added_to_a_model_that_was_called():
    model = by_call()
    model.add(dense(1))
    np.testing.assert_array_equal(model(ones(1, 3)), [[24]])
    assert len(model.weights) == 6


def test_what_is_no_layer_is_refused():
    with pytest.raises(TypeError, match="Received: 'dense' of type str"):
        keras.Sequential(["dense"])
    with pytest.raises(TypeError, match="made of layers"):
        by_input().add(dense)


def test_a_name_used_twice_is_refused_and_nothing_is_added():
    model = keras.Sequential([dense(2, name="d")])
    with pytest.raises(ValueError, match="Received twice: 'd'"):
        model.add(dense(3, name="d"))
    assert len(model.layers) == 1


def test_one_layer_may_stand_in_a_stack_twice():
    dense = keras.layers.Dense(3, kernel_initializer="ones")
    model = keras.Sequential([dense, dense])
    assert model(tf.ones((1, 3))).numpy().tolist() == [[9, 9, 9]]
    assert len(model.layers) == 2 and len(model.weights) == 2
    again = keras.Sequential.from_config(model.get_config())
    assert again.layers[0] is again.layers[1]
    model.pop()
    assert model(tf.ones((1, 3))).numpy().tolist() == [[3, 3, 3]]


def test_a_list_of_layers_is_a_config_too():
    described = [
        {
            "class_name": "Dense",
            "config": {"units": 3, "batch_input_shape": [None, 2]},
        },
        {"class_name": "Dense", "config": {"units": 1, "name": "top"}},
    ]
    model = keras.Sequential.from_config(described)
    assert model.output_shape == (None, 1)
    assert model.layers[1].name == "top"


def test_a_stack_is_built_for_a_shape():
    with pytest.raises(ValueError, match="(?s)need a shape.*input_shape=None"):
        keras.Sequential([keras.layers.Dense(2)]).build()


def test_a_layer_of_two_outputs_is_refused_and_not_kept():
    class Pair(layers.Layer):
        def call(self, inputs):
            return inputs, inputs

    model = by_input()
    with pytest.raises(ValueError, match="Expected 1. Received: 2"):
        model.add(Pair())
    assert len(model.layers) == 2
    assert model(ones(1, 3)).shape == (1, 2)


def test_a_layer_that_does_not_fit_is_refused_and_not_kept():
    model = by_input()
    with pytest.raises(ValueError, match="the input has 2 axes"):
        model.add(layers.Conv2D(2, 1))
    assert len(model.layers) == 2


def test_a_layer_has_one_output_however_the_stack_came_about_row_14():
    model = keras.Sequential([layers.Conv2D(2, 1), layers.Flatten()])
    for size in (4, 6):
        model(ones(1, size, size, 1))
    model.pop()
    model.add(layers.GlobalAveragePooling2D())
    model.add(dense(3))
    outputs = [layer.output for layer in model.layers]
    found = keras.Model(model.input, outputs)(ones(1, 5, 5, 1))
    assert [part.shape[-1] for part in found] == [2, 2, 3]


def test_a_layer_that_was_taken_away_may_be_added_again():
    model = by_input()
    layer = model.layers[-1]
    model.pop()
    model.add(layer)
    assert model.layers[-1].output is model.output


def test_adding_layers_takes_linear_time():
    calls = []

    class Counts(layers.Layer):
        def call(self, inputs):
            calls.append(1)
            return inputs

    model = keras.Sequential([keras.Input((1,))])
    for _ in range(20):
        model.add(Counts())
    assert len(calls) == 20


# Handed down.


def test_training_is_handed_to_every_layer():
    model = keras.Sequential([keras.Input((50,)), layers.Dropout(0.5)])
    assert float(tf.reduce_min(model(ones(2, 50), training=True))) == 0
    assert float(tf.reduce_min(model(ones(2, 50)))) == 1
    late = keras.Sequential([layers.Dropout(0.5)])
    assert float(tf.reduce_min(late(ones(2, 50), training=True))) == 0


def test_a_mask_goes_through_the_stack():
    class Count(layers.Layer):
        def call(self, inputs, mask=None):
            return tf.reduce_sum(tf.cast(mask, "float32"), axis=1)

    for first in ({"input_shape": (None,)}, {}):
        embedding = layers.Embedding(5, 2, mask_zero=True, **first)
        model = keras.Sequential([embedding, layers.Dropout(0.5), Count()])
        np.testing.assert_array_equal(model(tf.constant([[1, 2, 0]])), [2])


def test_a_frozen_layer_stays_frozen_when_the_stack_grows():
    model = by_input()
    model.layers[0].trainable = False
    model.add(dense(1))
    assert (len(model.trainable_weights), len(model.weights)) == (4, 6)


def test_ragged_rows_go_through_a_stack():
    model = keras.Sequential(
        [
            keras.Input((None,), ragged=True, dtype="int32"),
            layers.Embedding(5, 2, embeddings_initializer="ones"),
            layers.Lambda(lambda x: tf.reduce_sum(x, axis=1)),
        ]
    )
    found = model(tf.ragged.constant([[1], [2, 3, 4]]))
    np.testing.assert_array_equal(found, [[1, 1], [3, 3]])


def test_a_users_subclass_of_sequential_may_have_a_step_of_its_own():
    class Counting(keras.Sequential):
        def test_step(self, data):
            return {"rows": tf.shape(data[0])[0]}

    model = Counting([dense(1)])
    model.compile("sgd", "mse")
    found = model.evaluate(ones(3, 2), ones(3, 1), verbose=0)
    assert found == 3
