"""Code of `lambda`s in configs and files, and what it uses."""

import base64
import collections
import enum
import json
import marshal

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.saving.config import marshalled_code, trust
from keras.testing import op_models

HERE = 7.0
X = tf.constant([[2.0]])


def from_elsewhere(code, **names):
    """A `lambda` of a module that isn't there when it's read."""
    return eval(code, {"__name__": "users_code", **names})


def reloaded(function, custom_objects=None):
    """The layer of a `lambda`, from a file that is trusted."""
    layer = keras.layers.Lambda(function, output_shape=(1,))
    model = keras.Sequential([keras.Input((1,)), layer])
    return op_models.reloaded(
        model,
        lambda path: keras.models.load_model(
            path, custom_objects, safe_mode=False
        ),
    )


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("lambda x: tf.square(x)", 4.0),
        ("lambda x: x * np.float32(3)", 6.0),
        ("lambda x: x * math.floor(2.5)", 4.0),
        ("lambda x: keras.activations.relu(-x)", 0.0),
        ("lambda x: x * K.epsilon() * 1e7", 2.0),
        ("lambda x: (lambda y: tf.square(y))(x)", 4.0),
        ("lambda x: x * sum([1, 2])", 6.0),
    ],
)
def test_the_names_that_most_code_has_are_there(code, result):
    known = {"tf": tf, "np": np, "keras": keras, "K": keras.backend}
    math = __import__("math")
    model = reloaded(from_elsewhere(code, math=math, **known))
    np.testing.assert_allclose(model(X), [[result]], rtol=1e-6)


def test_custom_objects_are_names_of_the_code():
    function = from_elsewhere(
        "lambda x: thrice(x) * factor", thrice=lambda x: 3 * x, factor=2.0
    )
    mine = {"thrice": lambda x: x * 30, "factor": 0.5}
    np.testing.assert_array_equal(reloaded(function, mine)(X), [[30.0]])


def test_registered_functions_are_names_of_the_code(monkeypatch):
    def plus_one(x):
        return x + 1.0

    registered = keras.saving.get_custom_objects()
    monkeypatch.setitem(registered, "mine>plus_one", plus_one)
    function = from_elsewhere("lambda x: plus_one(x)", plus_one=plus_one)
    np.testing.assert_array_equal(reloaded(function)(X), [[3.0]])


def test_names_of_a_module_that_is_there_are_found():
    np.testing.assert_array_equal(reloaded(lambda x: x * HERE)(X), [[14.0]])
    given = {"HERE": 1.0}
    np.testing.assert_array_equal(
        reloaded(lambda x: x * HERE, given)(X), [[2.0]]
    )


def test_a_file_imports_no_module():
    layer = keras.layers.Lambda(lambda x: x)
    config = {**layer.get_config(), "module": "this"}
    layer = keras.saving.deserialize_keras_object(
        {"class_name": "Lambda", "config": config}, safe_mode=False
    )
    assert "this" not in __import__("sys").modules


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (tf.constant([3.0]), 6.0),
        (np.array([4.0], "float32"), 8.0),
        (np.float32(5), 10.0),
        ([tf.constant(6.0)][0], 12.0),
    ],
)
def test_a_constant_around_the_code_comes_back(value, result):
    np.testing.assert_array_equal(reloaded(lambda x: x * value)(X), [[result]])
    by_default = reloaded(lambda x, more=2, value=value: x * more * value / 2)
    np.testing.assert_array_equal(by_default(X), [[result]])


@pytest.mark.parametrize(
    ("function", "result"),
    [(tf.nn.relu, 2.0), (lambda x: 3 * x, 6.0), (keras.activations.relu, 2.0)],
)
def test_a_function_around_the_code_comes_back(function, result):
    model = reloaded(lambda x: function(x))
    np.testing.assert_array_equal(model(X), [[result]])


def test_a_nest_around_the_code_comes_back():
    given = {"a": (tf.constant(2.0), [np.array([3.0], "float32")])}
    model = reloaded(lambda x: x * given["a"][0] * given["a"][1][0])
    np.testing.assert_array_equal(model(X), [[12.0]])


