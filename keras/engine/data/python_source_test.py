"""Tests of what hands out batches: generators, sequences, iterables."""

import numpy as np
import pytest
import tensorflow as tf

from keras.engine.data import adapter
from keras.testing import reader


class Squares:
    """A sequence as users write it: three batches of two rows."""

    def __init__(self):
        self.made = []
        self.epochs = 0

    def __len__(self):
        return 3

    def __getitem__(self, index):
        self.made.append(index)
        x = np.full((2, 1), float(index))
        return [x, x], [x**2]

    def on_epoch_end(self):
        self.epochs += 1


def pairs(count=3):
    for index in range(count):
        yield [np.full((2, 3), float(index)), np.full(2, index)]


@pytest.mark.parametrize("argument", ["y", "sample_weight", "batch_size"])
def test_a_source_allows_no_arrays_beside_it(argument):
    dataset = tf.data.Dataset.range(4).batch(2)
    with pytest.raises(ValueError, match=f"makes its own batches.*{argument}"):
        adapter.make_batches(dataset, **{argument: 2})


def test_a_generator_of_lists_gives_inputs_and_labels():
    read = reader.epoch(adapter.make_batches(pairs()))
    assert len(read) == 3
    x, y = read[1]
    assert x.dtype == tf.float32
    assert y.numpy().tolist() == [1, 1]


def test_a_generator_is_read_on_across_epochs():
    batches = adapter.make_batches(pairs(5), steps=2)
    labels = [[int(y[0]) for _, y in reader.epoch(batches)] for _ in range(3)]
    assert labels == [[0, 1], [2, 3], [4]]


def test_the_first_batch_of_a_generator_tells_the_sizes_of_its_axes():
    batches = adapter.make_batches(pairs())
    assert batches.build_spec[0].shape.as_list() == [None, 3]
    assert batches.element_spec[0].shape.as_list() == [None, None]


def test_a_generator_may_change_every_axis():
    def growing():
        for size in (2, 3):
            yield np.ones((size, size)), np.ones(size)

    read = reader.epoch(adapter.make_batches(growing()))
    assert [tuple(x.shape) for x, _ in read] == [(2, 2), (3, 3)]


def test_a_generator_may_leave_labels_out():
    batches = adapter.make_batches(iter([(np.ones(2), None, np.ones(2))]))
    assert reader.epoch(batches)[0][1] is None


def test_a_generator_may_yield_dicts_of_text_and_ragged_rows():
    rows = tf.ragged.constant([[1], [2, 3]])
    batches = adapter.make_batches(
        iter([({"name": np.array(["a", "b"]), "rows": rows}, [0, 1])] * 2)
    )
    x, _ = reader.epoch(batches)[1]
    assert x["name"].dtype == tf.string
    assert x["rows"].row_lengths().numpy().tolist() == [1, 2]


def test_a_batch_of_another_structure_names_the_branch():
    def odd():
        yield {"a": np.ones(2), "b": np.ones(2)}, np.ones(2)
        yield {"a": np.ones(2)}, np.ones(2)

    with pytest.raises(ValueError, match=r"batch 1.*missing=x\['b'\]"):
        reader.epoch(adapter.make_batches(odd()))


def test_a_batch_of_another_rank_names_the_branch():
    def odd():
        yield np.ones((2, 3)), np.ones(2)
        yield np.ones((2, 3)), np.ones((2, 1))

    with pytest.raises(ValueError, match="y differs.*with 1 axes.*with 2 axes"):
        reader.epoch(adapter.make_batches(odd()))


def test_the_exception_of_a_generator_surfaces_as_it_is():
    def broken():
        yield np.ones((2, 3)), np.ones(2)
        raise ZeroDivisionError("my own bug")

    with pytest.raises(ZeroDivisionError, match="^my own bug$"):
        reader.epoch(adapter.make_batches(broken()))


def test_an_error_of_the_step_is_not_taken_for_the_generators():
    def broken():
        yield np.ones(2)
        raise ZeroDivisionError("my own bug")

    batches = adapter.make_batches(broken())
    cursor = batches.epoch()
    batches.fetch(cursor)
    with pytest.raises(tf.errors.OpError):
        batches.fetch(cursor)
    with pytest.raises(tf.errors.InvalidArgumentError, match="the step's"):
        with batches.original_errors():
            tf.debugging.assert_equal(1, 2, "the step's")


def test_a_generator_of_numbers_is_refused():
    with pytest.raises(ValueError, match="the first batch: x.*no axis of rows"):
        adapter.make_batches(iter(range(3)))


def test_an_empty_generator_is_refused():
    with pytest.raises(ValueError, match="at least 1.*builtins.generator"):
        adapter.make_batches(pairs(0))


def test_a_sequence_is_read_once_an_epoch_and_told_of_its_end():
    squares = Squares()
    batches = adapter.make_batches(squares)
    assert batches.num_batches == 3
    for _ in range(2):
        read = reader.epoch(batches)
        assert [float(y[0][0, 0]) for _, y in read] == [0.0, 1.0, 4.0]
    assert squares.made == [0, 1, 2] * 2
    assert squares.epochs == 2


def test_a_shuffled_sequence_gives_every_batch_once():
    tf.random.set_seed(0)
    squares = Squares()
    reader.epoch(adapter.make_batches(squares, shuffle=True))
    assert sorted(squares.made) == [0, 1, 2]


def test_threads_make_the_batches_of_a_sequence_in_order():
    read = reader.epoch(
        adapter.make_batches(Squares(), workers=3, max_queue_size=2)
    )
    assert [float(y[0][0, 0]) for _, y in read] == [0.0, 1.0, 4.0]


def test_a_sequence_goes_round_when_epochs_have_other_lengths():
    batches = adapter.make_batches(Squares(), steps=2, keeps_position=True)
    labels = [
        [float(y[0][0, 0]) for _, y in reader.epoch(batches)] for _ in range(2)
    ]
    assert labels == [[0.0, 1.0], [4.0, 0.0]]


def test_a_sequence_may_change_its_length_between_epochs():
    class Growing(Squares):
        def __len__(self):
            return 1 + self.epochs

    batches = adapter.make_batches(Growing())
    assert [len(reader.epoch(batches)) for _ in range(3)] == [1, 2, 3]


def test_a_sequence_without_end_needs_the_number_of_steps():
    class Endless(Squares):
        num_batches = None

    with pytest.raises(ValueError, match="no end.*steps=None"):
        adapter.make_batches(Endless())
    assert len(reader.epoch(adapter.make_batches(Endless(), steps=5))) == 5


def test_an_iterable_such_as_a_data_loader_starts_anew_each_epoch():
    class Loader:
        def __len__(self):
            return 2

        def __iter__(self):
            return iter([[np.ones((2, 1)), np.ones(2)]] * 2)

    batches = adapter.make_batches(Loader())
    assert [len(reader.epoch(batches)) for _ in range(2)] == [2, 2]
    assert batches.num_batches == 2


def test_a_dataset_is_taken_as_it_is():
    dataset = tf.data.Dataset.from_tensor_slices({"a": np.ones((4, 2))}).batch(
        2
    )
    assert (
        reader.epoch(adapter.make_batches(dataset))[0]["a"].dtype == tf.float64
    )
