"""Code as users wrote it for tf.keras 2.0 runs as it stands."""
# The idioms of that time are the point.
# ruff: noqa: B905, UP008
# bazel: deps=//keras

import importlib

import numpy as np
import pytest
import tensorflow as tf
from tensorflow import keras

from keras.testing import two_replicas

CLASSES = 3


@pytest.fixture(autouse=True)
def seeded():
    keras.utils.set_random_seed(1)


def blobs(count=96):
    """Points around three corners of a square, and the corner's number."""
    corners = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
    labels = np.arange(count) % CLASSES
    noise = np.random.default_rng(0).normal(0, 0.3, (count, 2))
    return (corners[labels] + noise).astype("float32"), labels


def images(count=60):
    """Noisy 28 by 28 images with a bright third, and the third's number."""
    labels = np.arange(count) % CLASSES
    x = np.random.default_rng(0).uniform(0, 0.2, (count, 28, 28, 1))
    for image, label in zip(x, labels, strict=True):
        image[:, 9 * label : 9 * label + 9] += 0.8
    return x.astype("float32"), labels


def test_sequential_may_start_with_a_dropout_that_tells_the_input_shape():
    X, y = blobs()
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Dropout(rate=0.2, input_shape=X.shape[1:]),
            tf.keras.layers.Dense(units=64, activation="relu"),
            tf.keras.layers.Dropout(rate=0.2),
            tf.keras.layers.Dense(units=CLASSES, activation="softmax"),
        ]
    )
    assert model.built
    assert model.input_shape == (None, 2)
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer="adam",
        metrics=["accuracy"],
    )
    history = model.fit(
        X, y, epochs=40, batch_size=8, validation_split=0.25, verbose=0
    )
    assert history.history["val_accuracy"][-1] > 0.9


def test_layers_may_be_added_one_by_one():
    X, y = blobs()
    model = keras.models.Sequential()
    model.add(keras.layers.Dense(16, activation="relu", input_dim=2))
    model.add(keras.layers.Dense(CLASSES))
    model.add(keras.layers.Activation("softmax"))
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.1),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="acc")],
    )
    model.fit(X, y, epochs=10, verbose=0)
    loss, accuracy = model.evaluate(X, y, verbose=0)
    assert loss < 0.5
    assert accuracy > 0.9


def test_a_gradient_tape_loop_trains_a_model():
    X, y = blobs()
    dataset = tf.data.Dataset.from_tensor_slices((X, y)).batch(16)
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.Dense(CLASSES),
        ]
    )
    loss_func = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = tf.keras.optimizers.Adam(0.01)
    losses = []
    for _ in range(5):
        for features, labels in dataset:
            with tf.GradientTape() as tape:
                predictions = model(features, training=True)
                loss = loss_func(labels, predictions)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            losses.append(float(loss))
    assert losses[-1] < 0.6 * losses[0]


