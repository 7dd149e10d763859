"""The order of calls, layers and weights, and nests of one tensor."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras


def four_of(package):
    """A layer that takes four tensors whose names aren't in order."""

    class Four(package.layers.Layer):
        """Concatenates."""

        def call(self, z, y, x, w):
            """Concatenates."""
            return tf.concat([z, y, x, w], -1)

    return Four


CALLS = {
    "positions": lambda layer, d: layer(*d),
    "keywords": lambda layer, d: layer(d[0], y=d[1], x=d[2], w=d[3]),
    "both": lambda layer, d: layer(d[0], d[1], w=d[3], x=d[2]),
    "the input last": lambda layer, d: layer(w=d[3], y=d[1], z=d[0], x=d[2]),
}


def model_of_four(package, call):
    inputs = [package.Input((4,), name=f"i{k}") for k in range(4)]
    dense = [
        package.layers.Dense(3, name=f"d{k}")(x) for k, x in enumerate(inputs)
    ]
    return package.Model(inputs, CALLS[call](four_of(package)(), dense))


def names(model):
    return [layer.name for layer in model.layers]


ROWS = [np.full((2, 4), k + 1.0, "float32") for k in range(4)]


@pytest.mark.parametrize("call", CALLS)
def test_layers_stand_in_the_order_of_a_call_s_arguments(call):
    ours, theirs = (model_of_four(p, call) for p in (keras, tf_keras))
    assert names(ours)[:8] == names(theirs)[:8]
    again = keras.Model.from_config(ours.get_config(), {"Four": four_of(keras)})
    assert names(again) == names(ours)
    again.set_weights(ours.get_weights())
    np.testing.assert_array_equal(again(ROWS), ours(ROWS))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("writer", [keras, tf_keras], ids=["ours", "tf_keras"])
def test_a_file_gives_each_layer_its_own_weights(tmp_path, writer, call):
    model = model_of_four(writer, call)
    model.save(tmp_path / "model.keras")
    model.save_weights(tmp_path / "model.weights.h5")
    objects = {"Four": four_of(keras)}
    again = keras.models.load_model(tmp_path / "model.keras", objects)
    np.testing.assert_allclose(again(ROWS), model(ROWS), rtol=1e-6, atol=1e-6)
    again.load_weights(tmp_path / "model.weights.h5")
    np.testing.assert_allclose(again(ROWS), model(ROWS), rtol=1e-6, atol=1e-6)


def test_variables_of_a_function_stand_in_the_order_of_its_arguments():
    x = keras.Input((2,))
    low, high = tf.Variable([1.0, 2.0]), tf.Variable([3.0, 4.0])
    model = keras.Model(x, tf.clip_by_value(x, low, high))
    again = keras.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    for found in (model, again):
        np.testing.assert_array_equal(found.get_weights(), [[1, 2], [3, 4]])
        np.testing.assert_array_equal(found(np.ones((1, 2))), [[1.0, 2.0]])


def shared_normalization(package, order):
    x = package.Input((2,))
    shared = package.layers.BatchNormalization(momentum=0.5)
    first = shared(x)
    later = shared(package.layers.Lambda(lambda y: 10.0 * y + 3.0)(first))
    model = package.Model(x, [(first, later)[k] for k in order])
    model(np.array([[1.0, 2.0], [3.0, 5.0]], "float32"), training=True)
    return model


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_calls_of_a_shared_layer_run_from_the_deepest_on(order):
    ours, theirs = (
        shared_normalization(package, order) for package in (keras, tf_keras)
    )
    # By hand: 0 to half of the inputs' mean, 2 and 3.5; then half way to 3.
    np.testing.assert_allclose(ours.weights[2], [2.0, 2.375], rtol=1e-5)
    np.testing.assert_allclose(ours.weights[2], theirs.weights[2], rtol=1e-5)
    np.testing.assert_allclose(ours.weights[3], theirs.weights[3], rtol=1e-5)


