"""Tests of what is told of data that only a run finds to be wrong."""

import numpy as np
import pytest
import tensorflow as tf

import keras

__name__ = "users_code"  # AutoGraph leaves our own package's code alone.

X = np.ones((8, 2), "float32")
EAGER = pytest.mark.parametrize("run_eagerly", [False, True])


def classes(loss="sparse_categorical_crossentropy", **options):
    layer = keras.layers.Dense(3, activation="softmax", input_shape=(2,))
    model = keras.Sequential([layer])
    model.compile("sgd", loss, **options)
    return model


def table():
    model = keras.Sequential(
        [
            keras.layers.Embedding(5, 3, input_length=2, name="words"),
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    return model


@EAGER
@pytest.mark.parametrize("label", [3, -1])
@pytest.mark.parametrize(
    "method", ["fit", "evaluate", "train_on_batch", "test_on_batch"]
)
def test_a_label_that_is_no_class(method, label, run_eagerly):
    model = classes(run_eagerly=run_eagerly)
    labels = np.array([0, 1, 2, label] * 2)
    told = rf"none of 3 classes. Expected .*\[0, 3\).*Received: label={label}\."
    with pytest.raises(ValueError, match=told) as caught:
        getattr(model, method)(X, labels)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("wrong", [5, -1])
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
@pytest.mark.parametrize("rows", [8, 80])
def test_an_id_that_is_not_in_a_table(method, wrong, rows):
    ids = np.zeros((rows, 2), int)
    ids[3, 1] = wrong
    labels = () if method == "predict" else (np.ones((rows, 1)),)
    told = rf"'words': an id .*Expected .*\[0, 5\).*Received: id={wrong}\."
    with pytest.raises(ValueError, match=told):
        getattr(table(), method)(ids, *labels, verbose=0)


class OwnTable(keras.layers.Layer):
    def build(self, input_shape):
        self.table = self.add_weight(shape=(5, 2), name="table")

    def call(self, ids):
        return tf.nn.embedding_lookup(self.table, ids)


class OwnCheck(keras.layers.Layer):
    def call(self, x):
        said = [f"{self.name}: too many rows. Received: shape=", tf.shape(x)]
        check = tf.debugging.Assert(tf.shape(x)[0] < 2, said)
        with tf.control_dependencies([check]):
            return tf.identity(x)


def own_loss(y_true, y_pred):
    labels = tf.cast(y_true[:, 0], tf.int32) - 9
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, y_pred)


@EAGER
@pytest.mark.parametrize(
    "layer, loss, said",
    [
        (OwnTable(), "mse", r"indices.* = 7 is not in \[0, 5\)"),
        (OwnCheck(), "mse", "too many rows"),
        (keras.layers.Activation("linear"), own_loss, "label value of -9"),
    ],
    ids=["table", "check", "loss"],
)
def test_what_a_users_own_line_makes_is_not_told_as_ours(
    layer, loss, said, run_eagerly
):
    layers = [layer, keras.layers.Flatten(), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((2,), dtype="int32"), *layers])
    model.compile("sgd", loss, run_eagerly=run_eagerly)
    with pytest.raises(tf.errors.InvalidArgumentError, match=said) as caught:
        model.fit(np.full((4, 2), 7), np.zeros((4, 1)), verbose=0)
    assert not isinstance(caught.value, ValueError)


def of_wrong_sizes():
    """Returns a model, and data of a size that only a run sees."""
    model = classes()

    def batches():
        yield np.ones((2, 7), "float32"), np.zeros(2)

    kinds = (tf.float32, tf.float32)
    return model, tf.data.Dataset.from_generator(batches, output_types=kinds)


def test_what_is_told_is_tensorflows_error_still():
    model, data = of_wrong_sizes()
    with pytest.raises(ValueError, match="Received: shape=") as caught:
        model.fit(data, verbose=0)
    told = [caught.value]
    for each, x, y in [(table(), X * 9, X[:, 0]), (classes(), X, X[:, 0] * 9)]:
        with pytest.raises(ValueError) as caught:
            each.fit(x, y, verbose=0)
        told.append(caught.value)
    for error in told:
        assert isinstance(error, tf.errors.InvalidArgumentError)
        assert "Detected at node" in error.__cause__.message
        assert "Detected at node" not in str(error)


def test_another_failure_stays_as_it_is():
    def failing(y_true, y_pred):
        with tf.control_dependencies([tf.debugging.Assert(False, ["mine"])]):
            return y_pred

    with pytest.raises(tf.errors.InvalidArgumentError, match="mine"):
        classes(failing).fit(X, np.ones(8), verbose=0)


@EAGER
@pytest.mark.parametrize(
    "loss", ["mse", "sparse_categorical_crossentropy", "hinge_of_user"]
)
def test_labels_that_are_text(loss, run_eagerly):
    if loss == "hinge_of_user":
        loss, metrics = (lambda y_true, y_pred: y_pred), ["accuracy"]
    else:
        metrics = []
    model = classes(loss, metrics=metrics, run_eagerly=run_eagerly)
    with pytest.raises(TypeError, match="labels are text.*=string.*np.unique"):
        model.fit(X, np.array(list("abcdabcd")), verbose=0)


class Silent(keras.losses.Loss):
    def call(self, y_true, y_pred):
        tf.square(y_true - y_pred)


def forgetful(y_true, y_pred):
    tf.square(y_true - y_pred)


@EAGER
@pytest.mark.parametrize("loss", [Silent(), forgetful])
def test_a_loss_that_returns_nothing(loss, run_eagerly):
    name = "Silent" if loss is not forgetful else "forgetful"
    told = f"Loss '{name}': nothing came.*Expected a tensor.*Received: None"
    with pytest.raises(ValueError, match=told):
        classes(loss, run_eagerly=run_eagerly).fit(X, np.ones((8, 3)))


def test_an_index_that_is_no_category():
    model = keras.Sequential([keras.layers.CategoryEncoding(3, name="one")])
    told = r"^CategoryEncoding layer 'one': .*num_tokens=3. Received: \[7\].$"
    with pytest.raises(ValueError, match=told):
        model.predict(np.array([[7, 1]]), verbose=0)


def test_an_id_that_is_not_in_a_table_outside_of_a_graph():
    layer = keras.layers.Embedding(5, 2, name="words")
    told = r"^Embedding layer 'words': .*\[0, 5\).*Received: id=7"
    with pytest.raises(ValueError, match=told) as caught:
        layer(np.array([[7, 1]]))
    assert isinstance(caught.value, tf.errors.InvalidArgumentError)


def test_strings_that_are_to_be_compiled():
    model = keras.Sequential([keras.layers.StringLookup(vocabulary=["a"])])
    model.compile(jit_compile=True)
    words = tf.constant([["a"]])
    with pytest.raises(ValueError, match="^XLA compiles no strings.*=True"):
        model.predict(words, verbose=0)
    model = keras.Sequential([keras.layers.IntegerLookup(vocabulary=[5])])
    model.compile(jit_compile=True)
    told = "^XLA compiles no LookupTableFindV2, as in node '.*integer_lookup"
    with pytest.raises(ValueError, match=told):
        model.predict(np.array([[5]]), verbose=0)
