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


def test_no_sequences_make_an_empty_array():
    assert pad([]).shape == (0, 0)
    assert pad([[], []], maxlen=3).tolist() == [[0] * 3] * 2


@pytest.mark.parametrize(
    "sequences, given, error, match",
    [
        (iter([[1]]), {}, TypeError, "Make a list of them"),
        ([1, 2], {}, TypeError, "an element is no sequence"),
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
