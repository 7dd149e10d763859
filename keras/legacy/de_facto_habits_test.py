"""What callers take for granted of Keras holds, a row of assumptions each.

One row a row of `shared/DE_FACTO_NAMES.md`, section 3. What is gone says what
to write.
"""

import functools
import types
import warnings

import h5py
import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import layers, optimizers
from keras.optimizers import legacy

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
X, Y = np.ones((4, 4), "float32"), np.ones((4, 3), "float32")


class Scale(layers.Layer):
    """A layer as libraries write it."""

    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor
        self.supports_masking = True
        self.seen = None

    def build(self, input_shape):
        self.gain = self.add_weight("gain", (), initializer="ones")
        self.built = True
        super().build(input_shape)

    def call(self, x, mask=None):
        self.seen = mask
        return x * self.gain * self.factor

    def compute_mask(self, inputs, mask=None):
        return mask

    def __call__(self, inputs, more=None, **kwargs):
        return super().__call__(inputs if more is None else more, **kwargs)

    def get_config(self):
        config, base = {"factor": self.factor}, super().get_config()
        return dict(list(base.items()) + list(config.items()))


class Own(keras.Model):
    """A model whose step is its own, as before Keras 3."""

    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)
        self.calls = 0

    def call(self, inputs):
        return self.dense(inputs)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compiled_loss(
                y, y_pred, sample_weight=None, regularization_losses=self.losses
            )
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        self.compiled_metrics.update_state(y, y_pred, None)
        return {m.name: m.result() for m in self.metrics}

    def make_train_function(self, force=False):
        self.calls += 1
        return super().make_train_function(force)


def made(optimizer="sgd", **options):
    model = keras.Sequential([layers.Dense(3, name="dense", input_shape=(4,))])
    model.compile(optimizer, "mse", metrics=["mae"], **options)
    return model


@functools.cache
def things():
    """What rows that change nothing are tried on."""
    a = keras.Input((4,), name="a")
    dense = layers.Dense(3, name="dense", activation="relu")
    b = layers.BatchNormalization(name="norm")(tf.nn.relu(dense(a)))
    model = keras.Model(a, b[:, :2])
    model.compile(optimizers.Adam(0.5), "mse", metrics=["mae"])
    model.fit(X, Y[:, :2], verbose=0)
    return types.SimpleNamespace(a=a, dense=dense, model=model)


def near(a, b):
    return np.allclose(tf.convert_to_tensor(a), b)


def told(text, error=AttributeError):
    return pytest.raises(error, match=text)


def configs():
    config = Scale(3.0, name="s", input_shape=(4,)).get_config()
    assert {"name", "trainable", "dtype", "batch_input_shape"} < set(config)
    assert Scale.from_config(config).factor == 3.0


def builds():
    for shape in ((None, 4), [None, 4], tf.TensorShape([None, 4])):
        layer = Scale()
        layer.build(shape)
        assert layer.built


def rates():
    assert near(optimizers.SGD(lr=0.25).learning_rate, 0.25)
    with pytest.warns(UserWarning, match="`lr` is an old name"):
        old = legacy.SGD(lr=0.5, decay=1.0)
    weight = tf.Variable(3.0)
    for _ in range(2):
        old.apply_gradients([(tf.constant(1.0), weight)])
    assert near(weight, 3 - 0.5 - 0.25)


def keras_1():
    conv = layers.Convolution2D(
        8, 3, 3, border_mode="same", dim_ordering="tf", init="zero",
        W_regularizer="l2", subsample=(2, 2),
    )  # fmt: skip
    assert conv.padding == "same" and conv.strides == (2, 2)
    model = keras.Model(input=things().a, output=things().dense.output)
    model.compile("sgd", "mse")
    model.fit(X, Y, nb_epoch=1, verbose=0)


def masks():
    scale = Scale()
    x = layers.Masking()(tf.constant([[[1.0], [0.0]]]))
    assert near(scale(x)._keras_mask, [[True, False]])
    assert near(scale.seen, [[True, False]])


def generators():
    def batches():
        while True:
            yield X, Y

    model = made()
    seen = model.fit_generator(batches(), steps_per_epoch=2, verbose=0)
    assert len(seen.history["loss"]) == 1
    assert len(model.evaluate_generator(batches(), steps=1)) == 2
    assert model.predict_generator(batches(), steps=2).shape == (8, 3)


def resets():
    mean = keras.metrics.Mean()
    mean.update_state(3.0)
    mean.reset_states()
    assert mean.result() == 0
    lstm = layers.LSTM(2, stateful=True)
    lstm(tf.ones((1, 2, 1)))
    lstm.reset_states()
    assert near(lstm.states[0], 0.0)
    things().model.reset_metrics()


def weight_names():
    inner = keras.Sequential([layers.Dense(1, name="dense")], name="inner")
    outer = keras.Sequential([keras.Input((2,)), inner], name="outer")
    names = [weight.name for weight in outer.weights]
    assert all(n.endswith(("/kernel:0", "/bias:0")) for n in names)
    assert things().dense.weights[0].name == "dense/kernel:0"


