"""Whose call a loss is of: each test gives with us what tf_keras gives.

Each test is handed the package, and what it returns is compared: plain values.
"""

import threading

import numpy as np
import tensorflow as tf
import tf_keras

import keras
from keras.testing import alike, two_replicas

# AutoGraph leaves modules of the name `keras.…` alone; a user's is none.
__name__ = "users_code"

same = alike.over(keras, tf_keras)


def ones():
    # A new tensor each time: tf_keras marks those that it's given.
    return tf.ones((2, 1))


def adding(package, on=True):
    """A layer that adds the sum of its input, unless it's told not to."""

    class Adds(package.layers.Layer):
        def call(self, inputs):
            if self.on:
                self.add_loss(tf.reduce_sum(inputs))
            return inputs

    layer = Adds()
    layer.on = on
    return layer


def dense(package, **options):
    return package.layers.Dense(
        1, kernel_initializer="ones", use_bias=False, **options
    )


def models(package, *layers):
    """The layers one after the other, in a model of each kind."""

    class Subclass(package.Model):
        def __init__(self):
            super().__init__()
            self.inside = list(layers)

        def call(self, inputs):
            for layer in self.inside:
                inputs = layer(inputs)
            return inputs

    x = y = package.Input((1,))
    for layer in layers:
        y = layer(y)
    return Subclass(), package.Model(x, y), package.Sequential(list(layers))


def values(layer):
    return [round(float(loss), 4) for loss in layer.losses]


def in_turn(*jobs):
    """Runs each job in a thread of its own, one after the other."""
    for job in jobs:
        thread = threading.Thread(target=job)
        thread.start()
        thread.join()


# Other calls leave a layer's losses alone.


@same
def test_a_call_of_another_layer_takes_no_loss_away(package):
    penalised = dense(package, activity_regularizer="l2")
    found = []
    for layer in (adding(package), penalised):
        for model in (layer, *models(package, layer)):
            for other in (adding(package), penalised, dense(package)):
                for _ in range(3):
                    model(ones())
                    if other is not layer:
                        other(2 * ones())
                    found.append(values(model))
    return found


@same
def test_in_a_graph_a_call_of_another_layer_takes_no_loss_away(package):
    found = []
    for model in models(package, adding(package)):
        other = dense(package, activity_regularizer="l2")

        @tf.function
        def losses(inputs, model=model, other=other):
            other(model(inputs))
            return tf.add_n(model.losses), tf.add_n(other.losses)

        found.append([round(float(loss), 4) for loss in losses(ones())])
    return found


@same
def test_a_model_has_the_losses_of_parts_that_were_called_apart(package):
    first, second = adding(package), adding(package)
    found = []
    for model in models(package, first, second):
        for _ in range(2):
            model(ones())
            first(2 * ones())
            found.append(values(model))
            second(first(3 * ones()))
            found.append(values(model))
    return found


@same
def test_a_step_of_its_own_learns_from_the_losses_of_its_parts(package):
    class Coder(package.Model):
        def __init__(self):
            super().__init__()
            self.encoder = package.Sequential([dense(package), adding(package)])
            self.decoder = dense(package)

        def train_step(self, data):
            with tf.GradientTape() as tape:
                decoded = self.decoder(self.encoder(data))
                loss = tf.reduce_mean(decoded**2) + sum(self.losses)
            weights = self.trainable_weights
            gradients = tape.gradient(loss, weights)
            self.optimizer.apply_gradients(zip(gradients, weights))
            return {"loss": loss}

    found = []
    for eagerly in (False, True):
        model = Coder()
        model.compile(package.optimizers.SGD(0.01), run_eagerly=eagerly)
        history = model.fit(ones(), epochs=3, verbose=0).history
        found += [round(loss, 4) for loss in history["loss"]]
        found += [round(float(w[0, 0]), 4) for w in model.get_weights()]
    return found


# The layer's own next call does.


@same
def test_the_next_call_drops_losses_of_layers_that_it_passes_by(package):
    class Chooses(package.Model):
        def __init__(self):
            super().__init__()
            self.parts = [adding(package), adding(package)]
            self.index = 0

        def call(self, inputs):
            return self.parts[self.index](inputs)

    model, found = Chooses(), []
    for model.index in (0, 1, 1, 0):
        model((1.0 + model.index) * ones())
        found += [values(model), *map(values, model.parts)]
    return found


@same
def test_a_layer_that_stops_adding_has_no_losses(package):
    found = []
    layer = adding(package, on=False)
    for model in models(package, layer, dense(package)):
        for layer.on in (False, True, False, False, True, False):
            model(ones())
            found.append(values(model))
    return found


