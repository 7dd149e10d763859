"""Tests of tables and columns of polars, Arrow, Hugging Face and pandas."""

import datasets
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import tensorflow as tf

from keras import layers, models
from keras.engine.data import adapter, array_inputs, stored_rows, tables
from keras.engine.graph import input_layer

NUMBERS = {"b": [1.0, 2.0, 3.0], "a": [4.0, 5.0, 6.0]}
TABLES = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "arrow": pa.table,
    "arrow batch": pa.RecordBatch.from_pydict,
    "hugging face": datasets.Dataset.from_dict,
}
every_table = pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)


def array_of(column):
    return array_inputs.to_arrays(column, "x")


# Tables.


@every_table
def test_a_table_is_a_matrix_in_the_order_of_its_columns(make):
    x = array_of(make(NUMBERS))
    np.testing.assert_array_equal(x, [[1, 4], [2, 5], [3, 6]])


@every_table
def test_a_model_of_named_inputs_takes_columns_by_name(make):  # row 76
    a, b = input_layer.Input((1,), name="a"), input_layer.Input((1,), name="b")
    total = layers.Dense(1, "linear", False)(layers.Concatenate()([a, b]))
    model = models.Model([a, b], total)
    model.set_weights([np.array([[10.0], [1.0]])])
    table = make(NUMBERS)
    outputs = model.predict(table, verbose=0)
    np.testing.assert_array_equal(outputs, [[41], [52], [63]])
    np.testing.assert_array_equal(model.predict_on_batch(table), outputs)
    model.compile("sgd", "mse")
    assert model.evaluate(table, outputs, verbose=0) == 0
    assert model.test_on_batch(table, outputs) == 0
    model.fit(table, outputs, validation_split=0.4, verbose=0)
    assert model.history.history["val_loss"] == [0]


@every_table
def test_a_table_without_an_inputs_column_is_refused(make):
    with pytest.raises(ValueError, match=r"columns=\['b', 'a'\]; missing: \["):
        tables.by_input_names(make(NUMBERS), ["a", "c"])


@every_table
def test_a_matrix_of_texts_and_numbers_is_refused(make):
    table = make({"a": [1, 2], "b": ["x", "y"]})
    with pytest.raises(TypeError, match="Pass (columns|a dict of columns)"):
        adapter.make_batches(table)


@every_table
def test_a_column_is_labels_too(make):
    table = make(NUMBERS)
    batch = adapter.make_batches(table, table["a"]).epoch()
    assert batch.arrays[1].shape == (3, 1)


# Columns.

TEXT = ["x", "yy", "x"]
TEXTS = {
    "numpy U": np.array(TEXT),
    "numpy S": np.array(TEXT, "S"),
    "numpy object": np.array(TEXT, object),
    "list": TEXT,
    "pandas object": pd.Series(TEXT, dtype=object),
    "pandas str": pd.Series(TEXT, dtype="str"),
    "pandas categorical": pd.Series(TEXT, dtype="category"),
    "polars": pl.Series(TEXT),
    "polars categorical": pl.Series(TEXT, dtype=pl.Categorical),
    "polars enum": pl.Series(TEXT, dtype=pl.Enum(["x", "yy"])),
    "arrow": pa.array(TEXT),
    "arrow chunks": pa.chunked_array([TEXT[:1], TEXT[1:]]),
    "arrow dictionary": pa.array(TEXT).dictionary_encode(),
    "arrow view": pa.array(TEXT, pa.string_view()),
    "hugging face": datasets.Dataset.from_dict({"text": TEXT})["text"],
    "tensor": tf.constant(TEXT),
}


