"""Tests of batches cut from arrays in memory."""

import numpy as np
import pytest
import tensorflow as tf

from keras.engine.data import array_batches, device_memory


def drawn(batches):
    """Runs an epoch in one graph loop, as training does."""
    step = batches.fetch
    run = tf.function(
        lambda cursor, index: step(cursor, index)
    ).get_concrete_function(batches.cursor_spec, tf.TensorSpec((), tf.int32))
    cursor = batches.epoch()
    return [
        run(cursor, tf.constant(index)) for index in range(batches.num_batches)
    ]


def rows(batches):
    return [batch.numpy().tolist() for batch in drawn(batches)]


def test_batches_in_order_hold_every_row_and_a_short_last_batch():
    batches = array_batches.ArrayBatches(tf.range(5), 2)
    assert rows(batches) == [[0, 1], [2, 3], [4]]


def test_a_batch_keeps_the_structure_of_the_arrays():
    x = {"a": tf.range(4), "b": tf.zeros((4, 3))}
    batches = array_batches.ArrayBatches((x, tf.range(4)), 3)
    first, labels = drawn(batches)[0]
    assert first["b"].shape == (3, 3)
    assert labels.numpy().tolist() == [0, 1, 2]


def test_missing_labels_stay_none():
    batches = array_batches.ArrayBatches((tf.range(4), None, tf.ones(4)), 4)
    x, y, weight = drawn(batches)[0]
    assert y is None
    assert x.shape == weight.shape == (4,)


def test_shuffled_epochs_hold_every_row_once_in_different_orders():
    tf.random.set_seed(3)
    batches = array_batches.ArrayBatches(tf.range(50), 8, shuffle=True)
    first, second = sum(rows(batches), []), sum(rows(batches), [])
    assert sorted(first) == sorted(second) == list(range(50))
    assert first != second


def test_the_order_of_a_shuffled_epoch_follows_the_global_seed():
    orders = []
    for _ in range(2):
        tf.random.set_seed(7)
        orders.append(
            rows(array_batches.ArrayBatches(tf.range(20), 4, shuffle=True))
        )
    assert orders[0] == orders[1]


def test_shuffled_rows_of_several_arrays_stay_together():
    batches = array_batches.ArrayBatches(
        (tf.range(20), 2 * tf.range(20)), 3, shuffle=True
    )
    for x, y in drawn(batches):
        np.testing.assert_array_equal(2 * x, y)


def test_batch_shuffle_moves_whole_batches_and_leaves_the_short_one_last():
    tf.random.set_seed(1)
    batches = array_batches.ArrayBatches(tf.range(11), 2, shuffle="batch")
    drawn_rows = rows(batches)
    assert all(batch[0] % 2 == 0 for batch in drawn_rows)
    assert all(batch[1] == batch[0] + 1 for batch in drawn_rows[:-1])
    assert drawn_rows[-1] == [10]


def test_steps_that_keep_the_position_go_on_over_the_end_of_the_rows():
    batches = array_batches.ArrayBatches(
        tf.range(5), 2, steps=2, keeps_position=True
    )
    assert rows(batches) == [[0, 1], [2, 3]]
    assert rows(batches) == [[4], [0, 1]]
    assert rows(batches) == [[2, 3], [4]]


def test_steps_without_position_start_at_the_first_row_each_epoch():
    batches = array_batches.ArrayBatches(tf.range(5), 2, steps=1)
    assert rows(batches) == rows(batches) == [[0, 1]]


def test_more_steps_than_batches_end_with_a_warning_of_both_counts():
    batches = array_batches.ArrayBatches(tf.range(3), 2, steps=5)
    taken = len(rows(batches))
    with pytest.warns(UserWarning, match="2 of at least 5 batches"):
        assert not batches.check_epoch(taken)


def test_an_optional_past_the_last_row_is_empty():
    batches = array_batches.ArrayBatches(tf.range(3), 2)
    cursor = batches.epoch()
    there = [
        bool(batches.fetch_optional(cursor, step).has_value())
        for step in range(3)
    ]
    assert there == [True, True, False]


def test_a_cursor_tells_what_a_batch_is():
    cursor = array_batches.ArrayBatches((tf.zeros((4, 3)), None), 2).epoch()
    assert cursor.element_spec == (tf.TensorSpec((None, 3)), None)


def test_other_numbers_of_rows_and_other_batch_sizes_share_one_trace():
    traces = []

    def step(cursor, index):
        traces.append(index)
        return array_batches.ArrayBatches.fetch(cursor, index)

    specs = array_batches.ArrayBatches(tf.range(4), 2).cursor_spec
    run = tf.function(step).get_concrete_function(
        specs, tf.TensorSpec((), tf.int32)
    )
    for count, size in ((5, 2), (9, 4), (1, 8)):
        batches = array_batches.ArrayBatches(tf.range(count), size)
        assert run(batches.epoch(), tf.constant(0)).shape[0] == min(count, size)
    assert len(traces) == 1


def test_a_batch_in_order_costs_four_operations_for_one_array():
    batches = array_batches.ArrayBatches(tf.zeros((8, 3)), 2)
    graph = (
        tf.function(batches.fetch)
        .get_concrete_function(batches.cursor_spec, tf.TensorSpec((), tf.int32))
        .graph
    )
    work = [
        operation.type
        for operation in graph.get_operations()
        if operation.type not in ("Placeholder", "Const", "Identity")
    ]
    assert sorted(work) == ["AddV2", "Mul", "StridedSlice"]


@pytest.mark.parametrize("shuffle", [False, True])
def test_ragged_rows_are_batched_and_traced_with_one_spec(shuffle):
    ragged = tf.ragged.constant([[1], [2, 3], [4, 5, 6]])
    batches = array_batches.ArrayBatches(ragged, 2, shuffle=shuffle)
    lengths = [b.row_lengths().numpy().tolist() for b in drawn(batches)]
    assert sorted(sum(lengths, [])) == [1, 2, 3]


def test_strings_are_batched():
    batches = array_batches.ArrayBatches(tf.constant(["a", "b", "c"]), 2)
    assert rows(batches) == [[b"a", b"b"], [b"c"]]


def test_a_graph_loop_can_run_a_whole_epoch():
    batches = array_batches.ArrayBatches(tf.range(10), 3, shuffle=True)
    fetch = batches.fetch

    @tf.function
    def total(cursor, count):
        return tf.while_loop(
            lambda index, _: index < count,
            lambda index, value: (
                index + 1,
                value + tf.reduce_sum(fetch(cursor, index)),
            ),
            (tf.constant(0), tf.constant(0)),
        )[1]

    assert int(total(batches.epoch(), tf.constant(4))) == 45


def test_arrays_of_any_size_stay_in_the_memory_of_a_host():
    assert device_memory.fits_on_device(2**60)


def test_a_gpu_gives_a_quarter_of_its_memory_to_arrays(monkeypatch):
    monkeypatch.setattr(
        tf.config, "list_logical_devices", lambda kind: ["GPU:0"]
    )
    assert device_memory.fits_on_device(2**30)
    assert not device_memory.fits_on_device(2**30 + 1)
