"""What scripts of Keras 1 and early Keras 2 do, as public ones were seen to."""

import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class Product(layers.Layer):
    """A layer as the guide of Keras 1 shows it."""

    def __init__(self, output_dim, **kwargs):
        self.output_dim = output_dim
        super().__init__(**kwargs)

    def build(self, input_shape):
        values = np.ones((input_shape[1], self.output_dim))
        self.W = keras.backend.variable(values)
        self.trainable_weights = [self.W]

    def call(self, x, mask=None):
        return keras.backend.dot(x, self.W)

    def get_output_shape_for(self, input_shape):
        return input_shape[0], self.output_dim


def test_a_layer_says_its_weights_in_build():
    model = keras.Sequential([Product(3, input_shape=(4,))])
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 4)), np.zeros((4, 3)), nb_epoch=1, verbose=0)
    assert model.weights == model.trainable_weights == [model.layers[0].W]
    # Each gradient is 2 * 4 / 3, at a rate of 0.01.
    np.testing.assert_allclose(model.get_weights()[0], 1 - 0.08 / 3, rtol=1e-6)
    with pytest.raises(AttributeError, match="'weights' can't be set"):
        model.layers[0].weights = []


@pytest.mark.parametrize("name", ["random_normal", "truncated_normal"])
def test_a_deviation_is_told_by_its_short_name(name):
    draw = getattr(keras.backend, name)
    drawn = draw((1000,), mean=5.0, std=1e-3, seed=1)
    assert np.ptp(drawn) < 0.02 and abs(float(drawn[0]) - 5) < 0.01


def test_ends_of_uniform_numbers_are_low_and_high():
    drawn = keras.backend.random_uniform((1000,), low=2.0, high=3.0, seed=1)
    assert 2 <= np.min(drawn) < 2.1 and 2.9 < np.max(drawn) < 3


def test_dropout_of_words_is_told_and_left_out():
    with pytest.warns(DeprecationWarning, match="took dropout=.*without it"):
        layer = layers.Embedding(20, 8, dropout=0.2)
    assert layer.input_dim == 20 and layer.output_dim == 8


def test_an_epsilon_that_is_none_is_the_usual_one():
    with pytest.warns(
        DeprecationWarning, match="took decay=, epsilon=.*rate=0.5"
    ):
        made = keras.optimizers.Adam(lr=0.5, epsilon=None, decay=0.0)
    assert made.epsilon == keras.optimizers.Adam().epsilon
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert keras.optimizers.Adam(epsilon=0.25).epsilon == 0.25


def test_a_kernel_with_holes_has_the_long_name():
    layer = layers.AtrousConvolution1D(4, 3, atrous_rate=2, border_mode="same")
    assert isinstance(layer, layers.Conv1D)
    assert layer.dilation_rate == (2,) and layer.padding == "same"


def test_functions_of_keras_1s_backend_are_there():
    from keras.backend import (
        asymmetric_temporal_padding,
        get_variable_shape,
        lesser,
        lesser_equal,
    )

    x = tf.constant([1.0, 2.0, 3.0])
    assert lesser(x, 2.0).numpy().tolist() == [True, False, False]
    assert lesser_equal(x, 2.0).numpy().tolist() == [True, True, False]
    assert get_variable_shape(tf.Variable(x)) == (3,)
    padded = asymmetric_temporal_padding(x[None, :, None], 2, 1)
    assert padded[0, :, 0].numpy().tolist() == [0, 0, 1, 2, 3, 0]


def test_names_of_keras_1_are_imported():
    from keras.layers.core import InputSpec, Layer
    from keras.models import Input
    from keras.utils.visualize_util import plot

    assert Layer is layers.Layer and InputSpec is layers.InputSpec
    assert Input is keras.Input and plot is keras.utils.plot_model
    with pytest.raises(AttributeError, match=r"'Graph': Write `keras.Model"):
        keras.models.Graph  # noqa: B018


def test_an_estimator_counts_epochs_by_their_older_name():
    def made():
        model = keras.Sequential([layers.Dense(2, input_dim=3)])
        model.compile("sgd", "mse")
        return model

    estimator = keras.wrappers.scikit_learn.KerasRegressor(
        build_fn=made, nb_epoch=3, verbose=0
    )
    history = estimator.fit(np.ones((4, 3)), np.ones((4, 2)))
    assert len(history.history["loss"]) == 3
    assert estimator.get_params()["epochs"] == 3


@pytest.mark.parametrize("name", ["image_dim_ordering", "backend"])
def test_what_the_backend_is_can_be_asked(name):
    told = {"image_dim_ordering": "tf", "backend": "tensorflow"}
    assert getattr(keras.backend, name)() == told[name]


