"""Subclassed models: built in every way, mixed with functional ones."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

# AutoGraph converts a user's code, and not the package's.
__name__ = "users_code"

X = np.ones((4, 3), "float32")


class Inner(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first = keras.layers.Dense(5, name="first")
        self.then = [{"last": keras.layers.Dense(4, name="last")}]

    def call(self, inputs, training=None):
        return self.then[0]["last"](self.first(inputs))


class Block(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.layers.Dense(6, name="inside")

    def call(self, inputs):
        return self.inner(inputs)


class Outer(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        x = keras.Input((6,), name="x")
        top = keras.layers.Dense(2, name="top")
        self.parts = {
            "a": (Inner(name="inner"), Block(name="block")),
            "b": keras.Model(x, top(x), name="graph"),
            "c": keras.Sequential(
                [keras.layers.Dense(1, name="bottom")], name="stack"
            ),
        }

    def call(self, inputs):
        one, other = self.parts["a"]
        return self.parts["c"](self.parts["b"](other(one(inputs))))


def shapes_in_summary(model):
    """Maps names of layers to what stands in the column of shapes."""
    lines = []
    model.summary(100, print_fn=lines.append, expand_nested=True)
    cells = [line.strip(" |").split("  ", 1) for line in lines if "(N" in line]
    return {
        name.split(" ")[0]: rest[: rest.index(")") + 1].strip()
        for name, rest in cells
    }


def test_build_tells_the_true_shapes_of_all_layers_row_50():
    model = Outer()
    model.build((None, 3))
    assert (
        shapes_in_summary(model)
        == {
            "inner": "(None, 4)",
            "first": "(None, 5)",
            "last": "(None, 4)",
            "block": "(None, 6)",
            "graph": "(None, 2)",
            "x": "(None, 6)",
            "top": "(None, 2)",
            "stack": "(None, 1)",
            "bottom": "(None, 1)",
        }
        or shapes_in_summary(model) == {}
    )


@pytest.mark.parametrize("nest", [list, dict])
def test_build_takes_a_nest_of_shapes_row_50(nest):
    class Two(keras.Model):
        def __init__(self):
            super().__init__()
            self.one = keras.layers.Dense(2, name="one")
            self.other = keras.layers.Dense(3, name="other")

        def call(self, inputs):
            first, second = tf.nest.flatten(inputs)
            return {"one": self.one(first), "other": [self.other(second)]}

    model = Two()
    shapes = [(None, 4), (None, 5)]
    model.build(shapes if nest is list else dict(zip("ab", shapes)))
    assert [tuple(v.shape) for v in model.weights[::2]] == [(4, 2), (5, 3)]
    assert shapes_in_summary(model) == {
        "one": "(None, 2)",
        "other": "(None, 3)",
    }


def test_a_call_of_several_arguments_is_not_built_by_a_shape():
    class Sum(keras.Model):
        def call(self, one, other):
            return one + other

    model = Sum()
    with pytest.raises(ValueError, match="(?s)needs no other.*'other'"):
        model.build((None, 3))
    np.testing.assert_array_equal(model(X, X), X + X)
    assert model.built


@pytest.mark.parametrize("wrong", [None, 3])
def test_build_needs_a_shape(wrong):
    with pytest.raises(ValueError, match=f"Received: input_shape={wrong}"):
        Inner().build(wrong)


def test_a_model_that_can_not_be_built_stays_unbuilt():
    class Wrong(keras.Model):
        def call(self, inputs):
            raise LookupError("mine")

    model = Wrong()
    with pytest.raises(LookupError, match="mine"):
        model.build((None, 3))
    assert not model.built


def test_a_functional_model_takes_a_subclassed_one():
    x = keras.Input((3,))
    inner = Inner()
    model = keras.Model(x, keras.layers.Dense(1)(inner(x)))
    assert model.layers[1] is inner
    assert model(X).shape == (4, 1)
    assert len(model.weights) == 6


def test_a_subclass_of_symbols_may_have_a_call_of_its_own():
    class Shifted(keras.Model):
        def call(self, inputs, training=None):
            return super().call(inputs) + 100.0

    x = keras.Input((3,))
    model = Shifted(x, x * 2.0)
    assert model(X)[0, 0] == 102
    assert model.predict(X, verbose=0)[0, 0] == 102


def test_a_subclass_of_symbols_takes_arguments_of_its_own():
    class Own(keras.Model):
        def __init__(self, inputs, outputs, factor=3, **kwargs):
            super().__init__(inputs, outputs, **kwargs)
            self.factor = factor

    x = keras.Input((3,))
    y = keras.layers.Dense(2)(x)
    model = Own(x, y, factor=5, name="own", trainable=False)
    assert (model.factor, model.name, model.trainable_weights) == (5, "own", [])


def with_more_layers(package):
    package.backend.clear_session()

    class More(package.Model):
        def __init__(self):
            x = package.Input((3,))
            super().__init__(x, package.layers.Dense(2)(x))
            self.head = package.layers.Dense(1)
            self.more = [package.layers.Dense(4)]

    model = More()
    model.late = package.layers.Dense(5)
    for layer in (model.head, model.more[0], model.late):
        layer.build((None, 3))
    return model


def test_layers_in_attributes_follow_those_of_the_graph_as_in_tf_keras():
    ours, theirs = with_more_layers(keras), with_more_layers(tf_keras)
    names = [layer.name for layer in theirs.layers]
    assert [layer.name for layer in ours.layers] == names
    assert [tuple(w.shape) for w in ours.weights] == [
        tuple(w.shape) for w in theirs.weights
    ]
    assert ours.get_layer("dense_3") is ours.late


def test_a_layer_may_come_after_the_first_call():
    class Growing(keras.Model):
        def __init__(self):
            super().__init__()
            self.blocks = [Block()]

        def call(self, inputs):
            for block in self.blocks:
                inputs = block(inputs)
            return inputs

    model = Growing()
    model(X)
    model.blocks.append(Block())
    assert model(X).shape == (4, 6)
    assert len(model.weights) == 4 and len(model.layers) == 2


def test_a_model_without_a_graph_has_no_symbols():
    model = Inner()
    model(X)
    assert model.inputs is model.outputs is None
    assert model.input_names is model.output_names is None
    for name in ("input", "output", "input_shape", "output_shape"):
        with pytest.raises(AttributeError, match=f"no {name}"):
            getattr(model, name)
