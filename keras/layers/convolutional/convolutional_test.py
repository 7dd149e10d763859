"""Tests of the convolutions."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.testing import two_replicas


def test_conv1d_computes_its_formula():
    layer = layers.Conv1D(1, 2, bias_initializer="ones")
    x = np.arange(4, dtype="float32").reshape(1, 4, 1)
    outputs = layer(x)
    a, b = layer.kernel.numpy().ravel()
    expected = [x[0, t, 0] * a + x[0, t + 1, 0] * b + 1 for t in range(3)]
    np.testing.assert_allclose(outputs[0, :, 0], expected, rtol=1e-5)


def test_conv2d_with_a_kernel_of_one_pixel_is_dense():
    layer = layers.Conv2D(3, 1, use_bias=False)
    x = tf.random.normal((2, 4, 5, 6))
    outputs = layer(x)
    expected = np.einsum("bhwc,cf->bhwf", x, layer.kernel[0, 0])
    np.testing.assert_allclose(outputs, expected, atol=1e-5)


def test_causal_output_depends_on_no_later_input():
    layer = layers.Conv1D(2, 3, padding="causal", dilation_rate=2)
    x = tf.random.normal((1, 8, 2))
    changed = tf.concat([x[:, :5], x[:, 5:] + 1], axis=1)
    before, after = layer(x), layer(changed)
    assert before.shape == (1, 8, 2)
    np.testing.assert_array_equal(before[:, :5], after[:, :5])
    assert np.abs(before[:, 5] - after[:, 5]).max() > 0


def test_more_batch_axes_are_kept():
    layer = layers.Conv2D(2, 3)
    x = tf.random.normal((2, 3, 5, 5, 1))
    assert layer(x).shape == (2, 3, 3, 3, 2)
    assert layer.compute_output_shape((2, 3, 5, 5, 1)) == (2, 3, 3, 3, 2)


def test_groups_see_their_own_channels():
    layer = layers.Conv2D(4, 1, groups=2, use_bias=False)
    x = np.random.default_rng(0).normal(size=(1, 2, 2, 4)).astype("float32")
    before = layer(x).numpy()
    x[..., 2:] += 1
    after = layer(x).numpy()
    np.testing.assert_array_equal(before[..., :2], after[..., :2])
    assert layer.kernel.shape == (1, 1, 2, 4)


def test_ints_are_convolved_as_floats():
    outputs = layers.Conv2D(1, 1)(tf.ones((1, 2, 2, 1), tf.int32))
    assert outputs.dtype == tf.float32


def test_convolution_op_may_be_overridden_for_another_kernel():
    class Doubled(layers.Conv2D):
        def convolution_op(self, inputs, kernel):
            return super().convolution_op(inputs, 2 * kernel)

    plain = layers.Conv2D(2, 3)
    doubled = Doubled(2, 3)
    x = tf.random.normal((1, 4, 4, 1))
    plain(x), doubled(x)
    doubled.set_weights(plain.get_weights())
    np.testing.assert_allclose(doubled(x), 2 * plain(x), atol=1e-5)


def test_activation_of_another_shape_is_traced():
    layer = layers.Conv2D(4, 1, activation=lambda x: x[..., :2])
    assert layer(layers.Input((3, 3, 1))).shape == (None, 3, 3, 2)


def test_aliases_are_the_same_classes():
    assert layers.Convolution1D is layers.Conv1D
    assert layers.Convolution1DTranspose is layers.Conv1DTranspose
    assert type(layers.Convolution2D(1, 1)) is layers.Conv2D


REFUSED = {
    "filters": ({"filters": 0}, "at least 1. Received: filters=0"),
    "empty kernel": ({"kernel_size": 0}, "at least 1. Received: kernel_size=0"),
    "kernel of three axes": (
        {"kernel_size": (1, 2, 3)},
        r"one int, or 2. Received: kernel_size=\(1, 2, 3\)",
    ),
    "strides": ({"strides": (1, 0)}, "at least 1. Received: strides=0"),
    "padding": ({"padding": "full"}, "'valid', 'same'. .*padding='full'"),
    "causal": ({"padding": "causal"}, "'valid', 'same'. .*'causal'"),
    "data_format": ({"data_format": "NHWC"}, "'channels_last'.*'NHWC'"),
    "groups": ({"groups": 3}, "multiple of groups.*filters=4, groups=3"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_conv2d_refuses(case):
    arguments, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        layers.Conv2D(**{"filters": 4, "kernel_size": 3, **arguments})


def test_channels_of_unknown_number_are_refused():
    with pytest.raises(ValueError, match=r"no static size.*5, 5, None"):
        layers.Conv2D(2, 3)(layers.Input((5, 5, None)))


def test_channels_that_groups_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="channels=3, groups=2"):
        layers.Conv2D(4, 3, groups=2)(layers.Input((5, 5, 3)))


def test_a_kernel_larger_than_the_image_is_refused():
    with pytest.raises(ValueError, match=r"at least \(7, 7\).*5, 5, 1"):
        layers.Conv2D(2, 7)(layers.Input((5, 5, 1)))


def test_an_image_without_a_batch_axis_is_refused():
    with pytest.raises(ValueError, match=r"3 axes.*at least 4.*\(5, 5, 1\)"):
        layers.Conv2D(2, 3)(tf.ones((5, 5, 1)))


def test_a_subclass_works_by_the_names_of_keras_2():
    class Own(layers.Conv1D):
        def build(self, input_shape):
            channels = self._get_input_channel(tf.TensorShape(input_shape))
            shape = (*self.kernel_size, channels, self.filters)
            self.scale = self.add_weight("scale", (channels,))
            self.kernel = self.add_weight("kernel", shape)
            self.bias = self.add_weight("bias", (self.filters,))

        def call(self, inputs):
            assert self._is_causal and not self._recreate_conv_op(inputs)
            inputs = tf.pad(inputs, self._compute_causal_padding(inputs))
            outputs = tf.nn.convolution(
                inputs * self.scale,
                self.kernel,
                padding=self._get_padding_op(),
                data_format=self._tf_data_format,
                dilations=self.dilation_rate,
            )
            return tf.nn.bias_add(outputs, self.bias)

    own = Own(2, 3, padding="causal", dilation_rate=2)
    x = tf.random.normal((1, 8, 4))
    plain = layers.Conv1D(2, 3, padding="causal", dilation_rate=2)
    own(x), plain(x)
    own.set_weights([np.ones(4), *plain.get_weights()])
    np.testing.assert_allclose(own(x), plain(x), atol=1e-5)
    assert own.rank == 1 and own._get_channel_axis() == -1


def test_a_subclass_overrides_the_helpers_of_keras_2():
    class Both(layers.Conv1D):
        def _compute_causal_padding(self, inputs):
            return [[0, 0], [1, 1], [0, 0]]

        def _get_input_channel(self, input_shape):
            self.asked = tuple(input_shape)
            return super()._get_input_channel(input_shape)

    both = Both(1, 3, padding="causal", kernel_initializer="ones")
    x = tf.constant([[[1.0], [2.0], [4.0]]])
    np.testing.assert_allclose(both(x)[0, :, 0], [3, 7, 6])
    assert both.asked == (1, 3, 1)


def test_an_own_convolution_gets_the_padded_input():
    class Own(layers.Conv1D):
        def convolution_op(self, inputs, kernel):
            return tf.nn.convolution(inputs, kernel, padding="VALID")

    x = tf.random.normal((1, 8, 4))
    own = Own(2, 3, padding="causal")
    assert own(x).shape == (1, 8, 2)


def test_channels_first_tells_its_channel_axis():
    conv = layers.Conv2D(2, 3, data_format="channels_first")
    assert conv._get_channel_axis() == -3 and conv._channels_first
    assert conv._get_input_channel((None, 5, 9, 9)) == 5
    with pytest.raises(ValueError, match="no static size.*None, None, 9, 9"):
        conv._get_input_channel((None, None, 9, 9))


EMPTY = {
    "1d": (lambda **k: layers.Conv1D(2, 3, **k), (8, 3)),
    "causal": (lambda **k: layers.Conv1D(2, 3, 2, "causal", **k), (8, 3)),
    "2d": (lambda **k: layers.Conv2D(2, 3, activation="relu", **k), (8, 8, 3)),
    "strides": (lambda **k: layers.Conv2D(2, 3, 2, "same", **k), (8, 8, 3)),
    "dilated": (
        lambda **k: layers.Conv2D(2, 3, dilation_rate=2, **k),
        (8, 8, 3),
    ),
    "groups": (lambda **k: layers.Conv2D(4, 3, groups=2, **k), (8, 8, 4)),
    "3d": (lambda **k: layers.Conv3D(2, 3, **k), (8, 8, 8, 3)),
    "3d dilated": (
        lambda **k: layers.Conv3D(2, 3, dilation_rate=2, **k),
        (8, 8, 8, 3),
    ),
}


@pytest.mark.parametrize("rows", [(0,), (2, 0), (0, 0)])
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("kind", EMPTY)
def test_no_rows_give_no_rows_of_the_right_shape(kind, use_bias, rows):
    make, shape = EMPTY[kind]
    layer = make(use_bias=use_bias)
    x = tf.zeros((*rows, *shape))
    wanted = layer(tf.zeros((*(1,) * len(rows), *shape))).shape[len(rows) :]
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = layer(x)
        loss = tf.reduce_sum(outputs)
    assert outputs.shape == (*rows, *wanted)
    of_x, *of_weights = tape.gradient(loss, [x, *layer.trainable_weights])
    assert of_x.shape == x.shape
    for grad, weight in zip(of_weights, layer.trainable_weights):
        np.testing.assert_array_equal(grad, tf.zeros_like(weight))
    assert tf.function(layer)(x).shape == outputs.shape
    spec = tf.TensorSpec((*rows, *[None] * len(shape[:-1]), shape[-1]))
    graph = tf.function(layer, input_signature=[spec])
    assert graph(x).shape == outputs.shape


def test_a_model_of_images_takes_no_rows():
    model = keras.Sequential(
        [
            layers.Conv2D(2, 3, input_shape=(8, 8, 3)),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    before = model.get_weights()
    for training in (False, True):
        assert model(np.zeros((0, 8, 8, 3)), training=training).shape == (0, 1)
    for old, new in zip(before, model.get_weights()):
        np.testing.assert_array_equal(old, new)
    frames = layers.TimeDistributed(layers.Conv2D(2, 3))
    assert frames(tf.zeros((0, 4, 8, 8, 3))).shape == (0, 4, 6, 6, 2)


def correlated(x, kernel, stride, dilation, padding):
    """The definition, along each axis alike, one filter a channel of output."""
    ndim = kernel.ndim - 2
    size = kernel.shape[0]
    if padding == "same":
        places = -(-x.shape[1] // stride)
        lacking = (places - 1) * stride + dilation * (size - 1) + 1 - x.shape[1]
        ends = (lacking // 2, lacking - lacking // 2)
        x = np.pad(x, [(0, 0), *[ends] * ndim, (0, 0)])
    places = (x.shape[1] - dilation * (size - 1) - 1) // stride + 1
    y = np.zeros((x.shape[0], *[places] * ndim, kernel.shape[-1]))
    for p in np.ndindex(*[places] * ndim):
        for o in np.ndindex(*kernel.shape[:ndim]):
            at = np.multiply(p, stride) + np.multiply(o, dilation)
            y[(slice(None), *p)] += x[(slice(None), *at)] @ kernel[o]
    return y


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride,dilation", [(2, 2), (2, 3), (3, 2), (4, 2)])
@pytest.mark.parametrize("ndim", [1, 2, 3])
def test_strides_and_dilation_go_together(ndim, stride, dilation, padding):
    # row 102
    layer_class = getattr(layers, f"Conv{ndim}D")
    layer = layer_class(2, 3, stride, padding, dilation_rate=dilation)
    size = 9 if ndim < 3 else 8
    x = np.random.default_rng(2).normal(size=(1, *[size] * ndim, 2))
    x = tf.constant(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x)
        loss = tf.reduce_sum(y)
    kernel = layer.kernel.numpy()
    expected = correlated(x.numpy(), kernel, stride, dilation, padding)
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)
    assert layer.compute_output_shape(x.shape) == y.shape
    # Of a linear map, gradient times input is the output.
    slope = tape.gradient(loss, x)
    np.testing.assert_allclose(
        np.sum(slope * x), expected.sum(), rtol=1e-3, atol=1e-4
    )


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("ndim", [1, 2])
def test_strides_and_dilation_go_together_in_each_channel(ndim, padding):
    # row 102
    layer_class = getattr(layers, f"DepthwiseConv{ndim}D")
    layer = layer_class(3, 2, padding, dilation_rate=2, depth_multiplier=2)
    x = np.random.default_rng(2).normal(size=(1, *[9] * ndim, 3))
    x = tf.constant(x, tf.float32)
    with tf.GradientTape() as tape:
        y = layer(x)
    assert tape.gradient(y, layer.depthwise_kernel) is not None
    for channel in range(3):
        expected = correlated(
            x[..., channel : channel + 1].numpy(),
            layer.depthwise_kernel[..., channel : channel + 1, :].numpy(),
            stride=2,
            dilation=2,
            padding=padding,
        )
        found = y[..., 2 * channel : 2 * channel + 2]
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    assert layer.compute_output_shape(x.shape) == y.shape


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [(1, 2), (3, 2), (4, 2)])
def test_a_depthwise_convolution_may_have_unequal_strides(strides, padding):
    layer = layers.DepthwiseConv2D(3, strides, padding)
    x = tf.random.normal((2, 8, 9, 3))
    y = layer(x)
    kernel = tf.linalg.diag(layer.depthwise_kernel[..., 0])
    expected = tf.nn.conv2d(x, kernel, strides, padding.upper())
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)


def test_a_separable_convolution_is_two_convolutions():
    layer = layers.SeparableConv2D(4, 3, depth_multiplier=2, use_bias=False)
    x = tf.random.normal((2, 5, 5, 3))
    y = layer(x)
    alone = layers.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False)
    mixed = layers.Conv2D(4, 1, use_bias=False)
    mixed(alone(x))
    alone.set_weights([layer.depthwise_kernel])
    mixed.set_weights([layer.pointwise_kernel])
    np.testing.assert_allclose(y, mixed(alone(x)), atol=1e-5)


@pytest.mark.parametrize("dtype", ["float64", "float16", "float32"])
@pytest.mark.parametrize("ndim", [1, 2, 3])
def test_groups_of_all_types_have_gradients(ndim, dtype):
    layer_class = getattr(layers, f"Conv{ndim}D")
    layer = layer_class(4, 3, groups=2, dtype=dtype, padding="same")
    x = tf.cast(tf.random.normal((1, *[4] * ndim, 6)), dtype)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x)
    parts = zip(
        tf.split(x, 2, -1),
        tf.split(tf.convert_to_tensor(layer.kernel), 2, -1),
    )
    expected = [
        tf.nn.convolution(part, kernel, padding="SAME")
        for part, kernel in parts
    ]
    np.testing.assert_allclose(
        y, tf.concat(expected, -1), atol=1e-2 if dtype == "float16" else 1e-5
    )
    assert tape.gradient(y, x).dtype == dtype


RUN_TIME = {
    "padded": (layers.Conv2D, {"padding": "same", "strides": 2}),
    "dilated": (layers.Conv2D, {"dilation_rate": 2}),
    "both": (layers.Conv2D, {"dilation_rate": 2, "strides": 2}),
    "first": (layers.Conv2D, {"data_format": "channels_first"}),
    "grouped": (layers.Conv2D, {"groups": 2}),
    "volumes": (layers.Conv3D, {}),
    "sequences": (layers.Conv1D, {"padding": "causal"}),
    "depthwise": (layers.DepthwiseConv2D, {"depth_multiplier": 2}),
    "unequal": (layers.DepthwiseConv2D, {"strides": (1, 2), "filters": None}),
    "separable": (layers.SeparableConv1D, {"padding": "same"}),
}


@pytest.mark.parametrize("free", [8, None])
@pytest.mark.parametrize("kind", RUN_TIME)
def test_a_replicas_no_rows_have_the_right_shapes(kind, free):
    layer_class, arguments = RUN_TIME[kind]
    if not issubclass(layer_class, layers.DepthwiseConv2D):
        arguments = {"filters": 2, **arguments}
    arguments = {k: v for k, v in arguments.items() if v is not None}
    layer = layer_class(kernel_size=3, **arguments)
    ndim = layer.spatial_ndim
    sizes = [9, 8, 7][:ndim]
    shape = (2, *sizes) if layer._channels_first else (*sizes, 2)
    unknown = [free if size == 8 else size for size in shape]
    layer.build((None, *unknown))

    @tf.function(input_signature=[tf.TensorSpec((None, *unknown))])
    def graph(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
        return y, tape.gradient(y, [x, *layer.trainable_weights])

    for rows in (0, 2):
        x = tf.random.normal((rows, *shape))
        with two_replicas.strategy().scope():
            y, gradients = graph(x)
        assert y.shape == layer.compute_output_shape(x.shape)
        assert gradients[0].shape == x.shape
        np.testing.assert_allclose(y, layer(x), atol=1e-5)
        if not rows:
            assert not any(gradient.numpy().any() for gradient in gradients)


def test_the_older_name_of_the_convolution_calls_it():
    layer = layers.Conv2D(2, 3)
    x = tf.random.normal((1, 4, 4, 1))
    y = layer(x)
    np.testing.assert_array_equal(layer._convolution_op(x, layer.kernel), y)


def test_there_is_no_kernel_before_the_layer_is_built():
    layer = layers.Conv2D(2, 3)
    assert hasattr(layers.Conv2D, "kernel") and not hasattr(layer, "kernel")
    with pytest.raises(AttributeError, match="Expected a built.*built=False"):
        layer.kernel  # noqa: B018 (the question is the test)
    layer.build((None, 5, 5, 1))
    assert layer.kernel.shape == (3, 3, 1, 2)
    assert not hasattr(layers.DepthwiseConv2D(3), "kernel")
