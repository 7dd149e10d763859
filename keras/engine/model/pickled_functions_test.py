"""Models with functions that no module has by name, pickled and copied."""

import collections
import copy
import functools
import importlib.util
import math
import os
import pickle
import subprocess
import sys
import threading
import typing
import weakref

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.backend import local_functions

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Y = X[:, :2] ** 2
FACTOR = 3.0


def pickled(obj):
    return pickle.loads(pickle.dumps(obj))


def stack(*layers):
    return keras.Sequential([keras.Input((3,)), *layers])


def is_same(found, model):
    np.testing.assert_array_equal(found(X), model(X))


class Users(keras.layers.Layer):
    """Keeps functions in all the ways of attributes."""

    def __init__(self, function, **kwargs):
        super().__init__(**kwargs)
        self.function = function
        self.nest = {"a": [function, (function, 2)]}
        self.partial = functools.partial(function, 1.0)
        self.module = math

    def call(self, inputs):
        part = self.partial() + self.module.floor(2.5)
        return self.nest["a"][1][0](self.function(inputs)) + part


LAYERS = {
    "lambda": lambda k: keras.layers.Lambda(lambda x: x * k),
    "activation": lambda k: keras.layers.Dense(2, lambda x: x * k),
    "regularizer": lambda k: keras.layers.Dense(
        2, kernel_regularizer=lambda w: k * tf.reduce_sum(w)
    ),
    "constraint": lambda k: keras.layers.Dense(
        2, kernel_constraint=lambda w: w * k
    ),
    "initializer": lambda k: keras.layers.Dense(
        2, kernel_initializer=lambda shape, dtype: k * tf.ones(shape, dtype)
    ),
    "user's": lambda k: Users(lambda x: x * k),
}


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_with_a_lambda_is_pickled(name):
    model = stack(LAYERS[name](2.5), keras.layers.Dense(2))
    model.compile("sgd", "mse", run_eagerly=True)
    found = pickled(model)
    is_same(found, model)
    assert found.train_on_batch(X, Y) == model.train_on_batch(X, Y)
    is_same(found, model)


def compiled_with(**arguments):
    model = stack(keras.layers.Dense(2))
    model.compile(**{"optimizer": "sgd", "loss": "mse", **arguments})
    model.run_eagerly = True
    return model


def trained(model):
    return model.fit(X, Y, shuffle=False, verbose=0).history


def difference(power):
    def compared(y_true, y_pred):
        return tf.reduce_mean(tf.abs(y_true - y_pred) ** power)

    return compared


COMPILED = {
    "loss": {"loss": lambda y, p: tf.reduce_mean(tf.abs(y - p)) * FACTOR},
    "losses": {"loss": [difference(3.0)]},
    "metric": {"metrics": [difference(2.0), "mse"]},
    "wrapped": {
        "metrics": keras.metrics.MeanMetricWrapper(difference(2.0), "d")
    },
    "weighted": {"weighted_metrics": {"dense": difference(2.0)}},
    "rate": {"optimizer": keras.optimizers.SGD(lambda: 0.25)},
}


@pytest.mark.parametrize("is_trained", [False, True])
@pytest.mark.parametrize("name", COMPILED)
def test_what_compile_was_given_is_pickled(name, is_trained):
    given = copy.deepcopy(COMPILED[name])
    model = compiled_with(**given)
    model.layers[0]._name = "dense"
    if is_trained:
        trained(model)
    found = pickled(model)
    assert trained(found) == trained(model)


def test_losses_and_calls_with_functions_are_pickled():
    x = keras.Input((3,))
    y = keras.layers.Dense(2, kernel_initializer="ones")(
        tf.map_fn(lambda row: row * 2.0, x)
    )
    model = keras.Model(x, y)
    model.add_loss(lambda: 2.0 * tf.reduce_sum(model.weights[0]))
    found = pickled(model)
    is_same(found, model)
    assert found.losses == model.losses
    found.weights[0].assign(tf.ones((3, 2)))
    assert found.losses[0] == 12.0


def test_a_function_that_holds_its_model_gets_the_read_one():
    model = stack(keras.layers.Dense(2))
    model.total = lambda: tf.reduce_sum(model.weights[0])
    found = pickled(model)
    found.weights[0].assign(tf.ones((3, 2)))
    assert found.total() == 6.0
    assert model.total() != 6.0


def test_one_function_in_two_places_is_read_as_one():
    def scale(x):
        return x * 2.0

    first, second = keras.layers.Lambda(scale), keras.layers.Lambda(scale)
    one, other = pickled([first, second])
    assert one.function is other.function
    first, second = (keras.losses.MeanSquaredError() for _ in range(2))
    first.nest = second.nest = nest = [scale]
    nest.append(nest)
    one, other = pickled([first, second])
    assert one.nest is other.nest is one.nest[1]
    assert one.nest[0](3.0) == 6.0


