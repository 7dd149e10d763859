"""Calls of all kinds go both ways between this package, tf_keras and Keras 3.

Constants, masks, nests of inputs and outputs, parts that several models have,
classes of a user's. Run as a program it stands for another package: it writes
all forms to a folder and reads those that this package wrote there.
"""

import functools
import importlib
import pathlib
import sys
import warnings

import numpy as np
import pytest
import tensorflow as tf

ROWS = np.arange(12, dtype="float32").reshape(4, 3) / 6 - 1
IDS = np.array([[1, 2, 0], [3, 0, 0], [2, 2, 1], [0, 1, 0]])


@functools.cache
def users(k):
    """The classes of a user's of a package."""

    class Scaled(k.layers.Layer):
        """Takes constants beside its input."""

        def call(self, inputs, factors=None, more=None):
            first, (second,) = more["parts"]
            scaled = inputs * tf.cast(tf.convert_to_tensor(factors), "float32")
            return scaled * first + second

        def compute_output_shape(self, input_shape, **rest):
            return input_shape

    class MaskedSum(k.layers.Layer):
        """Sums what the mask shows."""

        def call(self, inputs, mask=None):
            shown = tf.cast(mask, inputs.dtype)[..., None]
            return tf.reduce_sum(inputs * shown, axis=1)

        def compute_mask(self, inputs, mask=None):
            return None

        def compute_output_shape(self, input_shape):
            return (input_shape[0], input_shape[-1])

    class Halves(k.layers.Layer):
        """Returns a dict and takes one."""

        def call(self, inputs):
            parts = inputs if isinstance(inputs, dict) else {"a": inputs}
            total = sum(parts[name] for name in sorted(parts))
            return {"low": total * 0.5, "high": total * 2.0}

        def compute_output_shape(self, input_shape):
            shape = input_shape
            shape = shape if not isinstance(shape, dict) else shape["a"]
            return {"low": shape, "high": shape}

    class Net(k.Model):
        """A model in Python code, on whole numbers."""

        def __init__(self, units=2, **kwargs):
            super().__init__(**kwargs)
            self.units = units
            self.rows = k.layers.Embedding(4, 3, name="rows")
            self.dense = k.layers.Dense(units, name="dense")

        def call(self, inputs):
            return self.dense(tf.reduce_sum(self.rows(inputs), axis=1))

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    for cls in (Scaled, MaskedSum, Halves, Net):
        k.saving.register_keras_serializable("calls")(cls)
    return Scaled, MaskedSum, Halves, Net


def dense(k, name, units=3):
    return k.layers.Dense(units, name=name)


def shared_parts(k):
    x, y, z = (k.Input((3,), name=name) for name in "xyz")
    encoder = k.Model(x, dense(k, "e", 2)(x), name="encoder")
    both = k.Model(y, dense(k, "d")(encoder(y)), name="both")
    return k.Model(z, [encoder(z), both(z), encoder(both(z))]), ROWS


def constants(k):
    scaled, x = users(k)[0], k.Input((3,), name="x")
    more = {"parts": (1.5, [2.0])}
    y = scaled(name="s")(x, factors=np.array([1.0, 2.0, 3.0]), more=more)
    factors = tf.constant([2, 0, 1])
    return k.Model(x, scaled(name="t")(y, factors=factors, more=more)), ROWS


def masks(k):
    masked, ids = users(k)[1], k.Input((3,), dtype="int64", name="ids")
    rows = k.layers.Embedding(4, 2, mask_zero=True, name="rows")(ids)
    y = masked(name="m")(dense(k, "d")(rows))
    return k.Model(ids, y), IDS


def masks_given(k):
    masked = users(k)[1]
    x = k.Input((3, 1), name="x")
    mask = k.Input((3,), dtype="bool", name="mask")
    y = masked(name="m")(x, mask=mask)
    return k.Model([x, mask], y), [ROWS[..., None], IDS > 0]


def dicts(k):
    halves = users(k)[2]
    a, b = k.Input((3,), name="a"), k.Input((3,), name="b")
    parts = halves(name="h")({"a": a, "b": b})
    out = {"z": dense(k, "d")(parts["low"]), "y": parts["high"]}
    return k.Model({"a": a, "b": b}, out), {"a": ROWS, "b": -ROWS * 2}


