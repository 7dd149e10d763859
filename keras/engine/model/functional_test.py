"""Models made of symbolic tensors."""

import numpy as np
import pytest
import tensorflow as tf

import keras

layers = keras.layers


def ones(*shape):
    return np.ones(shape, "float32")


def number(tensor):
    return tensor.numpy().item()


def dense(units=1, **arguments):
    return layers.Dense(units, kernel_initializer="ones", **arguments)


def two_in_two_out(structure):
    """a + 1 and a * b, with inputs and outputs in a structure."""
    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    outputs = {"sum": a + 1, "product": a * b}
    if structure is dict:
        return keras.Model({"a": a, "b": b}, outputs)
    return keras.Model(structure([a, b]), structure(outputs.values()))


# Structures.


@pytest.mark.parametrize("structure", [list, tuple])
def test_outputs_come_in_the_sequence_they_were_given_in(structure):
    model = two_in_two_out(structure)
    found = model([2 * ones(1, 2), 3 * ones(1, 2)])
    assert isinstance(found, structure)
    assert [float(part[0, 0]) for part in found] == [3, 6]


def test_outputs_come_in_the_dict_they_were_given_in():
    found = two_in_two_out(dict)({"a": 2 * ones(1, 2), "b": 3 * ones(1, 2)})
    assert {k: float(v[0, 0]) for k, v in found.items()} == {
        "sum": 3,
        "product": 6,
    }


def test_a_list_of_one_is_what_is_in_it():
    x = keras.Input((2,))
    model = keras.Model([x], [x + 1])
    assert isinstance(model(ones(1, 2)), tf.Tensor)
    assert isinstance(model([ones(1, 2)]), tf.Tensor)
    assert model.predict(ones(1, 2), verbose=0).shape == (1, 2)
    assert model.input is x and model.output_shape == (None, 2)


def test_a_tuple_or_a_dict_of_one_stays_one():
    x = keras.Input((2,))
    (found,) = keras.Model((x,), (x + 1,))(ones(1, 2))
    assert float(found[0, 0]) == 2
    assert keras.Model(x, {"k": x}).output_shape == {"k": (None, 2)}


def test_nested_structures_of_outputs_are_kept():
    x = keras.Input((2,))
    model = keras.Model(x, {"a": [x, x + 1], "b": (x * 2,)})
    found = model(ones(1, 2))
    assert float(found["a"][1][0, 0]) == float(found["b"][0][0, 0]) == 2


@pytest.mark.parametrize("structure", [list, tuple])
def test_listed_inputs_may_be_given_by_name(structure):
    model = two_in_two_out(structure)
    found = model({"b": 3 * ones(1, 2), "a": 2 * ones(1, 2)})
    assert [float(part[0, 0]) for part in found] == [3, 6]


@pytest.mark.parametrize("structure", [list, dict])
def test_an_input_without_use_is_warned_of_once(structure):
    model = two_in_two_out(structure)
    data = {"a": ones(1, 2), "b": ones(1, 2), "more": ones(1)}
    with pytest.warns(UserWarning, match=r"no use.*'a', 'b'.*'more'") as seen:
        model(data)
        model.predict(data, verbose=0)
    assert len(seen) == 1


def test_the_size_of_a_batch_binds_nobody():
    x = keras.Input((2,), batch_size=4)
    model = keras.Model(x, x + 1)
    assert model.input_shape == (4, 2)
    assert model(ones(3, 2)).shape == (3, 2)


def test_a_missing_input_is_told_by_its_name():
    model = two_in_two_out(list)
    with pytest.raises(ValueError, match="'b' is missing.*Received: None"):
        model([ones(1, 2), None])


def test_named_inputs_go_by_key_not_by_layer_name():
    a, b = keras.Input((1,), name="x1"), keras.Input((1,), name="x0")
    model = keras.Model({"first": a, "second": b}, a - b)
    found = model({"second": ones(1, 1), "first": 3 * ones(1, 1)})
    assert number(found) == 2


def test_a_missing_input_name_is_told():
    with pytest.raises(ValueError, match=r"missing: \['b'\]"):
        two_in_two_out(list)({"a": ones(1, 2)})


def test_a_wrong_number_of_inputs_is_told_with_the_names():
    with pytest.raises(ValueError, match=r"Expected 2: \['a', 'b'\].*ed: 1"):
        two_in_two_out(list)(ones(1, 2))


def test_an_input_may_be_an_output():
    x = keras.Input((2,))
    model = keras.Model(x, [x, x + 1])
    np.testing.assert_array_equal(model(ones(1, 2))[0], ones(1, 2))


