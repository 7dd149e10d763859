"""Calls that Keras 1 or early Keras 2 took are taken, and told anew."""
# bazel: deps=//keras

import inspect
import re
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers
from keras.saving.config import keras1

X = np.linspace(-1, 1, 32, dtype="float32").reshape(8, 4)
Y = np.linspace(0, 1, 8).reshape(8, 1)


def differing(layer):
    """What of a layer's config isn't its class's default."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parameters = inspect.signature(type(layer)).parameters
    config = layer.get_config()
    return {
        name: config[name]
        for name in parameters
        if name in config and config[name] != parameters[name].default
        if name != "name"
    }


def told(make, says):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        made = make()
    found = [one for one in warned if re.search(says, str(one.message))]
    assert found, [str(one.message) for one in warned]
    assert found[0].category is DeprecationWarning
    assert found[0].filename == __file__
    return made


CALLS = {
    "Dense": (
        lambda: layers.Dense(output_dim=3, init="zero", bias=False),
        lambda: layers.Dense(3, kernel_initializer="zeros", use_bias=False),
        "output_dim=. Write .*units=3, use_bias=False",
    ),
    "Dense with penalties": (
        lambda: layers.Dense(3, W_regularizer="l2", b_constraint="maxnorm"),
        lambda: layers.Dense(
            3, kernel_regularizer="l2", bias_constraint="max_norm"
        ),
        "kernel_regularizer='l2'",
    ),
    "Dropout": (
        lambda: layers.Dropout(p=0.3),
        lambda: layers.Dropout(0.3),
        "took p=. Write rate=0.3",
    ),
    "Conv1D": (
        lambda: layers.Convolution1D(
            4, filter_length=3, subsample_length=2, border_mode="same"
        ),
        lambda: layers.Conv1D(4, 3, strides=2, padding="same"),
        "kernel_size=3, padding='same', strides=2",
    ),
    "Conv2D by place": (
        lambda: layers.Convolution2D(4, 3, 2),
        lambda: layers.Conv2D(4, (3, 2)),
        r"Write Conv2D\(4, \(3, 2\)\)",
    ),
    "Conv2D by place and word": (
        lambda: layers.Convolution2D(
            4, 3, 2, "he_normal", "relu", border_mode="same", dim_ordering="tf"
        ),
        lambda: layers.Conv2D(
            4,
            (3, 2),
            padding="same",
            activation="relu",
            kernel_initializer="he_normal",
            data_format="channels_last",
        ),
        "kernel told side by side",
    ),
    "Conv2D by name": (
        lambda: layers.Conv2D(nb_filter=4, nb_row=3, nb_col=2),
        lambda: layers.Conv2D(4, (3, 2)),
        r"filters=4, kernel_size=\(3, 2\)",
    ),
    "Conv2D of today's kernel": (
        lambda: layers.Conv2D(4, (3, 2), subsample=(2, 2)),
        lambda: layers.Conv2D(4, (3, 2), strides=(2, 2)),
        r"strides=\(2, 2\)",
    ),
    "Conv3D": (
        lambda: layers.Convolution3D(4, 1, 2, 3, dim_ordering="default"),
        lambda: layers.Conv3D(4, (1, 2, 3)),
        r"Conv3D\(4, \(1, 2, 3\)\)",
    ),
    "transposed": (
        lambda: layers.Deconvolution2D(4, 3, 2, (None, 9, 9, 4)),
        lambda: layers.Conv2DTranspose(4, (3, 2)),
        r"keras.layers.Deconvolution2D is the path",
    ),
    "atrous": (
        lambda: layers.AtrousConvolution2D(4, 3, 2, atrous_rate=(2, 2)),
        lambda: layers.Conv2D(4, (3, 2), dilation_rate=(2, 2)),
        r"keras.layers.AtrousConvolution2D is the path",
    ),
    "pool": (
        lambda: layers.MaxPooling1D(pool_length=3, stride=2),
        lambda: layers.MaxPooling1D(3, 2),
        "pool_size=3, strides=2",
    ),
    "four sides": (
        lambda: layers.ZeroPadding2D((1, 2, 3, 4)),
        lambda: layers.ZeroPadding2D(((1, 2), (3, 4))),
        r"took padding=. Write padding=\(\(1, 2\), \(3, 4\)\)",
    ),
    "sides by name": (
        lambda: layers.ZeroPadding2D({"top_pad": 1, "right_pad": 2}),
        lambda: layers.ZeroPadding2D(((1, 0), (0, 2))),
        "took padding=",
    ),
    "two sides by name": (
        lambda: layers.ZeroPadding1D(padding={"right_pad": 2}),
        lambda: layers.ZeroPadding1D((0, 2)),
        r"Write padding=\(0, 2\)",
    ),
    "LSTM": (
        lambda: layers.LSTM(
            output_dim=2,
            inner_init="zero",
            forget_bias_init="zero",
            inner_activation="hard_sigmoid",
            U_regularizer="l1",
            dropout_W=0.1,
            dropout_U=0.2,
            consume_less="gpu",
        ),
        lambda: layers.LSTM(
            2,
            recurrent_initializer="zeros",
            unit_forget_bias=False,
            recurrent_activation="hard_sigmoid",
            recurrent_regularizer="l1",
            dropout=0.1,
            recurrent_dropout=0.2,
        ),
        "unit_forget_bias=False",
    ),
    "Embedding": (
        lambda: layers.Embedding(5, 2, init="uniform", dropout=0.0),
        lambda: layers.Embedding(5, 2),
        "embeddings_initializer='uniform'",
    ),
    "BatchNormalization": (
        lambda: layers.BatchNormalization(mode=0, axis=1, gamma_init="one"),
        lambda: layers.BatchNormalization(axis=1),
        "took gamma_init=, mode=",
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_a_layer_is_made_by_keras_1s_arguments(case):
    older, today, says = CALLS[case]
    made = told(older, says)
    assert type(made) is type(today())
    assert differing(made) == differing(today())


def test_a_kernel_and_a_stride_stay_what_keras_2_says():
    assert layers.Conv2D(4, 3, 2).strides == (2, 2)
    assert layers.Convolution2D(4, (3, 3), 2).strides == (2, 2)


def test_the_long_name_is_the_short_one_in_all_else():
    plain = layers.Conv2D(4, 3)
    assert isinstance(plain, layers.Convolution2D)
    assert issubclass(layers.Conv2D, layers.Convolution2D)
    assert not isinstance(layers.Dense(1), layers.Convolution2D)
    assert inspect.signature(layers.Convolution2D) == inspect.signature(
        layers.Conv2D
    )
    assert layers.Convolution2D is layers.convolutional.Convolution2D

    class Own(layers.Convolution2D):
        def __init__(self):
            super().__init__(4, 3, 3, border_mode="same")

    with pytest.warns(DeprecationWarning, match="told side by side"):
        own = Own()
    assert own.kernel_size == (3, 3) and isinstance(own, layers.Conv2D)
    assert not isinstance(plain, Own)


def test_an_input_told_by_sizes_is_one_of_steps():
    conv = told(
        lambda: layers.Conv1D(2, filter_length=3, input_dim=4, input_length=7),
        r"input_shape=\(7, 4\)",
    )
    assert keras.Sequential([conv]).output_shape == (None, 5, 2)
    dense = told(lambda: layers.Dense(output_dim=2, input_dim=3), "units=2")
    assert keras.Sequential([dense]).input_shape == (None, 3)


@pytest.mark.parametrize(
    "mode, says",
    [(1, "LayerNormalization"), (2, "training=True"), (3, "mode=0")],
)
def test_a_mode_that_is_gone_is_refused(mode, says):
    expected = rf"Expected mode=0. Received: mode={mode}.*"
    with pytest.raises(ValueError, match=expected) as refused:
        layers.BatchNormalization(mode=mode)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "given, wanted",
    [((None, 9, 9, 4), (0, 1)), ((None, 4, 9, 9), (0, 1))],
    ids=["tf", "th"],
)
def test_a_shape_that_comes_out_is_kept(given, wanted):
    order = "tf" if given[-1] == 4 else "th"
    made = told(
        lambda: layers.Deconvolution2D(
            4, 3, 2, output_shape=given, subsample=(2, 2), dim_ordering=order
        ),
        "kernel told side by side",
    )
    assert tuple(made.output_padding) == wanted
    shape = (2, 4, 4, 3) if order == "tf" else (2, 3, 4, 4)
    assert made.compute_output_shape(shape)[1:] == given[1:]


def test_a_subclass_of_a_long_name_tells_sides_too():
    class Mine(layers.Convolution2D):
        def __init__(self):
            super().__init__(4, 3, 2)

    made = told(Mine, "kernel told side by side")
    assert (made.kernel_size, made.strides) == ((3, 2), (1, 1))


def test_no_side_has_an_unknown_name():
    with pytest.raises(ValueError, match="'top_pad'.*Received.*'up'"):
        layers.ZeroPadding2D({"up": 1})


@pytest.mark.parametrize("name", keras1.CLASSES)
def test_no_older_word_is_one_of_todays(name):
    words = keras1.CLASSES[name].words() - {keras1.SAME_WORDS.get(name)}
    today = inspect.signature(getattr(layers, name)).parameters
    assert words.isdisjoint(today)


def model():
    made = keras.Sequential([layers.Dense(1, input_shape=(4,))])
    made.compile("sgd", "mse")
    return made


def batches():
    while True:
        yield X, Y


def test_epochs_are_told_by_their_older_name():
    history = told(
        lambda: model().fit(X, Y, nb_epoch=2, verbose=0), "Write epochs=2"
    )
    assert history.epoch == [0, 1]


@pytest.mark.parametrize(
    "given",
    [
        {"samples_per_epoch": 20, "pickle_safe": False},
        {"samples_per_epoch": 17, "max_q_size": 2, "nb_worker": 1},
    ],
)
def test_rows_of_an_epoch_are_counted_in_batches(given):
    history = told(
        lambda: model().fit_generator(
            batches(),
            nb_epoch=2,
            verbose=0,
            validation_data=batches(),
            nb_val_samples=16,
            **given,
        ),
        "steps_per_epoch=3.*validation_steps=2",
    )
    assert history.params["steps"] == 3 and len(history.epoch) == 2


def test_the_second_place_is_of_rows_where_keras_1_speaks():
    history = told(
        lambda: model().fit_generator(batches(), 20, nb_epoch=1, verbose=0),
        "steps_per_epoch=3",
    )
    assert history.params["steps"] == 3


@pytest.mark.parametrize("count", [None, 3])
@pytest.mark.parametrize("arrays", [None, (X, Y)])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rows_of_arrays_are_not_counted(count, arrays):
    ran = model().fit_generator(
        batches(),
        samples_per_epoch=8,
        nb_epoch=1,
        verbose=0,
        validation_data=arrays,
        nb_val_samples=count,
    )
    assert ("val_loss" in ran.history) == (arrays is not None)


def test_no_row_is_lost_when_they_are_counted():
    made = model()
    rows = iter([(X, Y)])
    found = told(lambda: made.predict_generator(rows, val_samples=8), "steps=1")
    np.testing.assert_allclose(found, made.predict(X, verbose=0))
    score = told(
        lambda: made.evaluate_generator(iter([(X, Y)]), val_samples=8),
        "steps=1",
    )
    np.testing.assert_allclose(score, made.evaluate(X, Y, verbose=0))


class Rows(keras.utils.Sequence):
    """A sequence of one batch, which tells its size or doesn't."""

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return X, Y


