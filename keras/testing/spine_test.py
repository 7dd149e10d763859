"""What a user sees of a model: tape, graph, module, data, numbers."""

import numpy as np
import pytest
import tensorflow as tf

import keras

ROWS, FEATURES, CLASSES = 10, 4, 3


@pytest.fixture(autouse=True)
def seeded():
    keras.utils.set_random_seed(1)


def data():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(ROWS, FEATURES)).astype("float32")
    return x, draw.normal(size=(ROWS, CLASSES)).astype("float32")


def linear(**arguments):
    """A compiled y = x W + b whose weights stay, as the rate is 0."""
    x = keras.Input((FEATURES,))
    model = keras.Model(x, keras.layers.Dense(CLASSES, name="head")(x))
    settings = {"optimizer": keras.optimizers.SGD(0.0), "loss": "mse"}
    model.compile(**{**settings, **arguments})
    return model


def row_losses(model, x, y):
    """Mean squared error of each row, in NumPy."""
    kernel, bias = model.get_weights()
    return ((x @ kernel + bias - y) ** 2).mean(-1)


# The model as a TensorFlow object.


def test_a_tape_gives_the_gradients_of_the_formula():
    model, (x, y) = linear(), data()
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2)
    d_kernel, d_bias = tape.gradient(loss, model.trainable_variables)
    kernel, bias = model.get_weights()
    d_output = 2 * (x @ kernel + bias - y) / y.size
    np.testing.assert_allclose(d_kernel, x.T @ d_output, atol=1e-6)
    np.testing.assert_allclose(d_bias, d_output.sum(0), atol=1e-6)


def test_a_tf_function_around_a_model_gives_the_same_and_traces_once():
    model, (x, _) = linear(), data()
    function = tf.function(lambda inputs: model(inputs, training=False))
    np.testing.assert_allclose(function(x), model(x), rtol=1e-6, atol=1e-6)
    function(x + 1)
    assert function.experimental_get_tracing_count() == 1


def test_a_layer_made_inside_a_tf_function_is_refused_a_second_time_only():
    layer = keras.layers.Dense(2)
    function = tf.function(layer)
    first = function(tf.ones((3, 4)))
    np.testing.assert_allclose(function(tf.ones((3, 4))), first)
    assert len(layer.weights) == 2


def test_a_module_finds_the_variables_of_its_layers():
    module = tf.Module()
    module.model = linear()
    module.more = [keras.layers.Dense(2), {"a": keras.layers.Dense(3)}]
    for layer in (module.more[0], module.more[1]["a"]):
        layer.build((None, FEATURES))
    shapes = {tuple(v.shape) for v in module.trainable_variables}
    assert shapes == {(4, 3), (3,), (4, 2), (2,)}
    assert len(module.trainable_variables) == 6


def test_a_layer_finds_modules_and_variables_that_it_holds():
    class Mixed(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.scale = tf.Variable(2.0)
            self.frozen = tf.Variable(3.0, trainable=False)
            self.parts = [keras.layers.Dense(2), (keras.layers.Dense(3),)]

        def call(self, inputs):
            return self.parts[1][0](self.parts[0](inputs)) * self.scale

    layer = Mixed()
    layer(tf.ones((1, 4)))
    assert len(layer.trainable_weights) == 5
    assert [float(v) for v in layer.non_trainable_weights] == [3.0]


def test_a_frozen_layer_gives_its_weights_to_the_other_list():
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(2),
            keras.layers.BatchNormalization(),
        ]
    )
    assert len(model.trainable_weights) == 4
    assert len(model.non_trainable_weights) == 2
    model.layers[0].trainable = False
    assert len(model.trainable_weights) == 2
    model.trainable = False
    assert model.trainable_weights == []
    assert not model.layers[1].trainable
    assert len(model.weights) == 6


def test_a_frozen_layer_does_not_move_in_fit():
    x, y = data()
    model = keras.Sequential(
        [keras.layers.Dense(5, input_shape=(4,)), keras.layers.Dense(CLASSES)]
    )
    model.layers[0].trainable = False
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(x, y, verbose=0)
    moved = [
        not np.array_equal(old, new)
        for old, new in zip(before, model.get_weights(), strict=True)
    ]
    assert moved == [False, False, True, True]


# Steps one by one.