@pytest.mark.parametrize(
    "value",
    [
        (1, 2.5),
        [(1, [2, ("a",)])],
        {"a": (1,), 2: {3}},
        # Of several texts a set has another order each time it's made.
        {(3, "b")},
        {1, 2, 3},
        {(1, 2): {b"a": 3}},
        frozenset({1}),
        b"\xff\x00",
        {"class_name": "__tuple__", "config": [1]},
        (b"a", None, ..., True),
        np.float16(1.5),
        (np.int8(3), np.bool_(True)),
        (),
        tf.float32,
        [tf.int8, (tf.string,)],
        np.float32,
        {"type": np.int8},
        tf.TensorShape([1, None]),
        (tf.TensorShape(None),),
        collections.OrderedDict(b=(1,), a=2),
        collections.defaultdict(list, a=[1]),
        collections.defaultdict(None, {(1,): tf.float16}),
        np.bytes_(b"a"),
        [np.str_("a"), np.bytes_(b"\xff")],
        {np.int64(1): 2},
        {"class_name": "x", "config": {}},
        [1, {"a": [None, "b"]}],
    ],
    ids=repr,
)
def test_values_around_the_code_keep_all_their_types(value):
    def of(value):
        return lambda x, given=value, other=(): (value, given, other)

    layer = keras.layers.Lambda(of(value))
    described = json.loads(
        json.dumps(keras.saving.serialize_keras_object(layer))
    )
    found = keras.saving.deserialize_keras_object(described, safe_mode=False)
    assert repr(found.function(0)) == repr((value, value, ()))


def test_an_array_around_the_code_is_written_once():
    def size(value):
        layer = keras.layers.Lambda(lambda x: x * value)
        return len(json.dumps(keras.saving.serialize_keras_object(layer)))

    array = np.arange(10_000, dtype="float32")
    once = len(json.dumps(keras.saving.serialize_keras_object(array)))
    assert size(array) < size(2.0) + 1.1 * once
    assert size([array, {"a": array}]) < size(2.0) + 2.1 * once


def test_what_a_layer_keeps_in_a_list_may_be_around_the_code():
    holder = keras.layers.Layer()
    holder.held = [{"a": 3.0}]
    held = holder.held
    model = reloaded(lambda x: x * held[0]["a"])
    np.testing.assert_array_equal(model(X), [[6.0]])


def test_what_is_in_a_lambda_in_a_lambda_keeps_its_types():
    def of(value):
        inner = lambda: value  # noqa: E731
        return lambda x: x * (3.0 if isinstance(inner(), tuple) else 0.0)

    np.testing.assert_array_equal(reloaded(of((1,)))(X), [[6.0]])


def test_files_without_exact_values_are_read():
    code = base64.b64encode(marshal.dumps((lambda x, k: x * k).__code__))
    value = [code.decode(), [3.0], None]
    config = {"class_name": "__lambda__", "config": {"value": value}}
    found = keras.saving.deserialize_keras_object(config, safe_mode=False)
    assert found(2.0) == 6.0


class Held:
    """Nothing that a file could hold."""


@pytest.mark.parametrize(
    "held",
    [
        tf.Variable([2.0]),
        keras.layers.Dense(1),
        Held(),
        [Held()],
        {"a": (tf.Variable(2.0),)},
        collections.namedtuple("Pair", "a b")(1, 2),
        enum.IntEnum("Mode", ["A"]).A,
        [type("Text", (str,), {})("a")],
        type("Named", (dict,), {})(a=1),
        collections.defaultdict(lambda: 1, a=1),
    ],
)
def test_saving_says_what_a_file_could_not_hold(held):
    def of(value):
        return lambda x: x * (value is not None)

    for function in (of(held), lambda x, value=held: x):
        layer = keras.layers.Lambda(function)
        with pytest.raises(ValueError, match="Received: value=.*subclass of"):
            layer.get_config()
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Activation("elu")]
    )
    model.compile(loss=of(held))
    with pytest.raises(ValueError, match="Received: value="):
        op_models.reloaded(model)


def test_saving_refuses_a_lambda_that_calls_itself_or_has_keyword_defaults():
    def of():
        again = lambda x: x if x is None else again(None)  # noqa: E731
        return again

    for function in (of(), lambda x, *, more=1: x):
        with pytest.raises(ValueError, match="again=|more="):
            keras.layers.Lambda(function).get_config()


