"""Tests of the parts of a batch."""

import pytest

from keras.engine.data import batch_structure


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        ("x", ("x", None, None)),
        (("x",), ("x", None, None)),
        (["x", "y"], ("x", "y", None)),
        (("x", "y", "w"), ("x", "y", "w")),
        ({"a": 1}, ({"a": 1}, None, None)),
    ],
)
def test_a_batch_is_taken_apart(data, parts):
    assert batch_structure.unpack_x_y_sample_weight(data) == parts


@pytest.mark.parametrize(
    ("parts", "packed"),
    [
        (("x",), "x"),
        ((("a", "b"),), (("a", "b"),)),
        (({"a": 1},), {"a": 1}),
        (("x", "y"), ("x", "y")),
        (("x", None, "w"), ("x", None, "w")),
    ],
)
def test_parts_are_put_together(parts, packed):
    assert batch_structure.pack_x_y_sample_weight(*parts) == packed


def test_a_batch_of_four_parts_is_refused():
    with pytest.raises(ValueError, match="4 parts.*tuple of length 4"):
        batch_structure.unpack_x_y_sample_weight((1, 2, 3, 4))
