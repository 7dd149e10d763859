"""Models in models go both ways between this package, tf_keras and Keras 3.

Run as a program it stands for another package: it writes all forms to a folder
and reads those that this package wrote there.
"""
# The suite of this package lasts eight minutes on a slow machine without it.
# bazel: alone=true

import importlib
import pathlib
import sys
import warnings

import numpy as np
import pytest

ROWS = np.arange(12, dtype="float32").reshape(4, 3) / 6 - 1


def functional(k, name="inner"):
    x = k.Input((3,), name=f"{name}_in")
    return k.Model(x, k.layers.Dense(3, name=f"{name}_d")(x), name=name)


def sequential(k, name="inner"):
    dense = k.layers.Dense(3, name=f"{name}_d")
    return k.Sequential([k.Input((3,)), dense], name=name)


def two_tensors(k):
    a, b = k.Input((3,), name="a"), k.Input((3,), name="b")
    both = k.layers.Add(name="both")([a, b])
    return k.Model([a, b], [both, k.layers.Dense(3, name="d")(both)], name="t")


def once(k, make):
    x = k.Input((3,), name="x")
    return k.Model(x, make(k)(x))


def chained(k, make):
    x, inner = k.Input((3,), name="x"), make(k)
    return k.Model(x, inner(inner(x)))


def both_calls_out(k, make):
    x, inner = k.Input((3,), name="x"), make(k)
    y = inner(x)
    return k.Model(x, [y, inner(y)])


def only_second_call(k, make):
    x, inner = k.Input((3,), name="x"), make(k)
    inner(k.Input((3,), name="other"))
    return k.Model(x, inner(x))


def first_out_second_inside(k, make):
    x, inner = k.Input((3,), name="x"), make(k)
    first, second = inner(x), inner(k.layers.ReLU(name="r")(x))
    return k.Model(x, [first, k.layers.Dense(2, name="out")(second)])


def three_calls(k, make):
    a, b, inner = k.Input((3,), name="x"), k.Input((3,), name="y"), make(k)
    first, second = inner(a), inner(b)
    return k.Model([a, b], k.layers.Add(name="s")([inner(second), first]))


def deep(k, make):
    x, y = k.Input((3,), name="x"), k.Input((3,), name="y")
    middle = k.Model(y, make(k)(y), name="middle")
    return k.Model(x, k.layers.Dense(2, name="out")(middle(x)))


def in_stacks(k, make):
    inner = k.Sequential([k.Input((3,)), make(k)], name="stack")
    return k.Sequential([k.Input((3,)), inner, k.layers.Dense(2, name="out")])


def layers_shown(k, make):
    inner = make(k)
    return k.Model(inner.inputs, k.layers.Dense(2, name="o")(inner.outputs[0]))


def two_in_two_out(k, make):
    a, b = k.Input((3,), name="x"), k.Input((3,), name="y")
    both, one = two_tensors(k)([a, b])
    return k.Model([a, b], [make(k)(one), both])


FORMS = {
    f"{use.__name__}-{make.__name__}": (use, make)
    for use in (
        once,
        chained,
        both_calls_out,
        only_second_call,
        first_out_second_inside,
        three_calls,
        deep,
        in_stacks,
        layers_shown,
        two_in_two_out,
    )
    for make in (functional, sequential)
}


def outputs_of(model):
    inputs = [ROWS + i for i in range(len(model.inputs))]
    found = model(inputs if inputs[1:] else inputs[0])
    found = found if isinstance(found, (list, tuple)) else [found]
    return [np.asarray(one) for one in found]


def write(k, folder):
    for name, (use, make) in FORMS.items():
        k.backend.clear_session()
        model, draw = use(k, make), np.random.default_rng(1)
        model.set_weights([draw.normal(size=w.shape) for w in model.weights])
        model.save(folder / f"{name}.keras")
        (folder / f"{name}.json").write_text(model.to_json())
        np.savez(folder / f"{name}.npz", *outputs_of(model))
        np.savez(folder / f"{name}-weights.npz", *model.get_weights())


def check(name, folder, model):
    expected = np.load(folder / f"{name}.npz").values()
    for one, other in zip(outputs_of(model), expected, strict=True):
        np.testing.assert_allclose(one, other, 1e-5, 1e-6, err_msg=name)


def check_file(k, name, folder):
    k.backend.clear_session()
    check(name, folder, k.models.load_model(folder / f"{name}.keras"))


def check_json(k, name, folder):
    k.backend.clear_session()
    text = (folder / f"{name}.json").read_text()
    model = k.models.model_from_json(text)
    weights = np.load(folder / f"{name}-weights.npz").values()
    model.set_weights(list(weights))
    check(name, folder, model)


def stand_for(package, ours, theirs):
    """What the other process does."""
    warnings.simplefilter("ignore")
    k = importlib.import_module(package)
    assert "4.0" not in k.__version__
    write(k, theirs)
    for name in FORMS:
        check_file(k, name, ours)
        if package == "tf_keras":  # Keras 3 doesn't read JSON of Keras 2
            check_json(k, name, ours)


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


@pytest.mark.parametrize("name", FORMS)
def test_models_in_models_go_both_ways(theirs, name):
    k = importlib.import_module("keras")
    check_file(k, name, theirs)
    check_json(k, name, theirs)


if __name__ == "__main__":
    stand_for(sys.argv[1], *map(pathlib.Path, sys.argv[2:]))
