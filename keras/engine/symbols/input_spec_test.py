"""What a layer demands of its inputs, and how it says what is wrong."""

import re

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.engine.symbols import input_spec

Spec = keras.layers.InputSpec


def check(spec, shape, dtype="float32"):
    input_spec.check(spec, tf.zeros(shape, dtype), "Dense layer 'd'")


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        (None, (3,)),
        (Spec(ndim=2), (1, 3)),
        (Spec(min_ndim=2), (1, 3, 4)),
        (Spec(max_ndim=2), (3,)),
        (Spec(shape=(None, 3)), (7, 3)),
        (Spec(axes={-1: 3, 1: 4}), (2, 4, 3)),
        (Spec(dtype="float32"), (1,)),
        (Spec(shape=(None, 3, 1), allow_last_axis_squeeze=True), (2, 3)),
        (Spec(shape=(None, 3), allow_last_axis_squeeze=True), (2, 3, 1)),
    ],
)
def test_what_fits_is_let_through(spec, shape):
    check(spec, shape)


@pytest.mark.parametrize(
    ("spec", "shape", "message"),
    [
        (Spec(ndim=2), (3,), "1 axis. Expected exactly 2"),
        (Spec(min_ndim=3), (1, 3), "2 axes. Expected at least 3"),
        (Spec(max_ndim=1), (1, 3), "2 axes. Expected at most 1"),
        (Spec(shape=(None, 3)), (7, 4), "Expected 3. Received: shape=.7, 4"),
        (Spec(shape=(None, 3)), (7, 4, 3), "3 axes. Expected exactly 2"),
        (Spec(axes={-1: 3}), (2, 4), "axis -1 .*Expected 3"),
        (Spec(dtype="int32"), (1,), "Expected int32. Received: dtype=float32"),
    ],
)
def test_what_does_not_fit_is_named(spec, shape, message):
    with pytest.raises(ValueError, match=message) as caught:
        check(spec, shape)
    assert str(caught.value).startswith("Dense layer 'd': ")


BATCH, FEATURES = r"`x\[None, ...\]`", r"`x\[..., None\]`"
ROWS = r"`dataset.batch\(32\)`"
FEW_AXES = {
    "either": (Spec(min_ndim=4), (4, 28, 28), [BATCH, FEATURES]),
    "either, exactly": (Spec(ndim=4), (4, 28, 28), [BATCH, FEATURES]),
    "either, by an axis": (Spec(axes={-2: 3}), (3,), [BATCH, FEATURES]),
    "two": (Spec(ndim=4), (28, 28), [BATCH]),
    "too many": (Spec(ndim=4), (1, 2, 3, 4, 5), []),
    "at most": (Spec(max_ndim=1), (2, 3), []),
}


@pytest.mark.parametrize("case", FEW_AXES)
def test_every_axis_that_may_be_missing_is_told(case):
    spec, shape, told = FEW_AXES[case]
    with pytest.raises(ValueError) as caught:
        check(spec, shape)
    for advice in (BATCH, FEATURES, ROWS):
        found = re.search(advice, str(caught.value)) is not None
        assert found == (advice in told)


@pytest.mark.parametrize("spec", [Spec(min_ndim=4), Spec(ndim=4)])
def test_only_features_are_missing_in_a_model_s_input(spec):
    with pytest.raises(ValueError, match=rf"\. Add an axis.*{FEATURES}\.$"):
        input_spec.check(spec, keras.Input((28, 28)), "Conv2D layer 'c'")


def test_an_axis_that_the_input_does_not_have_is_named():
    with pytest.raises(ValueError, match="2 axes. Expected at least 4"):
        check(Spec(axes={3: 5}), (1, 2))


def test_an_unknown_size_fits_any_and_an_unknown_rank_is_let_through():
    input_spec.check(Spec(axes={-1: 3}), keras.Input((None,)), "layer")
    symbol = keras.Input(type_spec=tf.TensorSpec(None, tf.float32))
    input_spec.check(Spec(ndim=4), symbol, "layer")


def test_a_list_of_specs_goes_with_a_list_of_inputs():
    specs = [Spec(ndim=1), Spec(ndim=2)]
    input_spec.check(specs, [tf.ones(3), tf.ones((3, 1))], "layer")
    with pytest.raises(ValueError, match="exactly 1"):
        input_spec.check(specs, [tf.ones((3, 1)), tf.ones((3, 1))], "layer")


def test_another_number_of_inputs_is_named():
    specs = [Spec(ndim=1), Spec(ndim=2)]
    with pytest.raises(ValueError, match="Expected 2. Received: 1"):
        input_spec.check(specs, [tf.ones(3)], "layer")


def test_named_specs_go_with_a_dict_by_name():
    specs = [Spec(ndim=1, name="b"), Spec(ndim=2, name="a")]
    inputs = {"a": tf.ones((3, 1)), "b": tf.ones(3), "more": tf.ones(1)}
    input_spec.check(specs, inputs, "layer")
    with pytest.raises(ValueError, match="Expected a key 'b'"):
        input_spec.check(specs, {"a": tf.ones((3, 1))}, "layer")


def test_a_spec_shows_and_stores_what_was_given():
    spec = Spec(shape=(None, 3), dtype="float32")
    assert repr(spec) == "InputSpec(dtype='float32', shape=(None, 3), ndim=2)"
    again = Spec.from_config(spec.get_config())
    assert (again.shape, again.dtype, again.ndim) == ((None, 3), "float32", 2)


def test_a_users_layer_is_checked_before_its_call():
    class Images(keras.layers.Layer):
        def __init__(self):
            super().__init__(name="images")
            self.input_spec = Spec(ndim=4)

        def call(self, inputs):
            raise AssertionError

    with pytest.raises(ValueError, match="'images': the input has 2 axes"):
        Images()(np.ones((2, 3)))


def test_the_check_also_holds_when_the_spec_is_set_in_build():
    class Wide(keras.layers.Layer):
        def build(self, input_shape):
            self.input_spec = Spec(axes={-1: input_shape[-1]})

    layer = Wide()
    layer(tf.ones((2, 3)))
    for inputs in (tf.ones((2, 4)), keras.Input((4,))):
        with pytest.raises(ValueError, match="Expected 3"):
            layer(inputs)


@pytest.mark.parametrize(
    "contradiction",
    [
        {"shape": (None, 3), "axes": {-1: 4}},
        {"shape": (None, 3), "axes": {2: 4}},
        {"ndim": 2, "axes": {-3: 4}},
        {"max_ndim": 2, "axes": {2: 4}},
    ],
    ids=str,
)
def test_axes_that_contradict_the_rest_are_refused(contradiction):
    with pytest.raises(ValueError, match=r"InputSpec: .*Received: .*axes="):
        Spec(**contradiction)


@pytest.mark.parametrize("axes", [{"a": 3}, [3], 3])
def test_axes_are_a_dict_from_whole_numbers(axes):
    with pytest.raises(TypeError, match="Expected a dict from whole numbers"):
        Spec(axes=axes)
