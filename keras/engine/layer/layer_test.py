"""A layer's variables: made, listed, frozen, set; and its config."""

import copy
import pickle

import numpy as np
import pytest
import tensorflow as tf

import keras


class Scale(keras.layers.Layer):
    """inputs * scale, with a constructor argument and no `get_config`."""

    def __init__(self, start=1.0, **kwargs):
        super().__init__(**kwargs)
        self.first_value = start

    def build(self, input_shape):
        self.scale = self.add_weight(
            "scale",
            input_shape[-1:],
            initializer=keras.initializers.Constant(self.first_value),
        )

    def call(self, inputs):
        return inputs * self.scale


def names(variables):
    return [v.name.removesuffix(":0").split("/")[-1] for v in variables]


# add_weight.


def test_add_weight_takes_the_name_first_as_in_keras_2():
    layer = keras.layers.Layer()
    weight = layer.add_weight("w", (2, 3), "float64", "ones")
    assert (names([weight]), weight.shape) == (["w"], (2, 3))
    assert weight.dtype == tf.float64
    np.testing.assert_array_equal(weight, np.ones((2, 3)))


def test_add_weight_takes_the_shape_first_as_in_keras_3():
    layer = keras.layers.Layer()
    weight = layer.add_weight((2, 3), "zeros", name="w")
    assert (names([weight]), weight.shape) == (["w"], (2, 3))
    np.testing.assert_array_equal(weight, np.zeros((2, 3)))


def test_add_weight_takes_a_shape_alone():
    weight = keras.layers.Layer().add_weight((4,))
    assert weight.shape == (4,)


def test_add_weight_without_a_shape_makes_a_scalar():
    weight = keras.layers.Layer().add_weight(name="step", initializer="zeros")
    assert weight.shape == ()


def test_add_weight_takes_an_integer_as_the_only_size():
    assert keras.layers.Layer().add_weight("w", 5).shape == (5,)


def test_integer_and_boolean_weights_start_at_zero():
    layer = keras.layers.Layer()
    assert int(layer.add_weight("n", (), "int64", trainable=False)) == 0
    assert not bool(layer.add_weight("b", (), "bool", trainable=False))


def test_a_text_weight_without_an_initializer_is_refused():
    with pytest.raises(ValueError, match="'words' of type string"):
        keras.layers.Layer().add_weight("words", (), "string")


def test_a_weight_of_unknown_size_is_refused():
    with pytest.raises(ValueError, match=r"'w'.*shape=\(None, 3\)"):
        keras.layers.Layer().add_weight("w", (None, 3))


def test_an_unknown_argument_of_add_weight_is_refused():
    with pytest.raises(TypeError, match=r"Received: \['partitioning'\]"):
        keras.layers.Layer().add_weight("w", (2,), partitioning=1)


def test_a_weight_read_by_aggregation_is_not_trainable():
    weight = keras.layers.Layer().add_weight(
        "w",
        (2,),
        synchronization=tf.VariableSynchronization.ON_READ,
        aggregation=tf.VariableAggregation.SUM,
    )
    assert not weight.trainable


def test_a_weight_keeps_its_constraint_and_its_penalty_counts():
    layer = keras.layers.Layer()
    weight = layer.add_weight(
        "w", (2,), None, "ones", keras.regularizers.L2(0.5), True, "non_neg"
    )
    assert isinstance(weight.constraint, keras.constraints.NonNeg)
    assert [float(loss) for loss in layer.losses] == [1.0]


def test_a_penalty_follows_the_value_of_its_variable():
    layer = keras.layers.Layer()
    weight = layer.add_weight("w", (2,), None, "ones", "l2")
    weight.assign([3.0, 4.0])
    np.testing.assert_allclose(layer.losses[0], 0.25, rtol=1e-6)


# Which weights, in which order.


def test_a_variable_in_an_attribute_is_a_weight():
    layer = keras.layers.Layer()
    layer.offset = tf.Variable([1.0, 2.0])
    assert layer.trainable_weights == [layer.offset]


def test_an_attribute_that_is_replaced_or_deleted_is_no_weight_any_more():
    layer = keras.layers.Layer()
    layer.a = tf.Variable(1.0)
    layer.b = tf.Variable(2.0)
    layer.a = tf.Variable(3.0)
    del layer.b
    assert [float(v) for v in layer.weights] == [3.0]