def test_one_step_methods_return_the_loss_and_the_metrics_of_the_batch():
    x, y = data()
    model = linear(metrics=["mse"])
    kernel, bias = model.get_weights()
    expected = [row_losses(model, x, y).mean()] * 2
    for step in (model.train_on_batch, model.test_on_batch):
        np.testing.assert_allclose(step(x, y), expected, rtol=1e-5)
        model.reset_metrics()
        named = step(x, y, return_dict=True)
        assert list(named) == ["loss", "mse"]
        model.reset_metrics()
    np.testing.assert_allclose(
        model.predict_on_batch(x), x @ kernel + bias, atol=1e-5
    )


def test_metrics_names_follow_evaluate_row_21():
    x, y = data()
    model = linear(metrics=["mse", "accuracy"])
    results = model.evaluate(x, y, verbose=0)
    assert model.metrics_names == ["loss", "mse", "accuracy"]
    assert len(results) == 3
    named = model.evaluate(x, y, verbose=0, return_dict=True)
    assert list(named.values()) == results


# Weighted losses, against NumPy.


@pytest.mark.parametrize("batch_size", [3, 4, ROWS])
def test_the_loss_of_an_epoch_is_the_mean_over_all_rows(batch_size):
    x, y = data()
    model = linear()
    expected = row_losses(model, x, y).mean()
    history = model.fit(x, y, batch_size=batch_size, verbose=0)
    np.testing.assert_allclose(history.history["loss"], [expected], rtol=1e-5)
    loss = model.evaluate(x, y, batch_size=batch_size, verbose=0)
    np.testing.assert_allclose(loss, expected, rtol=1e-5)


def test_sample_weights_multiply_the_losses_of_their_rows():
    x, y = data()
    weight = np.arange(ROWS, dtype="float32")
    model = linear(weighted_metrics=["mse"])
    losses = row_losses(model, x, y)
    loss, mse = model.evaluate(
        x, y, sample_weight=weight, batch_size=4, verbose=0
    )
    np.testing.assert_allclose(loss, (losses * weight).mean(), rtol=1e-5)
    expected = (losses * weight).sum() / weight.sum()
    np.testing.assert_allclose(mse, expected, rtol=1e-5)


# Shape of the labels, and of the rows that go with them.
LABEL_LAYOUTS = {
    "N": ((ROWS,), (ROWS, FEATURES)),
    "N1": ((ROWS, 1), (ROWS, FEATURES)),
    "NT": ((ROWS, 2), (ROWS, 2, FEATURES)),
    "NT1": ((ROWS, 2, 1), (ROWS, 2, FEATURES)),
}


@pytest.mark.parametrize("layout", LABEL_LAYOUTS)
def test_class_weights_follow_the_labels_of_any_layout_row_9(layout):
    draw = np.random.default_rng(0)
    labels = draw.integers(0, CLASSES, LABEL_LAYOUTS[layout][0])
    x = draw.normal(size=LABEL_LAYOUTS[layout][1]).astype("float32")
    model = keras.Sequential(
        [keras.Input(x.shape[1:]), keras.layers.Dense(3, activation="softmax")]
    )
    model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
    flat = labels.reshape(-1)
    chances = model.predict(x, verbose=0).reshape(-1, CLASSES)
    entropy = -np.log(chances[np.arange(flat.size), flat])
    weights = np.array([1.0, 10.0, 100.0])
    history = model.fit(
        x, labels, class_weight=dict(enumerate(weights)), verbose=0
    )
    expected = (entropy * weights[flat]).mean()
    np.testing.assert_allclose(history.history["loss"], [expected], rtol=1e-4)


def test_class_weights_and_sample_weights_multiply():
    x, _ = data()
    labels = np.arange(ROWS) % CLASSES
    model = linear(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    entropy = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, reduction="none"
    )(labels, model(x)).numpy()
    sample = np.linspace(0, 1, ROWS)
    history = model.fit(
        x,
        labels,
        sample_weight=sample,
        class_weight={0: 1.0, 1: 2.0, 2: 3.0},
        verbose=0,
    )
    expected = (entropy * sample * (labels + 1)).mean()
    np.testing.assert_allclose(history.history["loss"], [expected], rtol=1e-5)


# Validation and History.


def test_history_holds_what_each_epoch_logged():
    x, y = data()
    model = linear(metrics=["mse"])
    history = model.fit(
        x, y, epochs=5, initial_epoch=2, validation_data=(x, y), verbose=0
    )
    assert history.epoch == [2, 3, 4]
    assert list(history.history) == ["loss", "mse", "val_loss", "val_mse"]
    assert all(len(values) == 3 for values in history.history.values())
    assert all(isinstance(v, float) for v in history.history["loss"])
    assert model.history is history
    np.testing.assert_allclose(
        history.history["val_loss"], history.history["loss"], rtol=1e-5
    )


