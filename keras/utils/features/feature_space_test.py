"""Columns of a table, encoded."""

import copy
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras

Space = keras.utils.FeatureSpace
TABLE = {
    "age": [20.0, 40.0, 20.0, 40.0],
    "city": ["Rome", "Oslo", "Rome", "Bern"],
    "floor": [7, 7, 7, 2],
    "code": [15, 25, 35, 45],
    "word": ["a", "b", "c", "d"],
    "size": [1.0, 2.0, 3.0, 4.0],
    "raw": [0.5, 1.5, 2.5, 3.5],
    "part": [0.1, 0.2, 0.7, 0.9],
}
KINDS = {
    "age": "float_normalized",
    "city": "string_categorical",
    "floor": "integer_categorical",
    "code": "integer_hashed",
    "word": "string_hashed",
    "size": Space.float_rescaled(scale=0.5, offset=1.0),
    "raw": "float",
    "part": Space.float_discretized(2),
}


# Of each: learned from a column, learned as a table, crossed.
FEW = ["age", "city", "floor"]


def space_of(kinds=None, **options):
    options = {"crosses": [("city", "floor")], "hashing_dim": 3, **options}
    kinds = {n: k for n, k in KINDS.items() if kinds is None or n in kinds}
    if not {"city", "floor"} <= kinds.keys():
        del options["crosses"]
    space = Space(kinds, crossing_dim=5, **options)
    space.adapt(TABLE)
    return space


def one_kind(kind, column, **options):
    space = Space({"x": kind}, **options)
    space.adapt({"x": column})
    return space({"x": column}).numpy().tolist()


def test_each_kind_is_what_its_layer_says():
    assert one_kind("float", [1, 2]) == [[1.0], [2.0]]
    assert one_kind(Space.float_rescaled(2.0, 1.0), [1.0]) == [[3.0]]
    assert one_kind("float_normalized", [1.0, 3.0]) == [[-1.0], [1.0]]
    halves = Space.float_discretized(2)
    assert one_kind(halves, [1.0, 9.0]) == [[1.0, 0.0], [0.0, 1.0]]
    assert one_kind("integer_categorical", [4, 4]) == [[0.0, 1.0]] * 2
    assert one_kind("string_categorical", ["a", "a"]) == [[0.0, 1.0]] * 2
    hashed = one_kind("integer_hashed", [4, 9], hashing_dim=8)
    bins = tf.strings.to_hash_bucket_fast(["4", "9"], 8).numpy()
    assert np.argmax(hashed, 1).tolist() == bins.tolist()
    hashed = one_kind("string_hashed", ["4", "9"], hashing_dim=8)
    assert np.argmax(hashed, 1).tolist() == bins.tolist()


def test_given_boundaries_stay():
    kind = Space.float_discretized(3, bin_boundaries=[0.0, 10.0])
    space = Space({"x": kind})
    # There is nothing to learn.
    assert space({"x": [5.0]}).numpy().tolist() == [[0.0, 1.0, 0.0]]
    space.adapt({"x": [99.0]})
    assert space({"x": [5.0]}).numpy().tolist() == [[0.0, 1.0, 0.0]]


def test_a_given_vocabulary_stays():
    lookup = keras.layers.StringLookup(vocabulary=["a", "b"])
    space = Space({"x": Space.feature("string", lookup, "one_hot")})
    space.adapt({"x": ["z"]})
    assert space({"x": ["b"]}).numpy().tolist() == [[0.0, 0.0, 1.0]]


def test_outputs_are_in_the_order_of_names_and_crosses_come_last():
    space = space_of(output_mode="dict")
    outputs = space(TABLE)
    assert [*outputs] == [*sorted(TABLE), "city_X_floor"]
    joined = space_of()(TABLE)
    np.testing.assert_array_equal(joined, tf.concat([*outputs.values()], 1))


def test_a_cross_is_of_the_indices_of_its_features():
    space = space_of(output_mode="dict")
    indices = [space.preprocessors[name](TABLE[name]) for name in ("city",)]
    indices.append(space.preprocessors["floor"](tf.constant(TABLE["floor"])))
    bins = keras.layers.HashedCrossing(5)(indices).numpy()
    found = np.argmax(space(TABLE)["city_X_floor"], 1)
    assert found.tolist() == bins.tolist()


def test_indices_come_out_where_they_are_asked_for():
    kinds = {
        "city": Space.string_categorical(output_mode="int"),
        "floor": Space.integer_categorical(output_mode="int"),
    }
    cross = Space.cross(("city", "floor"), 9, output_mode="int")
    space = Space(kinds, output_mode="dict", crosses=[cross])
    space.adapt(TABLE)
    found = space(TABLE)
    assert found["city"].numpy().tolist() == [[1], [2], [1], [3]]
    assert {x.dtype for x in found.values()} == {tf.int64}


def test_a_row_alone_has_no_axis_of_rows():
    space = space_of()
    row = {name: column[2] for name, column in TABLE.items()}
    np.testing.assert_array_equal(space(row), space(TABLE)[2])
    row = space_of(output_mode="dict")(row)
    assert row["city"].shape == (4,)


