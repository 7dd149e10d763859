"""Tests of SavedModels as layers."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers

X = np.arange(6, dtype="float32").reshape(2, 3)


def exported(folder):
    model = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4, "tanh"), layers.Dense(2)]
    )
    model.export(folder / "model", verbose=False)
    return model, folder / "model"


class Module(tf.Module):
    """Something saved that is no model of ours."""

    def __init__(self):
        super().__init__()
        self.weight = tf.Variable([[2.0], [3.0], [4.0]])
        self.offset = tf.Variable([1.0], trainable=False)
        self.words = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2]), -1
        )

    @tf.function(input_signature=[tf.TensorSpec((None, 3))])
    def run(self, x):
        return x @ self.weight + self.offset

    @tf.function(input_signature=[tf.TensorSpec((None, 3))])
    def train(self, x):
        return 10 * (x @ self.weight)

    @tf.function(input_signature=[tf.TensorSpec((None,), tf.string)])
    def look_up(self, words):
        return self.words[words]

    @tf.function(
        input_signature=[
            tf.TensorSpec((None, 3), name="left"),
            tf.TensorSpec((None, 3), name="right"),
        ]
    )
    def both(self, left, right):
        return {"sum": left + right}


def saved(folder):
    module, path = Module(), str(folder / "module")
    signatures = {"serving_default": module.run, "pair": module.both}
    tf.saved_model.save(module, path, signatures)
    return module, path


def test_an_exported_model_computes_the_same(tmp_path):
    model, path = exported(tmp_path)
    layer = layers.TFSMLayer(path)
    # Kernels of a graph may sum in another order.
    for computed in (layer(X), tf.function(layer)(X)):
        np.testing.assert_allclose(computed, model(X), rtol=1e-5, atol=1e-6)
    assert layer(keras.Input((3,))).shape == (None, 2)


def test_a_default_signature_takes_and_gives_tensors_by_name(tmp_path):
    model, path = exported(tmp_path)
    layer = layers.TFSMLayer(path, call_endpoint="serving_default")
    (output,) = layer(X).values()
    # Kernels of a graph may sum in another order.
    np.testing.assert_allclose(output, model(X), rtol=1e-6, atol=1e-6)


def test_what_tensorflow_saved_is_a_layer_too(tmp_path):
    module, path = saved(tmp_path)
    layer = layers.TFSMLayer(path, "run", "train")
    np.testing.assert_allclose(layer(X), module.run(X))
    np.testing.assert_allclose(layer(X, training=True), module.train(X))
    pair = layers.TFSMLayer(path, "pair")({"left": X, "right": X})
    np.testing.assert_array_equal(pair["sum"], 2 * X)
    words = layers.TFSMLayer(path, "look_up")
    assert words(tf.constant(["b", "z"])).numpy().tolist() == [2, -1]


def test_variables_are_weights_and_are_trained(tmp_path):
    _, path = saved(tmp_path)
    layer = layers.TFSMLayer(path, "run")
    assert [w.shape for w in layer.trainable_weights] == [(3, 1)]
    assert [w.shape for w in layer.non_trainable_weights] == [(1,)]
    model = keras.Sequential([keras.Input((3,)), layer])
    model.compile(keras.optimizers.SGD(0.001), "mse")
    before = model.evaluate(X, np.ones((2, 1)), verbose=0)
    model.fit(X, np.ones((2, 1)), epochs=5, verbose=0)
    assert model.evaluate(X, np.ones((2, 1)), verbose=0) < before
    layer.trainable = False
    assert layer.trainable_weights == []


def test_an_endpoint_that_is_not_there_is_told(tmp_path):
    _, path = saved(tmp_path)
    with pytest.raises(ValueError, match=r"\['serving_default', 'pair'\]"):
        layers.TFSMLayer(path)
    with pytest.raises(ValueError, match="call_training_endpoint='learn'"):
        layers.TFSMLayer(path, "run", "learn")


def test_a_model_file_reads_no_saved_model_unless_trusted(
    tmp_path, monkeypatch
):
    module, path = saved(tmp_path)
    model = keras.Sequential([keras.Input((3,)), layers.TFSMLayer(path, "run")])
    model.save(tmp_path / "a.keras")
    config = model.get_config()
    with monkeypatch.context() as patched:
        patched.setattr(tf.saved_model, "load", None)  # would fail otherwise
        for read in (
            lambda: keras.models.load_model(tmp_path / "a.keras"),
            lambda: keras.models.model_from_json(model.to_json()),
            lambda: layers.deserialize(layers.serialize(model.layers[0])),
        ):
            with pytest.raises(ValueError, match="safe_mode=False"):
                read()
    model.layers[0].weights[0].assign([[1.0], [1.0], [1.0]])
    model.save(tmp_path / "b.keras")
    loaded = keras.models.load_model(tmp_path / "b.keras", safe_mode=False)
    np.testing.assert_allclose(loaded(X), model(X))
    assert np.any(loaded(X) != module.run(X))
    assert config["layers"]


def test_a_copy_of_the_users_own_reads_it_again(tmp_path):
    _, path = saved(tmp_path)
    layer = layers.TFSMLayer(path, "run", name="mine")
    copy = layers.TFSMLayer.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()
    np.testing.assert_array_equal(copy(X), layer(X))
    model = keras.Sequential([keras.Input((3,)), layer])
    assert keras.models.clone_model(model)(X).shape == (2, 1)


def test_a_model_around_it_is_exported_again(tmp_path):
    _, path = saved(tmp_path)
    words = keras.Input((), dtype="string")
    layer = layers.TFSMLayer(path, "look_up")
    keras.Model(words, layer(words)).export(tmp_path / "b", verbose=False)
    again = layers.TFSMLayer(tmp_path / "b")
    assert again(tf.constant(["b", "z"])).numpy().tolist() == [2, -1]


def test_a_mixed_policy_leaves_it_the_type_that_it_takes(tmp_path):
    _, path = saved(tmp_path)
    keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        assert layers.TFSMLayer(path, "run")(X).dtype == tf.float32
    finally:
        keras.mixed_precision.set_global_policy(None)
