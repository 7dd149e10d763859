"""What older libraries take from `keras.utils.*_utils` does what it did."""

import numpy as np
import pytest
import tensorflow as tf
from tf_keras.src.engine import compile_utils
from tf_keras.src.utils import (
    conv_utils,
    generic_utils,
    layer_utils,
    losses_utils,
    tf_utils,
)

import keras
from keras.engine.training import compiled_loss, compiled_metrics
from keras.legacy import (
    conv_shapes,
    interfaces,
    kernel_layouts,
    loss_tools,
    plain_values,
    tensor_tools,
)


@pytest.mark.parametrize("padding", ["valid", "same", "causal", "full"])
@pytest.mark.parametrize("size", [None, 1, 7, 12])
def test_windows_are_counted_as_in_keras_2(padding, size):
    for window, stride, dilation in [
        (1, 1, 1),
        (3, 2, 1),
        (2, 1, 3),
        (5, 4, 1),
    ]:
        if size and dilation * (window - 1) >= size:
            continue
        given = size, window, padding, stride, dilation
        found = conv_shapes.conv_output_length(*given)
        assert found == conv_utils.conv_output_length(*given)
        if padding == "causal":
            continue
        given = size, window, padding, stride
        found = conv_shapes.conv_input_length(*given)
        assert found == conv_utils.conv_input_length(*given)
        for added in (None, 0, 1):
            given = size, window, padding, added, stride, dilation
            found = conv_shapes.deconv_output_length(*given)
            assert found == conv_utils.deconv_output_length(*given)


@pytest.mark.parametrize(
    "name,given",
    [
        ("normalize_data_format", (None,)),
        ("normalize_data_format", ("Channels_First",)),
        ("normalize_padding", ("SAME",)),
        ("normalize_padding", ([1, 2],)),
        ("normalize_tuple", (2, 3, "strides")),
        ("normalize_tuple", ([0, 1], 2, "strides", True)),
        ("convert_data_format", ("channels_last", 3)),
        ("convert_data_format", ("channels_first", 4)),
    ],
)
def test_forms_of_arguments_are_those_of_keras_2(name, given):
    found = getattr(conv_shapes, name)(*given)
    assert found == getattr(conv_utils, name)(*given)


@pytest.mark.parametrize(
    "name,given,said",
    [
        ("normalize_data_format", ("last",), "data_format.*Received: 'last'"),
        ("normalize_padding", ("no",), "padding.*Received: 'no'"),
        ("normalize_tuple", (0, 2, "size"), "size to be 2 ints of 1 or more"),
        ("normalize_tuple", ((1,), 2, "size"), r"2 ints.*Received: \(1,\)"),
        ("normalize_tuple", ("ab", 2, "size"), "2 ints.*Received: 'ab'"),
        ("convert_data_format", ("channels_last", 6), "ndim.*Received: 6"),
        ("conv_output_length", (3, 1, "no", 1), "padding.*Received: 'no'"),
        ("deconv_output_length", (3, 1, "no"), "padding.*Received: 'no'"),
        ("conv_input_length", (3, 1, "no", 1), "padding.*Received: 'no'"),
    ],
)
def test_other_forms_are_refused(name, given, said):
    with pytest.raises(ValueError, match=said):
        getattr(conv_shapes, name)(*given)


@pytest.mark.parametrize(
    "name,given",
    [
        ("to_snake_case", ("MyConv2DLayer",)),
        ("to_list", ((1, 2),)),
        ("to_list", ([1],)),
        ("slice_arrays", ([np.arange(5), None], 1, 3)),
        ("slice_arrays", (np.arange(5), [4, 0])),
        ("slice_arrays", (None,)),
        ("has_arg", (lambda x, **more: x, "y")),
        ("has_arg", (lambda x, **more: x, "y", True)),
        ("has_arg", (lambda x, /, *, y=1: x, "y")),
    ],
)
def test_small_values_are_those_of_keras_2(name, given):
    found = getattr(plain_values, name)(*given)
    theirs = getattr(generic_utils, name)(*given)
    assert repr(found) == repr(theirs)


