"""Attributes, methods and classes of users, under names that we have too."""

import dataclasses
import functools
import itertools

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.backend import user_code
from keras.engine.layer import meant_names
from keras.engine.layer import private_names as layer_names
from keras.engine.model import model_state, step_settings
from keras.engine.model import private_names as model_names

CLASSES = (keras.Layer, keras.Model, keras.models.Functional, keras.Sequential)
X = np.linspace(-1, 1, 12, dtype="float32").reshape(6, 2)
Y = np.ones((6, 3), "float32")


def instances():
    dense = keras.layers.Dense(3, input_shape=(2,))
    stack = keras.Sequential([dense])
    stack.compile("sgd", "mse")
    stack.fit(X, Y, verbose=0)
    entry = keras.Input((2,))
    return [dense, stack, keras.Model(entry, dense(entry))]


def is_tensorflows(name):
    begins = ("_self_", "_tf_", "_TF_", "_obj_reference")
    return name.startswith(begins) or name == "_trackable_children"


@functools.cache
def bound_names():
    """The private names that other people's code works on."""
    modules = (layer_names, model_names, step_settings)
    bound = [v for module in modules for v in vars(module).values()]
    tables = [
        table
        for module in (layer_names, model_names)
        for table in (module._NAMES, module._ABSENT)
    ]
    return {name for table in tables for name in table} | {
        name
        for cls in CLASSES
        for owner in cls.__mro__
        for name, value in vars(owner).items()
        if any(value is one for one in bound)
    }


@functools.cache
def field_names():
    """Every field of what the engine keeps, as a user would call it."""
    kept = (model_state.ModelState, model_state.Stack)
    fields = {f.name for one in kept for f in dataclasses.fields(one)}
    found = {"_" + name for name in fields}
    # What the rows of `meant_by` hold is looked at by itself.
    return sorted(found - bound_names() - set(dir(keras.Model)) | {"_graph"})


def private_names_of_classes():
    found = {
        name
        for cls in CLASSES
        for owner in cls.__mro__
        if owner.__module__.startswith("keras.")
        for name in vars(owner)
    }
    for one in instances():
        found |= {n for n in vars(one) if n not in vars(keras.layers.Dense)}
    return {n for n in found if n.startswith("_") and not n.startswith("__")}


def test_private_names_of_the_engine_are_told_by_their_beginning():
    others = private_names_of_classes() - bound_names()
    of_dense = {"_type"}  # a layer's own, which the engine doesn't know
    ours = {n for n in others if not is_tensorflows(n)} - of_dense
    assert {n for n in ours if not n.startswith("_keras_")} == set()
    assert "_keras_state" in ours


def test_the_names_cover_those_that_were_hit():
    assert {"_topology", "_loss_terms", "_own", "_short_way"} <= set(
        field_names()
    )
    assert len(field_names()) > 20


PLAIN = itertools.cycle([3, {"a": 1}, "text", None, (1, 2)])
# Each gives `setattr` and the class what a user would put there.
VALUES = {
    "plain": lambda: next(PLAIN),
    "layer": lambda: keras.layers.Dense(3),
    "variable": lambda: tf.Variable([1.0, 2.0, 3.0]),
    "list of layers": lambda: [keras.layers.Dense(3)],
}


def of_value(value, x):
    """What the model computes from what a user put into one attribute."""
    if isinstance(value, keras.Layer):
        return value(x)
    if isinstance(value, tf.Variable):
        return value * x[:, :1]
    if isinstance(value, list):
        return of_value(value[0], x)
    return x[:, :1]


def model_of(names, value, moment):
    class Own(keras.Model):
        def __init__(self):
            if moment == "before":
                self.fill()
            super().__init__()
            if moment == "after":
                self.fill()
            self.head = keras.layers.Dense(3)

        def build(self, input_shape):
            if moment == "build":
                self.fill()
            super().build(input_shape)

        def fill(self):
            for name in names:
                setattr(self, name, VALUES[value]())

        def call(self, x):
            parts = [of_value(getattr(self, name), x) for name in names]
            return self.head(tf.add_n([tf.zeros((1, 3)) + p for p in parts]))

    return Own


def layer_of(names, value, moment):
    class Part(keras.layers.Layer):
        def __init__(self, **kwargs):
            if moment == "before":
                self.fill()
            super().__init__(**kwargs)
            if moment == "after":
                self.fill()

        def build(self, input_shape):
            if moment == "build":
                self.fill()
            self.bias = self.add_weight("bias", (3,))

        def fill(self):
            for name in names:
                setattr(self, name, VALUES[value]())

        def call(self, x):
            parts = [of_value(getattr(self, name), x) for name in names]
            return tf.add_n([tf.zeros((1, 3)) + p for p in parts]) + self.bias

    def made():
        entry = keras.Input((2,))
        return keras.Model(entry, Part()(entry))

    return made


def story(make, folder=None):
    """What a model does from its first call to its second life."""
    model = make()
    told = [model(X).numpy().shape]
    counted = [v.shape.as_list() for v in model.weights]
    values = [
        np.linspace(-1, 1, max(v.shape.num_elements(), 1)).reshape(v.shape)
        for v in model.weights
    ]
    model.set_weights(values)
    told += [model(X).numpy(), model.predict(X, verbose=0)]
    model.compile("sgd", "mse", metrics=["mse"])
    told += [model.fit(X, Y, batch_size=3, verbose=0, shuffle=False).history]
    told.append(len(model.trainable_weights))
    if folder is not None:
        hold_values_in_files(model, make, folder)
    return told, counted