def test_it_stands_in_a_pipeline_of_rows_or_batches():
    space = space_of(FEW)
    data = tf.data.Dataset.from_tensor_slices(TABLE)
    for mapped in (data.map(space).batch(4), data.batch(4).map(space)):
        np.testing.assert_array_equal(next(iter(mapped)), space(TABLE))


def test_a_data_set_teaches_what_its_columns_do():
    rows = tf.data.Dataset.from_tensor_slices(TABLE)
    columns = {n: np.reshape(c, (-1, 1)) for n, c in TABLE.items()}
    wide = tf.data.Dataset.from_tensor_slices(columns).batch(3)
    for data in (rows, rows.batch(3), wide):
        space = space_of(FEW)
        space.adapt(data)
        np.testing.assert_array_equal(space(TABLE), space_of(FEW)(TABLE))


def test_its_ends_are_those_of_a_model():
    space = space_of(FEW)
    encoded = space.get_encoded_features()
    outputs = keras.layers.Dense(1)(encoded)
    model = keras.Model(space.get_inputs(), outputs)
    data = {
        name: np.array(column) for name, column in TABLE.items() if name in FEW
    }
    expected = model.layers[-1](space(TABLE))
    # Kernels of TensorFlow add up in another order on some processors.
    found = model.predict(data, verbose=0)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert encoded.shape == (None, space(TABLE).shape[1])


@pytest.mark.parametrize("ending", [".keras", ".h5", ""])
def test_a_model_with_it_as_a_layer_is_saved(ending, tmp_path):
    space = space_of(FEW)
    ends = {
        name: keras.Input((1,), dtype=end.dtype, name=name)
        for name, end in space.get_inputs().items()
    }
    model = keras.Model(ends, keras.layers.Dense(1)(space(ends)))
    data = {
        name: np.array(column) for name, column in TABLE.items() if name in FEW
    }
    expected = model.predict(data, verbose=0)
    model.save(tmp_path / f"model{ending}")
    loaded = keras.models.load_model(tmp_path / f"model{ending}")
    np.testing.assert_array_equal(loaded.predict(data, verbose=0), expected)


READER = """
import pathlib, sys, numpy, keras
from keras.utils.features.feature_space_test import TABLE
for path in map(pathlib.Path, sys.argv[1:]):
    found = keras.models.load_model(path)(TABLE)
    found = found if isinstance(found, dict) else {"all": found}
    found = {name: values.numpy() for name, values in found.items()}
    numpy.savez(path.with_suffix(".npz"), **found)
"""


def test_another_process_gets_equal_numbers_from_files(tmp_path):
    # row 229
    spaces = {mode: space_of(output_mode=mode) for mode in ("concat", "dict")}
    for mode, space in spaces.items():
        space.save(tmp_path / f"{mode}.keras")
    paths = sorted(tmp_path.iterdir())
    subprocess.run([sys.executable, "-c", READER, *paths], check=True)
    for mode, space in spaces.items():
        expected = space(TABLE)
        expected = expected if mode == "dict" else {"all": expected}
        with np.load(tmp_path / f"{mode}.npz") as found:
            assert found.keys() == expected.keys()
            for name, values in expected.items():
                np.testing.assert_array_equal(found[name], values)


def test_a_loaded_space_learns_anew_unless_it_is_frozen(tmp_path):
    # row 229
    space_of().save(tmp_path / "space.keras")
    loaded = keras.models.load_model(tmp_path / "space.keras")
    other = {**TABLE, "city": ["Rom", "Rom", "Köln", "Ulm"]}
    loaded.trainable = False
    with pytest.raises(RuntimeError, match="frozen.*trainable=False"):
        loaded.adapt(other)
    np.testing.assert_array_equal(loaded(TABLE), space_of()(TABLE))
    loaded.trainable = True
    loaded.adapt(other)
    words = loaded.preprocessors["city"].get_vocabulary()
    assert words[:2] == ["[UNK]", "Rom"]


def test_learning_anew_changes_the_width():
    space = space_of(["city"])
    assert space({"city": ["Oslo"]}).shape == (1, 4)
    space.adapt({"city": list("abcdef")})
    assert space({"city": ["a"]}).shape == (1, 7)


def test_a_copy_knows_what_was_learned():
    space = space_of()
    copied = copy.deepcopy(space)
    np.testing.assert_array_equal(copied(TABLE), space(TABLE))


def test_a_text_is_a_vector_of_its_words():
    texts = keras.layers.TextVectorization()
    space = Space({"x": Space.feature("string", texts, "one_hot")})
    space.adapt({"x": ["a b", "b"]})
    assert space({"x": ["b b", "a"]}).numpy().tolist() == [
        [0.0, 0.0, 1.0, 0.0],
        [1.0, 0.0, 0.0, 1.0],
    ]


def test_half_precision_is_that_of_the_whole_output():
    keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        assert space_of(FEW)(TABLE).dtype == tf.float16
    finally:
        keras.mixed_precision.set_global_policy(None)