def tuples(k):
    x = k.Input((3,), name="x")
    return k.Model(x, (dense(k, "d")(x), dense(k, "e")(x))), ROWS


def operators(k):
    x = k.Input((3,), name="x")
    y = 3 * x + 1 - x * np.float32(0.5)
    y = 2.0 / (abs(-y) + 0.5) + (1.0 - y) ** 2
    return k.Model(x, [y[:, 1:], y[:, None], y > 2.0, y[:, 0]]), ROWS


def a_list_of_one(k):
    x = k.Input((3,), name="x")
    y = k.layers.Concatenate(name="c")([dense(k, "d")(x)] * 2)
    return k.Model([x], [y]), ROWS


def a_class_of_the_users(k):
    return users(k)[3](units=3), IDS


def a_class_inside(k):
    ids = k.Input((3,), dtype="int64", name="ids")
    return k.Model(ids, dense(k, "o")(users(k)[3](name="net")(ids))), IDS


# Ours, read by the others.
OURS_ALONE = {
    # Neither reads its own: it makes the inner model twice.
    "shared_parts": ("tf_keras", "keras"),
    # Keras 3 has another form of these, which tf_keras doesn't know.
    "masks_given": ("keras",),
    "dicts": ("keras",),
    # It has no functions of TensorFlow.
    "operators": ("keras",),
}
FORMS = {
    form.__name__: form
    for form in (
        shared_parts,
        constants,
        masks,
        masks_given,
        dicts,
        tuples,
        operators,
        a_list_of_one,
        a_class_of_the_users,
        a_class_inside,
    )
}
COMPILED = ("masks", "a_class_of_the_users", "a_class_inside")


def outputs_of(model, inputs):
    given = tf.nest.map_structure(tf.constant, inputs)
    return [np.asarray(one) for one in tf.nest.flatten(model(given))]


def write(k, folder):
    for name, form in FORMS.items():
        k.backend.clear_session()
        model, inputs = form(k)
        outputs_of(model, inputs)
        draw = np.random.default_rng(1)
        model.set_weights([draw.normal(size=w.shape) for w in model.weights])
        if name in COMPILED:
            model.compile("adam", "mse")
            model.train_on_batch(inputs, outputs_of(model, inputs)[0])
        model.save(folder / f"{name}.keras")
        np.savez(folder / f"{name}.npz", *outputs_of(model, inputs))


def check(k, name, folder):
    k.backend.clear_session()
    users(k)
    _, inputs = FORMS[name](k)
    model = k.models.load_model(folder / f"{name}.keras")
    expected = np.load(folder / f"{name}.npz").values()
    for one, other in zip(outputs_of(model, inputs), expected, strict=True):
        # One step of float32 in sums of a few products.
        np.testing.assert_allclose(one, other, 1e-5, 1e-6, err_msg=name)
    if name in COMPILED:
        assert int(model.optimizer.iterations) in (0, 1)
        model.train_on_batch(inputs, outputs_of(model, inputs)[0])
    return model


def stand_for(package, ours, theirs):
    """What the other process does."""
    warnings.simplefilter("ignore")
    k = importlib.import_module(package)
    assert "4.0" not in k.__version__
    write(k, theirs)
    for name in FORMS:
        if package not in OURS_ALONE.get(name, ()):
            check(k, name, ours)


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """The files that this package writes."""
    folder = tmp_path_factory.mktemp("ours")
    write(importlib.import_module("keras"), folder)
    return folder


@pytest.fixture(scope="module", params=["tf_keras", "keras"])
def theirs(request, ours, tmp_path_factory, run_beside_ours):
    """The other package's files, after it has read ours."""
    folder = tmp_path_factory.mktemp(request.param)
    run_beside_ours(folder, __file__, request.param, ours, folder)
    return folder


@pytest.mark.parametrize("name", sorted(FORMS.keys() - {"shared_parts"}))
def test_calls_go_both_ways(theirs, name):
    check(importlib.import_module("keras"), name, theirs)


@pytest.mark.parametrize("name", FORMS)
def test_our_own_file_is_the_same_model(ours, name):
    check(importlib.import_module("keras"), name, ours)


if __name__ == "__main__":
    stand_for(sys.argv[1], *map(pathlib.Path, sys.argv[2:]))