def test_inputs_without_a_use_stand_before_the_last_layers():
    a, b, c = (keras.Input((2,), name=name) for name in "abc")
    model = keras.Model([a, b, c], keras.layers.Dense(3, name="dense")(b))
    assert names(model) == ["b", "a", "c", "dense"]


def test_inputs_without_a_use_are_saved(tmp_path):
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    model = keras.Model([a, b], keras.layers.Dense(2)(b))
    again = keras.Model.from_config(model.get_config())
    assert again.input_names == ["a", "b"]
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    rows = [np.ones((2, 2)), np.ones((2, 3))]
    np.testing.assert_array_equal(again.predict(rows), model.predict(rows))


class Nested(keras.layers.Layer):
    """Returns twice its input, in a nest of one."""

    def __init__(self, form, **kwargs):
        super().__init__(**kwargs)
        self.form = form

    def call(self, inputs):
        """Doubles."""
        made = 2 * inputs
        return {"list": [made], "tuple": (made,), "dict": {"a": made}}[
            self.form
        ]


@pytest.mark.parametrize("form", ["list", "tuple", "dict"])
def test_a_nest_of_one_tensor_is_unpacked_when_a_model_runs(form):
    x = keras.Input((3,))
    nest = Nested(form)(x)
    inner = tf.nest.flatten(nest)[0]
    weights = np.arange(6.0, dtype="float32").reshape(3, 2)
    dense = keras.layers.Dense(2, use_bias=False, weights=[weights])
    model = keras.Model(x, [inner, dense(inner)])
    for run in (model, tf.function(model), keras.models.clone_model(model)):
        assert run(tf.ones((1, 3)))[0].shape == (1, 3)
    np.testing.assert_array_equal(model(tf.ones((1, 3)))[1], [[12.0, 18.0]])


def test_the_only_splits_of_a_ragged_tensor_are_unpacked():
    x = keras.Input((None,), ragged=True)
    model = keras.Model(x, x.nested_row_splits[0])
    rows = tf.ragged.constant([[1.0], [2.0, 3.0]])
    np.testing.assert_array_equal(model(rows), [0, 1, 3])


def test_a_tuple_of_one_output_stays_one():
    x = keras.Input((3,))
    model = keras.Model((x,), (2 * x,))
    for found in (model, keras.Model.from_config(model.get_config())):
        made = found((tf.ones((1, 3)),))
        assert isinstance(made, tuple)
        np.testing.assert_array_equal(made[0], [[2.0, 2.0, 2.0]])


class OfDict(keras.layers.Layer):
    """Subtracts one entry from another."""

    def call(self, inputs):
        """Subtracts."""
        return inputs["kwargs"] - inputs["args"]


def test_a_layer_called_on_a_dict_comes_back_from_its_config(tmp_path):
    x, y = keras.Input((2,)), keras.Input((2,))
    model = keras.Model([x, y], OfDict()({"kwargs": x, "args": y}))
    rows = [np.full((1, 2), 3.0), np.full((1, 2), 1.0)]
    objects = {"OfDict": OfDict}
    again = keras.Model.from_config(model.get_config(), objects)
    np.testing.assert_array_equal(again(rows), [[2.0, 2.0]])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", objects)
    np.testing.assert_array_equal(again(rows), [[2.0, 2.0]])


def test_a_tensor_inside_an_inner_model_is_told_with_the_way_to_reach_it():
    z = keras.Input((3,), name="z")
    hidden = keras.layers.Dense(4, name="hidden")(z)
    inner = keras.Model(z, keras.layers.Dense(2)(hidden), name="encoder")
    x = keras.Input((3,))
    model = keras.Model(x, keras.layers.Dense(1)(inner(x)))
    for outputs in ([hidden, model.output], hidden):
        with pytest.raises(
            ValueError, match="belongs to the model 'encoder'.*inner.inputs"
        ):
            keras.Model(model.input, outputs)
    # What the message says works.
    both = keras.Model(inner.inputs, [hidden, *inner.outputs])
    found = keras.Model(x, [both(x)[0], model.layers[-1](both(x)[1])])
    one = np.ones((1, 3))
    np.testing.assert_array_equal(found(one)[1], model(one))
