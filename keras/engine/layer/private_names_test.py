"""Code that knows Keras 2's layers by private names reads and sets them."""
# bazel: deps=//keras

import copy

import numpy as np
import pytest
import tensorflow as tf

import keras

X = np.ones((2, 3), "float32")


def test_a_layer_whose_calls_are_emptied_goes_into_another_model():
    inputs = keras.Input((3,))
    dense = keras.layers.Dense(2)
    old = keras.Model(inputs, keras.layers.Dense(1)(dense(inputs)))
    new_inputs = keras.Input((3,), name="new")
    x = new_inputs
    for layer in old.layers[1:]:
        layer._inbound_nodes = []
        layer._outbound_nodes = []
        x = layer(x)
    assert dense.input is new_inputs and len(dense._inbound_nodes) == 1
    assert dense.inbound_nodes is dense._inbound_nodes
    new = keras.Model(new_inputs, x)
    np.testing.assert_array_equal(new(X), old(X))
    assert new.get_config()["layers"][1]["inbound_nodes"]


def test_a_layer_without_calls_has_no_input():
    dense = keras.layers.Dense(2)
    dense(keras.Input((3,)))
    dense._inbound_nodes.clear()
    with pytest.raises(AttributeError, match="never called"):
        _ = dense.input


def test_outbound_nodes_can_be_read_and_emptied():
    dense, relu = keras.layers.Dense(2), keras.layers.ReLU()
    outputs = relu(dense(keras.Input((3,))))
    assert dense._outbound_nodes == relu._inbound_nodes
    dense._outbound_nodes = []
    assert dense.outbound_nodes == [] and outputs.shape == (None, 2)


def test_the_built_shape_is_told_and_set():
    dense = keras.layers.Dense(2)
    assert dense._build_input_shape is None
    dense(X)
    assert tuple(dense._build_input_shape) == (2, 3)
    dense._build_input_shape = tf.TensorShape((None, 3))
    assert dense.get_build_config() == {"input_shape": (None, 3)}
    dense._build_input_shape = None
    assert dense._build_input_shape is None


class Old(keras.layers.Layer):
    """Keeps its variables in lists alone, as code of Keras 1 and 2 does."""

    def build(self, input_shape):
        shape = (input_shape[-1],)
        self._trainable_weights.append(tf.Variable(tf.ones(shape), name="a"))
        self._trainable_weights += [tf.Variable(tf.ones(shape), name="b")]
        self._non_trainable_weights = [tf.Variable(tf.zeros(shape), name="c")]

    def call(self, x):
        a, b = self._trainable_weights
        return x * a * b + self._non_trainable_weights[0]


def names(variables):
    return [variable.name for variable in variables]


def test_variables_in_the_private_lists_are_the_layers(tmp_path):
    layer = Old(name="old")
    assert layer._trainable_weights == [] and layer.trainable_weights == []
    model = keras.Sequential([layer])
    np.testing.assert_array_equal(model(X), X)
    assert names(layer.trainable_weights) == ["old/a:0", "old/b:0"]
    assert names(layer.non_trainable_weights) == ["old/c:0"]
    assert names(model.weights) == ["old/a:0", "old/b:0", "old/c:0"]
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(X, X + 1, verbose=0)
    assert layer._trainable_weights[0].numpy()[0] > 1
    model.save_weights(tmp_path / "w.weights.h5")
    again = keras.Sequential([Old()])
    again(X)
    again.load_weights(tmp_path / "w.weights.h5")
    np.testing.assert_array_equal(again(X), model(X))


CHANGES = {
    "append": lambda listed, new: listed.append(new),
    "extend": lambda listed, new: listed.extend([new]),
    "insert": lambda listed, new: listed.insert(0, new),
    "+=": lambda listed, new: listed.__iadd__([new]),
    "[0] =": lambda listed, new: listed.__setitem__(0, new),
    "[:] =": lambda listed, new: listed.__setitem__(slice(None), [new]),
    "pop": lambda listed, new: listed.pop(),
    "remove": lambda listed, new: listed.remove(listed[0]),
    "del": lambda listed, new: listed.__delitem__(0),
    "clear": lambda listed, new: listed.clear(),
    "reverse": lambda listed, new: listed.reverse(),
    "sort": lambda listed, new: listed.sort(key=lambda v: v.name),
    "*=": lambda listed, new: listed.__imul__(0),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    "name", ["_trainable_weights", "_non_trainable_weights"]
)
def test_each_change_of_a_list_is_seen_at_once(name, change):
    trainable = name == "_trainable_weights"
    layer = keras.layers.Layer()
    for letter in "zy":
        layer.add_weight(letter, (), trainable=trainable)
    model = keras.Sequential([keras.Input((3,)), layer])
    assert names(model.weights) == ["z:0", "y:0"]
    listed = list(getattr(layer, name))
    new = tf.Variable(1.0, name="new", trainable=trainable)
    CHANGES[change](listed, new)
    CHANGES[change](getattr(layer, name), new)
    assert names(getattr(model, name[1:])) == names(listed)
    assert names(getattr(layer, name[1:])) == names(listed)
    assert not getattr(
        layer, {True: "non_", False: ""}[trainable] + "trainable_weights"
    )


