"""Copies of models by `copy` and `pickle`: whole, and apart (row 75)."""

import copy
import os
import pickle
import subprocess
import sys

import cloudpickle
import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Y = X[:, :2] ** 2


def pickled(obj):
    return pickle.loads(pickle.dumps(obj))


both_ways = pytest.mark.parametrize("copied", [copy.deepcopy, pickled])


class Users(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.layers.Dense(units)

    def call(self, inputs):
        return self.inner(inputs)


class Nested(keras.Model):
    """Layers in nests, a metric, and a step of its own."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.parts = {
            "a": [Users(4), [keras.layers.Dense(4)]],
            "b": (Users(2),),
        }
        self.seen = keras.metrics.Mean(name="seen")

    def call(self, inputs, training=None):
        first, (second,) = self.parts["a"]
        return self.parts["b"][0](second(first(inputs)))

    def train_step(self, data):
        logs = super().train_step(data)
        self.seen.update_state(1.0)
        return {**logs, "seen": self.seen.result()}


def own_loss(y_true, y_pred):
    return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)


class OwnMetric(keras.metrics.Mean):
    def update_state(self, y_true, y_pred, sample_weight=None):
        return super().update_state(y_true - y_pred, sample_weight)


def stack():
    return keras.Sequential(
        [
            keras.layers.Dense(4, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.3, seed=1),
            Users(2),
        ]
    )


def graph():
    x, y = keras.Input((3,), name="x"), keras.Input((3,), name="y")
    shared = keras.layers.Dense(3, name="shared")
    inner = keras.Model(x, shared(x) * 2.0, name="inner")
    both = tf.nn.relu(shared(inner(shared(y))))[:, :2] + inner(x)[:, 1:]
    model = keras.Model([x, y], {"out": Users(2, name="out")(both)})
    return keras.Model(x, model([x, x])["out"])


MODELS = pytest.mark.parametrize("make", [stack, graph, Nested])


def compiled(make, run_eagerly=True):
    model = make()
    rule = keras.optimizers.Adam(0.05)
    metrics = [OwnMetric("own"), "mse"]
    # Steps in Python: most of the time of these tests were traces.
    model.compile(rule, own_loss, metrics, run_eagerly=run_eagerly)
    return model


def in_another_process(program, *arguments):
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def trained(model, epochs=2):
    return model.fit(
        X, Y, batch_size=4, shuffle=False, verbose=0, epochs=epochs
    ).history


@both_ways
@MODELS
def test_a_copy_goes_on_training_where_the_model_was_row_75(make, copied):
    model = compiled(make)
    trained(model)
    found = copied(model)
    assert found.optimizer.iterations == 4
    assert trained(found) == trained(model)
    for own, other in zip(found.weights, model.weights, strict=True):
        np.testing.assert_array_equal(own, other)


@both_ways
def test_a_stack_that_was_only_built_is_copied(copied):
    model = keras.Sequential([keras.layers.Dense(2)])
    model.build((None, 3))
    np.testing.assert_array_equal(copied(model)(X), model(X))


@both_ways
def test_a_copy_compiles_steps_of_its_own_row_75(copied):
    model = compiled(stack, run_eagerly=False)
    trained(model)
    assert trained(copied(model)) == trained(model)


@both_ways
@MODELS
def test_training_a_copy_leaves_the_model_alone_row_75(make, copied):
    model = compiled(make)
    trained(model)
    before = model.get_weights() + model.optimizer.get_weights()
    trained(copied(model))
    after = model.get_weights() + model.optimizer.get_weights()
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


@both_ways
@MODELS
def test_a_model_without_weights_or_optimizer_is_copied_row_75(make, copied):
    found = copied(make())
    assert not found.compiled
    assert found(X).shape == (8, 2)


@both_ways
def test_a_copy_has_the_structure_of_the_model(copied):
    model = graph()
    found = copied(model)
    assert found.get_config() == model.get_config()
    inner = found.layers[-1]
    assert found.output is inner.get_output_at(0)["out"]
    assert inner.get_layer("shared") is inner.get_layer("inner").layers[1]
    # A model may begin and end anywhere in it, as in the original.
    shared = inner.get_layer("shared")
    assert len(shared.inbound_nodes) == 3
    assert [use.layer.name for use in shared.outbound_nodes] == [
        use.layer.name
        for use in model.layers[-1].get_layer("shared").outbound_nodes
    ]
    cut = keras.Model(inner.inputs, shared.get_output_at(2))
    assert cut([X, X]).shape == (8, 3)


@both_ways
def test_what_two_models_share_their_copies_share(copied):
    model = stack()
    model(X)
    head = keras.Model(model.inputs, model.layers[1].output)
    one, other = copied([model, head])
    assert one.layers[0] is other.layers[1]
    assert one.layers[1].output is other.output
    users = one.layers[1].outbound_nodes
    assert [use.layer.name for use in users] == [one.layers[2].name]


@both_ways
def test_symbolic_losses_and_metrics_are_copied(copied):
    x = keras.Input((3,))
    model = keras.Model(x, keras.layers.Dense(2)(x))
    model.add_loss(tf.reduce_mean(model.output**2))
    model.add_metric(tf.reduce_max(x), name="peak")
    model.compile("sgd")
    found = copied(model)
    assert trained(found) == trained(model)
    peak = (X[:4].max() + X[4:].max()) / 2
    np.testing.assert_allclose(found.history.history["peak"], [peak] * 2)


@both_ways
def test_a_copy_has_the_losses_of_its_own_calls(copied):
    layer = keras.layers.Dense(2, activity_regularizer="l2")
    model = keras.Sequential([layer])
    model(X)
    found = copied(model)
    assert not found.losses
    found(X)
    assert len(found.losses) == len(model.losses) == 1


@both_ways
def test_a_model_under_a_mixed_policy_is_copied(copied):
    model = keras.Sequential(
        [
            keras.layers.Dense(2, input_shape=(3,), dtype="mixed_bfloat16"),
            keras.layers.Dense(2, dtype="float32"),
        ]
    )
    np.testing.assert_array_equal(copied(model)(X), model(X))


@both_ways
def test_a_stack_may_grow_after_it_was_copied(copied):
    model = stack()
    model(X)
    found = copied(model)
    found.pop()
    found.add(keras.layers.Dense(5))
    assert found.output_shape == (None, 5)
    assert model.output_shape == (None, 2)


def test_a_copied_layer_has_its_calls_and_none_of_the_layers_before_it():
    x = keras.Input((3,))
    layer = keras.layers.Dense(2)
    layer(keras.layers.Dense(4)(x))
    found = copy.deepcopy(layer)
    assert (found.input_shape, found.output_shape) == ((None, 4), (None, 2))
    with pytest.raises(TypeError, match="come from `keras.Input`"):
        keras.Model(found.input, found.output)


def test_cloudpickle_takes_what_has_no_name_row_75():
    factor = 2.0

    class Local(keras.layers.Layer):
        def build(self, input_shape):
            self.scale = self.add_weight("scale", input_shape[-1:])

        def call(self, inputs):
            return inputs * self.scale * factor

    model = keras.Sequential([Local(), keras.layers.Lambda(lambda x: x[:, :2])])
    model.compile("sgd", lambda y, p: tf.abs(y - p) * factor, run_eagerly=True)
    trained(model)
    found = pickle.loads(cloudpickle.dumps(model))
    assert trained(found) == trained(model)


def test_a_plain_copy_is_a_deep_one():
    model = compiled(stack)
    trained(model)
    found = copy.copy(model)
    assert found.layers[0] is not model.layers[0]
    assert trained(found) == trained(model)


def test_a_model_may_be_copied_while_it_is_trained():
    class Snapshots(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            taken.append(pickled(self.model))

    taken = []
    model = compiled(stack)
    model.fit(X, Y, 4, 2, 0, [Snapshots()], shuffle=False)
    first, _ = taken
    assert trained(first, 1)["loss"][0] == model.history.history["loss"][1]


def test_long_chains_are_copied_without_recursion():
    x = keras.Input((2,))
    ends = keras.layers.Dense(2, name="ends")
    y = ends(x)
    for _ in range(1000):
        y = keras.layers.Dropout(0.1)(y)
    model = keras.Model(x, ends(y))
    for found in (copy.deepcopy(model), pickled(model)):
        assert len(found.layers) == 1002
        np.testing.assert_array_equal(found(X[:, :2]), model(X[:, :2]))


_PROGRAM = """
import pickle, sys
import numpy as np
import tensorflow
import keras
model = pickle.load(open(sys.argv[1], "rb"))
x = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
history = model.fit(x, x[:, :2] ** 2, 4, 2, 0, shuffle=False).history
np.savez(sys.argv[2], *model.get_weights(), loss=history["loss"])
"""


def test_a_model_goes_on_in_another_process_row_75(tmp_path):
    model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    trained(model)
    (tmp_path / "model").write_bytes(pickle.dumps(model))
    files = tmp_path / "model", tmp_path / "out"
    assert in_another_process(_PROGRAM, *files).returncode == 0
    history = trained(model)
    found = np.load(tmp_path / "out.npz")
    # Two processes may sum in another order.
    np.testing.assert_allclose(found["loss"], history["loss"], rtol=1e-5)
    np.testing.assert_allclose(found["arr_0"], model.weights[0], rtol=1e-4)


# Strategies.


def mirrored():
    with two_replicas.strategy().scope():
        model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        model.compile("adam", "mse", weighted_metrics=["mse"])
    model.fit(X, Y, 4, 1, 0, shuffle=False)
    return model


def test_a_deep_copy_stays_on_the_replicas():
    model = mirrored()
    found = copy.deepcopy(model)
    assert found.distribute_strategy is two_replicas.strategy()
    assert trained(found) == trained(model)


def test_a_pickled_model_goes_where_it_is_read():
    model = mirrored()
    plain = pickled(model)
    with two_replicas.strategy().scope():
        spread = pickled(model)
    assert plain.distribute_strategy.num_replicas_in_sync == 1
    assert spread.distribute_strategy.num_replicas_in_sync == 2
    expected = trained(model)
    assert trained(spread) == expected
    # On one device the sum over a batch has another order.
    np.testing.assert_allclose(
        trained(plain)["loss"], expected["loss"], rtol=1e-5
    )


def test_a_pickled_model_of_one_device_is_not_to_be_spread():
    text = pickle.dumps(mirrored().__class__([keras.layers.Dense(1)]))
    built = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    refused = pickle.dumps(built)
    with two_replicas.strategy().scope():
        assert not pickle.loads(text).built
        with pytest.raises(RuntimeError, match="outside of the scope of a"):
            pickle.loads(refused)
