"""Constants and variables of calls, in configs and files."""

import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.graph import call_constants
from keras.saving.values import variable_budget
from keras.testing import op_models


def exact_and_back(value):
    """What a file makes of a value."""
    variables = call_constants.Variables()
    plain = json.loads(json.dumps(call_constants.exact(value, variables)))
    return call_constants.revived(plain, call_constants.Variables())


@pytest.mark.parametrize(
    "value",
    [
        np.zeros((0, 3)),
        np.array([1 + 2j], "complex64"),
        np.array(["a", "é"], object),
        np.arange(3, dtype="uint8"),
        tf.constant([b"\xff", b"a"]),
        tf.zeros((2, 0), tf.int64),
        tf.constant(1.5, tf.float64),
    ],
)
def test_an_array_keeps_its_kind_type_and_shape(value):
    again = exact_and_back(value)
    assert tf.is_tensor(again) == tf.is_tensor(value)
    assert (again.dtype, again.shape) == (value.dtype, value.shape)
    same = tf.constant(again) == tf.constant(value)
    assert tf.reduce_all(same)


@pytest.mark.parametrize("value", [1 + 2j, tf.nn.relu, tf.nn.softmax])
def test_a_number_and_a_function_come_back(value):
    assert exact_and_back(value) == value


@pytest.mark.parametrize(
    "value",
    [
        np.float16(0.1),
        np.int64(2**62 + 1),
        np.bool_(True),
        np.complex64(1 - 2j),
        np.dtype("uint8"),
        tf.float16,
        tf.TensorShape([None, 2]),
    ],
)
def test_what_is_not_plain_comes_back_as_what_it_was(value):
    again = exact_and_back(value)
    assert type(again) is type(value)
    assert str(again) == str(value)


def test_a_shape_of_no_rank_and_a_class_of_numbers_come_back():
    assert exact_and_back(tf.TensorShape(None)).rank is None
    assert exact_and_back(np.float32) == np.dtype("float32")


def test_a_file_can_not_ask_for_a_type_of_any_width():
    plain = {"parts": [], "shape": [0], "dtype": "V99", "is_tensor": False}
    tagged = {"class_name": "__array__", "config": plain}
    with pytest.raises(TypeError):
        call_constants.revived(tagged, call_constants.Variables())


def model_with(variable, function):
    """A model of a function of a symbol and a variable."""
    x = keras.Input((3,))
    return keras.Model(x, function(x, variable))


def test_a_variable_of_a_call_is_loaded_with_its_value():
    w = tf.Variable(np.full((3, 1), 2.0, "float32"), name="w")
    model = model_with(w, lambda x, w: x @ w)
    again = op_models.reloaded(model)
    assert [v.name for v in again.trainable_weights] == ["w:0"]
    np.testing.assert_array_equal(again(np.ones((2, 3))), [[6.0], [6.0]])


def test_a_variable_of_two_calls_is_one_when_loaded():
    w = tf.Variable(np.full(3, 2.0, "float32"))
    model = model_with(w, lambda x, w: tf.concat([x * w, x + w], -1))
    again = op_models.reloaded(model)
    assert len(model.weights) == len(again.weights) == 1
    again.weights[0].assign([1.0, 1.0, 1.0])
    found = again(np.ones((1, 3), "float32"))
    np.testing.assert_array_equal(found, [[1, 1, 1, 2, 2, 2]])


def test_a_variable_that_is_not_trained_stays_so_when_loaded():
    w = tf.Variable(2.0, trainable=False)
    again = op_models.reloaded(model_with(w, lambda x, w: x * w))
    assert (len(again.weights), len(again.trainable_weights)) == (1, 0)


def test_a_file_that_asks_for_a_huge_variable_is_refused():
    model = model_with(tf.Variable(np.ones(3, "float32")), lambda x, w: x * w)
    config = model.get_config()
    described = config["layers"][1]["exact_arguments"][0]["y"]
    described["config"]["shape"] = [2**32]
    with (
        variable_budget.limited("model.keras", 100),
        pytest.raises(ValueError, match="bytes of variables"),
    ):
        keras.Model.from_config(config)


@keras.saving.register_keras_serializable("constants")
def twice(row):
    """A function of a user's."""
    return row * 2


def test_a_function_of_the_users_is_named_in_a_file_when_registered():
    value = np.ones((2, 3), "float32")
    model = op_models.check_value(lambda x: tf.map_fn(twice, x), value)
    op_models.check_copies(model, value)


