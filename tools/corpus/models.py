"""One of each kind of model, made with any Keras there is, and its data.

Needs NumPy, TensorFlow, and the package that a function is given. No bias is
before a batch norm: its gradient is what rounding leaves, and Adam makes whole
steps of that.
"""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

ROWS, BATCH = 8, 4
WORDS = ["red", "green", "blue", "red", "grey", "green", "red", "black"]


def floats(*shape: int) -> np.ndarray:
    """Returns the same numbers everywhere, one row each of `ROWS`."""
    values = np.random.RandomState(1).normal(size=(ROWS, *shape))
    return values.astype("float32")


def wholes(*shape: int) -> np.ndarray:
    """Returns whole numbers, as floats.

    Keras 3.0 to 3.8 cut off fractions before a `Discretization` in graphs, and
    not in eager calls: of others they say two things themselves.
    """
    return np.round(2 * floats(*shape))


def targets() -> np.ndarray:
    """Returns what all models are trained to predict."""
    return np.random.RandomState(2).normal(size=(ROWS, 2)).astype("float32")


def tokens() -> np.ndarray:
    """Returns rows of six whole numbers; 0 is padding.

    None is twice in a batch: of gradients of one row of an embedding Keras 3
    squares each by itself for Adam's second moment, where Keras 2 and we square
    their sum.
    """
    draw = np.random.RandomState(3).permutation
    found = np.stack([draw(np.arange(1, 25)) for _ in range(ROWS // BATCH)])
    found = found.reshape(ROWS, 6)
    found[np.arange(6) >= np.arange(ROWS)[:, None] % 5 + 2] = 0
    return found.astype("int32")


def ragged() -> tf.RaggedTensor:
    """Returns the tokens without padding."""
    return tf.RaggedTensor.from_tensor(tokens(), padding=0)


def words() -> tf.Tensor:
    """Returns a word a row."""
    return tf.constant(WORDS)[:, None]


def functional(k):
    """Two inputs and two paths."""
    a, b = k.Input((4,), name="a"), k.Input((3,), name="b")
    x = k.layers.Concatenate()([k.layers.Dense(5, activation="relu")(a), b])
    x = k.layers.LayerNormalization()(x)
    return k.Model([a, b], k.layers.Dense(2)(x), name="graph")


def sequential(k):
    """A stack with a regularizer, a constraint and an initializer."""
    layers = k.layers
    return k.Sequential(
        [
            k.Input((4,)),
            layers.Dense(6, activation="tanh", kernel_regularizer="l2"),
            layers.BatchNormalization(),
            layers.Dense(4, kernel_constraint=k.constraints.MaxNorm(2.0)),
            layers.LeakyReLU(),
            layers.Dense(2, kernel_initializer=k.initializers.HeNormal(3)),
        ]
    )


def cnn(k):
    """Convolutions with batch normalization."""
    layers, x = k.layers, k.Input((8, 8, 2))
    y = layers.Conv2D(4, 3, padding="same", use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.SeparableConv2D(4, 3)(layers.MaxPooling2D()(y))
    y = layers.DepthwiseConv2D(2)(layers.ZeroPadding2D(1)(y))
    y = layers.Conv2DTranspose(2, 2)(y)
    return k.Model(x, layers.Dense(2)(layers.GlobalAveragePooling2D()(y)))


def bilstm(k):
    """Padded words, masked, in both directions."""
    layers, x = k.layers, k.Input((6,), dtype="int32")
    y = layers.Embedding(25, 4, mask_zero=True)(x)
    y = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(y)
    return k.Model(x, layers.Dense(2)(layers.GRU(3)(y)))


def nested(k):
    """A stack in a graph in a graph."""
    layers, x = k.layers, k.Input((4,))
    stack = k.Sequential(
        [
            k.Input((4,)),
            layers.Dense(4, use_bias=False),
            layers.BatchNormalization(),
        ],
        name="stack",
    )
    i = k.Input((4,))
    inner = k.Model(i, layers.Add()([stack(i), i]), name="inner")
    return k.Model(x, layers.Dense(2)(layers.ELU()(inner(inner(x)))))


def shared(k):
    """One layer for two inputs."""
    a, b = k.Input((4,)), k.Input((4,))
    layer = k.layers.Dense(4, activation="sigmoid")
    y = k.layers.Multiply()([layer(a), layer(b)])
    return k.Model([a, b], k.layers.Dense(2)(y))


def attention(k):
    """Each step looks at all others."""
    layers, x = k.layers, k.Input((5, 4))
    y = layers.MultiHeadAttention(2, 3)(x, x)
    y = layers.LayerNormalization()(layers.Add()([x, y]))
    return k.Model(x, layers.Dense(2)(layers.GlobalAveragePooling1D()(y)))


def lookups(k):
    """Tables and statistics that were learned from data."""
    layers = k.layers
    w, n, f = k.Input((1,), dtype="string"), k.Input((1,)), k.Input((4,))
    given = layers.StringLookup(
        vocabulary=["red", "blue"], output_mode="multi_hot"
    )
    learned = layers.StringLookup(output_mode="count")
    learned.adapt(words())
    statistics = layers.Normalization()
    statistics.adapt(floats(4))
    bins = layers.Discretization([-0.5, 0.5])
    steps = layers.CategoryEncoding(3, output_mode="one_hot")(bins(n))
    found = [given(w), learned(w), statistics(f), steps]
    return k.Model([w, n, f], layers.Dense(2)(layers.Concatenate()(found)))


def of_ragged(k):
    """Rows of several lengths."""
    layers, x = k.layers, k.Input((None,), dtype="int32", ragged=True)
    y = layers.LSTM(3)(layers.Embedding(25, 4)(x))
    return k.Model(x, layers.Dense(2)(y))


def operations(k):
    """TensorFlow's functions, or Keras 3's, between layers."""
    x = k.Input((4,))
    if hasattr(k, "ops"):
        y = k.ops.concatenate([k.ops.relu(2.0 * x + 1.0)[:, :2], x], axis=-1)
        return k.Model(x, k.layers.Dense(2)(y / (1.0 + k.ops.abs(y))))
    y = tf.concat([tf.nn.relu(2.0 * x + 1.0)[:, :2], x], axis=-1)
    return k.Model(x, k.layers.Dense(2)(y / (1.0 + tf.abs(y))))


def scale_class(k) -> type:
    """Returns a user's layer with a configuration."""

    class Scale(k.layers.Layer):
        def __init__(self, power=1, **kwargs):
            super().__init__(**kwargs)
            self.power = power
            self.inner = k.layers.Dense(3)

        def build(self, input_shape):
            self.factor = self.add_weight(
                name="factor",
                shape=(input_shape[-1],),
                initializer="random_normal",
            )
            self.inner.build(input_shape)
            self.built = True

        def call(self, inputs):
            return self.inner(inputs * self.factor**self.power)

        def compute_output_shape(self, input_shape):
            return (*input_shape[:-1], 3)

        def get_config(self):
            return {**super().get_config(), "power": self.power}

    return Scale


def custom(k):
    """A user's registered layer."""
    registered = k.utils.register_keras_serializable("corpus")(scale_class(k))
    x = k.Input((4,))
    return k.Model(x, k.layers.Dense(2)(registered(2)(x)))


def mixed(k):
    """Half precision, with a scaled loss."""
    k.mixed_precision.set_global_policy("mixed_float16")
    try:
        x = k.Input((4,))
        y = k.layers.Dense(5, use_bias=False)(x)
        y = k.layers.BatchNormalization()(y)
        return k.Model(x, k.layers.Dense(2, dtype="float32")(y))
    finally:
        k.mixed_precision.set_global_policy("float32")


MODELS: dict[Callable, Callable] = {
    functional: lambda: (floats(4), floats(3)),
    sequential: lambda: floats(4),
    cnn: lambda: floats(8, 8, 2),
    bilstm: tokens,
    nested: lambda: floats(4),
    shared: lambda: (floats(4), floats(4)[::-1]),
    attention: lambda: floats(5, 4),
    lookups: lambda: (words(), wholes(1), floats(4)),
    of_ragged: ragged,
    operations: lambda: floats(4),
    custom: lambda: floats(4),
    mixed: lambda: floats(4),
}
KERAS_2_ALONE = (of_ragged,)


def data(make: Callable) -> tf.data.Dataset:
    """Returns what a model is trained on, in batches and in order."""
    both = (MODELS[make](), targets())
    return tf.data.Dataset.from_tensor_slices(both).batch(BATCH)


def is_keras_3(k) -> bool:
    """Tells a package of Keras 3 from one of Keras 2."""
    return hasattr(k, "ops")