def test_weights_come_in_order_of_creation_trainable_ones_first():
    layer = keras.layers.Layer()
    layer.a = layer.add_weight("a", (1,))
    layer.b = tf.Variable(0.0, trainable=False, name="b")
    layer.c = layer.add_weight("c", (1,))
    assert names(layer.weights) == ["a", "c", "b"]
    assert names(layer.non_trainable_weights) == ["b"]


def test_own_weights_come_before_those_of_inner_layers():
    layer = keras.layers.Layer()
    layer.inner = keras.layers.Dense(2)
    layer.inner.build((None, 3))
    layer.own = layer.add_weight("own", (1,))
    assert names(layer.weights) == ["own", "kernel", "bias"]


def test_layers_in_any_nest_and_under_any_name_count():
    layer = keras.layers.Layer()
    dense = [keras.layers.Dense(1) for _ in range(5)]
    layer._layers = [dense[0], {"a": (dense[1],)}]
    layer.parts = {"x": [[dense[2]]], "y": {"z": dense[3]}}
    layer.parts["late"] = dense[4]
    for inner in dense:
        inner.build((None, 2))
    assert len(layer.weights) == 10


def test_layers_appended_to_a_list_later_count():
    layer = keras.layers.Layer()
    layer.parts = []
    layer.parts.append(Scale())
    layer.parts[0].build((None, 2))
    assert len(layer.trainable_variables) == 1


def test_variables_in_a_list_or_a_module_count():
    layer = keras.layers.Layer()
    layer.pair = [tf.Variable(1.0), tf.Variable(2.0, trainable=False)]
    layer.module = tf.Module()
    layer.module.v = tf.Variable(3.0)
    assert sorted(float(v) for v in layer.trainable_weights) == [1.0, 3.0]
    assert len(layer.weights) == 3


def test_a_layer_held_twice_counts_once():
    layer = keras.layers.Layer()
    layer.a = layer.b = keras.layers.Dense(1)
    layer.both = [layer.a, layer.b]
    layer.a.build((None, 2))
    assert len(layer.weights) == 2


def test_freezing_reaches_inner_layers_and_thawing_does_too():
    layer = keras.layers.Layer()
    layer.parts = [keras.layers.Dense(1)]
    layer.parts[0].build((None, 2))
    layer.trainable = False
    assert (len(layer.trainable_weights), len(layer.weights)) == (0, 2)
    assert not layer.parts[0].trainable
    layer.trainable = True
    assert len(layer.trainable_weights) == 2


def test_thawing_reaches_frozen_layers_in_a_layer_that_was_not_frozen():
    inner = keras.layers.Dense(1, trainable=False)
    model = keras.Sequential([keras.Input((2,)), inner])
    model.trainable = True
    assert inner.trainable and len(model.trainable_weights) == 2


def test_a_frozen_inner_layer_stays_frozen_in_a_trainable_one():
    layer = keras.layers.Layer()
    layer.a, layer.b = Scale(), Scale()
    for inner in (layer.a, layer.b):
        inner.build((None, 1))
    layer.a.trainable = False
    assert [v is layer.b.scale for v in layer.trainable_weights] == [True]
    assert [v is layer.a.scale for v in layer.non_trainable_weights] == [True]


# Values.


def test_set_weights_sets_what_get_weights_returns():
    layer = Scale()
    layer.build((None, 3))
    layer.set_weights([[1, 2, 3]])
    np.testing.assert_array_equal(layer.get_weights()[0], [1, 2, 3])


def test_too_few_weights_are_refused_with_both_numbers():
    layer = Scale(name="s")
    layer.build((None, 3))
    with pytest.raises(ValueError, match="Expected 1.*Received: 0"):
        layer.set_weights([])


def test_one_wrong_shape_leaves_all_weights_as_they_were():
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    before = layer.get_weights()
    with pytest.raises(ValueError, match=r"expected \(2,\), received \(3,\)"):
        layer.set_weights([np.ones((3, 2)), np.ones(3)])
    np.testing.assert_array_equal(layer.get_weights()[0], before[0])


def test_the_weights_argument_sets_values_once_the_layer_is_built():
    kernel, bias = np.ones((3, 2)), np.full(2, 5.0)
    layer = keras.layers.Dense(2, weights=[kernel, bias])
    np.testing.assert_array_equal(layer(tf.zeros((1, 3))), [[5, 5]])