def test_the_list_tells_whether_a_variable_is_trained():
    dense = keras.layers.Dense(2)
    dense(X)
    dense._non_trainable_weights.append(dense._trainable_weights.pop(0))
    assert names(dense.trainable_weights) == [dense.bias.name]
    assert names(dense.non_trainable_weights) == [dense.kernel.name]
    assert names(dense.weights) == [dense.bias.name, dense.kernel.name]
    dense.trainable = False
    assert len(dense.non_trainable_weights) == 2


def test_a_variable_that_a_list_lost_is_no_weight(tmp_path):
    layer = keras.layers.Dense(2)
    model = keras.Sequential([layer])
    model(X)
    bias = layer._trainable_weights.pop()
    assert names(model.weights) == [layer.kernel.name]
    assert len(layer.get_weights()) == 1
    copied = copy.deepcopy(model)
    assert names(copied.weights) == [layer.kernel.name]
    np.testing.assert_array_equal(copied(X), model(X))
    layer._trainable_weights = []
    assert model.weights == [] and layer.bias is bias
    layer.again = bias
    assert names(model.weights) == [bias.name]
    layer.many = []
    layer.many.append(tf.Variable(1.0, name="later"))
    assert names(model.weights) == [bias.name, "later:0"]


def test_a_wrapper_takes_the_lists_of_its_layer():
    class Wrapper(keras.layers.Wrapper):
        def build(self, input_shape):
            self.layer.build(input_shape)
            self.built = True
            self._trainable_weights = self.layer._trainable_weights

        def call(self, x):
            return self.layer(x)

    wrapper = Wrapper(keras.layers.Dense(2))
    wrapper(X)
    assert len(wrapper.weights) == len(wrapper.trainable_weights) == 2
    wrapper._trainable_weights = []
    assert len(wrapper.layer._trainable_weights) == 2


def test_a_copy_has_lists_of_its_own():
    layer = Old()
    layer(X)
    for made in (copy.copy(layer), copy.deepcopy(layer)):
        made._trainable_weights.pop()
        assert len(made.trainable_weights) == 1
    assert len(layer.trainable_weights) == 2


def test_types_options_and_arguments_are_told():
    layer = keras.layers.Dense(
        1, dtype="mixed_float16", input_shape=(3,), activity_regularizer="l1"
    )
    assert layer._compute_dtype == "float16" and layer._dtype == "float32"
    assert layer._compute_dtype_object is tf.float16
    assert layer._batch_input_shape == (None, 3)
    assert layer._activity_regularizer is layer.activity_regularizer
    layer._activity_regularizer = None
    assert layer.activity_regularizer is None
    assert layer._call_fn_args == ["inputs"]
    assert not layer._expects_training_arg and not layer._expects_mask_arg
    assert keras.layers.Dropout(0.5)._expects_training_arg
    assert not hasattr(keras.layers.Dense(1), "_batch_input_shape")
    assert layer._losses == layer._updates == []


def test_a_shape_is_told_to_the_first_layer_of_a_model():
    dense = keras.layers.Dense(2)
    dense._batch_input_shape = (None, 3)
    assert keras.Sequential([dense]).input_shape == (None, 3)


def test_maybe_build_builds_once():
    dense = keras.layers.Dense(2)
    dense._maybe_build(X)
    kernel = dense.kernel
    dense._maybe_build(X)
    assert dense.kernel is kernel and dense.built


def test_what_was_tracked_is_in_checkpoints(tmp_path):
    class Own(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self._track_trackable(tf.Variable(3.0), name="hidden")

    tf.train.Checkpoint(layer=Own()).write(str(tmp_path / "c"))
    found = [name for name, _ in tf.train.list_variables(str(tmp_path / "c"))]
    assert any("layer/hidden" in name for name in found)


def test_what_a_user_keeps_under_such_a_name_is_the_users():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self._layers = [keras.layers.Dense(2)]
            self._input_layers = [keras.layers.Dense(2)]
            self._losses = {"a": 1}
            self._updates = self._dtype = 3

        def call(self, x):
            return self._input_layers[0](self._layers[0](x))

    model = Own()
    assert model(X).shape == (2, 2) and len(model.weights) == 4
    assert len(model._layers) == 1 and model._losses == {"a": 1}
    assert model._updates == model._dtype == 3


def emptied_stack():
    model = keras.Sequential(
        [keras.layers.Dense(2, input_shape=(3,)), keras.layers.Dense(1)]
    )
    for layer in model.layers:
        layer._inbound_nodes = []
        layer._outbound_nodes = []
    return model


def test_a_stack_works_on_though_its_layers_forget_their_calls():
    x = np.ones((2, 3), "float32")
    expected = emptied_stack()(x).shape
    model = emptied_stack()
    assert model(x).shape == expected == (2, 1)
    np.testing.assert_allclose(model.predict(x, verbose=0), model(x), 1e-6)
    model.summary(print_fn=lambda line: None)
    model.compile("sgd", "mse")
    model.fit(x, x[:, :1], verbose=0)
    model.pop()
    model.add(keras.layers.Dense(4))
    assert model(x).shape == (2, 4)


def test_a_symbol_keeps_its_call_when_the_layer_is_called_anew():
    x, other = keras.Input((3,)), keras.Input((3,))
    dense = keras.layers.Dense(2)
    first = dense(x)
    dense._inbound_nodes = []
    second = dense(other)
    assert first.node.inputs == [x]
    assert second.node.inputs == [other]
    value = np.ones((1, 3), "float32")
    models = keras.Model(x, first), keras.Model(other, second)
    np.testing.assert_array_equal(*(model(value) for model in models))
