"""A layer's variables and losses: each test gives what tf_keras gives.

Each test is handed the package, and what it returns is compared: plain values.
"""

import functools

import numpy as np
import tensorflow as tf
import tf_keras

import keras
from keras.testing import alike

same = alike.over(keras, tf_keras)

X = np.arange(6, dtype="float32").reshape(2, 3) / 6


def shapes(variables):
    return [tuple(variable.shape) for variable in variables]


def values(tensors):
    return [round(float(tensor), 4) for tensor in tensors]


# Variables.


def owner(package, part=None):
    """A layer that owns variables and layers in all ways at once."""

    class Part(tf.Module):
        def __init__(self):
            super().__init__()
            self.z, self.a = tf.Variable([1.0] * 4), tf.Variable([1.0] * 5)
            self.fixed = tf.Variable([1.0] * 6, trainable=False)
            self.dense = package.layers.Dense(7)
            self.listed = [tf.Variable([1.0] * 8)]

    class Whole(package.layers.Layer):
        def __init__(self):
            super().__init__(name="whole")
            self.nested = [{"d": (package.layers.Dense(9, name="deep"),)}]
            self.part = (part or Part)()
            self.first = self.part.dense if self.part else tf.identity
            self.late = self.add_weight("late", shape=(2,), trainable=False)
            self.norm = package.layers.BatchNormalization(name="norm")
            self.direct = tf.Variable([1.0] * 11)

        def build(self, input_shape):
            self.early = self.add_weight("early", shape=(12,))
            self.unnamed = self.add_weight(shape=(13,))

        def call(self, inputs):
            return self.nested[0]["d"][0](self.norm(self.first(inputs)))

    layer = Whole()
    layer(X)
    return layer


@same
def test_weights_come_in_this_order(package):
    layer = owner(package)
    kinds = ("weights", "trainable_weights", "non_trainable_weights")
    return [shapes(getattr(layer, kind)) for kind in kinds] + [
        [value.shape for value in layer.get_weights()],
        layer.count_params(),
        [variable.name for variable in layer.weights],
    ]


@same
def test_freezing_at_each_level_moves_weights(package):
    # Without the module: a layer in one is frozen with the layer around it,
    # and tf_keras passes it over.
    layer = owner(package, dict)
    found = []
    parts = [layer.norm, layer, layer.nested[0]["d"][0]]
    for part, value in zip(parts * 2, [False] * 3 + [True] * 3):
        part.trainable = value
        found.append(shapes(layer.trainable_weights))
        found.append(shapes(layer.non_trainable_weights))
    return found, layer.norm.trainable


@same
def test_modules_in_a_layer_are_its_submodules(package):
    names = sorted(type(part).__name__ for part in owner(package).submodules)
    return names, len(owner(package).variables)


@same
def test_a_layer_in_a_module_hands_its_variables_on(package):
    class Module(tf.Module):
        def __init__(self):
            super().__init__()
            self.layers = [package.layers.Dense(2), package.layers.Dense(1)]

        @tf.function
        def __call__(self, inputs):
            return self.layers[1](self.layers[0](inputs))

    module = Module()
    module(X)
    return sorted(shapes(module.trainable_variables)), len(module.submodules)


@same
def test_variables_follow_the_attributes(package):
    layer = package.layers.Layer()
    found = []
    layer.w = tf.Variable(1.0)
    layer.w = tf.Variable([2.0, 3.0])
    found.append(len(layer.weights))
    layer.w = None
    found.append(len(layer.weights))
    layer.one = layer.other = tf.Variable(1.0)
    layer.listed = [tf.Variable(1.0)]
    layer.listed.append(tf.Variable(2.0))
    found.append(len(layer.weights))
    del layer.one
    return [*found, len(layer.weights)]