def test_functions_that_call_each_other_and_count_are_read_together():
    count = 0

    def even(number):
        nonlocal count
        count += 1
        return True if number == 0 else odd(number - 1)

    def odd(number, *, step=1):
        return False if number == 0 else even(number - step)

    layer = keras.layers.Layer()
    layer.even, layer.odd, layer.count = even, odd, lambda: count
    found = pickled(layer)
    assert found.even(4) and not found.odd(4)
    assert found.count() == count + 8 - 3
    assert count == 0


def test_a_functions_own_attributes_and_names_are_kept():
    def named(x, factor=2.0, *, bias=1.0):
        return x * factor + bias

    def unset():
        return never

    if not named:
        never = 0
    named.note = "mine"
    layer = keras.layers.Layer()
    layer.named, layer.unset = named, unset
    found = pickled(layer)
    assert found.named.__name__ == "named" and found.named.note == "mine"
    assert found.named(3.0) == 7.0
    with pytest.raises(NameError, match="never"):
        found.unset()


def test_copies_keep_the_function_itself():
    def scale(x):
        return x * 2.0

    layer = keras.layers.Lambda(scale)
    loss = keras.losses.MeanSquaredError()
    loss.note = [scale]
    for copied in (copy.copy, copy.deepcopy):
        assert copied(layer).function is scale
        assert copied(loss).note[0] is scale
    assert copy.copy(loss).note is loss.note


_PROGRAM = """
import pickle, sys
import numpy as np
model = pickle.load(open(sys.argv[1], "rb"))
x = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
np.save(sys.argv[2], model(x))
"""
_WRITER = """
import pickle, sys
import tensorflow as tf
import keras
FACTOR = 1.5
def scaled(x):
    return tf.abs(x) * FACTOR
def scale():
    k = 2.0
    return lambda x: scaled(x) * k if False else tf.nn.relu(x) * FACTOR * k
model = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(scale())])
del scaled
pickle.dump(model, open(sys.argv[1], "wb"))
"""


def run(program, *arguments):
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
    )


def test_a_lambda_of_a_script_runs_in_another_one(tmp_path):
    run(_WRITER, tmp_path / "model")
    run(_PROGRAM, tmp_path / "model", tmp_path / "out.npy")
    expected = np.maximum(X, 0) * 3.0
    np.testing.assert_array_equal(np.load(tmp_path / "out.npy"), expected)


def test_a_variable_that_tensorflow_can_write_is_written_its_way():
    assert b"keras" not in pickle.dumps(tf.Variable([1.0]))
    kept = tf.Variable([1.0], constraint=lambda value: value / 2)
    read = pickled(kept)
    assert read.constraint(4.0) == 2.0
    assert read.numpy() == [1.0]


def test_code_of_another_python_is_refused_by_a_sentence():
    text = pickle.dumps(keras.layers.Lambda(lambda x: x))
    magic = importlib.util.MAGIC_NUMBER
    assert text.count(magic) == 1
    with pytest.raises(pickle.UnpicklingError, match="of another version of"):
        pickle.loads(text.replace(magic, b"\x01\x02\r\n"))


LOCK = threading.Lock()


@tf.function
def doubled(x):
    return 2 * x


def locked(x):
    with LOCK:
        return x


READERS = {
    "tf.function": lambda x: doubled(x),
    "lock": lambda x: locked(x) if LOCK else x,
    "both": lambda x: [LOCK, doubled(x)][1],
}


@pytest.mark.parametrize("name", READERS)
def test_what_pickle_cannot_write_is_found_in_its_module(name):
    model = stack(keras.layers.Lambda(READERS[name]))
    is_same(pickled(model), model)
    found = pickled(model).layers[-1].function.__globals__
    assert found.get("LOCK", LOCK) is LOCK
    assert found.get("doubled", doubled) is doubled


def within(held):
    return lambda x: (held, x)[1]


@pytest.mark.parametrize(
    "make", [threading.Lock, lambda: tf.function(lambda x: x)]
)
def test_what_no_module_has_is_named(make):
    layer = keras.layers.Lambda(within(make()))
    with pytest.raises(
        pickle.PicklingError,
        match=r"'within.<locals>.<lambda>' of .*has by .*Received: held=<",
    ):
        pickle.dumps(layer)


@pytest.mark.parametrize(
    "hold",
    [
        lambda f: collections.OrderedDict(b=f, a=1),
        lambda f: collections.defaultdict(f, b=f),
        lambda f: collections.deque([f, 1], maxlen=3),
        lambda f: {f},
        lambda f: frozenset([f]),
    ],
)
def test_functions_in_other_containers_are_pickled(hold):
    layer = keras.layers.Layer()
    layer.held = hold(lambda: FACTOR)
    found = pickled(layer).held
    assert isinstance(layer.held, type(found))  # TensorFlow wraps one
    values = list(found.values() if isinstance(found, dict) else found)
    assert next(v for v in values if callable(v))() == FACTOR
    assert getattr(found, "maxlen", 3) == 3
    if isinstance(found, collections.defaultdict):
        assert found["new"] == FACTOR


