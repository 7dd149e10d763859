"""Batches are counted from where an epoch begins, or goes on."""

from keras.callbacks import batch_count


def test_a_call_stands_for_all_batches_since_the_one_before():
    count = batch_count.BatchCount()
    count.begin(0)
    assert [count.end(batch) for batch in (0, 1, 4)] == [1, 1, 3]
    assert count.last == 4


def test_an_epoch_that_goes_on_begins_at_its_batch():
    count = batch_count.BatchCount()
    count.begin(7)
    assert count.end(8) == 2
