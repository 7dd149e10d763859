"""Tests of the queues of batches."""

import multiprocessing
import os
import threading
import time

import pytest

from keras.utils import enqueuer, sequence


class Numbers(sequence.Sequence):
    epochs = 0

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return index + 10 * self.epochs, os.getpid()

    def on_epoch_end(self):
        self.epochs += 1


def taken(queue, count):
    batches = queue.get()
    return [next(batches) for _ in range(count)]


@pytest.mark.parametrize("processes", [False, True])
def test_batches_come_in_order_epoch_after_epoch(processes):
    queue = enqueuer.OrderedEnqueuer(Numbers(), processes)
    queue.start(workers=2, max_queue_size=2)
    found = taken(queue, 7)
    queue.stop()
    assert [number for number, _ in found] == [0, 1, 2, 10, 11, 12, 20]
    here = {process == os.getpid() for _, process in found}
    assert here == {not processes}
    assert not multiprocessing.active_children()


def test_a_shuffled_epoch_has_every_batch_once():
    queue = enqueuer.OrderedEnqueuer(Numbers(), shuffle=True)
    queue.start()
    assert sorted(number for number, _ in taken(queue, 3)) == [0, 1, 2]
    queue.stop()


def test_batches_are_made_before_they_are_asked_for():
    class Counted(Numbers):
        made = 0

        def __getitem__(self, index):
            self.made += 1
            return index

    counted = Counted()
    queue = enqueuer.OrderedEnqueuer(counted)
    queue.start(max_queue_size=4)
    deadline = time.monotonic() + 5
    while counted.made < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    assert 4 <= counted.made <= 5
    queue.stop()


def test_a_queue_runs_from_start_to_stop():
    queue = enqueuer.OrderedEnqueuer(Numbers())
    assert not queue.is_running()
    assert list(queue.get()) == []
    queue.start()
    assert queue.is_running()
    with pytest.raises(RuntimeError, match="one start"):
        queue.start()
    batches = queue.get()
    next(batches)
    queue.stop()
    assert not queue.is_running()
    assert list(batches) == []
    assert not [t for t in threading.enumerate() if "enqueuer" in t.name]


def test_a_stopped_queue_may_start_again():
    queue = enqueuer.OrderedEnqueuer(Numbers())
    for _ in range(2):
        queue.start()
        assert taken(queue, 1)[0][0] % 10 == 0
        queue.stop()


def test_an_exception_surfaces_and_stops_the_queue():
    class Broken(Numbers):
        def __getitem__(self, index):
            raise ZeroDivisionError("my own bug")

    queue = enqueuer.OrderedEnqueuer(Broken())
    queue.start()
    with pytest.raises(ZeroDivisionError, match="my own bug"):
        taken(queue, 1)
    assert not queue.is_running()


@pytest.mark.parametrize("workers", [1, 4])
def test_a_generators_items_come_once_and_in_order(workers):
    queue = enqueuer.GeneratorEnqueuer(iter(range(20)), True, random_seed=1)
    queue.start(workers, max_queue_size=2)
    assert list(queue.get()) == list(range(20))
    queue.stop()


@pytest.mark.parametrize("counts", [(0, 1), (1, 0)])
def test_numbers_less_than_one_are_refused(counts):
    queue = enqueuer.GeneratorEnqueuer(iter(()))
    with pytest.raises(ValueError, match="at least 1.*workers=[01], max"):
        queue.start(*counts)
