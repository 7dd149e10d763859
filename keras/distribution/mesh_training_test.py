"""Models on a mesh of two by two devices give the numbers of one device.

A process of its own has the four devices, and says what it measured as JSON.
"""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras

ROWS = 11  # The last batch of 3 is one that two devices can't share evenly.
X = np.random.default_rng(1).normal(size=(ROWS, 6)).astype("float32")
Y = np.random.default_rng(2).integers(0, 4, ROWS)
TOKENS = np.random.default_rng(3).integers(0, 20, (8, 6))
# Sums of 32-bit numbers come in another order.
NEAR = {"rtol": 0, "atol": 1e-5}


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    done = subprocess.run(
        [sys.executable, __file__, str(tmp_path_factory.mktemp("mesh"))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "what",
    [
        "fit",
        "evaluate",
        "predict",
        "train_on_batch",
        "predict_on_batch",
        "own step",
        "accumulated",
        "transformer",
        "unrolled",
        "loaded elsewhere",
        "loaded on no mesh",
    ],
)
def test_a_mesh_gives_the_numbers_of_one_device(measured, what):
    ours, of_one_device = measured[what]
    np.testing.assert_allclose(ours, of_one_device, **NEAR)


@pytest.mark.parametrize(
    "path, share",
    [
        ("mlp/up/kernel", [6, 8]),  # of (6, 16)
        ("mlp/up/bias", [8]),
        ("mlp/down/kernel", [8, 4]),  # of (16, 4)
        ("mlp/down/bias", [4]),  # It has no layout.
        ("mlp/m/up/kernel", [6, 8]),
        ("mlp/v/down/kernel", [8, 4]),
        ("loaded/up/kernel", [6, 4]),  # On a mesh of four in a row.
        ("loaded/v/up/kernel", [6, 4]),
        ("transformer/embedding/embeddings", [20, 4]),  # of (20, 8)
        ("transformer/multi_head_attention/query/kernel", [8, 1, 4]),
        ("transformer/multi_head_attention/attention_output/kernel", [1, 4, 8]),
        ("transformer/m/multi_head_attention/query/kernel", [8, 1, 4]),
    ],
)
def test_a_device_holds_its_share_alone(measured, path, share):
    assert measured["shares"][path] == [share] * 4


# What the process with four devices runs.


def test_a_loop_over_steps_is_told(measured):
    assert "leave out loops over steps. Received: " in measured["refused"]
    assert "Pass `unroll=True` to a recurrent layer" in measured["refused"]


def mlp(compiled=True):
    """Returns a model of two layers, the same each time."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(16, activation="relu", name="up"),
            keras.layers.Dropout(0.3, seed=4),
            keras.layers.Dense(4, name="down"),
        ]
    )
    if compiled:
        model.compile(keras.optimizers.Adam(0.01), loss(), metrics=["accuracy"])
    return model


def transformer():
    """Returns a block of attention and two layers, the same each time."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(3)
    layers = keras.layers
    tokens = keras.Input((6,), dtype="int32")
    h = layers.Embedding(20, 8, name="embedding")(tokens)
    h = layers.LayerNormalization()(
        h + layers.MultiHeadAttention(2, 4, dropout=0.1)(h, h)
    )
    f = layers.Dense(16, activation="relu", name="up")(h)
    f = layers.Dropout(0.2)(layers.Dense(8, name="down")(f))
    h = layers.LayerNormalization()(h + f)
    outputs = layers.Dense(4)(layers.GlobalAveragePooling1D()(h))
    model = keras.Model(tokens, outputs)
    model.compile(keras.optimizers.Adam(0.01), loss())
    return model


def recurrent(unroll):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.layers.LSTM(4, unroll=unroll, input_shape=(3, 2)),
            keras.layers.Dense(4),
        ]
    )
    model.compile(keras.optimizers.SGD(0.1), loss())
    return losses(model, X[:8].reshape(8, 3, 2), Y[:8])


def refusal():
    try:
        recurrent(unroll=False)
    except RuntimeError as error:
        return str(error)