@pytest.mark.parametrize(
    "features, options, told",
    [
        ({}, {}, "no features.*features={}"),
        (
            {"x": "flot"},
            {},
            "'string_hashed'.*'x': 'flot'. Did you mean 'float",
        ),
        ({"x": "float"}, {"output_mode": "list"}, "output_mode='list'"),
        ({"x": "float"}, {"crosses": [("x", "y")]}, r"\['y'\]"),
        ({"x": "float"}, {"crosses": ["x"]}, "two features.*'x'"),
        (
            {"x": "integer_hashed", "y": "integer_hashed"},
            {"crosses": [("x", "y"), ("x", "y")]},
            "'x_X_y' twice",
        ),
        (
            {"x": "integer_hashed", "y": "integer_hashed"},
            {"crosses": [("x", "y")], "crossing_dim": 0},
            "crossing_dim=0",
        ),
    ],
)
def test_a_wrong_argument_is_told(features, options, told):
    with pytest.raises(ValueError, match=f"(?s){told}"):
        Space(features, **options)


def test_a_feature_of_another_type_is_told():
    with pytest.raises(TypeError, match="Expected a kind's name.*'x': 5"):
        Space({"x": 5})
    with pytest.raises(TypeError, match="preprocessor='lookup'"):
        Space.feature("string", "lookup", "int")
    with pytest.raises(ValueError, match="output_mode='text'"):
        Space.feature("string", keras.layers.StringLookup(), "text")
    with pytest.raises(ValueError, match="num_bins=5.*Received.*1.0"):
        Space.float_discretized(5, bin_boundaries=[1.0])


def test_it_says_that_it_has_learned_nothing():
    space = Space({"x": "float_normalized", "y": "float"})
    for ask in (
        space.get_inputs,
        space.get_encoded_features,
        lambda: space({"x": [1.0], "y": [1.0]}),
    ):
        with pytest.raises(ValueError, match=r"adapt\(dataset\).*\['x'\]"):
            ask()


def test_data_of_another_kind_is_told():
    space = space_of(["age", "raw"])
    labelled = tf.data.Dataset.from_tensors(({"age": [1.0]}, 0))
    with pytest.raises(ValueError, match="lambda x, y: x"):
        space.adapt(labelled)
    with pytest.raises(ValueError, match="by name.*list"):
        space.adapt([1.0])
    with pytest.raises(ValueError, match=r"without \['age'\]"):
        space.adapt({"raw": [1.0]})
    with pytest.raises(ValueError, match=r"without \['raw'\]"):
        space({"age": [1.0]})
    with pytest.raises(ValueError, match="by name.*EagerTensor"):
        space(tf.ones((2, 2)))


def test_indices_and_floats_are_not_joined():
    space = Space({"x": Space.string_hashed(3, output_mode="int")})
    with pytest.raises(ValueError, match="'x': 'int64'.*output_mode='dict'"):
        space({"x": ["a"]})
    floats = keras.layers.Rescaling(2.0)
    space = Space({"x": Space.feature("float32", floats, "one_hot")})
    with pytest.raises(ValueError, match="Rescaling.*dtype=float32"):
        space({"x": [1.0]})


def test_a_table_of_pandas_is_a_dict_of_columns():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(TABLE)
    space = space_of()
    space.adapt(dict(table))
    np.testing.assert_array_equal(space(dict(table)), space_of()(TABLE))
    with pytest.raises(ValueError, match="DataFrame.*dict"):
        space.adapt(table)


def test_two_columns_with_one_layer_that_learns_are_refused():
    words = Space.string_categorical()
    space = Space({"a": words, "b": words})
    with pytest.raises(ValueError, match="Received the same for: a, b"):
        space.adapt({"a": ["x", "y"], "b": ["z", "z"]})


def test_columns_of_other_lengths_are_told():
    space = Space({"x": "float", "y": "float"})
    for other in (1.0, [1.0, 2.0, 3.0]):
        with pytest.raises(ValueError, match="rows of outputs: {'x': ., 'y'"):
            space({"x": other, "y": [1.0, 2.0]})


def test_a_column_with_none_is_told():
    space = Space({"x": "string_categorical"})
    with pytest.raises(TypeError, match=r"column 'x' of type list.*fillna"):
        space.adapt({"x": ["a", None]})
    space.adapt({"x": ["a", "b"]})
    with pytest.raises(TypeError, match="None is no value: fill"):
        space({"x": np.array(["a", None], object)})


@pytest.mark.parametrize("kind", ["float_normalized", "integer_categorical"])
def test_a_missing_number_is_told_before_it_is_learned(kind):
    table = {"x": np.array([1.0, np.nan, 3.0])}
    with pytest.raises(ValueError, match="missing.*column 'x'.*fillna"):
        Space({"x": kind}).adapt(table)
    rows = tf.data.Dataset.from_tensor_slices(table)
    with pytest.raises(tf.errors.InvalidArgumentError, match="column 'x'"):
        Space({"x": kind}).adapt(rows)
