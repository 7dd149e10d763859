"""Optimizers that were copied or pickled alone, and go on elsewhere."""

import copy
import pickle

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import rows

WAYS = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda optimizer: pickle.loads(pickle.dumps(optimizer)),
}
by_any_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def new_variables(*starts):
    return [tf.Variable(start, name=f"v{i}") for i, start in enumerate(starts)]


def step(optimizer, variables, size=1.0):
    optimizer.apply_gradients(
        [(size * tf.ones(v.shape, v.dtype), v) for v in variables]
    )


def made(**options):
    """Returns an optimizer that took two steps, and its variables."""
    optimizer = keras.optimizers.SGD(1.0, momentum=0.5, **options)
    variables = new_variables([1.0], [2.0, 3.0])
    step(optimizer, variables)
    step(optimizer, variables)
    return optimizer, variables


@by_any_way
@pytest.mark.parametrize("row", rows.ROWS)
def test_slots_go_on_for_variables_alike(row, way):
    optimizer = rows.ROWS[row].make()
    one = new_variables([1.0], [2.0, 3.0])
    step(optimizer, one)
    step(optimizer, one)
    other = [tf.Variable(v) for v in one]
    copied = way(optimizer)
    for size in (3.0, 0.5):
        step(optimizer, one, size)
        step(copied, other, size)
    for expected, found in zip(one, other):
        np.testing.assert_array_equal(found, expected)
    assert len(copied.variables) == len(optimizer.variables)


@by_any_way
def test_a_fresh_model_is_trained_on(way):
    models = [
        keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        for _ in range(2)
    ]
    x = np.ones((4, 1), "float32")
    models[0].compile(keras.optimizers.Adam(0.1), "mse")
    models[0].fit(x, x, verbose=0, epochs=2)
    models[1].compile(way(models[0].optimizer), "mse")
    models[1].set_weights(models[0].get_weights())
    for model in models:
        model.fit(x, x, verbose=0)
    for expected, found in zip(*(m.get_weights() for m in models)):
        np.testing.assert_array_equal(found, expected)
    assert int(models[1].optimizer.iterations) == 3


@by_any_way
@pytest.mark.parametrize("with_build", [True, False])
def test_others_are_refused(way, with_build):
    copied = way(made()[0])
    others = new_variables([1.0], [2.0])
    with pytest.raises(
        ValueError, match=r"\(2,\).*Received.*\(1,\).*build.*from_config"
    ):
        copied.build(others) if with_build else step(copied, others)


@by_any_way
def test_a_copy_serves_once(way):
    copied = way(made()[0])
    step(copied, new_variables([1.0], [2.0, 3.0]))
    with pytest.raises(ValueError, match="not built for.*v0.*from_config"):
        step(copied, new_variables([1.0], [2.0, 3.0]))


@by_any_way
def test_build_may_say_for_which_variables(way):
    copied, variables = way(made()[0]), new_variables([1.0], [2.0, 3.0])
    copied.build(variables)
    step(copied, variables[1:])
    # The velocity, -1.5, halves, and the gradient is 1.
    assert variables[1].numpy().tolist() == [2.0 - 1.75, 3.0 - 1.75]


@by_any_way
def test_a_copy_of_both_keeps_its_variables(way):
    optimizer, variables = made()
    copied = copy.deepcopy((optimizer, variables))
    step(copied[0], copied[1][:1])
    assert copied[1][0].numpy() == variables[0].numpy() - 1.75
    with pytest.raises(ValueError, match="not built for"):
        step(copied[0], variables)


@by_any_way
def test_a_copy_without_steps_is_built_as_any(way):
    copied, variables = way(keras.optimizers.SGD(1.0)), new_variables([5.0])
    step(copied, variables)
    assert variables[0].numpy() == 4.0


@by_any_way
def test_a_scaled_one_serves_too(way):
    inner, variables = made()
    outer = keras.mixed_precision.LossScaleOptimizer(inner)
    others = [tf.Variable(v) for v in variables]
    copied = way(outer)
    step(copied, others)
    step(outer, variables)
    for expected, found in zip(variables, others):
        np.testing.assert_array_equal(found, expected)


def test_what_weight_decay_leaves_alone_has_its_place():
    optimizer = keras.optimizers.SGD(1.0, weight_decay=0.5)
    variables = new_variables([1.0], [1.0])
    optimizer.exclude_from_weight_decay(var_list=variables[1:])
    step(optimizer, variables)
    others = new_variables([4.0], [4.0])
    step(copy.deepcopy(optimizer), others, size=0.0)
    assert [float(v[0]) for v in others] == [2.0, 4.0]


def optimizer_of(is_scaled, **options):
    plain = keras.optimizers.SGD(1.0, momentum=0.5, **options)
    scaled = keras.mixed_precision.LossScaleOptimizer
    return scaled(plain) if is_scaled else plain


@pytest.mark.parametrize("is_scaled", [False, True])
def test_what_a_shallow_copy_makes_is_its_own(is_scaled, tmp_path):
    optimizer = optimizer_of(is_scaled, use_ema=True)
    copied = copy.copy(optimizer)
    step(copied, new_variables([1.0]))
    assert len(optimizer.variables) == 1
    variables = new_variables([1.0], [2.0])
    step(optimizer, variables)
    assert (len(copied.variables), len(optimizer.variables)) == (3, 5)
    optimizer.finalize_variable_values(variables)
    kept = tf.train.Checkpoint(copied).write(str(tmp_path / "c"))
    names = [name for name, _ in tf.train.list_variables(kept)]
    assert sum("/.ATTRIBUTES/" in name for name in names) >= 3
    assert not any("_variables/3" in name for name in names)


@pytest.mark.parametrize("is_scaled", [False, True])
def test_settings_of_a_shallow_copy_are_its_own(is_scaled):
    optimizer = optimizer_of(is_scaled)
    copied = copy.copy(optimizer)
    copied.clipnorm = 2.0
    assert (optimizer.clipnorm, copied.clipnorm) == (None, 2.0)


def test_a_shallow_copy_shares_slots_so_others_are_refused():
    copied = copy.copy(made()[0])
    with pytest.raises(ValueError, match="not built for.*from_config"):
        step(copied, new_variables([1.0], [2.0, 3.0]))