def test_a_layer_has_no_state_before_its_base_is_made():
    class Convolved(layers.Layer):
        def __init__(self, **kwargs):
            self.stateful = False
            super().__init__(**kwargs)

    assert Convolved().stateful is False


def test_a_range_may_end_at_a_tensor():
    @tf.function
    def clipped(x, end):
        return keras.backend.clip(x, 0.0, 1.0 - 1.0 / end)

    found = clipped(tf.constant([-1.0, 0.5, 2.0]), tf.constant(4.0))
    assert found.numpy().tolist() == [0.0, 0.5, 0.75]


@pytest.mark.parametrize("given", [3, tf.Variable(1.0), [1.0]])
def test_trainable_weights_are_a_list_of_variables(given):
    layer = keras.layers.Dense(1)
    with pytest.raises(TypeError, match="Expected a list of .*Received: train"):
        layer.trainable_weights = given


def test_a_loss_of_symbols_is_told_where_it_goes():
    x = keras.Input((4,))
    mean = layers.Dense(2)(x)
    model = keras.Model(x, layers.Dense(4)(mean))

    def loss(y_true, y_pred):
        error = keras.losses.mean_squared_error(y_true, y_pred)
        return error + keras.backend.sum(mean**2, axis=-1)

    model.compile("sgd", loss)
    with pytest.raises(TypeError, match=r"goes into `model\.add_loss"):
        model.fit(np.ones((4, 4)), np.ones((4, 4)), verbose=0)


@pytest.mark.parametrize(
    "make, word",
    [
        (lambda **more: layers.SimpleRNN(2, **more), "implementation"),
        (lambda **more: layers.SimpleRNNCell(2, **more), "implementation"),
        (lambda **more: layers.ConvLSTM2D(2, 3, **more), "implementation"),
        (lambda **more: layers.LSTM(2, **more), "enable_caching_device"),
        (lambda **more: layers.GRUCell(2, **more), "enable_caching_device"),
    ],
)
def test_ways_to_compute_may_be_said_and_read(make, word):
    with pytest.warns(DeprecationWarning, match=f"took {word}=.*without it"):
        layer = make(**{word: 1})
    config = {**layer.get_config(), word: 0}
    described = {"class_name": type(layer).__name__, "config": config}
    read = keras.layers.deserialize(described)
    assert read.get_config() == layer.get_config()


def stream():
    x = keras.Input((3,), name="in")
    y = layers.Dense(2, name="a", kernel_initializer="ones")(x)
    return keras.Model(x, y)


def test_inputs_go_by_the_names_that_layers_were_given_later():
    one, two = stream(), stream()
    for layer in two.layers:
        layer._name = f"{layer.name}_2"
    both = layers.concatenate([one.output, two.output])
    model = keras.Model([one.input, two.input], both)
    clone = keras.models.clone_model(model)
    assert model.input_names == clone.input_names == ["in", "in_2"]
    x = np.ones((1, 3))
    found = model({"in_2": 2 * x, "in": x})
    np.testing.assert_allclose(found, [[3, 3, 6, 6]])
    with pytest.raises(ValueError, match=r"missing: \['in_2'\]"):
        model.predict({"in": x}, verbose=0)


def put(where, name, value):
    return lambda model: setattr(where(model), name, value(model))


@pytest.mark.parametrize(
    "change, says",
    [
        (
            put(lambda m: m, "inputs", lambda m: [keras.Input((7,))]),
            r"Expected another model for others: `keras.Model\(",
        ),
        (
            put(lambda m: m.layers[0], "outbound_nodes", lambda m: []),
            r"model.layers\[-2\].output",
        ),
        (
            put(lambda m: m.layers[0], "name", lambda m: "x"),
            "rename a layer by `_name`",
        ),
        (
            put(lambda m: m.layers[0], "updates", lambda m: [1]),
            r"Expected an empty list. Received: updates=\[1\]",
        ),
    ],
    ids=["inputs", "outbound_nodes", "name", "updates"],
)
def test_what_would_change_nothing_is_told(change, says):
    model = keras.Sequential(
        [layers.Dense(4, input_shape=(3,)), layers.Dense(2)]
    )
    with pytest.raises(AttributeError, match=says):
        change(model)


def test_compile_takes_what_asks_for_nothing():
    model = keras.Sequential([layers.Dense(1, input_shape=(3,))])
    none = dict.fromkeys(["cloning", "distribute", "target_tensors"])
    model.compile("sgd", "mse", **none)
    with pytest.raises(TypeError, match=r"Received: \['target_tensors'\]"):
        model.compile("sgd", "mse", target_tensors=[1])