@pytest.mark.parametrize("told_size", [None, 4])
def test_a_sequence_tells_its_rows(told_size):
    rows = Rows()
    if told_size:
        rows.batch_size = told_size
    steps = 2 if told_size else 1
    told(
        lambda: model().evaluate_generator(rows, val_samples=8),
        f"steps={steps}",
    )


@pytest.mark.parametrize("home", [keras, keras.models])
def test_a_model_is_made_of_input_and_output(home):
    x = keras.Input((3,))
    made = told(
        lambda: home.Model(input=x, output=layers.Dense(2)(x), name="m"),
        "Model: an older Keras took input=, output=",
    )
    assert isinstance(made, keras.models.Functional) and made.name == "m"
    assert made(np.ones((1, 3))).shape == (1, 2)


@pytest.mark.parametrize(
    "make,wanted,says",
    [
        (
            lambda: keras.utils.to_categorical([0, 1], nb_classes=3),
            [[1, 0, 0], [0, 1, 0]],
            "num_classes=3",
        ),
        (
            lambda: keras.backend.conv2d(
                tf.ones((1, 2, 2, 1)),
                tf.ones((2, 2, 1, 1)),
                border_mode="same",
                dim_ordering="tf",
            )[0, :, :, 0],
            [[4, 2], [2, 1]],
            "data_format='channels_last', padding='same'",
        ),
        (
            lambda: keras.backend.resize_images(
                tf.ones((1, 1, 1, 1)), 1, 2, dim_ordering="th"
            )[0, 0],
            [[1, 1]],
            "data_format='channels_first'",
        ),
        (
            lambda: keras.regularizers.l2(l=0.5)(tf.constant([2.0])),
            2.0,
            "l2=0.5",
        ),
        (
            lambda: (
                keras.preprocessing.image.ImageDataGenerator(
                    dim_ordering="th"
                ).channel_axis
            ),
            1,
            "data_format='channels_first'",
        ),
        (
            lambda: keras.constraints.maxnorm(m=3)(tf.constant([[6.0]])),
            [[3.0]],
            "Use keras.constraints.max_norm",
        ),
        (
            lambda: keras.regularizers.l1l2(l1=0.5, l2=0.0)(tf.constant([2.0])),
            1.0,
            "import l1_l2",
        ),
    ],
)
def test_functions_take_older_words(make, wanted, says):
    import keras.constraints

    vars(keras.constraints).pop("maxnorm", None)
    vars(keras.regularizers).pop("l1l2", None)
    np.testing.assert_allclose(told(make, says), wanted, rtol=1e-6)