def test_a_nest_of_one_thing_many_times_costs_little():
    nest = [1.5, lambda: FACTOR]
    for _ in range(60):
        nest = [nest, nest]
    layer = keras.layers.Layer()
    layer.held = layer._no_dependency((nest,))
    found = pickled(layer).held[0]
    for _ in range(60):
        assert found[0] is found[1]
        found = found[0]
    assert found[1]() == FACTOR


def local_pair(*defaults):
    """A class that no module has by its name."""
    return collections.namedtuple("Local", "first second", defaults=defaults)


Pair = collections.namedtuple("Pair", "first second")


class Typed(typing.NamedTuple):
    first: object
    second: object = None


def local_typed():
    class Typed(typing.NamedTuple):
        first: object
        second: object = None

    return Typed


KINDS = {
    "found": lambda: Pair,
    "typed": lambda: Typed,
    "local": local_pair,
    "local, typed": local_typed,
}


class Several(keras.Model):
    """Layers, values and a function in named tuples."""

    def __init__(self, kind):
        super().__init__()
        self.pair = kind(keras.layers.Dense(2), keras.layers.Dense(2))
        self.deep = {"a": [kind(keras.layers.Dense(2), 3.0)]}
        self.plain = kind("a", (1, 2))
        self.function = kind(lambda x: x * FACTOR, None)

    def call(self, inputs):
        layer, number = self.deep["a"][0]
        x = self.pair.first(inputs) + self.pair.second(inputs)
        return self.function.first(layer(x)) * number


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("copied", [pickled, copy.deepcopy])
def test_named_tuples_in_attributes_are_copied(copied, kind, tmp_path):
    kind = kind()
    model = Several(kind)
    model(X)
    found = copied(model)
    is_same(found, model)
    assert type(found.plain) is kind and found.plain == kind("a", (1, 2))
    assert isinstance(found.pair, kind) and isinstance(found.deep["a"][0], kind)
    names = [weight.name for weight in found.weights]
    assert names == [weight.name for weight in model.weights]
    # Checkpoints know what is in them.
    found.set_weights([weight + 1 for weight in model.get_weights()])
    found.save_weights(tmp_path / "a")
    model.load_weights(tmp_path / "a").assert_existing_objects_matched()
    is_same(found, model)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(
    "copied", [pickled, copy.deepcopy, keras.models.clone_model]
)
def test_named_tuples_in_and_out_are_copied(copied, kind):
    kind = kind()
    inputs = kind(*(keras.Input((3,), name=name) for name in "ab"))
    outputs = kind(keras.layers.Dense(2)(inputs.first), inputs.second * 2.0)
    model = keras.Model(inputs, {"it": outputs})
    found = copied(model)
    found.set_weights(model.get_weights())
    given, wanted = found(kind(X, X))["it"], model(kind(X, X))["it"]
    assert type(given) is type(wanted) is kind
    np.testing.assert_array_equal(given.first, wanted.first)
    assert type(found.predict(kind(X, X), verbose=0)["it"]) is kind


def test_the_class_of_a_local_named_tuple_is_made_in_another_process(
    monkeypatch,
):
    layer = keras.layers.Layer()
    kind = local_pair(lambda: FACTOR)
    layer.held = kind(1)
    content = pickle.dumps(layer)
    empty = weakref.WeakValueDictionary()
    monkeypatch.setattr(local_functions, "_local_classes", empty)
    found = pickle.loads(content).held
    assert type(found) is not kind
    assert repr(found).startswith("Local(first=1, second=<function")
    assert type(found)(2).second() == FACTOR
    again = pickle.loads(content).held
    assert type(again) is type(found)


def test_a_local_tuple_with_methods_is_pickles_own_matter():
    class Own(typing.NamedTuple):
        first: int

        def twice(self):
            return 2 * self.first

    layer = keras.layers.Layer()
    layer.held = Own(1)
    assert copy.deepcopy(layer).held.twice() == 2
    with pytest.raises((pickle.PicklingError, AttributeError), match="Own"):
        pickle.dumps(layer)


@pytest.mark.parametrize(
    "hold",
    [
        lambda part: (part, 1),
        lambda part: {"a": part},
        lambda part: collections.OrderedDict(a=part),
        lambda part: [{"a": (part, [part])}],
    ],
)
def test_containers_of_layers_are_tracked_after_pickling(hold, tmp_path):
    layer = keras.layers.Layer()
    layer.held = hold(keras.layers.Dense(2))
    layer.built = True
    [part] = [p for p in layer.submodules if hasattr(p, "kernel_initializer")]
    part(X)
    found = pickled(layer)
    tf.train.Checkpoint(layer).write(tmp_path / "a")
    part.set_weights([weight + 1 for weight in part.get_weights()])
    read = tf.train.Checkpoint(found).read(str(tmp_path / "a"))
    read.assert_consumed()
    tf.train.Checkpoint(found).write(tmp_path / "b")


def test_a_dict_that_its_own_layer_knows_is_pickled():
    layer, inner = keras.layers.Layer(), keras.layers.Layer()
    layer.held = {"a": inner}
    inner.holder = layer.held
    found = pickled(layer).held
    assert found["a"].holder is found