@same
def test_layers_come_in_the_order_of_assignment(package):
    dense = package.layers.Dense

    class Order(package.layers.Layer):
        def __init__(self):
            super().__init__()
            self.one = self.other = None
            self.replaced = dense(9)
            self.by_key = {"z": dense(5), "c": [dense(6)]}
            self.other, self.one = dense(1), dense(2)
            self.listed = []
            self.replaced = dense(7)
            self.listed.append((dense(8),))

        def call(self, inputs):
            for layer in self.submodules:
                layer(inputs)
            return inputs

    layer = Order()
    layer(X)
    model = package.Sequential([layer])
    model(X)
    return shapes(layer.weights), shapes(model.weights)


@same
def test_variables_in_containers_count_where_they_are_assigned(package):
    class Order(package.layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = package.layers.Dense(1)
            self.direct = tf.Variable([1.0] * 4)
            self.listed = [tf.Variable([1.0] * 5), {"a": tf.Variable([6.0])}]
            self.made = self.add_weight("made", (7,))
            self.listed.append(tf.Variable([1.0] * 8))

        def call(self, inputs):
            return self.dense(inputs)

    layer = Order()
    layer(X)
    return shapes(layer.weights)


@same
def test_a_frozen_models_weights_come_in_this_order(package):
    class Block(package.layers.Layer):
        def __init__(self):
            super().__init__()
            self.fixed = self.add_weight("f", (9,), trainable=False)
            self.dense = package.layers.Dense(2)
            self.norm = package.layers.BatchNormalization()

        def call(self, inputs):
            return self.norm(self.dense(inputs))

    block = Block()
    model = package.Sequential([block, package.layers.Dense(3)])
    model(X)
    found = []
    for part, value in [(block, False), (model, False), (block.norm, True)]:
        part.trainable = value
        found.append([shapes(layer.weights) for layer in (model, block)])
        found.append(shapes(model.trainable_weights))
        found.append(shapes(model.non_trainable_weights))
    return found


@same
def test_what_is_assigned_before_the_base_is_made_belongs_to_the_layer(package):
    class Early(package.layers.Layer):
        def __init__(self):
            self.factor, self.sizes = 3, [1, 2]
            self.dense = package.layers.Dense(2)
            self.scale = tf.Variable(1.0)
            super().__init__(name="early")

        def call(self, inputs):
            return self.dense(inputs) * self.scale * self.factor

    layer = Early()
    layer(X)
    return shapes(layer.weights), list(layer.sizes), layer.name


@same
def test_attributes_of_a_layer_are_what_they_were(package):
    layer = package.layers.Layer()
    layer.a, layer.b, layer.c = [1, 2], {"x": 1}, (1,)
    kinds = [isinstance(layer.a, list), isinstance(layer.b, dict)]
    return kinds, layer.a == [1, 2], layer.b == {"x": 1}, layer.c == (1,)


@same
def test_properties_and_own_attribute_access_work(package):
    class Own(package.layers.Layer):
        def __init__(self):
            super().__init__()
            self.scale = tf.Variable(2.0)

        @property
        def scale(self):
            return self._scale

        @scale.setter
        def scale(self, value):
            self._scale = value

        def __getattr__(self, name):
            if name.startswith("magic"):
                return name
            raise AttributeError(name)

        def call(self, inputs):
            return inputs * self.scale

    layer = Own()
    found = layer(X).numpy().tolist(), len(layer.weights), layer.magic_word
    return found, hasattr(layer, "other")


@same
def test_a_variable_may_be_made_in_the_first_call(package):
    class Lazy(package.layers.Layer):
        def call(self, inputs):
            if not hasattr(self, "w"):
                self.w = self.add_weight("w", shape=(3,), initializer="ones")
            return inputs * self.w

    one, other = Lazy(), Lazy()
    one(X)
    graph = tf.function(other)
    return graph(X).numpy().tolist(), len(one.weights), len(other.weights)


@same
def test_weights_are_made_of_these_arguments(package):
    layer = package.layers.Layer()
    ones = package.initializers.Ones()
    made = [
        layer.add_weight("a", (2,), "float16", "ones"),
        layer.add_weight("b", (2,), None, "zeros", None, False),
        layer.add_weight("c", [2, 3], tf.float64, ones, "l2", True, "non_neg"),
        layer.add_weight("d", tf.TensorShape([2]), "int32", "ones"),
        layer.add_weight("e", shape=(0, 3), partitioner=None),
    ]
    return [
        (v.name, v.shape, v.dtype, v.trainable, v.numpy().tolist())
        for v in made
        if v.dtype != tf.float32 or v.shape.num_elements()
    ], len(layer.losses)


@same
def test_a_trainable_weight_cannot_be_read_by_aggregation(package):
    on_read = tf.VariableSynchronization.ON_READ
    add = functools.partial(package.layers.Layer().add_weight, "w", (2,))
    return (
        add(synchronization=on_read).trainable,
        alike.name_of_error(
            lambda: add(synchronization=on_read, trainable=True)
        ),
    )


# Losses and metrics.


@same
def test_losses_come_in_this_order(package):
    class Adds(package.layers.Dense):
        def build(self, input_shape):
            super().build(input_shape)
            self.add_loss(lambda: tf.reduce_sum(self.kernel) * 3)

        def call(self, inputs):
            self.add_loss([tf.reduce_sum(inputs), 1.0])
            return super().call(inputs)

    layer = Adds(
        2,
        kernel_initializer="ones",
        kernel_regularizer=package.regularizers.L2(0.1),
        activity_regularizer="l2",
    )
    layer(X)
    first = values(layer.losses)
    layer(2 * X)
    return first, values(layer.losses)


@same
def test_a_loss_that_is_added_at_times_is_of_the_last_call(package):
    class Sometimes(package.layers.Layer):
        adds = False

        def call(self, inputs):
            if self.adds:
                self.add_loss(tf.reduce_sum(inputs))
                self.add_loss(2 * tf.reduce_sum(inputs))
            return inputs

    layer, found = Sometimes(), []
    for adds in (False, False, True, True, False, True):
        layer.adds = adds
        layer(tf.constant(X))
        found.append(values(layer.losses))
    return found


@same
def test_a_penalty_on_outputs_takes_nests_and_whole_numbers(package):
    class Nest(package.layers.Layer):
        def call(self, inputs):
            return {"a": inputs, "b": [tf.cast(inputs * 6, "int32")]}

    def penalty(output):
        return tf.reduce_sum(tf.cast(output, "float32"))

    layer = Nest(activity_regularizer=penalty)
    layer(X)
    return values(layer.losses)


@same
def test_losses_in_a_graph_are_those_of_its_call(package):
    class Adds(package.layers.Layer):
        def call(self, inputs):
            self.add_loss(tf.reduce_sum(inputs))
            return inputs

    layer = Adds()

    @tf.function
    def loss(inputs):
        layer(inputs)
        return sum(layer.losses)

    return values([loss(X), loss(2 * X)])


@same
def test_a_loss_of_no_call_is_refused(package):
    layer = package.layers.Layer()
    return alike.name_of_error(lambda: layer.add_loss(tf.constant(1.0)))


@same
def test_trainable_counts_as_it_was_when_compiled(package):
    layers = [package.layers.Dense(2, kernel_initializer="ones")]
    model = package.Sequential([*layers, package.layers.Dense(1)])
    model.compile("sgd", "mse")
    found = []
    for change, compiled in [(None, 0), (False, 0), (False, 1), (True, 1)]:
        layers[0].trainable = change is not False
        if compiled:
            model.compile("sgd", "mse")
        model.train_on_batch(X, X[:, :1] + 1)
        before = layers[0].get_weights()[0]
        model.train_on_batch(X, X[:, :1] + 1)
        found.append(bool(np.any(layers[0].get_weights()[0] != before)))
    return found