def test_a_gradient_tape_loop_in_a_tf_function_keeps_its_metrics():
    X, y = blobs()
    dataset = tf.data.Dataset.from_tensor_slices((X, y)).shuffle(99).batch(32)
    model = tf.keras.models.Sequential(
        [tf.keras.layers.Dense(CLASSES, activation="softmax")]
    )
    loss_object = tf.keras.losses.SparseCategoricalCrossentropy()
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.1)
    train_loss = tf.keras.metrics.Mean(name="train_loss")
    train_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()

    @tf.function
    def train_step(features, labels):
        with tf.GradientTape() as tape:
            predictions = model(features, training=True)
            loss = loss_object(labels, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        train_loss(loss)
        train_accuracy(labels, predictions)

    for _ in range(15):
        train_loss.reset_states()
        train_accuracy.reset_states()
        for features, labels in dataset:
            train_step(features, labels)
    assert train_loss.result() < 0.5
    assert train_accuracy.result() > 0.9


class LeNet(tf.keras.Model):
    """LeNet as a course would write it: one pooling layer, used twice."""

    def __init__(self):
        super(LeNet, self).__init__()
        self.conv1 = tf.keras.layers.Conv2D(
            6, 5, activation="relu", padding="same", input_shape=(28, 28, 1)
        )
        self.pool = tf.keras.layers.MaxPooling2D(pool_size=2, strides=2)
        self.conv2 = tf.keras.layers.Conv2D(16, (5, 5), activation="relu")
        self.flatten = tf.keras.layers.Flatten()
        self.dense1 = tf.keras.layers.Dense(120, activation="relu")
        self.dense2 = tf.keras.layers.Dense(84, activation="relu")
        self.dense3 = tf.keras.layers.Dense(CLASSES, activation="softmax")

    def call(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(self.conv2(x))
        x = self.flatten(x)
        return self.dense3(self.dense2(self.dense1(x)))


def test_lenet_as_a_subclass_compiles_fits_and_evaluates():
    X, y = images()
    model = LeNet()
    model.compile(
        optimizer=tf.keras.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(X, y, epochs=4, batch_size=10, verbose=0)
    loss, accuracy = model.evaluate(X, y, verbose=0)
    assert accuracy > 0.9
    assert loss < 0.7
    assert len(model.trainable_variables) == 10
    assert [layer.name for layer in model.layers][:2] == [
        model.conv1.name,
        model.pool.name,
    ]


def test_a_model_built_and_compiled_under_a_mirrored_strategy_fits():
    X, y = blobs()
    strategy = two_replicas.strategy()
    assert strategy.num_replicas_in_sync == 2
    with strategy.scope():
        model = tf.keras.Sequential(
            [
                tf.keras.layers.Dense(16, activation="relu", input_shape=(2,)),
                tf.keras.layers.Dense(CLASSES, activation="softmax"),
            ]
        )
        model.compile(
            loss="sparse_categorical_crossentropy",
            optimizer=tf.keras.optimizers.Adam(0.05),
            metrics=["accuracy"],
        )
    history = model.fit(X, y, epochs=5, verbose=0)
    assert history.epoch == [0, 1, 2, 3, 4]
    assert history.history["accuracy"][-1] > 0.9


def test_every_way_in_gives_the_same_objects_row_3():
    package = importlib.import_module("keras")
    layers = importlib.import_module("tensorflow.keras.layers")
    assert package.layers.Dense is tf.keras.layers.Dense
    assert package.layers.Dense is layers.Dense is keras.layers.Dense
    assert package.Model is keras.Model is tf.keras.Model
    assert tf.losses.MeanSquaredError is keras.losses.MeanSquaredError
    assert tf.optimizers.Adam is keras.optimizers.Adam
    assert package.__version__ == package.version() == "4.0.0"
    assert tf.keras.__version__ == tf.keras.version() == "2.21.0"


def test_tensorflow_ops_and_operators_work_on_symbolic_tensors_row_4(tmp_path):
    x = keras.Input((6, 4), name="x")
    centred = x - tf.reduce_mean(x, axis=-1, keepdims=True)
    head = tf.nn.relu(centred[:, 1:3] * 2.0 + 1.0)
    model = keras.Model(x, tf.concat([head, -head], axis=-1))
    values = np.random.default_rng(0).normal(size=(5, 6, 4)).astype("float32")
    middle = values - values.mean(-1, keepdims=True)
    expected = np.maximum(middle[:, 1:3] * 2 + 1, 0)
    expected = np.concatenate([expected, -expected], -1)
    np.testing.assert_allclose(model(values), expected, atol=1e-5)
    model.save(tmp_path / "ops.keras")
    loaded = keras.models.load_model(tmp_path / "ops.keras")
    np.testing.assert_allclose(loaded(values), expected, atol=1e-5)


# A module of the user's own: AutoGraph leaves modules named keras.* alone.
SIGNED_SUM = """
import tensorflow as tf

class SignedSum(tf.keras.layers.Layer):
    def call(self, inputs):
        total = tf.reduce_sum(inputs)
        if total < 0:
            total = -total
        for _ in tf.range(2):
            total = total + 1.0
        return inputs * 0.0 + total
"""


@pytest.fixture
def user_module(tmp_path, monkeypatch):
    (tmp_path / "signed_sum.py").write_text(SIGNED_SUM)
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("signed_sum")


def test_a_call_may_branch_and_loop_on_tensors_row_30(user_module):
    x = keras.Input((2,))
    model = keras.Model(x, user_module.SignedSum()(x))
    model.compile()
    for x in ([[-1.0, -4.0]], [[2.0, 3.0]]):
        result = model.predict(np.array(x, "float32"), verbose=0)
        np.testing.assert_allclose(result, [[7.0, 7.0]])


def two_layers(**first):
    return keras.Sequential(
        [
            keras.layers.Dense(4, activation="relu", name="features", **first),
            keras.layers.Dense(CLASSES, name="head"),
        ]
    )


def built():
    return two_layers(input_shape=(2,))


def called():
    model = two_layers()
    model(np.zeros((1, 2), "float32"))
    return model


def fitted():
    model = two_layers()
    model.compile("sgd", "mse")
    model.fit(np.zeros((4, 2)), np.zeros((4, CLASSES)), verbose=0)
    return model


@pytest.mark.parametrize("make", [built, called, fitted])
def test_features_come_out_of_any_sequential_row_14(make, tmp_path):
    model = make()
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    x = np.ones((3, 2), "float32")
    for one in (model, loaded):
        both = keras.Model(one.inputs, [one.layers[0].output, one.output])
        features, logits = both(x)
        np.testing.assert_allclose(logits, one(x), rtol=1e-6, atol=1e-6)
        assert features.shape == (3, 4)
        assert tuple(one.layers[0].input_shape)[1:] == (2,)
        assert tuple(one.layers[0].output_shape)[1:] == (4,)