def test_keras_3_order_goes_with_keyword_arguments():
    layer = keras.layers.Layer()
    weight = layer.add_weight((2,), "ones", "float64", False, name="w")
    assert (weight.dtype, weight.trainable) == (tf.float64, False)
    with pytest.raises(TypeError, match="unknown arguments.*'maker'"):
        layer.add_weight((2,), "ones", None, True, False, maker=None)


def test_all_arguments_of_keras_3_may_go_by_place():
    layer = keras.layers.Layer()
    weight = layer.add_weight(
        (2,), "ones", None, True, True, "l2", "non_neg", "mean", False, "w"
    )
    assert weight.name == "w:0" and weight.constraint is not None
    assert weight.aggregation == tf.VariableAggregation.MEAN
    assert len(layer.losses) == 1
    with pytest.raises(TypeError, match="at most 10.*Received: 11"):
        layer.add_weight((2,), *[None] * 10)


def test_what_asks_for_nothing_is_taken():
    layer = keras.layers.Layer()
    options = {"partitioner": None, "collections": None, "layout": None}
    assert layer.add_weight("w", (2,), **options).shape == (2,)
    with pytest.raises(TypeError, match="'layout'"):
        layer.add_weight("w", (2,), layout=lambda shape: shape)


def test_an_unknown_aggregation_is_refused():
    with pytest.raises(ValueError, match="Received: aggregation='median'"):
        keras.layers.Layer().add_weight("w", (), aggregation="median")


def test_a_weight_read_by_aggregation_cannot_be_trainable():
    on_read = tf.VariableSynchronization.ON_READ
    with pytest.raises(ValueError, match="Expected trainable=False"):
        keras.layers.Layer().add_weight(
            "w", (), trainable=True, synchronization=on_read
        )


def test_count_params_multiplies_the_sizes():
    layer = keras.layers.Dense(4)
    layer.build((None, 3))
    assert layer.count_params() == 3 * 4 + 4


def test_count_params_before_build_is_refused():
    with pytest.raises(ValueError, match="`count_params` before"):
        keras.layers.Dense(4).count_params()


# Configuration.


def test_the_config_of_a_users_class_is_what_it_was_made_with():
    layer = Scale(2.5, name="s", trainable=False)
    config = layer.get_config()
    assert (config["start"], config["name"]) == (2.5, "s")
    made = Scale.from_config(config)
    assert (made.first_value, made.name, made.trainable) == (2.5, "s", False)


def test_a_users_get_config_adds_to_that_of_the_base():
    class Power(keras.layers.Layer):
        def __init__(self, exponent, **kwargs):
            super().__init__(**kwargs)
            self.e = exponent

        def get_config(self):
            return {**super().get_config(), "exponent": self.e}

    config = Power(3, name="p", dtype="float64").get_config()
    assert set(config) == {"name", "trainable", "dtype", "exponent"}
    assert Power.from_config(config).dtype == "float64"


def test_a_users_get_config_may_rename_and_compute():
    class Power(keras.layers.Layer):
        def __init__(self, exponent=1, name=None):
            super().__init__(name=name)
            self.e = exponent

        def get_config(self):
            return {"exponent": self.e + 1}

    assert Power.from_config(Power(3).get_config()).e == 4


def test_the_config_of_a_subclass_of_ours_holds_both_arguments():
    class Twice(keras.layers.Dense):
        def __init__(self, units, factor=2, **kwargs):
            super().__init__(units * factor, **kwargs)

    config = Twice(3, factor=4, activation="relu").get_config()
    assert (config["units"], config["factor"]) == (3, 4)
    assert Twice.from_config(config).units == 12


def test_an_input_shape_given_to_a_layer_is_in_its_config():
    config = keras.layers.Dense(2, input_shape=(3,)).get_config()
    assert config["batch_input_shape"] == (None, 3)


def test_a_copy_of_a_layer_has_weights_of_its_own():
    layer = Scale()
    layer.build((None, 2))
    copied = copy.deepcopy(layer)
    copied.set_weights([[7, 7]])
    np.testing.assert_array_equal(layer.scale, [1, 1])
    np.testing.assert_array_equal(copied(tf.ones((1, 2))), [[7, 7]])
    assert copied.weights == [copied.scale]


def test_a_pickled_layer_comes_back_with_its_weights():
    layer = keras.layers.Dense(2)
    layer(tf.ones((1, 3)))
    back = pickle.loads(pickle.dumps(layer))
    np.testing.assert_array_equal(back(tf.ones((1, 3))), layer(tf.ones((1, 3))))