def hold_values_in_files(model, make, folder):
    model.save_weights(folder / "w.weights.h5")
    again = make()
    again(X)
    again.load_weights(folder / "w.weights.h5")
    np.testing.assert_array_equal(again(X), model(X))
    tf.train.Checkpoint(model=model).write(str(folder / "c"))
    again = make()
    again(X)
    tf.train.Checkpoint(model=again).read(str(folder / "c")).expect_partial()
    np.testing.assert_array_equal(again(X), model(X))


@pytest.mark.parametrize(
    "make, moment",
    [(m, w) for m in (model_of, layer_of) for w in ("before", "after")]
    + [(layer_of, "build")],
)
@pytest.mark.parametrize("value", VALUES)
def test_a_users_attributes_mean_nothing_to_us(make, moment, value, tmp_path):
    names = field_names()
    others = [f"zebra_{number:03}" for number in range(len(names))]
    told, counted = story(make(names, value, moment), tmp_path)
    wanted, right = story(make(others, value, moment))
    assert counted == right
    # The sum's order is that of the names: equal up to rounding.
    tf.nest.map_structure(
        lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-5), told, wanted
    )


KINDS = {
    "constant": lambda name: 3,
    "method": lambda name: lambda self: 3,
    "property": lambda name: property(lambda self: 3),
    "class": lambda name: keras.layers.Dense,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_users_class_may_define_any_of_the_names(kind, tmp_path):
    body = {name: KINDS[kind](name) for name in field_names()}
    plain = model_of(["zebra"], "layer", "after")
    own = type("Own", (plain,), body)
    told, counted = story(own, tmp_path)
    wanted, right = story(plain)
    assert counted == right
    tf.nest.map_structure(np.testing.assert_array_equal, told, wanted)


def test_own_attributes_are_copied_and_loaded(tmp_path):
    names = [name for name in field_names() if name.startswith("_")]

    @keras.saving.register_keras_serializable("user_names_test")
    class Own(model_of(names, "layer", "after")):
        pass

    model = Own()
    model(X)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded(X), model(X))
    keras.saving.get_custom_objects().pop("user_names_test>Own")


def public_names(cls):
    return sorted(
        name for name in meant_names.meant_by(cls) if not name.startswith("_")
    )


@pytest.mark.parametrize("value", ["layer", "variable", "list of layers"])
@pytest.mark.parametrize("make", [model_of, layer_of])
def test_a_part_under_a_public_name_is_kept_or_refused(make, value, tmp_path):
    cls = keras.Model if make is model_of else keras.Layer
    kept = []
    for name in public_names(cls):
        try:
            make([name], value, "after")()
        except (AttributeError, TypeError) as error:
            message = str(error)
            assert f"{name}" in message, name
            assert "Expected" in message and "Received" in message, name
            continue
        kept.append(name)
        told, counted = story(make([name], value, "after"), tmp_path)
        wanted, right = story(make(["zebra"], value, "after"))
        assert counted == right
        tf.nest.map_structure(np.testing.assert_array_equal, told, wanted)
    # Where Keras 2 has a plain attribute, or none; and what is gone.
    gone = ["get_losses_for", "get_updates_for"]
    gone_of_models = [
        *("loss_functions", "metrics_tensors", "sample_weights"),
        *("targets", "total_loss"),
    ]
    answers = ["compiled", "inputs", "loss", "outputs", *gone_of_models]
    own = answers if cls is keras.Model else []
    assert kept == sorted([*gone, *own])


def test_a_name_that_cannot_be_set_is_told_whatever_it_is_given():
    layer = keras.layers.Dense(1)
    with pytest.raises(AttributeError, match="'weights' can't be set.*=3"):
        layer.weights = 3


def test_a_users_own_property_is_the_users():
    class Own(keras.layers.Layer):
        @property
        def history(self):
            return self.kept

        @history.setter
        def history(self, value):
            self.kept = value

    layer = Own()
    layer.history = keras.layers.Dense(1)
    layer.history(X)
    assert len(layer.weights) == 2


def test_the_loss_is_that_of_the_last_compile():
    class Own(keras.Model):
        def compile(self, optimizer, loss):
            super().compile(optimizer)
            self.loss = loss

    model = Own()
    model.compile("sgd", "binary_crossentropy")
    assert model.loss == "binary_crossentropy"
    keras.Model.compile(model, "sgd", "mse")
    assert model.loss == "mse"


def test_a_model_may_keep_its_optimizers_in_a_dict(tmp_path):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.head = keras.layers.Dense(3)

        def call(self, x):
            return self.head(x)

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((self(x) - y) ** 2)
            grads = tape.gradient(loss, self.trainable_weights)
            pairs = zip(grads, self.trainable_weights)
            self.optimizer["head"].apply_gradients(pairs)
            return {"loss": loss}

    model = Own()
    model.compile("sgd")
    model.optimizer = {"head": keras.optimizers.SGD(0.1)}
    losses = model.fit(X, Y, epochs=3, verbose=0).history["loss"]
    assert losses[2] < losses[0]
    assert int(model.optimizer["head"].iterations) == 3
    assert model.get_compile_config()["optimizer"]


def test_names_that_mean_something_are_those_of_the_engine():
    class Own(keras.Model):
        outputs = 3

    assert user_code.is_users(Own)
    assert "outputs" not in meant_names.meant_by(Own)
    assert "outputs" in meant_names.meant_by(keras.Model)


def test_renaming_by_the_private_name_takes_text_alone():
    layer = keras.layers.Dense(1, name="old")
    layer._name = "new"
    assert layer.name == "new"
    with pytest.raises(TypeError, match="Expected a str. Received: _name=3"):
        layer._name = 3