def test_a_function_that_a_file_can_not_name_is_refused_on_saving():
    def thrice(row):
        return row * 3

    x = keras.Input((3,))
    model = keras.Model(x, tf.map_fn(thrice, x))
    with pytest.raises(ValueError, match="register_keras_serializable"):
        op_models.reloaded(model)


def test_a_lambda_of_a_call_needs_the_reader_s_trust():
    x = keras.Input((3,))
    model = keras.Model(x, tf.map_fn(lambda row: row * 3, x))
    with pytest.raises(ValueError, match="safe_mode=False"):
        op_models.reloaded(model)
    again = op_models.reloaded(
        model, lambda path: keras.models.load_model(path, safe_mode=False)
    )
    np.testing.assert_array_equal(again(np.ones((1, 3))), [[3.0, 3.0, 3.0]])


LAST: dict = {}


@keras.saving.register_keras_serializable("constants")
class Seen(keras.layers.Layer):
    """Keeps what it was last called with, as it was."""

    @property
    def last(self):
        return LAST[self.name]

    def call(self, inputs, more=None, **rest):
        LAST[self.name] = (inputs, more, rest)
        return tf.nest.flatten(inputs)[0] * 1.0

    def compute_output_shape(self, input_shape, **rest):
        return (None, 2)


@keras.saving.register_keras_serializable("constants")
class SeenStars(Seen):
    """Takes any number of arguments."""

    def call(self, *inputs, **rest):
        return super().call(inputs, None, **rest)