def test_a_function_goes_through_text():
    def scaled(x, by=2):
        return x * by + len(given)

    given = "ab"
    dumped = plain_values.func_dump(scaled)
    assert dumped[1:] == generic_utils.func_dump(scaled)[1:]
    assert plain_values.func_load(dumped)(5) == 12
    assert generic_utils.func_load(list(dumped))(5) == 12


def test_a_layer_of_another_library_has_shapes_as_it_knows_them():
    def shapes_seen(tools, shape):
        seen = []

        @tools.shape_type_conversion
        def compute(layer, input_shape):
            seen.append(input_shape)
            return input_shape

        return seen, compute(None, shape)

    for shape in (tf.TensorShape([None, 3]), [tf.TensorShape([2])] * 2, None):
        found = shapes_seen(tensor_tools, shape)
        assert repr(found) == repr(shapes_seen(tf_utils, shape))
    nest = {"a": (2, None), "b": [(1,), (2,)]}
    assert tensor_tools.convert_shapes(nest)["b"] == [(1,), (2,)]


def test_values_come_out_of_tensors():
    given = {"a": tf.constant(2.0), "b": tf.ones(2), "c": [tf.constant("x"), 3]}
    found = tensor_tools.sync_to_numpy_or_python_type(given)
    assert repr(found) == repr(tf_utils.sync_to_numpy_or_python_type(given))


def test_types_of_tensors_are_told():
    given = tf.ones((2, 3))
    for free in (False, True):
        found = tensor_tools.get_tensor_spec(given, dynamic_batch=free)
        wanted = tf_utils.get_tensor_spec(given, dynamic_batch=free)
        assert (found.shape, found.dtype) == (wanted.shape, wanted.dtype)
    assert tensor_tools.get_tensor_spec("no tensor") is None
    assert tensor_tools.is_symbolic_tensor(keras.Input((2,)))
    assert not tensor_tools.is_symbolic_tensor(given)


@pytest.mark.parametrize("pred", [True, 0, tf.constant(True)])
def test_a_known_condition_calls_one_of_both(pred):
    def never():
        raise AssertionError

    yes, no = (lambda: 1, never) if pred else (never, lambda: 1)
    assert tensor_tools.smart_cond(pred, yes, no) == 1


def test_an_unknown_condition_is_asked_in_the_graph():
    chosen = tf.function(
        lambda x: tensor_tools.smart_cond(x > 1, lambda: 1, lambda: 2)
    )
    assert [int(chosen(tf.constant(n))) for n in (2, 0)] == [1, 2]
    flag = tf.Variable(1)
    assert int(tensor_tools.smart_cond(flag, lambda: 1, lambda: 2)) == 1


def test_a_dense_kernel_follows_the_order_of_channels():
    kernel = np.arange(24.0).reshape(12, 2)
    for form, shape in (
        ("channels_first", (3, 2, 2)),
        ("channels_last", (2, 2, 3)),
    ):
        found = []
        for tools in (kernel_layouts, layer_utils):
            dense = keras.layers.Dense(2)
            dense.build((None, 12))
            dense.set_weights([kernel, np.zeros(2)])
            tools.convert_dense_weights_data_format(dense, shape, form)
            found.append(dense.get_weights()[0])
        np.testing.assert_array_equal(*found)
    with pytest.raises(ValueError, match="Received: target_data_format='no'"):
        kernel_layouts.convert_dense_weights_data_format(dense, shape, "no")


def test_windows_of_theano_are_turned_around():
    image = np.random.default_rng(0).normal(size=(1, 4, 4, 1))
    conv = keras.layers.Conv2D(1, 2, input_shape=(4, 4, 1))
    model = keras.Sequential([conv, keras.layers.Flatten()])
    window = conv.get_weights()[0][:, :, 0, 0]
    kernel_layouts.convert_all_kernels_in_model(model)
    # A true convolution looks at the image from its end.
    wanted = sum(
        window[a, b] * image[0, 1 - a : 4 - a, 1 - b : 4 - b, 0]
        for a in range(2)
        for b in range(2)
    )
    # A sum near 0 is as exact as its terms.
    found = model(image)[0]
    np.testing.assert_allclose(found, wanted.ravel(), rtol=1e-5, atol=1e-6)
    with pytest.raises(
        ValueError, match=r"3 to 5 axes. Received: shape=\(2,\)"
    ):
        kernel_layouts.convert_kernel([1.0, 2.0])