def test_an_output_may_come_twice():
    x = keras.Input((2,))
    y = x + 1
    first, second = keras.Model(x, [y, y])(ones(1, 2))
    np.testing.assert_array_equal(first, second)


def test_a_layer_of_several_outputs_gives_each_its_place():
    class Parts(layers.Layer):
        def call(self, inputs):
            return {"low": inputs[:, :1], "high": (inputs[:, 1:], None)}

    x = keras.Input((3,))
    parts = Parts()(x)
    model = keras.Model(x, [parts["high"][0], parts["low"]])
    found = model(np.array([[1.0, 2.0, 3.0]]))
    assert [part.numpy().tolist() for part in found] == [[[2, 3]], [[1]]]


# Shared, nested, cut out.


def test_a_shared_layer_has_one_set_of_weights():
    a, b, shared = keras.Input((2,)), keras.Input((2,)), dense()
    model = keras.Model([a, b], shared(a) - shared(b))
    assert len(model.weights) == 2
    assert model.layers.count(shared) == 1
    assert number(model([2 * ones(1, 2), ones(1, 2)])) == 2


def test_a_layer_may_take_its_own_output():
    x, layer = keras.Input((2,)), dense(2)
    model = keras.Model(x, layer(layer(layer(x))))
    assert model(ones(1, 2)).numpy().tolist() == [[8, 8]]


def test_a_model_in_a_model_is_one_layer():
    x = keras.Input((2,))
    inner = keras.Model(x, dense(2)(x), name="inner")
    y = keras.Input((2,))
    model = keras.Model(y, inner(inner(y)))
    assert [type(layer).__name__ for layer in model.layers] == [
        "InputLayer",
        "Functional",
    ]
    assert model(ones(1, 2)).numpy().tolist() == [[4, 4]]
    assert [id(v) for v in model.weights] == [id(v) for v in inner.weights]


def test_a_model_may_end_at_any_symbol_of_another():
    x = keras.Input((2,))
    middle = dense(3, name="middle")(x)
    model = keras.Model(x, dense()(middle))
    cut = keras.Model(model.input, model.get_layer("middle").output)
    assert cut(ones(1, 2)).numpy().tolist() == [[2, 2, 2]]


def test_a_model_may_begin_at_any_symbol_of_another():
    x = keras.Input((2,))
    middle = dense(3)(x)
    end = dense(name="end")(middle)
    tail = keras.Model(middle, end)
    assert number(tail(ones(1, 3))) == 3
    assert [id(v) for v in tail.weights] == [
        id(v) for v in tail.get_layer("end").weights
    ]
    assert keras.Model(x, end)(ones(1, 2)).numpy().tolist() == [[6]]


def test_a_model_that_begins_in_the_middle_may_have_an_input_too():
    x, y = keras.Input((2,)), keras.Input((2,))
    middle = x * 2
    model = keras.Model([middle, y], middle + y)
    found = model([10 * ones(1, 2), ones(1, 2)])
    assert found.numpy().tolist() == [[11, 11]]


def test_calling_a_model_on_a_symbol_takes_its_shape():
    x = keras.Input((None, 2))
    model = keras.Model(x, dense()(x))
    assert model(keras.Input((7, 2))).shape.as_list() == [None, 7, 1]


def test_training_and_masks_reach_inner_models():
    x = keras.Input((50,))
    inner = keras.Model(x, layers.Dropout(0.5)(x))
    y = keras.Input((50,))
    model = keras.Model(y, inner(y))
    assert float(tf.reduce_min(model(ones(2, 50), training=True))) == 0
    assert float(tf.reduce_min(model(ones(2, 50), training=False))) == 1


def test_a_call_argument_fixed_in_the_graph_holds():
    x = keras.Input((50,))
    model = keras.Model(x, layers.Dropout(0.5)(x, training=True))
    assert float(tf.reduce_min(model(ones(2, 50)))) == 0
    assert float(tf.reduce_min(model.predict(ones(2, 50), verbose=0))) == 0


# What goes in.


def test_a_missing_last_axis_of_one_is_added():
    x = keras.Input((1,))
    assert keras.Model(x, dense()(x))(ones(5)).shape == (5, 1)


def test_a_last_axis_of_one_too_many_is_dropped():
    x = keras.Input((3,))
    assert keras.Model(x, dense()(x))(ones(5, 3, 1)).shape == (5, 1)