def test_the_code_of_a_loss_finds_its_names_too():
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Activation("elu")]
    )
    loss = from_elsewhere("lambda y, p: tf.abs(y - p) * scale", tf=tf, scale=1)
    model.compile(loss=loss)
    again = op_models.reloaded(
        model,
        lambda path: keras.models.load_model(
            path, {"scale": 2.0}, safe_mode=False
        ),
    )
    assert again.evaluate(X, X + 3.0, verbose=0) == 6.0


def test_a_config_says_in_which_module_the_code_was_written():
    config = keras.layers.Lambda(lambda x: x).get_config()
    assert config["module"] == __name__
    json.dumps(config)


@pytest.mark.parametrize("kind", ["a.keras", "a.h5", "json"])
def test_code_that_is_refused_is_shown_as_it_was_written(kind, tmp_path):
    five = keras.layers.Lambda(lambda x: x * sum([2.0, 3.0]))
    model = keras.Sequential([keras.Input((1,)), five])
    with pytest.raises(ValueError) as error:
        if kind == "json":
            keras.models.model_from_json(model.to_json())
        else:
            model.save(tmp_path / kind)
            keras.models.load_model(tmp_path / kind)
    told = "by its own words `lambda x: x * sum([2.0, 3.0])`"
    assert told in str(error.value)
    found = keras.models.model_from_json(model.to_json(), safe_mode=False)
    np.testing.assert_array_equal(found.layers[0](X), 5 * X)


@pytest.mark.parametrize("value", ["", "a", 3, ["?"], {"code": None}, {}])
def test_code_that_is_damaged_is_refused_like_any(value):
    config = {"class_name": "__lambda__", "config": {"value": value}}
    with pytest.raises(ValueError, match="marshalled function.*safe_mode"):
        keras.saving.deserialize_keras_object(config)


def test_each_of_a_line_has_its_own():
    one, two = lambda x: (x, 1), lambda x, y=3: [x + y, 2]
    assert marshalled_code.source_of(one) == "lambda x: (x, 1)"
    assert marshalled_code.source_of(two) == "lambda x, y=3: [x + y, 2]"


def test_one_of_several_lines_is_told_in_one():
    held = [
        lambda x: x
        + 1,
    ]  # fmt: skip
    assert marshalled_code.source_of(held[0]) == "lambda x: x + 1"


def test_nobody_knows_what_was_typed_elsewhere():
    assert marshalled_code.source_of(eval("lambda x: x")) == ""


def test_constants_and_values_from_around_tell_them_apart():
    factor = 3.0
    two, three = lambda x: x * 2, lambda x: x * 3
    held = (lambda x: x - factor, lambda x: factor)
    assert marshalled_code.source_of(two) == "lambda x: x * 2"
    assert marshalled_code.source_of(three) == "lambda x: x * 3"
    assert marshalled_code.source_of(held[0]) == "lambda x: x - factor"


def stored_lambda(function):
    """A description of a model of a `lambda`, and what it has of the code."""
    layer = keras.layers.Lambda(function, output_shape=(1,))
    model = keras.Sequential([keras.Input((1,)), layer])
    described = json.loads(model.to_json())
    config = described["config"]["layers"][-1]["config"]
    return described, config["function"]


CODE = base64.b64encode(marshal.dumps((lambda x: x).__code__)).decode()


@pytest.mark.parametrize(
    "value",
    [
        [],
        [None, None, None],
        ["no base 64", None, None],
        [base64.b64encode(marshal.dumps(5)).decode(), None, None],
        [CODE],
        [CODE, 3, None],
        [CODE, None, [1.0]],
        {"defaults": None},
    ],
    ids=str,
)
def test_what_is_no_code_is_told(value):
    with pytest.raises(ValueError, match="lambda.*can't be read. Expected it"):
        with trust.reading(False):
            marshalled_code.load(value, lambda part: part)


@pytest.mark.parametrize("left", [0, 1, 50, -1, -14, -40, -80])
def test_code_that_is_cut_is_told(left):
    factor = 3.0
    described, stored = stored_lambda(lambda x: x * factor)
    whole = base64.b64decode(stored[0])
    stored[0] = base64.b64encode(whole[:left]).decode()
    with pytest.raises(ValueError, match="lambda.*Received: EOFError.*Take an"):
        keras.models.model_from_config(described, safe_mode=False)
