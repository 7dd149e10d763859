"""Tests of batches drawn from tf.data."""

import pytest
import tensorflow as tf

from keras.engine.data import dataset_batches


def drawn(batches):
    """Reads an epoch in a graph until it ends or has all its batches."""
    cursor = batches.epoch()
    fetch = tf.function(batches.fetch_optional)
    taken = []
    while batches.num_batches is None or len(taken) < batches.num_batches:
        optional = fetch(cursor, tf.constant(len(taken)))
        if not optional.has_value():
            break
        taken.append(optional.get_value().numpy().tolist())
    return taken


def numbers(count, size=2):
    return tf.data.Dataset.range(count).batch(size)


def test_a_dataset_of_known_length_is_read_anew_each_epoch():
    batches = dataset_batches.DatasetBatches(numbers(5))
    assert batches.num_batches == 3
    assert batches.never_short
    assert drawn(batches) == drawn(batches) == [[0, 1], [2, 3], [4]]


def test_a_dataset_of_unknown_length_is_read_to_its_end():
    batches = dataset_batches.DatasetBatches(numbers(9).filter(lambda x: True))
    assert batches.num_batches is None
    assert len(drawn(batches)) == 5


def test_a_repeated_dataset_goes_on_across_epochs():
    batches = dataset_batches.DatasetBatches(
        numbers(6).repeat(), steps=2, keeps_position=True
    )
    assert drawn(batches) == [[0, 1], [2, 3]]
    assert drawn(batches) == [[4, 5], [0, 1]]


def test_steps_without_position_start_anew_each_epoch():
    batches = dataset_batches.DatasetBatches(numbers(6), steps=1)
    assert drawn(batches) == drawn(batches) == [[0, 1]]


def test_a_dataset_that_ends_early_is_reported_with_both_counts():
    batches = dataset_batches.DatasetBatches(
        numbers(6), steps=2, keeps_position=True
    )
    assert batches.check_epoch(len(drawn(batches)))
    with pytest.warns(UserWarning, match="1 of at least 2 batches"):
        assert not batches.check_epoch(len(drawn(batches)))


def test_an_epoch_without_any_batch_is_an_error():
    batches = dataset_batches.DatasetBatches(numbers(0))
    with pytest.raises(ValueError, match="at least 1 batch.*batches=0"):
        batches.check_epoch(len(drawn(batches)))


def test_an_iterator_without_more_epochs_ends_with_a_warning():
    batches = dataset_batches.DatasetBatches(iter(numbers(4)))
    assert batches.check_epoch(len(drawn(batches)))
    with pytest.warns(UserWarning, match="0 of at least 1 batches"):
        assert not batches.check_epoch(len(drawn(batches)))


def test_infinite_data_needs_the_number_of_steps():
    with pytest.raises(ValueError, match="has no end.*steps=None"):
        dataset_batches.DatasetBatches(numbers(4).repeat())


def test_iterators_of_one_dataset_share_one_trace():
    batches = dataset_batches.DatasetBatches(numbers(4))
    traces = []

    def step(cursor):
        traces.append(cursor)
        return batches.fetch(cursor, 0)

    run = tf.function(step).get_concrete_function(batches.cursor_spec)
    assert [int(run(batches.epoch())[0]) for _ in range(3)] == [0, 0, 0]
    assert len(traces) == 1


def test_an_iterator_is_used_up_as_it_is_read():
    batches = dataset_batches.DatasetBatches(iter(numbers(4)), steps=1)
    assert [drawn(batches) for _ in range(3)] == [[[0, 1]], [[2, 3]], []]


def test_iterating_a_dataset_in_one_graph_loop_reads_every_batch():
    batches = dataset_batches.DatasetBatches(numbers(10, 3))
    fetch = batches.fetch

    @tf.function
    def total(cursor, count):
        return tf.while_loop(
            lambda index, _: index < count,
            lambda index, value: (
                index + 1,
                value + tf.reduce_sum(fetch(cursor, index)),
            ),
            (tf.constant(0), tf.constant(0, tf.int64)),
        )[1]

    assert int(total(batches.epoch(), tf.constant(4))) == 45