def test_a_validation_split_is_the_end_of_the_data():
    x, y = data()
    model = linear()
    losses = row_losses(model, x, y)
    history = model.fit(x, y, validation_split=0.3, verbose=0).history
    np.testing.assert_allclose(history["loss"], [losses[:7].mean()], rtol=1e-5)
    np.testing.assert_allclose(
        history["val_loss"], [losses[7:].mean()], rtol=1e-5
    )


def test_validation_may_be_weighted_and_rarer_than_epochs():
    x, y = data()
    model = linear()
    weight = np.arange(ROWS, dtype="float32")
    expected = (row_losses(model, x, y) * weight).mean()
    history = model.fit(
        x,
        y,
        epochs=4,
        validation_data=(x, y, weight),
        validation_freq=2,
        verbose=0,
    ).history
    np.testing.assert_allclose(history["val_loss"], [expected] * 2, rtol=1e-5)
    assert len(history["loss"]) == 4


# Kinds of data.


def batches_of(x, y, size=4):
    return [(x[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]


class Batches(keras.utils.Sequence):
    """The rows in batches of 4, by index."""

    def __init__(self, x, y):
        self.batches = batches_of(x, y)

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        return self.batches[index]


KINDS = {
    "arrays": lambda x, y: (x, y),
    "tensors": lambda x, y: (tf.constant(x), tf.constant(y)),
    "lists": lambda x, y: (x.tolist(), y.tolist()),
    "dataset": lambda x, y: (
        tf.data.Dataset.from_tensor_slices((x, y)).batch(4),
    ),
    "generator": lambda x, y: (iter(batches_of(x, y)),),
    "sequence": lambda x, y: (Batches(x, y),),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_data_gives_the_same_epoch(kind):
    x, y = data()
    model = linear()
    expected = row_losses(model, x, y).mean()
    sizes = {"batch_size": 4} if len(KINDS[kind](x, y)) == 2 else {}
    history = model.fit(*KINDS[kind](x, y), **sizes, verbose=0).history
    np.testing.assert_allclose(history["loss"], [expected], rtol=1e-5)
    loss = model.evaluate(*KINDS[kind](x, y), **sizes, verbose=0)
    np.testing.assert_allclose(loss, expected, rtol=1e-5)
    source = KINDS[kind](x, y)[0]
    np.testing.assert_allclose(
        model.predict(source, **sizes, verbose=0), model(x), atol=1e-5
    )


def test_steps_per_epoch_takes_that_many_batches_from_an_endless_source():
    x, y = data()
    taken = []

    def endless():
        while True:
            for batch in batches_of(x, y, 5):
                taken.append(1)
                yield batch

    model = linear()
    history = model.fit(endless(), steps_per_epoch=2, epochs=3, verbose=0)
    expected = row_losses(model, x, y).mean()
    np.testing.assert_allclose(history.history["loss"], [expected] * 3, 1e-5)
    assert len(taken) >= 6


def test_a_repeated_dataset_goes_on_where_the_last_epoch_stopped():
    x, y = data()
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(5).repeat()
    model = linear()
    losses = row_losses(model, x, y)
    history = model.fit(dataset, steps_per_epoch=1, epochs=3, verbose=0)
    halves = [losses[:5].mean(), losses[5:].mean(), losses[:5].mean()]
    np.testing.assert_allclose(history.history["loss"], halves, rtol=1e-5)


def test_lists_tuples_and_dicts_of_a_generator_mean_the_same_row_15():
    x, y = data()
    a = keras.Input((FEATURES,), name="a")
    head = keras.layers.Dense(CLASSES, name="head")(a)
    model = keras.Model(a, [head, keras.layers.ReLU(name="tail")(head)])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    forms = [(x, (y, y)), (x, [y, y]), [x, [y, y]], ({"a": x}, [y, y])]
    losses = [
        model.fit(iter([form]), verbose=0).history["loss"] for form in forms
    ]
    np.testing.assert_allclose(losses, [losses[0]] * 4, rtol=1e-6)


def test_shuffling_follows_the_seed():
    x, y = data()

    def weights_after(seed, shuffle):
        keras.utils.set_random_seed(seed)
        model = linear(optimizer="sgd")
        model.set_weights([np.ones((4, 3)), np.zeros(3)])
        model.fit(x, y, batch_size=2, epochs=2, shuffle=shuffle, verbose=0)
        return model.get_weights()[0]

    first = weights_after(1, True)
    np.testing.assert_array_equal(first, weights_after(1, True))
    assert not np.array_equal(first, weights_after(2, True))
    np.testing.assert_array_equal(
        weights_after(1, False), weights_after(2, False)
    )