def test_classes_are_predicted():
    made = keras.Sequential([layers.Softmax()])
    scores = np.array([[1.0, 2.0], [2.0, 1.0]])
    found = told(
        lambda: made.predict_classes(scores), r"`predict`, and np.argm"
    )
    assert found.tolist() == [1, 0]
    found = told(lambda: made.predict_proba(scores), "Expected `predict`")
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-6)
    alone = keras.Sequential([layers.Activation("linear")])
    with pytest.warns(DeprecationWarning):
        found = alone.predict_classes(np.array([[0.2], [0.7]]))
    assert found.tolist() == [[0], [1]]


class Summed(layers.Layer):
    """Adds to the loss and to the metrics in `call`, as in Keras 2."""

    def call(self, inputs):
        total = tf.reduce_sum(inputs)
        self.add_loss(total)
        self.add_metric(total, name="total", aggregation="mean")
        return inputs


class Stepped(keras.Model):
    """Takes a step by the compiled loss and metrics, as in Keras 2."""

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            found = self(x, training=True)
            loss = self.compiled_loss(y, found)
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        self.compiled_metrics.update_state(y, found)
        return {metric.name: metric.result() for metric in self.metrics}


# row 18
def test_what_keras_3_took_away_works():
    reduction = keras.losses.Reduction.SUM
    x = keras.Input((4,))
    outputs = layers.Dense(1)(Summed()(x))
    model = keras.Model(x, outputs)
    model.add_loss(2.0 * tf.reduce_sum(outputs))
    loss = keras.losses.MeanSquaredError(reduction=reduction)
    model.compile(keras.optimizers.Adam(lr=0.0), loss)
    assert float(model.optimizer.lr) == 0.0
    y, total = np.array(model(X)), X.sum()
    logs = model.fit(X, Y, 8, verbose=0, workers=2, max_queue_size=4).history
    expected = ((y - Y) ** 2).sum() + total + 2 * y.sum()
    np.testing.assert_allclose(logs["loss"], [expected], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(logs["total"], [total], atol=1e-5)
    assert model.metrics_names == ["loss", "total"]


# row 18
def test_a_step_by_the_compiled_parts_learns():
    x = keras.Input((4,))
    model = Stepped(x, layers.Dense(1, kernel_initializer="zeros")(x))
    with pytest.warns(DeprecationWarning, match="decay"):
        optimizer = keras.optimizers.SGD(0.1, decay=1.0)
    model.compile(optimizer, "mse", ["mae"])
    logs = model.fit(X, Y, 8, verbose=0).history
    np.testing.assert_allclose(logs["loss"], [(Y**2).mean()], rtol=1e-5)
    np.testing.assert_allclose(logs["mae"], [Y.mean()], rtol=1e-5)
    kernel = 0.1 * 2 * (X.T @ Y) / 8
    np.testing.assert_allclose(model.weights[0], kernel, rtol=1e-4)
    # Lists of numbers are an input's rows.
    found = model.predict([[0.0] * 4, [1.0] * 4], verbose=0)
    bias = float(model.weights[1][0])
    np.testing.assert_allclose(found, [[bias], [kernel.sum() + bias]], 1e-5)