def kinds(value):
    """The nest with the kind and the content of each leaf."""
    if isinstance(value, dict):
        return {key: kinds(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(kinds, value))
    if isinstance(value, (tf.Tensor, tf.Variable, np.ndarray, np.generic)):
        kind = tf.Tensor if tf.is_tensor(value) else type(value)
        return kind, value.dtype, str(np.asarray(value).tolist())
    return type(value), value


def through_config(model):
    return keras.Model.from_config(model.get_config())


def through_json(model):
    return keras.models.model_from_json(model.to_json())


ARGUMENTS = {
    "array": np.array([1.0, 2.0]),
    "tensor": tf.constant([1, 2], tf.uint8),
    "tuple": (1, "a", None, [True, (2.5,)]),
    "nest": {"a": (np.array([3], "int8"), 2), "b": [tf.constant("x")]},
    "number": np.float32(0.1),
    "no axis": np.array(3.0),
    "type": [tf.int64, np.dtype("int8"), tf.TensorShape([1, None])],
    "variable": tf.Variable([1.5, 2.5], name="kept"),
    "bytes": (b"\xff", slice(1, None), ...),
    "texts": [np.array(["ab", "é"]), np.array(["a", "b"], object)],
    "kinds of bytes": [np.array([b"ab"]), np.array([b"\xff"], object)],
    "a text": np.str_("é"),
    "some bytes": np.bytes_(b"\xff"),
    "no slice": {"start": 1, "stop": 2, "step": 3},
    "no object": {"class_name": "Dense", "config": {}},
    "numbered": {1: "a", 2: {3: (4, "b")}},
    "no output": ["own", 0, 0],
    "no outputs": [{"a": ("own", 0, 0)}, ["own", 1, 0, "b"]],
}
WAYS = (through_config, through_json, op_models.reloaded)


def seen_by(model):
    """What the layers of a model were called with."""
    model(np.ones((1, 2), "float32"))
    return [kinds(one.last) for one in model.layers if isinstance(one, Seen)]


@pytest.mark.parametrize("again", WAYS)
@pytest.mark.parametrize("name", ARGUMENTS)
def test_an_argument_of_a_layer_comes_back_as_what_it_was(name, again):
    x, value = keras.Input((2,)), ARGUMENTS[name]
    calls = [Seen()(x, value), Seen()(x, key=value), SeenStars()(x, value)]
    calls.append(Seen(name="own")(x))
    if name in ("array", "tensor", "tuple", "number", "no axis", "variable"):
        calls.append(Seen()([x, value]))
    model = keras.Model(x, calls)
    before = seen_by(model)
    assert before[0][1] == kinds(value)
    assert seen_by(again(model)) == before


@pytest.mark.parametrize(
    "value",
    [
        np.ma.array([1.0, 2.0], mask=[True, False]),
        np.zeros(2, [("a", "f4"), ("b", "i4")]),
        np.array([1, "a", None], object),
        np.array(["a", b"a"], object),
    ],
    ids=["masked", "structured", "mixed", "texts and bytes"],
)
def test_an_array_that_no_file_holds_is_refused_when_it_is_saved(value):
    x = keras.Input((2,))
    model = keras.Model(x, Seen()(x, key=value))
    with pytest.raises(TypeError, match="Expected numbers.*Received: "):
        model.to_json()


@keras.saving.register_keras_serializable("constants")
class Tied(keras.layers.Layer):
    def call(self, inputs, table):
        return tf.matmul(inputs, table, transpose_b=True)


@pytest.mark.parametrize(
    "call",
    [
        lambda h, table: Tied()(h, table),
        lambda h, table: tf.matmul(h, table, transpose_b=True),
    ],
    ids=["layer", "function"],
)
def test_a_layers_weight_given_to_another_call_is_refused_when_saved(
    call, tmp_path
):
    x = keras.Input((2,), dtype="int32")
    embedding = keras.layers.Embedding(5, 3, name="own")
    h = embedding(x)
    model = keras.Model(x, call(h, embedding.embeddings))
    with pytest.raises(ValueError, match="a weight of layer 'own'.*Received"):
        model.save(tmp_path / "a.keras")
    assert not (tmp_path / "a.keras").exists()


@pytest.mark.parametrize("again", WAYS)
def test_symbols_in_a_tuple_come_back_in_a_tuple(again):
    a, b = keras.Input((2,)), keras.Input((2,))
    out = [Seen()((a, b)), Seen()(a, {"both": (b, 1)}), SeenStars()(a, (b, a))]
    model = again(keras.Model([a, b], out))
    ones, twos = np.ones((1, 2), "float32"), np.full((1, 2), 2, "float32")
    model([ones, twos])
    first, second, third = (layer.last for layer in model.layers[2:])
    assert isinstance(first[0], tuple) and len(first[0]) == 2
    assert isinstance(second[1]["both"], tuple) and second[1]["both"][1] == 1
    assert isinstance(third[0][1], tuple)
    np.testing.assert_array_equal(third[0][1][0], twos)


@pytest.mark.parametrize("again", WAYS)
def test_inputs_and_outputs_keep_their_tuples(again):
    a, b, c = (keras.Input((2,), name=name) for name in "abc")
    inner = keras.Model((a,), (a * 2.0,))
    out = {"p": (inner((b,))[0], c), "q": [b]}
    model = again(keras.Model({"y": (b, c)}, out))
    ones = np.ones((1, 2), "float32")
    found = model({"y": (ones, 3 * ones)})
    assert isinstance(model.input["y"], tuple)
    assert isinstance(found["p"], tuple) and isinstance(found["q"], list)
    np.testing.assert_array_equal(found["p"], [2 * ones, 3 * ones])
    inner_again = next(one for one in model.layers if one.name == inner.name)
    assert isinstance(inner_again(ones), tuple)


def test_a_tuple_of_one_output_is_one_when_loaded():
    x = keras.Input((2,))
    model = op_models.reloaded(keras.Model(x, (x * 2.0,)))
    assert isinstance(model(np.ones((1, 2))), tuple)
    assert isinstance(model.output, tuple)


@pytest.mark.parametrize("again", WAYS)
def test_each_call_of_an_inner_model_has_its_own_arguments(again):
    y = keras.Input((2,))
    inner = keras.Model((y,), Seen(name="seen")(y), name="inner")
    x = keras.Input((2,))
    model = again(keras.Model(x, inner((inner([x]),))))
    np.testing.assert_array_equal(model(np.ones((1, 2))), [[1.0, 1.0]])
    nodes = model.get_layer("inner").inbound_nodes
    given = [type(node.args[0]) for node in nodes if not node.is_input]
    # A file has each call twice.
    assert given in ([list, tuple], [list, list, tuple, tuple])


@pytest.mark.parametrize("again", WAYS)
@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: [[x]]])
def test_a_list_of_one_stays_a_list(wrap, again):
    x = keras.Input((2,))
    model = keras.Model(x, Seen()(wrap(x)))
    assert seen_by(again(model)) == seen_by(model)


def test_plain_arguments_need_no_second_form():
    x = keras.Input((2,))
    model = keras.Model(x, Seen()(x, [1, "a", {"b": None}])[:, 1:])
    config = model.get_config()
    assert "exact_structures" not in config
    assert all("exact_arguments" not in layer for layer in config["layers"])
