"""A generative adversarial network with a `train_step` of its own.

Goodfellow and others 2014, arXiv:1406.2661; Mirza and Osindero 2014,
arXiv:1411.1784. A generator draws the digit that it is asked for, out of noise.
A discriminator learns to tell its drawings from real ones, and the generator
learns from the discriminator.

    python examples/gan.py [--small]

The digits are the 1,797 of 8 by 8 pixels inside scikit-learn. Exits with 1 if a
classifier of real digits reads fewer of the drawn ones right than is stated
here.
"""

import sys

import numpy as np
import tensorflow as tf
from sklearn import datasets, linear_model
from tensorflow import keras

SMALL = "--small" in sys.argv[1:]
EPOCHS = 40 if SMALL else 150
REQUIRED = 0.2 if SMALL else 0.9  # Share of digits that are read right.
NOISE = 32  # Numbers that a drawing is made from.
DIGITS = 10


def make_generator():
    """From noise and a digit to an image."""
    noise, digit = keras.Input((NOISE,)), keras.Input((DIGITS,))
    x = keras.layers.Concatenate()([noise, digit])
    x = keras.layers.Dense(128, activation="relu")(x)
    x = keras.layers.Dense(128, activation="relu")(x)
    return keras.Model(
        [noise, digit], keras.layers.Dense(64, activation="sigmoid")(x)
    )


def make_discriminator():
    """From an image and a digit to the logit of its being real."""
    image, digit = keras.Input((64,)), keras.Input((DIGITS,))
    x = keras.layers.Concatenate()([image, digit])
    for _ in range(2):
        x = keras.layers.Dense(128)(x)
        x = keras.layers.LeakyReLU()(x)
        x = keras.layers.Dropout(0.3)(x)
    return keras.Model([image, digit], keras.layers.Dense(1)(x))


class ConditionalGAN(keras.Model):
    """A generator and a discriminator that are trained against each other."""

    def __init__(self):
        super().__init__()
        self.generator = make_generator()
        self.discriminator = make_discriminator()

    def compile(self, generator_optimizer, discriminator_optimizer):
        """Takes an optimizer for each of the two."""
        super().compile()
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        self.loss_function = keras.losses.BinaryCrossentropy(from_logits=True)

    def draw(self, digits, training=False):
        """Returns images of digits that are given one-hot."""
        noise = tf.random.normal((tf.shape(digits)[0], NOISE))
        return self.generator([noise, digits], training=training)

    def train_step(self, data):
        """Takes one step with each of the two."""
        images, digits = data
        with tf.GradientTape(persistent=True) as tape:
            drawn = self.draw(digits, training=True)
            real = self.discriminator([images, digits], training=True)
            fake = self.discriminator([drawn, digits], training=True)
            discriminator_loss = self.loss_function(
                tf.ones_like(real), real
            ) + self.loss_function(tf.zeros_like(fake), fake)
            generator_loss = self.loss_function(tf.ones_like(fake), fake)
        for loss, model, optimizer in [
            (
                discriminator_loss,
                self.discriminator,
                self.discriminator_optimizer,
            ),
            (generator_loss, self.generator, self.generator_optimizer),
        ]:
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return {
            "discriminator_loss": discriminator_loss,
            "generator_loss": generator_loss,
        }


def main():
    """Runs it all; returns the exit status."""
    keras.utils.set_random_seed(1)
    images, labels = datasets.load_digits(return_X_y=True)
    images = (images / 16).astype("float32")

    model = ConditionalGAN()
    model.compile(
        generator_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5),
        discriminator_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5),
    )
    model.fit(
        images,
        keras.utils.to_categorical(labels, DIGITS),
        batch_size=64,
        epochs=EPOCHS,
        verbose=0,
    )

    asked = np.repeat(np.arange(DIGITS), 100)
    drawn = model.draw(tf.one_hot(asked, DIGITS)).numpy()
    for row in drawn[::100].reshape(DIGITS, 8, 8).swapaxes(0, 1):
        print(
            "  ".join(
                "".join(" .:*#@"[int(pixel * 5.99)] for pixel in digit)
                for digit in row
            )
        )
    reader = linear_model.LogisticRegression(max_iter=1000).fit(images, labels)
    reached = reader.score(drawn, asked)
    print(f"digits read right, of 1000 drawn: {reached:.3f}")
    print(f"required: {REQUIRED}")
    return 0 if reached >= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
