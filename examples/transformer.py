"""A small transformer writes documentation, a character at a time.

Vaswani and others 2017, arXiv:1706.03762: blocks of attention to all characters
before, and of a network at each place. It is trained on NumPy's docstrings,
and prints a text that it wrote.

    python examples/transformer.py [--small]

Exits with 1 if it needs more bits to tell a character of a text that it never
saw than is stated here.
"""

import inspect
import math
import sys

import numpy as np
import tensorflow as tf
from tensorflow import keras

SMALL = "--small" in sys.argv[1:]
STEPS = 40 if SMALL else 800
REQUIRED = 4.8 if SMALL else 2.5  # Bits a character; 4.9 by frequency alone.
TEXT = 300_000 if SMALL else None  # Characters; None: all.
LENGTH = 64  # Characters that it sees at once.
FEATURES = 64
HEADS = 4
BLOCKS = 2


class TransformerBlock(keras.layers.Layer):
    """Attention to what came before, then a network at each place.

    Both are added to what goes in, after normalizing it.
    """

    def __init__(self, heads, features, **kwargs):
        super().__init__(**kwargs)
        self.normalize_1 = keras.layers.LayerNormalization()
        self.attend = keras.layers.MultiHeadAttention(heads, features // heads)
        self.normalize_2 = keras.layers.LayerNormalization()
        self.widen = keras.layers.Dense(4 * features, activation="gelu")
        self.narrow = keras.layers.Dense(features)

    def call(self, x):
        """Returns features of the input's shape."""
        normal = self.normalize_1(x)
        x = x + self.attend(normal, normal, use_causal_mask=True)
        return x + self.narrow(self.widen(self.normalize_2(x)))


class TokensAndPlaces(keras.layers.Layer):
    """A vector for each token, plus one for the place where it stands."""

    def __init__(self, tokens, places, features, **kwargs):
        super().__init__(**kwargs)
        self.token = keras.layers.Embedding(tokens, features)
        self.place = keras.layers.Embedding(places, features)

    def call(self, tokens):
        """Returns vectors, `(batch, places, features)`."""
        return self.token(tokens) + self.place(tf.range(tf.shape(tokens)[1]))


def make_model(tokens):
    """From numbers of characters to logits of the character after each."""
    text = keras.Input((None,), dtype="int32")
    x = TokensAndPlaces(tokens, LENGTH, FEATURES)(text)
    for _ in range(BLOCKS):
        x = TransformerBlock(HEADS, FEATURES)(x)
    x = keras.layers.LayerNormalization()(x)
    return keras.Model(text, keras.layers.Dense(tokens)(x))


def load_text():
    """Returns NumPy's docstrings as one text, in a random order."""
    texts = {inspect.getdoc(getattr(np, name)) or "" for name in dir(np)}
    order = np.random.default_rng(seed=0).permutation(sorted(texts))
    return "\n".join(order).encode("ascii", "ignore").decode()


def windows(numbers):
    """Returns a dataset of windows, and of the same moved by a character."""
    dataset = tf.data.Dataset.from_tensor_slices(numbers)
    dataset = dataset.batch(LENGTH + 1, drop_remainder=True)
    return dataset.map(lambda window: (window[:-1], window[1:]))


def write(model, characters, start, length=200):
    """Goes on with a text, each character drawn from what the model expects."""
    numbers = [characters.index(character) for character in start]
    any_length = tf.TensorSpec((1, None), "int32")
    logits_after = tf.function(model, input_signature=[any_length])
    random = np.random.default_rng(seed=0)
    for _ in range(length):
        logits = logits_after(tf.constant([numbers[-LENGTH:]]))[0, -1]
        chances = tf.nn.softmax(logits / 0.7).numpy()
        chances = chances.astype("float64") / chances.sum(dtype="float64")
        numbers.append(random.choice(len(characters), p=chances))
    return "".join(characters[number] for number in numbers)


def main():
    """Runs it all; returns the exit status."""
    keras.utils.set_random_seed(1)
    text = load_text()[:TEXT]
    characters = sorted(set(text))
    numbers = np.array([characters.index(character) for character in text])
    split = len(numbers) * 9 // 10

    model = make_model(len(characters))
    model.compile(
        optimizer=keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(3e-3, STEPS)
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    train = windows(numbers[:split]).shuffle(10_000, seed=0).repeat().batch(32)
    model.fit(train, steps_per_epoch=STEPS, verbose=0)
    test = windows(numbers[split:]).batch(32)
    reached = model.evaluate(test, verbose=0) / math.log(2)

    print(write(model, characters, "Returns the "))
    print(f"bits a character: {reached:.2f}")
    print(f"required: {REQUIRED}")
    return 0 if reached <= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