def test_values_are_cast_to_the_type_of_the_input():
    x = keras.Input((2,), dtype="int32")
    found = keras.Model(x, x * 2)(np.array([[1.7, 2.0]]))
    assert (found.dtype, found.numpy().tolist()) == (tf.int32, [[2, 4]])


def test_a_wrong_size_is_told_with_both_shapes():
    x = keras.Input((3,), name="x")
    model = keras.Model(x, dense()(x))
    for inputs in (ones(2, 4), keras.Input((4,))):
        with pytest.raises(ValueError, match=r"'x'.*Expected \(None, 3\)"):
            model(inputs)


def test_a_missing_batch_axis_is_told_by_a_layer_that_needs_one():
    x = keras.Input((3,))
    with pytest.raises(ValueError, match="Add a batch axis"):
        keras.Model(x, dense()(x))(ones(3))


def test_a_free_axis_takes_any_size():
    x = keras.Input((None, 2))
    model = keras.Model(x, dense()(x))
    assert [model(ones(1, n, 2)).shape[1] for n in (1, 5, 3)] == [1, 5, 3]


def test_python_lists_go_in_as_tensors():
    x = keras.Input((2,))
    assert number(keras.Model(x, dense()(x))(tf.constant([[1.0, 2.0]]))) == 3
    assert number(keras.Model(x, dense()(x))(np.array([[1, 2]]))) == 3


# Names, look-ups, freezing.


def test_names_of_outputs_are_those_of_the_layers_numbered():
    x, y = keras.Input((2,), name="x"), keras.Input((2,), name="y")
    shared = dense(name="head")
    model = keras.Model(
        [x, y], [shared(x), shared(y), layers.ReLU(name="r")(x)]
    )
    assert model.output_names == ["head", "head_1", "r"]
    assert model.input_names == ["x", "y"]


def test_layers_are_found_by_name_and_by_index():
    x = keras.Input((2,))
    model = keras.Model(x, dense(name="head")(x))
    assert model.get_layer("head") is model.get_layer(index=1)
    assert model.get_layer(index=-1) is model.layers[-1]


def test_a_wrong_layer_name_is_met_with_the_nearest():
    x = keras.Input((2,))
    model = keras.Model(x, dense(name="head")(x))
    with pytest.raises(ValueError, match="'head'"):
        model.get_layer("haed")
    with pytest.raises(ValueError, match="index=7"):
        model.get_layer(index=7)
    with pytest.raises(ValueError, match="a name or an index"):
        model.get_layer()


def test_a_model_made_not_trainable_freezes_its_layers():
    x = keras.Input((2,))
    model = keras.Model(x, dense()(x), trainable=False)
    assert (len(model.trainable_weights), len(model.weights)) == (0, 2)


def test_a_list_among_the_inputs_of_the_graph_is_refused():
    with pytest.raises(TypeError, match="Received: input=3"):
        keras.Model(3, keras.Input((2,)))


def test_a_variable_of_the_models_own_comes_last():
    x = keras.Input((2,))
    model = keras.Model(x, dense()(x))
    model.temperature = tf.Variable(1.0)
    assert [id(v) for v in model.weights][-1] == id(model.temperature)
    assert len(model.trainable_weights) == 3


# Subclasses that are made functionally.


class Wide(keras.Model):
    """A model with a step of its own and no constructor."""

    def train_step(self, data):
        return {"mine": tf.constant(7.0)}


def test_a_subclass_may_be_made_of_symbols():
    x = keras.Input((2,))
    model = Wide(x, dense()(x), name="wide")
    assert (model.name, number(model(ones(1, 2)))) == ("wide", 2)
    model.compile("sgd", "mse")
    logs = model.fit(ones(4, 2), ones(4, 1), verbose=0).history
    assert logs == {"mine": [7.0]}


def test_a_subclass_made_of_symbols_comes_back_from_its_config():
    x = keras.Input((2,))
    model = Wide(inputs=x, outputs=dense()(x))
    again = Wide.from_config(model.get_config())
    assert type(again) is Wide
    assert number(again(ones(1, 2))) == 2


def test_a_subclass_may_make_the_symbols_in_its_constructor():
    class Ready(keras.Model):
        def __init__(self, units=3):
            x = keras.Input((2,))
            super().__init__(x, dense(units)(x))
            self.units = units

    assert Ready()(ones(1, 2)).shape == (1, 3)
    model = Ready(4)
    assert model.output_shape == (None, 4)
    assert Ready.from_config(model.get_config()).output_shape == (None, 4)
