"""`keras.backend`'s neurons and losses where tf_keras looks closely."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

OURS, THEIRS = keras.backend, tf_keras.backend
LOUD = np.array([[60.0, -60.0, 3.0], [-1.0, 90.0, 0.5]], "float32")
BITS = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]], "float32")
ONE_HOT = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]], "float32")
LABELS = {
    "binary_crossentropy": BITS,
    "binary_focal_crossentropy": BITS,
    "categorical_crossentropy": ONE_HOT,
    "sparse_categorical_crossentropy": ONE_HOT.argmax(-1),
}


def activation_of(name):
    return "sigmoid" if name.startswith("binary") else "softmax"


def value_and_gradient(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x)
    return value, tape.gradient(value, x)


@pytest.mark.parametrize("form", ["eager", "graph"])
@pytest.mark.parametrize("name", LABELS)
def test_a_loss_sees_the_scores_behind_an_activation(name, form):
    found = []
    for package in (keras, tf_keras):
        activation = getattr(package.activations, activation_of(name))
        loss = getattr(package.backend, name)

        def of_scores(x, activation=activation, loss=loss):
            return value_and_gradient(
                lambda x: loss(LABELS[name], activation(x)), x
            )

        if form == "graph":
            of_scores = tf.function(of_scores)
        found.append(of_scores(tf.constant(LOUD)))
    (ours, slope), (theirs, their_slope) = found
    np.testing.assert_allclose(ours, theirs, 1e-5, 1e-6)
    np.testing.assert_allclose(slope, their_slope, 1e-5, 1e-6)


@pytest.mark.parametrize("space", ["backend", "losses"])
@pytest.mark.parametrize("name", LABELS)
def test_a_symbolic_loss_sees_the_scores_too(name, space, tmp_path):
    x = keras.Input((3,))
    y = keras.Input(LABELS[name].shape[1:])
    p = keras.layers.Activation(activation_of(name))(x)
    loss = getattr(getattr(keras, space), name)
    model = keras.Model([x, y], loss(y, p))
    p = getattr(tf_keras.activations, activation_of(name))(tf.constant(LOUD))
    wanted = getattr(getattr(tf_keras, space), name)(LABELS[name], p)
    given = [LOUD, LABELS[name].astype("float32")]
    np.testing.assert_allclose(model(given), wanted, 1e-5, 1e-6)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(again(given), wanted, 1e-5, 1e-6)


@pytest.mark.parametrize("balanced", [False, True])
def test_a_focal_loss_of_logits_is_theirs(balanced):
    logits = tf.constant([-50.0, 50.0, 0.3])
    found = [
        value_and_gradient(
            lambda x, k=backend: k.binary_focal_crossentropy(
                tf.constant([1.0, 0.0, 1.0]), x, balanced, from_logits=True
            ),
            logits,
        )
        for backend in (OURS, THEIRS)
    ]
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, 1e-5, 1e-6)


def test_a_custom_loss_gets_saturated_units_moving():
    def loss(y, p):
        return OURS.mean(OURS.binary_crossentropy(y, p))

    layer = keras.layers.Dense(1, "sigmoid", kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(keras.optimizers.SGD(0.1), loss)
    model.fit(np.full((2, 1), 50.0), np.zeros((2, 1)), verbose=0)
    # The slope of the loss of a score is 1, and that of the score 50.
    np.testing.assert_allclose(layer.kernel, [[1 - 0.1 * 50]], 1e-6)


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_losses_come_in_the_type_of_the_predictions(dtype):
    p = tf.cast([[0.25, 0.75]], dtype)
    y = np.array([[0.0, 1.0]])
    for name, wanted in (
        ("binary_crossentropy", -np.log([[0.75, 0.75]])),
        ("categorical_crossentropy", -np.log([0.75])),
    ):
        found = getattr(OURS, name)(y, p)
        assert found.dtype == dtype
        np.testing.assert_allclose(found, wanted, 1e-3, 1e-6)


def test_labels_that_do_not_fit_are_told():
    for name in LABELS:
        with pytest.raises(ValueError, match=rf"{name}.*\n*.*Expected"):
            getattr(OURS, name)(np.ones((2, 4)), LOUD)
    with pytest.raises(ValueError, match="binary_crossentropy.*Expected"):
        OURS.binary_crossentropy(np.ones((2, 1)), LOUD, from_logits=True)


KINKS = np.array([-3, -1, -0.5, 0, 0.5, 1, 3, 6, 7, np.nan], "float32")


@pytest.mark.parametrize(
    "kwargs",
    [
        {},
        {"alpha": 0.1},
        {"max_value": 6.0},
        {"max_value": 3},
        {"max_value": -1.0},
        {"threshold": 1.0},
        {"alpha": 0.1, "max_value": 6.0},
        {"alpha": 0.1, "max_value": 3.0, "threshold": 1.0},
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_relu_is_theirs_at_the_kinks_and_where_nothing_is_a_number(
    kwargs, dtype
):
    x = tf.constant(KINKS, dtype)
    found = [
        value_and_gradient(lambda x, k=k: k.relu(x, **kwargs), x)
        for k in (OURS, THEIRS)
    ]
    np.testing.assert_allclose(found[0][0], found[1][0], 1e-6)
    slopes = [np.asarray(slope)[~np.isnan(KINKS)] for _, slope in found]
    np.testing.assert_allclose(*slopes, 1e-6)
    again = keras.activations.relu(x, **kwargs)
    np.testing.assert_array_equal(found[0][0], again)


@pytest.mark.parametrize(
    "x", [tf.constant([-3, 1, 9]), [-3.0, 1.0, 9.0], np.array([-3.0, 1.0, 9.0])]
)
def test_relu_takes_whole_numbers_lists_and_arrays(x):
    for kwargs in ({}, {"max_value": 6}):
        ours, theirs = OURS.relu(x, **kwargs), THEIRS.relu(x, **kwargs)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)


def test_relu_takes_a_slope_for_each_channel():
    x = tf.constant([[-1.0, 2.0], [-2.0, -4.0]])
    found = tf.function(OURS.relu)(x, tf.constant([0.5, 0.25]))
    np.testing.assert_array_equal(found, [[-0.5, 2.0], [-1.0, -1.0]])


def test_identity_lets_gradients_through():
    with pytest.warns(DeprecationWarning, match="tf.identity"):
        identity = keras.backend.identity
    value, slope = value_and_gradient(
        lambda x: identity(3 * x, name="same"), tf.constant(2.0)
    )
    assert (float(value), float(slope)) == (6, 3)
