"""A small model trains, counts and is stored as tf_keras does it."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

ROWS = 70


def data():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(ROWS, 6)).astype("float32")
    return x, draw.integers(0, 4, ROWS)


def classifier(library):
    """Two dense layers with fixed weights."""
    x = library.Input((6,), name="x")
    y = library.layers.Dense(5, activation="relu", name="hidden")(x)
    y = library.layers.BatchNormalization(name="normal")(y)
    y = library.layers.Dense(4, activation="softmax", name="head")(y)
    model = library.Model(x, y, name="classifier")
    draw = np.random.default_rng(1)
    model.set_weights(
        [draw.uniform(0.1, 1, w.shape) for w in model.get_weights()]
    )
    return model


def trained(library, optimizer, **fit):
    model = classifier(library)
    model.compile(
        optimizer=getattr(library.optimizers, optimizer)(0.05),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        weighted_metrics=["sparse_categorical_crossentropy"],
    )
    x, y = data()
    settings = {"batch_size": 32, "epochs": 3, "shuffle": False, "verbose": 0}
    history = model.fit(x, y, **{**settings, **fit})
    return model, history.history


SETTINGS = {
    "plain": {},
    "one row in the last batch": {"batch_size": 23},
    "validation": {"validation_split": 0.25},
    "sample weights": {"sample_weight": np.linspace(0, 2, ROWS)},
    "class weights": {"class_weight": {0: 1.0, 1: 0.5, 2: 2.0, 3: 1.0}},
    "rare validation": {"validation_data": data(), "validation_freq": 2},
}


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize("name", SETTINGS)
def test_fit_logs_and_learns_what_tf_keras_does(name, optimizer):
    ours, history = trained(keras, optimizer, **SETTINGS[name])
    theirs, expected = trained(tf_keras, optimizer, **SETTINGS[name])
    assert list(history) == list(expected)
    for key, values in expected.items():
        np.testing.assert_allclose(history[key], values, rtol=1e-5, err_msg=key)
    for mine, other in zip(
        ours.get_weights(), theirs.get_weights(), strict=True
    ):
        # float32 sums in another order, over nine steps.
        np.testing.assert_allclose(mine, other, atol=1e-5)


def test_evaluate_and_predict_give_what_tf_keras_gives():
    x, y = data()
    results = []
    for library in (keras, tf_keras):
        model, _ = trained(library, "SGD")
        results.append(
            (
                model.evaluate(x, y, batch_size=16, verbose=0),
                model.predict(x, batch_size=16, verbose=0),
            )
        )
    np.testing.assert_allclose(results[0][0], results[1][0], rtol=1e-5)
    np.testing.assert_allclose(results[0][1], results[1][1], atol=1e-5)


def nested(library):
    inner = library.Sequential(
        [
            library.layers.Dense(3, name="in_a"),
            library.layers.BatchNormalization(name="in_b"),
        ],
        name="inner",
    )
    x = library.Input((2,), name="x")
    y = library.layers.Dense(4, name="first")(x)
    y = library.layers.Dense(5, name="last")(inner(y))
    return library.Model(x, y, name="nested")


def diamond(library):
    x = library.Input((2,), name="x")
    left = library.layers.Dense(3, name="left")(x)
    right = library.layers.Dense(4, name="right")(x)
    deep = library.layers.Dense(5, name="deep")(right)
    both = library.layers.Concatenate(name="both")([deep, left])
    return library.Model(x, library.layers.Dense(6, name="end")(both))


def subclassed(library):
    class Net(library.Model):
        def __init__(self):
            super().__init__(name="net")
            self.tail = library.layers.Dense(2, name="tail")
            self.blocks = [
                library.layers.Dense(3, name="block_0"),
                {"b": library.layers.Dense(4, name="block_b")},
            ]
            self.normal = library.layers.BatchNormalization(name="normal")

        def call(self, inputs):
            y = self.blocks[1]["b"](self.blocks[0](inputs))
            return self.tail(self.normal(y))

    model = Net()
    model(np.ones((1, 2), "float32"))
    return model


MODELS = [nested, diamond, subclassed, classifier]


@pytest.mark.parametrize("make", MODELS)
def test_weights_stand_in_the_order_of_tf_keras(make):
    ours, theirs = make(keras), make(tf_keras)
    for name in ("weights", "trainable_weights", "non_trainable_weights"):
        mine = [(v.name, tuple(v.shape)) for v in getattr(ours, name)]
        other = [(v.name, tuple(v.shape)) for v in getattr(theirs, name)]
        assert mine == other, name
    assert [layer.name for layer in ours.layers] == [
        layer.name for layer in theirs.layers
    ]
    assert ours.count_params() == theirs.count_params()


def checkpoint(library, make, path):
    """Writes a trained model and its optimizer as a TensorFlow checkpoint."""
    model = make(library)
    optimizer = library.optimizers.Adam(0.05)
    model.compile(optimizer, "mse")
    rows = np.ones((3, *model.input_shape[1:]))
    target = np.ones((3, *model.output_shape[1:]))
    model.fit(rows, target, verbose=0)
    objects = tf.train.Checkpoint(model=model, optimizer=optimizer)
    return model, optimizer, objects.write(str(path)), objects


@pytest.mark.parametrize("make", [nested, diamond, classifier])
def test_checkpoints_hold_the_keys_of_tf_keras(make, tmp_path):
    _, _, ours, _ = checkpoint(keras, make, tmp_path / "ours")
    _, _, theirs, _ = checkpoint(tf_keras, make, tmp_path / "theirs")
    assert stored(ours) == stored(theirs)


def stored(path):
    return {
        name: shape
        for name, shape in tf.train.list_variables(path)
        if name.endswith("VARIABLE_VALUE")
    }


def test_a_checkpoint_has_the_documented_paths(tmp_path):
    _, _, path, _ = checkpoint(keras, nested, tmp_path / "ours")
    reader = tf.train.load_checkpoint(path)
    key = "model/layer-0/layer_with_weights-1/kernel"
    names = reader.get_variable_to_shape_map()
    assert any("layer_with_weights-1" in name for name in names), key
    assert "optimizer/_variables/1/.ATTRIBUTES/VARIABLE_VALUE" in names


@pytest.mark.parametrize("writer, reader", [(keras, keras), (tf_keras, keras)])
def test_a_checkpoint_restores_model_and_optimizer(writer, reader, tmp_path):
    """Row 33."""
    model, optimizer, path, _ = checkpoint(writer, nested, tmp_path / "a")
    other, fresh, _, objects = checkpoint(reader, nested, tmp_path / "b")
    objects.read(path).assert_existing_objects_matched()
    for mine, saved in zip(
        other.get_weights(), model.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(mine, saved)
    for mine, saved in zip(fresh.variables, optimizer.variables, strict=True):
        np.testing.assert_array_equal(mine, saved)


@pytest.mark.parametrize("shape", [(ROWS,), (ROWS, 1)])
def test_a_custom_step_receives_the_shapes_of_tf_keras(shape):
    seen = []
    for library in (keras, tf_keras):

        class Watching(library.Model):
            def train_step(self, data, seen=seen):
                seen.append([(v.dtype, v.shape.rank) for v in data])
                return {"loss": tf.constant(0.0)}

        x = library.Input((1,))
        model = Watching(x, library.layers.Dense(1)(x))
        model.compile()
        values = np.ones(shape)
        model.fit(values, values.astype("int64"), epochs=1, verbose=0)
    assert seen[0] == seen[-1]
