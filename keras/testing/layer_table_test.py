"""The table of layers is whole."""
# bazel: deps=//keras/layers:rows

import pytest

from keras import layers
from keras.testing import example_inputs, layer_row, layer_table


def test_the_table_has_every_public_layer():
    public = {
        value.__name__
        for space in (layers, layers.experimental)
        for value in (getattr(space, name) for name in space.__all__)
        if isinstance(value, type) and issubclass(value, layers.Layer)
    }
    rows = {row.layer_class.__name__ for row in layer_table.ROWS}
    assert public - layer_table.WITHOUT_ROW.keys() == rows


def test_no_two_rows_have_one_name():
    names = [row.id for row in layer_table.ROWS]
    assert len({*names}) == len(names)


def test_an_exception_from_what_no_test_asks_is_refused():
    with pytest.raises(ValueError, match="Received: .'float46'"):
        layer_row.Row(
            layers.Dense,
            example_inputs.floats(2, 3),
            exceptions={"float46": "a slip"},
        )


def test_examples_are_the_same_each_time_and_of_their_kind():
    nest = {
        "words": example_inputs.strings(4, words=("a", "b")),
        "mask": example_inputs.mask(2, 3),
        "pixels": example_inputs.images(1, 2, 2, 3, dtype="uint8"),
        "rows": example_inputs.ragged(example_inputs.floats(2, 3), 3, 1),
    }
    one, other = (example_inputs.tensors(nest) for _ in range(2))
    assert all(
        (one[name] == other[name]).numpy().all()
        for name in nest
        if name != "rows"
    )
    assert {*one["words"].numpy()} <= {b"a", b"b"}
    assert one["mask"].numpy()[:, 0].all()
    assert one["rows"].row_lengths().numpy().tolist() == [3, 1]