@same
def test_what_is_switched_on_after_calls_without_losses_counts_in_full(package):
    found = []
    for number in range(3):
        layers = adding(package, on=False), adding(package, on=False)
        model = models(package, *layers)[number]
        for on in (False, False, True, True, False, True):
            layers[0].on = layers[1].on = on
            model(ones())
            found.append(values(model))
    return found


@same
def test_a_shared_layer_that_is_switched_on_adds_a_loss_a_call(package):
    layer = adding(package, on=False)
    found = []
    for model in models(package, layer, layer)[:2]:
        for layer.on in (False, False, True, True):
            model(ones())
            found.append(values(model))
    return found


@same
def test_penalties_on_outputs_that_are_set_after_calls_all_count(package):
    found = []
    for number in range(3):
        layers = dense(package), dense(package)
        model = models(package, *layers)[number]
        for _ in range(3):
            model(ones())
        for layer in layers:
            layer.activity_regularizer = package.regularizers.L2(0.1)
        for _ in range(2):
            model(ones())
            found.append(values(model))
        layers[0].activity_regularizer = None
        model(ones())
        found.append(values(model))
    return found


@same
def test_a_constant_may_be_a_loss_in_a_graph(package):
    class Constant(package.layers.Layer):
        price = tf.constant(3.0)

        def call(self, inputs):
            self.add_loss(self.price)
            return inputs

    layer = Constant()
    found = tf.function(lambda x: (layer(x), tf.add_n(layer.losses))[1])
    return [float(found(ones())), float(found(tf.ones((3, 1))))]


# Threads and replicas.


@same
def test_each_thread_has_the_losses_of_its_own_calls(package):
    layer, found = adding(package), []

    def eager():
        layer(ones())
        found.append(values(layer))

    def traced():
        loss = tf.function(lambda x: (layer(x), tf.add_n(layer.losses))[1])
        found.append(float(loss(ones())))

    in_turn(eager, eager, traced, eager, traced, traced)
    return found, values(layer)


@same
def test_a_model_is_fitted_in_one_thread_after_the_other(package):
    layer = dense(package, activity_regularizer="l2")
    model = package.Sequential([package.Input((1,)), layer])
    model.compile(package.optimizers.SGD(0.1), "mse")
    found = []

    def fit(rows):
        x = np.ones((rows, 1), "float32")
        history = model.fit(x, x, batch_size=4, shuffle=False, verbose=0)
        found.append(round(history.history["loss"][0], 4))

    in_turn(*(lambda rows=rows: fit(rows) for rows in (4, 6, 7)))
    return found


def losses_on_replicas(package, make):
    """Two epochs, a batch, and the losses that each replica sees."""
    strategy = two_replicas.strategy()
    with strategy.scope():
        model = make()
        model.compile(
            package.optimizers.SGD(0.1), lambda y, p: tf.reduce_mean(0 * p, -1)
        )
    x = np.ones((8, 1), "float32")
    history = model.fit(x, x, batch_size=4, epochs=2, verbose=0).history

    @tf.function
    def losses():
        return strategy.run(lambda: (model(ones()), tf.add_n(model.losses))[1])

    each = strategy.experimental_local_results(losses())
    return (
        [round(loss, 4) for loss in history["loss"]],
        round(float(model.train_on_batch(x, x)), 4),
        [round(float(w[0, 0]), 4) for w in model.get_weights()],
        [round(float(loss), 4) for loss in each],
    )


@same
def test_replicas_learn_from_the_losses_that_layers_add(package):
    def layers():
        return (
            dense(package, activity_regularizer="l2"),
            adding(package),
            dense(package, kernel_regularizer="l1", activity_regularizer="l1"),
        )

    return [
        losses_on_replicas(package, lambda n=n: models(package, *layers())[n])
        for n in range(3)
    ]


@same
def test_replicas_learn_from_a_functional_models_own_losses(package):
    def make():
        x = package.Input((1,))
        y = dense(package)(x)
        model = package.Model(x, dense(package)(y))
        model.add_loss(tf.reduce_mean(y * y))
        return model

    return losses_on_replicas(package, make)


@same
def test_replicas_learn_from_an_endpoint(package):
    class Endpoint(package.layers.Layer):
        def call(self, predictions, targets):
            self.add_loss(tf.reduce_mean((predictions - targets) ** 2))
            return predictions

    with two_replicas.strategy().scope():
        x, y = package.Input((1,)), package.Input((1,))
        model = package.Model([x, y], Endpoint()(dense(package)(x), y))
        model.compile(package.optimizers.SGD(0.1))
    data = [np.ones((8, 1), "float32"), np.full((8, 1), 2, "float32")]
    history = model.fit(data, batch_size=4, epochs=3, verbose=0).history
    return [round(loss, 4) for loss in history["loss"]]