def loss():
    """Returns the loss of both."""
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def parallel(shape, axes):
    """Returns a way to split both models over four devices."""
    distribution = keras.distribution
    mesh = distribution.DeviceMesh(shape, axes)
    layouts = distribution.LayoutMap(mesh)
    layouts["up/kernel"] = (None, "model")
    layouts["up/bias"] = ("model",)
    layouts["down/kernel"] = ("model", None)
    layouts["embeddings"] = (None, "model")
    layouts["(query|key|value)/kernel"] = (None, "model", None)
    layouts["(query|key|value)/bias"] = ("model", None)
    layouts["attention_output/kernel"] = ("model", None, None)
    return distribution.ModelParallel(
        layout_map=layouts, batch_dim_name=axes[0]
    )


def losses(model, x, y, **options):
    """Returns a loss for each of two epochs."""
    options = {"epochs": 2, "shuffle": False, "verbose": 0, **options}
    return model.fit(x, y, batch_size=4, **options).history["loss"]


class OwnStep(keras.Model):
    """A model with a step of its own, whose layer is built by it."""

    def __init__(self):
        super().__init__()
        keras.utils.set_random_seed(5)
        self.up = keras.layers.Dense(8, name="up")
        self.seen = keras.metrics.Mean(name="seen")

    def call(self, x):
        return self.up(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            error = tf.reduce_mean(tf.square(self(x) - y))
        variables = self.trainable_variables
        gradients = tape.gradient(error, variables)
        self.optimizer.apply_gradients(zip(gradients, variables))
        self.seen.update_state(error)
        # What was just assigned is what is read.
        return {"loss": self.seen.result()}


def own_step():
    """Returns the losses of a model with a step of its own."""
    model = OwnStep()
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9))
    return losses(model, X[:8], np.ones((8, 8), "float32"))


def accumulated():
    """Returns averages of variables that every second batch changes."""
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense(4, name="up")
    model = keras.Sequential([keras.Input((6,)), dense])
    optimizer = keras.optimizers.Adam(
        0.01, gradient_accumulation_steps=2, use_ema=True
    )
    model.compile(optimizer, loss())
    losses(model, X[:8], Y[:8])
    return [value.tolist() for value in model.get_weights()[1:]]


def results(model):
    """Trains, and returns what each method says."""
    return {
        "fit": losses(model, X, Y),
        "evaluate": model.evaluate(X, Y, batch_size=8, verbose=0),
        "predict": model.predict(X, batch_size=8, verbose=0).tolist(),
        "predict_on_batch": model.predict_on_batch(X[:8]).tolist(),
        "train_on_batch": [
            float(v) for v in model.train_on_batch(X[:4], Y[:4])
        ],
    }


def shares(prefix, model):
    """Returns the shape of each device's part of every variable."""
    unpack = tf.experimental.dtensor.unpack
    return {
        f"{prefix}/{variable.name.split(':')[0]}": [
            part.shape.as_list() for part in unpack(variable.read_value())
        ]
        for variable in [*model.weights, *model.optimizer.variables]
    }


def main(folder):
    """Prints pairs of what a mesh and what one device gives."""
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 4,
    )
    square = parallel((2, 2), ("batch", "model"))
    one = mlp()
    with square.scope():
        many = mlp()
    of_one, of_many = results(one), results(many)
    said = {key: [of_many[key], of_one[key]] for key in of_one}
    said["shares"] = shares("mlp", many)

    path = os.path.join(folder, "model.keras")
    many.save(path)
    then = losses(one, X[:8], Y[:8])
    loaded = keras.models.load_model(path)
    said["loaded on no mesh"] = [losses(loaded, X[:8], Y[:8]), then]
    keras.distribution.set_distribution(parallel((4,), ("model",)))
    loaded = keras.models.load_model(path)
    keras.distribution.set_distribution(None)
    said["loaded elsewhere"] = [losses(loaded, X[:8], Y[:8]), then]
    said["shares"].update(shares("loaded", loaded))

    on_one = losses(transformer(), TOKENS, Y[:8])
    with square.scope():
        model = transformer()
        said["own step"] = [own_step()]
        said["accumulated"] = [accumulated()]
        said["unrolled"] = [recurrent(unroll=True)]
        said["refused"] = refusal()
    said["own step"].append(own_step())
    said["accumulated"].append(accumulated())
    said["unrolled"].append(recurrent(unroll=True))
    said["transformer"] = [losses(model, TOKENS, Y[:8]), on_one]
    said["shares"].update(shares("transformer", model))
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
