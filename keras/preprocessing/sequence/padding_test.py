"""Padding of values and shapes of any kind."""

import numpy as np
import pytest

import keras

pad = keras.utils.pad_sequences


@pytest.mark.parametrize(
    "sequences, dtype, needed",
    [
        ([[0.25, 0.75], [1.5]], "int32", "float32"),
        ([[1], [2**31]], "int32", "int64"),
        ([["a"], []], "int32", "object"),
        ([[300]], "uint8", "int64"),
        ([[np.nan]], "int32", "float32"),
    ],
)
def test_what_an_integer_type_would_change_is_refused(sequences, dtype, needed):
    # row 223
    with pytest.raises(ValueError, match=f"Pass dtype='{needed}'"):
        pad(sequences, dtype=dtype)


def test_whole_numbers_stay_int32_in_any_form():
    # row 223
    for sequences in (
        [[1.0], [2, 3]],
        [np.array([1.0]), [2, 3]],
        [[1], [2, 3]],
    ):
        padded = pad(sequences)
        assert padded.dtype == "int32"
        np.testing.assert_array_equal(padded, [[0, 1], [2, 3]])


def test_fractions_stay_in_a_float_type():
    # row 223
    padded = pad([[0.25, 0.75], [1.5]], dtype="float32", padding="post")
    np.testing.assert_array_equal(padded, [[0.25, 0.75], [1.5, 0]])


@pytest.mark.parametrize(
    "sequences, dtype",
    [
        ([np.array([2**63 + 1], "uint64"), np.array([1])], "uint64"),
        ([[2**53 + 1], [1.0]], "int64"),
        ([[2**53 + 1, 1.0]], "int64"),
        ([[2**53 + 1], [], [1.0]], "int64"),
    ],
)
def test_large_numbers_keep_all_digits(sequences, dtype):
    # row 223
    padded = pad(sequences, dtype=dtype, value=7)
    found = [int(number) for row in padded for number in row if number != 7]
    assert found == [int(number) for row in sequences for number in row]


@pytest.mark.parametrize("value", [0.5, float("nan"), 2**40])
def test_what_fills_up_is_held_as_well(value):
    # row 223
    with pytest.raises(ValueError, match="int32 can't hold"):
        pad([[1]], 3, value=value)


def test_texts_are_kept_whole():
    padded = pad([["hello", "a"], ["b"]], dtype=str, value="…")
    assert padded.tolist() == [["hello", "a"], ["…", "b"]]
    assert pad([["hello"]], dtype="U2", value="").tolist() == [["he"]]


def test_no_sequences_make_an_empty_array():
    assert pad([]).shape == (0, 0)
    assert pad([[], []], maxlen=3).tolist() == [[0] * 3] * 2


@pytest.mark.parametrize(
    "sequences, given, error, match",
    [
        (iter([[1]]), {}, TypeError, "Make a list of them"),
        ([1, 2], {}, TypeError, "an element is no sequence"),
        (["abc"], {"dtype": object}, TypeError, "an element is no sequence"),
        ("hello", {}, TypeError, "TextVectorization"),
        ([b"ab"], {}, TypeError, "an element is no sequence"),
        ([[1], {1, 2}], {}, TypeError, "an element is no sequence"),
        ({"a": [1]}, {}, TypeError, "have no order"),
        ([[2.0**70]], {"dtype": "int64"}, ValueError, "int64 can't hold"),
        ([[1, None], [2]], {}, ValueError, "int32 can't hold None"),
        ([[1]], {"maxlen": 3.0}, TypeError, "maxlen=3.0"),
        ([[1]], {"maxlen": -1}, ValueError, "maxlen=-1"),
        ([[1]], {"padding": "left"}, ValueError, "padding='left'"),
        ([[1]], {"truncating": "x"}, ValueError, "truncating='x'"),
        ([[1]], {"value": "p"}, ValueError, "pass dtype=object"),
        ([[[1, 2]], [[1]]], {}, ValueError, "differ in shape"),
    ],
)
def test_what_cannot_be_padded_is_refused(sequences, given, error, match):
    with pytest.raises(error, match=match):
        pad(sequences, **given)