def class_names():
    names = [one.__class__.__name__ for one in things().model.layers]
    assert names[0] == "InputLayer" and "TFOpLambda" in names
    assert names[-1] == "SlicingOpLambda" and "BatchNormalization" in names
    assert things().model.__class__.__name__ == "Functional"
    assert things().a.__class__.__name__ == "KerasTensor"


def optimizer_variables():
    adam = things().model.optimizer
    assert adam.variables[0] is adam.iterations is adam.variables()[0]
    assert adam.iterations.dtype == tf.int64
    adam.set_weights(adam.get_weights())


def learning_phases():
    backend = keras.backend
    assert backend.learning_phase() in (0, 1, False)
    drop = layers.Dropout(0.5)(things().a)
    function = backend.function([things().a, backend.learning_phase()], [drop])
    assert near(function([X, 0])[0], X)
    assert not near(function([np.ones((50, 4)), 1])[0], 1.0)
    backend.set_learning_phase(1)
    assert backend.in_train_phase(3, 4) == 3
    backend.set_learning_phase(0)
    assert backend.in_train_phase(3, 4) == 4


def sessions():
    with told("no session", RuntimeError):
        keras.backend.get_session()


def set_rates():
    adam = optimizers.Adam(0.5)
    adam.lr = 0.25
    assert near(keras.backend.get_value(adam.lr), 0.25)
    keras.backend.set_value(adam.lr, 0.125)
    adam.lr.assign(adam.lr / 2)
    assert near(adam.learning_rate, 0.0625)


def custom_objects():
    found = keras.utils.get_custom_objects()
    found["Of a habit"] = Scale
    try:
        assert keras.utils.get_custom_objects()["Of a habit"] is Scale
    finally:
        del found["Of a habit"]


def functions():
    model = things().model
    (out,) = keras.backend.function([model.input], [things().dense.output])([X])
    assert isinstance(out, np.ndarray) and out.shape == (4, 3)


def function_names():
    assert things().dense.activation.__name__ == "relu"
    assert keras.losses.get("mse").__name__ == "mean_squared_error"
    assert keras.metrics.get("mae").__name__ == "mean_absolute_error"


def callbacks_outside():
    calls = []
    one = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *a: calls.append(a)
    )
    one.set_model(things().model)
    one.set_params({"epochs": 2})
    one.on_epoch_end(0, {})
    many = keras.callbacks.CallbackList(
        [one], add_history=True, model=things().model, epochs=1
    )
    many.on_train_begin()
    many.on_epoch_end(1, {"loss": 2.0})
    assert len(calls) == 2 and one.params["epochs"] == 1
    assert things().model.history.history == {"loss": [2.0]}


