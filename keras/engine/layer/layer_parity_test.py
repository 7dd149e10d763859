"""Calls of a layer: each test gives with us what tf_keras gives.

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


def values(tensors):
    return [round(float(tensor), 4) for tensor in tensors]


# Symbolic calls.


@same
def test_a_shared_layer_answers_for_each_call(package):
    layer = package.layers.Dense(2)
    a, b = package.Input((3,)), package.Input((3,))
    first, second = layer(a), layer(b)
    return (
        [layer.get_input_at(0) is a, layer.get_output_at(1) is second],
        [layer.input is a, layer.output is first, layer.input_mask],
        [layer.input_shape, layer.get_output_shape_at(1)],
        [layer.get_input_mask_at(1), layer.get_output_mask_at(0)],
        alike.name_of_error(lambda: layer.get_input_at(2)),
    )


@same
def test_a_shared_layer_with_shapes_that_differ_has_none(package):
    layer = package.layers.Activation("relu")
    for size in (3, 4):
        layer(package.Input((size,)))
    asked = ["input_shape", "output_shape"]
    return [alike.name_of_error(lambda n=n: getattr(layer, n)) for n in asked]


@same
def test_a_layer_without_symbolic_calls_has_nothing_to_tell(package):
    layer = package.layers.Dense(2)
    layer(X)
    asked = ["input", "output", "input_shape", "output_shape", "input_mask"]
    by_number = ["get_input_at", "get_output_shape_at", "get_output_mask_at"]
    return (
        [alike.name_of_error(lambda n=n: getattr(layer, n)) for n in asked],
        alike.name_of_error(lambda: layer.get_input_at(0)) == "RuntimeError",
        len(by_number),
    )


@same
def test_inputs_and_outputs_keep_their_nests(package):
    class Both(package.layers.Layer):
        def call(self, inputs):
            one, other = inputs
            return {"sum": one + other, "product": one * other}

    layer = Both()
    outputs = layer([package.Input((3,)), package.Input((3,))])
    shape = Both().compute_output_shape([(2, 3), (2, 3)])
    return (
        sorted(outputs),
        layer.input_shape,
        layer.output_shape,
        layer.input_mask,
        [tuple(shape[name]) for name in sorted(shape)],
    )


# Arguments of `call`.


@same
def test_tensors_go_by_place_by_name_and_in_nests(package):
    class Mix(package.layers.Layer):
        def call(self, a, b, *, c=None, double=False, extra=None):
            total = a + b if c is None else a + b + c
            total = total if extra is None else total + extra["p"][0]
            return total * (2.0 if double else 1.0)

    layer = Mix()
    a, b, c = (package.Input((3,)) for _ in range(3))
    symbolic = layer(a, b=b, c=c, double=True, extra={"p": [b]})
    model = package.Model([a, b, c], symbolic)
    return (
        model([X, X, X]).numpy().tolist(),
        layer(X, X).numpy().tolist(),
        layer(b=X, a=2 * X, extra={"p": [X]}).numpy().tolist(),
        layer.input_shape,
    )


@same
def test_any_arguments_may_be_taken(package):
    class Any(package.layers.Layer):
        def call(self, *args, **kwargs):
            return [len(args), sorted(kwargs.items(), key=str)]

    layer = Any()
    return layer(X, X, scale=3), layer(X, training=True), layer(X)


@same
def test_training_is_told_where_the_call_has_no_default_for_it(package):
    class Told(package.layers.Layer):
        def call(self, inputs, training):
            return [training]

    layer = Told()
    warm = [layer(tf.constant(X)) for _ in range(3)]
    return warm, layer(X, training=True)


def phases(package):
    """Layers that tell `training`, and one that hands a word down."""

    class Tell(package.layers.Layer):
        def call(self, inputs, training=None):
            return [training]

    class TellTrue(package.layers.Layer):
        def call(self, inputs, training=True):
            return [training]

    class Around(package.layers.Layer):
        def __init__(self, inner, **word):
            super().__init__()
            self.inner, self.word = inner, word

        def call(self, inputs, training=None):
            return self.inner(inputs, **self.word)

    return Tell, TellTrue, Around


@same
def test_the_innermost_word_on_training_counts_then_the_default(package):
    tell, tell_true, around = phases(package)
    layers = [
        tell(),
        tell_true(),
        around(tell()),
        around(tell_true()),
        around(tell(), training=False),
        around(tell(), training=None),
        around(around(tell_true(), training=True)),
    ]
    words = [{}, {"training": None}, {"training": True}, {"training": False}]
    return [[layer(X, **word) for word in words] for layer in layers]


@same
def test_a_functional_model_keeps_a_word_on_training(package):
    class Plus(package.layers.Layer):
        def call(self, inputs, training=None):
            return inputs + (1.0 if training else 0.0)

    a = package.Input((3,))
    words = [{}, {"training": True}, {"training": False}]
    models = [package.Model(a, Plus()(a, **word)) for word in words]
    zero = np.zeros((1, 3), "float32")
    return [values(m(zero, **word)[0, 0] for word in words) for m in models]


@same
def test_what_becomes_a_tensor_and_what_is_cast(package):
    class Kinds(package.layers.Layer):
        def call(self, inputs, other=None):
            flat = tf.nest.flatten([inputs, other])
            return [getattr(t, "dtype", type(t)) for t in flat]

    double, whole = tf.ones(1, tf.float64), tf.ones(1, tf.int32)
    options = [{}, {"autocast": False}, {"dtype": "float16"}]
    inputs = [double, [double, whole], [1.0, 2], 3, True, "text", None]
    inputs += [{"a": double, "b": tf.complex(1.0, 1.0)}, np.ones(2)]
    calls = [Kinds(**o)(i) for o in options for i in inputs]
    return calls, Kinds()(double, double)


# Shapes, kinds, names.


@same
def test_output_shapes_and_signatures_come_of_a_trace(package):
    class Whole(package.layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight("w", (input_shape[-1], 2))

        def call(self, inputs):
            return tf.cast(inputs @ self.w, "int32")

    layer = Whole()
    return (
        layer.compute_output_shape((None, 3)),
        layer.compute_output_signature(tf.TensorSpec((None, 3))),
        layer.built,
        len(layer.weights),
        package.layers.Dense(4).compute_output_signature(tf.TensorSpec((5, 3))),
    )


@same
def test_a_dynamic_layer_runs_in_python(package):
    class Dynamic(package.layers.Layer):
        def __init__(self):
            super().__init__(dynamic=True)

        def call(self, inputs):
            return inputs * (2 if float(tf.reduce_sum(inputs)) < 100 else 3)

    class WithShape(Dynamic):
        def compute_output_shape(self, input_shape):
            return input_shape

    a = package.Input((3,))
    model = package.Model(a, WithShape()(a))
    model.compile("sgd", "mse")
    return (
        model.dynamic,
        model.run_eagerly,
        model.predict(X, verbose=0).tolist(),
        alike.name_of_error(lambda: Dynamic()(a)),
    )


@same
def test_types_follow_the_dtype(package):
    policy = package.mixed_precision.Policy("mixed_float16")
    found = []
    for dtype in (None, "float16", tf.float64, policy, np.float64):
        layer = package.layers.Dense(2, dtype=dtype)
        found.append((layer(X).dtype, layer.dtype, layer.compute_dtype))
        found.append((layer.variable_dtype, layer.dtype_policy.name))
    return found


@same
def test_variables_are_named_after_the_scopes_around(package):
    made = [package.layers.Dense(2, name=f"d{i}") for i in range(3)]
    with tf.name_scope("outer"):
        made[0](X)
        made[1].build((None, 3))

    @tf.function
    def call(inputs):
        with tf.name_scope("graph"):
            return made[2](inputs)

    call(X)
    return [[v.name for v in layer.weights] for layer in made]


@same
def test_a_layer_that_forgets_its_base_says_so(package):
    class Forgets(package.layers.Layer):
        def __init__(self):
            self.scale = tf.Variable(1.0)

        def call(self, inputs):
            return inputs * self.scale

    try:
        Forgets()(X)
    except RuntimeError as error:
        return "super().__init__()" in str(error)


@same
def test_call_may_be_a_tf_function_or_be_wrapped(package):
    def wrapped(call):
        @functools.wraps(call)
        def around(*args, **kwargs):
            return call(*args, **kwargs)

        return around

    class Graph(package.layers.Layer):
        @tf.function
        def call(self, inputs, training=None):
            return inputs if training else inputs * 2

    class Wrapped(package.layers.Layer):
        @wrapped
        def call(self, inputs, training=None):
            return inputs if training else inputs * 2

    words = [{}, {"training": True}]
    layers = [Graph(), Wrapped()]
    return [la(X, **w).numpy().tolist() for la in layers for w in words]


@same
def test_a_layer_that_is_said_not_to_be_built_is_built_anew(package):
    class Counts(package.layers.Layer):
        number = 0

        def build(self, input_shape):
            self.number += 1
            self.built = True

        def call(self, inputs):
            return inputs * float(self.number)

    layer, found = Counts(), []
    around = package.Sequential([layer])
    for call in (layer, around):
        for built in (True, True, False, True, False, True, True):
            layer.built = layer.built and built
            found.append(float(call(tf.ones((1, 1)))[0, 0]))
    return found


@same
def test_a_class_that_gets_another_call_has_its_arguments(package):
    class Plain(package.layers.Layer):
        def call(self, inputs):
            return inputs

    class Below(Plain):
        pass

    def call(self, inputs, training=None, factor=1.0):
        return inputs * (2.0 if training else 1.0) * factor

    x, found = tf.ones((1, 1)), []
    for kind in (Plain, Below):
        kind()(x)
    Plain.call = call
    for kind in (Plain, Below):
        layer = kind()
        for _ in range(3):
            found += [layer(x, training=True), layer(x, factor=3.0)]
        found.append(package.Sequential([layer])(x, training=True))
    return [float(value[0, 0]) for value in found]
