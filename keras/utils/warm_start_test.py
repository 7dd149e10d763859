"""Embeddings that go on from an older vocabulary."""

import numpy as np
import pytest
import tensorflow as tf

import keras

OLD = np.arange(6.0, dtype="float32").reshape(3, 2)
warmstart = keras.utils.warmstart_embedding_matrix


@pytest.mark.parametrize("kind", [list, np.array, tf.constant])
def test_known_terms_keep_their_rows(kind):
    made = warmstart(kind(["a", "b", "c"]), kind(["c", "x", "a"]), OLD, "ones")
    np.testing.assert_array_equal(made, [OLD[2], [1, 1], OLD[0]])


def test_vocabularies_may_be_files(tmp_path):
    (tmp_path / "old").write_text("a\nb\nc\n")
    made = warmstart(tmp_path / "old", ["b"], OLD)
    np.testing.assert_array_equal(made, OLD[1:2])


def test_new_rows_may_be_given():
    given = np.full((2, 2), 7.0)
    made = warmstart(["a", "b", "c"], ["x", "b"], OLD, given)
    np.testing.assert_array_equal(made, [[7, 7], OLD[1]])
    assert given[1, 0] == 7


@pytest.mark.parametrize(
    "base, new, match",
    [(["a"], "uniform", r"Expected the shape \(1, 2\)"),
     (["a", "b", "c"], np.ones((1, 2)), r"Received: shape=\(1, 2\)")],
)  # fmt: skip
def test_embeddings_have_a_row_for_each_term(base, new, match):
    with pytest.raises(ValueError, match=match):
        warmstart(base, ["x", "y"], OLD, new)


@pytest.mark.parametrize("dtype", ["float16", "float64"])
@pytest.mark.parametrize("new", ["zeros", [[0, 0]], np.zeros((1, 2), int)])
def test_rows_are_of_the_type_of_the_old_ones(dtype, new):
    old = np.array([[1.5, 2.5]], dtype)
    made = warmstart(["a"], ["a"], old, new)
    assert made.dtype == dtype
    np.testing.assert_array_equal(made, old)


def test_other_marks_of_lines_are_of_the_terms(tmp_path):
    (tmp_path / "old").write_text("a\u2028b\nc\n")
    made = warmstart(tmp_path / "old", ["a\u2028b", "c"], OLD[:2])
    np.testing.assert_array_equal(made, OLD[:2])
