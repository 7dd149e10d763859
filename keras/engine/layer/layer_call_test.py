"""A layer's call: arguments, casts, losses, graphs."""

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"


class Phase(keras.layers.Layer):
    """Returns 1 in training, 0 out of it, -1 when nobody said."""

    def call(self, inputs, training=None):
        return tf.constant(-1.0 if training is None else float(training))


class Around(keras.layers.Layer):
    """Calls an inner layer without a word on `training`."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)


# Names and base arguments.


def test_names_are_the_class_in_snake_case_numbered():
    keras.backend.clear_session()
    made = [keras.layers.Dense(1).name for _ in range(3)]
    assert made == ["dense", "dense_1", "dense_2"]
    assert Phase().name == "phase"


def test_a_name_that_is_not_text_is_refused():
    with pytest.raises(TypeError, match="Received: name=3"):
        keras.layers.Dense(1, name=3)


def test_an_unknown_constructor_argument_is_refused():
    with pytest.raises(TypeError, match=r"Received: \['unit'\]"):
        keras.layers.Layer(unit=3)


def test_a_layer_computes_and_keeps_its_variables_in_its_dtype():
    layer = keras.layers.Dense(2, dtype="float64")
    assert layer(tf.ones((1, 3), tf.float32)).dtype == tf.float64
    assert (layer.dtype, layer.kernel.dtype) == ("float64", tf.float64)


def test_a_mixed_policy_computes_in_half_and_keeps_full_variables():
    layer = keras.layers.Dense(2, dtype="mixed_float16")
    assert layer(tf.ones((1, 3))).dtype == tf.float16
    assert (layer.compute_dtype, layer.variable_dtype) == ("float16", "float32")
    assert layer.kernel.dtype == tf.float32


def test_floats_are_cast_and_integers_are_not():
    class Types(keras.layers.Layer):
        def call(self, inputs):
            self.seen = [tensor.dtype for tensor in inputs]
            return inputs[0]

    layer = Types()
    layer([tf.ones(1, tf.float64), tf.ones(1, tf.int32), tf.constant("a")])
    assert list(layer.seen) == [tf.float32, tf.int32, tf.string]


def test_autocast_false_leaves_floats_alone():
    layer = keras.layers.Layer(autocast=False)
    assert layer(tf.ones(1, tf.float64)).dtype == tf.float64


def test_autocast_may_be_switched_on_later():
    class Same(keras.layers.Layer):
        def call(self, inputs):
            return inputs

    layer, x = Same(dtype="float64", autocast=False), tf.ones(2)
    assert [layer(x).dtype.size for _ in range(3)] == [4, 4, 4]
    layer.autocast = True
    assert layer(x).dtype == tf.float64


def test_only_the_first_argument_is_cast():
    class Second(keras.layers.Layer):
        def call(self, inputs, other):
            return other

    assert Second()(tf.ones(1), tf.ones(1, tf.float64)).dtype == tf.float64


# Arguments.


def test_numpy_arrays_numbers_and_lists_become_tensors():
    class Sum(keras.layers.Layer):
        def call(self, inputs):
            assert all(tf.is_tensor(part) for part in inputs)
            return tf.add_n(inputs)

    assert float(Sum()([np.float64(1.0), 2.0, np.ones(())])) == 4.0


def test_the_first_argument_may_be_given_by_name():
    class Twice(keras.layers.Layer):
        def call(self, x):
            return 2 * x

    assert float(Twice()(x=tf.constant(2.0))) == 4.0


def test_more_arguments_go_by_place_or_by_name():
    class Affine(keras.layers.Layer):
        def call(self, inputs, factor, offset=0.0):
            return inputs * factor + offset

    layer = Affine()
    assert float(layer(tf.constant(2.0), 3.0)) == 6.0
    assert float(layer(tf.constant(2.0), offset=1.0, factor=3.0)) == 7.0


def test_a_call_may_take_any_number_of_tensors():
    class Sum(keras.layers.Layer):
        def call(self, *tensors):
            return tf.add_n(tensors)

    assert float(Sum()(tf.constant(1.0), tf.constant(2.0))) == 3.0


def test_a_call_without_an_input_is_refused():
    with pytest.raises(TypeError, match="called without an input"):
        keras.layers.Dense(2)()


def test_an_unexpected_keyword_is_refused():
    with pytest.raises(TypeError, match=r"Received: \['trainig'\]"):
        Phase()(tf.ones(1), trainig=True)


def test_too_many_positional_arguments_are_refused():
    with pytest.raises(TypeError, match="at most 2.*Received: 3"):
        Phase()(tf.ones(1), True, 3)


def test_a_layer_may_return_nests_none_and_python_values():
    class Nest(keras.layers.Layer):
        def call(self, inputs):
            return {"a": (inputs, None), "b": 3}

    found = Nest()(tf.ones(2))
    assert (found["a"][1], found["b"]) == (None, 3)


# Losses.


class Adds(keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs))
        return inputs


def test_added_losses_are_those_of_the_last_call():
    layer = Adds()
    layer(tf.ones(3))
    layer(tf.ones(2))
    assert [float(loss) for loss in layer.losses] == [2]


def test_a_layer_called_twice_in_one_call_adds_two_losses():
    layer = Adds()
    x = keras.Input((3,))
    model = keras.Model(x, layer(layer(x)))
    model(tf.ones((2, 3)))
    assert [float(loss) for loss in model.losses] == [6, 6]


def test_losses_that_are_added_in_training_only_are_all_there():
    class InTraining(keras.layers.Layer):
        def call(self, inputs, training=None):
            if training:
                self.add_loss(tf.reduce_sum(inputs))
            return inputs

    model = keras.Sequential([InTraining(), InTraining()])
    for word in (None, None, False, False, True, True, None, True):
        model(tf.ones(3), training=word)
        if word:
            assert [float(loss) for loss in model.losses] == [3, 3]


def test_a_function_may_be_added_as_a_loss():
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    layer.build((None, 2))
    layer.add_loss(lambda: tf.reduce_sum(layer.kernel))
    layer.kernel.assign([[2.0], [3.0]])
    assert [float(loss) for loss in layer.losses] == [5]


def test_losses_of_inner_layers_count_and_graph_tensors_do_not_leak():
    layer = Around(Adds())
    function = tf.function(lambda x: (layer(x), layer.losses)[1])
    assert [float(loss) for loss in function(tf.ones(4))] == [4]
    assert layer.losses == []


def test_the_penalty_on_the_output_is_divided_by_the_batch():
    layer = keras.layers.Dense(
        2, activity_regularizer="l2", kernel_initializer="ones"
    )
    layer(tf.ones((4, 3)))
    np.testing.assert_allclose(layer.losses, [0.01 * 9 * 8 / 4], rtol=1e-6)


# Graphs and shapes.


def test_a_users_call_may_branch_on_a_tensor_in_a_tf_function():
    class Branch(keras.layers.Layer):
        def call(self, inputs):
            if tf.reduce_sum(inputs) > 0:
                return inputs
            return -inputs

    function = tf.function(Branch())
    np.testing.assert_array_equal(function(tf.constant([-3.0])), [3])


def test_a_users_layer_on_a_symbol_is_traced_for_its_shape():
    class Split(keras.layers.Layer):
        def call(self, inputs):
            return tf.concat([inputs, inputs], -1), tf.shape(inputs)

    x, size = Split()(keras.Input((3,)))
    assert (x.shape.as_list(), size.dtype) == ([None, 6], tf.int32)


def test_compute_output_shape_traces_a_call_that_says_nothing():
    class Pairs(keras.layers.Layer):
        def call(self, inputs):
            return inputs[0][:, tf.newaxis] + inputs[1]

    shape = Pairs().compute_output_shape([(None, 3), (None, 7, 3)])
    assert shape.as_list() == [None, 7, 3]


def test_compute_output_signature_tells_shape_and_dtype():
    spec = tf.TensorSpec((None, 3), tf.float32)
    found = keras.layers.Dense(2).compute_output_signature(spec)
    assert found == tf.TensorSpec((None, 2), tf.float32)


def test_a_dynamic_layer_is_never_run_in_a_graph():
    class Counts(keras.layers.Layer):
        def call(self, inputs):
            return inputs * float(inputs.numpy().shape[0])

        def compute_output_shape(self, input_shape):
            return input_shape

    x = keras.Input((2,))
    model = keras.Model(x, Counts(dynamic=True)(x))
    model.compile("sgd", "mse")
    assert model.run_eagerly
    found = model.predict(np.ones((3, 2)), verbose=0)
    np.testing.assert_array_equal(found, np.full((3, 2), 3))


def test_a_tape_sees_through_a_warm_call():
    layer, x = keras.layers.Dense(1, kernel_initializer="ones"), tf.ones((1, 2))
    for _ in range(3):
        with tf.GradientTape() as tape:
            y = layer(x)
        found = tape.gradient(y, layer.kernel)
        np.testing.assert_array_equal(found, [[1], [1]])


def test_what_a_layer_was_called_on_is_asked_after_symbolic_calls_only():
    layer = keras.layers.Dense(2, name="d")
    layer(tf.ones((1, 3)))
    with pytest.raises(AttributeError, match="'d' has no output"):
        _ = layer.output
    a, b = keras.Input((3,)), keras.Input((3,))
    first, second = layer(a), layer(b)
    assert layer.get_output_at(1) is second
    assert layer.output_shape == (None, 2)
    assert layer.input is a and layer.output is first
    with pytest.raises(ValueError, match="node_index=2"):
        layer.get_input_at(2)
    assert layer.get_input_at(0) is a and first is layer.get_output_at(0)


def test_an_input_that_is_refused_builds_nothing():
    layer = keras.layers.Dense(3)
    with pytest.raises(ValueError, match="1 axis"):
        layer(np.ones(4, "float32"))
    assert not layer.built
    assert layer(np.ones((2, 5), "float32")).shape == (2, 3)
