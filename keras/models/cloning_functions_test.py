"""Clones whose layers and calls are made by functions of the caller's."""

import numpy as np
import pytest

import keras

ROWS = np.arange(6, dtype="float32").reshape(2, 3)


def ones(name, units=3):
    return keras.layers.Dense(units, kernel_initializer="ones", name=name)


def inner_model():
    y = keras.Input((3,))
    return keras.Model(y, ones("deep")(y), name="inner")


def outer_model():
    """A model with one inner model, called twice, and a stack."""
    x, inner = keras.Input((3,)), inner_model()
    stack = keras.Sequential([keras.Input((3,)), ones("low")], name="stack")
    return keras.Model(x, stack(inner(inner(ones("top")(x)))))


def doubled(layer, *args, **kwargs):
    """Calls a layer, and doubles what a Dense returns."""
    outputs = layer(*args, **kwargs)
    if isinstance(layer, keras.layers.Dense):
        outputs = keras.layers.Add()([outputs, outputs])
    return outputs


def test_a_call_function_puts_layers_behind_others():
    x = keras.Input((3,))
    model = keras.Model(x, ones("b", 1)(ones("a")(x)))
    clone = keras.models.clone_model(
        model, clone_function=lambda layer: layer, call_function=doubled
    )
    assert [type(one).__name__ for one in clone.layers[1:]] == [
        "Dense",
        "Add",
        "Dense",
        "Add",
    ]
    assert clone.get_layer("a") is model.get_layer("a")
    np.testing.assert_allclose(clone(ROWS), 4 * np.asarray(model(ROWS)))


def test_a_call_function_gets_the_arguments_of_each_call():
    seen = []

    def call(layer, *args, **kwargs):
        seen.append((layer.name, kwargs))
        return layer(*args, **kwargs)

    x = keras.Input((3,))
    drop, dense = keras.layers.Dropout(0.5, name="drop"), ones("a")
    model = keras.Model(x, drop(dense(dense(x)), training=True))
    keras.models.clone_model(model, call_function=call)
    assert seen == [("a", {}), ("a", {}), ("drop", {"training": True})]


@pytest.mark.parametrize("recursive", [False, True])
def test_what_is_inside_a_model_is_cloned_where_asked(recursive):
    seen = []

    def clone(layer):
        seen.append(layer.name)
        return type(layer).from_config(layer.get_config())

    model = outer_model()
    made = keras.models.clone_model(
        model, clone_function=clone, recursive=recursive
    )
    inside = ["deep", "low"] if recursive else ["inner", "stack"]
    assert sorted(seen) == sorted(["top", *inside])
    made.set_weights(model.get_weights())
    np.testing.assert_allclose(made(ROWS), model(ROWS))
    assert made.get_layer("inner") is not model.get_layer("inner")


@pytest.mark.parametrize(("recursive", "factor"), [(False, 2), (True, 8)])
def test_calls_inside_a_functional_model_are_made_where_asked(
    recursive, factor
):
    model = outer_model()
    made = keras.models.clone_model(
        model, call_function=doubled, recursive=recursive
    )
    made.set_weights(model.get_weights())
    # Of 'top' once; of 'deep' twice, and not of what is in the stack.
    expected = factor * np.asarray(model(ROWS))
    np.testing.assert_allclose(made(ROWS), expected)


def test_what_a_clone_can_not_have_is_refused():
    stack = keras.Sequential([keras.Input((3,)), ones("a")])
    with pytest.raises(ValueError, match="Expected a functional.*call_func"):
        keras.models.clone_model(stack, call_function=doubled)
    for name in ("clone_function", "call_function"):
        with pytest.raises(ValueError, match=f"callable. Received: {name}=3"):
            keras.models.clone_model(inner_model(), **{name: 3})

    class InPython(keras.Model):
        def call(self, inputs):
            return inputs

    with pytest.raises(ValueError, match="Python code.*call_function=<func"):
        keras.models.clone_model(InPython(), call_function=doubled)