class Counted(layers.Layer):
    """Has a state, as layers of Keras 1 had it."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.updates = []

    def build(self, input_shape):
        self.a, self.b = (keras.backend.variable(i) for i in range(2))
        self.trainable_weights = [self.a]
        self.non_trainable_weights = [self.b]


def test_a_layer_says_what_training_leaves_alone():
    layer = Counted()
    layer.build((None, 3))
    assert layer.trainable_weights == [layer.a]
    assert layer.non_trainable_weights == [layer.b]
    with pytest.raises(TypeError, match="Expected a list of `tf.Variable`s"):
        layer.non_trainable_weights = [1]


def test_an_image_is_padded_by_a_number_an_axis():
    padded = keras.backend.spatial_2d_padding(tf.ones((1, 2, 2, 1)), (1, 2))
    assert padded.shape == (1, 4, 6, 1)


def test_an_initializer_of_a_shape_is_taken():
    layer = layers.Dense(2, init=lambda shape, name=None: np.full(shape, 3.0))
    assert float(tf.reduce_max(layer(np.ones((1, 2))))) == 6.0


def test_steps_that_nobody_calls_are_told():
    with pytest.warns(UserWarning, match="Mine: nothing calls step, as Keras"):

        class Mine(layers.SimpleRNN):
            def step(self, x, states):
                return x, [x]

    assert issubclass(Mine, layers.SimpleRNN)


def test_updates_and_weights_are_told_by_place_as_then():
    class Moved(layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight((3,), "zeros", "W")

        def call(self, inputs):
            self.add_update([lambda: self.w.assign([1, 2, 3])], inputs)
            return inputs + self.w

    layer = Moved()
    layer(np.ones((1, 3)))
    assert "W" in layer.w.name and list(layer.w) == [1, 2, 3]


@pytest.mark.parametrize("sides", [(np.int64(3), np.int64(2)), (3, 2)])
def test_sides_of_a_kernel_are_any_whole_numbers(sides):
    assert layers.Convolution2D(4, *sides).kernel_size == (3, 2)


def test_a_name_that_is_gone_says_what_to_write():
    with pytest.raises(AttributeError, match="tf.slice"):
        getattr(keras.backend, "slice")  # noqa: B009
    assert keras.layers.Deconvolution3D is layers.Conv3DTranspose


@pytest.mark.parametrize(
    "compiled",
    [
        {"loss": lambda y, p: tf.reduce_mean((y - p) ** 2)},
        {"loss": "mse", "metrics": [stream]},
    ],
    ids=["lambda", "function"],
)
def test_a_description_makes_a_model_whose_loss_is_a_users(compiled):
    model = keras.Sequential([layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", **compiled)
    with pytest.warns(UserWarning, match="it isn't compiled"):
        made = keras.models.model_from_json(model.to_json())
    assert made.count_params() == 4 and not made.compiled


@pytest.mark.parametrize("name", ["cosine", "cosine_proximity"])
def test_the_cosine_has_its_older_names(name):
    value = keras.losses.get(name)([[3.0, 4.0]], [[6.0, 8.0]])
    np.testing.assert_allclose(value, [-1.0], rtol=1e-6)
    value = keras.metrics.get(name)([[3.0, 4.0]], [[6.0, 8.0]])
    np.testing.assert_allclose(value, [1.0], rtol=1e-6)
    proximity = keras.losses.cosine_proximity
    assert proximity is keras.losses.cosine_similarity


def test_orders_of_channels_stand_by_place_and_hints_are_left_out():
    x, kernel = tf.ones((1, 2, 4, 3)), tf.ones((2, 2, 3, 5))
    backend = keras.backend
    with pytest.warns(DeprecationWarning, match="data_format='channels_last'"):
        found = backend.conv2d(x, kernel, (1, 1), "same", "tf")
    assert found.shape == (1, 2, 4, 5)
    assert backend.pool2d(x, (1, 2), (1, 1), "valid", "th").shape == (
        1,
        2,
        4,
        2,
    )
    assert backend.resize_images(x.numpy(), 2, 1, "default").shape == (
        1,
        4,
        4,
        3,
    )
    with pytest.warns(DeprecationWarning, match="took filter_shape=, image_sh"):
        found = backend.conv2d(x, kernel, image_shape=None, filter_shape=None)
    assert found.shape == (1, 1, 3, 5)
    assert backend.pack([x, x]).shape == (2, 1, 2, 4, 3)


@pytest.mark.parametrize(
    "method, word",
    [
        ("evaluate", "show_accuracy"),
        ("fit", "show_accuracy"),
        ("fit_generator", "show_accuracy"),
        ("train_on_batch", "accuracy"),
    ],
)
def test_accuracy_is_asked_for_in_compile(method, word):
    model = stream()
    with pytest.warns(DeprecationWarning, match="class_mode=.*without it"):
        model.compile("sgd", "mse", class_mode="binary")
    with pytest.raises(TypeError, match=rf"in `compile`. Received: {word}=Tr"):
        getattr(model, method)(np.ones((2, 3)), **{word: True})
