"""Row 15: lists, tuples and dicts are one thing, held against tf_keras."""

import functools

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

X = np.arange(8.0, dtype="float32").reshape(8, 1)
Y = 2 * X
WEIGHT = np.arange(8.0, dtype="float32")


def model_of(package, kind):
    a, b = (package.Input((1,), name=name) for name in "ab")
    total = package.layers.Add()([a, b])
    outputs = [
        package.layers.Dense(1, kernel_initializer="ones", name=name)(total)
        for name in ("first", "second")
    ]
    inputs = [a, b]
    if kind is dict:
        inputs = {"a": a, "b": b}
        outputs = dict(zip(("first", "second"), outputs))
    model = package.Model(inputs, outputs)
    model.compile("sgd", "mse")
    return model


def nest(kind, names, first, second):
    if kind is dict:
        return {names[1]: second, names[0]: first}
    return kind((first, second))


def batch_of(kind, rows, weighted):
    parts = [
        nest(kind, "ab", X[rows], X[rows]),
        nest(kind, ("first", "second"), Y[rows], Y[rows]),
        nest(kind, ("first", "second"), WEIGHT[rows], WEIGHT[rows]),
    ]
    return parts if weighted else parts[:2]


def generator(kind, outer, weighted):
    for start in (0, 4):
        yield outer(batch_of(kind, slice(start, start + 4), weighted))


class Pieces(keras.utils.Sequence):
    def __init__(self, *arguments):
        self.pieces = list(generator(*arguments))

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return self.pieces[index]


def losses(model, *arrays, **arguments):
    history = model.fit(*arrays, verbose=0, shuffle=False, **arguments).history
    return {name: values[0] for name, values in history.items()}


@functools.cache
def expected(kind, weighted):
    """Returns what tf_keras logs for tuples of arrays."""
    kind = dict if kind is dict else tuple
    x, y, *weight = batch_of(kind, slice(0, 8), weighted)
    model = model_of(tf_keras, kind)
    return losses(
        model, x, y, sample_weight=weight[0] if weight else None, batch_size=4
    )


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", [tuple, list, dict])
@pytest.mark.parametrize("outer", [tuple, list])
def test_every_nest_of_batches_is_read_alike(kind, outer, weighted):
    wanted = expected(kind, weighted)
    arguments = kind, outer, weighted
    for source in (generator(*arguments), Pieces(*arguments)):
        found = losses(model_of(keras, kind), source)
        assert found == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", [tuple, list, dict])
def test_every_nest_of_arrays_is_read_alike(kind, weighted):
    parts = batch_of(kind, slice(0, 8), weighted)
    weight = parts[2] if weighted else None
    found = losses(
        model_of(keras, kind), *parts[:2], sample_weight=weight,
        batch_size=4, validation_data=tuple(parts),
    )  # fmt: skip
    names = [name for name in found if not name.startswith("val_")]
    assert {name: found[name] for name in names} == pytest.approx(
        expected(kind, weighted), rel=1e-5
    )
    assert len(found) == 2 * len(names)


@pytest.mark.parametrize("kind", [tuple, dict])
def test_every_nest_of_a_dataset_is_read_alike(kind):
    parts = tuple(batch_of(kind, slice(0, 8), True))
    dataset = tf.data.Dataset.from_tensor_slices(parts).batch(4)
    found = losses(model_of(keras, kind), dataset)
    assert found == pytest.approx(expected(kind, True), rel=1e-5)


def test_dicts_of_lists_and_lists_of_dicts_go_together():
    wanted = expected(tuple, False)
    x, y = {"b": X, "a": X}, {"second": Y, "first": Y}
    model = model_of(keras, list)
    assert losses(model, x, y, batch_size=4) == pytest.approx(wanted, rel=1e-5)
    model = model_of(keras, dict)
    found = losses(model, [X, X], y, batch_size=4)
    assert found == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize(
    ("other", "branch"),
    [
        (([X, X], [Y]), r"missing=y\[1\]"),
        (([X], [Y, Y]), r"missing=x\[1\]"),
        (([X, X], [Y, Y], WEIGHT), "unexpected=sample_weight"),
        (([X, X],), r"missing=y\[0\], y\[1\]"),
        (({"a": X, "b": X}, [Y, Y]), r"unexpected=x\['a'\], x\['b'\]"),
    ],
)
def test_another_structure_names_the_branch(other, branch):
    model = model_of(keras, list)
    with pytest.raises(ValueError, match=f"batch 1 of the epoch.*{branch}"):
        model.fit(iter([([X, X], [Y, Y]), other]), verbose=0)


def test_another_type_names_the_branch():
    model = model_of(keras, list)
    other = ([X, X.astype(str)], [Y, Y])
    with pytest.raises(ValueError, match=r"x\[1\] differs.*of string"):
        model.fit(iter([([X, X], [Y, Y]), other]), verbose=0)
