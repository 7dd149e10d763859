"""What an exception in a layer's call says, and where its trace ends."""

import sys
import traceback

import numpy as np
import pytest
import tensorflow as tf

import keras

# AutoGraph leaves our own package's code alone: this is a user's.
sys.modules["users_errors"] = sys.modules[__name__]
__name__ = "users_errors"

X = tf.ones((2, 3))


class OwnError(Exception):
    """One that can't be made of a message alone."""

    def __init__(self, number, *, word):
        super().__init__(number, word)


class Fails(keras.layers.Layer):
    def __init__(self, fail, **kwargs):
        super().__init__(**kwargs)
        self.fail = fail

    def call(self, inputs, scale=1.0, training=None):
        return self.fail(inputs)


class Block(keras.layers.Layer):
    def __init__(self, inner, **kwargs):
        super().__init__(**kwargs)
        self.inner = inner

    def call(self, x):
        return self.inner(x * 2)


def bad_value(inputs):
    raise ValueError("no such luck")


def bad_key(inputs):
    return {}["missing"]


def bad_product(inputs):
    return tf.matmul(inputs, tf.ones((5, 1)))


def own_error(inputs):
    raise OwnError(3, word="w")


def bad_reshape(inputs):
    return np.zeros(3).reshape(2)


def trace_of(call, *args):
    """Returns the exception of a call, and all that Python prints of it."""
    with pytest.raises(Exception) as caught:
        call(*args)
    error = caught.value
    trace = "".join(traceback.format_exception(error))
    if sys.version_info < (3, 11):  # it doesn't show notes by itself
        trace += "\n".join(getattr(error, "__notes__", ()))
    return error, trace


WAYS = {
    "eager": lambda layer: layer(X),
    "graph": lambda layer: tf.function(layer)(X),
    "graph of a function": lambda layer: tf.function(lambda: layer(X))(),
    "symbolic": lambda layer: layer(keras.Input((3,), batch_size=2)),
    "predict": lambda layer: keras.Sequential([layer]).predict(X, verbose=0),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    ("fail", "kind"),
    [
        (bad_value, ValueError),
        (bad_key, KeyError),
        (bad_reshape, ValueError),
        (own_error, OwnError),
    ],
)
def test_an_error_keeps_its_type_and_names_layer_and_arguments(fail, kind, way):
    error, trace = trace_of(way, Fails(fail, name="f"))
    assert isinstance(error, kind)
    assert trace.count("Raised in the call of Fails layer 'f'") == 1
    assert "inputs=float32 (2, 3)" in trace or "(None, 3)" in trace


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_users_own_line_comes_last(way):
    _, trace = trace_of(way, Fails(bad_product, name="f"))
    lines = [line for line in trace.splitlines() if "  File " in line]
    assert lines[-1].split('"')[1] == __file__
    assert "tf.matmul(inputs, tf.ones" in trace.split(lines[-1])[1]


def test_an_error_of_an_eager_call_is_the_one_that_was_raised():
    raised = ValueError("no such luck")

    def fail(inputs):
        raise raised

    error, _ = trace_of(Fails(fail), X)
    assert error is raised and str(error).startswith("no such luck\n\nRaised")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_innermost_layer_is_described_and_those_around_named(way):
    block = Block(Block(Fails(bad_value, name="f"), name="b"), name="a")
    _, trace = trace_of(way, block)
    place = "Fails layer 'f', inside Block layer 'b', inside Block layer 'a'"
    assert trace.count("Raised in the call of ") == 1
    assert f"Raised in the call of {place}" in trace


def test_a_warm_call_tells_too():
    layer = Fails(tf.identity, name="f")
    for _ in range(3):
        layer(X)
    layer.fail = bad_value
    error, trace = trace_of(layer, X)
    assert "of Fails layer 'f', given inputs=float32 (2, 3)." in str(error)
    assert trace.rstrip().splitlines()[-1] == str(error).splitlines()[-1]


def test_all_arguments_are_told():
    error, _ = trace_of(
        lambda: Fails(bad_value)([X, {"a": X[0]}], scale=2, training=True)
    )
    given = "inputs=[float32 (2, 3), {'a': float32 (3)}], scale=2, training=Tr"
    assert given in str(error)


def test_long_arguments_are_cut():
    error, _ = trace_of(lambda: Fails(bad_value)(X, scale="x" * 5000))
    assert len(str(error)) < 700


def test_an_error_in_build_is_told():
    class Unbuildable(keras.layers.Layer):
        def build(self, input_shape):
            raise OSError("disk")

    error, _ = trace_of(Unbuildable(name="u"), X)
    assert "Raised in the call of Unbuildable layer 'u'" in str(error)


def test_an_error_that_names_its_layer_is_left_alone():
    dense = keras.layers.Dense(2, name="d")
    error, _ = trace_of(Block(dense), tf.ones(3))
    assert str(error).startswith("Dense layer 'd': ")
    assert "Raised in" not in str(error)


def test_the_error_before_an_error_is_still_shown():
    def fail(inputs):
        try:
            bad_key(inputs)
        except KeyError:
            raise ValueError("second")  # noqa: B904 (the first is implied)

    error, trace = trace_of(Fails(fail), X)
    assert isinstance(error.__context__, KeyError)
    assert "another exception occurred" in trace


def test_the_whole_trace_is_there_without_tensorflows_filter():
    tf.debugging.disable_traceback_filtering()
    try:
        _, trace = trace_of(Fails(bad_product), X)
    finally:
        tf.debugging.enable_traceback_filtering()
    lines = [line for line in trace.splitlines() if "  File " in line]
    assert "tensorflow" in lines[-1]
