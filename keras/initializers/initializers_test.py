"""Initializers: numbers of tf_keras, spread, seeds, names, bad input."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

RANDOM = [
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
    "Orthogonal",
]
FIXED = ["Zeros", "Ones", "Constant", "Identity"]


@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("shape", [(4, 6), (3, 3, 2, 5)], ids=str)
def test_a_seed_gives_the_numbers_of_tf_keras(name, shape):
    ours = getattr(keras.initializers, name)(seed=5)(shape)
    theirs = getattr(tf_keras.initializers, name)(seed=5)(shape)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
@pytest.mark.parametrize(
    "distribution", ["uniform", "truncated_normal", "untruncated_normal"]
)
def test_the_variance_is_the_scale_over_the_fan(mode, distribution):
    make = keras.initializers.VarianceScaling(2.0, mode, distribution, seed=1)
    fan = {"fan_in": 400, "fan_out": 100, "fan_avg": 250}[mode]
    # 40,000 draws estimate a variance to 1 %; three times that.
    assert np.var(make((400, 100))) == pytest.approx(2 / fan, rel=0.03)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_without_a_seed_the_cut_normals_are_spread_as_with_one(dtype):
    make = keras.initializers.TruncatedNormal(1.0, 0.5)
    values = np.asarray(make((200, 200), dtype), "float64")
    assert 0 <= values.min() < 0.01 and 1.99 < values.max() <= 2
    assert values.mean() == pytest.approx(1, abs=0.01)
    # The spread of normals within two deviations, of 40,000 draws to 1 %.
    assert values.std() == pytest.approx(0.5 * 0.8796, rel=0.02)
    inside = np.mean(np.abs(values - 1) < 0.5)
    assert inside == pytest.approx(0.6827 / 0.9545, abs=0.01)


@pytest.mark.parametrize("name", RANDOM)
def test_without_a_seed_the_programs_says_which_numbers(name):
    drawn = []
    for seed in (3, 3, 4):
        keras.utils.set_random_seed(seed)
        make = getattr(keras.initializers, name)()
        drawn.append([make((4, 4)).numpy().tolist() for _ in range(2)])
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0][0] != drawn[0][1]


@pytest.mark.parametrize("name", RANDOM + FIXED)
def test_settings_are_those_of_tf_keras(name):
    ours = getattr(keras.initializers, name)()
    theirs = getattr(tf_keras.initializers, name)()
    assert ours.get_config() == theirs.get_config()
    assert keras.initializers.serialize(
        ours
    ) == tf_keras.initializers.serialize(theirs)


@pytest.mark.parametrize("name", RANDOM + FIXED)
def test_a_serialised_initializer_comes_back(name):
    ours = getattr(keras.initializers, name)()
    again = keras.initializers.deserialize(keras.initializers.serialize(ours))
    assert type(again) is type(ours)
    assert again.get_config() == ours.get_config()


@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_weights_have_the_wanted_type(name, dtype):
    values = getattr(keras.initializers, name)()((4, 4), dtype=dtype)
    assert values.dtype == dtype


def test_fixed_values_are_what_they_say():
    shape = (2, 2)
    made = {name: keras.initializers.get(name)(shape) for name in FIXED}
    assert made["Zeros"].numpy().tolist() == [[0, 0], [0, 0]]
    assert made["Ones"].numpy().tolist() == [[1, 1], [1, 1]]
    assert made["Constant"].numpy().tolist() == [[0, 0], [0, 0]]
    assert made["Identity"].numpy().tolist() == [[1, 0], [0, 1]]


def test_a_constant_may_be_an_array():
    values = keras.initializers.Constant([1.0, 2.0])((2, 2))
    assert values.numpy().tolist() == [[1.0, 2.0], [1.0, 2.0]]


def test_orthogonal_rows_are_orthonormal():
    w = keras.initializers.Orthogonal(gain=2.0, seed=1)((3, 5)).numpy()
    np.testing.assert_allclose(w @ w.T, 4 * np.eye(3), atol=1e-5)


def test_without_a_seed_each_call_draws_anew():
    make = keras.initializers.GlorotUniform()
    assert not np.array_equal(make((2, 2)), make((2, 2)))


def test_the_global_seed_repeats_what_has_no_seed():
    keras.utils.set_random_seed(3)
    first = keras.initializers.GlorotUniform()((2, 2))
    keras.utils.set_random_seed(3)
    again = keras.initializers.GlorotUniform()((2, 2))
    np.testing.assert_array_equal(first, again)


def test_a_seed_generator_gives_new_numbers_at_each_call():
    seeds = keras.random.SeedGenerator(1)
    make = keras.initializers.RandomNormal(seed=seeds)
    assert not np.array_equal(make((2, 2)), make((2, 2)))


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("zeros", "Zeros"),
        ("zero", "Zeros"),
        ("normal", "RandomNormal"),
        ("uniform", "RandomUniform"),
        ("glorot_uniform", "GlorotUniform"),
        ("GlorotUniform", "GlorotUniform"),
        ("OrthogonalInitializer", "Orthogonal"),
    ],
)
def test_names_of_keras_1_to_3_are_known(name, known):
    assert type(keras.initializers.get(name)).__name__ == known


def test_an_unknown_initializer_lists_the_nearest():
    with pytest.raises(ValueError, match="Unknown initializer.*'he_normal'"):
        keras.initializers.get("he_norml")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda i: i.VarianceScaling(scale=-1), "above 0.*scale=-1"),
        (lambda i: i.VarianceScaling(mode="in"), "fan_in.*mode='in'"),
        (lambda i: i.VarianceScaling(distribution="x"), "uniform.*'x'"),
        (lambda i: i.Identity()((3,)), r"2 axes.*shape=\(3,\)"),
        (lambda i: i.Orthogonal()((3,)), r"2 axes.*shape=\(3,\)"),
        (lambda i: i.GlorotUniform()((3,), "int32"), "float.*dtype=int32"),
        (lambda i: i.Zeros()((3,), "string"), "number.*dtype=string"),
    ],
)
def test_bad_input_is_told(make, message):
    with pytest.raises(ValueError, match=message):
        make(keras.initializers)


def test_a_users_initializer_goes_through_its_config():
    class Filled(keras.initializers.Initializer):
        __module__ = "users"

        def __init__(self, value):
            self.filling = value

        def __call__(self, shape, dtype=None, **kwargs):
            return tf.fill(shape, self.filling)

    assert Filled(3.0).get_config() == {"value": 3.0}
    assert Filled.from_config({"value": 3.0}).filling == 3.0


@pytest.mark.parametrize("old", [False, True])
def test_descriptions_are_those_of_tf_keras_in_both_forms(old):
    ours = keras.initializers.Ones()
    theirs = tf_keras.initializers.Ones()
    found = keras.initializers.serialize(ours, use_legacy_format=old)
    assert found == tf_keras.initializers.serialize(
        theirs, use_legacy_format=old
    )
    again = keras.initializers.deserialize(found, use_legacy_format=old)
    assert again.get_config() == ours.get_config()


PARTS = [
    ("Zeros", {}),
    ("Constant", {"value": 3.0}),
    ("RandomNormal", {"seed": 1}),
    ("RandomUniform", {"seed": 1}),
    ("TruncatedNormal", {"seed": 1}),
    ("VarianceScaling", {"seed": 1, "distribution": "uniform"}),
]


@pytest.mark.parametrize(("name", "arguments"), PARTS)
@pytest.mark.parametrize("offset", [(0, 0), (2, 0)])
def test_a_part_of_a_weight_has_numbers_of_its_own(name, arguments, offset):
    found, expected = (
        getattr(package.initializers, name)(**arguments)(
            (6, 4), "float32", partition_shape=(2, 4), partition_offset=offset
        )
        for package in (keras, tf_keras)
    )
    if name == "VarianceScaling":  # Theirs takes the part for the whole.
        expected = expected * (2 / 6) ** 0.5
    np.testing.assert_allclose(found, expected, rtol=1e-6)