def test_values_of_weights_are_counted_once():
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
    weights = [*model.weights, model.weights[0]]
    assert plain_values.count_params(weights) == 8
    lines = []
    plain_values.print_summary(model, print_fn=lines.append)
    assert any("dense" in line for line in lines)
    assert plain_values.unpack_singleton([1]) == 1
    assert plain_values.unpack_singleton([1, 2]) == [1, 2]


def test_losses_are_weighed_as_in_keras_2():
    losses = tf.constant([[1.0, 2.0], [3.0, 5.0]])
    weights = tf.constant([1.0, 3.0])
    for reduction in ("none", "sum", "sum_over_batch_size"):
        found, wanted = [
            tools.compute_weighted_loss(losses, weights, reduction)
            for tools in (loss_tools, losses_utils)
        ]
        np.testing.assert_allclose(found, wanted)
    given = [tf.constant(1.0), tf.constant(1.0, tf.float64), tf.constant(2)]
    found = loss_tools.cast_losses_to_common_dtype(given)
    assert [one.dtype for one in found] == [tf.float64] * 3


def test_containers_of_losses_and_metrics_are_called_as_in_keras_2():
    y, p = tf.constant([[1.0], [2.0]]), tf.constant([[1.5], [4.0]])
    weights = tf.constant([1.0, 3.0])
    found = []
    for losses, metrics in (
        (compiled_loss.CompiledLoss, compiled_metrics.CompiledMetrics),
        (compile_utils.LossesContainer, compile_utils.MetricsContainer),
    ):
        loss = losses("mse", 2.0, output_names=["out"])
        metric = metrics(["mae"], ["mse"], output_names=["out"])
        value = loss(y, p, weights, regularization_losses=[tf.constant(1.0)])
        metric.update_state(y, p, weights)
        results = [one.result() for one in (*loss.metrics, *metric.metrics)]
        found.append([value, *results])
    np.testing.assert_allclose(*found, rtol=1e-6)


def test_a_class_of_a_user_is_told():
    class Own(keras.layers.Dense):
        pass

    assert tensor_tools.is_subclassed(Own(1))
    assert not tensor_tools.is_subclassed(keras.layers.Dense(1))
    assert tensor_tools.v2_dtype_behavior_enabled()


def test_decorators_of_older_optimizers_do_what_they_did():
    renamed = interfaces.generate_legacy_interface(conversions=[("nb", "n")])
    assert renamed(lambda n, m=1: (n, m))(nb=2, m=3) == (2, 3)
    assert interfaces.legacy_get_updates_support(abs) is abs


def test_a_checkpoint_is_overridden_by_keras_2s_names(tmp_path):
    seen = []

    class Own(keras.callbacks.ModelCheckpoint):
        def _save_model(self, epoch, batch, logs):
            path = self._get_file_path(epoch, batch, logs)
            seen.append((self._current_epoch, epoch, batch, path))

    model = keras.Sequential([keras.layers.Dense(1, input_shape=(1,))])
    model.compile("sgd", "mse")
    x = np.zeros((4, 1))
    each = Own(str(tmp_path / "{epoch}.keras"))
    model.fit(x, x, epochs=2, verbose=0, callbacks=[each])
    assert seen == [
        (0, 0, None, str(tmp_path / "1.keras")),
        (1, 1, None, str(tmp_path / "2.keras")),
    ]
    often = Own(str(tmp_path / "m.keras"), save_freq=2)
    assert [often._should_save_on_batch(n) for n in range(4)] == [
        False,
        True,
        False,
        True,
    ]