def versions():
    parts = [int(part) for part in keras.__version__.split(".")]
    assert len(parts) == 3 and not keras.__version__.startswith("3.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert tf.keras.__version__.split(".")[0] == "2"


def nodes():
    (node,) = things().dense.inbound_nodes
    assert node.inbound_layers is things().model.layers[0]
    assert node.input_tensors is things().a and not node.is_input
    assert node.outbound_layer is things().dense
    assert node.output_tensors is things().dense.output
    assert len(list(node.iterate_inbound())) == len(node.parent_nodes) == 1
    assert node.keras_inputs[0] is things().a
    assert node.call_args[0] is things().a and node.call_kwargs == {}
    assert list(node.flat_input_ids) == [str(id(things().a))]
    found, _ = node.map_arguments({str(id(things().a)): [3]})
    assert found == (3,)
    assert node.input_masks == node.output_masks == [None]


def places():
    dense = things().dense
    assert dense.get_input_at(0) is things().a
    assert dense.get_output_at(0) is dense.output
    assert dense.get_input_shape_at(0) == (None, 4)


def symbols():
    assert keras.backend.is_keras_tensor(things().a)
    with told("Received", ValueError):
        keras.backend.is_keras_tensor(3)
    from keras.engine.keras_tensor import KerasTensor

    assert isinstance(things().a, KerasTensor)


def slots():
    old, weight = legacy.Adam(0.5), tf.Variable([1.0])
    old.apply_gradients([(tf.ones(1), weight)])
    assert old.get_slot(weight, "m").shape == (1,)
    assert old.add_slot(weight, "other").shape == (1,)
    assert {"m", "v"} <= set(old.get_slot_names())


def own_steps():
    model = Own()
    model.compile("sgd", "mse", metrics=["mae"])
    seen = model.fit(X, Y, verbose=0).history
    assert model.calls and {"loss", "mae"} <= set(seen)
    model.train_function = lambda iterator: {"loss": tf.constant(7.0)}
    assert model.fit(X, Y, verbose=0).history["loss"] == [7.0]


def files(tmp_path):
    things().model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5") as file:
        weights = file["model_weights"]
        assert "model_config" in file.attrs
        assert "dense" in list(weights.attrs["layer_names"].astype(str))
        named = weights["dense"].attrs["weight_names"].astype(str)
        assert list(named) == ["dense/kernel:0", "dense/bias:0"]


def derived_optimizers():
    adam = optimizers.Adam(0.25)
    name = adam.__class__.__name__
    seen = []

    def apply_gradients(self, grads_and_vars, **kwargs):
        seen.append(len(list(grads_and_vars)))

    cls = type(name, (optimizers.Adam,), {"apply_gradients": apply_gradients})
    other = cls.from_config(adam.get_config())
    assert near(other.learning_rate, 0.25)
    other.apply_gradients([(tf.ones(1), tf.Variable([1.0]))])
    assert seen == [1]


def aggregation_flags():
    pair = [(tf.ones(1), tf.Variable([1.0]))]
    optimizers.SGD().apply_gradients(pair, name="a")
    for made_by in (optimizers.SGD, legacy.SGD):
        made_by().apply_gradients(pair, experimental_aggregate_gradients=False)
    optimizers.SGD().apply_gradients(pair, skip_gradients_aggregation=True)


def updates():
    dense = things().dense
    with pytest.warns(UserWarning, match="`updates` is empty"):
        assert list(dense.updates) == []


def classes():
    model = made()
    assert model.predict_classes(X).shape == (4,)
    assert near(model.predict_proba(X), model.predict(X))


def graph_gradients():
    weight = tf.Variable(3.0)
    with told("GradientTape|tape", RuntimeError):
        legacy.SGD().get_gradients(weight * weight, [weight])


def orderings():
    assert keras.backend.image_dim_ordering() == "tf"
    assert keras.backend.backend() == "tensorflow"


def wrapped_functions():
    from keras.losses import LossFunctionWrapper
    from keras.metrics import MeanMetricWrapper, SumOverBatchSizeMetricWrapper

    def weighted(y_true, y_pred, factor=1.0):
        return factor * tf.reduce_mean(tf.abs(y_true - y_pred), -1)

    args = tf.zeros((2, 1)), tf.ones((2, 1))
    for cls in (
        LossFunctionWrapper,
        MeanMetricWrapper,
        SumOverBatchSizeMetricWrapper,
    ):
        assert near(cls(weighted, name="w", factor=3.0)(*args), 3.0)


def validation_data():
    seen = []

    class Reads(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen.append(self.validation_data)

    made().fit(X, Y, callbacks=[Reads()], validation_data=(X, Y), verbose=0)
    assert len(seen) == 1


def graph_parts():
    for name in "total_loss targets sample_weights loss_functions".split():
        with told(f"{name}.*older Keras"):
            getattr(things().model, name)


def functional():
    from keras.engine.functional import Functional

    assert isinstance(things().model, Functional)
    assert isinstance(made(), Functional)


def compile_flags():
    made(experimental_run_tf_function=False)


def symbol_names():
    layer = things().model.layers[2]
    assert layer.symbol == "nn.relu" and layer.function is tf.nn.relu


def positional_weights():
    layer = layers.Layer()
    assert layer.add_weight("w", (2,)).shape == (2,)
    assert layer.add_weight((3,)).shape == (3,)
    assert layer.add_variable("v", (1,)).name == "v:0"


def model_names():
    assert things().model.input_names == ["a"]
    assert len(things().model.output_names) == 1
    assert Own().input_names is None is Own().output_names


def overridden_calls():
    assert near(Scale()(tf.ones(1), more=tf.ones(1) * 3), [6.0])


def bases():
    assert isinstance(legacy.SGD(), legacy.Optimizer)
    assert not isinstance(optimizers.SGD(), legacy.Optimizer)


def own_weights():
    class Old(layers.Layer):
        def build(self, input_shape):
            self.trainable_weights = [tf.Variable(1.0, name="w")]

        def call(self, x):
            return x * self.trainable_weights[0]

    layer = Old()
    layer(tf.ones(1))
    assert len(layer.weights) == 1


def metrics_as_layers():
    # Differs on purpose: a metric is no layer (docs/differences.md).
    assert not isinstance(keras.metrics.Mean(), layers.Layer)


ROWS = [
    configs, builds, rates, keras_1, masks, generators, resets, weight_names,
    class_names, optimizer_variables, orderings, bases, positional_weights,
    model_names, learning_phases, sessions, overridden_calls, set_rates,
    custom_objects, functions, function_names, callbacks_outside, versions,
    nodes, places, symbols, slots, own_steps, derived_optimizers,
    aggregation_flags, updates, classes, graph_gradients, wrapped_functions,
    validation_data, graph_parts, functional, compile_flags, symbol_names,
    own_weights, metrics_as_layers,
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_callers_find_what_they_assume(row):
    row()


def test_files_are_read_by_hand(tmp_path):
    files(tmp_path)
