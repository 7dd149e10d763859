"""A layer that stands in several places is one layer in every format."""

import json

import numpy as np
import pytest

import keras
from keras import saving

layers = keras.layers
X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")


def autoencoder():
    i = keras.Input((4,))
    code = layers.Dense(3, name="code")(i)
    encoder = keras.Model(i, code, name="encoder")
    whole = keras.Model(i, layers.Dense(4)(code), name="whole")
    a = keras.Input((4,))
    return keras.Model(a, [encoder(a), whole(a)])


def two_stacks():
    shared = layers.Dense(4, name="shared")
    first = keras.Sequential([shared, layers.Dense(2)])
    second = keras.Sequential([shared, layers.Dense(3)])
    a = keras.Input((4,))
    return keras.Model(a, [first(a), second(a)])


def inside_and_behind():
    shared = layers.Dense(4)
    i = keras.Input((4,))
    inner = keras.Model(i, shared(i))
    a = keras.Input((4,))
    return keras.Model(a, shared(inner(a)))


def before_and_inside():
    shared = layers.Dense(4)
    i = keras.Input((4,))
    inner = keras.Model(i, shared(i))
    a = keras.Input((4,))
    first = shared(a)
    return keras.Model(a, [first, inner(first), inner(a)])


@saving.register_keras_serializable("shared_layers_test")
class Holder(keras.Model):
    """Holds two models with a layer in common."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        i = keras.Input((4,))
        code = layers.Dense(3)(i)
        self.encoder = keras.Model(i, code)
        self.stack = keras.Sequential([self.encoder.layers[1], layers.Dense(2)])

    def call(self, inputs):
        return self.encoder(inputs), self.stack(inputs)


def subclass():
    model = Holder()
    model(X)
    return model


GRAPHS = [autoencoder, two_stacks, inside_and_behind, before_and_inside]
MODELS = [*GRAPHS, subclass]


def outputs(model):
    found = model.predict(X, verbose=0)
    return found if isinstance(found, (list, tuple)) else [found]


def assert_same(model, loaded, rtol=0):
    assert loaded.count_params() == model.count_params()
    assert len(loaded.weights) == len(model.weights)
    for one, other in zip(outputs(model), outputs(loaded), strict=True):
        np.testing.assert_allclose(one, other, rtol)


@pytest.mark.parametrize("make", MODELS)
def test_a_shared_layer_is_one_layer_in_a_whole_model_row_201(make, tmp_path):
    model = make()
    model.save(tmp_path / "m.keras")
    loaded = saving.load_model(tmp_path / "m.keras")
    assert_same(model, loaded)
    for each in (model, loaded):
        each.compile(keras.optimizers.SGD(0.5), "mse")
        targets = [out * 0 for out in outputs(each)]
        each.fit(X, targets, shuffle=False, verbose=0)
    # The gradients of a layer's uses may be added in another order.
    assert_same(model, loaded, 1e-4)


@pytest.mark.parametrize("make", MODELS)
def test_a_shared_layer_is_written_to_weights_once(make, tmp_path):
    model, other = make(), make()
    model.save_weights(tmp_path / "m.weights.h5")
    other.load_weights(tmp_path / "m.weights.h5")
    assert_same(model, other)


@pytest.mark.parametrize("make", GRAPHS)
def test_a_shared_layer_is_one_layer_after_a_config(make):
    model = make()
    for again in (
        keras.Model.from_config(model.get_config()),
        keras.models.model_from_json(model.to_json()),
    ):
        again.set_weights(model.get_weights())
        assert_same(model, again)


def test_a_checkpoint_of_training_keeps_a_shared_layer(tmp_path):
    model = autoencoder()
    model.compile("sgd", "mse")
    path = tmp_path / "m.keras"
    checkpoint = keras.callbacks.ModelCheckpoint(path)
    model.fit(X, outputs(model), callbacks=[checkpoint], verbose=0)
    assert_same(model, saving.load_model(path))


def test_only_what_is_met_twice_is_numbered():
    text = json.dumps(inside_and_behind().get_config())
    assert text.count("shared_object_id") == 2


def test_two_layers_of_one_name_are_refused():
    config = two_stacks().get_config()
    config["layers"][2]["name"] = config["layers"][1]["name"]
    with pytest.raises(ValueError, match="two layers have one name"):
        keras.Model.from_config(config)