@pytest.fixture(scope="module")
def lookup_model():
    class Lookup(layers.Layer):
        def __init__(self):
            super().__init__()
            self.table = tf.lookup.StaticHashTable(
                tf.lookup.KeyValueTensorInitializer(["x", "yy"], [1.0, 5.0]), -1
            )

        def call(self, inputs):
            return self.table.lookup(inputs)

    symbol = input_layer.Input((1,), dtype="string")
    model = models.Model(symbol, Lookup()(symbol))
    model.compile(loss="mse")
    return model


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_of_every_package_reaches_a_lookup_layer(lookup_model, text):
    # Row 17.
    expected = [[1.0], [5.0], [1.0]]
    assert lookup_model.predict(text, verbose=0).tolist() == expected
    assert lookup_model.predict_on_batch(text).tolist() == expected
    assert lookup_model.evaluate(text, np.array(expected), verbose=0) == 0


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([1.0, 2.0], dtype=pl.Float32),
        pa.array([1.0, 2.0], pa.float32()),
        pa.chunked_array([pa.array([1.0, 2.0], pa.float32())]),
    ],
    ids=["polars", "arrow", "arrow chunks"],
)
def test_a_column_of_numbers_is_not_copied(column):
    array = array_of(column)
    assert array.shape == (2, 1)
    np.testing.assert_array_equal(array, [[1], [2]])
    whole = array
    while whole.base is not None and isinstance(whole.base, np.ndarray):
        whole = whole.base
    assert not whole.flags.owndata


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([[1, 2], [3, 4]], dtype=pl.Array(pl.Int64, 2)),
        pl.Series([[1, 2], [3, 4]]),
        pa.array([[1, 2], [3, 4]], pa.list_(pa.int64(), 2)),
        pa.array([[1, 2], [3, 4]]),
        datasets.Dataset.from_dict({"x": [[1, 2], [3, 4]]})["x"],
    ],
)
def test_lists_of_one_length_become_a_matrix(column):
    assert array_of(column).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([[1, 2], [3]]),
        pa.array([[1, 2], [3]]),
        pa.chunked_array([[[1, 2]], [[3]]]),
        datasets.Dataset.from_dict({"x": [[1, 2], [3]]})["x"],
    ],
)
def test_lists_of_other_lengths_become_ragged_rows(column):
    rows = array_of(column)
    assert isinstance(rows, tf.RaggedTensor)
    assert rows.to_list() == [[1, 2], [3]]


def test_lists_of_lists_become_ragged_rows():
    nested = pa.array([[[1], [2, 3]], [[4]]])
    assert array_of(nested).to_list() == [[[1], [2, 3]], [[4]]]


def test_lists_of_texts_become_ragged_rows():
    rows = array_of(pa.array([["a", "b"], ["c"]]))
    assert rows.to_list() == [[b"a", b"b"], [b"c"]]


@pytest.mark.parametrize(
    "column",
    [pl.Series([1, None]), pa.array([1, None]), pa.array(["a", None])],
)
def test_values_that_are_missing_are_refused(column):
    with pytest.raises(ValueError, match="Reading x: values.*1 nulls"):
        array_of(column)


@pytest.mark.parametrize(
    "column", [pl.Series([1.0, None]), pa.array([1.0, None])]
)
def test_a_missing_float_is_nan(column):
    np.testing.assert_array_equal(array_of(column), [[1], [np.nan]])


# Hugging Face's data sets.


def test_selected_rows_come_in_their_order():
    rows = datasets.Dataset.from_dict(NUMBERS).select([2, 0])
    assert array_of(rows["b"]).tolist() == [[3], [1]]


@pytest.fixture
def images():
    pixels = np.arange(5 * 4 * 4, dtype="uint8").reshape(5, 4, 4)
    features = datasets.Features({"image": datasets.Array2D((4, 4), "uint8")})
    made = datasets.Dataset.from_dict({"image": list(pixels)}, features)
    return made["image"], pixels


def test_small_images_are_decoded_at_once(images):
    column, pixels = images
    read = adapter.make_batches(column, batch_size=5).epoch().arrays
    np.testing.assert_array_equal(read, pixels)


def test_many_images_are_decoded_a_batch_at_a_time(images, monkeypatch):
    monkeypatch.setattr(stored_rows, "STORED_BYTES", 1)
    column, pixels = images
    batches = adapter.make_batches(
        column, np.arange(5), batch_size=2, shuffle=True
    )
    cursor = batches.epoch()
    seen = []
    for _ in range(3):
        x, y = batches.fetch(cursor)
        np.testing.assert_array_equal(x, pixels[y])
        seen += y.numpy().tolist()
    assert sorted(seen) == [0, 1, 2, 3, 4]
